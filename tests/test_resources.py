import pytest

from qa_bot.errors import QABotError
from qa_bot.resources import resource


@pytest.mark.parametrize("name", ["index/articles/french-chief-of-staff.txt", "prompts"])
def test_what_ships_is_found(name):
    found = resource(name)
    assert found.is_file() or found.is_dir()
    assert found.name == name.rpartition("/")[2]


@pytest.mark.parametrize("name", ["prompts/nowhere.toml", "index/articles/nowhere.txt"])
def test_what_is_missing_says_that_the_installation_is_incomplete(name):
    with pytest.raises(QABotError, match=rf"incomplete: '{name}' is missing: install"):
        resource(name)
