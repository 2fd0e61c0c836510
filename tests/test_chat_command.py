"""The command line with a chat model, which a server on loopback plays."""

import json

import pytest
from chat_server import Reply, chat_server
from command_line import Terminal, run

from qa_bot.messages import CHAT_FAILED, message

KEY = "sk-very-secret-0123456789"
WHEN = "When will the bridge open?"
OPEN = "It will open in 2027."
BUILT = "The old bridge was built in 1931."
SAID = f"{OPEN} [1] It was designed by Omar Naguib. [1] {BUILT} [2]"


@pytest.fixture
def env(bridge_index, child_environment):
    return child_environment | {
        "QA_BOT_INDEX_DIR": str(bridge_index),
        "QA_BOT_CHAT_MODEL": "openai:fake",
        "QA_BOT_CHAT_API_KEY": KEY,
    }


def test_piped_the_prose_comes_with_its_numbered_evidence(env):
    with chat_server(Reply(SAID)) as server:
        done = run("ask", WHEN, env=env | {"QA_BOT_CHAT_BASE_URL": server.url})
    first, blank, quote, place, *_ = done.stdout.splitlines()
    assert first == f"{OPEN} [1] {BUILT} [2]"
    assert (blank, quote) == ("", "The bridge will cost 42 million dollars and is to open in 2027.")
    assert place.startswith("[1] paragraph 1")
    assert "\n[2] paragraph 2" in done.stdout
    assert (done.returncode, done.stderr) == (0, "")


def test_json_has_the_statements_and_what_they_stand_on(env):
    with chat_server(Reply(SAID)) as server:
        done = run("ask", "--json", WHEN, env=env | {"QA_BOT_CHAT_BASE_URL": server.url})
    answer = json.loads(done.stdout)
    assert answer["statements"] == [
        {"text": OPEN, "citations": [0]},
        {"text": BUILT, "citations": [1]},
    ]
    assert answer["extract"]["citations"]
    assert answer["note"] == ""


def test_in_a_terminal_a_verified_sentence_is_shown_before_the_next_has_come(env):
    with chat_server(Reply(f"{SAID} {' and so on' * 40}", pause=0.05)) as server:
        env["QA_BOT_CHAT_BASE_URL"] = server.url
        terminal = Terminal(["ask", WHEN], env=env, columns=120)
        terminal.wait_for(lambda shown: OPEN in shown)
        assert BUILT not in terminal.shown
        assert terminal.close() == 0
    assert terminal.shown.count(OPEN) == terminal.shown.count(BUILT) == 1
    assert "Naguib" not in terminal.shown
    assert "[2] paragraph 2" in terminal.shown


def test_a_chat_shows_prose_too(env):
    with chat_server(Reply(SAID)) as server:
        env["QA_BOT_CHAT_BASE_URL"] = server.url
        done = run("chat", env=env, stdin=f"{WHEN}\n{WHEN}\n")
    assert done.stdout.count(f"{OPEN} [1] {BUILT} [2]\n") == 2


def test_a_chat_in_a_terminal_shows_each_verified_sentence_as_it_comes(env):
    with chat_server(Reply(SAID, pause=0.1)) as server:
        env["QA_BOT_CHAT_BASE_URL"] = server.url
        terminal = Terminal(["chat"], env=env, columns=120)
        terminal.wait_for(lambda shown: "> " in shown)
        terminal.type(f"{WHEN}\n")
        terminal.wait_for(lambda shown: OPEN in shown)
        assert BUILT not in terminal.shown
        terminal.wait_for(lambda shown: "[2] paragraph 2" in shown)
        terminal.type("/exit\n")
        assert terminal.close() == 0
    assert terminal.shown.count(OPEN) == terminal.shown.count(BUILT) == 1


def test_a_model_that_fails_costs_no_answer_and_shows_no_key(env):
    with chat_server(Reply(status=401)) as server:
        env["QA_BOT_CHAT_BASE_URL"] = server.url
        done = run("ask", WHEN, env=env)
    assert done.returncode == 0
    assert done.stdout.startswith(message(CHAT_FAILED, language="en"))
    assert "The bridge will cost" in done.stdout
    assert "AuthenticationError 401" in done.stderr
    assert KEY not in done.stdout + done.stderr


def test_a_model_that_cannot_be_used_is_one_line_and_an_exit_code(env):
    done = run("ask", WHEN, env=env | {"QA_BOT_CHAT_MODEL": "nobody:fake"})
    assert done.returncode == 1
    assert done.stderr.startswith("qa-bot: QA_BOT_CHAT_MODEL is 'nobody:fake'")
    assert "Traceback" not in done.stderr


def test_the_doctor_says_which_model_is_set_and_never_its_key(env):
    env["QA_BOT_CHAT_BASE_URL"] = "http://127.0.0.1:9/v1"
    done = run("doctor", env=env)
    assert "✓ chat model: openai:fake at http://127.0.0.1:9/v1, prompt answer-1" in done.stdout
    assert done.returncode == 0
    assert KEY not in done.stdout + done.stderr
