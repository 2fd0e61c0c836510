import traceback
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

import qa_bot
from qa_bot.errors import SettingsError
from qa_bot.settings import Settings, load_settings, settings_table

TOKEN = "123456:the-secret-itself"  # noqa: S105 - made up


@pytest.fixture(autouse=True)
def folder(tmp_path, environment, monkeypatch):
    """A working folder, and an environment that sets nothing."""
    del environment["QA_BOT_CONFIG"], environment["QA_BOT_INDEX_DIR"]
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def secrets(folder, environment):
    """Writes the secrets file, which the environment names."""

    def write(text, mode=0o600):
        path = folder / "my secrets"
        path.write_text(text)
        path.chmod(mode)
        environment["QA_BOT_SECRETS_FILE"] = str(path)
        return path

    return write


def refusal(**overrides):
    with pytest.raises(SettingsError) as caught:
        load_settings(**overrides)
    return str(caught.value)


def test_every_setting_has_a_default():
    settings = load_settings()
    assert settings.embedding_model == "multilingual-e5-small"
    assert (settings.chunk_max_tokens, settings.chunk_min_tokens) == (384, 24)
    assert (settings.candidates, settings.passages) == (100, 5)
    assert settings.min_confidence == 0.085
    assert settings.max_question_length == 1000
    assert settings.telegram_token is None


def test_the_index_of_a_checkout_lies_in_it():
    checkout = Path(qa_bot.__file__).resolve().parent.parent
    assert load_settings().index_dir == checkout / "index" / "chroma"


def test_settings_cannot_be_changed_in_place():
    with pytest.raises(ValidationError):
        load_settings().passages = 3


def test_an_argument_beats_the_environment_and_that_the_file(folder, environment):
    (folder / "qa_bot.toml").write_text("passages = 1\ncandidates = 11\nmin_confidence = 0.1")
    environment |= {"QA_BOT_PASSAGES": "2", "QA_BOT_CANDIDATES": "12"}
    settings = load_settings(passages=3, candidates=None)
    assert (settings.passages, settings.candidates, settings.min_confidence) == (3, 12, 0.1)


def test_an_empty_variable_is_not_set(environment):
    environment["QA_BOT_PASSAGES"] = ""
    assert load_settings().passages == 5


def test_the_file_that_the_environment_names_is_read_instead_of_the_usual_ones(folder, environment):
    (folder / "qa_bot.toml").write_text("passages = 1")
    (folder / "other.toml").write_text("passages = 2")
    environment["QA_BOT_CONFIG"] = "other.toml"
    assert load_settings().passages == 2


def test_the_users_own_file_is_read_where_the_working_folder_has_none(folder):
    own = Path.home() / ".config" / "qa_bot" / "settings.toml"
    own.parent.mkdir(parents=True)
    own.write_text("passages = 1")
    assert load_settings().passages == 1
    (folder / "qa_bot.toml").write_text("passages = 2")
    assert load_settings().passages == 2


def test_a_named_file_that_does_not_exist_is_an_error(folder, environment):
    environment["QA_BOT_CONFIG"] = "nowhere.toml"
    assert f"{folder}/nowhere.toml cannot be read: No such file" in refusal()


def test_a_file_that_is_no_toml_is_an_error(folder):
    (folder / "qa_bot.toml").write_text("passages =")
    assert f"{folder}/qa_bot.toml is not valid TOML" in refusal()
    (folder / "qa_bot.toml").write_bytes(b"\xff")
    assert f"{folder}/qa_bot.toml is not valid TOML" in refusal()


def test_the_index_folder_is_made_absolute(folder, environment):
    environment["QA_BOT_INDEX_DIR"] = "here"
    assert load_settings().index_dir == folder / "here"
    assert load_settings(index_dir="~/there").index_dir == Path.home() / "there"
    assert load_settings(index_dir=Path("/there")).index_dir == Path("/there")


def test_an_index_folder_in_a_file_is_meant_from_where_the_file_lies(folder, environment):
    (folder / "sub").mkdir()
    (folder / "sub" / "settings.toml").write_text("index_dir = 'here'")
    environment["QA_BOT_CONFIG"] = "sub/settings.toml"
    assert load_settings().index_dir == folder / "sub" / "here"


@pytest.mark.parametrize("value", ["", " ", "\0", "~nobody-of-this-name/here", 3])
def test_an_index_folder_that_is_no_path_is_refused(value):
    assert refusal(index_dir=value).startswith(f"index_dir is {value!r}: ")


