"""``vosctl``: one command, and an exit code that says what came of it."""

import os
import sys
from collections.abc import Sequence

from vos_exporter import logs
from vos_exporter.config import ConfigError, CredentialError
from vos_exporter.control.arguments import parse
from vos_exporter.control.errors import ControlError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what is wrong is one sentence on standard error, never a traceback."""
    options = parse(sys.argv[1:] if arguments is None else arguments)
    logs.configure("warn", "logfmt")
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except (ConfigError, CredentialError, ControlError) as error:
        sys.stderr.write("".join(f"vosctl: {line}\n" for line in str(error).splitlines()))
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("vosctl: interrupted; what was begun is in the audit file, look what became of it\n")
        return 130
    except BrokenPipeError:
        # Whoever read us is gone; Python would say so once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code
