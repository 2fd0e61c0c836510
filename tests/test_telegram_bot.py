"""What people see: the bot as a process of its own, against a strict Bot API."""

import shutil
from itertools import count

import pytest
from telegram_api import TelegramAPI
from telegram_bot import PATIENCE, RunningBot, ask, next_reply, press, reply_to, wait_until

from qa_bot.messages import message

ADMIN = 900
GERASIMOV = "فاليري غيراسيموف"
QUESTION = "who did the French chief of staff call?"
QUESTION_IN_ARABIC = "من الذي تحدث إليه رئيس الأركان الفرنسي عبر الهاتف؟"
FOLLOW_UP = "And when was that?"
ELSEWHERE = "Who painted the Mona Lisa?"
MEMO = (
    "The committee of the harbour met on Monday in the old house by the river. It talked about "
    "the bridge, the ferry and the new market for most of the day, and about little else. The "
    "budget of the harbour is {budget} dollars a year, said Omar Haddad, who leads the committee. "
    "Nobody spoke against it. The next meeting is in March."
)
BUDGET = "How large is the budget of the harbour?"


@pytest.fixture(scope="module")
def api():
    with TelegramAPI() as api:
        yield api


@pytest.fixture(scope="module")
def bot(api, shipped_index, tmp_path_factory):
    folder = shutil.copytree(shipped_index, tmp_path_factory.mktemp("bot"), dirs_exist_ok=True)
    settings = {"admins": ADMIN, "questions_per_minute": 8, "articles": 3}
    with RunningBot(api, folder, **settings) as bot:
        yield bot
        assert bot.stop() == 0
    refused = [(r.method, r.description) for r in api.requests if r.status == 400]
    assert [r for r in refused if r[0] != "setMyCommands" and "QUOTE" not in r[1]] == []


@pytest.fixture
def somebody(api, bot):
    """Makes people who have never written to the bot."""
    del bot
    return lambda language="en": api.user(next(IDS), "Ann", language_code=language)


IDS = count(1)


def without_marks(text):
    return text.replace("\u2068", "").replace("\u2069", "")


def said(name, language="en", **values):
    return without_marks(message(name, language=language).format(**values))


def add(person, text, chat=None):
    came = person.say(text, chat=chat)
    reply = reply_to(came, chat or person.chat)
    assert "is ready" in reply.text
    return came, reply


def test_a_question_is_answered_with_its_quote_and_its_place(somebody):
    ann = somebody()
    answer = ask(ann, QUESTION)
    assert GERASIMOV in answer.text
    assert without_marks(answer.text).endswith("· paragraph 8")
    kinds = {entity.type for entity in answer.entities}
    assert kinds == {"bold", "expandable_blockquote"}
    assert "typing" in ann.chat.actions
    assert [b.label for b in answer.buttons] == ["🔍 In context", "👍", "👎"]


@pytest.mark.parametrize("language", ["ar", "ar-EG", "fr"])
def test_the_bot_speaks_arabic_to_those_whose_telegram_or_question_is(somebody, language):
    assert "الفقرة 8" in ask(somebody(language), QUESTION_IN_ARABIC).text


def test_the_language_can_be_chosen(somebody):
    ann = somebody("en")
    choice = ask(ann, "/language")
    shown, _ = press(ann, choice, "العربية")
    assert shown.text == said("language_set", "ar")
    assert "الفقرة 8" in ask(ann, QUESTION).text


def test_a_question_about_something_else_is_declined_with_the_nearest_passage(somebody):
    answer = ask(somebody(), ELSEWHERE)
    assert answer.text.startswith(said("not_in_article"))
    assert said("nearest") in answer.text
    assert "bold" not in {entity.type for entity in answer.entities}


def test_a_follow_up_is_understood_and_a_stranger_is_not_told_of_what(somebody):
    ann, eve = somebody(), somebody()
    ask(ann, QUESTION)
    assert GERASIMOV in ask(ann, FOLLOW_UP).text
    assert GERASIMOV in ask(ann, "ولماذا؟").text
    assert GERASIMOV not in ask(eve, FOLLOW_UP).text
    offered = ann.inline(FOLLOW_UP).wait_for_answer(PATIENCE)
    assert not any(GERASIMOV in result.text for result in offered.results)