def test_each_wrong_value_gets_a_line_that_names_it_and_says_what_is_right(folder, environment):
    (folder / "qa_bot.toml").write_text("candidates = 0")
    environment["QA_BOT_PASSAGES"] = "101"
    assert refusal(min_confidence=2).splitlines() == [
        f"candidates in {folder}/qa_bot.toml is 0: input should be greater than or equal to 1",
        "QA_BOT_PASSAGES is '101': input should be less than or equal to 100",
        "min_confidence is 2: input should be less than or equal to 1",
    ]


def test_values_that_do_not_go_together_are_refused():
    assert refusal(passages=6, candidates=5) == "passages (6) should be at most candidates (5)"
    assert "chunk_min_tokens (30) should be at most" in refusal(
        chunk_max_tokens=20, chunk_min_tokens=30
    )


def test_an_unknown_name_is_an_error_that_suggests_the_right_one(folder, environment):
    assert "'index_dri': did you mean index_dir?" in refusal(index_dri="here")
    (folder / "qa_bot.toml").write_text("index-dir = 'here'")
    assert "qa_bot.toml: there is no setting 'index-dir': did you mean index_dir?" in refusal()
    environment["QA_BOT_INDEXDIR"] = "here"
    assert "'QA_BOT_INDEXDIR': did you mean QA_BOT_INDEX_DIR?" in refusal()


def test_a_secret_is_read_from_the_environment(environment):
    environment["QA_BOT_TELEGRAM_TOKEN"] = TOKEN
    assert load_settings().telegram_token == SecretStr(TOKEN)


@pytest.mark.parametrize("value", [TOKEN, f'"{TOKEN}"', f" {TOKEN} "])
def test_a_secret_is_read_from_the_secrets_file(secrets, value):
    secrets(f"# for the bot\n\nQA_BOT_TELEGRAM_TOKEN={value}\n")
    assert load_settings().telegram_token == SecretStr(TOKEN)


def test_the_environment_beats_the_secrets_file(secrets, environment):
    secrets("QA_BOT_TELEGRAM_TOKEN=another")
    environment["QA_BOT_TELEGRAM_TOKEN"] = TOKEN
    assert load_settings().telegram_token == SecretStr(TOKEN)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o602])
def test_a_secrets_file_open_to_others_is_refused_with_the_command_to_run(secrets, mode):
    path = secrets(f"QA_BOT_TELEGRAM_TOKEN={TOKEN}", mode)
    assert f"run chmod 600 '{path}'" in refusal()


def test_a_secrets_file_that_does_not_exist_is_an_error(folder, environment):
    environment["QA_BOT_SECRETS_FILE"] = "nowhere"
    assert f"{folder}/nowhere cannot be read: No such file" in refusal()


def test_no_message_shows_a_secret(folder, secrets, environment):
    path = secrets(f"QA_BOT_TELEGRAM_TOKEN={TOKEN}")
    assert TOKEN not in f"{load_settings()!r} {load_settings()}"
    environment["QA_BOT_PASSAGES"] = "many"
    assert TOKEN not in trace()
    del environment["QA_BOT_PASSAGES"]
    path.write_text(f"{TOKEN}=\n")
    assert "line 1 of" in trace()
    assert TOKEN not in trace()
    path.write_text("")
    (folder / "qa_bot.toml").write_text(f"telegram_token = '{TOKEN}'")
    assert "holds a secret, telegram_token: take it out and set QA_BOT_TELEGRAM_TOKEN" in trace()
    assert TOKEN not in trace()


def test_a_secret_of_a_wrong_type_is_not_shown():
    assert "telegram_token" in trace(telegram_token=[TOKEN])
    assert TOKEN not in trace(telegram_token=[TOKEN])


def trace(**overrides):
    """What a user would see of the error, causes included."""
    with pytest.raises(SettingsError) as caught:
        load_settings(**overrides)
    return "".join(traceback.format_exception(caught.value))


def test_the_table_has_a_row_with_a_meaning_for_every_setting():
    rows = [row.split(" | ") for row in settings_table().splitlines()[2:]]
    names = [row[0].removeprefix("| ") for row in rows]
    variables = [f"`QA_BOT_{name.upper()}`" for name in Settings.model_fields]
    assert names == [*variables, "`QA_BOT_CONFIG`", "`QA_BOT_SECRETS_FILE`"]
    assert all(len(row) == 3 and row[2].endswith(". |") for row in rows)
    assert "| `QA_BOT_PASSAGES` | `5` | Passages in which" in settings_table()
