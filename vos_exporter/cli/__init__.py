"""The commands; every one is a few lines over a function elsewhere."""

import signal
import sys
from collections.abc import Sequence
from typing import Any

from vos_exporter import logs
from vos_exporter.cli.arguments import parse
from vos_exporter.config import ConfigError


def main(arguments: Sequence[str] | None = None, hangup: Any = None) -> int:
    """Run one command; the exit code is 0 when it did what it was asked.

    A mistake of the user's is one clear sentence on standard error and exit code 1, never a traceback.

    Args:
        arguments: what the user typed.
        hangup: what SIGHUP does to a command that does not reload, if it is ignored so far.
    """
    options = parse(sys.argv[1:] if arguments is None else arguments)
    if hangup is not None and not options.reloads:
        signal.signal(signal.SIGHUP, hangup)
    logs.configure(options.log_level, options.log_format)
    try:
        code: int = options.run(options)
    except (ConfigError, ValueError, OSError) as error:
        sys.stderr.write(f"vos-exporter: {error}\n")
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        logs.flush()
    return code
