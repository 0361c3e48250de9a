"""The science: scenario, graph, rules, bout, record. No Mesa, no page."""
