"""What the system allows this process."""

import contextlib
import resource


def raise_open_files() -> None:
    """Allow as many open files as may be allowed: a connection is one, and the usual limit is 1,024.

    The low one is for programs that use ``select``, which this is not.
    """
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        # Some systems say that there is no limit, and have one.
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
