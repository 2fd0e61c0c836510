"""Text as people write it: folding for comparison, paragraphs and sentences, scripts, follow-ups.

Nothing here changes a text. What is found comes as spans, ``(start, end)`` in characters of the
text that was given, so that it can be quoted exactly as it stands.
"""

from qa_bot.text.folding import Folded, fold
from qa_bot.text.leaning import leaning, own_words
from qa_bot.text.scripts import script_of
from qa_bot.text.sentences import paragraph_spans, sentence_spans

__all__ = [
    "Folded",
    "fold",
    "leaning",
    "own_words",
    "paragraph_spans",
    "script_of",
    "sentence_spans",
]
