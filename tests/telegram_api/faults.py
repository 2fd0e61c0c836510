"""What can go wrong between a bot and Telegram."""

from collections.abc import Collection
from dataclasses import dataclass
from random import Random

from .errors import ApiError, too_many_requests

_GATEWAY = {502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}


@dataclass(frozen=True)
class Fault:
    """A way to fail; made by the functions below."""

    name: str
    error: ApiError | None = None
    drops_before: bool = False
    drops_after: bool = False
    seconds: float = 0.0
    is_stale: bool = False


def flood(retry_after: int = 1) -> Fault:
    """Answer 429: the bot is to wait, in seconds."""
    return Fault("flood", too_many_requests(retry_after))


def server_error(code: int = 502) -> Fault:
    """Answer 500, or one of the gateway's pages of HTML: 502, 503, 504."""
    words = _GATEWAY.get(code, "Internal Server Error")
    return Fault(f"server error {code}", ApiError(code, words))


def drop_before() -> Fault:
    """Cut the connection before anything is done."""
    return Fault("dropped before", drops_before=True)


def drop_after() -> Fault:
    """Do what was asked and cut the connection instead of saying so."""
    return Fault("dropped after", drops_after=True)


def slow(seconds: float) -> Fault:
    """Do what was asked at once, and answer late."""
    return Fault(f"slow by {seconds:g} s", seconds=seconds)


def stale() -> Fault:
    """Miss the confirmation of the last updates, and give them once more."""
    return Fault("stale", is_stale=True)


@dataclass
class _Rule:
    fault: Fault
    methods: frozenset[str]
    times: int | None
    share: float


class Faults:
    """Which requests are to fail, and how.

    Args:
        seed: of what is left to chance.
    """

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - a test wants the same chance again
        self._rules: list[_Rule] = []

    def add(
        self, fault: Fault, method: str | Collection[str] | None, times: int | None, share: float
    ) -> None:
        """Have requests fail from now on."""
        methods = [method] if isinstance(method, str) else method or ()
        if fault.is_stale:
            methods = ["getUpdates"]
        names = frozenset(name.lower() for name in methods)
        self._rules.append(_Rule(fault, names, times, share))

    def clear(self) -> None:
        """Have no more requests fail."""
        self._rules.clear()

    def next_for(self, method: str) -> Fault | None:
        """How the request that has just come is to fail, if it is."""
        for rule in self._rules:
            if rule.times == 0 or (rule.methods and method.lower() not in rule.methods):
                continue
            if rule.share < 1 and self._random.random() >= rule.share:
                continue
            if rule.times is not None:
                rule.times -= 1
            return rule.fault
        return None
