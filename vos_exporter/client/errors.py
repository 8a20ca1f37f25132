"""Why a request failed, in words that hold no secret."""

import enum
from collections.abc import Mapping


class Reason(enum.StrEnum):
    """The reasons of a failed request (docs/architecture.md#reasons), the value of the ``reason`` label."""

    TIMEOUT = "timeout"
    CONNECT = "connect"
    TLS = "tls"
    AUTH = "auth"
    HTTP_401 = "http_401"
    HTTP_403 = "http_403"
    HTTP_429 = "http_429"
    HTTP_4XX = "http_4xx"
    HTTP_5XX = "http_5xx"
    REDIRECT = "redirect"
    TOO_LARGE = "too_large"
    DECODE = "decode"


class RequestFailed(Exception):
    """A request came to nothing.

    Attributes:
        reason: which kind of failure.
        detail: one sentence for a person; never a query, a body, a token or a credential.
        status: the HTTP status the route answered, if it answered.
    """

    def __init__(self, reason: Reason, detail: str, status: int | None = None) -> None:
        super().__init__(f"{reason.value}: {detail}")
        self.reason = reason
        self.detail = detail
        self.status = status


_BY_STATUS: Mapping[int, Reason] = {401: Reason.HTTP_401, 403: Reason.HTTP_403, 429: Reason.HTTP_429}
_BY_CLASS: Mapping[int, Reason] = {3: Reason.REDIRECT, 4: Reason.HTTP_4XX, 5: Reason.HTTP_5XX}


def status_failure(status: int) -> RequestFailed:
    """The failure that an answer with a ``status`` other than 200 is; above 599 it is no HTTP we can read."""
    reason = _BY_STATUS.get(status) or _BY_CLASS.get(status // 100, Reason.DECODE)
    notes = {Reason.REDIRECT: "; redirects are not followed", Reason.DECODE: " instead of 200"}
    return RequestFailed(reason, f"VOS answered {status}{notes.get(reason, '')}", status)
