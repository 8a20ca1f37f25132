"""A write that no saved plan stands for needs the name of what it changes, typed or given."""

import sys
from collections.abc import Sequence

from vos_exporter.control.errors import ControlError
from vos_exporter.control.secrecy import shown


def consent(names: Sequence[str], confirmed: Sequence[str]) -> None:
    """Go on only if every one of ``names`` was given with ``--confirm`` or is typed now.

    Raises:
        ControlError: it was not; nothing was written.
    """
    strangers = [name for name in confirmed if name not in names]
    if strangers:
        raise ControlError(f"--confirm {shown(strangers[0])}: nothing of that name is changed here")
    open_ = [name for name in dict.fromkeys(names) if name not in confirmed]
    if not open_:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        flags = " ".join(f"--confirm {name}" for name in map(shown, open_))
        raise ControlError(f"there is no terminal to ask on; say {flags}, or save a plan and apply it")
    for name in open_:
        sys.stderr.write(f"type the name to go on ({shown(name)}): ")
        sys.stderr.flush()
        if sys.stdin.readline().strip() != name:
            raise ControlError("that is not the name; nothing was written")
