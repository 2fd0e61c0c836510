"""The emulator of the Bot API, raw and through python-telegram-bot as it ships."""

import asyncio
import json
import socket
from concurrent.futures import ThreadPoolExecutor
from html import escape
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyParameters,
    Update,
)
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import Application, CallbackQueryHandler, MessageHandler, filters
from telegram.request import HTTPXRequest
from telegram_api import (
    TelegramAPI,
    drop_after,
    drop_before,
    flood,
    server_error,
    slow,
    stale,
    units,
)
from telegram_api.text import Span, finish, formatted, part


@pytest.fixture(autouse=True)
def _no_warning_of_what_is_to_come(environment):
    # Without it, python-telegram-bot warns each time that it is told to wait.
    environment["PTB_TIMEDELTA"] = "true"


@pytest.fixture
def api():
    with TelegramAPI() as api:
        yield api


@pytest.fixture
def ann(api):
    """Someone who has started the bot; her `/start` is confirmed."""
    ann = api.user(1, "Ann", username="ann", language_code="en")
    ann.start()
    confirm(api)
    return ann


@pytest.fixture(scope="module")
def lasting_api():
    """One for all tests that leave nothing behind but messages."""
    with TelegramAPI() as api:
        yield api


@pytest.fixture(scope="module")
def reader(lasting_api):
    """Someone whose chat takes whatever is sent."""
    reader = lasting_api.user(1, "Reader")
    reader.start()
    return reader


@pytest.fixture
async def bot(api):
    async with client(api) as bot:
        yield bot


def client(api, token=None):
    # To load the certificates of the world, which loopback does not need, takes long.
    polling, others = (HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2))
    return Bot(
        token or api.token,
        base_url=api.base_url,
        base_file_url=api.base_file_url,
        request=others,
        get_updates_request=polling,
    )


def call(api, method, *, token=None, **parameters):
    """The answer to a request in JSON, and its status."""
    connection = HTTPConnection(*address(api), timeout=10)
    try:
        connection.request(
            "POST",
            f"/bot{token or api.token}/{method}",
            json.dumps(parameters),
            {"Content-Type": "application/json"},
        )
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def address(api):
    host, _, port = api.url.removeprefix("http://").partition(":")
    return host, int(port)


def updates(api, **parameters):
    status, answer = call(api, "getUpdates", **parameters)
    assert status == 200, answer
    return answer["result"]


def confirm(api):
    updates(api, offset=2**31 - 1)
    assert api.pending == 0


def refusal(api, method, **parameters):
    """Why a request is refused: the status and the description."""
    status, answer = call(api, method, **parameters)
    assert answer["ok"] is False
    assert answer["error_code"] == status
    return status, answer["description"]


def send(api, chat, text, **parameters):
    status, answer = call(api, "sendMessage", chat_id=chat.id, text=text, **parameters)
    assert status == 200, answer
    return chat.room.messages[answer["result"]["message_id"]]


def html(api, chat, text):
    return send(api, chat, text, parse_mode="HTML")


def entities(message):
    return [(entity.type, entity.offset, entity.length) for entity in message.entities]


def keyboard(*labels, **kinds):
    """One row of buttons, whose data is their label unless another kind is given."""
    kinds = kinds or {"callback_data": None}
    ((kind, value),) = kinds.items()
    row = [{"text": label, kind: label if value is None else value} for label in labels]
    return {"inline_keyboard": [row]}


def test_the_token_opens_the_methods_and_no_other_does(api):
    assert call(api, "getMe")[1]["result"]["username"] == "qa_test_bot"
    wrong = api.token.replace("A", "B")
    assert call(api, "getMe", token=wrong)[1]["description"] == "Unauthorized"
    assert call(api, "getMe", token=wrong)[0] == 401
    assert call(api, "getMe", token="nonsense")[0] == 404  # noqa: S106 - no token at all


def test_methods_are_found_in_any_case_and_unknown_ones_are_not(api):
    assert call(api, "GETME")[0] == 200
    assert refusal(api, "makeCoffee") == (404, "Not Found")


async def test_python_telegram_bot_says_that_a_token_is_wrong(api):
    with pytest.raises(InvalidToken):
        async with client(api, "123:ABCDEFGHIJKLMNOPQRSTUVWXYZ123456789"):
            pass


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"chat_id": 1, "text": "x & y"}'),
        ("application/x-www-form-urlencoded", b"chat_id=1&text=x+%26+y"),
        (
            "multipart/form-data; boundary=b",
            (
                b"--b\r\n"
                b'Content-Disposition: form-data; name="chat_id"\r\n\r\n1\r\n--b\r\n'
                b'Content-Disposition: form-data; name="text"\r\n\r\nx & y\r\n--b--\r\n'
            ),
        ),
    ],
)
def test_parameters_come_in_any_form(api, ann, kind, body):
    connection = HTTPConnection(*address(api))
    connection.request("POST", f"/bot{api.token}/sendMessage", body, {"Content-Type": kind})
    assert connection.getresponse().status == 200
    connection.close()
    assert ann.chat.wait_for_reply().text == "x & y"


def test_parameters_come_in_the_address_too(api, ann):
    connection = HTTPConnection(*address(api))
    connection.request(
        "GET", f"/bot{api.token}/sendMessage?chat_id=1&text=%D8%B3%D9%84%D8%A7%D9%85"
    )
    connection.getresponse().read()
    connection.close()
    assert ann.chat.wait_for_reply().text == "سلام"


def test_every_request_is_recorded_with_what_became_of_it(api, ann):
    send(api, ann.chat, "42")
    refusal(api, "sendMessage", chat_id=99, text="x")
    good, bad = api.requests_of("SendMessage")
    assert good.parameters == {"chat_id": 1, "text": "42"}
    assert (good.status, bad.status, bad.description) == (200, 400, "Bad Request: chat not found")
    assert good.at <= bad.at


async def test_after_logging_out_nothing_is_answered(api, bot):
    assert await bot.log_out()
    assert refusal(api, "getMe") == (400, "Logged out")


async def test_a_young_bot_cannot_be_closed(bot):
    with pytest.raises(RetryAfter):
        await bot.close()


def test_updates_come_again_until_an_offset_confirms_them(api, ann):
    said = [ann.say("one"), ann.say("two"), ann.say("three")]
    first = updates(api)
    assert [update["message"]["message_id"] for update in first] == [m.id for m in said]
    assert updates(api) == first
    assert updates(api, offset=first[1]["update_id"]) == first[1:]
    assert updates(api) == first[1:]
    assert updates(api, limit=1) == first[1:2]
    assert updates(api, offset=first[2]["update_id"] + 1) == []
    assert api.pending == 0


