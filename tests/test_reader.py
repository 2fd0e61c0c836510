import random

import numpy as np
import pytest

from qa_bot.errors import ModelError
from qa_bot.reading import SpanReader, load_reader
from qa_bot.reading.pairs import Pair

SYRIA = (
    "وأشار رئيس الأركان الفرنسي إلى أنه تحدث إلى نظيره الروسي فاليري غيراسيموف عبر الهاتف "
    "«قبل بضعة أشهر»، مؤكداً إحياء خطّ تواصل مباشر بين قيادتي الأركان."
)
LIBRARY = "The mayor, Anna Berg, opened a library in Lund in 1998. It holds 40,000 books."


@pytest.fixture(scope="module")
def reader():
    return load_reader()


def best(reader, question, passage):
    span = reader.read(question, [passage], count=1)[0][0]
    return passage[span.start : span.end], span.score


@pytest.mark.parametrize(
    ("question", "passage", "answer"),
    [
        ("Who opened the library in Lund?", LIBRARY, "Anna Berg"),
        ("When was the library opened?", LIBRARY, "1998"),
        ("كم كتاباً في المكتبة؟", LIBRARY, "40,000"),
        ("من هو نظيره الروسي؟", SYRIA, "فاليري غيراسيموف"),
        ("Who is the Russian counterpart of the French chief of staff?", SYRIA, "فاليري غيراسيموف"),
    ],
)
def test_the_answer_is_found_in_any_pair_of_languages(reader, question, passage, answer):
    words, score = best(reader, question, passage)
    assert words.endswith(answer)
    assert len(words) < len(answer) + 10
    assert score > 0


@pytest.mark.parametrize(
    ("question", "passage"),
    [("How tall is the Eiffel Tower?", LIBRARY), ("كم عمر الملكة؟", SYRIA)],
)
def test_no_answer_is_preferred_where_the_passage_says_nothing_of_it(reader, question, passage):
    assert best(reader, question, passage)[1] < 0


def test_a_passage_longer_than_a_row_is_read_to_its_end(reader):
    filler = "It rained on that day and on the next one. " * 120
    words, score = best(reader, "Who opened the library?", filler + LIBRARY)
    assert words.endswith("Anna Berg")
    assert score > 0


def test_what_is_read_beside_it_does_not_change_what_a_passage_says(reader):
    question = "Who opened the library?"
    [alone] = reader.read(question, [LIBRARY])
    _, together, _ = reader.read(question, ["Short.", LIBRARY, SYRIA * 6])
    assert [(s.start, s.end) for s in alone[:1]] == [(s.start, s.end) for s in together[:1]]
    assert together[0].score == pytest.approx(alone[0].score, abs=2.0)


def test_nothing_is_read_without_passages(reader):
    assert reader.read("Who?", []) == []
    assert reader.logits([]) == []


@pytest.mark.parametrize("passage", ["", " \n", "\0", "؟!", "…" * 50])
def test_a_passage_without_a_word_has_no_answer(reader, passage):
    assert reader.read("Who?", [passage]) == [[]]


def test_each_row_has_logits_for_each_of_its_tokens(reader):
    pairs = [Pair([0, 10, 11, 2], 1, [(0, 1), (1, 2)]), Pair([0, 10, 2], 1, [(0, 1)])]
    first, second = reader.logits(pairs)
    assert (first.shape, second.shape) == ((4, 2), (3, 2))
    assert np.isfinite(first).all()


def test_a_missing_or_damaged_reader_says_what_to_do(tmp_path):
    path = tmp_path / "reader.onnx"
    for content in (None, b"not a model"):
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(ModelError, match="reinstall qa_bot"):
            SpanReader(path).read("Who?", ["Anna."])


ALPHABETS = (
    "abcdefghij ABC .,!?",
    "ابتثجحخد ذرزسشصضطظ عغفقك لمنهوي ءآأإىة ًٌٍَُِّْ ـ ،؛؟",
    "😀👍🏽👩‍👩‍👧‍👦 🇫🇷❤️ ",
    "漢字かなカナ한국어ไทย 。！",
    "\x00\x01\x1b\x7f\x9b\u200e\u200f\u202e\u2066\ufdfa\ufffd\ud800 ",
    "a1ب2 «»()[]{}\"'%$-–—…\n\r\t\u00a0\u2028",
)


def random_text(rng, longest):
    alphabet = rng.choice(ALPHABETS) + (rng.choice(ALPHABETS) if rng.random() < 0.5 else "")
    return "".join(rng.choices(alphabet, k=rng.choice([0, 1, 2, rng.randint(0, longest)])))


def check_random_pairs(reader, count, longest):
    rng = random.Random(count)  # noqa: S311 - a sample, not a secret
    for _ in range(count):
        passage = random_text(rng, longest).encode(errors="replace").decode()
        for span in reader.read(random_text(rng, 300), [passage])[0]:
            assert 0 <= span.start < span.end <= len(passage)
            assert passage[span.start : span.end].strip()


def test_whatever_is_asked_of_whatever_text_every_span_is_inside_it(reader):
    check_random_pairs(reader, 60, 400)


@pytest.mark.slow
def test_ten_thousand_random_pairs_and_long_texts_do_no_harm(reader):
    check_random_pairs(reader, 10_000, 120)
    check_random_pairs(reader, 20, 10_000)
