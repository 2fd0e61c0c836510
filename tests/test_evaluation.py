import pytest

from qa_bot.evaluation import exact_match, token_f1


@pytest.mark.parametrize(
    ("answer", "accepted"),
    [
        ("Moon", "moon"),
        ("The Moon.", "a moon"),
        ("«فرنسا»،", "فرنسا"),
        ("الوزيرُ أَحمَد", "الوزير احمد"),
        ("٢٠١٥", "2015"),
        ("Élan  vital", "elan\nvital"),
        ("Jean-Pierre", "Jean Pierre"),
        ("हिन्दी,", "हिन्दी"),
    ],
)
def test_an_answer_with_the_same_words_matches(answer, accepted):
    assert exact_match(answer, [accepted]) == 1.0
    assert token_f1(answer, [accepted]) == 1.0


@pytest.mark.parametrize(
    ("answer", "accepted"),
    [
        ("Anna", "Anna Berg"),
        ("Anna Berg", "Berg Anna"),
        ("في فرنسا", "فرنسا"),
        ("Anna Anna", "Anna"),
        ("", "Anna"),
    ],
)
def test_an_answer_with_other_words_does_not_match(answer, accepted):
    assert exact_match(answer, [accepted]) == 0.0


def test_words_that_differ_in_their_vowel_signs_alone_differ():
    assert exact_match("हिन्दी", ["हन्दा"]) == token_f1("हिन्दी", ["हन्दा"]) == 0.0
    assert exact_match("ปี", ["ปู"]) == 0.0


@pytest.mark.parametrize(
    ("answer", "accepted", "f1"),
    [
        ("فاليري غيراسيموف", "نظيره فاليري غيراسيموف", 2 * 2 / 5),
        ("نظيره فاليري غيراسيموف", "فاليري غيراسيموف", 2 * 2 / 5),
        ("the Berg of Lund", "Lund", 2 * 1 / 4),
        ("Berg Anna", "Anna Berg", 1.0),
        ("no no no", "no", 2 * 1 / 4),
        ("no no", "no no yes", 2 * 2 / 5),
        ("Carl", "Anna Berg", 0.0),
        ("", "Anna", 0.0),
        ("Anna", "", 0.0),
    ],
)
def test_f1_is_the_harmonic_mean_of_precision_and_recall_of_words(answer, accepted, f1):
    assert token_f1(answer, [accepted]) == pytest.approx(f1)


def test_the_nearest_of_the_accepted_answers_counts():
    accepted = ["somebody else", "Anna Maria Berg", "Anna Berg"]
    assert exact_match("Anna Berg", accepted) == 1.0
    assert token_f1("Anna", accepted) == pytest.approx(2 / 3)


def test_without_an_accepted_answer_nothing_is_right():
    assert exact_match("Anna", []) == token_f1("Anna", []) == 0.0


def test_no_answer_is_right_where_none_is_accepted_but_the_empty_one():
    assert exact_match("", [""]) == token_f1("", [""]) == 1.0
