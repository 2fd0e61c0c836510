"""How the bot starts, holds out, stops and comes back."""

import json
import shutil
import signal
import socket
import sqlite3
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from telegram_api import TelegramAPI, drop_after, drop_before, flood, server_error, slow, stale
from telegram_bot import PATIENCE, STUB, RunningBot, ask, next_reply, press, reply_to

from qa_bot.messages import message

GERASIMOV = "فاليري غيراسيموف"
QUESTION = "who did the French chief of staff call?"
MEMO = "The budget of the harbour is {} dollars a year, said Omar Haddad. " + (
    "The committee met on Monday in the old house by the river, as it has always done. " * 4
)


@pytest.fixture
def api():
    with TelegramAPI() as api:
        yield api


@pytest.fixture
def folder(shipped_index, tmp_path):
    return shutil.copytree(shipped_index, tmp_path / "bot")


@pytest.fixture
def start(api, folder):
    bots = []

    def start_(**settings):
        bot = RunningBot(api, folder, **settings)
        bots.append(bot)
        bot.start()
        return bot

    yield start_
    for bot in bots:
        bot.__exit__()


def answers(chat):
    """The finished messages of the bot; stubs that were never filled in do not count."""
    return [m for m in chat.replies if m.text != STUB]


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(flood(1), id="flood", marks=pytest.mark.slow),
        pytest.param(server_error(502), id="server error", marks=pytest.mark.slow),
        pytest.param(drop_before(), id="drop before", marks=pytest.mark.slow),
        pytest.param(drop_after(), id="drop after"),
    ],
)
def test_a_question_gets_one_answer_whatever_befalls_the_sending(api, start, fault):
    start()
    ann = api.user(1, "Ann", language_code="en")
    for method in ("sendMessage", "editMessageText", "sendChatAction"):
        api.inject(fault, method=method, times=2)
    assert GERASIMOV in ask(ann, QUESTION).text
    assert len(answers(ann.chat)) == 1


@pytest.mark.slow
def test_many_questions_get_one_answer_each_while_telegram_fails(api, start):
    start()
    people = [api.user(n, f"Ann {n}", language_code="en") for n in range(1, 21)]
    for fault in (flood(1), server_error(), drop_before(), drop_after(), stale()):
        api.inject(fault, times=None, share=0.05)
    asked = [person.say(QUESTION) for person in people]
    for came, person in zip(asked, people, strict=True):
        assert GERASIMOV in reply_to(came, person.chat).text
    api.heal()
    assert [len(answers(person.chat)) for person in people] == [1] * 20


def test_a_second_program_with_the_same_token_ends_the_bot_with_a_clear_message(api, start):
    bot = start()
    api.wait_until_polling()
    with closing(HTTPConnection(urlsplit(api.url).netloc)) as rival:
        rival.request("GET", f"/bot{api.token}/getUpdates?timeout=5")
        assert bot.wait() == 1
    [line] = [line for line in bot.logged().splitlines() if "another program" in line]
    assert line.startswith("qa-bot: another program takes this bot's messages from Telegram")
    assert "Traceback" not in bot.logged()


def test_two_bots_cannot_share_their_state(api, start, folder):
    start()
    second = RunningBot(api, folder)
    with second:
        assert second.wait() == 1
    assert "another `qa-bot telegram` uses" in second.logged()


def test_a_refused_token_ends_the_bot_without_being_shown(start):
    bot = start(token="123456:not-the-right-one-but-a-secret-too")  # noqa: S106 - made up
    assert bot.wait() == 1
    assert "qa-bot: Telegram refuses the bot's token" in bot.logged()
    assert "not-the-right-one" not in bot.logged()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_the_bot_finishes_its_answer(api, start, number):
    bot = start()
    ann = api.user(1, "Ann", language_code="en")
    api.inject(slow(1.0), method="sendMessage")
    asked = ann.say(QUESTION)
    api.wait_until(lambda: api.requests_of("sendMessage"), PATIENCE, "the answer to be sent")
    assert bot.stop(number) == 0
    assert GERASIMOV in next_reply(asked, ann.chat).text
    [stopped] = bot.entries("stopped")
    assert stopped["finished"]


def test_what_cannot_be_finished_in_time_is_done_after_the_next_start(api, start):
    bot = start(stop_seconds=0.2)
    ann = api.user(1, "Ann", language_code="en")
    api.inject(server_error(), method="sendMessage", times=None)
    asked = ann.say(QUESTION)
    api.wait_until(lambda: api.requests_of("sendMessage"), PATIENCE, "the answer to be sent")
    assert bot.stop() == 0
    [stopped] = bot.entries("stopped")
    assert not stopped["finished"]
    api.heal()
    bot.start()
    assert GERASIMOV in reply_to(asked, ann.chat).text
    assert len(answers(ann.chat)) == 1


