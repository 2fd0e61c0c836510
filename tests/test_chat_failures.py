"""Whatever goes wrong with a chat model, there is an answer, soon, and no secret in it."""

import logging
import socket
import threading
import time

import pytest
from chat_server import Reply, chat_server
from chat_world import CHIEF, ask, assert_verified, says, stream
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from qa_bot import Delta, load_settings
from qa_bot.chat import open_model
from qa_bot.messages import CHAT_FAILED, message

KEY = "sk-very-secret-0123456789"
SAID = "Russian influence has increased greatly since 2015. [12] The good intentions are barely"
FIRST = "Russian influence has increased greatly since 2015."


def model_at(url, **settings):
    return open_model(
        load_settings(chat_model="openai:fake", chat_base_url=url, chat_api_key=KEY, **settings)
    )


def assert_stands_in(answer):
    """The article's own words, with a note."""
    assert (answer.status, answer.statements) == ("answered", ())
    assert answer.text == answer.citations[0].quote == CHIEF.text.partition("\n")[0]
    assert answer.note == message(CHAT_FAILED, language="en")
    assert_verified(answer)


def test_a_server_of_ones_own_is_asked_and_its_answer_is_checked():
    with chat_server(Reply(f"{FIRST} [12] He called Sergei Shoigu. [8]")) as server:
        answer = ask(model_at(server.url))
    assert answer.text == f"{FIRST} [1]"
    [request] = server.requests
    assert server.keys == [f"Bearer {KEY}"]
    assert (request["model"], request["temperature"], request["stream"]) == ("fake", 0, True)
    assert 0 < request.get("max_tokens", request.get("max_completion_tokens")) <= 1024
    system, user = (m["content"] for m in request["messages"])
    assert "[1] في مسعى فرنسي" in user
    assert "NOT_IN_ARTICLE" in system


@pytest.mark.parametrize("status", [400, 401, 403, 404, 418])
def test_a_refusal_is_not_tried_again(status, caplog):
    with chat_server(Reply(status=status)) as server, caplog.at_level(logging.DEBUG, "qa_bot"):
        assert_stands_in(ask(model_at(server.url)))
    assert len(server.requests) == 1
    assert str(status) in caplog.text
    assert KEY not in caplog.text
    assert "very-secret" not in caplog.text


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_may_pass_is_tried_once_more(status):
    with chat_server(Reply(status=status), Reply(f"{FIRST} [12]")) as server:
        assert ask(model_at(server.url)).text == f"{FIRST} [1]"
    assert len(server.requests) == 2
    with chat_server(Reply(status=status)) as server:
        assert_stands_in(ask(model_at(server.url)))
    assert len(server.requests) == 2


def test_nobody_at_the_address(caplog):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert_stands_in(ask(model_at(f"http://127.0.0.1:{port}/v1")))
    assert KEY not in caplog.text


def test_an_empty_answer():
    with chat_server(Reply("")) as server:
        assert_stands_in(ask(model_at(server.url)))


def test_a_stream_that_is_cut():
    with chat_server(Reply(SAID, ends="cut")) as server:
        assert_stands_in(ask(model_at(server.url)))
        *deltas, answer = stream(model_at(server.url))
    # What was shown was borne out; what is left is the article's.
    assert deltas == [Delta(f"{FIRST} [1]")]
    assert_stands_in(answer)


@pytest.mark.parametrize(
    "reply", [Reply(SAID, ends="hang"), Reply(SAID * 50, pause=0.2)], ids=["hangs", "trickles"]
)
def test_a_model_that_takes_too_long_is_left_behind(reply):
    with chat_server(reply) as server:
        began = time.monotonic()
        assert_stands_in(ask(model_at(server.url), seconds=1))
        assert time.monotonic() - began < 20


def test_an_answer_that_is_cut_short_keeps_its_whole_sentences():
    with chat_server(Reply(SAID, finish="length")) as server:
        answer = ask(model_at(server.url))
    assert (answer.text, answer.note) == (f"{FIRST} [1]", "")


class Raising(GenericFakeChatModel):
    """A model that raises, after it has said something or at once."""

    error: object = None
    after: str = ""

    def _stream(self, messages, stop=None, run_manager=None, **kwargs):
        if self.after:
            yield from says(self.after)._stream(messages, stop, run_manager, **kwargs)
        raise self.error

    def _generate(self, messages, stop=None, run_manager=None, **kwargs):  # noqa: ARG002
        raise self.error


class StrangeError(Exception):
    """An error whose own attributes and text cannot be read."""

    @property
    def response(self):
        raise RuntimeError("no")

    def __str__(self):
        raise RuntimeError("no")


@pytest.mark.parametrize("after", ["", SAID])
@pytest.mark.parametrize(
    "error",
    [
        ValueError(KEY),
        TimeoutError(),
        ConnectionResetError(),
        KeyboardInterrupt(),
        SystemExit(1),
        StopIteration(),
        MemoryError(),
        StrangeError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_model_may_raise_whatever_it_likes(error, after, caplog):
    answer = ask(Raising(messages=iter(()), error=error, after=after))
    assert_stands_in(answer)
    assert KEY not in caplog.text


class Mute(GenericFakeChatModel):
    """A model that never says anything, until it is let go."""

    gate: object = None

    def _stream(self, messages, stop=None, run_manager=None, **kwargs):  # noqa: ARG002
        self.gate.wait(60)
        yield from ()


def test_a_model_that_never_speaks_holds_up_nobody():
    gate = threading.Event()
    began = time.monotonic()
    assert_stands_in(ask(Mute(messages=iter(()), gate=gate), seconds=0.5))
    gate.set()
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("content", ["", [], [{"type": "image"}], " \n "])
def test_a_message_without_words(content):
    answer = ask(GenericFakeChatModel(messages=iter([AIMessage(content)])))
    assert answer.statements == ()
    assert answer.note
