import dataclasses
import gzip
import itertools
import json
import random
import subprocess
import sys

import numpy as np
import pytest
import torch

from qa_bot.errors import TrainingError
from qa_bot.reading.reader import SpanReader
from qa_bot.reading.train import data, evaluate, fit
from qa_bot.reading.train.__main__ import _Report, _run, main
from qa_bot.reading.train.examples import FIRST, FOURTH, THIRD, Example, make_examples
from qa_bot.reading.train.export import export
from qa_bot.reading.train.model import SpanModel
from qa_bot.reading.train.near_misses import NearMisses

TOWNS = {
    "en": ["Alma", "Bern", "Cadiz", "Delhi", "Essen", "Fez", "Ghent", "Homs"],
    "ar": ["ألما", "برن", "قادس", "دلهي", "إسن", "فاس", "غنت", "حمص"],
    "zh": ["阿尔马", "伯尔尼", "加的斯", "德里", "埃森", "非斯", "根特", "霍姆斯"],
}
BUILDERS = {
    "en": ["Omar", "Paul", "Quentin", "Robert", "Simon", "Thomas", "Umberto", "Victor"],
    "ar": ["عمر", "بولس", "كوينتن", "روبرت", "سمعان", "توماس", "أومبرتو", "فيكتور"],
    "zh": ["奥马尔", "保罗", "昆汀", "罗伯特", "西蒙", "托马斯", "翁贝托", "维克多"],
}
# A question, its context, and the answer in it; the last two name the builder too.
TEXTS = {
    "en": [
        (
            "Who built the bridge of {town}?",
            "The town of {town} lies by a river. Its bridge was built by {builder} long ago.",
            "{builder}",
        ),
        (
            "When was the market of {town} founded?",
            "People love the market. It was founded in {year} by the family of {builder} .",
            "{year}",
        ),
        (
            "What does the school of {town} teach?",
            "The school, which {builder} visited, teaches music and swimming.",
            "music and swimming",
        ),
        ("How deep is the well of {town}?", "The well is {depth} metres deep.", "{depth} metres"),
    ],
    "ar": [
        (
            "من بنى جسر {town}؟",
            "تقع مدينة {town} على نهر. بنى جسرها {builder} منذ زمن بعيد.",
            "{builder}",
        ),
        (
            "متى أنشئ سوق {town}؟",
            "يحب الناس السوق. أنشأته في عام {year} عائلة {builder} كلها.",
            "{year}",
        ),
        (
            "ماذا تعلم مدرسة {town}؟",
            "المدرسة التي زارها {builder} تعلم الموسيقى والسباحة.",
            "الموسيقى والسباحة",
        ),
        ("كم عمق بئر {town}؟", "يبلغ عمق البئر {depth} مترا تقريبا.", "{depth} مترا"),
    ],
    "zh": [
        ("谁建造了{town}的桥?", "{town}在河边。 那座桥是 {builder} 建造的。", "{builder}"),
        ("{town}的市场建于何时?", "人们喜欢市场。 它于 {year} 年由 {builder} 家族创办。", "{year}"),
        ("{town}的学校教什么?", "这所 {builder} 参观过的学校教 音乐和游泳 。", "音乐和游泳"),
        ("{town}的井有多深?", "这口井深 {depth} 米 左右。", "{depth} 米"),
    ],
}


def row(language, town, number):
    question, context, answer = (
        text.format(
            town=TOWNS[language][town],
            builder=BUILDERS[language][town],
            year=1801 + 13 * town,
            depth=30 + town,
        )
        for text in TEXTS[language][number]
    )
    return {
        "id": f"{town}:{number}",
        "lang": language,
        "article": TOWNS["en"][town],
        "question": question,
        "context": context,
        "answer": answer,
        "answer_start": context.index(answer),
    }


UNANSWERED = {"en": "Who paid for the bridge of {town}?", "ar": "من دفع ثمن جسر {town}؟"}


