"""The quantities of a life: name, unit, start and meaning of each, by the unit that has it."""
