"""No secret gets into the log, whichever way it takes."""

import json
import subprocess
import sys

import pytest

TOKEN = "123456789:AAF-made_up-for_the-tests-of-logs00"  # noqa: S105 - made up
SECRET = "webhook-secret"  # noqa: S105 - made up
SETUP = f"""
import asyncio, logging, sys, threading, warnings
from qa_bot.telegram.logs import fields, set_up_logging
TOKEN, SECRET = {TOKEN!r}, {SECRET!r}
HALF = TOKEN.partition(":")[2]
set_up_logging("debug", secrets=(TOKEN, SECRET))
log = logging.getLogger("somebody")
"""


def logged(code, *, level=None):
    """What a process writes that runs this code after it has set up its logging."""
    setup = SETUP if level is None else SETUP.replace('"debug"', repr(level))
    done = subprocess.run(
        [sys.executable, "-c", setup + code], capture_output=True, text=True, check=False
    )
    assert done.stdout == ""
    return done.stderr


def entries(code, **options):
    return [json.loads(line) for line in logged(code, **options).splitlines()]


@pytest.mark.parametrize(
    "code",
    [
        "log.info('at %s', TOKEN)",
        "log.info('at %s', {'url': f'https://api.telegram.org/bot{TOKEN}/getMe'})",
        "log.info(f'{TOKEN}')",
        "log.info('half: %s', HALF)",
        "log.info('quoted %s', TOKEN.replace(':', '%3A'))",
        "log.info('told', extra=fields(address=TOKEN, secret=SECRET))",
        "log.info('too few %s %s', TOKEN)",
        "log.info('wrong %d', TOKEN)",
        "log.info('an object %s', type('Bot', (), {'__repr__': lambda s: TOKEN})())",
        "log.info('fails %s', type('Bot', (), {'__str__': lambda s: 1 / 0})())",
        "try:\n    raise ValueError(TOKEN)\nexcept ValueError:\n    log.exception('failed')",
        (
            "try:\n    raise ValueError(TOKEN)\nexcept ValueError as e:\n"
            "    try:\n        raise KeyError('x') from e\n    except KeyError:\n"
            "        log.exception('failed')"
        ),
        "log.info('here', stack_info=True)",
        "warnings.warn(TOKEN)",
        "raise ValueError(TOKEN)",
        "t = threading.Thread(target=lambda: int(TOKEN)); t.start(); t.join()",
        (
            "async def main():\n    asyncio.get_running_loop().call_exception_handler("
            "{'message': TOKEN, 'exception': ValueError(SECRET)})\nasyncio.run(main())"
        ),
        "logging.getLogger('httpx').info('HTTP Request: POST /bot%s/getMe', TOKEN)",
        "log.info('another: 987654321:AAF-another_token_of-some_other-bot00')",
    ],
)
def test_a_secret_gets_out_by_no_way(code):
    text = logged(code)
    assert text
    for secret in (TOKEN, TOKEN.partition(":")[2], SECRET, "AAF-another"):
        assert secret not in text


def test_an_entry_says_when_how_grave_who_and_what():
    [entry] = entries("log.warning('came %s', 'late', extra=fields(update=7))")
    assert entry.pop("time").endswith("+00:00")
    assert entry == {
        "level": "warning",
        "logger": "somebody",
        "message": "came late",
        "update": 7,
    }


def test_arabic_is_readable():
    assert "متى" in logged("log.info('متى')")


def test_the_traceback_of_a_failure_is_told():
    [entry] = entries("try:\n    1 / 0\nexcept ZeroDivisionError:\n    log.exception('failed')")
    assert "ZeroDivisionError" in entry["exception"]


def test_other_peoples_libraries_are_quiet_unless_all_is_wanted():
    code = "logging.getLogger('httpx').info('a'); logging.getLogger('telegram').debug('b')"
    assert logged(code, level="info") == ""
    assert len(logged(code).splitlines()) == 2


def test_levels_are_kept():
    code = "log.debug('a'); log.info('b'); log.warning('c')"
    assert [e["message"] for e in entries(code, level="info")] == ["b", "c"]