@pytest.mark.slow
def test_killed_in_the_middle_of_questions_it_answers_each_once(api, start):
    bot = start()
    people = [api.user(n, f"Ann {n}", language_code="en") for n in range(1, 51)]
    asked = [person.say(QUESTION) for person in people]
    for done in (10, 30):
        api.wait_until(
            lambda done=done: sum(bool(answers(p.chat)) for p in people) >= done,
            PATIENCE,
            f"{done} answers",
        )
        bot.stop(signal.SIGKILL)
        bot.start()
    for came, person in zip(asked, people, strict=True):
        assert GERASIMOV in reply_to(came, person.chat).text
    assert [len(answers(person.chat)) for person in people] == [1] * 50


def test_killed_while_it_adds_articles_it_adds_them_all_and_mixes_up_none(api, start):
    bot = start()
    people = [api.user(n, f"Ann {n}", language_code="en") for n in range(1, 7)]
    posted = [person.say(MEMO.format(1000 + person.id)) for person in people]
    api.wait_until(
        lambda: any("is ready" in m.text for p in people for m in p.chat.replies),
        PATIENCE,
        "the first article",
    )
    bot.stop(signal.SIGKILL)
    bot.start()
    for came, person in zip(posted, people, strict=True):
        assert "ask me about it" in reply_to(came, person.chat).text
        asked = person.say("How large is the budget of the harbour?")
        text = next_reply(asked, person.chat).text
        assert str(1000 + person.id) in text
        assert not any(str(1000 + p.id) in text for p in people if p is not person)


def test_what_was_chosen_and_said_and_old_buttons_survive_a_kill(api, start):
    bot = start()
    ann = api.user(1, "Ann", language_code="en")
    press(ann, ask(ann, "/language"), "العربية")
    answer = ask(ann, QUESTION)
    bot.stop(signal.SIGKILL)
    bot.start()
    wide, note = press(ann, answer, message("in_context", language="ar"))
    assert note == ""
    assert len(wide.text) > len(answer.text)
    assert GERASIMOV in ask(ann, "And when was that?").text
    assert "الفقرة 8" in ask(ann, QUESTION).text


def test_updates_that_come_twice_are_answered_once(api, start):
    start()
    ann = api.user(1, "Ann", language_code="en")
    api.inject(stale(), times=3)
    assert GERASIMOV in ask(ann, QUESTION).text
    ask(ann, "/help")
    assert len(answers(ann.chat)) == 2


def test_questions_of_a_chat_are_answered_in_their_order(api, start):
    start()
    ann = api.user(1, "Ann", language_code="en")
    asked = [ann.say(text) for text in (QUESTION, "/help", "/privacy", "Who leads it?")]
    for came in asked:
        reply_to(came, ann.chat)
    assert [m.reply_to for m in answers(ann.chat)] == [came.id for came in asked]


def test_a_chat_that_waits_for_telegram_keeps_no_other_waiting(api, start):
    start()
    people = [api.user(n, "Ann", language_code="en") for n in (1, 2)]
    api.inject(slow(5.0), method="sendMessage", times=1)
    first = people[0].say(QUESTION)
    api.wait_until(lambda: api.requests_of("sendMessage"), PATIENCE, "the first to be sent")
    assert GERASIMOV in ask(people[1], QUESTION).text
    assert not answers(people[0].chat)
    assert GERASIMOV in reply_to(first, people[0].chat).text


def test_somebody_who_blocks_the_bot_stops_nobody_else(api, start):
    bot = start()
    ann, omar = (api.user(n, "Ann", language_code="en") for n in (1, 2))
    ask(ann, QUESTION)
    api.inject(slow(0.5), method="sendChatAction", times=1)
    ann.say(QUESTION)
    ann.block()
    assert GERASIMOV in ask(omar, QUESTION).text
    assert '"level": "error"' not in bot.logged()


def test_a_failure_is_told_kindly_and_only_the_log_says_why(api, start, folder):
    bot = start()
    ann = api.user(1, "Ann", language_code="en")
    (folder / "index" / "manifest.json").write_text("{")
    assert ask(ann, QUESTION).text == message("trouble", language="en")
    [entry] = bot.entries("an update failed")
    assert "manifest.json" in entry["exception"]


def test_the_token_stands_in_no_log_whatever_happens(api, start):
    bot = start(log_level="debug")
    ann = api.user(1, "Ann", language_code="en")
    ask(ann, QUESTION)
    reply_to(ann.send_file("memo.txt", MEMO.format(1).encode()), ann.chat)
    for fault in (drop_before(), drop_after(), server_error(), flood(1)):
        api.inject(fault, times=2)
        ask(ann, "/help")
    bot.stop(signal.SIGKILL)
    bot.start()
    assert bot.stop() == 0
    log = bot.logged()
    assert "sendMessage" in log
    assert "/bot***/" in log
    for secret in (api.token, api.token.partition(":")[2]):
        assert secret not in log


def test_every_line_of_the_log_is_json(api, start):
    bot = start(log_level="debug")
    ask(api.user(1, "Ann", language_code="en"), QUESTION)
    assert bot.stop() == 0
    for line in bot.logged().splitlines():
        assert {"time", "level", "logger", "message"} <= set(json.loads(line))


