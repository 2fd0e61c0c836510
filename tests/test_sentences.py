import textwrap
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.text import paragraph_spans, sentence_spans

PIECES = [*".!?؟…。\"'»«”“()[]", " ", "\n", "\r\n", "\r", "\u2028", "\xa0", "\0", "\u0301", "👍🏽"]
PIECES += ["د", "Dr", "No", "5", "word", "Word", "كَلِمَة", "\n\n", "[1]"]
texts = st.lists(st.sampled_from(PIECES) | st.characters(), max_size=60).map("".join)
PROSE = (
    "The chief of staff said on Monday that he had spoken to his counterpart by telephone. It was "
    "the first call in months, and he hoped for more. Asked whether the two armies would work "
    "together he said that it was too early to tell, but that the work had begun all the same."
)


def sentences(text):
    return [text[start:end] for start, end in sentence_spans(text)]


def paragraphs(text):
    return [text[start:end] for start, end in paragraph_spans(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["He came.", "She left!", "Did they?", "They did…", "So it goes."],
        ["هل جاء؟", "نعم، جاء.", "ثم ذهب!", "إلى أين؟!", "لا أحد يعرف."],
        ["وأضاف: «أنتظر النية الحسنة.", "تبقى النوايا بالكاد ملحوظة».", "ثم سكت."],
        ["“I can.”", "‘He did.’", '"Yes!"', "'No.'", "(He left.)", "[He came.]", "So?"],
        ["« Parce que. »", "Elle rit !", "« Vraiment ! »", "Oui."],
        ["Er sagte: „Ja.“", "Dann ging er.", "»Nein.«", "Gut."],
        ["It ended in 1945.[2][13]", "Then came peace."],
        ["यह पहला है।", "यह दूसरा है।"],
    ],
)
def test_a_sentence_ends_at_its_mark_and_the_closing_quotes(expected):
    assert sentences(" ".join(expected)) == expected


def test_chinese_and_japanese_marks_need_no_blank():
    assert sentences("他走了。“为什么？”她说。「はい！」次") == [
        "他走了。",
        "“为什么？”",
        "她说。",
        "「はい！」",
        "次",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "قال د. أحمد والأستاذ أ.د. محمد إن السيد م. علي جاء ود. سعيد غاب.",
        "بلغت 3.14 ثم 1.000,5 ثم ٣.٥ في المئة.",
        "انطلق العمل… (الذي) قد يتيح (…) احتمالات [...] كثيرة (!) جدا.",
        "Mr. J. R. R. Tolkien and Mrs. Smith met Prof. X and St. Nick in the U.S. Capitol.",
        "J.-P. Sartre et M. Dupont ont vu Mme. Curie à l'O.N.U. (c.-à-d. New York).",
        "It cost $3.14 at No. 5 on Jan. 12 (see Fig. 3), i.e. e.g. Ten vs. Nine, cf. Smith.",
        '"Why?" she asked, and "Go!" he said.',
        "« Pourquoi ? » demande-t-il. »",
        "Acme Inc. said that shares of Foo Corp. rose at 5 p.m. Eastern.",
        "He waited... and waited . . . and left.",
        "See www.example.com/a?b=c.html!x and https://x.org/?q=1.",
        "1. The first item",
        "٢. البند الثاني",
    ],
)
def test_a_sentence_goes_on(sentence):
    assert sentences(sentence) == [sentence]


@pytest.mark.parametrize(
    "expected",
    [
        ["He was born in 1945.", "He died in 2015.", "He was 70."],
        ["I said no.", "She said yes."],
        ["شَرِبَ.", "كِتَابٌ.", "ثم نام."],
        ["He read all of vol.", "Then he slept in Room 5.", "So did I?", "Yes."],
        ["i went home.", "it was late.", "i slept"],
        ["قال (ا ف ب).", "ثم سكت."],
        ["It was “plan B.”", "Then he left."],
    ],
)
def test_what_only_looks_like_an_abbreviation_ends_a_sentence(expected):
    assert sentences(" ".join(expected)) == expected