def test_a_negative_offset_keeps_the_last_updates_only(api, ann):
    for text in ("one", "two", "three"):
        ann.say(text)
    assert [update["message"]["text"] for update in updates(api, offset=-1)] == ["three"]
    assert api.pending == 1


def test_a_poll_waits_for_an_update_and_no_longer(api, ann):
    with ThreadPoolExecutor() as pool:
        poll = pool.submit(updates, api, timeout=30)
        api.wait_until_polling()
        ann.say("hello")
        assert [update["message"]["text"] for update in poll.result(timeout=5)] == ["hello"]


def test_a_poll_ends_empty_when_its_time_is_up(api):
    assert updates(api, timeout=1) == []


def test_stopping_ends_a_poll_that_waits():
    with ThreadPoolExecutor() as pool:
        with TelegramAPI() as api:
            poll = pool.submit(updates, api, timeout=50)
            api.wait_until_polling()
        assert poll.result(timeout=5) == []


def test_of_two_polls_the_first_ends_in_a_conflict(api, ann):
    with ThreadPoolExecutor() as pool:
        first = pool.submit(refusal, api, "getUpdates", timeout=30)
        api.wait_until_polling()
        second = pool.submit(updates, api, timeout=30)
        status, description = first.result(timeout=5)
        assert status == 409
        assert description.startswith("Conflict: terminated by other getUpdates request; make sure")
        ann.say("hello")
        assert len(second.result(timeout=5)) == 1


@pytest.mark.usefixtures("ann")
def test_a_webhook_ends_a_poll_and_refuses_another(api):
    with ThreadPoolExecutor() as pool:
        poll = pool.submit(refusal, api, "getUpdates", timeout=30)
        api.wait_until_polling()
        call(api, "setWebhook", url="http://127.0.0.1:9/")
        assert poll.result(timeout=5) == (409, "Conflict: terminated by setWebhook request")
    status, description = refusal(api, "getUpdates")
    assert status == 409
    assert "use deleteWebhook to delete the webhook first" in description
    call(api, "deleteWebhook")
    assert updates(api) == []


def test_updates_outlive_a_bot_that_dies_in_the_middle_of_a_poll(api, ann):
    dying = socket.create_connection(address(api))
    request = f"GET /bot{api.token}/getUpdates?timeout=30 HTTP/1.1\r\nHost: x\r\n\r\n"
    dying.sendall(request.encode())
    api.wait_until_polling()
    dying.close()
    ann.say("are you there?")
    assert [update["message"]["text"] for update in updates(api, timeout=5)] == ["are you there?"]


def test_a_bot_hears_only_of_the_kinds_it_asked_for_from_then_on(api, ann):
    ann.say("kept from before")
    updates(api, allowed_updates=["edited_message"])
    message = ann.say("not heard")
    ann.edit(message, "heard")
    kinds = [next(iter(update.keys() - {"update_id"})) for update in updates(api)]
    assert kinds == ["message", "edited_message"]
    updates(api, allowed_updates=[])
    ann.say("heard again")
    assert updates(api)[-1]["message"]["text"] == "heard again"


def test_reactions_reach_a_bot_that_asked_for_them_only(api, ann):
    message = send(api, ann.chat, "Well?")
    ann.react(message, "👍")
    assert updates(api) == []
    updates(api, allowed_updates=["message_reaction"])
    ann.react(message, "👎")
    (update,) = updates(api)
    assert update["message_reaction"]["new_reaction"] == [{"type": "emoji", "emoji": "👎"}]
    assert ann.chat.current(message).reactions == ("👎",)