def unanswered(language, town):
    question = UNANSWERED[language].format(town=TOWNS[language][town])
    blank = {"id": f"{town}:paid", "question": question, "answer": None, "answer_start": None}
    return {**row(language, town, 0), **blank}


def write(folder, name, rows):
    lines = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in rows)
    path = folder / f"{name}.jsonl.gz"
    path.write_bytes(gzip.compress(lines.encode()))
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Every set that training takes, with a few questions each."""
    path = tmp_path_factory.mktemp("sets")
    towns, numbers = range(8), range(4)
    languages = {
        data.PARALLEL: ["en", "ar", "zh"],
        data.ARABIC: ["ar"],
        data.ARABIC_DEVELOPMENT: ["ar"],
        data.NATURAL: ["en"],
        data.MORE: ["zh"],
        data.WRITTEN: ["en", "ar"],
    }
    for name, found in languages.items():
        made = list(itertools.starmap(row, itertools.product(found, towns, numbers)))
        if name == data.WRITTEN:
            made += [unanswered(language, town) for language in found for town in towns]
            made = [
                {**each, "id": f"{name}:{each['id']}", "question": f"{each['question']} ({name})"}
                for each in made
            ]
        write(path, name, made)
    return path


@pytest.fixture(scope="module")
def rows(folder):
    return data.split(data.read_sets(folder, data.TRAINING)).training


@pytest.fixture(scope="module")
def spelt(file):
    """From tokens to their text."""
    pieces = [piece for piece, _ in file.pieces()]
    return lambda ids: "".join(pieces[id_] for id_ in ids).replace("▁", " ").strip()


@pytest.fixture(scope="module")
def examples(rows, pair_maker):
    return [
        each
        for seed in range(3)
        for each in make_examples(rows, FIRST, pairs=pair_maker, seed=seed)
    ]


@pytest.fixture
def one_thread():
    """Gradients on one thread, since several add them up in the order in which they come."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def asked_by(rows, file, spelt):
    """From an example to the rows of its question, in all languages of the context."""
    by_letters = {letters(each.question): each for each in rows}

    def rows_of(example):
        question = spelt(example.ids[1 : example.ids.index(file.eos)]).removeprefix("query:")
        found = by_letters[letters(question)]
        return [each for each in rows if each.id == found.id]

    return rows_of


def letters(question):
    """What noise leaves of a question as it was."""
    return "".join(sorted(filter(str.isalpha, question.lower())))


def passage_of(example, spelt):
    return spelt(example.ids[example.first : -1])


def test_rows_whose_answer_is_not_where_they_say_are_dropped(tmp_path):
    good = row("en", 0, 0)
    start = good["answer_start"]
    length = len(good["context"])
    write(
        tmp_path,
        "x",
        [
            good,
            {**good, "answer_start": start + 1},
            {**good, "answer_start": start - length},
            {**good, "answer": " ", "answer_start": good["context"].index(" ")},
            {**good, "question": " "},
            {**good, "answer": " Omar ", "answer_start": start - 1},
        ],
    )
    read = data.read_sets(tmp_path, ["x"])
    assert [each.answer for each in read] == ["Omar", "Omar"]
    assert {each.start for each in read} == {start}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(None, "is missing", id="no file"),
        pytest.param(b'{"id": 1}', "cannot be read", id="not compressed"),
        pytest.param(gzip.compress(b'{"id": 1}\n'), "'question'", id="keys missing"),
        pytest.param(gzip.compress(b'["id"]\n'), "cannot be read", id="no object"),
        pytest.param(gzip.compress(b"id\n"), "cannot be read", id="no JSON"),
        pytest.param(gzip.compress("é".encode("latin-1")), "cannot be read", id="no UTF-8"),
        pytest.param(gzip.compress(b'{"id": 1}\n')[:-9], "cannot be read", id="cut off"),
        pytest.param(gzip.compress(b""), "no answer that is where it says", id="empty"),
    ],
)
def test_a_set_that_cannot_be_read_is_named_with_what_it_must_hold(tmp_path, content, said):
    path = tmp_path / "some_set.jsonl.gz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(TrainingError, match=said) as raised:
        data.read_sets(tmp_path, ["some_set"])
    assert str(path) in str(raised.value)
    assert "answer_start" in str(raised.value)


