"""Telegram's text: HTML parsed, characters cleaned, entities found, nested and counted in UTF-16.

A text goes the way it goes at Telegram: `parse_html` finds the entities that the sender wrote,
`finish` cleans the characters, trims the ends, settles how entities may overlap and adds those that
Telegram finds by itself (commands, mentions, links, hashtags). Inside, entities are spans of Python
characters; outside, in UTF-16 units.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import accumulate, pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit

from .errors import bad_request

MAX_MESSAGE = 4_096
MAX_QUOTE = 1_024
MAX_ENTITIES = 100

STYLES = ("bold", "italic", "underline", "strikethrough", "spoiler")
"""Entities that may overlap in any way: Telegram cuts them where others begin."""
QUOTES = ("blockquote", "expandable_blockquote")
"""Entities that hold others, never one another."""
_VERBATIM = ("code", "pre")
_BY_TAG = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_FORMATTING = {*_BY_TAG.values(), "expandable_blockquote", "text_mention"}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(#x[0-9a-fA-F]*|#[0-9]*|[A-Za-z]*);?")
_SPACES = " \t\r\n\v\0"


@dataclass(frozen=True)
class Entity:
    """A part of a text that is more than text; offset and length in UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    user_id: int | None = None
    custom_emoji_id: str | None = None

    def json(self) -> dict[str, Any]:
        """The entity as the Bot API gives it."""
        known: dict[str, Any] = {"type": self.type, "offset": self.offset, "length": self.length}
        if self.user_id is not None:
            known["user"] = {"id": self.user_id, "is_bot": False, "first_name": "?"}
        for name in ("url", "language", "custom_emoji_id"):
            if getattr(self, name) is not None:
                known[name] = getattr(self, name)
        return known


@dataclass(frozen=True)
class Formatted:
    """A text and its entities, as Telegram keeps them."""

    text: str
    entities: tuple[Entity, ...] = ()

    @property
    def html(self) -> str:
        """The text with its formatting (not what Telegram finds by itself) as HTML."""
        return to_html(self.text, self.entities)


@dataclass(frozen=True)
class Span:
    """An entity in Python characters; `detail` is its link, language or identifier."""

    type: str
    start: int
    end: int
    detail: str = ""

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: "Span") -> bool:
        """Whether the other lies within this one."""
        return self.start <= other.start and other.end <= self.end


