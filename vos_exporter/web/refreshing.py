"""Pages that are asked for again by themselves: ``?refresh=SECONDS``."""

import re

REFRESH = range(5, 3601)
"""Seconds between two looks that a page may ask for by itself; each may be a scrape of VOS."""

_WHOLE = re.compile(r"[0-9]{1,4}")


class BadQueryError(ValueError):
    """The query asks for something there is not; the message says what there is."""


def refreshing(written: str) -> int:
    """The seconds that ``?refresh=`` says; 0 where it is not there.

    Raises:
        BadQueryError: it is no whole number of seconds, or too small or large a one.
    """
    if not written:
        return 0
    if not _WHOLE.fullmatch(written) or int(written) not in REFRESH:
        raise BadQueryError(f"refresh is whole seconds from {REFRESH[0]} to {REFRESH[-1]}.")
    return int(written)
