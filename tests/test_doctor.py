import json

import pytest
from typer.testing import CliRunner

from qa_bot import QABot, __version__
from qa_bot.cli.app import app


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("built")
    QABot.from_index(folder).close()
    return folder


def doctor(*arguments):
    return CliRunner().invoke(app, ["doctor", *arguments], catch_exceptions=False)


def checks(result):
    """The checks by name, from the command's JSON."""
    return {check["name"]: check for check in json.loads(result.stdout)["checks"]}


def test_all_is_well_with_this_installation(built, environment):
    environment["QA_BOT_INDEX_DIR"] = str(built)
    result = doctor()
    heads = [line for line in result.stdout.splitlines() if not line.startswith(" ")]
    assert [head.split(":")[0] for head in heads] == [
        "✓ versions",
        "✓ system",
        "✓ settings",
        "✓ model",
        "✓ chat model",
        "✓ index",
        "✓ self-test",
    ]
    assert f"qa_bot {__version__}, Python" in result.stdout
    assert f"{built}: 1 article, 12 passages, multilingual-e5-small" in result.stdout
    assert (result.exit_code, result.stderr) == (0, "")


def test_an_empty_index_is_no_fault(environment):
    result = doctor("--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["ok"]
    assert checks(result)["index"]["detail"].startswith(environment["QA_BOT_INDEX_DIR"])


def test_a_secret_is_never_shown(environment):
    environment["QA_BOT_TELEGRAM_TOKEN"] = "123456:very-secret"  # noqa: S105 - made up
    settings = checks(doctor("--json"))["settings"]["detail"]
    assert "telegram_token: set" in settings
    assert "very-secret" not in settings


def test_a_broken_setting_is_found_and_nothing_is_tried_with_it(environment):
    environment["QA_BOT_PASSAGES"] = "many"
    result = doctor()
    *_, last = result.stdout.splitlines()
    assert last.startswith("✗ settings: QA_BOT_PASSAGES is 'many'")
    assert result.exit_code == 1


def test_an_index_of_other_settings_is_found(built, environment):
    environment |= {"QA_BOT_INDEX_DIR": str(built), "QA_BOT_CHUNK_MAX_TOKENS": "100"}
    result = doctor("--json")
    assert result.exit_code == 1
    assert not checks(result)["index"]["ok"]
    assert "qa-bot index build" in checks(result)["index"]["detail"]
    assert checks(result)["self-test"]["ok"]


def test_an_index_without_its_vectors_is_found(environment, tmp_path):
    environment["QA_BOT_INDEX_DIR"] = str(tmp_path)
    QABot.from_index(tmp_path).close()
    for database in tmp_path.glob("*/chroma.sqlite3"):
        database.unlink()
    assert not checks(doctor("--json"))["index"]["ok"]


def test_a_model_that_is_not_there_is_found(environment, tmp_path):
    environment["QA_BOT_EMBEDDING_MODEL"] = str(tmp_path / "no-model")
    result = doctor("--json")
    assert result.exit_code == 1
    assert not checks(result)["model"]["ok"]
    assert not checks(result)["self-test"]["ok"]


def test_a_self_test_without_the_answer_is_a_fault(environment):
    environment["QA_BOT_MIN_CONFIDENCE"] = "1"
    result = doctor("--json")
    assert result.exit_code == 1
    assert "was declined" in checks(result)["self-test"]["detail"]