def units(text: str) -> int:
    """The length of a text in UTF-16 units, in which Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _edges(text: str) -> list[int]:
    """Where each character begins, in UTF-16 units, and where the last one ends."""
    return list(accumulate((1 + (char > "\uffff") for char in text), initial=0))


def formatted(
    text: str, *, parse_mode: str = "", entities: Sequence[dict[str, Any]] = (), empty: bool = False
) -> Formatted:
    """What Telegram makes of a text with a parse mode, or with entities given one by one.

    Args:
        text: as sent.
        parse_mode: "HTML", or "" for none.
        entities: as the Bot API takes them, where there is no parse mode.
        empty: whether a text of nothing will do.

    Raises:
        ApiError: as Telegram would refuse the text.
    """
    if parse_mode.lower() not in {"", "html", "markdown", "markdownv2"}:
        raise bad_request("unsupported parse_mode")
    if parse_mode.lower().startswith("markdown"):
        raise NotImplementedError(f"the emulator parses HTML only, not {parse_mode}")
    if parse_mode:
        return finish(*parse_html(text), empty=empty)
    return finish(text, list(_given_spans(text, entities)), empty=empty)


def finish(text: str, spans: Iterable[Span] = (), *, empty: bool = False) -> Formatted:
    """Clean a text, trim it, settle its entities, and find those that nobody wrote."""
    text, spans = _cleaned(text, settle(spans))
    text, spans = _trimmed(text, settle(spans))
    if not _shows_something(text):
        if empty:
            return Formatted("")
        raise bad_request("text must be non-empty")
    spans = settle(_limited(settle(spans)), found=find_entities(text))
    return Formatted(text, tuple(_counted(text, spans)))


class _Parser:
    """Reads Telegram's HTML, character by character, with Telegram's complaints."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._text = ""
        self._open: list[tuple[str, str, int]] = []
        self._spans: list[Span] = []

    def parse(self) -> tuple[str, list[Span]]:
        while self._at < len(self._source):
            if self._char == "&":
                self._text += self._reference()
            elif self._char != "<":
                self._text += self._char
                self._at += 1
            elif self._source.startswith("</", self._at):
                self._end_tag()
            else:
                self._start_tag()
        if self._open:
            self._fail(f"Can't find end tag corresponding to start tag {self._open[-1][0]}")
        return self._text, self._spans

    @property
    def _char(self) -> str:
        return self._source[self._at] if self._at < len(self._source) else "\0"

    def _take_until(self, stops: str) -> str:
        begin = self._at
        while self._char not in stops:
            self._at += 1
        return self._source[begin : self._at]

    def _skip_spaces(self) -> None:
        while self._at < len(self._source) and self._char in _SPACES:
            self._at += 1

    def _fail(self, problem: str, begin: int | None = None) -> None:
        where = "" if begin is None else f" at byte offset {len(self._source[:begin].encode())}"
        raise bad_request(f"can't parse entities: {problem}{where}")

    def _start_tag(self) -> None:
        begin = self._at
        self._at += 1
        tag = self._take_until(_SPACES + ">").lower()
        if self._char == "\0":
            self._fail("Unclosed start tag", begin)
        if tag not in _BY_TAG:
            self._fail(f'Unsupported start tag "{tag}"', begin)
        argument = self._argument(tag, begin)
        if tag == "span" and argument != "spoiler":
            self._fail('Tag "span" must have class "tg-spoiler"', begin)
        self._open.append((tag, argument, len(self._text)))

    def _argument(self, tag: str, begin: int) -> str:
        argument = ""
        while True:
            self._skip_spaces()
            if self._char == ">":
                self._at += 1
                return argument
            name = self._take_until(_SPACES + "=>/\"'")
            if not name:
                self._fail(f'Empty attribute name in the tag "{tag}"', begin)
            argument = _meaning(tag, name, self._value(tag, begin)) or argument

    def _value(self, tag: str, begin: int) -> str:
        self._skip_spaces()
        if self._char == "\0":
            self._fail(f'Unclosed start tag "{tag}"', begin)
        if self._char != "=":
            return ""
        self._at += 1
        self._skip_spaces()
        if self._char == "\0":
            self._fail(f'Unclosed start tag "{tag}"', begin)
        value = self._literal(self._char) if self._char in "'\"" else self._token()
        if self._char == "\0":
            self._fail("Unclosed start tag", begin)
        return value

    def _literal(self, mark: str) -> str:
        self._at += 1
        value = ""
        while self._char not in (mark, "\0"):
            if self._char == "&":
                value += self._reference()
            else:
                value += self._char
                self._at += 1
        self._at += self._char == mark
        return value

    def _token(self) -> str:
        begin = self._at
        while self._char.isascii() and (self._char.isalnum() or self._char in ".-"):
            self._at += 1
        if self._char not in _SPACES + ">":
            self._fail("Unexpected end of name token", begin)
        return self._source[begin : self._at].lower()

    def _end_tag(self) -> None:
        begin = self._at
        if not self._open:
            self._fail("Unexpected end tag", begin)
        self._at += 2
        name = self._take_until(_SPACES + ">").lower()
        self._skip_spaces()
        if self._char != ">":
            self._fail("Unclosed end tag", begin)
        tag, argument, start = self._open.pop()
        if name not in ("", tag):
            where = len(self._source[:begin].encode())
            expected = f'expected "</{tag}>", found "</{name}>"'
            self._fail(f"Unmatched end tag at byte offset {where}, {expected}")
        self._at += 1
        if start < len(self._text):
            self._close(tag, argument, start)

    def _close(self, tag: str, argument: str, start: int) -> None:
        span = Span(_BY_TAG[tag], start, len(self._text), argument)
        last = self._spans[-1] if self._spans else span
        twin = (last.start, last.end) == (span.start, span.end)
        if tag == "code" and last.type == "pre" and twin and argument:
            self._spans[-1] = replace(last, detail=argument)
        elif tag == "pre" and last.type == "code" and twin and last.detail:
            self._spans[-1] = replace(last, type="pre")
        elif tag == "a":
            self._spans += _link(span, argument or self._text[start:])
        elif tag == "tg-emoji" and not argument.isdigit():
            self._fail("Invalid custom emoji identifier specified")
        elif tag == "blockquote" and argument:
            self._spans.append(replace(span, type="expandable_blockquote", detail=""))
        else:
            self._spans.append(span)

    def _reference(self) -> str:
        found = _REFERENCE.match(self._source, self._at)
        name = found[1] if found else ""
        character = _numeric(name) if name.startswith("#") else _NAMED.get(name, "")
        # What is no reference that Telegram knows, such as &nbsp;, stays as it is written.
        self._at += len(found[0]) if found and character else 1
        return character or "&"


