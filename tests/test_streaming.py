import asyncio
import threading

import pytest

from qa_bot import Answer, Delta, Statement
from qa_bot.streaming import deltas, off_the_loop


def prose(*sentences: str) -> Answer:
    text = " ".join(sentences)
    statements = tuple(Statement(sentence, (0,)) for sentence in sentences)
    return Answer("Who?", text, "answered", statements=statements)


SHORT = Answer("Who?", "Anna", "answered")


def test_what_an_answer_grows_by_comes_once_and_then_the_answer():
    grown = [
        prose("Anna leads."),
        prose("Anna leads.", "Omar too."),
        prose("Anna leads.", "Omar too."),
    ]
    assert list(deltas(grown)) == [Delta("Anna leads."), Delta(" Omar too."), grown[-1]]


def test_an_answer_that_is_not_prose_comes_alone():
    assert list(deltas([SHORT])) == [SHORT]


def test_an_answer_that_takes_the_place_of_prose_is_not_cut_into_pieces():
    assert list(deltas([prose("Anna leads."), SHORT])) == [Delta("Anna leads."), SHORT]


async def test_off_the_loop_the_same_events_come():
    grown = [prose("Anna leads."), prose("Anna leads.", "Omar too.")]
    assert [event async for event in off_the_loop(deltas(grown))] == list(deltas(grown))


async def test_who_waits_for_an_event_holds_up_nobody():
    gate = threading.Event()

    def waiting():
        assert gate.wait(60)
        yield SHORT

    async def open_gate():
        gate.set()

    events = off_the_loop(waiting())
    found, _ = await asyncio.gather(anext(events), open_gate())
    assert found == SHORT


async def test_an_error_comes_through():
    def failing():
        yield Delta("Anna leads.")
        raise ValueError("no more")

    events = off_the_loop(failing())
    assert await anext(events) == Delta("Anna leads.")
    with pytest.raises(ValueError, match="no more"):
        await anext(events)


async def test_who_breaks_off_ends_the_work():
    ended = threading.Event()

    def endless():
        try:
            while True:
                yield Delta("and ")
        finally:
            ended.set()

    events = off_the_loop(endless())
    await anext(events)
    await events.aclose()
    assert ended.is_set()


async def test_who_is_cancelled_while_waiting_ends_the_work_after_the_next_event():
    waiting, gate, ended = threading.Event(), threading.Event(), threading.Event()

    def slow():
        try:
            waiting.set()
            assert gate.wait(60)
            yield Delta("late")
        finally:
            ended.set()

    task = asyncio.ensure_future(anext(off_the_loop(slow())))
    await asyncio.to_thread(waiting.wait, 60)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    del task
    gate.set()
    assert await asyncio.to_thread(ended.wait, 60)
