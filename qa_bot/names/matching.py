"""Whether the names of a sentence stand in a text, in whatever letters.

A name in Latin letters stands in an Arabic text where one of its words is spelled as that name
sounds, consonant by consonant: *Gerasimov* and غيراسيموف. Each Latin letter allows the Arabic
letters that it is usually written with, vowels may be left out, and nothing else may be added. A
name of two consonants is only taken where the Arabic word is no everyday one, and one of a single
consonant never by itself. Names that are translated stand in a table, and abbreviations stand there
too where an Arabic text spells their letters: *BBC* and بي بي سي.

When in doubt a name does not stand there: to drop a sentence costs less than to show a false one.
"""

from __future__ import annotations

import re
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from qa_bot.names.tables import (
    COMMON_ARABIC,
    ENTRIES,
    FREQUENT_ARABIC,
    FUNCTION_WORDS,
    GERMAN_ASKING,
    REPORTING_ARABIC,
    SENTENCE_STARTERS,
    TITLES,
)
from qa_bot.retrieval import terms
from qa_bot.text import fold, script_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_POINTS: Final = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670]")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_POSSESSIVE: Final = re.compile(r"['’ʼ]s?$|(?<=s)['’ʼ]$")
_ELISION: Final = re.compile(r"^(?:[ldjnsmtc]|qu)['’ʼ](?=\w)", re.IGNORECASE)
_ARTICLE: Final = frozenset({"al", "el", "ibn", "bin", "ben", "abu", "de", "van", "von"})
_COMMON_ENDING: Final = re.compile(
    r"\w{3,}(?:ing|ly|tions?|sions?|ments?|ness|ities|ity|ies|ers|ists?|isms?|ances?|ences?|ors)"
)
_REMEMBERED: Final = 10_000
_STRONG: Final = 3
_WEAK: Final = 2

_PREFIXES: Final = ("ال", "لل", "و", "ف", "ب", "ل", "ك")
_NISBA: Final = ("ا", "ه", "ي", "يا", "يه", "يون", "يين", "يات", "ين", "ان", "يان", "يتين", "يتان")
_LEAST: Final = 3
_SUFFIXED: Final = re.compile(r"\w{3,}(?:ات|ون|ية|يه|اء|تين|تان)|ال\w{3,}(?<!ي)")

_VERB: Final = re.compile("[يتنا]\\w{3,}|\\w{3,}(?:ت|وا|ن)")
"""Shapes of verbs, which hardly any name has."""

_VERB_BEGINNING: Final = re.compile("^[يتنا](?=\\w{3})")
_VERB_ENDING: Final = re.compile("(?<=\\w{3})(?:تها|ها|هم|نا|وا|ات|ون|ين|ان|ت|ه|ن|ا)$")

