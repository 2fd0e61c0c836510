from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Metaspace

TEXTS = {
    "Arabic": "تحدث رئيس الأركان الفرنسي عبر الهاتف مع نظيره الروسي فاليري غيراسيموف.",
    "Arabic with diacritics": "ذَهَبَ الطَّالِبُ إِلَى الْمَدْرَسَةِ صَبَاحًا وَعَـــادَ مساءً",
    "Arabic in presentation forms": "ﻣﺮﺣﺒﺎ ﺑﻜﻢ ﷺﷺ ﷺ",
    "English": "The French chief of staff, François Lecointre, didn't call (twice) at 3.5%!",
    "Chinese": "法国总参谋长与俄罗斯总参谋长通了电话。ＡＢＣ１２３㍿",
    "Thai": "เสนาธิการทหารฝรั่งเศสโทรศัพท์หาใคร",
    "emoji": "👨‍👩‍👧 🇫🇷 🫠🫨 ❤️👍🏽",
    "unknown letters": "𐎀𐎁𐎂 a𐎀b 𐎀",
    "control characters": "one\0two\x07three\u200bfour\x01\x02 \x03\x04five\u202e",
    "half a surrogate pair": "a\ud83d b\ude00",
    "characters that stand for many": "½ ﬁﬁ ㎏ … ㋿",
    "blanks": "  two \t\n words \u3000\u00a0 ",
    "marks of blanks": "▁a▁▁b▁",
    "a long word": "Donaudampfschifffahrtsgesellschaft" * 40 + "م" * 700,
    "special tokens": "<s> </s><unk> x<s>y <pad> <mask>",
    "empty": "",
    "blank": " \t\n\0\u200b\x01 ",
}
ALPHABET = " \0\x01\t\u200b,.،abلاو\u0651<sunk>/ﷺﻷ😀𐎀½▁法中\ud83d"
texts = st.text(max_size=60) | st.text(alphabet=ALPHABET, max_size=60)


@pytest.fixture(scope="module")
def library(file):
    """The tokenizer of the library, with the same pieces."""
    pieces = file.pieces()
    for number, special in enumerate((file.bos, file.eos, file.unknown)):
        # No text can spell these: the model's rules drop such characters.
        pieces[special] = (chr(number), 0.0)
    tokenizer = Tokenizer(Unigram(pieces, file.unknown))
    tokenizer.pre_tokenizer = Metaspace()
    return tokenizer


def ids_by_library(library, file, text):
    # The library makes a token of a blank at the end, which the packaged engine knows not either.
    encoding = library.encode(file.normalise(text).strip(" "), add_special_tokens=False)
    found = []
    for id_, (start, end) in zip(encoding.ids, encoding.offsets, strict=True):
        # The library makes one token of unknown characters in a row.
        found += [id_] * (end - start if id_ == file.unknown else 1)
    return found


def assert_spans_stand_for_tokens(tokens, text, file, pieces):
    assert len(tokens.ids) == len(tokens.spans)
    assert all(0 <= start <= end <= len(text) for start, end in tokens.spans)
    for (start, end), (next_start, next_end) in pairwise(tokens.spans):
        assert start <= next_start
        assert end <= next_end
    for id_, (start, end) in zip(tokens.ids, tokens.spans, strict=True):
        if id_ == file.unknown:
            assert end == start + 1
        elif pieces[id_][0] == "▁":
            assert end == start
        else:
            assert pieces[id_][0].removeprefix("▁") in file.normalise(text[start:end])
    covered = {place for start, end in tokens.spans for place in range(start, end)}
    kept = {place for place, raw in enumerate(text) if file.normalise(raw).strip()}
    assert kept <= covered


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_text_has_the_tokens_that_the_library_finds(tokenizer, library, file, text):
    assert tokenizer.tokenise(text).ids == ids_by_library(library, file, text)


@settings(deadline=None, max_examples=300)
@given(text=texts)
def test_any_text_has_the_tokens_that_the_library_finds(tokenizer, library, file, text):
    assert tokenizer.tokenise(text).ids == ids_by_library(library, file, text)


@pytest.mark.parametrize("spelt", ["<s>", "</s>", "<unk>", "x<s>y", "<s></s><unk> </s>"])
def test_no_text_spells_a_special_token(tokenizer, file, spelt):
    ids = tokenizer.tokenise(spelt).ids
    assert ids
    assert not {file.bos, file.eos, file.unknown} & set(ids)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_token_stands_where_its_span_says(tokenizer, file, text):
    tokens = tokenizer.tokenise(text)
    assert_spans_stand_for_tokens(tokens, text, file, file.pieces())


@pytest.fixture(scope="module")
def pieces(file):
    return file.pieces()


@settings(deadline=None, max_examples=300)
@given(text=texts)
def test_every_token_of_any_text_stands_where_its_span_says(tokenizer, file, pieces, text):
    assert_spans_stand_for_tokens(tokenizer.tokenise(text), text, file, pieces)


def test_spans_are_of_the_raw_text_with_its_ornaments(tokenizer):
    text = "\u200f  قَالَ\tMacron 𐎀"
    tokens = tokenizer.tokenise(text)
    starts = {start for start, _ in tokens.spans}
    ends = {end for _, end in tokens.spans}
    for word in ("قَالَ", "Macron", "𐎀"):
        assert text.index(word) in starts
        assert text.index(word) + len(word) in ends


def test_tokens_of_one_character_share_it(tokenizer):
    tokens = tokenizer.tokenise("aﷺ")
    assert len(tokens.ids) > 3
    assert set(tokens.spans[1:]) == {(1, 2)}


def test_a_word_has_the_same_tokens_each_time(tokenizer):
    once, twice = tokenizer.tokenise("غيراسيموف"), tokenizer.tokenise("غيراسيموف غيراسيموف")
    assert twice.ids == once.ids * 2
    assert twice.spans == once.spans + [(start + 10, end + 10) for start, end in once.spans]


def test_a_text_without_words_has_no_tokens(tokenizer):
    for text in ("", " ", "\n\0\u200b\x01"):
        assert tokenizer.tokenise(text) == ([], [])


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_normalising_with_origins_gives_the_same_text(file, text):
    assert file.normalise_with_origins(text)[0] == file.normalise(text)


@settings(deadline=None, max_examples=300)
@given(text=texts)
def test_every_normalised_character_comes_from_a_raw_one(file, text):
    characters, origins = file.normalise_with_origins(text)
    assert characters == file.normalise(text)
    assert len(origins) == len(characters)
    assert origins == sorted(origins)
    for character, origin in zip(characters, origins, strict=True):
        assert character in file.normalise(text[origin])
