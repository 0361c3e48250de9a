"""One bout and one night, compiled: the stages, and `clock`, which says what follows what."""
