"""What all tests stand on: no network, and nothing of the surroundings leaks in."""

from __future__ import annotations

import os
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from no_network import network_guard

if TYPE_CHECKING:
    from qa_bot.embedding.tokens import UnigramTokenizer
    from qa_bot.embedding.weights import ModelFile
    from qa_bot.reading.pairs import PairMaker

# Not tests, and Python may know another module by the name of sitecustomize.
collect_ignore = ["no_network"]

# The same examples every time, however slow the machine: what fails once fails again. To search for
# new ones: pytest --hypothesis-profile=default
settings.register_profile(
    "repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("repeatable")

_HOME = pytest.StashKey[TemporaryDirectory[str]]()


def pytest_configure(config: pytest.Config) -> None:
    # Fixtures of this file do not reach the doctests of the package; this does.
    network_guard.block()
    config.stash[_HOME] = TemporaryDirectory(prefix="qa_bot-tests-")
    _move_to(Path(config.stash[_HOME].name), os.environ)


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[_HOME].cleanup()


@pytest.fixture(autouse=True)
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MutableMapping[str, str]]:
    """The environment of the test: a home of its own, and no settings from outside."""
    before = dict(os.environ)
    _move_to(tmp_path_factory.mktemp("home"), os.environ)
    yield os.environ
    os.environ.clear()
    os.environ |= before


@pytest.fixture(scope="session")
def shipped_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index, in `index`, of the articles that ship with qa_bot; to be copied."""
    from qa_bot import QABot, shipped_articles

    folder = tmp_path_factory.mktemp("shipped")
    QABot.from_articles(shipped_articles(), index_dir=folder / "index").close()
    return folder


@pytest.fixture(scope="session")
def bridge_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of `chat_world.BRIDGE`, to be read only."""
    from chat_world import BRIDGE

    from qa_bot import QABot

    folder = tmp_path_factory.mktemp("bridge")
    QABot.from_articles([BRIDGE], index_dir=folder).close()
    return folder


@pytest.fixture(scope="session")
def file() -> ModelFile:
    """The packaged model."""
    from qa_bot.embedding.weights import ModelFile, installed_file

    return ModelFile(installed_file())


@pytest.fixture(scope="session")
def tokenizer(file: ModelFile) -> UnigramTokenizer:
    from qa_bot.embedding.tokens import UnigramTokenizer

    return UnigramTokenizer(file)


@pytest.fixture(scope="session")
def pair_maker(tokenizer: UnigramTokenizer, file: ModelFile) -> PairMaker:
    from qa_bot.reading.pairs import PairMaker

    return PairMaker(tokenizer, bos=file.bos, eos=file.eos)


@pytest.fixture
def child_environment(environment: MutableMapping[str, str]) -> dict[str, str]:
    """The same for a process that a test starts, with the network closed to it too."""
    return environment | {"PYTHONPATH": str(Path(network_guard.__file__).parent)}


def _move_to(home: Path, environment: MutableMapping[str, str]) -> None:
    for name in [name for name in environment if name.startswith(("QA_BOT_", "XDG_"))]:
        del environment[name]
    # An empty file of settings keeps a qa_bot.toml in the working folder out.
    config = home / "settings.toml"
    config.touch()
    environment |= {
        "HOME": str(home),
        "QA_BOT_CONFIG": str(config),
        "QA_BOT_INDEX_DIR": str(home / "index"),
    }