class Receiver:
    """A bot's end of a webhook: it keeps what comes and answers as it is told."""

    def __init__(self):
        outer = self
        self.statuses = []
        self.received = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                secret = self.headers.get("X-Telegram-Bot-Api-Secret-Token")
                outer.received.append((secret, body))
                self.send_response(outer.statuses.pop(0) if outer.statuses else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.http = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/hook"
        self.thread = Thread(target=self.http.serve_forever, args=(0.02,))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()


def test_a_webhook_gets_updates_in_order_with_its_secret(api, ann):
    ann.say("one")
    with Receiver() as receiver:
        call(api, "setWebhook", url=receiver.url, secret_token="S3cret_-")  # noqa: S106 - of this test
        ann.say("two")
        api.wait_until_confirmed()
        secrets, bodies = zip(*receiver.received, strict=True)
        assert set(secrets) == {"S3cret_-"}
        assert [body["message"]["text"] for body in bodies] == ["one", "two"]
        call(api, "deleteWebhook")


def test_a_webhook_that_refuses_gets_the_update_again(api, ann):
    with Receiver() as receiver:
        receiver.statuses = [500, 403]
        call(api, "setWebhook", url=receiver.url)
        ann.say("hello")
        api.wait_until_confirmed()
        assert len(receiver.received) == 3
        assert len({body["update_id"] for _, body in receiver.received}) == 1
        assert receiver.received[0][0] is None
        info = call(api, "getWebhookInfo")[1]["result"]
        assert info["url"] == receiver.url
        assert info["last_error_message"] == "Wrong response from the webhook: 403 Forbidden"
        assert info["pending_update_count"] == 0


def test_pending_updates_can_be_dropped_with_the_webhook(api, ann):
    ann.say("old")
    call(api, "deleteWebhook", drop_pending_updates=True)
    assert updates(api) == []


@pytest.mark.parametrize(
    ("parameters", "problem"),
    [
        ({"url": "https://example.com/"}, "bad webhook: Failed to resolve host"),
        ({"secret_token": "no blanks"}, "secret token contains unallowed characters"),
        ({"secret_token": "x" * 257}, "secret token is too long"),
    ],
)
def test_a_webhook_must_be_reachable_and_its_secret_plain(lasting_api, parameters, problem):
    status, description = refusal(
        lasting_api, "setWebhook", **{"url": "http://localhost/"} | parameters
    )
    assert status == 400
    assert problem in description


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("<b>x</b><strong>y</strong>", "xy", [("bold", 0, 2)]),
        ("<i>a</i> <em>b</em>", "a b", [("italic", 0, 1), ("italic", 2, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [("underline", 0, 2)]),
        ("<s>a</s><strike>b</strike><del>c</del>", "abc", [("strikethrough", 0, 3)]),
        ("<tg-spoiler>x</tg-spoiler>", "x", [("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
        ("<code>x</code>", "x", [("code", 0, 1)]),
        ('<pre><code class="language-py">x</code></pre>', "x", [("pre", 0, 1)]),
        ('<a href="https://e.org/?a=1&amp;b=2">x</a>', "x", [("text_link", 0, 1)]),
        ("<a href='tg://user?id=7'>x</a>", "x", [("text_mention", 0, 1)]),
        ("<blockquote>x</blockquote>", "x", [("blockquote", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ("<B>x</B >", "x", [("bold", 0, 1)]),
        ("<b></b>x", "x", []),
        ("&lt;b&gt; &amp; &quot;&#39;&#x627;", "<b> & \"'ا", []),
        ("&nbsp;&copy; & &", "&nbsp;&copy; & &", []),
        ("👍<b>🎉x</b>", "👍🎉x", [("bold", 2, 3)]),
        ("سلام <b>يا</b>", "سلام يا", [("bold", 5, 2)]),
        ("<a href='nonsense'>x</a>", "x", []),
    ],
)
def test_html_is_parsed_and_counted_in_utf_16(lasting_api, reader, source, text, found):
    message = html(lasting_api, reader.chat, source)
    assert (message.text, entities(message)) == (text, found)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (
            "<blockquote>a<blockquote>b</blockquote>c</blockquote>",
            [("blockquote", 0, 3)],
        ),
        (
            "<blockquote expandable>a <b>b</b> c</blockquote>",
            [("expandable_blockquote", 0, 5), ("bold", 2, 1)],
        ),
        ("<b>a<i>b</i>c</b>", [("bold", 0, 1), ("bold", 1, 2), ("italic", 1, 1)]),
        ("<b>a<b>b</b></b>", [("bold", 0, 2)]),
        ("<code>a<b>b</b></code>", [("code", 0, 2)]),
        ("<b>a<code>b</code></b>", [("bold", 0, 1), ("code", 1, 1)]),
        ("<b>  x </b> ", [("bold", 0, 3)]),
        (" \n <b>x</b>", [("bold", 0, 1)]),
    ],
)
def test_entities_nest_as_telegram_lets_them(lasting_api, reader, source, found):
    assert entities(html(lasting_api, reader.chat, source)) == found


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<b>x", "Can't find end tag corresponding to start tag b"),
        ("سلام <p>x</p>", 'Unsupported start tag "p" at byte offset 9'),
        ("x<br/>", 'Unsupported start tag "br/" at byte offset 1'),
        ("</b>", "Unexpected end tag at byte offset 0"),
        (
            "<b><i>x</b></i>",
            'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        ),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a =x>y</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji emoji-id='x'>y</tg-emoji>", "Invalid custom emoji identifier specified"),
        ("&#55357;", "Text contains invalid Unicode characters after decoding HTML entities"),
    ],
)
def test_bad_html_is_refused(lasting_api, reader, source, problem):
    status, description = refusal(
        lasting_api, "sendMessage", chat_id=reader.id, text=source, parse_mode="HTML"
    )
    assert status == 400
    assert description.startswith(f"Bad Request: can't parse entities: {problem}")


def test_only_html_that_is_announced_is_parsed(lasting_api, reader):
    assert send(lasting_api, reader.chat, "<b>x").text == "<b>x"
    problem = "Bad Request: unsupported parse_mode"
    assert refusal(lasting_api, "sendMessage", chat_id=1, text="x", parse_mode="BBCode") == (
        400,
        problem,
    )


async def test_entities_can_be_given_one_by_one(bot, ann):
    marks = [MessageEntity(MessageEntity.BOLD, 2, 3)]
    message = await bot.send_message(ann.id, "👍 ab", entities=marks)
    assert ann.chat.wait_for_reply().html == "👍<b> ab</b>"
    assert message.entities == tuple(marks)
    for offset, length in ((1, 1), (4, 5), (-1, 2)):
        with pytest.raises(BadRequest, match="ntity"):
            await bot.send_message(
                ann.id, "👍 ab", entities=[MessageEntity(MessageEntity.BOLD, offset, length)]
            )


def test_telegram_finds_commands_mentions_and_links_by_itself(lasting_api, reader):
    text = "/ask @ann see https://e.org/a?b=1, e.org/x or a@e.org #news 1/2 a/b"
    found = [
        (entity.type, text[entity.offset : entity.offset + entity.length])
        for entity in send(lasting_api, reader.chat, text).entities
    ]
    assert found == [
        ("bot_command", "/ask"),
        ("mention", "@ann"),
        ("url", "https://e.org/a?b=1"),
        ("url", "e.org/x"),
        ("email", "a@e.org"),
        ("hashtag", "#news"),
    ]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  x \n", "x"),
        ("a\tb\r\nc\0", "a b\nc"),
        ("\u202bعربي\u202c", "عربي"),
        ("\u200fعربي", "\u200fعربي"),
        ("a\u200f\u200f\u200eb", "a\u200c\u200c\u200eb"),
        ("\u2067عربي\u2069", "\u2067عربي\u2069"),
        ("a\n\nb", "a\n\nb"),
    ],
)
def test_text_is_cleaned_as_telegram_cleans_it(lasting_api, reader, text, kept):
    assert send(lasting_api, reader.chat, text).text == kept


def test_entities_move_with_the_text_that_is_cleaned(lasting_api, reader):
    assert html(lasting_api, reader.chat, " \u202ba <b>b\r\n</b>").html == "a <b>b</b>"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "message text is empty"),
        (" \n\t", "text must be non-empty"),
        ("\u200b\u200f\u202b", "text must be non-empty"),
        ("\ud83d", "strings must be encoded in UTF-8"),
    ],
)
def test_a_message_must_say_something(lasting_api, reader, text, problem):
    assert refusal(lasting_api, "sendMessage", chat_id=reader.id, text=text) == (
        400,
        f"Bad Request: {problem}",
    )


def test_a_message_has_4096_utf_16_units_once_it_is_parsed(lasting_api, reader):
    assert units(html(lasting_api, reader.chat, "<b>" + "👍" * 2_048 + "</b>").text) == 4_096
    too_long = {"chat_id": reader.id, "text": "👍" * 2_048 + "x"}
    problem = "Bad Request: message is too long"
    assert refusal(lasting_api, "sendMessage", **too_long) == (400, problem)


def test_formatting_beyond_a_hundred_entities_is_lost(lasting_api, reader):
    message = html(lasting_api, reader.chat, "<b>x</b> " * 150)
    assert len(message.entities) == 100
    assert message.text.count("x") == 150


