"""How many faithful sentences of a chat model are kept, and how many false ones.

Run from the top of the project: ``python tests/benchmarks/grounding.py``. The sentences are those
of ``tests/chat_claims.py`` and of ``grounding.toml``; the check was improved with those about most
texts, and those about the others were only ever measured. ``-v`` also prints which went wrong, and
``--development`` leaves the texts out that are kept aside.
"""

import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent))

import chat_claims as claims
from chat_world import BRIDGE, CHIEF, grounder

from qa_bot import Article
from qa_bot.chat.parsing import sentences


class Text(NamedTuple):
    """A text, and sentences about it by their language."""

    article: Article
    language: str
    true: dict[str, list[str]]
    false: dict[str, list[str]]
    development: bool = True


def written(id_: str, text: str) -> Article:
    return Article(id=id_, title="", text=text)


def texts() -> Iterator[Text]:
    yield Text(CHIEF, "ar", claims.TRUE, claims.FALSE)
    yield Text(BRIDGE, "en", claims.BRIDGE_TRUE, claims.BRIDGE_FALSE)
    hospital, festival = claims.HOSPITAL_TEXT, claims.FESTIVAL_TEXT
    yield Text(written("hospital", hospital), "ar", claims.HOSPITAL_TRUE, claims.HOSPITAL_FALSE)
    yield Text(written("festival", festival), "ar", claims.FESTIVAL_TRUE, claims.FESTIVAL_FALSE)
    library, water = written("library", claims.LIBRARY_TEXT), written("water", claims.WATER_TEXT)
    yield Text(library, "en", claims.LIBRARY_TRUE, claims.LIBRARY_FALSE)
    yield Text(water, "ar", claims.WATER_TRUE, claims.WATER_FALSE, development=False)
    more = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    for text in more["texts"]:
        article = written(text.pop("id"), text.pop("text").strip())
        yield Text(article=article, **text)


def kept(article: Article, listed: list[str]) -> list[str]:
    check = grounder(article)
    return [c for c in listed if all(check.evidence(said) for said in sentences(c))]


def main() -> None:
    """Print the table of the README."""
    figures: dict[str, Counter[str]] = {}
    for text in texts():
        if not text.development and "--development" in sys.argv:
            continue
        for language in text.true:
            row = f"{text.language} → {language}{'' if text.development else ', kept aside'}"
            counts = figures.setdefault(row, Counter())
            for which, listed in (("true", text.true), ("false", text.false)):
                good = kept(text.article, listed[language])
                counts[which] += len(good)
                counts[f"all {which}"] += len(listed[language])
                if "-v" in sys.argv:
                    wrong = good if which == "false" else set(listed[language]) - {*good}
                    print(*(f"{text.article.id}, {which}: {claim}" for claim in wrong), sep="\n")
    print("| article → answer | faithful, kept | false, kept |\n|---|---|---|")
    for row, n in sorted(figures.items(), key=lambda each: ("kept" in each[0], each[0])):
        print(f"| {row} | {n['true']} of {n['all true']} | {n['false']} of {n['all false']} |")


if __name__ == "__main__":
    main()
