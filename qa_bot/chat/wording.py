"""What models say besides the answer: of themselves, of the passages, and that these do not say.

Only set phrases are known, of Arabic and English. What they do not catch has no evidence either.
"""

from __future__ import annotations

import re
from typing import Final

from qa_bot.messages import LANGUAGES, NOT_IN_ARTICLE, message
from qa_bot.text import fold

_TEXT: Final = r"(?:passages?|articles?|texts?|context|sources?|documents?)"
_ARABIC_TEXT: Final = r"(?:مقطع|مقاطع|مقال|مقالات|نص|نصوص|سياق)"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_LEAD: Final = _any(
    rf"(?:according to|based on|as \w+ in|per|in|from)\s+(?:the\s+)?(?:\w+\s+)?{_TEXT}"
    r"(?:\s+(?:provided|given|above|and|\d+|,))*\s*,\s*",
    rf"(?:the\s+)?{_TEXT}(?:\s+\d+)?\s+"
    r"(?:says?|states?|mentions?|reports?|indicates?|notes?|explains?)\s+that\s+",
    r"(?:وفق[اً]*|بناءً?ا?|استناد[اً]*|ب?حسب|طبق[اً]*|كما (?:ورد|جاء) في|في)\s*"
    r"(?:على|إلى)?\s*(?:ما\s+(?:ورد|جاء)\s+في\s+)?(?:لل|ال|هذا ال|هذه ال)"
    rf"{_ARABIC_TEXT}(?:\s+(?:ال\w+|رقم|\d+))*\s*[،,]\s*",
    rf"(?:يذكر|يقول|يشير|يوضح|تذكر|تشير)\s+ال{_ARABIC_TEXT}(?:\s+\d+)?\s+(?:إلى\s+)?أنّ?\s+",
    r"(?:sure|certainly|of course|بالتأكيد|بالطبع)\s*[!,،:.]\s*(?:here (?:is|are)[^:]{0,60}:\s*)?",
    r"(?:answer|final answer|response|الجواب|الإجابة|الاجابة)\s*[:：]\s*",
)
_OF_ITSELF: Final = _any(
    r"\bas an? (?:ai|(?:large )?language)\b|\blanguage model\b|\bchatgpt\b|\bsystem prompt\b",
    r"\bi(?: am|.m) (?:an? (?:ai|assistant)|just an?|sorry|unable)\b|\bi apologi[sz]e\b",
    r"\bi (?:cannot|can.t|can not|do not|don.t) (?:\w+ ){0,2}(?:answer|provide|help|have|say)\b",
    r"\bmy (?:instructions|training|prompt|knowledge)\b|\blet me know\b|\bhope this helps\b",
    r"\b(?:given|provided|numbered|these|above) (?:passages?|context|prompt)\b",
    r"\bpassages? (?:\d|provided)|\bthe passages\b|\bsquare brackets\b",
    r"\bhere (?:is|are) (?:the|your|a) (?:\w+ )?(?:answer|summary|response)",
    r"كنموذج|نموذج لغوي|بصفتي نموذج|لا (?:استطيع|يمكنني) (?:ال|ان )?\w*(?:اجاب|اجيب|جواب|مساعد)",
    r"انا اسف|^\W*عذرا|^\W*اعتذر|تعليماتي|تعليمات النظام|الاقواس المربعه",
    r"المقاطع (?:المقدمه|المرقمه)|المقطع رقم|(?:السياق|النص) المقدم",
)
_ADDRESS: Final = _any(
    r"https?:|www\.|[\w.+-]+@[\w-]+\.|\bt\.me\b",
    r"\b[\w-]+\.(?:[a-z]{2,}\.)?(?:com|net|org|io|co|info|me|gov|edu|app|dev|xyz|ru|uk|fr|de|ai|"
    r"example|test|link|site|online|top|ly|tv|sy|ae|sa|eg)\b",
    r"\b(?:javascript|data|file|ftp|tg|mailto):\S",
)
_DECLINES: Final = _any(
    r"not[_ ]in[_ ]article",
    rf"\b(?:the|this|these|any|provided|given)\s+{_TEXT}\b.{{0,40}}"
    r"\b(?:do|does|did|is|are|was|were)(?:\s+not|n.t)\b.{0,30}"
    r"\b(?:say|state|mention|contain|provide|answer|include|specify|give|address|discuss|indicate|"
    r"identify|name|reveal|information)",
    rf"\bno (?:information|mention|answer|evidence)\b.{{0,60}}\b{_TEXT}\b",
    rf"\bnot (?:\w+ )?(?:in|by) (?:the|these|any|this) (?:\w+ )?{_TEXT}\b",
    r"^\W*there is (?:no|not enough) information\b",
    r"^\W*(?:i|we) (?:do not|don.t|cannot|can.t) (?:know|find|answer|say|determine|tell)\b",
    rf"\bال{_ARABIC_TEXT}\b.{{0,25}}\b(?:لا|لم|لن)\s+[يت]\w+",
    r"\b(?:لا|لم)\s+(?:يذكر|يرد|تذكر|ترد|يوجد|توجد|يتضمن|يحتوي|تتضمن|تحتوي|يحدد|تحدد|يجب|تجب|يشر|"
    rf"تشر)\w*\s+.{{0,40}}ال{_ARABIC_TEXT}\b",
    r"^\W*(?:لا توجد|لا يوجد|ليس هناك|ليست هناك)\s+(?:معلومات|اجابه|جواب|ذكر)",
    rf"^\W*(?:لا اعرف|لا اعلم|لا ادري)\b|غير (?:مذكور|وارد|موجود)ه?\s+(?:في\s+)?\S*{_ARABIC_TEXT}",
)


def without_lead(sentence: str) -> str:
    """A sentence without words such as "According to the article,".

    >>> without_lead("وفقاً للمقال، تقود آنا الفريق.")
    'تقود آنا الفريق.'
    """
    lead = _LEAD.match(sentence)
    return sentence[lead.end() :] if lead else sentence


def is_of_itself(sentence: str) -> bool:
    """Whether a model speaks of itself and what it was given."""
    return _OF_ITSELF.search(fold(sentence).text) is not None


def has_address(sentence: str) -> bool:
    """Whether a sentence leads somewhere: prose has evidence, and no links."""
    return _ADDRESS.search(sentence) is not None


def is_decline(sentence: str) -> bool:
    """Whether a sentence says that the passages do not answer.

    >>> is_decline("The passages do not mention the minister.")
    True
    """
    folded = fold(sentence).text
    own = (fold(message(NOT_IN_ARTICLE, language=language)).text for language in LANGUAGES)
    return _DECLINES.search(folded) is not None or folded.strip(" .") in {o.strip(".") for o in own}
