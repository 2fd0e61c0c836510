"""The numbers of a text, in digits of any script and in words of Arabic and English.

A number is a text such as ``2015``, ``12.5``, ``20%`` or ``#1``, the first of something. Two texts
speak of the same number where these are equal.
"""

from __future__ import annotations

import re
from typing import Final

from qa_bot.text import fold

_SIGNS: Final = str.maketrans({"٬": ",", "٫": ".", "٪": "%"})
_NARROW_GROUPS: Final = re.compile(r"(?<=\d)[\u00a0\u202f\u2009](?=\d{3}\b)")
_UNITS: Final = {
    word: value
    for value, words in {
        0: "zero صفر",
        2: "two اثنان اثنين اثنتان اثنتين",
        3: "three ثلاث ثلاثه",
        4: "four اربع اربعه",
        5: "five خمس خمسه",
        6: "six ست سته",
        7: "seven سبع سبعه",
        8: "eight ثمان ثماني ثمانيه",
        9: "nine تسع تسعه",
        10: "ten عشر عشره",
        11: "eleven",
        12: "twelve",
        13: "thirteen",
        14: "fourteen",
        15: "fifteen",
        16: "sixteen",
        17: "seventeen",
        18: "eighteen",
        19: "nineteen",
        20: "twenty عشرون عشرين",
        30: "thirty ثلاثون ثلاثين",
        40: "forty اربعون اربعين",
        50: "fifty خمسون خمسين",
        60: "sixty ستون ستين",
        70: "seventy سبعون سبعين",
        80: "eighty ثمانون ثمانين",
        90: "ninety تسعون تسعين",
    }.items()
    for word in words.split()
}
_ONE_THIRD: Final = "onethird"
_TENS: Final = 10
_HUNDRED: Final = 100
_MULTIPLIERS: Final = {
    word: value
    for value, words in {
        100: "hundred مئه مايه ميه مءه",
        200: "ميتان ميتين مايتان مايتين",
        1_000: "thousand mille الف الاف الفا",
        2_000: "الفان الفين",
        10**6: "million millions مليون ملايين مليونا",
        2 * 10**6: "مليونان مليونين",
        10**9: "billion billions milliard milliards مليار مليارات مليارا بليون",
        2 * 10**9: "ملياران مليارين",
        10**12: "trillion تريليون تريليونات",
    }.items()
    for word in words.split()
}
_PLACES: Final = {
    word: place
    for place, words in {
        "#1": "first اول اولي اولا",
        "#2": "second ثاني ثانيه ثانيا",
        "#3": "third ثالث ثالثه ثالثا",
        "#4": "fourth رابع رابعه رابعا",
        "#5": "fifth خامس خامسه",
        "#6": "sixth سادس سادسه",
        "#7": "seventh سابع سابعه",
        "#8": "eighth ثامن ثامنه",
        "#9": "ninth تاسع تاسعه",
        "#10": "tenth عاشر عاشره",
        # From here on Arabic says the thirty, not the thirtieth.
        "11": "eleventh",
        "12": "twelfth",
        "13": "thirteenth",
        "14": "fourteenth",
        "15": "fifteenth",
        "16": "sixteenth",
        "17": "seventeenth",
        "18": "eighteenth",
        "19": "nineteenth",
        "20": "twentieth",
        "30": "thirtieth",
        "40": "fortieth",
        "50": "fiftieth",
        "60": "sixtieth",
        "70": "seventieth",
        "80": "eightieth",
        "90": "ninetieth",
        "1/3": _ONE_THIRD,
    }.items()
    for word in words.split()
}
_HUNDREDS: Final = ("ثلاث", "اربع", "خمس", "ست", "سبع", "ثمان", "تسع")
_UNITS.update(
    (few + hundred, 100 * value)
    for value, few in enumerate(_HUNDREDS, start=3)
    for hundred in ("ميه", "مايه")
)
_BLANKS: Final = re.compile(r"\s+")
_TOKEN: Final = re.compile(r"\d{1,4}(?:st|nd|rd|th)\b|\d+(?:[.,]\d+)*|[^\W\d_]+|[^\w\s-]")
_PERCENT: Final = re.compile(
    r"\s*(?:%|\bpercent\b|\bper\s+cent\b|\bpour\s+cent\b|\b(?:ب|في\s+)(?:ال)?(?:ميه|مايه|مءه)\b)"
)
_THIRD: Final = re.compile(r"\b(?:a|one|two)[ -]thirds?\b|\b[وفبل]?(?:ال)?ثلث(?:ي|ا|ها|ه)?\b")
_GROUPED: Final = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+")
_CLITICS: Final = re.compile(r"^(?:[وفبلك]{0,2}(?:ال)|[وفبلك](?=\w{3}))")
_DUAL: Final = re.compile(r"\b\w{3,}(?:ين|ان)\b")


