"""What can go wrong, as a tree.

::

    QABotError
    ├── QuestionError            a question that cannot be asked: blank, too long
    ├── ArticleError             an article that cannot be read: missing, empty, binary
    ├── SettingsError            a setting with a value that makes no sense
    ├── ModelError               a model that is missing or damaged, or the library it needs
    ├── TrainingError            a reader that cannot be trained: no data, nowhere to write
    ├── ServiceError             a service that cannot start or go on
    └── PassageIndexError        an index that cannot be used
        ├── IndexBusyError       another process is writing it
        ├── IndexMismatchError   it was built with other settings
        └── IndexStorageError    its folder cannot be read or written

Every message says what happened and what to do about it. To decline, "the article does not
say", is an answer and not an error.
"""


class QABotError(Exception):
    """Base of every error that qa_bot raises on purpose."""


class QuestionError(QABotError):
    """A question cannot be asked as it stands."""


class ArticleError(QABotError):
    """An article cannot be read."""


class SettingsError(QABotError):
    """A setting has a value that cannot be used."""


class ModelError(QABotError):
    """A model is missing or damaged, or the library that it needs is not installed."""


class TrainingError(QABotError):
    """A reader cannot be trained with what was given."""


class ServiceError(QABotError):
    """A service, such as the Telegram bot, cannot start or go on."""


class PassageIndexError(QABotError):
    """An index cannot be used."""


class IndexBusyError(PassageIndexError):
    """Another process is writing the index."""


class IndexMismatchError(PassageIndexError):
    """The index was built with other settings than the present ones."""


class IndexStorageError(PassageIndexError):
    """The index's folder cannot be read or written."""
