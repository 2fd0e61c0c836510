"""How many faithful sentences of a chat model are kept, and how many false ones.

Run from the top of the project: ``python tests/benchmarks/grounding.py``. The sentences are those
of ``tests/chat_claims.py``; the thresholds were chosen with those about the other texts, and
those about the last were only ever measured.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import chat_claims as claims
from chat_world import BRIDGE, CHIEF, embedder, passages_of

from qa_bot import Article
from qa_bot.chat.grounding import Grounder
from qa_bot.chat.parsing import sentences

HOSPITAL = Article(id="hospital", title="", text=claims.HOSPITAL_TEXT)
FESTIVAL = Article(id="festival", title="", text=claims.FESTIVAL_TEXT)
LIBRARY = Article(id="library", title="", text=claims.LIBRARY_TEXT)
WATER = Article(id="water", title="", text=claims.WATER_TEXT)
SETS = (
    ("chief of staff (ar)", CHIEF, claims.TRUE, claims.FALSE),
    ("bridge (en)", BRIDGE, claims.BRIDGE_TRUE, claims.BRIDGE_FALSE),
    ("hospital (ar)", HOSPITAL, claims.HOSPITAL_TRUE, claims.HOSPITAL_FALSE),
    ("festival (ar)", FESTIVAL, claims.FESTIVAL_TRUE, claims.FESTIVAL_FALSE),
    ("library (en)", LIBRARY, claims.LIBRARY_TRUE, claims.LIBRARY_FALSE),
    ("water (ar), never tuned on", WATER, claims.WATER_TRUE, claims.WATER_FALSE),
)


def kept(article: Article, listed: list[str]) -> list[str]:
    grounder = Grounder(
        "", passages_of(article), article={article.id: article}.__getitem__, embedder=embedder()
    )
    return [c for c in listed if all(grounder.evidence(said) for said in sentences(c))]


def main() -> None:
    """Print the table of the README, and with ``-v`` the sentences that went wrong."""
    print("| text | sentences in | faithful, kept | false, kept |\n|---|---|---|---|")
    for name, article, true, false in SETS:
        for language in true:
            good, bad = kept(article, true[language]), kept(article, false[language])
            figures = f"{len(good)} of {len(true[language])} | {len(bad)} of {len(false[language])}"
            print(f"| {name} | {language} | {figures} |")
            if "-v" in sys.argv:
                print(*(f"  lost: {c}" for c in true[language] if c not in good), sep="\n")
                print(*(f"  FALSE: {c}" for c in bad), sep="\n")


if __name__ == "__main__":
    main()
