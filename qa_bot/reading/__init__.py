"""Reading: from passages to a draft of the answer.

An answerer need not be trusted: what it proposes goes through the evidence gate.
"""

from qa_bot.reading.answerer import Answerer, StreamingAnswerer
from qa_bot.reading.confidence import Calibration, calibration_of, relevance
from qa_bot.reading.sentences import SentenceAnswerer

__all__ = [
    "Answerer",
    "Calibration",
    "SentenceAnswerer",
    "StreamingAnswerer",
    "calibration_of",
    "relevance",
]
