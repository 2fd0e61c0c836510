"""The Telegram bot: the same answers, evidence and articles, in a chat.

Nothing is lost and nothing is said twice, whenever the process dies:

- An update is written down before Telegram is told that it came, and struck out when it has been
  dealt with (`dispatch`, `state`). What was not finished is taken up again at the next start.
- A message is sent in two steps: a stub, whose id is written down, and then the words, by an edit,
  which can be repeated at will (`turns`). At worst a stub is left over.

A chat sees the shared articles and its own, which the index keeps in the chat's scope.
"""