def numbers(text: str) -> set[str]:
    """The numbers of a text.

    >>> sorted(numbers("In ٢٠١٥ some 12,5 % of three million, or ثلاثة ملايين, came first"))
    ['#1', '12.5%', '2015', '3000000']
    """
    # Long runs of blanks would make the patterns below slow.
    spaced = _BLANKS.sub(" ", _NARROW_GROUPS.sub("", text))
    folded = fold(spaced.translate(_SIGNS)).text
    plain = _PERCENT.sub("%", _THIRD.sub(f" {_ONE_THIRD} ", folded))
    told = _Told()
    for token in _TOKEN.findall(plain):
        told.take(token)
    told.end()
    return told.numbers


class _Told:
    """The numbers of the words taken so far; the last one may go on: three, hundred, thousand."""

    def __init__(self) -> None:
        self.numbers: set[str] = set()
        self._value: float | None = None

    def take(self, token: str) -> None:
        word = _bare(token)
        if token[0].isdigit():
            self._take_digits(token)
        elif (number := _UNITS.get(word)) is not None:
            self._add(number)
        elif word in _MULTIPLIERS and not (word == "الف" and self._value is None):
            self._value = (1 if self._value is None else self._value) * _MULTIPLIERS[word]
        elif word not in {"and", "و"}:
            self.end(unit="%" if token.startswith("%") else "")
            if word in _PLACES:
                self.numbers.add(_PLACES[word])

    def end(self, *, unit: str = "") -> None:
        if self._value is not None:
            self.numbers.add(_shown(self._value) + unit)
        self._value = None

    def _take_digits(self, token: str) -> None:
        self.end()
        if token[-1].isalpha():
            place = int(token[:-2])
            self.numbers.add(f"#{place}" if place <= _TENS else str(place))
        else:
            self._value = _value(token)

    def _add(self, number: int) -> None:
        """A number with the words before it: twenty-five, خمسة وعشرين, خمسة عشر."""
        before = self._value or 0
        tens, unit = max(before, number), min(before, number)
        if before < _HUNDRED and not (unit < _TENS <= tens < _HUNDRED and tens % _TENS == 0):
            self.end()
        self._value = (self._value or 0) + number


_MEASURES: Final = {
    word: words.split()[0]
    for words in (
        "dollar dollars usd دولار دولارا دولارات",
        "euro euros eur يورو",
        "pound pounds sterling جنيه جنيها جنيهات استرليني",
        "dinar dinars دينار دينارا دنانير",
        "riyal riyals ريال ريالا ريالات",
        "dirham dirhams درهم درهما دراهم",
        "lira liras ليره ليرات",
        "ruble rubles rouble roubles روبل روبلا",
        "yen ين",
        "yuan يوان",
        "franc francs فرنك فرنكا فرنكات",
        "kilometre kilometres kilometer kilometers km كيلومتر كيلومترا كيلومترات كم",
        "mile miles ميل ميلا اميال",
        "metre metres meter meters متر مترا امتار",
        "kilogram kilograms kilo kilos kg كيلوغرام كيلوغراما كيلو كيلوجرام",
        "ton tons tonne tonnes طن طنا اطنان",
        "litre litres liter liters لتر لترا لترات",
        "degree degrees درجه درجات",
        "year years سنه سنوات سنين عام عاما اعوام",
        "month months شهر شهرا اشهر شهور",
        "week weeks اسبوع اسبوعا اسابيع",
        "day days يوم يوما ايام",
        "hour hours ساعه ساعات",
        "minute minutes دقيقه دقايق",
    )
    for word in words.split()
}
_MEASURED: Final = 3
"""Words after a number in which what it measures stands: 75 million US dollars."""


def measures(text: str) -> set[str]:
    """What the numbers of a text measure.

    >>> sorted(measures("75 million dollars in two years, and أربع سنوات"))
    ['dollar', 'year']
    """
    tokens = re.findall(r"\w+", fold(text).text)
    near = {
        place + step
        for place, token in enumerate(tokens)
        if token[0].isdigit() or _bare(token) in _UNITS or _bare(token) in _MULTIPLIERS
        for step in range(1, _MEASURED + 1)
    }
    return {
        _MEASURES[_bare(token)]
        for place, token in enumerate(tokens)
        if place in near and _bare(token) in _MEASURES
    }


def measures_stand_in(claim: str, *, evidence: str) -> bool:
    """Whether all that the numbers of a sentence measure is named in a text."""
    tokens = re.findall(r"\w+", fold(evidence).text)
    named = {_MEASURES[_bare(t)] for t in tokens if _bare(t) in _MEASURES}
    return measures(claim) <= named


def are_proved(wanted: set[str], *, by: str) -> bool:
    """Whether all of these numbers stand in a text; two may also stand there as a dual."""
    missing = wanted - numbers(by)
    return not missing or (missing == {"2"} and _DUAL.search(fold(by).text) is not None)


def _bare(word: str) -> str:
    known = word in _UNITS or word in _MULTIPLIERS or word in _MEASURES
    return word if known else _CLITICS.sub("", word)


def _value(digits: str) -> float:
    if _GROUPED.fullmatch(digits):
        return float(re.sub("[.,]", "", digits))
    whole, *rest = re.split("[.,]", digits)
    return float(f"{whole}.{rest[0]}") if len(rest) == 1 else float("".join((whole, *rest)))


def _shown(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")
