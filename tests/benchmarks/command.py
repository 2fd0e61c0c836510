"""The command on a built index beside a plain import of the machine-learning stack.

Whole processes, in turn, so that whatever else the machine does slows both: ``python
tests/benchmarks/command.py``. Prints a table in Markdown.
"""

import os
import subprocess
import sys
import tempfile
from statistics import median
from time import perf_counter
from typing import NamedTuple

ASK = (sys.executable, "-m", "qa_bot", "ask", "من الذي تحدث إليه رئيس الأركان الفرنسي عبر الهاتف؟")
IMPORT = (sys.executable, "-c", "import sentence_transformers")
PAIRS = 7

# macOS counts in bytes.
MAXRSS_PER_MB = 1_000_000 if sys.platform == "darwin" else 1_000_000 / 1024


class Run(NamedTuple):
    """One process, from start to end: seconds on the clock, seconds of all CPUs, megabytes."""

    wall: float
    cpu: float
    memory: float


def run(command: tuple[str, ...]) -> Run:
    began = perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    wall = perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / MAXRSS_PER_MB)


def medians(runs: list[Run]) -> Run:
    return Run(*map(median, zip(*runs, strict=True)))


def row(name: str, run: Run) -> str:
    return f"| {name} | {run.wall:.2f} | {run.cpu:.2f} | {run.memory:.0f} |"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["QA_BOT_INDEX_DIR"] = folder
        # The first builds the index, the second warms up.
        for command in (ASK, ASK, IMPORT):
            run(command)
        pairs = [(run(ASK), run(IMPORT)) for _ in range(PAIRS)]
    ask, plain_import = (medians(list(runs)) for runs in zip(*pairs, strict=True))
    print(f"Median of {PAIRS} runs each, in turn:\n")
    print("| whole process | wall, s | CPU, s | peak memory, MB |")
    print("|---|---|---|---|")
    print(row("`qa-bot ask` on a built index", ask))
    print(row('`python -c "import sentence_transformers"`', plain_import))
    ratios = (a / b for a, b in zip(ask, plain_import, strict=True))
    print("| ratio | " + " | ".join(f"{ratio:.2f}" for ratio in ratios) + " |")


if __name__ == "__main__":
    main()