def test_what_people_write_stands_in_no_log(api, start):
    bot = start()
    ask(api.user(4_711_4711, "Ann", language_code="en"), QUESTION)
    assert bot.stop() == 0
    assert QUESTION not in bot.logged()
    assert "47114711" not in bot.logged()


def test_the_state_is_for_its_owner_alone(start, folder):
    start()
    for path in folder.glob("state.sqlite3*"):
        assert path.stat().st_mode & 0o077 == 0


def test_a_state_of_another_release_is_refused(start, folder):
    with closing(sqlite3.connect(folder / "state.sqlite3")) as db:
        db.execute("PRAGMA user_version = 99")
    bot = start()
    assert bot.wait() == 1
    assert "version 99" in bot.logged()


SECRET = "a-secret_of-the-webhook"  # noqa: S105 - made up


@pytest.fixture
def webhook(start):
    """The bot by webhook, and how anybody may post an update to it; the post gives a status."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/hook"
    bot = start(webhook_url=url, webhook_port=port, webhook_secret=SECRET)

    def post(update, secret=SECRET):
        headers = {"Content-Type": "application/json"}
        if secret is not None:
            headers["X-Telegram-Bot-Api-Secret-Token"] = secret
        with closing(HTTPConnection("127.0.0.1", port)) as connection:
            connection.request("POST", "/hook", json.dumps(update), headers)
            return connection.getresponse().status

    return bot, post


def test_by_webhook_questions_are_answered_as_well(api, webhook):
    bot, _ = webhook
    ann = api.user(1, "Ann", language_code="en")
    assert GERASIMOV in ask(ann, QUESTION).text
    assert bot.stop() == 0
    assert api.requests_of("getUpdates") == []
    assert SECRET not in bot.logged()


@pytest.mark.parametrize("secret", [None, "", "another"])
def test_a_delivery_without_the_secret_is_turned_away(api, webhook, secret):
    _, post = webhook
    ann = api.user(1, "Ann", language_code="en")
    came = {
        "update_id": 1,
        "message": {
            "message_id": 1,
            "date": 1_700_000_000,
            "chat": {"id": 1, "type": "private", "first_name": "Ann"},
            "from": {"id": 1, "is_bot": False, "first_name": "Ann"},
            "text": QUESTION,
        },
    }
    assert post(came, secret) == 403
    assert not ann.chat.replies
    assert post(came) == 200


def test_a_forged_button_of_another_chat_opens_and_changes_nothing(api, webhook):
    _, post = webhook
    ann, eve = (api.user(n, "Ann", language_code="en") for n in (1, 2))
    posted = ann.say(MEMO.format("44,000"))
    added = reply_to(posted, ann.chat)
    asked = ann.say("How large is the budget of the harbour?")
    answer = next_reply(asked, ann.chat)
    assert "44,000" in answer.text
    own = ask(eve, QUESTION)
    number = answer.buttons[0].data.split(":")[1]
    key = added.buttons[0].data.split(":")[1]
    forged = [f"page:{number}:0", f"context:{number}:0", f"up:{number}", f"only:{key}"]
    forged += [f"remove:{key}", f"drop:{key}", "page:x:y", "nonsense", "", "page:1", "drop:"]
    for n, data in enumerate(forged):
        press_ = {
            "id": f"forged{n}",
            "from": {"id": 2, "is_bot": False, "first_name": "Eve"},
            "chat_instance": "1",
            "data": data,
            "message": {
                "message_id": own.id,
                "date": 0,
                "chat": {"id": 2, "type": "private", "first_name": "Eve"},
            },
        }
        assert post({"update_id": 900_000_000 + n, "callback_query": press_}) == 200
    ask(eve, "/help")
    assert eve.chat.current(own).text == own.text
    assert "44,000" not in "".join(m.text for m in eve.chat.replies)
    assert "44,000" in next_reply(ann.say(asked.text), ann.chat).text


def test_a_group_that_becomes_a_supergroup_keeps_its_articles(api, webhook):
    _, post = webhook
    ann = api.user(1, "Ann", language_code="en")
    old, new = api.group("Harbour", ann), api.group("Harbour", ann)
    added = ann.say(f"/add {MEMO.format('55,000')}", chat=old)
    assert "is ready" in reply_to(added, old).text
    moved = {
        "message_id": 900,
        "date": 1_700_000_000,
        "chat": {"id": old.id, "type": "group", "title": "Harbour"},
        "migrate_to_chat_id": new.id,
    }
    assert post({"update_id": 900_000_000, "message": moved}) == 200
    asked = "/ask How large is the budget of the harbour?"
    assert "55,000" in ask(ann, asked, new).text


def test_a_webhook_that_cannot_be_served_is_named(start):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        bot = start(webhook_url=f"http://127.0.0.1:{port}/hook", webhook_port=port)
        assert bot.wait() == 1
    assert f"cannot be served at 127.0.0.1:{port}" in bot.logged()


def test_without_a_token_the_command_says_where_one_comes_from(start):
    bot = start(token="")
    assert bot.wait() == 1
    assert bot.logged().startswith("qa-bot: the bot has no token: get one from @BotFather")
