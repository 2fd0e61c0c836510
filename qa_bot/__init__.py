"""Ask an article, in any language, and get the exact words that answer."""

__version__ = "0.1.0"
