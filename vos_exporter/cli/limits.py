"""What the system allows this process."""

import contextlib
import ctypes
import resource

LARGE = 1024 * 1024
"""Bytes of a piece of memory that is asked of the system, and given back to it, on its own."""

_M_MMAP_THRESHOLD = -3


def raise_open_files() -> None:
    """Allow as many open files as may be allowed: a connection is one, and the usual limit is 1,024.

    The low one is for programs that use ``select``, which this is not.
    """
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        # Some systems say that there is no limit, and have one.
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def return_memory() -> None:
    """Let large pieces of memory go back to the system as soon as they are free.

    By itself glibc learns to keep pieces of up to 32 MiB for later, between which what is in use gets stuck:
    answers that clients did not read were freed, and the process grew all the same. Other C libraries have no
    such setting.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, LARGE)