def test_a_reply_to_an_answer_of_before_goes_on_from_it(somebody):
    ann = somebody()
    answer = ask(ann, QUESTION)
    ask(ann, "Which crisis is the first test of the rapprochement?")
    assert GERASIMOV not in ask(ann, FOLLOW_UP).text
    replied = ann.say(FOLLOW_UP, reply_to=answer)
    assert GERASIMOV in reply_to(replied, ann.chat).text
    assert GERASIMOV in ask(ann, FOLLOW_UP).text


def test_what_was_said_is_forgotten_with_the_chat(somebody):
    ann = somebody()
    ask(ann, QUESTION)
    press(ann, ask(ann, "/forget"), said("yes"))
    assert GERASIMOV not in ask(ann, FOLLOW_UP).text


def test_in_a_group_each_goes_on_from_their_own_question_or_the_answer_they_reply_to(somebody, api):
    ann, omar = somebody(), somebody()
    group, other = api.group("Harbour", ann, omar), api.group("Market", ann, omar)
    answer = ask(ann, f"/ask {QUESTION}", group)
    assert GERASIMOV not in ask(omar, f"/ask {FOLLOW_UP}", group).text
    assert GERASIMOV not in ask(ann, f"/ask {FOLLOW_UP}", other).text
    assert GERASIMOV not in ask(ann, FOLLOW_UP).text
    assert GERASIMOV in ask(ann, f"/ask {FOLLOW_UP}", group).text
    replied = omar.say(FOLLOW_UP, chat=group, reply_to=answer)
    assert GERASIMOV in reply_to(replied, group).text


def test_the_context_of_a_quote_can_be_opened_and_closed(somebody):
    ann = somebody()
    answer = ask(ann, QUESTION)
    wide, note = press(ann, answer, "🔍 In context")
    assert note == ""
    assert answer.text.split("\n")[0] in wide.text
    assert "جمهورية إفريقيا الوسطى" in wide.text
    narrow, _ = press(ann, wide, "↩️ Back")
    assert (narrow.text, narrow.entities, narrow.buttons) == (
        answer.text,
        answer.entities,
        answer.buttons,
    )


def test_votes_are_kept_and_admins_see_how_many(somebody, api):
    ann = somebody()
    answer = ask(ann, QUESTION)
    for button in ("👎", "👍", "👍"):
        assert press(ann, answer, button)[1] == said("thanks")
    admin = api.user(ADMIN, "Root", language_code="en")
    assert "👍 1 · 👎 0" in ask(admin, "/stats").text
    assert ask(ann, "/stats").text == said("unknown_command")


def test_an_article_of_ones_own_is_added_and_quoted_in_its_message(somebody):
    ann = somebody()
    posted, reply = add(ann, MEMO.format(budget="20,000"))
    assert reply.buttons[0].label == said("ask_only")
    asked = ann.say(BUDGET)
    answer = next_reply(asked, ann.chat)
    assert answer.reply_to == posted.id
    assert "20,000" in answer.quote
    assert "20,000" in answer.text


def test_an_article_that_was_edited_since_is_quoted_all_the_same(somebody):
    ann = somebody()
    posted, _ = add(ann, MEMO.format(budget="30,000"))
    ann.edit(posted, "Nothing of this is left.")
    answer = ask(ann, BUDGET)
    assert "30,000" in answer.text
    assert answer.quote is None


