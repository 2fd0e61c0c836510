"""Folding: two spellings of a word become one, and every character knows its place in the text.

What folding does to a character never depends on its neighbours. So folding a part of a text gives
a part of the folded text, and every folded character comes from exactly one raw character:

- compatibility forms become plain letters (NFKD: presentation forms, ligatures, full width);
- ornaments of spelling vanish: Arabic diacritics, Hebrew points, accents, tatweel, and characters
  that only direct the layout (bidirectional marks, joiners, soft hyphens, variation selectors);
- Arabic letters that writers use for one another become one: alef with hamza or madda and plain
  alef, alef maqsura and the two yehs, teh marbuta and heh, the two kafs;
- decimal digits of every script become ASCII digits, and case is folded.

Marks that make another letter or syllable, such as Thai and Indic vowel signs, are kept.
"""

from __future__ import annotations

import unicodedata
from array import array
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, count, repeat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LETTERS = {
    "ٱ": "ا",  # alef wasla; the other alefs fall out of NFKD
    "ى": "ي",
    "ی": "ي",  # Farsi yeh
    "ة": "ه",
    "ک": "ك",  # keheh
    "ـ": "",  # tatweel
}
# Combining classes: Hebrew, Arabic and Syriac points; marks around any letter.
_ORNAMENTS = frozenset((*range(10, 37), *range(200, 241)))


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """A folded text that knows where each of its characters stands in the raw text.

    Args:
        text: the folded text.
        origins: for each folded character the index of its raw character, then the raw length.
    """

    text: str
    origins: array[int] = field(repr=False)

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The raw slice that the folded slice ``[start, end)`` stands for.

        It never cuts a letter from its marks: it begins at a base character, and takes in the
        ornaments that follow its last one.

        >>> fold("قَالَ لُوكْوَانْتِر").raw_span(0, 3)
        (0, 5)

        Raises:
            ValueError: where the slice is empty or leaves the folded text.
        """
        start, end = self._whole(start, end)
        return self.origins[start], self.origins[end]

    def find(self, needle: str) -> Iterator[tuple[int, int]]:
        """The raw spans, in order and apart, where the text reads like the needle.

        >>> list(fold("Élan, ÉLAN").find("elan"))
        [(0, 4), (6, 10)]
        """
        wanted = fold(needle).text
        start = self.text.find(wanted) if wanted.strip() else -1
        while start >= 0:
            first, end = self._whole(start, start + len(wanted))
            yield self.origins[first], self.origins[end]
            start = self.text.find(wanted, end)

    def _whole(self, start: int, end: int) -> tuple[int, int]:
        """The folded slice, widened until no raw character and no marked letter is cut."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(
                f"[{start}, {end}) is no slice of a folded text of {len(self.text)} characters: "
                "give 0 <= start < end <= its length"
            )
        while self._inside(start):
            start -= 1
        while self._inside(end):
            end += 1
        return start, end

    def _inside(self, index: int) -> bool:
        """Whether the folded character still belongs to the letter before it."""
        return 0 < index < len(self.text) and (
            self.origins[index] == self.origins[index - 1]
            or unicodedata.category(self.text[index]).startswith("M")
        )


def fold(text: str) -> Folded:
    """Fold a text for comparison; see the module for what that changes.

    >>> fold("ﻷَنّ ٱلقِـمّة ٢٠٢٤").text
    'لان القمه 2024'
    """
    pieces = [_fold_character(character) for character in text]
    origins = chain.from_iterable(map(repeat, count(), map(len, pieces)))
    return Folded("".join(pieces), array("I", chain(origins, [len(text)])))


@cache
def _fold_character(character: str) -> str:
    decomposed = unicodedata.normalize("NFKD", character)
    if len(decomposed) > 1:
        # A mark that stands alone is a blank and the mark: the blank is no part of any word.
        decomposed = decomposed.removeprefix(" ")
    return "".join(map(_fold_part, decomposed))


def _fold_part(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf" or (category == "Mn" and _is_ornament(character)):
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return _LETTERS.get(character, character.casefold())


def _is_ornament(mark: str) -> bool:
    """Whether a nonspacing mark adorns its letter rather than makes another."""
    return unicodedata.combining(mark) in _ORNAMENTS or unicodedata.name(mark, "").startswith(
        "VARIATION SELECTOR"
    )
