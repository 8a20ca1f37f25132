"""What goes out, and what comes back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from vos_exporter.client.bodies import Hold
from vos_exporter.secret import Secret

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"

_PATH = re.compile(r"/(?!/)[^\s?#\\\x00-\x1f\x7f]*\Z")


@dataclass(frozen=True, slots=True)
class Request:
    """One request to a target.

    Attributes:
        path: below the target's URL; a path that could lead elsewhere is a ``ValueError``.
        params: the query.
        max_size: bytes the decoded body of a 200 may have.
        timeout: seconds the request itself may take, without the wait for a free connection or a login; never
            more than the target's.
        method: the HTTP method.
        body: what is sent; ``None`` for nothing at all.
        content_type: of a ``body`` that is not empty.
        hold: what holds the bytes of the answer once they came; by itself they count only while they come.
    """

    path: str
    params: Mapping[str, str]
    max_size: int
    timeout: float | None = None
    method: str = "GET"
    body: Secret | None = None
    content_type: str = JSON
    hold: Hold | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse a path that could lead to another origin."""
        if not _PATH.match(self.path):
            raise ValueError("a path begins with one slash and holds no query, fragment, backslash or blank")


@dataclass(frozen=True, slots=True)
class Response:
    """What a target answered.

    Attributes:
        status: the HTTP status.
        body: decoded; empty unless the status is 200 or 201.
        content_type: as the target says, with its charset; empty if it does not.
        clock_skew: the target's clock (``Date`` header) minus ours in seconds, if it says the time.
        link: the ``Link`` header (RFC 8288), where a list says which page comes next; empty if there is none.
        total_count: the ``X-Total-Count`` header, where a list says how many rows there are; empty likewise.
        retry_after: the header of that name as it came; empty likewise.
        location: where a redirect leads; may hold a code.
        repeated: the request was sent a second time for it.
    """

    status: int
    body: bytes = field(repr=False)
    content_type: str = ""
    clock_skew: float | None = None
    link: str = ""
    total_count: str = ""
    retry_after: str = ""
    location: Secret = Secret("")  # noqa: RUF009 - immutable
    repeated: bool = False
