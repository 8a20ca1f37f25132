"""The proxy on the way to a target, if there is one."""

from collections.abc import Mapping
from typing import NamedTuple

import aiohttp
import yarl

from vos_exporter.secret import Secret


class Proxy(NamedTuple):
    """A proxy, as aiohttp takes it.

    Attributes:
        url: without user and password; ``None`` if there is no proxy.
        headers: what lets us in there.
    """

    url: yarl.URL | None
    headers: Mapping[str, str]

    @property
    def secure(self) -> bool:
        """Whether we speak TLS with the proxy itself."""
        return self.url is not None and self.url.scheme == "https"

    @classmethod
    def of(cls, url: Secret | None) -> "Proxy":
        """The proxy at ``url``, which may hold user and password (RFC 7617, UTF-8).

        Raises:
            ValueError: the user has a colon, which no password can follow.
        """
        proxy = None if url is None else yarl.URL(url.reveal())
        if proxy is None or proxy.user is None:
            return cls(proxy, {})
        allowed = aiohttp.encode_basic_auth(proxy.user, proxy.password or "")
        return cls(proxy.with_user(None), {"Proxy-Authorization": allowed})