def test_a_chat_never_sees_the_articles_of_another(somebody):
    people = {somebody(): budget for budget in ("11,000", "22,000", "33,000")}
    for person, budget in people.items():
        add(person, MEMO.format(budget=budget))
    others = somebody()
    for person, budget in people.items():
        asked = person.say(BUDGET)
        answer = next_reply(asked, person.chat)
        offered = person.inline(BUDGET).wait_for_answer(PATIENCE)
        wide, _ = press(person, answer, said("in_context"))
        seen = " ".join([answer.text, wide.text, *(r.text for r in offered.results)])
        assert budget in seen
        assert not any(b in seen for b in people.values() if b != budget)
        assert offered.is_personal
    assert not any(b in ask(others, BUDGET).text for b in people.values())
    assert "committee" not in ask(others, "/articles").text


def test_a_file_of_text_is_added_whatever_its_encoding(somebody):
    ann = somebody()
    text = MEMO.format(budget="55,000") + "\nحضر الوزير الاجتماع."
    came = ann.send_file("memo.txt", text.encode("cp1256"))
    assert "is ready" in reply_to(came, ann.chat).text
    assert "55,000" in ask(ann, BUDGET).text


@pytest.mark.parametrize(
    ("name", "data", "mime", "says"),
    [
        ("memo.pdf", b"%PDF-1.7", "application/pdf", "unsupported"),
        ("memo.txt", bytes(range(256)), "text/plain", "unreadable"),
        ("memo.txt", b"  \n ", "text/plain", "unreadable"),
    ],
)
def test_a_file_that_cannot_be_read_is_declined_kindly(somebody, name, data, mime, says):
    ann = somebody()
    assert reply_to(ann.send_file(name, data, mime=mime), ann.chat).text == said(says)


def test_what_holds_no_text_is_declined_kindly(somebody):
    ann = somebody()
    for text in ("/add \u200f\u200f", "/add"):
        assert ask(ann, text).text in {said("unreadable"), said("add_how")}


def test_a_link_is_not_opened_yet(somebody):
    assert ask(somebody(), "https://example.org/news/1").text == said("link")


def test_a_file_that_is_too_long_is_not_even_fetched(somebody, api):
    ann = somebody()
    before = len(api.requests_of("getFile"))
    came = ann.send_file("memo.txt", b"", size=19_000_000)
    assert reply_to(came, ann.chat).text == said("article_too_long", most="200,000")
    assert len(api.requests_of("getFile")) == before


def test_a_chat_has_room_for_so_many_articles_and_removing_makes_room(somebody):
    ann = somebody()
    for budget in ("1", "2", "3"):
        _, reply = add(ann, MEMO.format(budget=budget))
    full = said("too_many_articles", most=3)
    assert ask(ann, MEMO.format(budget="4")).text == full
    sure, _ = press(ann, reply, said("remove_it"))
    gone, _ = press(ann, sure, said("yes"))
    assert "is removed" in gone.text
    add(ann, MEMO.format(budget="4"))


def test_a_text_that_is_known_is_not_added_twice(somebody):
    ann = somebody()
    add(ann, MEMO.format(budget="66,000"))
    assert "already" in ask(ann, MEMO.format(budget="66,000")).text
    assert ask(ann, "/remove").text == said("remove_which")


def test_a_forwarded_text_is_an_article_however_short(somebody):
    ann, omar = somebody(), somebody()
    told = omar.say("The ferry leaves at nine.")
    came = ann.forward(told)
    assert "is ready" in reply_to(came, ann.chat).text


def test_a_text_that_fills_several_messages_is_one_article(somebody):
    ann = somebody()
    filler = "It talked about the bridge, the ferry and the market, and about little else. " * 120
    first, *more = ann.say_long(f"The harbour. {filler}{MEMO.format(budget='96,000')}")
    assert len(more) == 2
    assert "The harbour." in reply_to(first, ann.chat).text
    asked = ann.say(BUDGET)
    assert "96,000" in next_reply(asked, ann.chat).text
    assert not any(m.reply_to == part.id for m in ann.chat.replies for part in more)
    removable = ask(ann, "/remove")
    assert len(removable.buttons) == 1


def test_two_long_texts_are_two_articles(somebody):
    ann = somebody()
    filler = "It talked about the bridge, the ferry and the market, and about little else. " * 20
    posted = [ann.say(f"{name} {filler}") for name in ("The harbour.", "The market.")]
    assert all("is ready" in reply_to(came, ann.chat).text for came in posted)
    assert len(ask(ann, "/remove").buttons) == 2


