"""The Telegram bot against the emulated Bot API: what is lost, rejected or said twice, how fast.

Run: ``PYTHONPATH=tests python tests/benchmarks/telegram_load.py``. ``--texts`` and ``--chats`` make
it smaller; ``--transcript`` shows a conversation instead.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles
from time import monotonic, perf_counter, sleep

from no_network import network_guard
from telegram_api import (
    Message,
    Person,
    TelegramAPI,
    drop_after,
    drop_before,
    flood,
    server_error,
    units,
)
from telegram_bot import RunningBot, is_finished

from qa_bot import QABot, load_settings
from qa_bot.resources import resource

QUESTIONS = (
    "who did the French chief of staff call?",
    "من الذي تحدث إليه رئيس الأركان الفرنسي عبر الهاتف؟",
    "Who painted the Mona Lisa?",
    "متى فتح الحوار بين الجيشين؟",
)
ARABIC = resource("index/articles/french-chief-of-staff.txt").read_text(encoding="utf-8").split()
PIECES = (
    tuple(ARABIC),
    ("😀", "👨\u200d👩\u200d👧", "🇸🇾", "👍🏽", "❤️"),
    ("<b>", "</b>", "<", ">", "&", "&amp;", "<a href='x'>", "<blockquote>"),
    ("**", "__", "`", "```\n", "[a](b)", "# ", "- ", "\\", "|", "~~"),
    ("\n", "\n\n", "\t", "  ", "?", "؟", ".", "\u200f", "\u2067", "\u0301"),
    ("word", "1,250", "@someone", "#tag", "/command", "https://example.org", "Ω", "中文", "हिन्दी"),
)
SENT_AT_ONCE = 4_000
FAULTS = (flood(1), server_error(502), drop_before(), drop_after())
SHARE = 0.03
PATIENCE = 600.0


def text(chance: random.Random) -> str:
    """A text of anything, of 1 to 20,000 characters."""
    length = int(10 ** chance.uniform(0, 4.301))
    kinds = chance.sample(PIECES, chance.randint(1, len(PIECES)))
    written = "a"
    while len(written) < length:
        written += chance.choice(chance.choice(kinds)) + chance.choice(("", " ", " "))
    return written[:length]


def replies(person: Person, came: Message) -> list[Message]:
    """The finished replies to a message."""
    return [m for m in person.chat.replies if m.reply_to == came.id and is_finished(m)]


def wait(*sent: tuple[Person, Message]) -> list[float]:
    """When each message had its first finished reply, on the monotonic clock."""
    until = monotonic() + PATIENCE
    seen: dict[int, float] = {}
    while len(seen) < len(sent) and monotonic() < until:
        sleep(0.01)
        for place, (person, came) in enumerate(sent):
            if place not in seen and replies(person, came):
                seen[place] = monotonic()
    return [seen.get(place, math.inf) for place in range(len(sent))]


def texts(api: TelegramAPI, folder: Path, number: int) -> None:
    """Texts of all kinds, each as a question and as an article."""
    chance = random.Random(0)  # noqa: S311 - no secret
    written = [text(chance) for _ in range(number)]
    share = 25
    people = [api.user(n, "Ann") for n in range(1, -(-number // share) + 1)]
    sent: list[tuple[Person, Message]] = []

    def converse(person: Person, own: list[str]) -> None:
        for words in own:
            came = person.send_file("text.txt", words.encode())
            sent.append((person, came))
            wait((person, came))
            question = words
            while units(question) > SENT_AT_ONCE:
                question = question[: len(question) * 3 // 4]
            came = person.say(f"/ask {question}")
            sent.append((person, came))
            wait((person, came))

    with (
        RunningBot(api, folder, questions_per_minute=1000, articles=50) as bot,
        ThreadPoolExecutor(8) as pool,
    ):
        parts = [written[n : n + share] for n in range(0, number, share)]
        list(pool.map(converse, people, parts))
        assert bot.stop() == 0
    count(api, sent, f"{number} texts, each as a question and as an article")


def many(api: TelegramAPI, folder: Path, number: int) -> None:
    """Many chats that ask at once while Telegram fails now and then."""
    people = [api.user(100_000 + n, "Ann") for n in range(number)]
    with RunningBot(api, folder) as bot:
        for fault in FAULTS:
            api.inject(fault, times=None, share=SHARE)
        began = monotonic()
        sent = [(p, p.say(QUESTIONS[n % len(QUESTIONS)])) for n, p in enumerate(people)]
        waited = [at - began for at in wait(*sent)]
        api.heal()
        assert bot.stop() == 0
    count(api, sent, f"{number} chats at once, {len(FAULTS) * SHARE:.0%} of all calls failing")
    print(f"| … answered after, s | p50 {median(waited):.1f}, p95 {percentile(waited):.1f} |")


def one_by_one(api: TelegramAPI, folder: Path, number: int) -> None:
    """One chat that asks again when it has its answer, beside the bare bot."""
    person = api.user(1_000_000, "Ann")
    waited = []
    with RunningBot(api, folder, questions_per_minute=1000) as bot:
        for n in range(number):
            began = monotonic()
            [answered] = wait((person, person.say(QUESTIONS[n % len(QUESTIONS)])))
            waited.append(answered - began)
        assert bot.stop() == 0
    bare = []
    with QABot.from_index(settings=load_settings(index_dir=folder / "index")) as qa:
        qa.ask(QUESTIONS[0])
        for n in range(number):
            began = perf_counter()
            qa.ask(QUESTIONS[n % len(QUESTIONS)])
            bare.append(perf_counter() - began)
    for name, seconds in (("one chat, question after question", waited), ("`QABot.ask`", bare)):
        told = f"p50 {1000 * median(seconds):.0f}, p95 {1000 * percentile(seconds):.0f}"
        print(f"| {name}, ms | {told} |")


def transcript(api: TelegramAPI, folder: Path, _: int) -> None:
    """A conversation in each language, as the Bot API received it."""
    with RunningBot(api, folder) as bot:
        for n, language in enumerate(("en", "ar"), start=1):
            person = api.user(n, {"en": "Ann", "ar": "ليلى"}[language], language_code=language)
            for question in (QUESTIONS[n - 1], QUESTIONS[2]):
                wait((person, person.say(question)))
            print(api.transcript(person.chat))
        assert bot.stop() == 0


def percentile(seconds: list[float]) -> float:
    """The 95th percentile."""
    return quantiles(seconds, n=20)[-1]


def count(api: TelegramAPI, sent: list[tuple[Person, Message]], name: str) -> None:
    numbers = Counter(len(replies(person, came)) for person, came in sent)
    # An edit whose answer was lost is made again, and changes nothing.
    rejected = [
        request
        for request in api.requests
        if request.status == 400
        and request.method != "setMyCommands"
        and "not modified" not in request.description
    ]
    lost, twice = numbers[0], sum(n for times, n in numbers.items() if times > 1)
    told = f"{len(sent)} sent, {lost} lost, {twice} answered twice, {len(rejected)} rejected"
    print(f"| {name} | {told} |")
    for request in rejected[:5]:
        print(request)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=2000)
    parser.add_argument("--chats", type=int, default=200)
    parser.add_argument("--transcript", action="store_true")
    arguments = parser.parse_args()
    network_guard.block()
    runs = ((one_by_one, 100), (many, arguments.chats), (texts, arguments.texts))
    if arguments.transcript:
        runs = ((transcript, 0),)
    else:
        print("| what | came of it |\n|---|---|")
    for run, number in runs:
        with tempfile.TemporaryDirectory() as name, TelegramAPI() as api:
            folder = Path(name)
            os.environ["QA_BOT_INDEX_DIR"] = str(folder / "index")
            QABot.from_index().close()
            run(api, folder, number)


if __name__ == "__main__":
    main()
