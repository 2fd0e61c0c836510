"""``qa-bot index``: what the bot answers from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa_bot.cli.output import complain, counted, in_terminal, inserted, show
from qa_bot.cli.progress import indexing
from qa_bot.render import Line, printable, spaced, styled, to_json

if TYPE_CHECKING:
    from qa_bot.index import IndexedArticle, PassageIndex
    from qa_bot.types import Article

app = typer.Typer(help="Build, extend, list or shrink the index.", no_args_is_help=True)

_Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH", help="Text files.", show_default=False)
]
_OptionalPaths = Annotated[
    list[Path] | None,
    typer.Argument(metavar="PATH", help="Text files to add.", show_default=False),
]


@app.command()
def build(paths: _OptionalPaths = None) -> None:
    """Build the index anew, with the present settings.

    It is made of the articles that it holds and those in PATH; where there are none, of those
    that ship with qa-bot.
    """
    from qa_bot.articles import shipped_articles

    given = _load(paths or [])
    index = _open()
    with indexing(interrupted="the index is as it was; run the command again") as progress:
        if not index.rebuild(given, progress=progress):
            index.rebuild(shipped_articles(), progress=progress)
    held = index.articles().values()
    passages = sum(entry.chunks for entry in held)
    typer.echo(f"indexed {counted(len(held), 'article')}, {counted(passages, 'passage')}")


@app.command()
def add(paths: _Paths) -> None:
    """Add text files, and change those that were added before.

    All are read before the first is added; where one cannot be read, none is.
    """
    given = _load(paths)
    index = _open()
    with indexing() as progress:
        written = index.add(given, progress=progress)
    for article_id in dict.fromkeys(article.id for article in given):
        word = "added" if article_id in written else "unchanged"
        typer.echo(f"{word} {inserted(article_id)}")


@app.command("list")
def list_(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array.")] = False,
) -> None:
    """List the indexed articles.

    When piped: id, language, passages, title and source, separated by tabs.
    """
    index = _open()
    held = index.articles()
    rows = [_row(article_id, entry) for article_id, entry in held.items()]
    if as_json:
        typer.echo(to_json(rows))
    elif not rows:
        complain(f"the index in {index.folder} is empty: `qa-bot index build` fills it")
    elif in_terminal():
        show(spaced(_block(row) for row in rows))
    else:
        for row in rows:
            typer.echo("\t".join(_cell(value) for value in row.values()))


def _row(article_id: str, entry: IndexedArticle) -> dict[str, str | int]:
    return {
        "id": article_id,
        "language": entry.language,
        "passages": entry.chunks,
        "title": entry.title,
        "source": entry.source,
    }


def _block(row: dict[str, str | int]) -> list[Line]:
    facts = [counted(int(row["passages"]), "passage"), str(row["language"])]
    return [
        styled(str(row["id"]), "bold"),
        styled(" · ".join(filter(None, facts)), "dim"),
        styled(str(row["title"])),
        styled(str(row["source"]), "dim"),
    ]


def _cell(value: str | int) -> str:
    return printable(str(value)).replace("\t", " ").replace("\n", " ")


@app.command()
def remove(
    ids: Annotated[
        list[str],
        typer.Argument(metavar="ID", help="As `qa-bot index list` shows.", show_default=False),
    ],
) -> None:
    """Remove articles.

    Where one is not there, none is removed.
    """
    wanted = tuple(dict.fromkeys(ids))
    _open().remove(*wanted)
    for article_id in wanted:
        typer.echo(f"removed {inserted(article_id)}")


def _load(paths: list[Path]) -> list[Article]:
    from qa_bot.articles import load_article

    return [load_article(path) for path in paths]


def _open() -> PassageIndex:
    from qa_bot.bot import open_index
    from qa_bot.settings import load_settings

    return open_index(load_settings())