_VOWELS: Final = {
    "a": "اءعيه",
    "e": "اويءع",
    "i": "ياءع",
    "y": "ياءع",
    "o": "واءع",
    "u": "واءع",
    "'": "عء",
    "’": "عء",
}
_SOFT: Final = "eiy"
_CONSONANTS: Final = {
    "llah": "(?:لله|لا)",
    "tsch": "(?:تش|ش)",
    "sch": "(?:ش|سك)",
    "tch": "(?:تش|ش)",
    "kh": "[خك]",
    "gh": "[غق]",
    "sh": "ش",
    "ch": "(?:تش|[شخكج])",
    "th": "(?:ته|[ثتطذ])",
    "dh": "[ذضظ]",
    "ph": "ف",
    "zh": "[جز]",
    "dj": "ج",
    "ck": "[كق]",
    "qu": "(?:كو|كي|قو|[كق])",
    "st": "[سصش][تط]",
    "sp": "[سصش][بپ]",
    "ts": "(?:تس|تز|[تس])",
    "tz": "(?:تز|تس|ز)",
    "cz": "(?:تش|[شز])",
    "b": "ب",
    "c": "[كق]",
    "d": "[دض]",
    "f": "ف",
    "g": "[غجقكگ]",
    "j": "[جيخغ]",
    "k": "[كق]",
    "l": "ل",
    "m": "م",
    "n": "ن",
    "p": "[بپ]",
    "q": "[قك]",
    "r": "ر",
    "s": "[سصز]",
    "t": "[تط]",
    "v": "[فڤو]",
    "w": "[وف]",
    "x": "(?:كس|[سخ])",
    "z": "(?:تس|[زظذضس])",
}
_LONGEST: Final = max(map(len, _CONSONANTS))
_LETTERS: Final = {
    "a": "(?:اي?ه|اي|ا)",
    "b": "بي",
    "c": "سي",
    "d": "دي",
    "e": "(?:اي|ا)",
    "f": "اي?ف",
    "g": "جيه?",
    "h": "(?:اي?تش|اش)",
    "i": "ا?اي",
    "j": "(?:جيه?|جاي)",
    "k": "(?:كيه?|كاي|كا)",
    "l": "اي?ل",
    "m": "اي?م",
    "n": "اي?ن",
    "o": "او",
    "p": "[بپ]ي",
    "q": "كيو",
    "r": "ار",
    "s": "اي?س",
    "t": "تي",
    "u": "يو",
    "v": "[فڤ]ي",
    "w": "دا?بليو",
    "x": "اي?كس",
    "y": "واي",
    "z": "(?:زد|زي|زيت)",
}
"""How Arabic spells the names of Latin letters, folded."""

_ABBREVIATION: Final = re.compile("[A-Z]{2,6}")

_SILENT_AT_THE_END: Final = "stxdzp"


class Held(NamedTuple):
    """How many of a question's names a text has; none and none where no names can be told.

    What the table knows, such as countries, says little where it is found: most texts have some.
    It counts only where it is missing.

    Args:
        found: share of those that stand in it, 0 to 1.
        missing: share of those that do not.
    """

    found: float
    missing: float