def parse_html(source: str) -> tuple[str, list[Span]]:
    """Telegram's HTML as a text and its spans.

    Raises:
        ApiError: "can't parse entities: …", with Telegram's byte offset.
    """
    return _Parser(source).parse()


def _meaning(tag: str, name: str, value: str) -> str:
    if (tag, name) == ("a", "href") or (tag, name) == ("tg-emoji", "emoji-id"):
        return value
    if (tag, name) == ("blockquote", "expandable"):
        return "expandable"
    if (tag, name) == ("code", "class") and value.startswith("language-"):
        return value.removeprefix("language-")
    if (tag, name) == ("span", "class") and value.startswith("tg-"):
        return value.removeprefix("tg-")
    return ""


def _numeric(name: str) -> str:
    digits, base = (name[2:], 16) if name.startswith("#x") else (name[1:], 10)
    code = int(digits, base) if digits else 0
    if not 0 < code < 0x10FFFF or len(name) >= len("#xFFFFFFF"):
        return ""
    if 0xD800 <= code <= 0xDFFF:
        raise bad_request(
            "can't parse entities: Text contains invalid Unicode characters after decoding HTML "
            "entities, check for unmatched surrogate code units"
        )
    return chr(code)


def _link(span: Span, address: str) -> list[Span]:
    if address.startswith("tg://user?id="):
        user = parse_qs(urlsplit(address).query)["id"][0]
        return [replace(span, type="text_mention", detail=user)]
    checked = checked_link(address)
    # Telegram drops a link that it cannot make sense of, and keeps its words.
    return [replace(span, detail=checked)] if checked else []


def checked_link(address: str) -> str:
    """An address as Telegram writes it, or "" where it would not take it for one."""
    address = address.strip()
    if "://" not in address:
        address = f"http://{address}"
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme.lower() in {"tg", "ton"}:
        return address
    if parts.scheme.lower() not in {"http", "https"} or "." not in (parts.hostname or ""):
        return ""
    if re.search(r"\s", parts.netloc):
        return ""
    return parts._replace(path=parts.path or "/").geturl()


def _given_spans(text: str, entities: Sequence[dict[str, Any]]) -> Iterator[Span]:
    edges = _edges(text)
    for entity in entities:
        begin = entity.get("offset", 0)
        ends = (begin, begin + entity.get("length", 0))
        if ends[0] < 0 or ends[1] > edges[-1] or ends[0] > ends[1]:
            raise bad_request(f"entity beginning at UTF-16 offset {begin} is out of the text")
        start, end = (bisect_left(edges, place) for place in ends)
        if (edges[start], edges[end]) != ends:
            raise bad_request(f"entity at UTF-16 offset {begin} splits a UTF-16 symbol")
        detail = str(
            entity.get("url")
            or entity.get("language")
            or entity.get("custom_emoji_id")
            or entity.get("user", {}).get("id", "")
        )
        yield Span(entity["type"], start, end, detail)