def test_html_of_a_message_can_be_sent_again(lasting_api, reader):
    source = (
        '<b>a</b> &lt; <blockquote expandable>q <b>w</b></blockquote>\n<a href="https://e.org/">l'
        '</a> <pre><code class="language-py">1 &amp; 2</code></pre>'
    )
    message = html(lasting_api, reader.chat, source)
    assert message.html == source
    assert html(lasting_api, reader.chat, message.html).entities == message.entities


TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("<>&; \n\u200f👍س/@"))
KINDS = ["bold", "italic", "spoiler", "code", "pre", "blockquote", "expandable_blockquote"]


@given(TEXTS)
def test_escaped_text_is_the_text_itself(text):
    assert formatted(escape(text), parse_mode="HTML", empty=True) == formatted(text, empty=True)


@given(TEXTS, st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 9), st.integers(1, 9))))
def test_html_gives_back_all_that_was_kept_of_any_entities(text, marks):
    spans = [Span(kind, start, min(start + long, len(text))) for kind, start, long in marks]
    kept = finish(text, spans, empty=True)
    assert formatted(kept.html, parse_mode="HTML", empty=True) == kept
    assert all(part(kept.text, entity.offset, entity.length) for entity in kept.entities)


def test_a_bot_cannot_write_to_whom_it_does_not_know(api):
    api.user(2, "Bob")
    for chat_id in (2, 99, "@nobody"):
        problem = (400, "Bad Request: chat not found")
        assert refusal(api, "sendMessage", chat_id=chat_id, text="x") == problem
    assert refusal(api, "sendMessage", text="x") == (400, "Bad Request: chat_id is empty")


def test_a_bot_cannot_begin_a_conversation(api, ann):
    bob = api.user(2, "Bob")
    bob.say("hi", chat=api.group("Team", ann, bob))
    problem = "Forbidden: bot can't initiate conversation with a user"
    assert refusal(api, "sendMessage", chat_id=2, text="x") == (403, problem)


async def test_a_bot_that_is_blocked_learns_so(bot, ann):
    ann.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ann.id, "x")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_chat_action(ann.id, "typing")
    with pytest.raises(ValueError, match="has blocked the bot"):
        ann.say("x")
    ann.unblock()
    await bot.send_message(ann.id, "x")
    changes = [update.my_chat_member for update in await bot.get_updates()]
    assert [change.new_chat_member.status for change in changes] == ["kicked", "member"]


async def test_a_bot_hears_a_group_while_it_is_a_member(api, bot, ann):
    bob = api.user(2, "Bob")
    group = api.group("Team", ann, bob, with_bot=False)
    bob.say("nobody hears", chat=group)
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.send_message(group.id, "x")
    ann.add_bot(group)
    bob.say("heard", chat=group)
    assert (await bot.send_message(group.id, "x")).chat.title == "Team"
    ann.remove_bot(group)
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(group.id, "x")
    added, told, said, removed = await bot.get_updates()
    assert [member.id for member in told.message.new_chat_members] == [bot.id]
    assert added.my_chat_member.new_chat_member.status == "member"
    assert (said.message.from_user.id, said.message.text) == (2, "heard")
    assert removed.my_chat_member.new_chat_member.status == "kicked"


async def test_a_group_knows_who_made_it(api, bot, ann):
    bob, eve = api.user(2, "Bob"), api.user(3, "Eve")
    group = api.group("Team", ann, bob)
    statuses = [(await bot.get_chat_member(group.id, who.id)).status for who in (ann, bob, eve)]
    assert statuses == ["creator", "member", "left"]
    (owner,) = await bot.get_chat_administrators(group.id)
    assert owner.user.id == ann.id
    assert (await bot.get_chat(group.id)).title == "Team"
    with pytest.raises(ValueError, match="is no member"):
        eve.say("x", chat=group)
    assert await bot.leave_chat(group.id)
    with pytest.raises(Forbidden, match="is not a member"):
        await bot.get_chat(group.id)


def test_supergroups_count_their_messages_on_their_own(api, ann):
    one, two = api.group("One", ann), api.group("Two", ann)
    assert [ann.say("x", chat=group).id for group in (one, two, one)] == [1, 1, 2]


async def test_a_reply_quotes_an_exact_part(bot, ann):
    asked = ann.say("<b>Anna</b> leads 👍 the team. Anna leads.", html=True)
    await bot.send_message(
        ann.id, "Yes", reply_parameters=ReplyParameters(asked.id, quote="the team")
    )
    reply = ann.chat.wait_for_reply()
    assert (reply.reply_to, reply.quote) == (asked.id, "the team")
    assert reply.quoted.position == 14
    again = await bot.send_message(
        ann.id, "Yes", reply_parameters=ReplyParameters(asked.id, quote="Anna")
    )
    assert again.quote.position == 24, "the first is bold, and the quote is not"
    assert again.reply_to_message.message_id == asked.id
    bold = await bot.send_message(
        ann.id,
        "Yes",
        reply_parameters=ReplyParameters(asked.id, quote="<b>Anna</b>", quote_parse_mode="HTML"),
    )
    assert (bold.quote.position, len(bold.quote.entities)) == (0, 1)


@pytest.mark.parametrize(
    "quote", ["anna", "leads  the", "<b>leads</b>", "Anna leads the team!", "x" * 1_025]
)
def test_a_quote_that_is_not_there_is_refused(lasting_api, reader, quote):
    asked = reader.say("Anna leads the team. " + "x" * 1_025)
    parameters = {"message_id": asked.id, "quote": quote, "quote_parse_mode": "HTML"}
    assert refusal(
        lasting_api, "sendMessage", chat_id=reader.id, text="x", reply_parameters=parameters
    ) == (
        400,
        "Bad Request: QUOTE_TEXT_INVALID",
    )


def test_the_quote_nearest_to_a_position_is_chosen(api, ann):
    asked = ann.say("no no no")
    parameters = {"message_id": asked.id, "quote": "no", "quote_position": 5}
    assert send(api, ann.chat, "x", reply_parameters=parameters).quoted.position == 6


async def test_a_reply_to_nothing_is_refused_unless_allowed(bot, ann):
    with pytest.raises(BadRequest, match="essage to be replied not found"):
        await bot.send_message(ann.id, "x", reply_parameters=ReplyParameters(999))
    sent = await bot.send_message(
        ann.id, "x", reply_parameters=ReplyParameters(999, allow_sending_without_reply=True)
    )
    assert sent.reply_to_message is None


def test_people_reply_and_quote_as_well(api, ann):
    message = send(api, ann.chat, "Anna leads.")
    ann.say("Who?", reply_to=message, quote="Anna")
    (update,) = updates(api)
    assert update["message"]["reply_to_message"]["text"] == "Anna leads."
    assert update["message"]["quote"]["text"] == "Anna"


