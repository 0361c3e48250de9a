"""Bodies of one's own from OpenSim models: a recipe, what OpenSim measures by it, and the folder of tables."""
