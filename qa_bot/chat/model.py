"""The chat model that the settings name, by LangChain's ``init_chat_model``."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from qa_bot.errors import ModelError, SettingsError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from qa_bot.settings import Settings

_EXTRAS: Final = {
    "anthropic": "langchain_anthropic",
    "google_genai": "langchain_google_genai",
    "ollama": "langchain_ollama",
    "openai": "langchain_openai",
}
"""The providers that are extras of this project, and their libraries."""

_NO_KEY: Final = "none"
"""A server of one's own wants no key, but the libraries want one to send."""


def open_model(settings: Settings) -> BaseChatModel:
    """The chat model of the settings; nothing is sent yet.

    Args:
        settings: with a ``chat_model``.

    Raises:
        SettingsError: where there is no such provider, or the model cannot be set up so.
        ModelError: where the provider's library is not installed.
    """
    provider, _, name = settings.chat_model.partition(":")
    _check_installed(provider)
    from langchain.chat_models import init_chat_model

    try:
        model: BaseChatModel = init_chat_model(
            name, model_provider=provider, **_options(provider, settings)
        )
    except ImportError as exc:
        # The library's own message names its package.
        raise ModelError(f"the chat model {settings.chat_model!r} cannot be used: {exc}") from exc
    except ValueError as exc:
        if "Unsupported provider" in str(exc):
            raise SettingsError(
                f"QA_BOT_CHAT_MODEL is {settings.chat_model!r}: there is no provider {provider!r}; "
                f"write provider:name with {', '.join(_EXTRAS)} or another one of LangChain's"
            ) from exc
        raise _not_set_up(settings, exc) from None
    except Exception as exc:  # noqa: BLE001 - each provider's library has errors of its own
        # From None: what it refuses may be the key.
        raise _not_set_up(settings, exc) from None
    return model


def _check_installed(provider: str) -> None:
    library = _EXTRAS.get(provider)
    if library is not None and find_spec(library) is None:
        raise ModelError(
            f"chat models of {provider!r} need a library that is not installed: "
            f"run pip install 'qa_bot[{provider}]'"
        )


def _not_set_up(settings: Settings, exc: Exception) -> SettingsError:
    return SettingsError(
        f"the chat model {settings.chat_model!r} cannot be set up ({type(exc).__name__}): set "
        "QA_BOT_CHAT_API_KEY, or the key's variable of the provider, and correct "
        "QA_BOT_CHAT_MODEL and QA_BOT_CHAT_BASE_URL"
    )


def _options(provider: str, settings: Settings) -> dict[str, Any]:
    options: dict[str, Any] = {"temperature": 0}
    if settings.chat_base_url:
        options["base_url"] = settings.chat_base_url
    if provider == "ollama":
        # It has names of its own, takes no key, and ignores what it does not know.
        timeout = {"timeout": settings.chat_timeout}
        return options | {"num_predict": settings.chat_max_tokens, "client_kwargs": timeout}
    options |= {
        "max_tokens": settings.chat_max_tokens,
        "timeout": settings.chat_timeout,
        "max_retries": 0,
    }
    if settings.chat_api_key is not None:
        options["api_key"] = settings.chat_api_key.get_secret_value()
    elif settings.chat_base_url:
        # Else the provider's own key would go to whoever serves that address.
        options["api_key"] = _NO_KEY
    return options
