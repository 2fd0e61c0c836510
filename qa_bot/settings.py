"""What people can set, and the only place that reads it from the environment and from files.

A setting is looked up in this order: the arguments of ``load_settings``; the environment; the
secrets file; the TOML file; its default.

- In the environment a setting is ``QA_BOT_`` and its name in capitals.
- The secrets file is named by ``QA_BOT_SECRETS_FILE`` and has lines ``NAME=value`` as in the
  environment. A secret stands there or in the environment, and no message repeats it.
- The TOML file is named by ``QA_BOT_CONFIG``; else it is ``qa_bot.toml`` in the working folder,
  or ``settings.toml`` in the user's folder of settings. It has settings by their names.
"""

from __future__ import annotations

import os
import re
import shlex
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeGuard, get_args

from platformdirs import user_config_path, user_data_path
from pydantic import BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from qa_bot.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

_PREFIX = "QA_BOT_"
_CONFIG = "QA_BOT_CONFIG"
_SECRETS_FILE = "QA_BOT_SECRETS_FILE"
_PATHS = ("index_dir", "telegram_state")
_FILES = {
    _CONFIG: "The TOML file of settings; otherwise `qa_bot.toml` in the working folder or "
    "`settings.toml` in the user's folder of settings is read, where there is one.",
    _SECRETS_FILE: "The file of secrets, which nobody but its owner may read: lines such as "
    "`QA_BOT_TELEGRAM_TOKEN=…`.",
}
_OTHER_USERS = 0o077
_WEBHOOK_SECRET = re.compile("[A-Za-z0-9_-]{1,256}")


def _expanded(value: object) -> object:
    """An absolute path, with ``~`` expanded; what is no path is left for pydantic to refuse."""
    if not isinstance(value, str | Path):
        return value
    if not str(value).strip() or "\0" in str(value):
        raise ValueError("should be a path")
    try:
        return Path(value).expanduser().absolute()
    except RuntimeError as exc:
        raise ValueError("begins with the home folder of a user who has none") from exc


def _listed(value: object) -> object:
    """The parts of a text that commas separate; lists, as in TOML, are left as they are."""
    if not isinstance(value, str):
        return value
    return [part.strip() for part in value.split(",") if part.strip()]


_Path = Annotated[Path, BeforeValidator(_expanded)]
_Ids = Annotated[tuple[int, ...], NoDecode, BeforeValidator(_listed)]


def _default_index_dir() -> Path:
    checkout = Path(__file__).resolve().parent.parent
    index = checkout / "index"
    if (checkout / "pyproject.toml").is_file() and index.is_dir() and os.access(index, os.W_OK):
        return index / "chroma"
    return user_data_path("qa_bot") / "index"


