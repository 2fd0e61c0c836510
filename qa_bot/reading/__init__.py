"""Reading: from passages to a draft of the answer.

An answerer need not be trusted: what it proposes goes through the evidence gate.
"""

from qa_bot.reading.answerer import Answerer, StreamingAnswerer
from qa_bot.reading.deciding import calibration_of
from qa_bot.reading.extractive import SpanAnswerer
from qa_bot.reading.reader import SpanReader, load_reader

__all__ = [
    "Answerer",
    "SpanAnswerer",
    "SpanReader",
    "StreamingAnswerer",
    "calibration_of",
    "load_reader",
]
