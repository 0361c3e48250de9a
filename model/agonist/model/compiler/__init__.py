"""From rules and loops in plain Python to machine code in lanes."""
