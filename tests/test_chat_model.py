import traceback

import pytest
from chat_server import Reply, chat_server

from qa_bot import ModelError, QABot, SettingsError, load_settings
from qa_bot.chat import model, open_model

KEY = "sk-very-secret-0123456789"


def test_the_settings_make_a_model_that_is_bounded_and_does_not_guess():
    made = open_model(
        load_settings(chat_model="openai:some-model", chat_api_key=KEY, chat_timeout=7)
    )
    assert type(made).__name__ == "ChatOpenAI"
    assert (made.model_name, made.temperature, made.request_timeout) == ("some-model", 0, 7)
    assert (made.max_retries, made.max_tokens) == (0, 1024)
    assert KEY not in repr(made)


@pytest.mark.parametrize("name", ["gpt", "openai:", ":gpt", "Open AI:gpt", "openai gpt"])
def test_a_malformed_name_is_refused_with_its_value(name):
    with pytest.raises(SettingsError, match=f"chat_model is {name!r}"):
        load_settings(chat_model=name)


@pytest.mark.parametrize("url", ["127.0.0.1:8080", "ftp://x", "http://"])
def test_a_malformed_address_is_refused(url):
    with pytest.raises(SettingsError, match="chat_base_url"):
        load_settings(chat_base_url=url)


def test_an_unknown_provider_is_named():
    with pytest.raises(SettingsError, match="no provider 'nobody'; write provider:name with"):
        open_model(load_settings(chat_model="nobody:some-model"))


@pytest.mark.parametrize("provider", ["openai", "anthropic", "ollama", "google_genai"])
def test_a_missing_library_is_an_error_with_the_line_that_installs_it(provider, monkeypatch):
    monkeypatch.setattr(model, "find_spec", lambda name: None)  # noqa: ARG005
    line = rf"run pip install 'qa_bot\[{provider}\]'"
    with pytest.raises(ModelError, match=line):
        open_model(load_settings(chat_model=f"{provider}:some-model"))


def test_the_extras_are_those_of_the_project():
    import tomllib
    from pathlib import Path

    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))
    assert set(project["project"]["optional-dependencies"]) - {"dev", "train"} == set(model._EXTRAS)


def test_a_provider_of_langchain_that_is_no_extra_names_its_own_package():
    with pytest.raises(ModelError, match="pip install langchain-mistralai"):
        open_model(load_settings(chat_model="mistralai:some-model"))


def test_without_a_key_it_is_said_which_one_to_set(environment):
    environment.pop("OPENAI_API_KEY", None)
    with pytest.raises(SettingsError, match="QA_BOT_CHAT_API_KEY"):
        open_model(load_settings(chat_model="openai:some-model"))


def test_the_providers_own_variable_works_and_goes_to_nobody_else(environment):
    environment["OPENAI_API_KEY"] = KEY
    assert open_model(load_settings(chat_model="openai:m")).openai_api_key.get_secret_value() == KEY
    with chat_server(Reply("Hello.")) as server:
        own = open_model(load_settings(chat_model="openai:m", chat_base_url=server.url))
        assert "".join(piece.text for piece in own.stream("Hi")) == "Hello. "
    assert server.keys == ["Bearer none"]


def test_the_key_is_a_secret(environment, tmp_path):
    environment["QA_BOT_CHAT_API_KEY"] = KEY
    settings = load_settings()
    assert KEY not in f"{settings!r} {settings}"
    config = tmp_path / "qa_bot.toml"
    config.write_text(f"chat_api_key = '{KEY}'")
    environment["QA_BOT_CONFIG"] = str(config)
    with pytest.raises(SettingsError, match="holds a secret, chat_api_key") as caught:
        load_settings()
    assert KEY not in "".join(traceback.format_exception(caught.value))


def test_a_bot_says_at_once_that_its_model_cannot_be_used(tmp_path):
    settings = load_settings(chat_model="nobody:some-model")
    with pytest.raises(SettingsError, match="nobody"):
        QABot.from_articles([], index_dir=tmp_path, settings=settings)