_DROPPED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_CONTROL = re.compile("[\0-\x09\x0b-\x0c\x0e-\x1f]")
_MARKS = re.compile("[\u200e\u200f](?=[\u200e\u200f])")


def _cleaned(text: str, spans: Sequence[Span]) -> tuple[str, list[Span]]:
    """Drop and replace what Telegram does; the old bidirectional controls are among it."""
    kept = [_DROPPED.match(char) is None for char in text]
    place = [0, *accumulate(kept)]
    text = _CONTROL.sub(" ", _DROPPED.sub("", text))
    # Of marks of direction in a row, only the last counts: the rest become non-joiners.
    text = _MARKS.sub("\u200c", text)
    moved = [replace(span, start=place[span.start], end=place[span.end]) for span in spans]
    return text, moved


def _trimmed(text: str, spans: Sequence[Span]) -> tuple[str, list[Span]]:
    text = text.rstrip(" \n")
    spans = [replace(span, end=min(span.end, len(text))) for span in spans]
    # Blanks at the beginning stay where an entity holds them.
    first = min((span.start for span in spans), default=len(text))
    cut = min(len(text) - len(text.lstrip(" \n")), first)
    return text[cut:], [replace(span, start=span.start - cut, end=span.end - cut) for span in spans]


_INVISIBLE = re.compile(
    "[\\s\u00a0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc\U000e0000-\U000e007f]*"
)


def _shows_something(text: str) -> bool:
    return _INVISIBLE.fullmatch(text) is None


def _limited(spans: Sequence[Span]) -> list[Span]:
    """The first hundred: the rest is shown without formatting, and nobody is told."""
    return sorted(spans, key=lambda span: span.type in STYLES)[:MAX_ENTITIES]


def _order(span: Span) -> tuple[int, int, bool]:
    return (span.start, -span.end, span.type not in QUOTES)


def settle(spans: Iterable[Span], *, found: Iterable[Span] = ()) -> list[Span]:
    """The entities that Telegram keeps of those written and those found.

    Quotes do not nest: the inner one is dropped. Links, code and the like overlap nothing of their
    kind and cross no quote. Nothing is styled within code. A style is cut wherever another entity
    begins, and where one that is no style ends.
    """
    spans = sorted((span for span in spans if span.start < span.end), key=_order)
    quotes = _apart(span for span in spans if span.type in QUOTES)
    solid = _apart(span for span in spans if span.type not in (*STYLES, *QUOTES))
    solid += [new for new in found if not any(new.overlaps(span) for span in solid)]
    solid = [s for s in solid if all(not s.overlaps(q) or q.holds(s) for q in quotes)]
    others = sorted([*quotes, *solid], key=_order)
    styles = [piece for style in STYLES for piece in _styled(style, spans)]
    return sorted([*others, *_cut(styles, others)], key=_order)


