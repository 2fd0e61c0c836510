"""The bot's answers to buttons pressed and to inline queries."""

import time
from typing import Any

from ..arguments import Arguments
from ..checks import MAX_NEXT_OFFSET, inline_results, results_button
from ..errors import bad_request
from ..values import CallbackAnswer, InlineAnswer
from ..world import Query, World
from .registry import method

MAX_CALLBACK_TEXT = 200


@method("answerCallbackQuery")
def answer_callback_query(world: World, arguments: Arguments) -> Any:
    """Tell whoever pressed a button that it was heard."""
    query = _query(world, arguments.text("callback_query_id"), "c")
    text = arguments.text("text")
    if len(text) > MAX_CALLBACK_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = CallbackAnswer(
        text, arguments.flag("show_alert"), arguments.text("url"), arguments.integer("cache_time")
    )
    query.answers.append(answer)
    if text:
        world.log(query.room, world.bot, "shows", detail=text)
    return True


@method("answerInlineQuery")
def answer_inline_query(world: World, arguments: Arguments) -> Any:
    """Offer results for an inline query."""
    results, button = inline_results(arguments), results_button(arguments)
    query = _query(world, arguments.text("inline_query_id"), "i")
    if len(arguments.text("next_offset").encode()) > MAX_NEXT_OFFSET:
        raise bad_request("NEXT_OFFSET_INVALID")
    answer = InlineAnswer(
        results,
        arguments.text("next_offset"),
        arguments.integer("cache_time", 300),
        arguments.flag("is_personal"),
        button,
    )
    query.offers.append(answer)
    world.log(None, world.bot, "offers", detail="; ".join(result.title for result in results))
    if answer.cache_time > 0:
        for_whom = query.user.id if answer.is_personal else None
        fresh_until = time.monotonic() + answer.cache_time
        world.inline_cache[query.text, query.offset, for_whom] = (fresh_until, answer)
    return True


def _query(world: World, query_id: str, kind: str) -> Query:
    query = world.queries.get(query_id)
    if query is None or query.expired or not query_id.startswith(kind):
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    return query
