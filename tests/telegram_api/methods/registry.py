"""The methods by name, and how they are entered there."""

from collections.abc import Callable
from typing import Any

from ..arguments import Arguments
from ..world import World

Method = Callable[[World, Arguments], Any]
METHODS: dict[str, Method] = {}
"""Every method that there is, by its name in lower case: Telegram does not mind the case."""


def method(name: str) -> Callable[[Method], Method]:
    """Enter a function as the method of this name."""

    def register(function: Method) -> Method:
        METHODS[name.lower()] = function
        return function

    return register