def _apart(spans: Iterable[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _styled(style: str, spans: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in (span for span in spans if span.type == style):
        if merged and span.start <= merged[-1].end:
            merged[-1] = replace(merged[-1], end=max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _cut(styles: Sequence[Span], others: Sequence[Span]) -> Iterator[Span]:
    verbatim = [other for other in others if other.type in _VERBATIM]
    edges = {edge for other in others for edge in (other.start, other.end)}
    for style in styles:
        begins = {other.start for other in styles if other.type != style.type}
        inside = sorted(edge for edge in edges | begins if style.start < edge < style.end)
        for start, end in pairwise([style.start, *inside, style.end]):
            piece = replace(style, start=start, end=end)
            if not any(code.holds(piece) for code in verbatim):
                yield piece


def _counted(text: str, spans: Iterable[Span]) -> Iterator[Entity]:
    place = _edges(text)
    details = {
        "text_link": "url",
        "pre": "language",
        "text_mention": "user_id",
        "custom_emoji": "custom_emoji_id",
    }
    for span in spans:
        offset, name = place[span.start], details.get(span.type)
        detail: str | int = int(span.detail) if name == "user_id" else span.detail
        known = {name: detail} if name and detail else {}
        yield Entity(span.type, offset, place[span.end] - offset, **known)  # type: ignore[arg-type]


_DOMAINS = "com|net|org|info|io|me|news|tv|ai|app|dev|edu|gov|int|uk|de|fr|qa|ae|sa|eg|iq|ru|co"
_FOUND = {
    "url": re.compile(
        r"(?<![\w@/.])(?:https?://[^\s<>\"«»]+|(?:[\w-]+\.)+(?:"
        + _DOMAINS
        + r")\b(?:[/?#][^\s<>\"«»]*)?)",
        re.IGNORECASE,
    ),
    "email": re.compile(r"(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+[A-Za-z]{2,}\b"),
    "bot_command": re.compile(r"(?<![\w/<>])/\w{1,64}(?:@\w{3,32})?(?![\w/<>@])", re.ASCII),
    "mention": re.compile(r"(?<![\w@])@[A-Za-z]\w{1,31}(?!\w)", re.ASCII),
    "hashtag": re.compile(r"(?<![\w#])#(?=\w*[^\W\d_])\w{1,256}"),
}


def find_entities(text: str) -> list[Span]:
    """What Telegram finds by itself: commands, mentions, links, addresses and hashtags."""
    found = [
        Span(kind, match.start(), match.start() + len(match[0].rstrip(".,:;!?')،؛؟")))
        for kind, pattern in _FOUND.items()
        for match in pattern.finditer(text)
    ]
    return _apart(sorted(found, key=_order))


_TAGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ("<tg-spoiler>", "</tg-spoiler>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre>", "</pre>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ("<blockquote expandable>", "</blockquote>"),
}


def _tags(entity: Entity) -> tuple[str, str]:
    if entity.type == "text_link":
        return f'<a href="{escape(entity.url or "")}">', "</a>"
    if entity.type == "text_mention":
        return f'<a href="tg://user?id={entity.user_id}">', "</a>"
    if entity.type == "custom_emoji":
        return f'<tg-emoji emoji-id="{entity.custom_emoji_id}">', "</tg-emoji>"
    if entity.type == "pre" and entity.language:
        return f'<pre><code class="language-{entity.language}">', "</code></pre>"
    return _TAGS[entity.type]


def to_html(text: str, entities: Iterable[Entity]) -> str:
    """A text with its formatting as HTML that Telegram would take."""
    return marked_up(
        text,
        [(entity, *_tags(entity)) for entity in entities if entity.type in _FORMATTING],
        escaped=True,
    )


def marked_up(text: str, marks: Iterable[tuple[Entity, str, str]], *, escaped: bool = False) -> str:
    """A text with something put before and after each of some entities, nested as they are."""
    pieces: list[str] = []
    waiting = list(marks)
    closing: list[tuple[int, str]] = []
    place = 0
    for char in [*text, ""]:
        while closing and closing[-1][0] <= place:
            pieces.append(closing.pop()[1])
        while waiting and waiting[0][0].offset <= place and char:
            entity, before, after = waiting.pop(0)
            pieces.append(before)
            closing.append((entity.offset + entity.length, after))
        pieces.append(escape(char, quote=False) if escaped else char)
        place += 1 + (char > "\uffff")
    return "".join(pieces)


def part(text: str, offset: int, length: int) -> str:
    """A part of a text by its UTF-16 offset and length."""
    return text.encode("utf-16-le")[offset * 2 : (offset + length) * 2].decode("utf-16-le")