def test_a_question_that_its_context_does_not_answer_says_so(tmp_path):
    write(tmp_path, "x", [unanswered("en", 0), {**unanswered("en", 1), "question": " "}])
    [read] = data.read_sets(tmp_path, ["x"])
    assert (read.question, read.answer) == ("Who paid for the bridge of Alma?", "")


def test_a_folder_without_the_written_set_is_lent_the_one_of_the_project(tmp_path):
    rows = data.read_sets(tmp_path, [data.WRITTEN])
    questions = data.by_language(rows)
    contexts = {each.context for each in rows}
    answered = {each.context for each in rows if each.answer}
    unanswerable = {each.context for each in rows if not each.answer}
    assert len(rows) > 40_000
    assert all(each.keys() - {"fr"} == {"en", "ar"} for each in questions.values())
    assert contexts == answered == unanswerable


def test_articles_held_out_are_the_same_in_all_languages_and_never_trained_on(folder):
    split = data.split(data.read_sets(folder, data.TRAINING))
    held_out = [(each.language, each.article) for each in split.held_out]
    assert set(held_out) == set(itertools.product(TOWNS, ["Alma", "Ghent"]))
    assert not {each.article for each in split.training} & {article for _, article in held_out}
    assert {each.set for each in split.training} == set(data.TRAINING)


def test_held_out_questions_are_crossed_between_arabic_and_english(folder):
    sets = evaluate.crossed(data.split(data.read_sets(folder, data.TRAINING)).held_out)
    assert {name: len(readings) for name, readings in sets.items()} == dict.fromkeys(
        ["ar→ar", "en→ar", "ar→en", "en→en"], 8
    )
    first = sets["en→ar"][0]
    assert first.question == "Who built the bridge of Alma?"
    assert (first.context.split()[1], first.accepted) == ("مدينة", ("عمر",))


def test_without_arabic_there_is_nothing_to_cross(folder):
    held_out = data.split(data.read_sets(folder, [data.PARALLEL])).held_out
    english = [each for each in held_out if each.language == "en"]
    with pytest.raises(TrainingError, match=r"ar→ar.*xquad_train"):
        evaluate.crossed(english)


def test_a_question_with_several_answers_is_asked_once(rows):
    first, other = rows[0], dataclasses.replace(rows[0], start=0, end=3)
    [reading] = evaluate.readings([first, other, first])
    assert reading.accepted == (first.answer, "The")


def test_a_seed_makes_its_own_examples_and_always_the_same(rows, pair_maker):
    first, again, other = (
        make_examples(rows, FIRST, pairs=pair_maker, seed=seed) for seed in (5, 5, 6)
    )
    assert first == again
    assert first != other


def test_the_answer_of_an_example_is_spelt_by_its_tokens(examples, asked_by, spelt):
    answered = [each for each in examples if each.answer != (0, 0)]
    for example in answered:
        first, last = example.answer
        assert example.first <= first <= last < len(example.ids) - 1
        answers = {each.answer for each in asked_by(example)}
        assert spelt(example.ids[first : last + 1]) in answers
    assert 0.6 < len(answered) / len(examples) < 0.8


def test_questions_are_crossed_with_contexts_in_other_languages(examples, asked_by, spelt):
    languages = {
        (question.language, context.language)
        for example in examples
        for question, context in itertools.product(asked_by(example), repeat=2)
        if question.question in spelt(example.ids[: example.first])
        and context.context == passage_of(example, spelt)
    }
    assert languages == set(itertools.product(TOWNS, TOWNS))


def test_a_passage_that_is_to_have_no_answer_never_holds_its_words(examples, asked_by, spelt):
    unanswerable = [each for each in examples if each.answer == (0, 0)]
    for example in unanswerable:
        passage = passage_of(example, spelt)
        assert not [each for each in asked_by(example) if each.answer in passage]
    assert len(unanswerable) > 50


