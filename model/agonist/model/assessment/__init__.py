"""One virtual patient, and the laboratory that measures without touching."""
