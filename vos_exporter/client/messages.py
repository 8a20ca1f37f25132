"""What goes out for a route, and what comes back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_PATH = re.compile(r"/(?!/)[^\s?#\\\x00-\x1f\x7f]*\Z")


def checked_path(path: str) -> str:
    """``path`` if it can only ever lead below the target's URL.

    Raises:
        ValueError: it does not begin with one slash, or holds a query, a fragment, a backslash or a blank.
    """
    if not _PATH.match(path):
        raise ValueError("a path begins with one slash and holds no query, fragment, backslash or blank")
    return path


@dataclass(frozen=True, slots=True)
class Request:
    """One GET of a route.

    Attributes:
        path: below the target's URL; a path that could lead elsewhere is a ``ValueError``.
        params: the query.
        max_size: bytes the decoded body may have.
        timeout: seconds the request itself may take, without the wait for a free connection or a login.
    """

    path: str
    params: Mapping[str, str]
    max_size: int
    timeout: float | None = None

    def __post_init__(self) -> None:
        """Refuse a path that could lead to another origin."""
        checked_path(self.path)


@dataclass(frozen=True, slots=True)
class Response:
    """The whole answer of a route.

    Attributes:
        status: always 200.
        body: the decoded body.
        content_type: as VOS says.
        clock_skew: VOS's clock (``Date`` header) minus ours in seconds, if VOS says the time.
        link: the ``Link`` header (RFC 8288), where a list says which page comes next; empty if there is none.
        total_count: the ``X-Total-Count`` header, where a list says how many rows there are; empty likewise.
    """

    status: int
    body: bytes = field(repr=False)
    content_type: str
    clock_skew: float | None
    link: str = ""
    total_count: str = ""
