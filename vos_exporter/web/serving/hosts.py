"""By which names a browser may reach us: DNS rebinding, and requests that other pages make.

A page on the internet can give its own name our address, and is then, to the browser, the same site as we
are. What tells it from us is the name in ``Host``.
"""

import ipaddress
import re
import socket
from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.types import Scope

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""

OUR_OWN = frozenset({"same-origin", "none"})
"""What ``Sec-Fetch-Site`` says of a request by one of our pages, and by a person."""

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(?::[0-9]{1,5})?")


class Hosts:
    """Tells which requests come by a name that is ours.

    An address, ``localhost`` and this machine's own name always are: no page of others can have them.

    Args:
        listed: further names. If there are any, no other name is taken for anything.
        open_paths: paths that may be read by any name, unless names are listed: what Prometheus and probes
            ask for, by whatever name they know us. A path that ends in a slash stands for all below it.
    """

    def __init__(self, listed: Collection[str], open_paths: Collection[str]) -> None:
        here = socket.gethostname().lower()
        own = {"localhost", here, here.partition(".")[0]}
        self._names = own | {name.lower().rstrip(".") for name in listed}
        self._closed = bool(listed)
        self._open = tuple(open_paths)

    def refusal(self, scope: Scope) -> tuple[int, str] | None:
        """Status and sentence for a request that no page of ours, and no person, has made."""
        headers = Headers(scope=scope)
        acts = scope["method"] not in SAFE_METHODS
        if acts and headers.get("sec-fetch-site", "none") not in OUR_OWN:
            return 403, "A page of another site may not ask this."
        host = headers.get("host")
        if host is None or self._ours(host) or (not acts and self._is_open(scope["path"])):
            return None
        return 421, "The exporter is not known by this name; start it with --web.allowed-hosts to make it so."

    def _is_open(self, path: str) -> bool:
        if self._closed:
            return False
        return any(path.startswith(one) if one.endswith("/") else path == one for one in self._open)

    def _ours(self, host: str) -> bool:
        found = _HOST.fullmatch(host)
        if found is None:
            return False
        name = found[1].strip("[]").lower().rstrip(".")
        return name in self._names or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
