"""Telegram's Bot API on loopback, as strict as the real one, with people to write to the bot.

Any client of the Bot API can talk to it; python-telegram-bot does so as it ships::

    with TelegramAPI() as api:
        bot = Bot(api.token, base_url=api.base_url, base_file_url=api.base_file_url)

        ann = api.user(1, "Ann", username="ann", language_code="en")
        asked = ann.say("Who leads the team?")     # in her private chat with the bot
        answer = ann.chat.wait_for_reply()         # blocks: await asyncio.to_thread(…) in a loop
        assert answer.reply_to == asked.id
        press = ann.press(answer, "2")             # a button, by its label or its data
        assert press.wait_for_answer().text == ""
        assert "leads" in ann.chat.current(answer).text
        print(api.transcript(ann.chat))

The server (all of it is thread-safe; people act from any thread)::

    TelegramAPI(*, token=TOKEN, username="qa_test_bot", first_name="QA bot", seed=0)   in a `with`
        .token .url .base_url .base_file_url      what a client is configured with
        .bot: User                                the bot's own account
        .user(id, first_name, *, last_name=None, username=None, language_code=None) -> Person
        .group(title, *members: Person, type="supergroup", with_bot=True) -> Chat
        .chats: list[Chat]
        .inject(fault, *, method=None, times=1, share=1.0)   the next `times` requests (None: all
                                                  from now on), or a `share` of them, fail; method:
                                                  one name or several, "download" for files
        .heal()                                   no more faults
        .requests: list[Request]                  every request, in the order they came
        .requests_of(method) -> list[Request]
        .pending: int                             updates that the bot has not confirmed
        .wait_until_confirmed(timeout=30.0)       the bot has fetched and confirmed all updates
        .wait_until_polling(timeout=30.0)         the bot waits for updates, having fetched all
        .wait_until(condition, timeout=30.0, what="…")   condition() is tried at every change
        .commands(scope=None, language_code="") -> list[tuple[str, str]]
        .profile: dict[str, dict[str, str]]       {"description": {"": …, "ar": …}, "name": …,
                                                  "short_description": …}
        .transcript(*chats) -> str                what was said, as text for people to read

Faults (`inject`)::

    flood(retry_after=1)      429 with its `retry_after`, and nothing is done
    server_error(code=502)    500, 502, …, and nothing is done
    drop_before()             the connection is cut, and nothing is done
    drop_after()              the connection is cut once the method has taken effect
    slow(seconds)             the method takes effect at once, and its answer comes late
    stale()                   getUpdates misses the last confirmation and gives updates twice

People::

    Person  .id .first_name .username .language_code .user .chat (private, with the bot)
        .say(text, *, chat=None, reply_to=None, quote=None, html=False) -> Message
                                          /commands, @mentions and links are found as always
        .say_long(text, *, chat=None) -> list[Message]   split at 4,096 as clients do
        .start(payload="") -> Message                    the start button or a deep link
        .press(message, button) -> CallbackQuery         label or data of a button it shows now
        .inline(query, *, offset="", chat_type="private") -> InlineQuery
        .choose(inline_query, result_id, *, chat=None) -> Message   sends a result into a chat
        .send_file(name, data, *, mime="text/plain", caption="", chat=None, reply_to=None,
                   size=None) -> Message                 size: declared instead of the data's
        .forward(message, *, chat=None, hidden=False) -> Message
        .edit(message, text) -> Message
        .react(message, *emoji)
        .block() .unblock()                              the bot, in the private chat
        .add_bot(chat) .remove_bot(chat)                 in a group

    Chat  .id .type .title .members
        .messages: list[Message]          as they stand now, of people and of the bot
        .replies: list[Message]           the bot's only
        .current(message) -> Message      the message as it stands now; KeyError once deleted
        .actions: list[str]               what sendChatAction said
        .drafts: list[Draft]              what sendMessageDraft showed
        .wait_for_reply(timeout=30.0) -> Message         the bot's oldest message not waited for yet
        .wait_for(condition, timeout=30.0, what="…") -> Message
                                          the first of the bot's messages of which condition holds
        .wait_for_edit(message, timeout=30.0) -> Message the bot has changed it since this value
        .stays_quiet(seconds=0.3)         all updates fetched, no new message or edit of the bot

    Message (frozen)  .id .chat_id .sender (User) .date .text .entities .html .buttons
        .reply_to: int | None   .quote: str | None   .document: Document | None
        .edits: int   .reactions   .via_bot   .by_bot: bool   .button(label or data) -> Button
    Button (frozen)  .label .row .data .url .switch_inline        Message.buttons is flat
    Entity (frozen)  .type .offset .length .url …                 in UTF-16 units
    CallbackQuery  .id .data .message_id .answer .answers .expire()
        .wait_for_answer(timeout=30.0) -> CallbackAnswer (frozen)  .text .show_alert .url …
    InlineQuery  .id .query .offset .answer .from_cache .expire()
        .wait_for_answer(timeout=30.0) -> InlineAnswer (frozen)
                                          .results .next_offset .cache_time .is_personal .button
    InlineResult (frozen)  .id .type .title .description .text .entities .html .buttons
    Request (frozen)  .method .parameters .at (seconds, monotonic) .status .description .fault

Like Telegram, it keeps inline answers for their `cache_time` (300 seconds unless the bot says
otherwise) and gives them to everyone who types the same, unless they are `is_personal`.

Not as Telegram does: a webhook is plain HTTP on loopback; a group's bot hears everything; there are
no limits of rate but those injected; a query may be answered more than once; only HTML is parsed.
What the emulator does not know (Markdown, replies across chats) fails the test that needs it.

Where to read on: `text` (entities), `checks` and `methods` (what the Bot API refuses), `world`
(what the servers keep), `people`, `faults`, `transport` and `webhook` (HTTP), `server`.
"""

from .errors import ApiError
from .faults import Fault, drop_after, drop_before, flood, server_error, slow, stale
from .people import CallbackQuery, Chat, InlineQuery, Person
from .server import TOKEN, TelegramAPI
from .text import Entity, Formatted, parse_html, to_html, units
from .values import (
    Button,
    CallbackAnswer,
    Document,
    Draft,
    InlineAnswer,
    InlineResult,
    Message,
    Request,
    User,
)

__all__ = [
    "TOKEN",
    "ApiError",
    "Button",
    "CallbackAnswer",
    "CallbackQuery",
    "Chat",
    "Document",
    "Draft",
    "Entity",
    "Fault",
    "Formatted",
    "InlineAnswer",
    "InlineQuery",
    "InlineResult",
    "Message",
    "Person",
    "Request",
    "TelegramAPI",
    "User",
    "drop_after",
    "drop_before",
    "flood",
    "parse_html",
    "server_error",
    "slow",
    "stale",
    "to_html",
    "units",
]
