"""Treatment: courses of cue, load, feedback, stimulation and rest, their work, the search for the least, a game of it."""
