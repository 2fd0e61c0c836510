import sqlite3
import stat
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from qa_bot.errors import ServiceError
from qa_bot.telegram.layout import Page
from qa_bot.telegram.state import Exchange, State
from qa_bot.types import Citation

CITATION = Citation("memo", "Memo", "", 0, 20, "Anna leads the team.", 0, 4, 1)
EXCHANGE = Exchange(1, "en", "Who?", "answered", (Page("answer", "Anna", CITATION),))


@pytest.fixture
def state(tmp_path):
    state = State(tmp_path / "state.sqlite3")
    yield state
    state.close()


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is told to go on."""

    class Clock:
        now = 1_000_000_000.0

        def time(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(time, "time", clock.time)
    return clock


def stored(tmp_path):
    return b"".join(path.read_bytes() for path in tmp_path.glob("state.sqlite3*"))


def test_an_update_is_received_once(state):
    assert state.receive(7, "first")
    assert not state.receive(7, "again")
    assert state.unfinished() == ["first"]


def test_a_finished_update_does_not_come_again_and_is_not_unfinished(state):
    state.receive(7, "words")
    state.receive(8, "others")
    assert state.begin(7) == 1
    state.finish(7)
    assert state.begin(7) == 0
    assert not state.receive(7, "words")
    assert state.unfinished() == ["others"]


def test_tries_at_an_update_are_counted_over_restarts(state, tmp_path):
    state.receive(7, "words")
    assert [state.begin(7), state.begin(7)] == [1, 2]
    state.close()
    again = State(tmp_path / "state.sqlite3")
    assert again.begin(7) == 3
    again.close()


def test_what_was_sent_is_known_until_the_update_is_finished(state):
    state.receive(7, "words")
    assert state.sent(7, 0) is None
    state.record_sent(7, 0, 42)
    assert (state.sent(7, 0), state.sent(7, 1), state.sent(8, 0)) == (42, None, None)
    state.finish(7)
    assert state.sent(7, 0) is None


def test_choices_belong_to_their_chat(state):
    state.choose_language(1, "ar")
    state.choose_article(1, "memo")
    assert (state.language(1), state.article(1)) == ("ar", "memo")
    assert (state.language(2), state.article(2)) == (None, None)
    state.choose_article(1, None)
    assert (state.language(1), state.article(1)) == ("ar", None)


def test_an_exchange_is_kept_whole_and_opens_in_its_own_chat_alone(state):
    number = state.record_exchange(7, EXCHANGE)
    assert state.exchange(number, 1) == EXCHANGE
    assert state.exchange(number, 2) is None
    assert state.exchange(number + 1, 1) is None


def test_a_conversation_goes_back_as_far_as_it_goes_and_no_further_than_asked(state):
    numbers: list[int] = []
    for update in range(1, 5):
        follows = numbers[-1] if numbers else None
        asked = replace(EXCHANGE, question=f"Q{update}?", asker=1, follows=follows)
        numbers.append(state.record_exchange(update, asked))
    begun_anew = state.record_exchange(9, replace(EXCHANGE, question="New?", asker=1))

    def questions(number, chat=1, most=6):
        return [each.question for each in state.conversation(number, chat, most=most)]

    assert questions(numbers[-1]) == ["Q1?", "Q2?", "Q3?", "Q4?"]
    assert questions(numbers[1]) == ["Q1?", "Q2?"]
    assert questions(numbers[-1], most=2) == ["Q3?", "Q4?"]
    assert questions(begun_anew) == ["New?"]
    assert questions(None) == questions(numbers[-1], chat=2) == questions(numbers[-1], most=0) == []


def test_the_last_question_is_ones_own_in_this_part_of_this_chat(state):
    mine = state.record_exchange(1, replace(EXCHANGE, asker=7, topic=3))
    others = [{"asker": 8, "topic": 3}, {"asker": 7}, {"asker": 7, "topic": 3, "chat_id": 2}]
    for update, other in enumerate(others, start=2):
        state.record_exchange(update, replace(EXCHANGE, **other))
    assert state.latest(1, asker=7, topic=3, before=9) == mine
    assert state.latest(1, asker=9, topic=3, before=9) is None


def test_an_update_that_is_dealt_with_again_does_not_follow_itself(state):
    first = state.record_exchange(1, replace(EXCHANGE, asker=7))
    state.record_exchange(2, replace(EXCHANGE, asker=7, follows=first))
    assert state.latest(1, asker=7, topic=None, before=2) == first


def test_after_an_hour_of_silence_a_conversation_begins_anew(state, clock):
    number = state.record_exchange(1, replace(EXCHANGE, asker=7))
    clock.now += 3_599
    assert state.latest(1, asker=7, topic=None, before=2) == number
    clock.now += 2
    assert state.latest(1, asker=7, topic=None, before=2) is None


def test_the_question_of_an_answer_is_known_by_its_message_in_its_chat_alone(state):
    number = state.record_exchange(1, EXCHANGE)
    state.record_answer(number, 42)
    assert state.answered_by(42, 1) == number
    assert state.answered_by(42, 2) is None
    assert state.answered_by(43, 1) is None


def test_who_asked_in_a_group_is_forgotten_with_their_own_chat(state):
    number = state.record_exchange(1, replace(EXCHANGE, chat_id=-5, asker=7))
    state.forget_chat(7)
    assert state.latest(-5, asker=7, topic=None, before=2) is None
    assert state.exchange(number, -5).question == "Who?"


def test_a_state_from_before_there_were_conversations_is_taken_over(state, tmp_path):
    number = state.record_exchange(1, EXCHANGE)
    state.close()
    with closing(sqlite3.connect(tmp_path / "state.sqlite3")) as db:
        for column in ("asker", "topic", "follows", "message_id"):
            db.execute(f"ALTER TABLE exchanges DROP COLUMN {column}")
        db.execute("PRAGMA user_version = 1")
        db.commit()
    again = State(tmp_path / "state.sqlite3")
    assert again.exchange(number, 1) == EXCHANGE
    assert again.latest(1, asker=1, topic=None, before=2) is None
    later = replace(EXCHANGE, asker=1, follows=number)
    assert again.exchange(again.record_exchange(2, later), 1) == later
    again.close()


def test_the_same_question_recorded_again_keeps_its_number(state):
    number = state.record_exchange(7, EXCHANGE)
    assert state.record_exchange(7, replace(EXCHANGE, status="declined", pages=())) == number
    assert state.exchange(number, 1).status == "declined"
    assert state.record_exchange(8, EXCHANGE) != number


def test_the_last_vote_of_each_counts(state):
    number = state.record_exchange(7, EXCHANGE)
    state.record_exchange(8, replace(EXCHANGE, status="declined"))
    for user, vote in ((1, 1), (1, -1), (2, 1), (3, 1)):
        state.vote(number, user, vote)
    assert state.figures() == {"chats": 1, "answered": 1, "declined": 1, "up": 2, "down": 1}


def test_a_user_who_asks_too_much_waits_until_the_minute_is_over(state, clock):
    assert [state.seconds_to_wait(n, 1, most=2) for n in (1, 2)] == [0, 0]
    clock.now += 20
    assert state.seconds_to_wait(3, 1, most=2) == 40
    assert state.seconds_to_wait(4, 2, most=2) == 0
    clock.now += 41
    assert state.seconds_to_wait(5, 1, most=2) == 0


def test_the_same_update_counts_once(state):
    assert [state.seconds_to_wait(1, 1, most=1) for _ in range(3)] == [0, 0, 0]
    assert state.seconds_to_wait(2, 1, most=1) > 0


def test_a_posted_article_is_known_in_its_chat_until_it_is_removed(state):
    state.record_posted("memo", 1, 42)
    state.choose_article(1, "memo")
    assert (state.posted("memo", 1), state.posted("memo", 2)) == (42, None)
    state.forget_article("memo")
    assert (state.posted("memo", 1), state.article(1)) == (None, None)


def test_a_chat_is_forgotten_without_a_trace_and_no_other_is(state, tmp_path):
    for chat in (1, 2):
        number = state.record_exchange(chat, replace(EXCHANGE, chat_id=chat, question=f"Q{chat}?"))
        state.vote(number, chat, 1)
        state.choose_language(chat, "ar")
        state.record_posted(f"memo{chat}", chat, 42)
        state.seconds_to_wait(chat, chat, most=1)
    state.forget_chat(1)
    assert state.language(1) is None
    assert state.posted("memo1", 1) is None
    assert state.figures() == {"chats": 1, "answered": 1, "declined": 0, "up": 1, "down": 0}
    assert state.seconds_to_wait(3, 1, most=1) == 0
    assert state.seconds_to_wait(4, 2, most=1) > 0
    assert b"Q1?" not in stored(tmp_path)
    assert b"Q2?" in stored(tmp_path)


def test_what_is_old_is_forgotten(state, clock, tmp_path):
    state.receive(1, "waits still")
    state.receive(2, "done")
    state.finish(2)
    number = state.record_exchange(2, EXCHANGE)
    state.vote(number, 1, 1)
    clock.now += 89 * 86_400
    state.prune(keep_days=90)
    assert state.exchange(number, 1) == EXCHANGE
    assert state.receive(2, "an id may come anew after a week")
    clock.now += 2 * 86_400
    state.prune(keep_days=90)
    assert state.exchange(number, 1) is None
    assert state.figures()["up"] == 0
    assert state.unfinished()[0] == "waits still"
    assert b"Who?" not in stored(tmp_path)


def test_a_finished_update_leaves_no_words_behind(state, tmp_path):
    state.receive(1, "a secret question" * 500)
    state.finish(1)
    state.prune(keep_days=90)
    assert b"secret question" not in stored(tmp_path)


def test_a_second_owner_is_refused(state, tmp_path):
    with pytest.raises(
        ServiceError, match=r"another `qa-bot telegram` uses .*QA_BOT_TELEGRAM_STATE"
    ):
        State(tmp_path / "state.sqlite3")
    assert state.receive(1, "the first is not disturbed")


def test_a_file_that_is_no_state_is_named(tmp_path):
    path = tmp_path / "state.sqlite3"
    path.write_bytes(b"something else altogether" * 100)
    with pytest.raises(ServiceError, match=r"state\.sqlite3 cannot be used .*not a database"):
        State(path)


def test_a_folder_that_cannot_be_made_is_named():
    with pytest.raises(ServiceError, match="/proc/qa_bot"):
        State(Path("/proc/qa_bot/state.sqlite3"))


def test_only_its_owner_may_read_the_state(state, tmp_path):
    state.receive(1, "words")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("state.sqlite3*")}
    assert modes == {0o600}


def test_a_part_is_finished_with_what_it_is_a_part_of(state):
    for number in (1, 2, 3):
        state.receive(number, f"words {number}")
    assert state.following(1) == ["words 2", "words 3"]
    state.absorb(2, into=1)
    assert (state.begin(2), state.begin(3)) == (0, 1)
    assert state.unfinished() == ["words 1", "words 2", "words 3"]
    state.finish(1)
    assert state.unfinished() == ["words 3"]


def test_a_chat_that_gets_another_id_keeps_what_is_its_own(state):
    number = state.record_exchange(7, EXCHANGE)
    state.record_answer(number, 42)
    state.choose_language(1, "ar")
    assert (state.home(1), state.home(2)) == (1, 2)
    state.move_chat(1, 2)
    assert (state.home(2), state.language(2)) == (1, "ar")
    assert (state.home(1), state.language(1)) == (1, None)
    assert state.exchange(number, 2).question == "Who?"
    assert state.exchange(number, 1) is None
    assert state.answered_by(42, 2) is None
    state.move_chat(2, 3)
    assert state.home(3) == 1


def test_a_state_belongs_to_one_bot(state):
    state.claim(7)
    state.claim(7)
    with pytest.raises(ServiceError, match="belongs to the bot 7, and the token is of the bot 8"):
        state.claim(8)


def test_an_update_id_that_comes_anew_opens_no_other_chats_exchange(state):
    number = state.record_exchange(7, EXCHANGE)
    other = replace(EXCHANGE, chat_id=2, question="Another?", pages=())
    assert state.record_exchange(7, other) != number
    assert state.exchange(number, 1) == EXCHANGE
