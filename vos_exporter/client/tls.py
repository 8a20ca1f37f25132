"""Whom we trust: one SSLContext per trust setting for the process."""

import contextlib
import os
import ssl
from collections.abc import Iterator
from typing import Any

import msgspec

from vos_exporter.config import Tls
from vos_exporter.pem import PemError, load_authorities, load_chain

BEHIND = "behind-the-proxy.invalid"
"""The name by which a handshake through a proxy is known to be the target's (RFC 2606: nobody's)."""

_Stamp = tuple[tuple[int, int, int], ...]
_contexts: dict[Tls, tuple[_Stamp, ssl.SSLContext]] = {}
_tunnels: dict[tuple[Tls, str], "_Tunnel"] = {}


class TrustError(Exception):
    """A certificate or key file cannot be used; ``str()`` names it, never its content."""


class _Tunnel(ssl.SSLContext):
    """Two trusts in one context: a library that takes one for a proxy and for what lies behind it gets this.

    Attributes:
        outer: for the proxy.
        inner: for the target behind it, whose name a handshake gives as :data:`BEHIND`.
        name: what the target's certificate is to say.
    """

    outer: ssl.SSLContext
    inner: ssl.SSLContext
    name: str

    def wrap_bio(
        self,
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
        server_side: bool = False,
        server_hostname: str | bytes | None = None,
        session: ssl.SSLSession | None = None,
    ) -> ssl.SSLObject:
        """TLS with the proxy or, through it, with the target."""
        if server_hostname == BEHIND:
            return self.inner.wrap_bio(incoming, outgoing, server_side, self.name, session)
        return self.outer.wrap_bio(incoming, outgoing, server_side, server_hostname, session)


def context(tls: Tls) -> ssl.SSLContext:
    """The context of ``tls``; made anew only when one of its files changed.

    Raises:
        TrustError: a file cannot be read, or is not what it should be.
    """
    trust = msgspec.structs.replace(tls, server_name=None)
    stamp = tuple(_stamp(path) for path in (tls.ca_file, tls.cert_file, tls.key_file) if path)
    known = _contexts.get(trust)
    if known is None or known[0] != stamp:
        known = _contexts[trust] = (stamp, _build(trust))
    return known[1]


def tunnel(tls: Tls, name: str) -> ssl.SSLContext:
    """A context for an ``https`` proxy, for which the system's authorities speak, and a target behind it.

    Nothing of ``tls`` is used towards the proxy: it would see the target's client certificate, and get its
    own password unverified where the target is not verified.

    Args:
        tls: how the target is trusted.
        name: what the target's certificate is to say.

    Raises:
        TrustError: as from :func:`context`.
    """
    outer, inner = context(Tls()), context(tls)
    known = _tunnels.get((tls, name))
    if known is None or known.outer is not outer or known.inner is not inner:
        known = _tunnels[tls, name] = _Tunnel(ssl.PROTOCOL_TLS_CLIENT)
        known.outer, known.inner, known.name = outer, inner, name
    return known


def _stamp(path: str) -> tuple[int, int, int]:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        raise TrustError(f"{path!r} cannot be read") from None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _build(tls: Tls) -> ssl.SSLContext:
    built = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # Python 3.13 turns on strict rules that appliances' own authorities break; here all Pythons are alike.
    built.verify_flags = (built.verify_flags & ~ssl.VERIFY_X509_STRICT) | ssl.VERIFY_X509_PARTIAL_CHAIN
    if tls.insecure_skip_verify:
        built.check_hostname = False
        built.verify_mode = ssl.CERT_NONE
    elif tls.ca_file is None:
        built.load_default_certs()
    else:
        with _named(tls.ca_file):
            load_authorities(built, tls.ca_file)
    if tls.cert_file is not None:
        with _named(tls.cert_file):
            load_chain(built, tls.cert_file, tls.key_file)
    return built


@contextlib.contextmanager
def _named(path: str) -> Iterator[None]:
    try:
        yield
    except PemError as error:
        raise TrustError(f"{path!r}: {error}") from None


def certificate_end(connection: ssl.SSLObject) -> float | None:
    """When the peer's certificate ends, in seconds since the epoch; ``None`` if that cannot be read."""
    certificate: dict[str, Any] | None = connection.getpeercert()
    if certificate:
        return float(ssl.cert_time_to_seconds(certificate["notAfter"]))
    der = connection.getpeercert(binary_form=True)
    return None if der is None else _unverified_end(der)


def _unverified_end(der: bytes) -> float | None:
    """The same of a certificate nobody verified: Python parses only those that were."""
    from cryptography import x509  # noqa: PLC0415 - megabytes that only an unverified target needs

    try:
        return x509.load_der_x509_certificate(der).not_valid_after_utc.timestamp()
    except Exception:
        # It is only told, and anybody may have written it: versions that do not exist are no ValueError.
        return None
