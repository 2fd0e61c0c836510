"""What the Telegram bot must not forget, in SQLite.

Every write is one small transaction in the write-ahead log, which a killed process leaves whole.
A second process is kept out: it would take up what the first is still at.
"""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from qa_bot.errors import ServiceError
from qa_bot.telegram.layout import Page
from qa_bot.types import Citation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from qa_bot.types import Status

_VERSION: Final = 2
_SCHEMA: Final = """
CREATE TABLE owner (bot_id INTEGER NOT NULL);
CREATE TABLE updates (
    id INTEGER PRIMARY KEY, came REAL NOT NULL, payload TEXT, tries INTEGER NOT NULL,
    part_of INTEGER
);
CREATE TABLE sent (
    update_id INTEGER, step INTEGER, message_id INTEGER NOT NULL, PRIMARY KEY (update_id, step)
);
CREATE TABLE chats (
    id INTEGER PRIMARY KEY, home INTEGER NOT NULL, language TEXT, article_id TEXT
);
CREATE TABLE posted (
    article_id TEXT PRIMARY KEY, chat_id INTEGER NOT NULL, message_id INTEGER NOT NULL
);
CREATE TABLE exchanges (
    id INTEGER PRIMARY KEY, update_id INTEGER NOT NULL, chat_id INTEGER NOT NULL,
    asked REAL NOT NULL, language TEXT NOT NULL, question TEXT NOT NULL, status TEXT NOT NULL,
    pages TEXT NOT NULL, asker INTEGER, topic INTEGER, follows INTEGER, message_id INTEGER,
    UNIQUE (update_id, chat_id)
);
CREATE INDEX exchanges_by_chat ON exchanges (chat_id);
CREATE TABLE feedback (
    exchange_id INTEGER, user_id INTEGER, vote INTEGER NOT NULL, PRIMARY KEY (exchange_id, user_id)
);
CREATE TABLE asked (update_id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, came REAL NOT NULL);
CREATE INDEX asked_by_user ON asked (user_id, came);
"""
_UPGRADE: Final = "".join(
    f"ALTER TABLE exchanges ADD COLUMN {name} INTEGER; "
    for name in ("asker", "topic", "follows", "message_id")
)
"""From version 1, which knew no conversations."""

_DAY: Final = 86_400.0
_UPDATES_KEPT: Final = 3 * _DAY
"""Seconds; Telegram delivers an update for a day at most, and may use its id anew after a week."""

_MINUTE: Final = 60.0
_ASKED_KEPT: Final = 3_600.0
_SILENCE: Final = 3_600.0
"""Seconds after which a question begins a new conversation, unless it replies to an answer."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question with what came of it, which buttons refer to.

    Args:
        chat_id: the only chat in which its buttons work.
        language: the one that was spoken.
        question: as it was asked.
        status: whether it was answered.
        pages: the evidence.
        asker: who asked.
        topic: the part of a group in which it was asked.
        follows: number of the question before it in its conversation.
    """

    chat_id: int
    language: str
    question: str
    status: Status
    pages: tuple[Page, ...]
    asker: int | None = None
    topic: int | None = None
    follows: int | None = None