async def test_a_button_is_pressed_and_answered(bot, ann):
    row = [InlineKeyboardButton("One", callback_data="1"), InlineKeyboardButton("E", url="e.org")]
    await bot.send_message(ann.id, "Choose", reply_markup=InlineKeyboardMarkup([row]))
    shown = ann.chat.wait_for_reply()
    assert [(button.label, button.data, button.url) for button in shown.buttons] == [
        ("One", "1", None),
        ("E", None, "e.org"),
    ]
    press = ann.press(shown, "One")
    assert press.answer is None
    (update,) = await bot.get_updates()
    query = update.callback_query
    assert (query.data, query.message.message_id, query.from_user.id) == ("1", shown.id, ann.id)
    await query.answer("Noted", show_alert=True)
    answer = press.wait_for_answer()
    assert (answer.text, answer.show_alert) == ("Noted", True)
    with pytest.raises(LookupError, match="has no button 'Two'"):
        ann.press(shown, "Two")
    with pytest.raises(LookupError, match="cannot be pressed"):
        ann.press(shown, "E")


async def test_an_old_query_cannot_be_answered(api, bot, ann):
    press = ann.press(send(api, ann.chat, "x", reply_markup=keyboard("a")), "a")
    press.expire()
    for query_id in (press.id, "12345", ""):
        with pytest.raises(BadRequest, match="uery is too old"):
            await bot.answer_callback_query(query_id)


@pytest.mark.parametrize(
    ("markup", "problem"),
    [
        (keyboard("a", callback_data="x" * 65), "BUTTON_DATA_INVALID"),
        (keyboard("a", callback_data="س" * 33), "BUTTON_DATA_INVALID"),
        (keyboard("a", callback_data=""), "Text buttons are unallowed in the inline keyboard"),
        (keyboard("", callback_data="x"), "inline keyboard button text must be non-empty"),
        (keyboard("a", url="no address"), "is invalid: Wrong HTTP URL"),
        (keyboard(*"123456789"), "reply markup is too long"),
        ({"inline_keyboard": [keyboard("a")["inline_keyboard"][0]] * 101}, "markup is too long"),
        ({"inline_keyboard": ["a"]}, "must be an Array of Arrays"),
    ],
)
def test_keyboards_have_their_limits(lasting_api, reader, markup, problem):
    status, description = refusal(
        lasting_api, "sendMessage", chat_id=reader.id, text="x", reply_markup=markup
    )
    assert status == 400
    assert problem in description


@pytest.mark.parametrize(
    "markup",
    [
        keyboard("a", callback_data="x" * 64),
        keyboard("a", switch_inline_query=""),
        keyboard("a", switch_inline_query_current_chat="x"),
        keyboard("a", url="https://e.org"),
        {"inline_keyboard": [keyboard("a")["inline_keyboard"][0]] * 100},
        {"inline_keyboard": []},
    ],
)
def test_keyboards_within_them_are_taken(lasting_api, reader, markup):
    sent = send(lasting_api, reader.chat, "x", reply_markup=markup)
    assert len(sent.buttons) == sum(map(len, markup["inline_keyboard"]))


async def test_an_edit_changes_the_message_and_drops_buttons_not_given_again(api, bot, ann):
    message = send(api, ann.chat, "Working", reply_markup=keyboard("Stop"))
    edited = await bot.edit_message_text("<b>Done</b>", ann.id, message.id, parse_mode="HTML")
    assert (edited.text, edited.reply_markup) == ("Done", None)
    assert edited.edit_date is not None
    now = ann.chat.wait_for_edit(message)
    assert (now.html, now.buttons, now.edits) == ("<b>Done</b>", (), 1)
    assert ann.chat.replies == [now]
    await bot.edit_message_reply_markup(
        ann.id,
        message.id,
        reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("1", callback_data="1")]]),
    )
    assert ann.chat.current(message).button("1").data == "1"
    assert ann.chat.current(message).text == "Done"


async def test_an_edit_that_changes_nothing_is_refused(api, bot, ann):
    message = send(api, ann.chat, "x", reply_markup=keyboard("a"))
    with pytest.raises(BadRequest, match="essage is not modified"):
        await bot.edit_message_text(
            " x ",
            ann.id,
            message.id,
            reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="a")]]),
        )
    await bot.edit_message_reply_markup(ann.id, message.id)
    with pytest.raises(BadRequest, match="essage is not modified"):
        await bot.edit_message_reply_markup(ann.id, message.id)


async def test_only_text_messages_of_the_bot_can_be_edited(api, bot, ann):
    with pytest.raises(BadRequest, match="essage to edit not found"):
        await bot.edit_message_text("x", ann.id, 999)
    with pytest.raises(BadRequest, match="essage can't be edited"):
        await bot.edit_message_text("x", ann.id, ann.say("mine").id)
    with_keyboard = await bot.send_message(ann.id, "x", reply_markup=ReplyKeyboardMarkup([["a"]]))
    with pytest.raises(BadRequest, match="essage can't be edited"):
        await with_keyboard.edit_text("y")
    message = send(api, ann.chat, "x")
    with pytest.raises(BadRequest, match="essage_too_long"):
        await bot.edit_message_text("x" * 4_097, ann.id, message.id)


async def test_a_bot_deletes_anything_in_private_and_its_own_in_a_group(api, bot, ann):
    mine, said = send(api, ann.chat, "x"), ann.say("y")
    assert await bot.delete_message(ann.id, mine.id)
    assert await bot.delete_message(ann.id, said.id)
    assert [message.text for message in ann.chat.messages] == ["/start"]
    with pytest.raises(KeyError):
        ann.chat.current(mine)
    with pytest.raises(BadRequest, match="essage to delete not found"):
        await bot.delete_message(ann.id, mine.id)
    group = api.group("Team", ann)
    with pytest.raises(BadRequest, match="essage can't be deleted"):
        await bot.delete_message(group.id, ann.say("z", chat=group).id)


async def test_a_bot_reacts_with_one_known_emoji(bot, ann):
    said = ann.say("Thanks")
    assert await bot.set_message_reaction(ann.id, said.id, "👍")
    assert ann.chat.current(said).reactions == ("👍",)
    assert await bot.set_message_reaction(ann.id, said.id)
    assert ann.chat.current(said).reactions == ()
    with pytest.raises(BadRequest, match="eaction_invalid"):
        await bot.set_message_reaction(ann.id, said.id, "🧮")
    with pytest.raises(BadRequest, match="essage to react not found"):
        await bot.set_message_reaction(ann.id, 999, "👍")


