import tomllib
import unicodedata
from string import Formatter

import pytest
from telegram_api.text import formatted

from qa_bot.messages import LANGUAGES
from qa_bot.resources import resource
from qa_bot.telegram.texts import escaped, language_for, say


def messages(language):
    file = resource(f"prompts/messages.{language}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def braces(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


NAMES = sorted(messages("en"))


def test_every_message_exists_in_every_language():
    assert all(set(messages(language)) == set(NAMES) for language in LANGUAGES)


@pytest.mark.parametrize("name", NAMES)
def test_a_message_says_the_same_things_in_every_language(name):
    filled = {language: braces(messages(language)[name]) for language in LANGUAGES}
    assert len(set(map(frozenset, filled.values()))) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_message_is_html_that_telegram_takes(name, language):
    values = dict.fromkeys(braces(messages(language)[name]), "<Memo> & Anna 40")
    text = formatted(say(name, language=language, **values), parse_mode="HTML").text
    assert text
    assert ("<Memo> & Anna 40" in text) == bool(values)


@pytest.mark.parametrize("name", NAMES)
def test_every_line_of_an_arabic_message_reads_from_the_right(name):
    values = dict.fromkeys(braces(messages("ar")[name]), "Anna")
    shown = formatted(say(name, language="ar", **values), parse_mode="HTML").text
    for line in shown.splitlines():
        directions = [unicodedata.bidirectional(letter) for letter in outside_isolates(line)]
        first = next((d for d in directions if d in {"L", "R", "AL"}), "AL")
        assert first in {"R", "AL"}, line


def outside_isolates(line):
    depth = 0
    for letter in line:
        depth += {"\u2068": 1, "\u2069": -1}.get(letter, 0)
        if not depth:
            yield letter


def test_names_of_commands_are_short_enough_for_the_menu():
    for language in LANGUAGES:
        for name, text in messages(language).items():
            assert not name.startswith("command_") or 1 <= len(text) <= 256


def test_values_are_escaped_and_isolated_and_numbers_have_their_commas():
    assert say("removed", language="en", title="<b>") == "\u2068&lt;b&gt;\u2069 is removed."
    assert "1,000" in say("question_too_long", language="ar", most=1000)
    assert "<code>1234</code>" in say("refused", language="en", id="1234")


def test_controls_and_halves_of_pairs_do_not_get_out():
    assert escaped("a\x00b\ud83d\u202ec\r\nd") == "a\ufffdb\ufffdc\nd"


@pytest.mark.parametrize(
    ("text", "chosen", "client", "language"),
    [
        ("Who?", "ar", "en", "ar"),
        ("متى؟", "en", "ar", "en"),
        ("Who?", None, "ar-SA", "ar"),
        ("متى؟", None, "en-GB", "en"),
        ("متى؟", None, "fr", "ar"),
        ("Qui ?", None, "fr", "en"),
        ("", None, None, "en"),
    ],
)
def test_the_language_is_the_chosen_one_else_the_persons_else_the_texts(
    text, chosen, client, language
):
    assert language_for(text, chosen=chosen, client=client) == language