class Words:
    """A text as something that names stand in, or not.

    Args:
        text: raw text.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = fold(text).text

    @cached_property
    def tokens(self) -> frozenset[str]:
        """Its words, folded."""
        return frozenset(re.findall(r"\w+", self.folded))

    @cached_property
    def stems(self) -> frozenset[str]:
        """Its terms, as `qa_bot.retrieval.terms` gives them."""
        return frozenset(terms(self.text))

    @cached_property
    def script(self) -> str:
        """The script of most of its letters."""
        return script_of(self.text)

    @cached_property
    def arabic(self) -> frozenset[str]:
        """Its words in Arabic letters, also without what is written together with them."""
        return frozenset(b for token in self.tokens if _is_arabic(token) for b in bare_forms(token))

    @cached_property
    def entries(self) -> frozenset[int]:
        """What the table knows of the things that it names."""
        return frozenset(_entries(self.folded, self.tokens))

    @cached_property
    def roots(self) -> frozenset[str]:
        """The consonants of its Arabic words, which forms of one verb share."""
        return frozenset(filter(None, map(verb_root, self.arabic)))

    def has(self, word: str) -> bool:
        """Whether a word stands in it as it is, or in another form of the word."""
        folded = fold(word).text
        if folded in self.tokens or folded in self.arabic:
            return True
        found = terms(word)
        if found and self.stems.issuperset(found):
            return True
        return _VERB.fullmatch(folded) is not None and verb_root(folded) in self.roots


def verb_root(folded: str) -> str:
    """What is left of an Arabic word without what its forms add; "" where that is too little.

    >>> verb_root("افتتحت") == verb_root("افتتاح") == "فتتح"
    True
    """
    bare = bare_forms(folded)[-1] if folded.startswith(_PREFIXES[:2]) else folded
    root = _VERB_ENDING.sub("", _VERB_BEGINNING.sub("", bare))
    root = root[:1] + re.sub("[اويه]", "", root[1:])
    return root if len(root) >= _LEAST else ""


def unproved_names(claim: str, *, by: Words) -> list[str]:
    """The words of a sentence that are names, or may be, and do not stand in a text.

    >>> text = Words("تحدث إلى فاليري غيراسيموف")
    >>> unproved_names("He spoke to Valery Gerasimov and Sergei Shoigu.", by=text)
    ['Sergei', 'Shoigu']

    Args:
        claim: the sentence.
        by: the text.
    """
    words = [_stripped(word) for word in _WORD.findall(_POINTS.sub("", claim))]
    if by.script == "arabic" and not any(map(str.isupper, claim)):
        # Names that are written small could not be told from other words.
        words = [w if _is_arabic(w) else w.title() for w in words]
    named = frozenset(_entries(fold(claim).text, frozenset()))
    covered = {part for n in named & by.entries for form in ENTRIES[n][0] for part in form.split()}
    # Of names of several common words, such as those of the United Nations, no word shows it.
    unproved = [phrase for n in named - by.entries for phrase in _phrases_of(n, claim)]
    beside = False
    for place, word in enumerate(words):
        if not word or fold(word).text in covered:
            beside = True
        elif not _may_be_name(word, first=place == 0, by=by):
            beside = False
        else:
            beside = _stands_in(word, by, beside=beside or _next_to_proved(words, place, by))
            if not beside:
                unproved.append(word)
    return unproved


def names_in(text: str) -> list[str]:
    """The words of a text with capitals that may be names."""
    words = [_stripped(word) for word in _WORD.findall(text)]
    nothing = Words("")
    return [
        word
        for place, word in enumerate(words)
        if word[:1].isupper() and _may_be_name(word, first=place == 0, by=nothing)
    ]


def names_held(question: str, *, by: Words) -> Held:
    """How many of the names of a question stand in a text.

    In Arabic no name can be told from other words: there it is asked whether the question spells
    any of those that a text in Latin letters has. Between other scripts names are not compared.

    >>> names_held("Did Macron call Putin?", by=Words("اتصل ماكرون بنظيره"))
    Held(found=0.5, missing=0.5)
    >>> names_held("من هو ماكرون؟", by=Words("President Macron spoke."))
    Held(found=1.0, missing=0.0)
    """
    scripts = (script_of(question), by.script)
    if scripts == ("arabic", "latin"):
        return Held(1.0 if names_told(question, by=by) else 0.0, 0.0)
    words = fold(question).text.split()
    comparable = scripts == ("latin", "arabic") or scripts[0] == scripts[1]
    names = names_in(question) if comparable and GERMAN_ASKING.isdisjoint(words) else []
    unproved = unproved_names(question, by=by) if names else []
    found = sum(name not in unproved and not _known(name) for name in names)
    # A question begins with a capital in any case, and few abbreviations sound as they are written.
    missing = sum(
        name in unproved and fold(name).text != words[0] and sum(map(str.isupper, name)) == 1
        for name in names
    )
    known = found + missing
    return Held(found / known, missing / known) if known else Held(0.0, 0.0)


def names_told(arabic: str, *, by: Words) -> set[str]:
    """The names of a text in Latin letters that an Arabic sentence spells.

    >>> names_told("التقت كيسلر الرسام", by=Words("Maria Kessler met Anton Brandl."))
    {'Kessler'}
    """
    spelled = Words(arabic).arabic
    return {name for name in _capitals(by.text) if _sounds(name, spelled, beside=False)}


def _phrases_of(entry: int, claim: str) -> Iterator[str]:
    folded = fold(claim).text
    for form in (form for side in ENTRIES[entry] for form in side if " " in form):
        if _phrase(fold(form).text).search(folded):
            yield form


def _next_to_proved(words: list[str], place: int, by: Words) -> bool:
    following = words[place + 1 : place + 2]
    return bool(following) and following[0][:1].isupper() and _stands_in(following[0], by)


def _stripped(word: str) -> str:
    return _ELISION.sub("", _POSSESSIVE.sub("", word))


def _is_arabic(word: str) -> bool:
    return not word.isascii() and script_of(word) == "arabic"


def _may_be_name(word: str, *, first: bool, by: Words) -> bool:
    if _is_arabic(word):
        return not _is_everyday(word, by)
    if not any(map(str.isupper, word)):
        # Scripts without capitals: no word can be told from a name.
        return not any(map(str.islower, word))
    small = fold(word).text
    if small in FUNCTION_WORDS or small in TITLES or small in _ARTICLE or len(word) == 1:
        return False
    common = small in SENTENCE_STARTERS or _COMMON_ENDING.fullmatch(small)
    return not (first and common and not word.isupper())


def _is_everyday(word: str, by: Words) -> bool:
    folded = fold(word).text
    # In one language a noun that is not there would be news.
    forms, everyday = bare_forms(folded), _everyday(nouns=by.script != "arabic")
    if any(form in _table().arabic for form in forms):
        return False  # Mali is spelled as "financial" is
    if everyday.issuperset(terms(word)) or not everyday.isdisjoint(forms):
        return True
    # Where names are told apart by nothing but their letters, only clear forms of other words pass.
    return by.script != "arabic" and any(map(_SUFFIXED.fullmatch, forms))


def _stands_in(word: str, by: Words, *, beside: bool = False) -> bool:
    if by.has(word):
        return True
    if known := _known(word):
        return not known.isdisjoint(by.entries)
    if _is_arabic(word):
        forms = {*bare_forms(fold(word).text)}
        return any(_sounds(latin, forms, beside=False) for latin in _capitals(by.text))
    if _ABBREVIATION.fullmatch(word) and _spelled_out(word.lower()).search(by.folded):
        return True
    return _sounds(word, by.arabic, beside=beside)


def _capitals(text: str) -> set[str]:
    words = (_stripped(match[0]) for match in _WORD.finditer(text))
    return {w for w in words if w[:1].isupper() and fold(w).text not in FUNCTION_WORDS}


def _sounds(latin: str, arabic: frozenset[str] | set[str], *, beside: bool) -> bool:
    """Whether one of some Arabic words is a name in Latin letters."""
    pattern, consonants = _spelled(latin)
    if consonants < (1 if beside else _WEAK):
        return False
    if consonants < _STRONG:
        arabic = {word for word in arabic if len(word) >= _LEAST} - _everyday()
    return any(map(pattern.fullmatch, arabic))


@lru_cache(_REMEMBERED)
def _spelled_out(abbreviation: str) -> re.Pattern[str]:
    """An abbreviation as Arabic spells it letter by letter, folded, in one word or in several."""
    letters = r"[\s.\-]?".join(_LETTERS[letter] for letter in abbreviation)
    return re.compile(rf"\b[وف]?[بلك]?(?:ال)?{letters}\b")


@lru_cache(_REMEMBERED)
def _spelled(latin: str) -> tuple[re.Pattern[str], int]:
    """How a name may be written in Arabic, folded, and how many consonants that takes."""
    name = fold(latin.replace("ç", "s").replace("Ç", "S")).text
    # W closes a vowel in Newton, u is not heard in Guerassimov, and doubled letters are heard once.
    name = re.sub(r"(?<=[aeo])w(?![aeiouy])", "u", re.sub(r"gu(?=[ei])", "g", name))
    name = re.sub(r"([^aeiouyl]|l(?!lah))\1+", r"\1", name)
    pattern, consonants, at = "", 0, 0
    while at < len(name):
        vowels = re.compile(r"[aeiouy'’]*").match(name, at)
        if vowels and vowels[0]:
            pattern += _vowel(vowels[0], first=at == 0, last=vowels.end() == len(name))
            at = vowels.end()
            continue
        if name[at] == "h":
            pattern += "[هح]" if at == 0 else "[هح]?+"
            consonants += at == 0
            at += 1
            continue
        letters = next(
            (name[at : at + n] for n in range(_LONGEST, 0, -1) if name[at : at + n] in _CONSONANTS),
            "",
        )
        if not letters:
            return re.compile(r"(?!)"), 0  # of another script
        pattern += _consonant(name, at, letters)
        consonants += 1
        at += len(letters)
    return re.compile(pattern), consonants


def _consonant(name: str, at: int, letters: str) -> str:
    end = at + len(letters)
    if letters == "c" and name[end : end + 1] in (*_SOFT,):
        return "[سث]"
    spelled = _CONSONANTS[letters]
    after_vowel = name[at - 1 : at] in (*"aeiouy",)
    if end == len(name) and letters in _SILENT_AT_THE_END and at and after_vowel:
        # François, Renault: written in French and not heard
        return f"{spelled}?" if name[at - 2 : at] in {"oi", "ai", "ou", "au"} else spelled
    return spelled


def _vowel(letters: str, *, first: bool, last: bool) -> str:
    if letters == "oi":
        return "(?:وا|وي)"
    allowed = "".join(dict.fromkeys("".join(_VOWELS[letter] for letter in letters)))
    if not last:
        allowed = allowed.replace("ه", "")
    if first:
        allowed = allowed.replace("ي", "") if letters[0] == "a" else allowed
    # Short vowels are often left out, but not at either end, nor where two letters make a long one.
    written = first or (last and letters != "e") or (len(letters) > 1 and letters != "ae")
    # Possessive: else a long word of vowels would be tried in all divisions.
    return f"[{allowed}]{{{int(written)},3}}+"


@cache
def _everyday(*, nouns: bool = True) -> frozenset[str]:
    words = [*REPORTING_ARABIC, *COMMON_ARABIC, *(FREQUENT_ARABIC if nouns else ())]
    return frozenset([fold(word).text for word in words] + [t for w in words for t in terms(w)])


@lru_cache(_REMEMBERED)
def bare_forms(word: str) -> tuple[str, ...]:
    """A folded Arabic word as it is, and without the small words written together with it.

    >>> bare_forms("والمدينه")
    ('والمدينه', 'المدينه', 'مدينه')
    """
    forms = [word]
    for form in forms:
        for prefix in _PREFIXES:
            rest = form.removeprefix(prefix)
            if rest != form and len(rest) >= _LEAST - 1 and rest not in forms:
                forms.append(rest)
    return tuple(forms)


class _Table(NamedTuple):
    """The entries by Latin word, by Arabic word (``~`` for endings), and by phrase."""

    latin: dict[str, int]
    arabic: dict[str, int]
    phrases: list[tuple[re.Pattern[str], int]]


@cache
def _table() -> _Table:
    table = _Table({}, {}, [])
    for n, (latins, arabics) in enumerate(ENTRIES):
        for form in (*latins, *arabics):
            folded = fold(form).text
            if " " in form:
                table.phrases.append((_phrase(folded), n))
            else:
                (table.latin if form in latins else table.arabic)[folded] = n
    return table


@cache
def _phrase(folded: str) -> re.Pattern[str]:
    if folded.isascii():
        return re.compile(rf"\b{re.escape(folded)}\b")
    return re.compile(
        rf"\b(?:[وفبك]{{0,2}}|[وف]?ل(?:ل(?=\w)|))(?:ال)?{folded.removeprefix('ال')}\b"
    )


def _entries(folded: str, tokens: frozenset[str]) -> Iterator[int]:
    latin, arabic, phrases = _table()
    for token in tokens or frozenset(re.findall(r"\w+", folded)):
        for form in (token, token.removesuffix("s")):
            if form in latin:
                yield latin[form]
        if not token.isascii():
            for form in bare_forms(token):
                yield from _arabic_entries(form, arabic)
    yield from (n for phrase, n in phrases if phrase.search(folded))


def _known(word: str) -> frozenset[int]:
    """What the table knows of a word."""
    folded = fold(word).text
    return frozenset(_entries(folded, frozenset({folded})))


def _arabic_entries(form: str, arabic: dict[str, int]) -> Iterator[int]:
    if form in arabic:
        yield arabic[form]
    for ending in _NISBA:
        stem = form.removesuffix(ending)
        if stem != form and f"{stem}~" in arabic:
            yield arabic[f"{stem}~"]
