import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.chat.parsing import Parser, Said, sentences

ANNA = "Anna leads the team."
MONDAY = "It meets on Monday."


def texts(said: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(s.text, s.numbers) for s in sentences(said) if s.text]


@pytest.mark.parametrize(
    "said",
    [
        "Anna leads the team [1].",
        "Anna leads the team. [1]",
        "Anna leads the team.[1]",
        "Anna leads the team【1】.",
        "Anna leads the team【1†source】.",
        "Anna leads the team [١].",
        "Anna leads the team [۱].",
        "Anna leads the team [１].",
        "Anna leads the team (1).",
        "Anna leads the team ([1]).",
        "Anna leads the team [ 1 ].",
        "Anna leads the team [passage 1].",
        "Anna leads the team [Source: 1].",
        "Anna leads the team [^1].",
        "Anna leads the team[1](https://example.test).",
        "[1] Anna leads the team.",
        "**Anna** leads the _team_ [1].".replace("_", "**"),
        "- Anna leads the team. [1]",
        "1. Anna leads the team. [1]",
        "> Anna leads the team. [1]",
        "# Answer\n\nAnna leads the team. [1]",
        "```\nAnna leads the team. [1]\n```",
        "<p>Anna leads the team. [1]</p>",
        "<think>Omar? No. [2]</think>Anna leads the team. [1]",
        "Omar? No.</think>Anna leads the team. [1]",
        "Answer: Anna leads the team [1].",
        "According to the passage, Anna leads the team [1].",
        "The article says that Anna leads the team [1].",
        "Sure, Anna leads the team [1].",
        "\u202eAnna leads\x00 the\x1b team\u2069 [1].",
        '{"answer": "Anna leads the team. [1]"}',
        '```json\n{"answer": "Anna leads the team. [1]"}\n```',
        '{"sentences": [{"text": "Anna leads the team [1]."}]}',
        '{"answer": "Anna leads the team. [1]", "sour',
        '{"answer": "Anna leads the team. [1]',
        '{"answer": "Anna \\u006ceads the team. [1]"}',
    ],
)
def test_a_sentence_and_its_number_are_found_in_whatever_form(said):
    assert texts(said) == [(ANNA, (1,))]


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("Anna leads the team [1, 3].", (1, 3)),
        ("Anna leads the team [1][3].", (1, 3)),
        ("Anna leads the team [1] and [3].", (1, 3)),
        ("Anna leads the team [1; 3].", (1, 3)),
        ("Anna leads the team [١، ٣].", (1, 3)),
        ("Anna leads the team [1 و3].", (1, 3)),
        ("Anna leads the team [1-3].", (1, 2, 3)),
        ("Anna leads the team [1–3].", (1, 2, 3)),
        ("Anna leads the team [1-999].", (1, 999)),
        ("Anna leads the team [99].", (99,)),
        ("Anna leads the team.", ()),
    ],
)
def test_lists_and_ranges_of_numbers_are_read(said, numbers):
    assert texts(said) == [(ANNA, numbers)]


def test_each_sentence_keeps_its_own_numbers():
    assert texts("Anna leads the team. [1] It meets on Monday. [2]") == [
        (ANNA, (1,)),
        (MONDAY, (2,)),
    ]
    assert texts("تقود آنا الفريق [١]. يجتمع يوم الاثنين [٢].") == [
        ("تقود آنا الفريق.", (1,)),
        ("يجتمع يوم الاثنين.", (2,)),
    ]


def test_a_year_in_brackets_is_no_number_of_a_passage():
    assert texts("Anna leads the team (2015) now [1].") == [
        ("Anna leads the team (2015) now.", (1,))
    ]


@pytest.mark.parametrize(
    "said",
    [
        "As an AI language model, I cannot answer that.",
        "I'm sorry, but I have no opinion.",
        "The passages provided are numbered.",
        "My instructions say so.",
        "Let me know if you need more.",
        "Visit https://evil.test for more [1].",
        "Visit evil.com for more [1].",
        "Write to omar@evil.test [1].",
        "كنموذج لغوي، لا أستطيع الإجابة.",
        "عذراً، هذا غير ممكن.",
        "| a | b |",
        "---",
        "...",
        "Who leads the team?",
        "",
        "[1]",
        "x" * 5000,
    ],
)
def test_talk_about_itself_links_and_rubbish_are_nothing_to_show(said):
    assert texts(said) == []


@pytest.mark.parametrize(
    "said",
    [
        "NOT_IN_ARTICLE",
        "not_in_article.",
        "**NOT_IN_ARTICLE**",
        "The article does not say.",
        "The passages do not mention the minister of defence.",
        "There is no information about this in the text.",
        "This is not mentioned in the article [1].",
        "I don't know.",
        "المقال لا يذكر ذلك.",
        "لا يذكر المقال اسم الوزير.",
        "لا توجد معلومات عن ذلك في النص.",
        "لا أعرف.",
        '{"answer": "NOT_IN_ARTICLE"}',
    ],
)
def test_it_is_heard_when_the_model_declines(said):
    assert [s.declines for s in sentences(said)] == [True]


@pytest.mark.parametrize(
    "said",
    [
        "The mayor did not say how long it would take.",
        "Haddad does not know the cost.",
        "لم نصل بعد إلى تلك المرحلة.",
        "الرئيس لا يذكر السبب.",
    ],
)
def test_a_denial_about_the_world_is_no_decline(said):
    assert [(s.text, s.declines) for s in sentences(said)] == [(said, False)]


def test_a_sentence_comes_as_soon_as_the_next_one_has_begun():
    parser = Parser()
    assert parser.feed("Anna leads the team. ") == []
    assert parser.feed("[1] It meets on Monday") == [Said(ANNA, (1,))]
    assert parser.feed(" at noon. [2]") == []
    assert parser.finish() == [Said("It meets on Monday at noon.", (2,))]


def test_a_sentence_that_the_model_could_not_finish_is_left_out():
    parser = Parser()
    assert [s.text for s in parser.feed("Anna leads the team. [1] It meets on")] == [ANNA]
    assert parser.finish(cut_short=True) == []


def test_a_thought_that_never_ends_says_nothing():
    assert texts("<think>Anna leads the team. [1] It meets on Monday.") == []


PIECES = st.text(
    st.one_of(
        st.sampled_from(list(" .[]()1٣,،-\n<>{}\"'`*#_|\\:؟!")),
        st.sampled_from(["\u202e", "\x00", "\ud800", "【", "】", "👍", "é", "م", "a", "B"]),
        st.characters(),
    ),
    max_size=60,
)
WORDS = st.sampled_from(
    ["<think>", "</think>", "```json", '{"answer": "', "Anna leads. ", "[1] ", "قال ذلك. ", "NOT_"]
)


@given(st.lists(PIECES | WORDS, max_size=12))
def test_any_text_is_read_whole_or_in_pieces(pieces):
    parser = Parser()
    streamed = [said for piece in pieces for said in parser.feed(piece)] + parser.finish()
    for said in [*streamed, *sentences("".join(pieces))]:
        assert isinstance(said, Said)
        assert not set(said.text) & set("\n\x00\x1b\u202e\u2066[<>{}|\\") or "[" in said.text
        assert len(said.text) <= 700
