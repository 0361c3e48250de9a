"""Who is simulated: anatomy from tables, the muscle graph, and what is compiled from it."""