async def test_actions_and_drafts_are_seen(api, bot, ann):
    await bot.send_chat_action(ann.id, "typing")
    await bot.send_message_draft(ann.id, 7, "<b>An", parse_mode=None)
    await bot.send_message_draft(ann.id, 7, "<b>Anna</b>", parse_mode="HTML")
    assert ann.chat.actions == ["typing"]
    assert [(draft.id, draft.text) for draft in ann.chat.drafts] == [(7, "<b>An"), (7, "Anna")]
    assert ann.chat.replies == []
    with pytest.raises(BadRequest, match="extdraft_peer_invalid"):
        await bot.send_message_draft(api.group("Team", ann).id, 7, "x")
    with pytest.raises(BadRequest, match="non-zero"):
        await bot.send_message_draft(ann.id, 0, "x")
    with pytest.raises(BadRequest, match="rong parameter action"):
        await bot.send_chat_action(ann.id, "dancing")


def article(number=1, **changes):
    content = InputTextMessageContent("<b>Anna</b>", parse_mode="HTML")
    known = {"id": str(number), "title": f"Result {number}", "input_message_content": content}
    return InlineQueryResultArticle(**known | changes)


async def test_an_inline_query_is_answered_and_a_result_chosen(api, bot, ann):
    group = api.group("Friends", ann, with_bot=False)
    asked = ann.inline("who leads?")
    (update,) = await bot.get_updates()
    assert (update.inline_query.query, update.inline_query.from_user.id) == ("who leads?", 1)
    row = [InlineKeyboardButton("More", callback_data="more")]
    found = article(reply_markup=InlineKeyboardMarkup([row]), description="of the team")
    button = InlineQueryResultsButton("Open", start_parameter="open")
    await update.inline_query.answer([found], next_offset="2", is_personal=True, button=button)
    answer = asked.wait_for_answer()
    (result,) = answer.results
    assert (result.title, result.description, result.html) == (
        "Result 1",
        "of the team",
        "<b>Anna</b>",
    )
    assert (answer.next_offset, answer.is_personal, answer.cache_time) == ("2", True, 300)
    assert answer.button["start_parameter"] == "open"

    message = ann.choose(asked, "1", chat=group)
    assert (message.text, message.via_bot, message.by_bot) == ("Anna", api.bot, False)
    press = ann.press(message, "More")
    chosen, pressed = (await bot.get_updates())[1:]
    assert chosen.chosen_inline_result.result_id == "1"
    query = pressed.callback_query
    assert (query.message, query.data) == (None, "more")
    assert await query.edit_message_text("Anna, of course") is True
    assert group.current(message).text == "Anna, of course"
    await query.answer()
    assert press.wait_for_answer().text == ""


def test_telegram_keeps_answers_to_inline_queries_for_all_unless_they_are_personal(api, ann):
    bob = api.user(2, "Bob")
    for is_personal, asks_again in ((True, True), (False, False)):
        words = f"who? {is_personal}"
        asked = ann.inline(words)
        results = [json.loads(article().to_json())]
        call(
            api,
            "answerInlineQuery",
            inline_query_id=asked.id,
            results=results,
            is_personal=is_personal,
        )
        assert ann.inline(words).from_cache
        assert not ann.inline(words, offset="2").from_cache
        assert bob.inline(words).from_cache is not asks_again


def test_an_answer_that_is_not_to_be_kept_is_not(api, ann):
    asked = ann.inline("who?")
    call(api, "answerInlineQuery", inline_query_id=asked.id, results=[], cache_time=0)
    assert not ann.inline("who?").from_cache


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"results": [article(n) for n in range(51)]}, "oo many inline query results"),
        ({"results": [article(1), article(1)]}, "esult_id_duplicate"),
        ({"results": [article("س" * 33)]}, "esult_id_invalid"),
        ({"results": [article("")]}, "esult_id_invalid"),
        ({"next_offset": "x" * 65}, "ext_offset_invalid"),
        ({"button": InlineQueryResultsButton("x", start_parameter="a b")}, "tart_param_invalid"),
        (
            {"results": [article(input_message_content=InputTextMessageContent("x" * 4_097))]},
            "essage_too_long",
        ),
        (
            {"results": [article(input_message_content=InputTextMessageContent("<p>", "HTML"))]},
            "an't parse entities",
        ),
        ({"inline_query_id": "i1"}, "uery is too old"),
    ],
)
async def test_inline_answers_have_their_limits(bot, ann, changes, problem):
    known = {"inline_query_id": ann.inline("who?").id, "results": [article()]}
    with pytest.raises(BadRequest, match=f"(?i){problem}"):
        await bot.answer_inline_query(**known | changes)


async def test_fifty_results_are_taken(bot, ann):
    asked = ann.inline("who?")
    await bot.answer_inline_query(asked.id, [article(n) for n in range(50)])
    assert len(asked.wait_for_answer().results) == 50


async def test_a_file_is_fetched(bot, ann):
    data = "نص".encode() * 1_000
    ann.send_file("note.txt", data, caption="Read this", mime="text/plain")
    (update,) = await bot.get_updates()
    document = update.message.document
    assert (document.file_name, document.mime_type) == ("note.txt", "text/plain")
    assert (document.file_size, update.message.caption) == (len(data), "Read this")
    file = await document.get_file()
    assert await file.download_as_bytearray() == data


async def test_a_file_of_more_than_20_megabytes_is_not(bot, ann):
    limit = 20 * 1024 * 1024
    big = ann.send_file("big.pdf", b"", size=limit + 1)
    with pytest.raises(BadRequest, match="ile is too big"):
        await bot.get_file(big.document.file_id)
    fits = ann.send_file("fits.pdf", b"%PDF", size=limit)
    assert (await bot.get_file(fits.document.file_id)).file_size == limit
    with pytest.raises(BadRequest, match="rong file_id"):
        await bot.get_file("nonsense")


async def test_a_file_that_was_not_sent_is_not_found(api, bot, ann):
    ann.send_file("note.txt", b"x")
    file = await bot.get_file(ann.chat.messages[-1].document.file_id)
    api.world.files.clear()
    with pytest.raises(TelegramError):
        await file.download_as_bytearray()


def test_people_forward_with_the_author_shown_or_hidden(api, ann):
    bob = api.user(2, "Bob")
    message = bob.say("News", chat=api.group("Team", ann, bob))
    ann.forward(message)
    ann.forward(message, hidden=True)
    shown, hidden = (update["message"]["forward_origin"] for update in updates(api)[1:])
    assert (shown["type"], shown["sender_user"]["id"]) == ("user", 2)
    assert (hidden["type"], hidden["sender_user_name"]) == ("hidden_user", "Bob")