def test_the_wrong_passage_is_of_the_same_article(examples, rows, asked_by, spelt):
    contexts = {each.context: each.article for each in rows}
    passages = [
        (asked_by(example)[0].article, passage_of(example, spelt))
        for example in examples
        if example.answer == (0, 0)
    ]
    wrong = [(article, passage) for article, passage in passages if passage in contexts]
    assert len(wrong) > 50
    assert all(contexts[passage] == article for article, passage in wrong)


def test_an_article_with_one_passage_gets_a_wrong_one_from_another(folder, pair_maker, spelt):
    every = data.read_sets(folder, [data.ARABIC])
    single = [each for each in every if each.id.endswith(":3")]
    passages = {
        (passage_of(example, spelt), example.answer == (0, 0))
        for example in make_examples(single, FIRST, pairs=pair_maker, seed=0)
    }
    assert {passage for passage, _ in passages} == {each.context for each in single}
    assert {unanswerable for _, unanswerable in passages} == {True, False}


def test_the_nearest_passage_is_sought_in_its_own_language(tmp_path, pair_maker, spelt):
    # Every article has one passage, of its bridge or of its well; questions are English.
    kinds = {town: 3 * (town % 2) for town in range(8)}
    made = [row(language, town, kind) for language in ("en", "ar") for town, kind in kinds.items()]
    write(tmp_path, data.PARALLEL, made)
    rows = data.read_sets(tmp_path, [data.PARALLEL])
    english = {"contexts": {"ar": 1.0}, "questions": {"en": 1.0}, "same_language": 0.0}
    examples = [
        example
        for seed in range(30)
        for example in make_examples(
            rows, dataclasses.replace(FIRST, **english), pairs=pair_maker, seed=seed
        )
    ]
    asked = [
        (spelt(example.ids[: example.first]), passage_of(example, spelt))
        for example in examples
        if example.answer == (0, 0)
    ]
    same = [("who" in question.lower()) == ("جسر" in passage) for question, passage in asked]
    assert len(same) > 100
    assert sum(same) > 0.6 * len(same)


def test_a_question_without_an_answer_is_asked_of_its_own_passage(
    rows, pair_maker, asked_by, spelt
):
    blank = [each for each in rows if each.set == data.WRITTEN and not each.answer]
    made = make_examples(blank, FOURTH, pairs=pair_maker, seed=0)
    assert len(made) >= len(blank)
    assert {each.answer for each in made} == {(0, 0)}
    asked = {(asked_by(each)[0].article, passage_of(each, spelt)) for each in made}
    assert asked <= {(each.article, each.context) for each in blank}
    assert len(asked) > 6


def test_a_mixture_says_how_often_a_written_question_loses_its_answer(rows, pair_maker):
    answered = [each for each in rows if each.set == data.WRITTEN and each.answer]
    shares = []
    for besides in (0, 0.5, 1):
        mixture = dataclasses.replace(FOURTH, besides=besides)
        made = make_examples(answered, mixture, pairs=pair_maker, seed=0)
        shares.append(sum(each.answer == (0, 0) for each in made) / len(made))
    assert shares == [0, pytest.approx(0.5, abs=0.15), 1]


def test_a_set_that_a_mixture_leaves_out_changes_nothing(rows, pair_maker):
    without = [each for each in rows if each.set != data.WRITTEN]
    both = (make_examples(some, FIRST, pairs=pair_maker, seed=0) for some in (rows, without))
    assert next(both) == next(both)


def test_evidence_is_taken_out_with_its_whole_sentence(folder, pair_maker, spelt):
    # Without another passage there is no other way to leave the question without an answer.
    [bridge] = [each for each in data.read_sets(folder, [data.NATURAL]) if each.id == "4:0"]
    made = [
        each
        for seed in range(20)
        for each in make_examples([bridge], FIRST, pairs=pair_maker, seed=seed)
    ]
    passages = {(passage_of(each, spelt), each.answer == (0, 0)) for each in made}
    assert passages == {(bridge.context, False), ("The town of Essen lies by a river.", True)}


