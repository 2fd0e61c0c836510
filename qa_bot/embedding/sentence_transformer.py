"""Any sentence-transformers model, by name or folder, for questions and documents alike."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING
