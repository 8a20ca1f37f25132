"""What goes wrong with a configuration, in sentences for the person who wrote it."""


class ConfigError(Exception):
    """The configuration cannot be used; ``str()`` says what is wrong, where and what to do; a line each."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class CredentialError(Exception):
    """A credential could not be read; names the file, never its content."""