def test_evidence_that_stands_elsewhere_too_is_left_in(folder, pair_maker):
    [bridge] = [each for each in data.read_sets(folder, [data.NATURAL]) if each.id == "4:0"]
    twice = dataclasses.replace(bridge, context=f"{bridge.context} SIMON was old.")
    made = [
        each
        for seed in range(20)
        for each in make_examples([twice], FIRST, pairs=pair_maker, seed=seed)
    ]
    assert all(each.answer != (0, 0) for each in made)


def near_misses(rows, row, count=40):
    """What a question is altered to, drawn many times."""
    alters = NearMisses(rows)
    return {alters.altered(row, random.Random(seed)) for seed in range(count)}  # noqa: S311


def row_of(rows, set_, language, id_):
    [found] = [each for each in rows if (each.set, each.language, each.id) == (set_, language, id_)]
    return found


def test_a_near_miss_asks_of_another_name_that_its_context_does_not_hold(rows):
    bridge = row_of(rows, data.NATURAL, "en", "1:0")
    altered = near_misses(rows, bridge)
    towns = {question.removeprefix("Who built the bridge of ")[:-1] for question in altered}
    # Of the one that asks, all but its own; what begins a sentence looks like a name too.
    names = {*TOWNS["en"], *BUILDERS["en"], "The", "People"} - {"Bern"}
    assert len(towns) > 4
    assert towns <= names
    assert not [town for town in towns if town in bridge.context]


def test_a_near_miss_asks_for_another_number(rows):
    market = row_of(rows, data.NATURAL, "en", "1:1")
    asked = dataclasses.replace(market, question="What did the family found in 1814?")
    # Of its own article there is one, the depth of the well.
    assert near_misses(rows, asked) == {"What did the family found in 31?"}


@pytest.mark.parametrize(
    ("language", "question", "context", "form"),
    [
        (
            "en",
            "Who was the KING there?",
            "Omar is king, and Ali a Mayor.",
            "Who was the {} there?",
        ),
        ("ar", "من هو الملك هناك؟", "كان عمر ملكا، وعلي أميرا.", "من هو ال{} هناك؟"),
    ],
)
def test_a_near_miss_asks_for_another_office(rows, language, question, context, form):
    some = dataclasses.replace(rows[0], language=language, question=question, context=context)
    before, after = form.split("{}")
    altered = near_misses([*rows, some], some)
    assert all(each.startswith(before) and after in each for each in altered)
    offices = {each.removeprefix(before).partition(" ")[0] for each in altered}
    assert len(offices) > 4
    assert not offices & {"king", "mayor", "ملك", "أمير"}


def test_a_question_that_shares_no_name_with_its_context_has_no_near_miss(rows):
    school = row_of(rows, data.NATURAL, "en", "1:2")
    assert near_misses(rows, school) == {None}
    chinese = row_of(rows, data.MORE, "zh", "1:0")
    assert near_misses(rows, chinese) == {None}


def test_a_near_miss_keeps_the_words_that_would_answer_and_has_no_answer(rows, pair_maker, spelt):
    [bridge] = [each for each in rows if each.set == data.NATURAL and each.id == "1:0"]
    others = [each for each in rows if each.set == data.NATURAL]
    made = [
        each
        for seed in range(10)
        for each in make_examples(others, THIRD, pairs=pair_maker, seed=seed)
        if passage_of(each, spelt) == bridge.context
    ]
    asked = [(spelt(each.ids[: each.first]), each.answer) for each in made]
    altered = [answer for question, answer in asked if "of" in question and "Bern" not in question]
    assert altered
    assert set(altered) == {(0, 0)}


