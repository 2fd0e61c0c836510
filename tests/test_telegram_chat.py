"""The Telegram bot with a chat model, which a server on loopback plays."""

import shutil

import pytest
from chat_server import Reply, chat_server
from telegram_api import TelegramAPI, flood
from telegram_bot import RunningBot, ask, press

from qa_bot.messages import CHAT_FAILED, message

KEY = "sk-very-secret-0123456789"
QUESTION = "who did the French chief of staff call?"
SPOKE = "He talked to Valery Gerasimov by phone."
GERASIMOV = "فاليري غيراسيموف"
MEETING = "Lecointre spoke during a meeting with the association of journalists who cover defence."
SAID = f"{SPOKE} He called <b>Sergei</b> Shoigu & left. {MEETING}"


@pytest.fixture
def server():
    """A model that first says `SAID` and then refuses."""
    with chat_server(Reply(SAID, pause=0.02), Reply(status=401)) as server:
        yield server


@pytest.fixture
def api(server, shipped_index, tmp_path, environment):
    """The Bot API of a bot with that model."""
    folder = shutil.copytree(shipped_index, tmp_path / "bot")
    with TelegramAPI() as api:
        environment |= {
            "QA_BOT_CHAT_MODEL": "openai:fake",
            "QA_BOT_CHAT_BASE_URL": server.url,
            "QA_BOT_CHAT_API_KEY": KEY,
        }
        with RunningBot(api, folder) as bot:
            yield api
            assert bot.stop() == 0
        assert KEY not in bot.logged()
        assert [r.description for r in api.requests if r.status == 400] == []


@pytest.fixture
def ann(api):
    return api.user(1, "Ann", language_code="en")


def test_prose_can_be_paged_through_and_a_failure_is_told(ann, server):
    shown = ask(ann, QUESTION)
    assert shown.text.startswith(f"{SPOKE} [1] {MEETING} [2]\n\n")
    assert GERASIMOV in shown.text
    second, _ = press(ann, shown, "2")
    assert second.text.startswith(f"{SPOKE} [1] {MEETING} [2]\n\n")
    assert "جمعية الصحفيين" in second.text
    failed = ask(ann, QUESTION)
    assert failed.text.startswith(message(CHAT_FAILED, language="en"))
    assert GERASIMOV in failed.text
    _, rewriting, _ = server.requests
    assert f"A: {SPOKE} {MEETING}\n" in rewriting["messages"][1]["content"]
    told = ask(ann, "/privacy").text.replace("\u2068", "").replace("\u2069", "")
    assert message("privacy_chat", language="en") in told


def test_in_a_private_chat_an_answer_is_seen_growing_as_a_draft(ann):
    shown = ask(ann, QUESTION)
    drafts = ann.chat.drafts
    assert drafts[0].text == f"{SPOKE} [1] …"
    assert {draft.id for draft in drafts} == {drafts[0].id}
    assert all(shown.text.startswith(draft.text.removesuffix(" …")) for draft in drafts)
    assert ann.chat.replies == [shown]


def test_in_a_group_the_message_itself_grows(ann, api):
    group = api.group("Harbour", ann)
    ann.say(f"/ask {QUESTION}", chat=group)
    shown = group.wait_for(lambda message: message.buttons)
    assert shown.text.startswith(f"{SPOKE} [1] {MEETING} [2]\n\n")
    said = [r.parameters["text"] for r in api.requests if r.method == "editMessageText"]
    assert said[0] == f"{SPOKE} [1] …"
    assert group.replies == [shown]
    assert group.drafts == []


def test_drafts_that_telegram_does_not_take_cost_nothing_but_themselves(ann, api):
    api.inject(flood(30), method="sendMessageDraft", times=None)
    assert ask(ann, QUESTION).text.startswith(f"{SPOKE} [1] {MEETING} [2]\n\n")
    assert ann.chat.drafts == []


def test_inline_questions_are_answered_without_the_model(ann, server):
    [first, *_] = ann.inline(QUESTION).wait_for_answer().results
    assert GERASIMOV in first.text
    assert server.requests == []
