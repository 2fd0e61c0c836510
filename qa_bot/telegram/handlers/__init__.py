"""What the bot does, by subject; each handler is given a `Turn`."""