def test_a_window_of_a_long_passage_holds_the_answer(folder, pair_maker, spelt):
    [plain, *_] = data.read_sets(folder, [data.ARABIC])
    words = " ".join(f"{number}" for number in range(400, 700))
    answers = ["405", "550", "698", words[200:700].strip()]
    found = []
    for answer in answers:
        start = words.index(answer)
        long = dataclasses.replace(plain, context=words, start=start, end=start + len(answer))
        for seed in range(20):
            for example in make_examples([long], FIRST, pairs=pair_maker, seed=seed):
                found.append(example)
                if example.answer != (0, 0):
                    first, last = example.answer
                    assert answer in spelt(example.ids[first : last + 1])
                assert len(example.ids) < 384
    lengths = {len(example.ids) - example.first - 1 for example in found}
    assert max(lengths) == 288
    assert 160 in lengths
    assert min(lengths) < 100


def test_a_question_that_cleaning_left_in_one_language_is_asked_in_it(rows, pair_maker, spelt):
    chinese = [each for each in rows if (each.set, each.language) == (data.PARALLEL, "zh")]
    arabic = [each for each in rows if (each.set, each.language) == (data.PARALLEL, "ar")]
    for some in (chinese, arabic):
        for example in make_examples(some, FIRST, pairs=pair_maker, seed=0):
            if example.answer != (0, 0):
                assert passage_of(example, spelt) in {each.context for each in some}


def logits(model, examples, file):
    model.eval()
    with torch.inference_mode():
        return fit.logits_of(model, examples, file=file)


def some_examples(pair_maker, count):
    """Rows of quite different lengths, some without an answer."""
    made = []
    for number in range(count):
        tokens = pair_maker.passage(f"Number {number} is green. " * (1 + number * 3))
        pair = pair_maker.pair(pair_maker.question("Which number?"), tokens, start=0, end=300)
        answer = (pair.first + 1, pair.first + 1) if number % 3 else (0, 0)
        made.append(Example(tuple(pair.ids), pair.first, answer))
    return made


def test_the_model_begins_as_the_packaged_encoder(file, pair_maker):
    from qa_bot.embedding import documents

    short, long = some_examples(pair_maker, 2)
    model = SpanModel(file.shape).eval()
    model.load_packaged(file)
    states = []
    model.head.register_forward_pre_hook(lambda _, inputs: states.append(inputs[0]))
    logits(model, [short, long], file)

    bert = documents._bert(file).eval()
    for example, found in zip((short, long), states[0], strict=True):
        words = torch.from_numpy(file.word_vectors(example.ids))[None]
        with torch.inference_mode():
            [expected] = bert(inputs_embeds=words).last_hidden_state
        torch.testing.assert_close(found[: len(example.ids)], expected, atol=1e-4, rtol=1e-4)


def recipe(**changes):
    return fit.Recipe(**{"batch": 2, "dropout": 0.0, **changes})


def trainer(file, examples, **changes):
    return fit.Trainer(file, examples, recipe=recipe(**changes), device="cpu")


@pytest.fixture(scope="module")
def idle(file, pair_maker):
    """A trainer that has done nothing yet."""
    return trainer(file, some_examples(pair_maker, 2))


def test_a_few_steps_lower_the_loss(file, pair_maker):
    two = some_examples(pair_maker, 2)
    losses = list(trainer(file, two * 6).run())
    assert len(losses) == 6
    assert losses[-1] < 0.75 * losses[0]


def test_a_round_begins_with_the_reader_of_the_one_before(file, pair_maker):
    examples = some_examples(pair_maker, 4)
    first = trainer(file, examples)
    list(first.run())
    second = fit.Trainer(file, examples, recipe=recipe(), device="cpu", start=first.model)
    for own, before in zip(second.model.parameters(), first.model.parameters(), strict=True):
        assert torch.equal(own, before)


def test_the_mean_of_readers_has_the_mean_of_their_weights(file, idle, pair_maker, tmp_path):
    other = trainer(file, some_examples(pair_maker, 2))
    list(other.run())
    paths = [tmp_path / "one.pt", tmp_path / "other.pt"]
    for each, path in zip((idle, other), paths, strict=True):
        each.save(path)
    mean = fit.mean_of(paths, file).state_dict()
    # One that is named twice counts twice.
    heavier = fit.mean_of([*paths, paths[0]], file).state_dict()
    for name, weights in idle.model.state_dict().items():
        others = other.model.state_dict()[name]
        torch.testing.assert_close(mean[name], (weights + others) / 2)
        torch.testing.assert_close(heavier[name], (2 * weights + others) / 3)