def test_a_sentence_never_crosses_the_edge_of_a_paragraph():
    assert sentences("A headline\nIt rained, and\r\nit poured. It\rdried.") == [
        "A headline",
        "It rained, and",
        "it poured.",
        "It",
        "dried.",
    ]


def test_sentences_of_a_part_are_counted_from_the_start_of_the_text():
    text = "One. Two. Three. Four."
    assert sentence_spans(text, 5, 16) == [(5, 9), (10, 16)]
    assert sentence_spans(text, 7, 13) == [(7, 9), (10, 13)]


@pytest.mark.parametrize(
    "line_end", ["\n", "\r\n", "\r", "\n\n", "\n \t\n", "\v", "\f", "\x85", "\u2028", "\u2029"]
)
def test_a_paragraph_is_a_line(line_end):
    assert paragraphs(line_end.join(["  A title", "Text, and more. ", "\u3000نص"])) == [
        "A title",
        "Text, and more.",
        "نص",
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("width", [40, 72, 100])
def test_the_lines_of_a_hard_wrapped_paragraph_belong_together(line_end, width):
    blocks = [textwrap.fill(PROSE, width).replace("\n", line_end)] * 3
    text = (line_end * 2).join(blocks)
    assert paragraphs(text) == blocks
    assert len(sentences(text)) == 9


def test_a_line_that_sticks_out_hides_no_hard_wrapping():
    blocks = [textwrap.fill(PROSE, 72), "https://example.com/" + "a" * 90] + [
        textwrap.fill(PROSE, 72)
    ] * 6
    assert paragraphs("\n\n".join(blocks)) == blocks


@pytest.mark.parametrize(
    "lines",
    [
        ["Apples", "Pears", "Plums", "Kiwis"],
        ["A title of some forty characters or so", "Its subtitle", PROSE, PROSE],
        [PROSE, "A short one.", PROSE],
        [PROSE.rstrip(".")] * 3,
        [
            "He said that he would come to the town on Monday.",
            "She said that she would not be there.",
        ],
        [
            "- the first item of a list, which is long",
            "- a second",
            "- a third one, quite long too",
            "- a",
        ],
    ],
)
def test_lines_that_no_column_broke_are_paragraphs_of_their_own(lines):
    assert paragraphs("\n".join(lines)) == lines


@pytest.mark.parametrize("text", ["", " ", "\r\n\t\u3000\n", "\x1c"])
def test_a_blank_text_has_no_paragraphs_and_no_sentences(text):
    assert paragraph_spans(text) == sentence_spans(text) == []


@given(texts)
def test_paragraphs_and_sentences_cover_a_text_in_order(text):
    for spans in (paragraph_spans(text), sentence_spans(text)):
        assert_cover(text, spans)
    edges = {start for start, _ in sentence_spans(text)}
    assert edges.issuperset(start for start, _ in paragraph_spans(text))


@given(texts, st.data())
def test_sentences_of_a_part_cover_the_part(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    spans = sentence_spans(text, start, end)
    assert_cover(text[start:end], [(first - start, last - start) for first, last in spans])


def assert_cover(text, spans):
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    gaps = pairwise([0, *(edge for span in spans for edge in span), len(text)])
    assert all(start <= end for start, end in gaps)
    left_out = [
        text[last:first] for (_, last), (first, _) in pairwise([(0, 0), *spans, (len(text),) * 2])
    ]
    assert not "".join(left_out).strip()


@pytest.mark.parametrize("unit", [". ", "a. ", ".“", "[1].", "word ", ".”x", "? » "])
def test_a_line_of_a_million_characters_is_no_trouble(unit):
    text = unit * (1_000_000 // len(unit))
    assert_cover(text, sentence_spans(text))
