"""How the Bot API says no."""

from typing import Any


class ApiError(Exception):
    """An answer of the Bot API that is no success.

    Args:
        code: of HTTP and of the answer.
        description: the words of the answer.
        parameters: what a client may act upon, such as `retry_after`.
    """

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(problem: str) -> ApiError:
    """The request is wrong; sending it again does not help."""
    return ApiError(400, f"Bad Request: {problem}")


def forbidden(problem: str) -> ApiError:
    """The bot may not do this in this chat."""
    return ApiError(403, f"Forbidden: {problem}")


def conflict(problem: str) -> ApiError:
    """Someone else takes the updates of this bot."""
    return ApiError(409, f"Conflict: {problem}")


def too_many_requests(retry_after: int) -> ApiError:
    """The bot is to wait, in seconds."""
    problem = f"Too Many Requests: retry after {retry_after}"
    return ApiError(429, problem, retry_after=retry_after)
