"""Parts of a user's own: a rule, a learner or a whole unit that stands in for the model's, in either engine."""

from agonist.model.own.parts import Part, parts_of
from agonist.model.own.variant import body_class, variant

__all__ = ["Part", "body_class", "parts_of", "variant"]