class Settings(BaseSettings):
    """The settings, each with its default; ``load_settings`` reads them."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    index_dir: _Path = Field(
        default_factory=_default_index_dir,
        description="Folder of the index; by default `index/chroma` of a checkout, or `index` in "
        "the user's folder of data for `qa_bot`.",
    )
    embedding_model: str = Field(
        default="multilingual-e5-small",
        min_length=1,
        description="Model that embeds questions and articles: the packaged one, or the name or "
        "path of any model of sentence-transformers.",
    )
    chunk_max_tokens: int = Field(
        default=384,
        ge=16,
        le=8192,
        description="The most tokens of a passage, as far as the model reads them at once.",
    )
    chunk_min_tokens: int = Field(
        default=24, ge=0, le=8192, description="Shorter passages are joined to their neighbours."
    )
    candidates: int = Field(
        default=100,
        ge=1,
        le=1000,
        description="Passages taken by similarity, before their words are compared.",
    )
    passages: int = Field(
        default=5, ge=1, le=100, description="Passages in which an answer is looked for."
    )
    min_confidence: float = Field(
        default=0.085,
        ge=0,
        le=1,
        description="Below this confidence the bot says that the article does not say; more "
        "declines more questions, rightly and wrongly.",
    )
    max_question_length: int = Field(
        default=1000, ge=1, le=100_000, description="The most characters of a question."
    )
    chat_model: str = Field(
        default="",
        pattern="^([a-z][a-z0-9_]*:.+)?$",
        description="Chat model that writes the answers, as `provider:name`, such as "
        "`openai:gpt-5-mini` or `ollama:qwen3:8b`; without one the bot answers in the article's "
        "own words alone.",
    )
    chat_base_url: str = Field(
        default="",
        pattern="^(https?://.+)?$",
        description="Address of the chat model's server, such as `http://127.0.0.1:8080/v1` of "
        "llama.cpp; the provider's own where it is not given.",
    )
    chat_api_key: SecretStr | None = Field(
        default=None,
        description="Secret: the key of the chat model's server; without it the provider's own "
        "variable is read, such as `OPENAI_API_KEY`, but never sent to `QA_BOT_CHAT_BASE_URL`.",
    )
    chat_timeout: float = Field(
        default=60,
        ge=0.1,
        le=600,
        description="The most seconds that a chat model may take for a question, to put it in full "
        "and to answer it; after that the article's own words are the answer.",
    )
    chat_max_tokens: int = Field(
        default=1024,
        ge=1,
        le=32_768,
        description="The most tokens that a chat model may write, its thoughts included.",
    )
    conversation_turns: int = Field(
        default=6,
        ge=0,
        le=100,
        description="Earlier questions, with their answers, that a question may lean on.",
    )
    telegram_token: SecretStr | None = Field(
        default=None, description="Secret: the token of the Telegram bot, as @BotFather gives it."
    )
    telegram_state: _Path = Field(
        default_factory=lambda: user_data_path("qa_bot") / "telegram.sqlite3",
        description="File in which the Telegram bot keeps what it knows of its chats; by default "
        "`telegram.sqlite3` in the user's folder of data for `qa_bot`.",
    )
    telegram_allowed: _Ids = Field(
        default=(),
        description="Ids of the users and chats that the Telegram bot serves, separated by commas; "
        "everybody where none is given.",
    )
    telegram_admins: _Ids = Field(
        default=(),
        description="Ids of the users who may ask the Telegram bot for its `/stats`; they are "
        "always served.",
    )
    telegram_questions_per_minute: int = Field(
        default=20, ge=1, le=1000, description="The most questions of one Telegram user a minute."
    )
    telegram_articles: int = Field(
        default=30, ge=0, le=50, description="The most articles of its own that a chat may add."
    )
    telegram_article_characters: int = Field(
        default=200_000,
        ge=1,
        le=10_000_000,
        description="The most characters of an article that a chat adds.",
    )
    telegram_keep_days: int = Field(
        default=90,
        ge=1,
        le=3650,
        description="Days for which the Telegram bot keeps questions, answers and feedback.",
    )
    telegram_stop_seconds: float = Field(
        default=20,
        ge=0,
        le=600,
        description="Seconds that the Telegram bot may take to finish what it is doing when it is "
        "told to stop; what is not done by then is done after the next start.",
    )
    telegram_log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info",
        description="What the Telegram bot logs: `debug`, `info`, `warning` or `error`; `debug` "
        "shows what people write.",
    )
    telegram_api_url: str = Field(
        default="https://api.telegram.org",
        pattern="^https?://",
        description="Address of the Bot API, for a server of one's own.",
    )
    telegram_webhook_url: str = Field(
        default="",
        pattern="^(https?://.+)?$",
        description="Public address at which Telegram delivers messages; where there is none, the "
        "bot asks for them.",
    )
    telegram_webhook_secret: SecretStr | None = Field(
        default=None,
        description="Secret: what Telegram must send with each delivery, 1 to 256 letters, "
        "digits, `_` or `-`; a new one at each start where it is not given.",
    )
    telegram_webhook_listen: str = Field(
        default="127.0.0.1", min_length=1, description="Address on which deliveries are taken."
    )
    telegram_webhook_port: int = Field(
        default=8443, ge=1, le=65_535, description="Port on which deliveries are taken."
    )

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        if self.chunk_min_tokens > self.chunk_max_tokens:
            raise ValueError(
                f"chunk_min_tokens ({self.chunk_min_tokens}) should be at most "
                f"chunk_max_tokens ({self.chunk_max_tokens})"
            )
        if self.passages > self.candidates:
            raise ValueError(
                f"passages ({self.passages}) should be at most candidates ({self.candidates})"
            )
        secret = self.telegram_webhook_secret
        if secret is not None and not _WEBHOOK_SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError("telegram_webhook_secret should have 1 to 256 letters, digits, _ or -")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - fixed by pydantic-settings
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the same
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Name the sources, the strongest first."""
        _check_environment()
        return (
            init_settings,
            env_settings,
            InitSettingsSource(settings_cls, {k: v for k, v in _read_secrets() if v}),
            InitSettingsSource(settings_cls, _read_toml()),
        )


def load_settings(**overrides: object) -> Settings:
    """Read the settings.

    Args:
        overrides: settings by name, stronger than all other sources; None counts as not given.

    Raises:
        SettingsError: where a setting, or the file it stands in, cannot be used.
    """
    given: dict[str, Any] = {k: v for k, v in overrides.items() if v is not None}
    try:
        return Settings(**given)
    except ValidationError as exc:
        problems = (_problem(error, given) for error in exc.errors())
        raise SettingsError("\n".join(problems)) from exc


def settings_table() -> str:
    """All settings as a table in Markdown, one row each."""
    fields = Settings.model_fields.items()
    rows = [(_variable(name), _default(field), _meaning(field)) for name, field in fields]
    rows += [(variable, "", meaning) for variable, meaning in _FILES.items()]
    lines = (f"| `{variable}` | {default} | {meaning} |" for variable, default, meaning in rows)
    return "\n".join(["| Setting | Default | Meaning |", "|---|---|---|", *lines])