def test_people_edit_their_own_messages_only(api, ann):
    message = ann.say("Who leds?")
    assert ann.edit(message, "Who leads?").text == "Who leads?"
    assert updates(api)[-1]["edited_message"]["text"] == "Who leads?"
    with pytest.raises(ValueError, match="may not edit"):
        ann.edit(send(api, ann.chat, "x"), "y")


def test_a_start_link_carries_its_parameter(api, ann):
    ann.start("memo")
    (update,) = updates(api)
    assert update["message"]["text"] == "/start memo"
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    with pytest.raises(ValueError, match="64 characters"):
        ann.start("x" * 65)


def test_a_long_text_arrives_in_parts_as_clients_send_it(api, ann):
    with pytest.raises(ValueError, match="say_long"):
        ann.say("x" * 4_097)
    text = "👍" * 2_047 + "xyz" + "س" * 5_000
    ann.say_long(text)
    parts = [update["message"]["text"] for update in updates(api)]
    assert "".join(parts) == text
    assert all(units(part) <= 4_096 for part in parts)
    assert len(parts) == 3


def test_commands_and_mentions_are_marked_in_what_people_say(api, ann):
    ann.say("/ask@qa_test_bot who is @ann? mail/ask")
    (update,) = updates(api)
    found = [(e["type"], e["offset"], e["length"]) for e in update["message"]["entities"]]
    assert found == [("bot_command", 0, 16), ("mention", 24, 4)]


async def test_menus_are_kept_by_scope_and_language(api, bot):
    await bot.set_my_commands([BotCommand("help", "Help")])
    await bot.set_my_commands([("ask", "اسأل")], BotCommandScopeAllGroupChats(), "ar")
    assert api.commands() == [("help", "Help")]
    assert api.commands({"type": "all_group_chats"}, "ar") == [("ask", "اسأل")]
    assert api.commands({"type": "all_group_chats"}) == []
    assert await bot.get_my_commands() == (BotCommand("help", "Help"),)
    await bot.delete_my_commands()
    assert api.commands() == []


@pytest.mark.parametrize(
    ("command", "description", "problem"),
    [
        ("Help", "x", "BOT_COMMAND_INVALID"),
        ("اسأل", "x", "BOT_COMMAND_INVALID"),
        ("x" * 33, "x", "command length must not exceed 32"),
        ("", "x", "command must be non-empty"),
        ("help", " ", "command description must be non-empty"),
        ("help", "x" * 257, "command description length must not exceed 256"),
    ],
)
def test_commands_have_their_limits(lasting_api, command, description, problem):
    commands = [{"command": command, "description": description}]
    assert refusal(lasting_api, "setMyCommands", commands=commands) == (
        400,
        f"Bad Request: {problem}",
    )


def test_a_menu_needs_a_language_of_two_letters_and_a_known_scope(lasting_api):
    problem = "Bad Request: invalid language code specified"
    assert refusal(lasting_api, "setMyCommands", commands=[], language_code="english") == (
        400,
        problem,
    )
    for scope in ({"type": "planet"}, {"type": "chat"}):
        status, description = refusal(lasting_api, "setMyCommands", commands=[], scope=scope)
        assert status == 400
        assert "can't parse BotCommandScope" in description


async def test_the_profile_has_a_text_for_each_language(api, bot):
    await bot.set_my_description("Asks", "ar")
    await bot.set_my_description("Answers")
    await bot.set_my_short_description("Short")
    assert (await bot.get_my_description("ar")).description == "Asks"
    assert (await bot.get_my_description("fr")).description == "Answers"
    assert (await bot.get_my_name()).name == "QA bot"
    assert api.profile["short_description"] == {"": "Short"}
    with pytest.raises(BadRequest, match="too long"):
        await bot.set_my_short_description("x" * 121)
    assert await bot.set_chat_menu_button()


async def test_a_flood_says_when_to_come_back(api, bot, ann):
    api.inject(flood(retry_after=7), method="sendMessage")
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(ann.id, "x")
    assert caught.value.retry_after.total_seconds() == 7
    assert ann.chat.replies == []
    assert (await bot.send_message(ann.id, "x")).text == "x"


async def test_server_errors_do_nothing(api, bot, ann):
    for code, words in ((500, "Internal Server Error"), (502, "Bad Gateway")):
        api.inject(server_error(code), times=1)
        with pytest.raises(NetworkError, match=words):
            await bot.send_message(ann.id, "x")
    assert ann.chat.replies == []


async def test_a_connection_is_cut_before_or_after_the_message_was_sent(api, bot, ann):
    api.inject(drop_before(), method="sendMessage")
    with pytest.raises(NetworkError, match="disconnected without sending a response"):
        await bot.send_message(ann.id, "lost")
    assert ann.chat.replies == []
    api.inject(drop_after(), method="sendMessage")
    with pytest.raises(NetworkError, match="disconnected without sending a response"):
        await bot.send_message(ann.id, "sent")
    assert [message.text for message in ann.chat.replies] == ["sent"]
    assert [request.fault for request in api.requests_of("sendMessage")] == [
        "dropped before",
        "dropped after",
    ]


async def test_an_answer_that_comes_too_late_finds_the_message_sent(api, bot, ann):
    api.inject(slow(60), method="sendMessage")
    with pytest.raises(TimedOut):
        await bot.send_message(ann.id, "x", read_timeout=0.1)
    assert ann.chat.wait_for_reply().text == "x"


def test_an_update_comes_twice_when_its_confirmation_was_missed(api, ann):
    ann.say("once")
    api.inject(stale())
    (update,) = updates(api)
    assert updates(api, offset=update["update_id"] + 1) == []
    ann.say("twice")
    (update,) = updates(api)
    api.inject(stale())
    assert updates(api, offset=update["update_id"] + 1) == [update]
    assert updates(api, offset=update["update_id"] + 1) == []


@pytest.mark.usefixtures("ann")
def test_faults_hit_the_methods_named_a_share_of_them_and_end(api):
    api.inject(server_error(500), method=["sendMessage", "editMessageText"], times=None, share=0.5)
    failed = [call(api, "sendMessage", chat_id=1, text="x")[0] == 500 for _ in range(60)]
    assert 15 < sum(failed) < 45
    assert call(api, "getMe")[0] == 200
    api.heal()
    assert all(call(api, "sendMessage", chat_id=1, text="x")[0] == 200 for _ in range(10))


