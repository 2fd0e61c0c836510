"""Whichever way qa_bot comes to a machine, it finds the files that ship with it."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).resolve().parent.parent
SHIPPED = {
    f"{folder}/{path.name}"
    for folder in ("index/articles", "prompts")
    for path in (CHECKOUT / folder).iterdir()
}
REPORT = """
import json, qa_bot
from qa_bot.articles import shipped_articles
from qa_bot.resources import resource
from qa_bot.settings import load_settings
print(json.dumps({
    "package": qa_bot.__file__,
    "articles": [article.id for article in shipped_articles()],
    "message": resource("prompts/messages.ar.toml").read_text(encoding="utf-8"),
    "index": str(load_settings().index_dir),
}))
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The folder of the sdist, and of the wheel made from it."""
    folder = tmp_path_factory.mktemp("built")
    command = (sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, CHECKOUT)
    run(*command, env=os.environ | {"PYTHONPATH": str(CHECKOUT / "tests" / "no_network")})
    return folder


@pytest.fixture(scope="module")
def wheel(built):
    (path,) = built.glob("qa_bot-*-py3-none-any.whl")
    return path


@pytest.fixture(scope="module")
def sdist(built):
    (path,) = built.glob("qa_bot-*.tar.gz")
    return path


@pytest.fixture
def report(child_environment, tmp_path):
    """What qa_bot says of itself when it is imported from a folder and from nowhere else."""
    del child_environment["QA_BOT_INDEX_DIR"]
    libraries = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}

    def ask(folder):
        # Without site, no editable install puts the checkout on the path.
        paths = [str(folder), *libraries]
        code = f"import sys; sys.path[:0] = {paths!r}\n{REPORT}"
        printed = run(sys.executable, "-I", "-S", "-c", code, cwd=tmp_path, env=child_environment)
        return json.loads(printed)

    return ask


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def check(report, folder):
    assert Path(report["package"]).is_relative_to(folder)
    assert report["articles"] == ["french-chief-of-staff"]
    assert report["message"] == (CHECKOUT / "prompts/messages.ar.toml").read_text(encoding="utf-8")


def test_the_wheel_holds_the_package_and_what_ships_with_it_and_nothing_else(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    package = {name for name in names if name.startswith("qa_bot/")}
    information = {name.rpartition("dist-info/")[2] for name in names - package}
    resources = {name for name in package if name.startswith("qa_bot/_resources/")}
    assert resources == {f"qa_bot/_resources/{name}" for name in SHIPPED}
    others = {name for name in package - resources if not name.endswith(".py")}
    reader = {"qa_bot/reading/reader.onnx", "qa_bot/reading/MODEL_CARD.md"}
    questions = "qa_bot/reading/train/written.jsonl.gz"
    assert others == {"qa_bot/py.typed", questions, *reader}
    assert information == {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}


def test_the_sdist_holds_what_it_takes_to_build_and_to_test(sdist):
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert names >= SHIPPED
    assert names >= {"pyproject.toml", "LICENSE", "README.md", "qa_bot/py.typed"}
    assert names >= {"tests/conftest.py", "tests/no_network/sitecustomize.py"}
    assert not any(name.startswith("index/chroma") for name in names)


def test_an_installed_wheel_is_complete(wheel, report, child_environment, tmp_path):
    folder = tmp_path / "installed"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--no-deps")
    run(*pip, "--target", folder, wheel, env=child_environment)
    said = report(folder)
    check(said, folder)
    assert Path(said["index"]) == Path.home() / ".local" / "share" / "qa_bot" / "index"


def test_an_unpacked_sdist_is_complete(sdist, report, tmp_path):
    shutil.unpack_archive(sdist, tmp_path)
    (folder,) = tmp_path.glob("qa_bot-*")
    said = report(folder)
    check(said, folder)
    assert Path(said["index"]) == folder / "index" / "chroma"


def test_a_bare_checkout_is_complete(report, tmp_path):
    for name in ("qa_bot", "index/articles", "prompts"):
        shutil.copytree(CHECKOUT / name, tmp_path / name)
    check(report(tmp_path), tmp_path)


def test_the_editable_install_reads_the_checkout(child_environment, tmp_path):
    command = (sys.executable, "-P", "-c", REPORT)
    check(json.loads(run(*command, cwd=tmp_path, env=child_environment)), CHECKOUT)