def _default(field: FieldInfo) -> str:
    fixed = field.default_factory is None and field.default not in (None, "", ())
    return f"`{field.default}`" if fixed else ""


def _meaning(field: FieldInfo) -> str:
    bounds = {
        end: getattr(m, end) for m in field.metadata for end in ("ge", "le") if hasattr(m, end)
    }
    return f"{field.description}" + (f" {bounds['ge']} to {bounds['le']}." if bounds else "")


def _variable(name: str) -> str:
    return _PREFIX + name.upper()


def _secrets() -> dict[str, str]:
    """The settings that are secret, by their names in the environment."""
    fields = Settings.model_fields.items()
    return {_variable(name): name for name, field in fields if _is_secret(field)}


def _is_secret(field: FieldInfo) -> bool:
    return SecretStr in (field.annotation, *get_args(field.annotation))


def _check_environment() -> None:
    known = [*map(_variable, Settings.model_fields), *_FILES]
    for variable in os.environ:
        if variable.upper().startswith(_PREFIX) and variable.upper() not in known:
            raise SettingsError(_unknown(variable, known))


def _read_secrets() -> Iterator[tuple[str, str]]:
    path = _named_file(_SECRETS_FILE)
    if path is None:
        return
    secrets = _secrets()
    for number, line in enumerate(_read_private(path).splitlines(), start=1):
        name, _, value = line.partition("=")
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        # What stands there may itself be a secret, so it is not repeated.
        if name.strip() not in secrets:
            raise SettingsError(
                f"line {number} of {path} sets no secret: write NAME=value, with a name of "
                f"{', '.join(secrets)}"
            )
        yield secrets[name.strip()], value.strip().strip("\"'")


def _read_private(path: Path) -> str:
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & _OTHER_USERS:
                raise SettingsError(
                    f"{path} holds secrets and is open to other users: "
                    f"run chmod 600 {shlex.quote(str(path))}"
                )
            return file.read().decode(errors="replace")
    except OSError as exc:
        raise SettingsError(
            f"the secrets file {path} cannot be read: {exc.strerror}: correct {_SECRETS_FILE}"
        ) from exc


def _read_toml() -> dict[str, Any]:
    path = _toml_file()
    if path is None:
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as exc:
        raise SettingsError(
            f"the settings file {path} cannot be read: {exc.strerror}: correct it or {_CONFIG}"
        ) from exc
    except ValueError as exc:
        raise SettingsError(f"the settings file {path} is not valid TOML: {exc}") from exc
    for name in values:
        _check_toml_name(name, path)
    # Written in the file, paths are meant from where the file lies.
    here = {name: str(path.parent / p) for name in _PATHS if _is_relative(p := values.get(name))}
    return values | here


def _is_relative(path: object) -> TypeGuard[str]:
    return isinstance(path, str) and bool(path.strip()) and not path.startswith(("~", "/"))


def _toml_file() -> Path | None:
    if named := _named_file(_CONFIG):
        return named
    usual = (Path("qa_bot.toml").absolute(), user_config_path("qa_bot") / "settings.toml")
    return next((path for path in usual if path.is_file()), None)


def _named_file(variable: str) -> Path | None:
    """The file that a variable of the environment names, if it is set."""
    name = os.environ.get(variable)
    if not name:
        return None
    return Path(os.path.expanduser(name)).absolute()  # noqa: PTH111 - unlike Path's, never raises


def _check_toml_name(name: str, path: Path) -> None:
    variables = {secret: variable for variable, secret in _secrets().items()}
    if name in variables:
        raise SettingsError(
            f"{path} holds a secret, {name}: take it out and set {variables[name]} in the "
            f"environment, or in the file that {_SECRETS_FILE} names"
        )
    if name not in Settings.model_fields:
        raise SettingsError(f"{path}: {_unknown(name, Settings.model_fields)}")


def _unknown(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, known, n=1, cutoff=0.0)
    return f"there is no setting {name!r}: did you mean {close[0]}?"


def _problem(error: ErrorDetails, given: dict[str, Any]) -> str:
    """One of pydantic's errors in one line: which setting, its value, what is allowed."""
    message = error["msg"].removeprefix("Value error, ")
    if not error["loc"]:
        return message
    name = str(error["loc"][0])
    if name not in Settings.model_fields:
        return _unknown(name, Settings.model_fields)
    value = "" if _is_secret(Settings.model_fields[name]) else f" is {error['input']!r}"
    return f"{_place(name, given)}{value}: {message[0].lower()}{message[1:]}"


def _place(name: str, given: dict[str, Any]) -> str:
    """The setting, called as it is where its value stands."""
    if name in given:
        return name
    if any(value and key.upper() == _variable(name) for key, value in os.environ.items()):
        return _variable(name)
    return f"{name} in {_toml_file()}"
