import os
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_bot.articles import article_from_text, load_article, shipped_articles
from qa_bot.articles.languages import language_of
from qa_bot.errors import ArticleError
from qa_bot.text import sentence_spans

ARTICLE = shipped_articles()[0].text
PARAGRAPHS = ARTICLE.strip().split("\n")
SENTENCES = [ARTICLE[start:end] for start, end in sentence_spans(ARTICLE)]
FRENCH = [
    "L’été dernier, à Genève, le général a reçu son homologue russe.",
    "« Où êtes-vous ? », demanda-t-il — sans réponse…",
    "À la fin, l’Élysée s’est tu.",
    "DÉCLARATION DU CHEF D’ÉTAT-MAJOR À L’ÉCOLE",
]
ENGLISH = [
    "“It’s the café’s naïve façade,” she said.",
    "The chief’s résumé – 20 pages long – cost £5.",
    "He spoke to his Russian counterpart ‘a few months ago’.",
]


@pytest.fixture
def load(tmp_path):
    """Writes bytes to a file and reads them as an article."""

    def write_and_load(data, name="article.txt"):
        path = tmp_path / name
        path.write_bytes(data)
        return load_article(path)

    return write_and_load


def refusal(path):
    with pytest.raises(ArticleError) as caught:
        load_article(path)
    return str(caught.value)


