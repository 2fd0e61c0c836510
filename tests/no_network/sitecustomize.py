"""Python imports this as it starts in any process that has this folder on ``PYTHONPATH``."""

import network_guard

network_guard.block()
