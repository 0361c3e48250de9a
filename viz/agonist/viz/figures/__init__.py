"""Figures for print: lives, loops, maps, the muscle graph, the evidence."""
