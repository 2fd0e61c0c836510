import asyncio
from datetime import UTC, datetime

import pytest
from telegram import Chat, InlineQuery, Message, Update, User

from qa_bot.errors import ServiceError
from qa_bot.telegram.dispatch import Dispatcher, Inbox
from qa_bot.telegram.state import State


@pytest.fixture
def state(tmp_path):
    state = State(tmp_path / "state.sqlite3")
    yield state
    state.close()


def said(number, chat=1):
    people = User(chat, "Ann", is_bot=False)
    now = datetime.now(UTC)
    came = Message(number, now, Chat(chat, "private"), from_user=people, text=f"text {number}")
    return Update(number, message=came)


def typed(number, query):
    return Update(number, inline_query=InlineQuery(str(number), User(1, "A", False), query, ""))


class Work:
    """What deals with updates: each is let through by the test."""

    def __init__(self):
        self.begun, self.done = [], []
        self.gates = {}

    async def __call__(self, update):
        self.begun.append(update.update_id)
        await self.gates.setdefault(update.update_id, asyncio.Event()).wait()
        self.done.append(update.update_id)

    def let(self, number):
        self.gates.setdefault(number, asyncio.Event()).set()


async def settle():
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.fixture
async def dispatching(state):
    """An inbox, the work, and the dispatcher between them."""
    inbox, work, failures = Inbox(state), Work(), []
    dispatcher = Dispatcher(inbox, state, work)
    running = asyncio.create_task(dispatcher.run(failures.append))
    yield inbox, work, dispatcher, failures
    running.cancel()
    await dispatcher.stop(0)


async def test_updates_of_a_chat_are_dealt_with_in_turn_and_chats_side_by_side(dispatching):
    inbox, work, _, _ = dispatching
    for update in (said(1), said(2), said(3, chat=2)):
        await inbox.put(update)
    await settle()
    assert work.begun == [1, 3]
    work.let(1)
    await settle()
    assert work.begun == [1, 3, 2]


async def test_an_update_that_comes_twice_is_dealt_with_once(dispatching, state):
    inbox, work, _, _ = dispatching
    await inbox.put(said(1))
    await inbox.put(said(1))
    work.let(1)
    await settle()
    await inbox.put(said(1))
    await settle()
    assert work.done == [1]
    assert state.unfinished() == []


async def test_an_update_is_written_down_before_it_counts_as_received(state):
    inbox = Inbox(state)
    await inbox.put(said(1))
    assert len(state.unfinished()) == 1
    state.close()
    with pytest.raises(ServiceError, match="cannot be used"):
        await inbox.put(said(2))
    assert inbox.qsize() == 1


async def test_what_was_not_finished_is_taken_up_in_its_order(state):
    first = Inbox(state)
    for number in (2, 1, 3):
        await first.put(said(number))
    state.finish(3)
    again = Inbox(state)
    assert again.take_up(None) == 2
    taken = [again.get_nowait() for _ in range(2)]
    assert [update.message.text for update in taken] == ["text 1", "text 2"]


async def test_to_stop_is_to_finish_what_has_begun_and_to_leave_the_rest(dispatching, state):
    inbox, work, dispatcher, _ = dispatching
    for update in (said(1), said(2)):
        await inbox.put(update)
    await settle()
    stopping = asyncio.create_task(dispatcher.stop(60))
    await settle()
    work.let(1)
    assert await stopping
    assert work.begun == work.done == [1]
    assert len(state.unfinished()) == 1


async def test_what_takes_too_long_is_left_too(dispatching, state):
    inbox, work, dispatcher, _ = dispatching
    await inbox.put(said(1))
    await settle()
    assert not await dispatcher.stop(0.01)
    assert work.done == []
    assert len(state.unfinished()) == 1


async def test_an_update_that_ends_the_process_each_time_is_given_up(dispatching, state):
    inbox, work, _, _ = dispatching
    state.receive(1, said(1).to_json())
    for _ in range(5):
        state.begin(1)
    inbox.take_up(None)
    await settle()
    assert work.begun == []
    assert state.unfinished() == []


async def test_of_a_question_that_is_being_typed_only_the_last_counts(dispatching, state):
    inbox, work, _, _ = dispatching
    for number, query in ((1, "wh"), (2, "who"), (3, "who is")):
        await inbox.put(typed(number, query))
    work.let(1)
    work.let(3)
    await settle()
    assert 2 not in work.begun
    assert work.done[-1] == 3
    assert state.unfinished() == []


async def test_an_error_that_no_handler_is_to_blame_for_is_told(dispatching, state):
    inbox, work, _, failures = dispatching
    await inbox.put(said(1))
    await settle()
    state.close()
    work.let(1)
    await settle()
    assert [type(failure) for failure in failures] == [ServiceError]