@pytest.mark.usefixtures("one_thread")
def test_a_run_broken_off_goes_on_as_if_it_had_not_been(file, pair_maker, tmp_path):
    examples = some_examples(pair_maker, 8)
    whole = trainer(file, examples)
    losses = []
    for loss in whole.run():
        losses.append(loss)
        if whole.step == 2:
            whole.save(tmp_path / "checkpoint.pt")
    resumed = trainer(file, examples)
    resumed.load(tmp_path / "checkpoint.pt")
    assert list(resumed.run()) == losses[2:]
    assert (resumed.step, len(losses)) == (4, 4)
    for kept in (lambda each: each.model, lambda each: each._optimiser):
        states = (kept(each).state_dict() for each in (resumed, whole))
        torch.testing.assert_close(*states, rtol=0, atol=0)


def test_a_checkpoint_of_another_run_is_refused(file, pair_maker, idle, tmp_path):
    path = tmp_path / "checkpoint.pt"
    trainer(file, some_examples(pair_maker, 4), seed=3).save(path)
    with pytest.raises(TrainingError, match=r"\(seed 3 and not 0, examples 4 and not 2, tokens"):
        idle.load(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and no more", b"something else"])
def test_what_is_no_checkpoint_is_refused(idle, tmp_path, content):
    path = tmp_path / "checkpoint.pt"
    path.write_bytes(content)
    with pytest.raises(TrainingError, match="is no checkpoint of this program"):
        idle.load(path)


def test_a_checkpoint_without_a_fingerprint_is_refused(idle, tmp_path):
    path = tmp_path / "checkpoint.pt"
    torch.save({"step": 1}, path)
    with pytest.raises(TrainingError, match="fingerprint"):
        idle.load(path)


def test_a_checkpoint_that_cannot_be_written_leaves_the_one_before(idle, tmp_path):
    path = tmp_path / "checkpoint.pt"
    path.write_text("the one before")
    (tmp_path / "checkpoint.unfinished").mkdir()
    with pytest.raises(TrainingError, match="cannot be written"):
        idle.save(path)
    assert path.read_text() == "the one before"


def test_too_few_examples_for_a_step_are_refused(file, pair_maker):
    with pytest.raises(TrainingError, match="1 examples do not fill one batch of 2"):
        trainer(file, some_examples(pair_maker, 1))


@pytest.fixture(scope="module")
def trained(file):
    """A model that is no longer the packaged one, whose logits differ from token to token."""
    torch.manual_seed(0)
    model = SpanModel(file.shape)
    model.load_packaged(file)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.01 * parameter.std(correction=0) * torch.randn_like(parameter))
        model.head.weight *= 10
    return model


@pytest.mark.parametrize("rounded", [False, True])
def test_the_exported_reader_says_what_the_model_says(trained, file, pair_maker, tmp_path, rounded):
    questions = [("Who?", "Omar built it."), ("من بنى الجسر؟", "بنى الجسر عمر. " * 12)]
    rows = [pair_maker.pairs(*each)[0] for each in questions]
    examples = [Example(tuple(pair.ids), pair.first, (0, 0)) for pair in rows]
    path = tmp_path / "reader.onnx"
    export(trained, path, file=file, sample=examples if rounded else None)

    expected = logits(trained, examples, file).numpy()
    spread = float(expected.std())
    assert spread > 0.5
    for found, all_expected in zip(SpanReader(path).logits(rows), expected, strict=True):
        errors = np.abs(found - all_expected[: len(found)])
        assert errors.mean() < (0.2 if rounded else 1e-3)
        assert rounded or errors.max() < 1e-3
    assert (path.stat().st_size < 45_000_000) is rounded


