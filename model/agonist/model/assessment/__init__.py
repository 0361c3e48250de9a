"""One virtual patient, and the laboratory that measures without touching; reading this package enters every measure."""

from agonist.model.assessment import absolute as absolute
