import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from qa_bot import Article, ArticleError, QABot, QuestionError, load_settings
from qa_bot.messages import LANGUAGES, NOT_IN_ARTICLE, language_of, message
from qa_bot.resources import resource

GERASIMOV = "فاليري غيراسيموف"
MEMO = Article(id="memo", title="Memo", text="Anna leads the team.\nIt meets on Monday.")
NOTE = Article(id="note", title="Note", text="Omar leads the other team.\nIt meets on Friday.")


@pytest.fixture(scope="module")
def bot(tmp_path_factory):
    with QABot.from_index(tmp_path_factory.mktemp("index")) as bot:
        yield bot


@pytest.mark.parametrize(
    "question",
    [
        "who did the French chief of staff call?",
        "من الذي تحدث إليه رئيس الأركان الفرنسي عبر الهاتف؟",
        "À qui le chef d'état-major français a-t-il parlé au téléphone ?",
    ],
)
def test_the_question_that_started_it_all_is_answered_with_its_evidence(bot, question):
    answer = bot.ask(question)
    assert answer.status == "answered"
    [citation] = answer.citations
    assert answer.text.endswith(GERASIMOV)
    assert len(answer.text) < len(citation.quote) / 4
    assert citation.paragraph == 8
    text = resource("index/articles/french-chief-of-staff.txt").read_text(encoding="utf-8")
    assert text[citation.start : citation.end] == citation.quote
    assert text[citation.answer_start : citation.answer_end] == answer.text
    assert bot.index.article(citation.article_id).text == text


@pytest.mark.parametrize(
    "question",
    ["How do I bake sourdough bread?", "كيف أخبز الخبز في البيت؟", "Who painted the Mona Lisa?"],
)
def test_a_question_about_something_else_is_declined_in_its_language(bot, question):
    answer = bot.ask(question)
    assert answer.status == "declined"
    assert answer.citations == answer.alternatives == ()
    assert answer.text == message(NOT_IN_ARTICLE, language=language_of(question))
    assert answer.passages


def test_an_answer_says_how_it_came_about(bot):
    answer = bot.ask("  Who leads the coalition?\n")
    assert answer.question == "Who leads the coalition?"
    assert 0 <= answer.confidence <= 1
    assert len(answer.passages) == bot.settings.passages
    chances = [passage.answering for passage in answer.passages]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > 0
    assert sum(chances) <= 1
    assert set(answer.timings) == {"retrieve", "read", "verify"}
    assert all(seconds >= 0 for seconds in answer.timings.values())


def test_answers_come_asynchronously_and_at_once(bot):
    async def ask_all() -> list[str]:
        questions = ["Who did the French chief of staff call?"] * 4
        return [a.text for a in await asyncio.gather(*map(bot.aask, questions))]

    [answer] = set(asyncio.run(ask_all()))
    assert answer.endswith(GERASIMOV)


@pytest.mark.parametrize("question", ["", "  \n\t"])
def test_a_blank_question_is_refused(bot, question):
    with pytest.raises(QuestionError, match="blank"):
        bot.ask(question)


def test_a_question_may_be_long_but_not_too_long(bot):
    with pytest.raises(QuestionError, match=r"1,001 characters where 1,000"):
        bot.ask("a" * 1001)
    assert bot.ask("a" * 1000).status in {"answered", "declined"}


@pytest.mark.parametrize(
    "question", ["؟", "😀", "\0", "a\0b", "\ud800", "\u202eabc", "<b>&", "%s {0}", "x " * 499]
)
def test_odd_questions_get_an_answer_or_a_decline(bot, question):
    assert bot.ask(question).status in {"answered", "declined"}


def test_a_bot_answers_from_the_articles_it_was_given_and_no_others(tmp_path):
    QABot.from_articles([NOTE], index_dir=tmp_path).close()
    with QABot.from_articles([MEMO], index_dir=tmp_path) as bot:
        assert list(bot.articles()) == ["memo"]
        assert bot.ask("Who leads the team?").text == "Anna"
    with QABot.from_index(tmp_path) as bot:
        assert set(bot.articles()) == {"memo", "note"}
        assert bot.ask("Who leads the other team?").text == "Omar"


def test_an_article_of_a_scope_answers_only_those_who_name_it(tmp_path):
    own = replace(NOTE, id="omar/note", scope="omar")
    with QABot.from_articles([MEMO, own], index_dir=tmp_path) as bot:
        question = "Who leads the other team?"
        assert bot.ask(question).text == "Anna"
        assert bot.ask(question, scopes=["", "omar"]).text == "Omar"
        assert bot.ask(question, scopes=["omar"], article_ids=["memo"]).passages == ()
        assert list(bot.articles()) == ["memo"]
        assert list(bot.articles(scopes=["", "omar"])) == ["memo", "omar/note"]
    with QABot.from_articles([MEMO], index_dir=tmp_path) as bot:
        assert bot.ask(question, scopes=["", "omar"]).text == "Anna"
        assert bot.ask(question, scopes=["", "omar"], article_ids=["omar/note"]).passages == ()


def test_a_question_can_be_held_to_some_articles():
    with QABot.from_articles([MEMO, NOTE]) as bot:
        asked = bot.ask("Who leads the team?", article_ids=["note"])
        assert asked.text == "Omar"
        assert asyncio.run(bot.aask("Who leads?", article_ids=["nowhere"])).status == "declined"


def test_articles_may_be_paths(tmp_path):
    path = tmp_path / "memo.txt"
    path.write_text(MEMO.text, encoding="utf-8")
    for given in (path, str(path)):
        with QABot.from_articles([given]) as bot:
            [citation] = bot.ask("Who leads the team?").citations
            assert (citation.quote, citation.source) == ("Anna leads the team.", str(path))


def test_no_articles_are_an_index_that_declines():
    with QABot.from_articles([]) as bot:
        assert bot.ask("Who leads the team?").status == "declined"


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ArticleError, match=r"missing\.txt"):
        QABot.from_articles([tmp_path / "missing.txt"])


def test_a_temporary_index_goes_with_its_bot():
    bot = QABot.from_articles([MEMO])
    folder = bot.index.folder
    assert folder.is_dir()
    bot.close()
    del bot
    assert not folder.exists()


def test_an_index_on_disk_is_kept(tmp_path):
    QABot.from_articles([MEMO], index_dir=tmp_path).close()
    with QABot.from_index(tmp_path) as bot:
        assert list(bot.index.articles()) == ["memo"]
    assert Path(tmp_path, "manifest.json").exists()


def test_the_threshold_decides_what_is_declined():
    for min_confidence, status in ((0.0, "answered"), (1.0, "declined")):
        settings = load_settings(min_confidence=min_confidence)
        with QABot.from_articles([MEMO], settings=settings) as bot:
            assert bot.ask("Who leads the team?").status == status


def test_no_passage_is_longer_than_the_model_reads():
    settings = load_settings(chunk_max_tokens=8192)
    paragraph = Article(id="long", title="", text="The river rose again. " * 400)
    with QABot.from_articles([paragraph], settings=settings) as bot:
        embedder = bot.index.embedder
        passages = bot.ask("What rose?").passages
        assert len(passages) > 1
        assert all(embedder.count_tokens(p.chunk.text) <= embedder.max_tokens for p in passages)


def test_every_message_exists_in_every_language():
    names = {language: set(_names(language)) for language in LANGUAGES}
    assert names["ar"] == names["en"] != set()
    assert NOT_IN_ARTICLE in names["en"]


def _names(language: str) -> list[str]:
    import tomllib

    return list(tomllib.loads(resource(f"prompts/messages.{language}.toml").read_text("utf-8")))
