import subprocess
import sys
from pathlib import Path

import pytest
import typer

from qa_bot.cli.app import app
from qa_bot.settings import settings_table

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def between(start: str, end: str) -> str:
    return README.split(start, 1)[1].split(end, 1)[0].strip()


def test_the_opening_example_is_what_the_command_prints(child_environment):
    shown = between("```console\n", "```").split("\n$ ")[0]
    prompt, expected = shown.split("\n", 1)
    assert prompt == '$ qa-bot ask "who did the French chief of staff call?"'
    question = prompt.split('"')[1]
    done = subprocess.run(
        [sys.executable, "-m", "qa_bot", "ask", question],
        capture_output=True,
        text=True,
        check=True,
        env=child_environment,
    )
    assert done.stdout.strip() == expected.strip()


def test_every_setting_is_documented():
    assert between("<!-- settings -->", "<!-- /settings -->") == settings_table()


def commands() -> list[str]:
    group = typer.main.get_command(app)
    names = []
    for name, command in group.commands.items():
        names += [f"{name} {sub}" for sub in getattr(command, "commands", {})] or [name]
    return names


@pytest.mark.parametrize("command", commands())
def test_every_command_is_documented(command):
    group, _, sub = command.partition(" ")
    table = between("## On the command line", "##")
    assert f"qa-bot {group}" in table
    assert sub in table


def test_the_readme_names_every_exit_code():
    assert all(
        code in README
        for code in ("0 answered or done", "1 error", "2 wrong usage", "3 the article does not say")
    )
