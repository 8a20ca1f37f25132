"""What a user can get wrong on the command line beside the flags themselves."""


class UsageError(Exception):
    """What was asked for cannot be done; ``str()`` says why and what to write instead."""