def test_a_reader_that_cannot_be_written_is_named(trained, file, tmp_path):
    path = tmp_path / "missing" / "reader.onnx"
    with pytest.raises(TrainingError, match=str(path)):
        export(trained, path, file=file, sample=None)


def test_every_run_ends_with_a_report_even_one_with_nothing_left_to_train(
    file, pair_maker, rows, tmp_path, capsys
):
    fitted = trainer(file, some_examples(pair_maker, 4))
    report = _Report({"some": evaluate.readings(rows[:9])}, pair_maker, file, 0.0)
    _run(fitted, tmp_path / "checkpoint.pt", report=report)
    reports = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["step"], each["steps"]) for each in reports] == [(1, 2), (2, 2)]
    assert all(each["loss"] > 0 for each in reports)
    assert all(0 <= figure <= 100 for each in reports for figure in each["figures"]["some"])

    _run(fitted, tmp_path / "checkpoint.pt", report=report)
    [again] = map(json.loads, capsys.readouterr().out.splitlines())
    assert again["loss"] is None
    assert again["figures"] == reports[-1]["figures"]


def failed(capsys, *arguments):
    assert main([str(each) for each in arguments]) == 1
    [line] = capsys.readouterr().err.splitlines()
    return line.removeprefix("python -m qa_bot.reading.train: ")


def test_without_question_sets_the_command_says_what_is_missing(tmp_path, capsys):
    said = failed(capsys, "--data", tmp_path / "none", "--out", tmp_path)
    assert said.startswith(f"the question set {tmp_path / 'none' / 'xquad_train.jsonl.gz'} is miss")


def test_an_output_folder_that_cannot_be_made_is_refused_at_once(folder, tmp_path, capsys):
    (tmp_path / "file").touch()
    for out in (tmp_path / "file", tmp_path / "file" / "folder"):
        assert f"--out {out} is no folder" in failed(capsys, "--data", folder, "--out", out)


def test_without_onnx_the_command_says_what_to_install(folder, tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    monkeypatch.delitem(sys.modules, "qa_bot.reading.train.export")
    said = failed(capsys, "--data", folder, "--out", tmp_path / "out")
    assert said.endswith("pip install 'qa_bot[train]'")
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_without_a_gpu_cuda_is_refused(folder, tmp_path, capsys):
    said = failed(capsys, "--data", folder, "--out", tmp_path, "--device", "cuda")
    assert said == "--device cuda: torch finds no GPU here; --device cpu needs none"


@pytest.mark.slow
def test_the_command_trains_a_reader_and_goes_on_where_it_was_broken_off(
    folder, tmp_path, child_environment
):
    command = [sys.executable, "-m", "qa_bot.reading.train", "--data", folder, "--out", tmp_path]
    with subprocess.Popen(
        command, env=child_environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        made, report = (json.loads(process.stdout.readline()) for _ in range(2))
        process.terminate()
        _, complaint = process.communicate()
    assert made["examples"] > 64
    assert report["step"] < report["steps"]
    assert set(report["figures"]) == {"ARCD", "ar→ar", "en→ar", "ar→en", "en→en"}
    checkpoint = tmp_path / "round-1.pt"
    assert complaint == (
        f"python -m qa_bot.reading.train: interrupted; the same command goes on from {checkpoint}\n"
    )
    assert process.returncode == 130

    done = subprocess.run(
        command, env=child_environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert said[0] == made
    assert [line["round"] for line in said if "round" in line] == [*range(1, 10)]
    steps = [each["step"] for each in said if "step" in each]
    assert said[-1]["rounds"] == "mean"
    first, *others = [line["steps"] for line in said if line.get("step", 0) == line.get("steps")]
    later = itertools.chain.from_iterable(range(1, last + 1) for last in others)
    assert len(others) == 8
    assert steps == [*range(report["step"] + 1, first + 1), *later]
    assert (tmp_path / "round-9.pt").exists()
    [spans] = SpanReader(tmp_path / "reader.onnx").read("Who built it?", ["Omar built it."])
    assert spans
