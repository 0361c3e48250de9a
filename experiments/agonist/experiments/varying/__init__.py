"""Variability: what differs from one movement to the next, and what it tells: synergies, networks, early warning."""
