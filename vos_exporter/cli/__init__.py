"""The commands; every one is a few lines over a function elsewhere."""

import os
import signal
import sys
from collections.abc import Sequence
from typing import Any

from vos_exporter import logs
from vos_exporter.cli.arguments import parse
from vos_exporter.cli.mistakes import UsageError
from vos_exporter.config import ConfigError

log = logs.get_logger(__name__)


def main(arguments: Sequence[str] | None = None, hangup: Any = None) -> int:
    """Run one command; the exit code is 0 when it did what it was asked.

    A mistake of the user's, or what the system refuses us, is one clear sentence on standard error and exit
    code 1, never a traceback. A mistake of ours is where it happened in the log, a sentence and exit code 70.

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
    except (ConfigError, UsageError, OSError) as error:
        sys.stderr.write(f"vos-exporter: {error}\n")
        return 1
    except KeyboardInterrupt:
        return 0
    except Exception as error:
        log.error("the command broke", **logs.exception_fields(error))
        logs.flush()
        sys.stderr.write(
            "vos-exporter: this is a mistake of ours, not yours; please report it with the log line above\n"
        )
        return os.EX_SOFTWARE
    finally:
        logs.flush()
    return code