def test_one_article_alone_can_be_asked(somebody):
    ann = somebody()
    _, reply = add(ann, MEMO.format(budget="77,000"))
    shown, _ = press(ann, reply, said("ask_only"))
    assert "alone" in shown.text
    declined = ask(ann, QUESTION)
    assert GERASIMOV not in declined.text
    assert "/only" in declined.text
    every, _ = press(ann, ask(ann, "/only"), said("all_articles"))
    assert every.text == said("only_all")
    assert GERASIMOV in ask(ann, QUESTION_IN_ARABIC).text


def test_a_link_leads_to_an_article_that_the_chat_may_ask(somebody):
    ann, eve = somebody(), somebody()
    _, reply = add(ann, MEMO.format(budget="88,000"))
    key = reply.buttons[0].data.split(":")[1]
    listed = ask(ann, "/articles")
    [link] = [entity.url for entity in listed.entities if entity.type == "text_link"]
    assert "alone" in reply_to(ann.start(link.partition("start=")[2]), ann.chat).text
    assert "alone" in reply_to(ann.start("french-chief-of-staff"), ann.chat).text
    assert "alone" in reply_to(ann.start(key), ann.chat).text
    assert "alone" not in reply_to(eve.start(key), eve.chat).text


def test_in_a_group_only_what_is_meant_for_the_bot_is_answered(somebody, api):
    ann, omar = somebody(), somebody()
    group = api.group("Harbour", ann, omar)
    ann.say("Who leads the coalition?", chat=group)
    ann.say("@somebody_else who leads the coalition?", chat=group)
    group.stays_quiet()
    name = api.bot.username
    answer = ask(ann, f"@{name} {QUESTION}", group)
    assert GERASIMOV in answer.text
    assert GERASIMOV in ask(ann, f"/ask {QUESTION}", group).text
    assert GERASIMOV in ask(ann, f"/ask@{name} {QUESTION}", group).text
    replied = omar.say(QUESTION, chat=group, reply_to=answer)
    assert GERASIMOV in reply_to(replied, group).text
    assert ask(ann, f"@{name}", group).text == said("ask_how")


def test_a_group_has_articles_of_its_own(somebody, api):
    ann, omar = somebody(), somebody()
    group, other = api.group("Harbour", ann, omar), api.group("Market", ann, omar)
    told = omar.say(MEMO.format(budget="99,000"), chat=group)
    added = ann.say("/add", chat=group, reply_to=told)
    assert "is ready" in reply_to(added, group).text
    asked = ann.say(f"/ask {BUDGET}", chat=group)
    answer = next_reply(asked, group)
    assert "99,000" in answer.quote
    assert "99,000" not in ask(ann, f"/ask {BUDGET}", other).text
    assert "99,000" not in ask(ann, BUDGET).text


def test_only_administrators_of_a_group_may_wipe_it(somebody, api):
    ann, omar = somebody(), somebody()
    group = api.group("Harbour", ann, omar)
    ann.say("/add@" + api.bot.username + " " + MEMO.format(budget="98,000"), chat=group)
    group.wait_for(lambda m: "is ready" in m.text, PATIENCE)
    assert ask(omar, "/forget", group).text == said("group_admins_only")
    sure = ask(ann, "/forget", group)
    press_ = omar.press(sure, said("yes"))
    assert press_.wait_for_answer(PATIENCE).text == said("group_admins_only")
    ann.press(sure, said("yes")).wait_for_answer(PATIENCE)
    assert group.current(sure).text == said("forgotten")
    assert "committee" not in ask(ann, "/articles", group).text


