"""How a written text is read aloud: each substitution with its place and rule, the rest flagged.

What no rule and no lexicon entry covers is left as it stands and reported, never guessed; so is
what can be read in two ways, and dates and hours that do not exist. Rules exist for Vietnamese
(docs/spoken.md states each); in other languages only the lexicon speaks. Pure functions, one
module for each kind of rule.
"""

from cms.queries.spoken.lexicon import Entry, Lexicon
from cms.queries.spoken.numbers import read_digits, read_number
from cms.queries.spoken.reading import VIETNAMESE, is_read_by_rule, speak
from cms.queries.spoken.results import Flag, Place, Reason, Rule, Segment, Spoken, Substitution

__all__ = [
    "VIETNAMESE",
    "Entry",
    "Flag",
    "Lexicon",
    "Place",
    "Reason",
    "Rule",
    "Segment",
    "Spoken",
    "Substitution",
    "is_read_by_rule",
    "read_digits",
    "read_number",
    "speak",
]
