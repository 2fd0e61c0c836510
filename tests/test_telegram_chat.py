"""The Telegram bot with a chat model, which a server on loopback plays."""

import shutil

import pytest
from chat_server import Reply, chat_server
from telegram_api import TelegramAPI
from telegram_bot import RunningBot, ask, press

from qa_bot.messages import CHAT_FAILED, message

KEY = "sk-very-secret-0123456789"
QUESTION = "who did the French chief of staff call?"
SPOKE = "He talked to Valery Gerasimov by phone."
MEETING = "Lecointre spoke during a meeting with the association of journalists who cover defence."
SAID = f"{SPOKE} He called <b>Sergei</b> Shoigu & left. {MEETING}"


@pytest.fixture
def server():
    """A model that first says `SAID` and then refuses."""
    with chat_server(Reply(SAID), Reply(status=401)) as server:
        yield server


@pytest.fixture
def ann(server, shipped_index, tmp_path, environment):
    """Somebody who asks a bot with that model."""
    folder = shutil.copytree(shipped_index, tmp_path / "bot")
    with TelegramAPI() as api:
        environment |= {
            "QA_BOT_CHAT_MODEL": "openai:fake",
            "QA_BOT_CHAT_BASE_URL": server.url,
            "QA_BOT_CHAT_API_KEY": KEY,
        }
        with RunningBot(api, folder) as bot:
            yield api.user(1, "Ann", language_code="en")
            assert bot.stop() == 0
        assert KEY not in bot.logged()
        assert [r.description for r in api.requests if r.status == 400] == []


def test_prose_can_be_paged_through_and_a_failure_is_told(ann, server):
    shown = ask(ann, QUESTION)
    assert shown.text.startswith(f"{SPOKE} [1] {MEETING} [2]\n\n")
    assert "فاليري غيراسيموف" in shown.text
    second, _ = press(ann, shown, "2")
    assert second.text.startswith(f"{SPOKE} [1] {MEETING} [2]\n\n")
    assert "جمعية الصحفيين" in second.text
    failed = ask(ann, QUESTION)
    assert failed.text.startswith(message(CHAT_FAILED, language="en"))
    assert "فاليري غيراسيموف" in failed.text
    _, rewriting, _ = server.requests
    assert f"A: {SPOKE} {MEETING}\n" in rewriting["messages"][1]["content"]
    told = ask(ann, "/privacy").text.replace("\u2068", "").replace("\u2069", "")
    assert message("privacy_chat", language="en") in told