class State:
    """The state of one bot, in one file, for one thread of one process.

    Args:
        path: the file; made where it is missing.

    Raises:
        ServiceError: where it cannot be used, or another process uses it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._translated():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            self._db = sqlite3.connect(path, timeout=0, isolation_level=None)
            self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute("PRAGMA secure_delete = ON")
            self._create()

    def _create(self) -> None:
        [(version,)] = self._db.execute("PRAGMA user_version")
        if version == 0:
            self._db.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;")
        elif version == 1:
            self._db.executescript(f"BEGIN; {_UPGRADE} PRAGMA user_version = {_VERSION}; COMMIT;")
        elif version != _VERSION:
            raise ServiceError(
                f"{self._path} was written by another release of qa_bot (version {version}, this "
                f"one writes {_VERSION}): move it away, or name another file by "
                "QA_BOT_TELEGRAM_STATE"
            )

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def claim(self, bot_id: int) -> None:
        """Say whose state this is: the updates of two bots have the same numbers.

        Raises:
            ServiceError: where it is another bot's.
        """
        rows = self._read("SELECT bot_id FROM owner")
        if not rows:
            self._write("INSERT INTO owner VALUES (?)", (bot_id,))
        elif rows[0][0] != bot_id:
            raise ServiceError(
                f"{self._path} belongs to the bot {rows[0][0]}, and the token is of the bot "
                f"{bot_id}: name another file by QA_BOT_TELEGRAM_STATE"
            )

    def receive(self, update_id: int, payload: str) -> bool:
        """Write an update down; False where it came before."""
        return bool(
            self._write(
                "INSERT OR IGNORE INTO updates VALUES (?, ?, ?, 0, NULL)",
                (update_id, time.time(), payload),
            )
        )

    def begin(self, update_id: int) -> int:
        """Count a try at an update; how often it was tried, 0 where there is nothing to do."""
        rows = self._read(
            "UPDATE updates SET tries = tries + 1 "
            "WHERE id = ? AND payload IS NOT NULL AND part_of IS NULL RETURNING tries",
            (update_id,),
        )
        return int(rows[0][0]) if rows else 0

    def finish(self, update_id: int) -> None:
        """Strike an update out with its parts; that it came is remembered, its words are not."""
        self._write(
            "UPDATE updates SET payload = NULL WHERE id = ? OR part_of = ?", (update_id, update_id)
        )
        self._write("DELETE FROM sent WHERE update_id = ?", (update_id,))

    def following(self, update_id: int) -> list[str]:
        """The unfinished updates that came after one, oldest first, as they were written down."""
        rows = self._read(
            "SELECT payload FROM updates WHERE id > ? AND payload IS NOT NULL ORDER BY id",
            (update_id,),
        )
        return [payload for (payload,) in rows]

    def absorb(self, update_id: int, *, into: int) -> None:
        """Make an update a part of an earlier one, with which it is dealt with and finished."""
        self._write("UPDATE updates SET part_of = ? WHERE id = ?", (into, update_id))

    def unfinished(self) -> list[str]:
        """The updates that were not finished, oldest first, as they were written down."""
        rows = self._read("SELECT payload FROM updates WHERE payload IS NOT NULL ORDER BY id")
        return [payload for (payload,) in rows]

    def sent(self, update_id: int, step: int) -> int | None:
        """The message that was sent for a step of dealing with an update, if it was."""
        rows = self._read(
            "SELECT message_id FROM sent WHERE update_id = ? AND step = ?", (update_id, step)
        )
        return int(rows[0][0]) if rows else None

    def record_sent(self, update_id: int, step: int, message_id: int) -> None:
        """Remember the message of a step."""
        self._write("INSERT OR REPLACE INTO sent VALUES (?, ?, ?)", (update_id, step, message_id))

    def language(self, chat_id: int) -> str | None:
        """The language that a chat chose, if it did."""
        rows = self._read("SELECT language FROM chats WHERE id = ?", (chat_id,))
        return rows[0][0] if rows else None

    def choose_language(self, chat_id: int, language: str) -> None:
        """Remember the language of a chat."""
        self._meet(chat_id)
        self._write("UPDATE chats SET language = ? WHERE id = ?", (language, chat_id))

    def article(self, chat_id: int) -> str | None:
        """The one article that a chat wants to ask, or None for all."""
        rows = self._read("SELECT article_id FROM chats WHERE id = ?", (chat_id,))
        return rows[0][0] if rows else None

    def choose_article(self, chat_id: int, article_id: str | None) -> None:
        """Remember the one article that a chat wants to ask, or that it wants all."""
        self._meet(chat_id)
        self._write("UPDATE chats SET article_id = ? WHERE id = ?", (article_id, chat_id))

    def _meet(self, chat_id: int) -> None:
        self._write("INSERT OR IGNORE INTO chats VALUES (?, ?, NULL, NULL)", (chat_id, chat_id))

    def home(self, chat_id: int) -> int:
        """The id under which a chat keeps its articles: the one that it had first."""
        rows = self._read("SELECT home FROM chats WHERE id = ?", (chat_id,))
        return int(rows[0][0]) if rows else chat_id

    def move_chat(self, old: int, new: int) -> None:
        """Give a chat its new id, as Telegram does when a group becomes a supergroup."""
        self._meet(old)
        with self._together():
            self._db.execute(
                "INSERT OR REPLACE INTO chats "
                "SELECT ?, home, language, article_id FROM chats WHERE id = ?",
                (new, old),
            )
            self._db.execute("DELETE FROM chats WHERE id = ?", (old,))
            # Messages are numbered anew.
            self._db.execute(
                "UPDATE exchanges SET chat_id = ?, message_id = NULL WHERE chat_id = ?", (new, old)
            )
            self._db.execute("DELETE FROM posted WHERE chat_id = ?", (old,))

    def record_posted(self, article_id: str, chat_id: int, message_id: int) -> None:
        """Remember the message whose text is an article."""
        self._write(
            "INSERT OR REPLACE INTO posted VALUES (?, ?, ?)", (article_id, chat_id, message_id)
        )

    def posted(self, article_id: str, chat_id: int) -> int | None:
        """The message of a chat whose text is an article, if there is one."""
        rows = self._read(
            "SELECT message_id FROM posted WHERE article_id = ? AND chat_id = ?",
            (article_id, chat_id),
        )
        return int(rows[0][0]) if rows else None

    def forget_article(self, article_id: str) -> None:
        """Forget where an article was posted and who wants to ask it alone."""
        self._write("DELETE FROM posted WHERE article_id = ?", (article_id,))
        self._write("UPDATE chats SET article_id = NULL WHERE article_id = ?", (article_id,))

    def record_exchange(self, update_id: int, exchange: Exchange) -> int:
        """Remember a question and what came of it; the number that it goes by."""
        self._meet(exchange.chat_id)
        fields = asdict(exchange)
        pages = json.dumps(fields.pop("pages"), ensure_ascii=False)
        self._write(
            "INSERT INTO exchanges "
            "(update_id, asked, pages, chat_id, language, question, status, asker, topic, follows) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
            "status = excluded.status, pages = excluded.pages",
            (update_id, time.time(), pages, *fields.values()),
        )
        rows = self._read(
            "SELECT id FROM exchanges WHERE update_id = ? AND chat_id = ?",
            (update_id, exchange.chat_id),
        )
        return int(rows[0][0])

    def exchange(self, number: int, chat_id: int) -> Exchange | None:
        """A question of a chat by its number; None where the chat asked no such question."""
        rows = self._read(
            "SELECT chat_id, language, question, status, pages, asker, topic, follows "
            "FROM exchanges WHERE id = ? AND chat_id = ?",
            (number, chat_id),
        )
        if not rows:
            return None
        [(chat_id, language, question, status, stored, *rest)] = rows
        pages = tuple(map(_page, json.loads(stored)))
        return Exchange(chat_id, language, question, status, pages, *rest)

    def record_answer(self, number: int, message_id: int) -> None:
        """Remember the message that answers a question, to which people may reply."""
        self._write("UPDATE exchanges SET message_id = ? WHERE id = ?", (message_id, number))

    def answered_by(self, message_id: int, chat_id: int) -> int | None:
        """The number of the question that a message of a chat answers, if it answers one."""
        rows = self._read(
            "SELECT id FROM exchanges WHERE message_id = ? AND chat_id = ?", (message_id, chat_id)
        )
        return int(rows[0][0]) if rows else None

    def latest(self, chat_id: int, *, asker: int, topic: int | None, before: int) -> int | None:
        """The number of the last question of somebody in a part of a chat, unless it is long ago.

        Args:
            chat_id: the chat.
            asker: who asked.
            topic: the part.
            before: the update for which this is asked; what came of it earlier does not count.
        """
        rows = self._read(
            "SELECT id FROM exchanges WHERE chat_id = ? AND asker = ? AND topic IS ? "
            "AND update_id != ? AND asked > ? ORDER BY id DESC LIMIT 1",
            (chat_id, asker, topic, before, time.time() - _SILENCE),
        )
        return int(rows[0][0]) if rows else None

    def conversation(self, number: int | None, chat_id: int, *, most: int) -> list[Exchange]:
        """A question of a chat and those that it follows, the oldest first, so many at most."""
        found: list[Exchange] = []
        while number is not None and len(found) < most:
            exchange = self.exchange(number, chat_id)
            if exchange is None:
                break
            found.insert(0, exchange)
            number = exchange.follows
        return found

    def vote(self, exchange: int, user_id: int, vote: Literal[1, -1]) -> None:
        """Remember what somebody thinks of an answer; the last word counts."""
        self._write("INSERT OR REPLACE INTO feedback VALUES (?, ?, ?)", (exchange, user_id, vote))

    def seconds_to_wait(self, update_id: int, user_id: int, *, most: int) -> int:
        """Count a question of a user; 0, or seconds to wait where there were too many a minute."""
        now = time.time()
        rows = self._read(
            "SELECT came FROM asked WHERE user_id = ? AND came > ? AND update_id != ? "
            "ORDER BY came DESC LIMIT 1 OFFSET ?",
            (user_id, now - _MINUTE, update_id, most - 1),
        )
        if rows:
            return max(1, int(rows[0][0] + _MINUTE - now))
        self._write("INSERT OR IGNORE INTO asked VALUES (?, ?, ?)", (update_id, user_id, now))
        return 0

    def figures(self) -> dict[str, int]:
        """Numbers of chats, of questions by what came of them, and of votes."""
        [row] = self._read(
            "SELECT (SELECT count(*) FROM chats), "
            "(SELECT count(*) FROM exchanges WHERE status = 'answered'), "
            "(SELECT count(*) FROM exchanges WHERE status = 'declined'), "
            "(SELECT count(*) FROM feedback WHERE vote > 0), "
            "(SELECT count(*) FROM feedback WHERE vote < 0)"
        )
        return dict(zip(("chats", "answered", "declined", "up", "down"), row, strict=True))

    def forget_chat(self, chat_id: int) -> None:
        """Forget all of a chat, but for the ids of updates."""
        with self._together():
            self._db.execute(
                "DELETE FROM feedback WHERE exchange_id IN "
                "(SELECT id FROM exchanges WHERE chat_id = ?)",
                (chat_id,),
            )
            self._db.execute("DELETE FROM exchanges WHERE chat_id = ?", (chat_id,))
            self._db.execute("DELETE FROM posted WHERE chat_id = ?", (chat_id,))
            self._db.execute("DELETE FROM chats WHERE id = ?", (chat_id,))
            # In a private chat these are the user's.
            self._db.execute("DELETE FROM feedback WHERE user_id = ?", (chat_id,))
            self._db.execute("DELETE FROM asked WHERE user_id = ?", (chat_id,))
            self._db.execute("UPDATE exchanges SET asker = NULL WHERE asker = ?", (chat_id,))
        self._truncate_log()

    def prune(self, *, keep_days: int) -> None:
        """Forget what has been kept for long enough."""
        now = time.time()
        oldest = now - keep_days * _DAY
        with self._together():
            self._db.execute(
                "DELETE FROM feedback WHERE exchange_id IN "
                "(SELECT id FROM exchanges WHERE asked < ?)",
                (oldest,),
            )
            self._db.execute("DELETE FROM exchanges WHERE asked < ?", (oldest,))
            self._db.execute("DELETE FROM asked WHERE came < ?", (now - _ASKED_KEPT,))
            self._db.execute(
                "DELETE FROM updates WHERE payload IS NULL AND came < ?", (now - _UPDATES_KEPT,)
            )
        self._truncate_log()

    def _truncate_log(self) -> None:
        """Let nothing that was deleted stand in the write-ahead log."""
        self._read("PRAGMA wal_checkpoint(TRUNCATE)")

    def _read(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        with self._translated():
            return self._db.execute(query, values).fetchall()

    def _write(self, statement: str, values: Sequence[object]) -> int:
        """Run one statement, which is a transaction; how many rows it changed."""
        with self._translated():
            changed: int = self._db.execute(statement, values).rowcount
        return changed

    @contextmanager
    def _together(self) -> Iterator[None]:
        with self._translated():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as exc:
            if "locked" not in str(exc):
                raise ServiceError(self._unusable(exc)) from exc
            raise ServiceError(
                f"another `qa-bot telegram` uses {self._path}: stop it, or name another file by "
                "QA_BOT_TELEGRAM_STATE"
            ) from exc
        except (sqlite3.Error, OSError) as exc:
            raise ServiceError(self._unusable(exc)) from exc

    def _unusable(self, exc: Exception) -> str:
        return (
            f"the state of the Telegram bot in {self._path} cannot be used ({exc}): make it "
            "writable and see that the disk has room, or name another file by "
            "QA_BOT_TELEGRAM_STATE"
        )


def _page(stored: dict[str, Any]) -> Page:
    # Pages of earlier releases have no note.
    note = stored.get("note", "")
    return Page(stored["kind"], stored["text"], Citation(**stored["citation"]), note)
