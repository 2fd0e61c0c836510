"""How a bot hears of what people do: by asking, or at its webhook."""

import re
import time
from typing import Any
from urllib.parse import urlsplit

from ..arguments import Arguments
from ..errors import bad_request, conflict
from ..webhook import deliver_in_background
from ..world import Webhook, World
from .registry import method

LONGEST_POLL = 50


@method("getUpdates")
def get_updates(world: World, arguments: Arguments) -> Any:
    """Wait for updates; asking for those from an offset on confirms all before it."""
    updates = world.updates
    if updates.webhook.url:
        raise conflict(
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
    poll = updates.new_poll()
    updates.allow(arguments.json("allowed_updates", list, "allowed updates"))
    updates.confirm(arguments.integer("offset"))
    limit = min(max(arguments.integer("limit", 100), 1), 100)
    _wait_for_updates(world, poll, min(max(arguments.integer("timeout"), 0), LONGEST_POLL))
    return updates.pending[:limit]


def _wait_for_updates(world: World, poll: object, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    updates = world.updates
    updates.waiting = poll
    world.changed.notify_all()
    try:
        while not updates.pending and not world.closing:
            left = deadline - time.monotonic()
            if left <= 0:
                return
            world.changed.wait(left)
            updates.check(poll)
    finally:
        if updates.waiting is poll:
            updates.waiting = None


@method("setWebhook")
def set_webhook(world: World, arguments: Arguments) -> Any:
    """Have updates posted to an address; of all addresses, the emulator knows loopback only."""
    url, secret = arguments.text("url"), arguments.text("secret_token")
    if not url:
        return delete_webhook(world, arguments)
    if urlsplit(url).hostname not in {"127.0.0.1", "localhost", "::1"}:
        raise bad_request("bad webhook: Failed to resolve host: Name or service not known")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    if arguments.flag("drop_pending_updates"):
        world.updates.pending = []
    world.updates.allow(arguments.json("allowed_updates", list, "allowed updates"))
    connections = min(max(arguments.integer("max_connections", 40), 1), 100)
    world.updates.webhook = Webhook(url, secret, connections)
    world.updates.end_poll("setWebhook request")
    deliver_in_background(world, world.updates.webhook)
    return True


@method("deleteWebhook")
def delete_webhook(world: World, arguments: Arguments) -> Any:
    """Have updates posted no more."""
    if arguments.flag("drop_pending_updates"):
        world.updates.pending = []
    world.updates.webhook = Webhook()
    return True


@method("getWebhookInfo")
def get_webhook_info(world: World, _: Arguments) -> Any:
    """Where updates are posted, and what went wrong last."""
    webhook = world.updates.webhook
    known: dict[str, Any] = {
        "url": webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending),
    }
    if webhook.url:
        known |= {"max_connections": webhook.max_connections}
        known |= {"allowed_updates": sorted(world.updates.allowed)}
    if webhook.error:
        known |= {"last_error_date": webhook.error_date, "last_error_message": webhook.error}
    return known
