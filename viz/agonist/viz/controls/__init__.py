"""The tabs beside the stage in Solara: everything that a hand can do."""