def test_forgetting_wipes_articles_answers_and_choices(somebody, bot):
    ann = somebody("en")
    press(ann, ask(ann, "/language"), "العربية")
    add_text = MEMO.format(budget="97,000")
    reply_to(ann.say(add_text), ann.chat)
    question = "And what budget has the committee of the harbour?"
    answer = next_reply(ann.say(question), ann.chat)
    sure = ask(ann, "/forget")
    kept, _ = press(ann, sure, said("no", "ar"))
    assert kept.text == said("kept", "ar")
    wiped, _ = press(ann, ask(ann, "/forget"), said("yes", "ar"))
    assert wiped.text == said("forgotten", "ar")
    stored = b"".join(path.read_bytes() for path in bot.state.parent.glob("state.sqlite3*"))
    assert b"97,000" not in stored
    assert question.encode() not in stored
    assert press(ann, answer, "👍")[1] == said("old_button")
    assert "97,000" not in ask(ann, BUDGET).text


def test_inline_answers_can_be_sent_anywhere(somebody, api):
    ann, omar = somebody(), somebody()
    group = api.group("Elsewhere", ann, omar, with_bot=False)
    query = ann.inline(QUESTION)
    [result] = query.wait_for_answer(PATIENCE).results
    assert GERASIMOV in result.text
    assert QUESTION in result.text
    sent = ann.choose(query, result.id, chat=group)
    assert GERASIMOV in sent.text
    own = ann.choose(query, result.id, chat=ann.chat)
    assert own.via_bot
    ann.chat.stays_quiet()


def test_an_inline_question_that_is_being_typed_gets_a_hint(somebody):
    answer = somebody().inline("wh").wait_for_answer(PATIENCE)
    assert answer.results == []
    assert answer.button["text"] == said("inline_hint")


def test_too_many_questions_are_turned_away_politely(somebody):
    ann = somebody()
    for _ in range(8):
        assert ask(ann, ELSEWHERE).text.startswith(said("not_in_article"))
    assert ask(ann, ELSEWHERE).text.startswith("One moment, please: ask again in ")
    assert GERASIMOV in ask(somebody(), QUESTION).text


def test_what_is_too_long_for_a_question_is_said_so(somebody):
    assert ask(somebody(), "/ask " + "why " * 300).text == said("question_too_long", most="1,000")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_people_are_told_what_the_bot_does_and_keeps(somebody, language):
    ann = somebody(language)
    opening = said("start", language).strip()[:40]
    assert reply_to(ann.start(), ann.chat).text.startswith(opening)
    assert "90" in ask(ann, "/privacy").text
    assert "/forget" in ask(ann, "/help").text
    assert ask(ann, "/ask").text == said("ask_how", language)
    assert ask(ann, "/nonsense").text == said("unknown_command", language)


def test_the_menu_of_commands_is_there_in_both_languages(somebody, api):
    somebody()
    # The bot starts to answer while the menus are still on their way; this is the last of them.
    wait_until(lambda: api.commands({"type": "all_group_chats"}, ""))
    for kind in ("all_private_chats", "all_group_chats"):
        for language in ("", "en", "ar"):
            names = [name for name, _ in api.commands({"type": kind}, language)]
            assert {"ask", "articles", "forget"} <= {*names}
            assert "stats" not in names
    [(_, arabic), *_] = api.commands({"type": "all_private_chats"}, "ar")
    assert arabic == message("command_ask", language="ar")


def test_a_private_bot_serves_those_on_its_list_alone(shipped_index, tmp_path):
    folder = shutil.copytree(shipped_index, tmp_path, dirs_exist_ok=True)
    with TelegramAPI() as api:
        ann, eve = api.user(1, "Ann", language_code="en"), api.user(2, "Eve", language_code="en")
        group = api.group("Harbour", ann, eve)
        with RunningBot(api, folder, allowed="1"):
            assert GERASIMOV in ask(ann, QUESTION).text
            assert "Your id is 2:" in ask(eve, QUESTION).text
            assert eve.inline(QUESTION).wait_for_answer(PATIENCE).results == []
            eve.say(QUESTION, chat=group)
            group.stays_quiet()
            assert GERASIMOV in ask(ann, f"/ask {QUESTION}", group).text
