"""Updates posted to the bot's address, one at a time, again and again until it takes them."""

import json
import time
from http.client import HTTPConnection, HTTPException
from threading import Thread
from urllib.parse import urlsplit

from .world import Webhook, World

_PATIENCE = 10.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 1.0
_SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header


def deliver_in_background(world: World, webhook: Webhook) -> None:
    """Post what is pending until the webhook is another's."""
    thread = Thread(target=_deliver, args=(world, webhook), name="webhook")
    world.threads.append(thread)
    thread.start()


def _deliver(world: World, webhook: Webhook) -> None:
    pause = _FIRST_PAUSE
    while update := _next(world, webhook):
        error = _post(webhook, json.dumps(update).encode())
        with world.change():
            if not error:
                pause = _FIRST_PAUSE
                world.updates.confirm(update["update_id"] + 1)
                continue
            webhook.error, webhook.error_date = error, int(time.time())
            # A bot that refuses is asked less and less often, as Telegram does.
            world.changed.wait_for(lambda: _is_over(world, webhook), pause)
            pause = min(2 * pause, _LONGEST_PAUSE)


def _is_over(world: World, webhook: Webhook) -> bool:
    return world.closing or world.updates.webhook is not webhook


def _next(world: World, webhook: Webhook) -> dict[str, int] | None:
    with world.changed:
        world.changed.wait_for(lambda: world.updates.pending or _is_over(world, webhook))
        return None if _is_over(world, webhook) else world.updates.pending[0]


def _post(webhook: Webhook, body: bytes) -> str:
    """Post an update; what went wrong, or ""."""
    parts = urlsplit(webhook.url)
    headers = {"Content-Type": "application/json"}
    if webhook.secret:
        headers[_SECRET] = webhook.secret
    connection = HTTPConnection(parts.hostname or "", parts.port or 80, timeout=_PATIENCE)
    try:
        connection.request("POST", parts.path or "/", body, headers)
        answer = connection.getresponse()
        answer.read()
    except (OSError, HTTPException) as error:
        return f"Connection failed: {error!r}"
    finally:
        connection.close()
    if 200 <= answer.status < 300:
        return ""
    return f"Wrong response from the webhook: {answer.status} {answer.reason}"