@contextmanager
def ordinary_user():
    """Root may read everything, so the test steps down."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


def test_a_file_becomes_an_article(load, tmp_path):
    before = datetime.now(UTC)
    article = load(b"\n\nThe meeting is on Monday.\nBring the report.\n", "Notes_2 (a).txt")
    assert article.text == "\n\nThe meeting is on Monday.\nBring the report.\n"
    assert article.title == "The meeting is on Monday."
    assert article.id.startswith("notes-2-a-")
    assert article.source == str(tmp_path / "Notes_2 (a).txt")
    assert article.language == "en"
    assert before <= article.fetched_at <= datetime.now(UTC)


def test_an_unknown_suffix_is_tried_as_text(load):
    assert load(b"# Notes", "notes.MD").text == "# Notes"
    assert load(b"Notes", "notes").text == "Notes"


def test_the_id_is_that_of_the_source_however_it_is_spelled(load, tmp_path, monkeypatch):
    article = load(b"one")
    monkeypatch.chdir(tmp_path)
    assert load_article("./article.txt").id == article.id
    assert load(b"two").id == article.id
    (tmp_path / "link.txt").symlink_to("article.txt")
    assert load_article("link.txt").id == article.id


def test_files_of_one_name_in_two_folders_have_different_ids(load, tmp_path):
    (tmp_path / "sub").mkdir()
    assert load(b"same").id != load(b"same", "sub/article.txt").id


@pytest.mark.parametrize("name", ["مقال.txt", "…", os.fsdecode(b"\xff\xfe.txt"), "a" * 200])
def test_any_name_of_a_file_will_do(load, name):
    article = load(b"text", name)
    assert article.content_hash
    assert len(article.id) < 60


def test_an_arabic_name_stays_readable_in_the_id(load):
    assert load(b"text", "مقال جديد.txt").id.startswith("مقال-جديد-")


@pytest.mark.parametrize("text", ["one\r\ntwo\rthree\n", "a\0b", "a\u2028b\x85c", "ends\n\n\n"])
def test_the_text_is_kept_character_by_character(load, text):
    assert load(text.encode()).text == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides_and_is_dropped(load, encoding):
    assert load(ARTICLE.encode(encoding)).text == ARTICLE


@pytest.mark.parametrize("encoding", ["utf-16-be", "utf-32-be"])
def test_a_byte_order_mark_of_the_other_order_decides_too(load, encoding):
    assert load(("\ufeff" + ARTICLE).encode(encoding)).text == ARTICLE


@pytest.mark.parametrize("encoding", ["cp1256", "iso8859_6"])
@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_in_an_older_arabic_encoding_is_read_correctly(load, text, encoding):
    # ISO-8859-6 has no quotation marks but the plain ones.
    text = text.translate(dict.fromkeys(map(ord, "«»"), '"')).replace("…", "...")
    assert load(text.encode(encoding)).text == text


@pytest.mark.parametrize("count", range(1, len(PARAGRAPHS) + 1))
def test_paragraphs_in_windows_1256_are_read_correctly(load, count):
    text = "\r\n".join(PARAGRAPHS[:count])
    article = load(text.encode("cp1256"))
    assert article.text == text
    assert article.language == "ar"


@pytest.mark.parametrize("text", [*FRENCH, *ENGLISH, "\r\n".join(FRENCH), "\n".join(ENGLISH)])
def test_french_and_english_in_windows_1252_do_not_become_arabic(load, text):
    assert load(text.encode("cp1252")).text == text


def test_a_french_heading_does_not_hide_that_the_rest_is_arabic(load):
    text = "Le général français a téléphoné\n" + ARTICLE
    assert load(text.encode("cp1256")).text == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Начальник штаба поговорил по телефону со своим коллегой.", "cp1251"),
        ("Начальник штаба поговорил по телефону со своим коллегой.", "koi8_r"),
        ("Genelkurmay başkanı telefonda görüştüğünü açıkladı.", "cp1254"),
        ("Szef sztabu rozmawiał przez telefon ze swoim odpowiednikiem.", "cp1250"),
        ("Ο αρχηγός μίλησε στο τηλέφωνο με τον ομόλογό του.", "cp1253"),
        ("参谋长几个月前与俄罗斯同行通过电话，恢复了直接联系。", "gb18030"),
    ],
)
def test_other_older_encodings_are_read_too(load, text, encoding):
    assert load(text.encode(encoding)).text == text


def test_a_long_file_in_an_older_encoding_is_judged_by_all_of_it(load):
    text = "plain words " * 5_000 + " ".join(PARAGRAPHS)
    assert load(text.encode("cp1256")).text == text


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf\n", "\u00a0\u2003".encode()])
def test_a_blank_file_is_refused(load, data):
    with pytest.raises(ArticleError, match=r"article\.txt' is blank: give"):
        load(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0",
        b"\x7fELF\2\1\1" + bytes(9),
        "UTF-16 without its mark".encode("utf-16-le"),
        ARTICLE.encode("utf-16-le"),
        bytes(range(256)),
    ],
)
def test_a_binary_file_is_refused(load, data):
    with pytest.raises(ArticleError, match=r"is not text.*: save the article as plain text in UTF"):
        load(data)


@pytest.mark.parametrize(
    "data",
    [
        ARTICLE.encode()[:1000],
        ARTICLE.encode()[:1000] + b"\xff" + ARTICLE.encode()[1000:],
        ARTICLE.encode("utf-16")[:1001],
    ],
)
def test_a_damaged_file_is_refused_rather_than_read_as_something_else(load, data):
    with pytest.raises(
        ArticleError, match=r"article\.txt' is damaged: byte (999|1000) is not utf-"
    ):
        load(data)


def test_a_file_too_large_is_refused(load):
    with pytest.raises(ArticleError, match="larger than 20 MB: split"):
        load(b"a" * 20_000_001)
    assert len(load(b"a" * 20_000_000).text) == 20_000_000


def test_a_missing_file_is_refused(tmp_path):
    assert refusal(tmp_path / "nowhere.txt").startswith(
        f"there is no file '{tmp_path}/nowhere.txt'"
    )


def test_a_folder_is_refused(tmp_path):
    assert "is a folder: name a file in it" in refusal(tmp_path)


def test_a_file_that_may_not_be_read_is_refused(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text("text")
    path.chmod(0)
    with ordinary_user():
        assert "may not be read" in refusal(path)


@pytest.mark.parametrize("path", ["nul\0.txt", "a" * 300, "/dev/null/file"])
def test_a_path_that_cannot_be_is_refused_in_one_line(path):
    message = refusal(path)
    assert repr(path) in message
    assert "\n" not in message


@settings(max_examples=300)
@given(st.binary())
def test_any_bytes_are_read_or_refused(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "any.bin"
    path.write_bytes(data)
    with suppress(ArticleError):
        assert load_article(path).text.strip()


def test_a_text_is_named_by_its_hash():
    assert article_from_text("one").id == article_from_text("one").id
    assert article_from_text("one").id != article_from_text("two").id


def test_what_is_known_of_a_text_is_kept():
    article = article_from_text("one", id="memo", title="Memo", source="mail")
    assert (article.id, article.title, article.source) == ("memo", "Memo", "mail")


def test_a_blank_text_is_refused():
    with pytest.raises(ArticleError, match="the text is blank"):
        article_from_text(" \n")


def test_half_of_a_surrogate_pair_is_refused():
    with pytest.raises(ArticleError, match="surrogate"):
        article_from_text("half \ud800")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("\n \n  A  title\there \nmore", "A title here"),
        ("word " * 30, "word " * 15 + "word…"),
        ("x" * 100, "x" * 79 + "…"),
        ("y" * 80, "y" * 80),
        ("\0\x07\nAfter controls", "After controls"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_the_title_is_the_first_line_cut_at_a_word(text, title):
    assert article_from_text(text).title == title
    assert len(title) <= 80


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_text_with_words_is_an_article(text):
    text = f"word {text}"
    article = article_from_text(text)
    assert article.text == text
    assert 0 < len(article.title) <= 80


def test_the_shipped_article_is_the_same_on_every_install():
    (article,) = shipped_articles()
    assert article.id == "french-chief-of-staff"
    assert article.source == "shipped:french-chief-of-staff.txt"
    assert article.language == "ar"
    assert article.title == (
        "في مسعى فرنسي للتقرب من روسيا، بالترافق مع الانتصارات التي يحققها الجيش العربي…"
    )
    checkout = Path(__file__).parent.parent
    assert (
        article.text.encode()
        == (checkout / "index/articles/french-chief-of-staff.txt").read_bytes()
    )


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (PARAGRAPHS[0], "ar"),
        (FRENCH[0], "fr"),
        (FRENCH[3], "fr"),
        (ENGLISH[2], "en"),
        ("سلام دنیا، این یک متن فارسی است", "fa"),
        ("یہ اردو کا ایک جملہ ہے", "ur"),
        ("参谋长几个月前与俄罗斯同行通过电话。", "zh"),
        ("انا مش عارف هو قال ايه امبارح", "ar"),
        ("1, 2, 3…", ""),
        ("١٢٣", ""),
        ("", ""),
    ],
)
def test_the_language_of_a_text_is_told(text, language):
    assert language_of(text) == language
