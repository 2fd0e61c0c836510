"""Names of people, places and bodies, and whether they stand in a text, in whatever letters."""

from qa_bot.names.matching import (
    Held,
    Words,
    bare_forms,
    names_held,
    names_in,
    names_told,
    unproved_names,
)
from qa_bot.names.tables import FUNCTION_WORDS, REPORTING_ARABIC

__all__ = [
    "FUNCTION_WORDS",
    "REPORTING_ARABIC",
    "Held",
    "Words",
    "bare_forms",
    "names_held",
    "names_in",
    "names_told",
    "unproved_names",
]