async def test_the_fetching_of_a_file_can_fail(api, bot, ann):
    file = await bot.get_file(ann.send_file("a.txt", b"x").document.file_id)
    api.inject(server_error(), method="download")
    with pytest.raises(NetworkError):
        await file.download_as_bytearray()
    assert await file.download_as_bytearray() == b"x"


def test_waiting_in_vain_tells_what_was_said(api, ann):
    ann.say("Anybody there?")
    with pytest.raises(AssertionError, match=r"(?s)1 updates not confirmed.*Anybody there\?"):
        ann.chat.wait_for_reply(timeout=0.05)
    with pytest.raises(AssertionError, match="waited for the moon; 1 updates not confirmed"):
        api.wait_until(lambda: False, 0.05, "the moon")
    press = ann.press(send(api, ann.chat, "x", reply_markup=keyboard("a")), "a")
    with pytest.raises(AssertionError, match="an answer to the pressing of 'a'"):
        press.wait_for_answer(timeout=0.05)
    with pytest.raises(AssertionError, match="results of the inline query 'who'"):
        ann.inline("who").wait_for_answer(timeout=0.05)


def test_replies_are_waited_for_one_by_one(api, ann):
    for text in ("one", "two", "three"):
        send(api, ann.chat, text)
    assert ann.chat.wait_for_reply().text == "one"
    assert ann.chat.wait_for(lambda message: message.text == "three").text == "three"
    assert ann.chat.wait_for_reply().text == "two"
    with pytest.raises(AssertionError):
        ann.chat.wait_for_reply(timeout=0.01)


def test_a_chat_is_quiet_while_the_bot_says_and_edits_nothing(api, ann):
    ann.chat.stays_quiet(0.01)
    message = send(api, ann.chat, "one")
    with pytest.raises(AssertionError, match="is not quiet"):
        ann.chat.stays_quiet(0.05)
    ann.chat.wait_for_reply()
    ann.chat.stays_quiet(0.01)
    with ThreadPoolExecutor() as pool:
        quiet = pool.submit(ann.chat.stays_quiet, 5)
        call(api, "editMessageText", chat_id=1, message_id=message.id, text="two")
        call(api, "sendMessage", chat_id=1, text="three")
        with pytest.raises(AssertionError, match="is not quiet"):
            quiet.result(timeout=5)


def test_what_the_emulator_cannot_do_fails_the_test():
    with (  # noqa: PT012 - leaving the emulator is what raises
        pytest.raises(ExceptionGroup, match="the emulator itself failed") as caught,
        TelegramAPI() as api,
    ):
        api.user(1, "Ann").start()
        status, _ = call(api, "sendMessage", chat_id=1, text="*x*", parse_mode="MarkdownV2")
        assert status == 500
    assert caught.group_contains(NotImplementedError)


def test_an_exchange_is_told_as_text(api, ann):
    ann.say("Who leads?")
    asked = ann.chat.messages[-1]
    send(
        api,
        ann.chat,
        "<b>Anna</b>\n<blockquote expandable>Anna <b>leads</b>\nthe team.</blockquote>Memo",
        parse_mode="HTML",
        reply_parameters={"message_id": asked.id, "quote": "leads"},
        reply_markup=keyboard("1", "2"),
    )
    press = ann.press(ann.chat.wait_for_reply(), "2")
    call(api, "answerCallbackQuery", callback_query_id=press.id, text="Noted")
    ann.send_file("note.txt", b"four")
    confirm(api)
    assert api.transcript(ann.chat) == "\n".join(
        [
            "Ann: /start",
            "Ann: Who leads?",
            "qa_test_bot (quoting “leads”):",
            "    **Anna**",
            "    │ Anna **leads**",
            "    │ the team.",
            "    Memo",
            "    [1] [2]",
            "Ann presses [2]",
            "qa_test_bot shows “Noted”",
            "Ann: [file note.txt, 4 bytes]",
        ]
    )


def test_edits_and_what_happens_outside_the_chats_are_told_too(api, ann):
    message = send(api, ann.chat, "Working")
    call(api, "editMessageText", chat_id=1, message_id=message.id, text="Done")
    asked = ann.inline("who leads?")
    results = [json.loads(article().to_json())]
    call(api, "answerInlineQuery", inline_query_id=asked.id, results=results)
    ann.choose(asked, "1", chat=ann.chat)
    call(api, "setMessageReaction", chat_id=1, message_id=message.id)
    call(api, "deleteMessage", chat_id=1, message_id=message.id)
    ann.block()
    assert api.transcript().splitlines() == [
        "Ann: /start",
        "qa_test_bot: Working",
        "qa_test_bot edits: Done",
        "Ann asks inline “who leads?”",
        "qa_test_bot offers “Result 1”",
        "Ann (via qa_test_bot): **Anna**",
        "qa_test_bot reacts",
        "qa_test_bot deletes “Done”",
        "Ann removes the bot",
    ]


async def test_an_application_polls_and_answers_many_people(api):
    async def answer(update: Update, _):
        await update.message.reply_text(f"{update.message.text}!", do_quote=True)

    async def pressed(update: Update, _):
        await update.callback_query.answer("ok")

    application = (
        Application.builder()
        .token(api.token)
        .base_url(api.base_url)
        .base_file_url(api.base_file_url)
        .concurrent_updates(True)
        .build()
    )
    application.add_handler(MessageHandler(filters.TEXT, answer))
    application.add_handler(CallbackQueryHandler(pressed))
    people = [api.user(number, f"Person {number}") for number in range(1, 21)]
    said = [person.say(f"I am {person.id}") for person in people]
    async with application:
        await application.updater.start_polling()
        await application.start()
        for person, message in zip(people, said, strict=True):
            reply = await asyncio.to_thread(person.chat.wait_for_reply)
            assert (reply.text, reply.reply_to) == (f"I am {person.id}!", message.id)
        await asyncio.to_thread(api.wait_until_confirmed)
        await asyncio.to_thread(people[0].chat.stays_quiet, 0.05)
        await application.updater.stop()
        await application.stop()
    assert all(len(person.chat.replies) == 1 for person in people)


async def test_a_second_application_meets_a_conflict(api, bot):
    conflicts = asyncio.Queue()
    application = Application.builder().token(api.token).base_url(api.base_url).build()
    async with application:
        await application.updater.start_polling(error_callback=conflicts.put_nowait)
        await asyncio.to_thread(api.wait_until_polling)
        await bot.get_updates(timeout=0)
        assert isinstance(await asyncio.wait_for(conflicts.get(), 5), Conflict)
        await application.updater.stop()
