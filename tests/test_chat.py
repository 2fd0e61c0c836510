import re
import stat
from pathlib import Path

import pytest
from command_line import Terminal
from typer.testing import CliRunner

from qa_bot import Article, QABot
from qa_bot.cli.app import app

MEMO = Article(
    id="memo", title="Memo of the team", text="Anna leads the team.\nIt meets on Monday."
)
ANSWER = "Anna\n\nAnna leads the team.\n[1] paragraph 1 · characters 0–20\nMemo of the team\n\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("built")
    QABot.from_articles([MEMO], index_dir=folder).close()
    return folder


@pytest.fixture(autouse=True)
def _ready(built, environment):
    environment["QA_BOT_INDEX_DIR"] = str(built)


def chat(said, *arguments):
    return CliRunner().invoke(app, ["chat", *map(str, arguments)], said, catch_exceptions=False)


def prompts(number):
    """Whether a terminal has shown this many prompts."""
    return lambda shown: len(re.findall(r"^(?:\x1b\[\?2004h)?> ", shown, re.MULTILINE)) >= number


def converse(env, *said):
    """A chat in a terminal that ends with the last line: its exit code and what it showed."""
    terminal = Terminal(["chat"], env=env)
    for number, line in enumerate(said, start=1):
        terminal.wait_for(prompts(number))
        terminal.type(line)
    return terminal.close(), terminal.shown


def test_each_line_of_a_pipe_is_answered_and_nothing_else_is_printed():
    result = chat("Who leads the team?\n\n  \nWho leads the team?")
    assert (result.exit_code, result.stdout, result.stderr) == (0, ANSWER * 2, "")


def test_a_decline_does_not_end_a_chat():
    result = chat("How do I bake sourdough bread?\nWho leads the team?\n")
    assert result.exit_code == 0
    assert result.stdout.startswith("The article does not say.\n")
    assert result.stdout.endswith(ANSWER)


def test_an_error_is_shown_and_the_chat_goes_on():
    result = chat("a" * 1001 + "\nWho leads the team?\n")
    assert (result.exit_code, result.stdout) == (0, ANSWER)
    assert result.stderr.startswith("qa-bot: the question has 1,001 characters")


def test_a_question_may_lean_on_the_one_before_until_a_new_beginning():
    result = chat("Who leads the team?\nAnd he?\n/new\nAnd he?\n")
    leaning, anew = result.stdout.split("The next question begins anew.\n")
    assert "does not say" not in leaning
    assert anew.startswith("The article does not say.\n")


@pytest.mark.parametrize("leave", ["/exit", "/quit"])
def test_a_chat_can_be_left(leave):
    assert chat(f"Who leads the team?\n{leave}\nWho leads the team?\n").stdout == ANSWER


def test_help_is_at_hand_and_a_mistyped_command_is_no_question():
    result = chat("/help\n/exitt\n")
    assert "/quit" in result.stdout
    assert result.stderr == "qa-bot: there is no command '/exitt': /help shows what there is\n"


def test_a_file_can_be_chatted_with(tmp_path):
    path = tmp_path / "note.txt"
    path.write_text("Omar leads the other team.", encoding="utf-8")
    result = chat("Who leads the other team?\n", "--article", path)
    assert result.stderr == "indexing 1 passage…\n"
    assert result.stdout.startswith("Omar\n")


def test_a_file_that_cannot_be_read_ends_it_at_once(tmp_path):
    result = chat("Who?\n", "--article", tmp_path / "missing.txt")
    assert (result.exit_code, result.stdout) == (1, "")


def test_a_chat_in_a_terminal_says_what_it_is_about_and_how_to_leave(child_environment):
    code, shown = converse(child_environment, "Who leads the team?\n", "\x04")
    assert code == 0
    greeting = shown.split("> ")[0]
    assert "Ask about 1 article:" in greeting
    assert "Memo of the team" in greeting
    assert "Ctrl-D" in greeting
    assert "\x1b[1mAnna\x1b[0m\n" in shown


def test_the_greeting_names_the_file_that_is_asked(child_environment, tmp_path):
    path = tmp_path / "note.txt"
    path.write_text("Omar leads the other team.", encoding="utf-8")
    terminal = Terminal(["chat", "--article", str(path)], env=child_environment)
    terminal.wait_for(prompts(1))
    terminal.type("/exit\n")
    assert terminal.close() == 0
    assert "Omar leads the other team." in terminal.shown
    assert "Memo" not in terminal.shown


def test_ctrl_c_drops_the_line_and_the_chat_goes_on(child_environment):
    terminal = Terminal(["chat"], env=child_environment)
    terminal.wait_for(prompts(1))
    terminal.type("half a li")
    terminal.wait_for(lambda shown: shown.endswith("half a li"))
    terminal.press_until("\x03", prompts(2))
    terminal.type("Who leads the team?\n/quit\n")
    assert terminal.close() == 0
    assert terminal.shown.count("[1] paragraph 1") == 1
    assert "Traceback" not in terminal.shown


def history_of(env):
    return Path(env["HOME"], ".local/state/qa_bot/history")


def test_what_was_asked_can_be_recalled_in_the_next_chat(child_environment):
    converse(child_environment, "Who leads the team?\n", "\x04")
    history = history_of(child_environment)
    assert history.read_text(encoding="utf-8").splitlines()[-1] == "Who leads the team?"
    assert stat.S_IMODE(history.stat().st_mode) == 0o600
    up = "\x1b[A"
    _, shown = converse(child_environment, f"{up}\n", "\x04")
    assert "\x1b[1mAnna\x1b[0m leads the team." in shown


def test_a_history_that_cannot_be_written_does_no_harm(child_environment):
    Path(child_environment["HOME"], ".local").write_text("in the way", encoding="utf-8")
    code, shown = converse(child_environment, "Who leads the team?\n", "\x04")
    assert code == 0
    assert "Traceback" not in shown
