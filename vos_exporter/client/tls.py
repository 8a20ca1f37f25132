"""Whom we trust: one SSLContext per trust setting for the process."""

import contextlib
import os
import ssl
from collections.abc import Iterator
from typing import Any

from vos_exporter.config import Tls
from vos_exporter.pem import PemError, load_authorities, load_chain

_Stamp = tuple[tuple[int, int, int], ...]
_contexts: dict[Tls, tuple[_Stamp, ssl.SSLContext]] = {}


class TrustError(Exception):
    """A certificate or key file cannot be used; ``str()`` names it, never its content."""


class _NamedContext(ssl.SSLContext):
    """Expects one name in the certificate, whatever host is connected to, also through a proxy."""

    expected_name: str | None = None

    def wrap_bio(
        self,
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
        server_side: bool = False,
        server_hostname: str | bytes | None = None,
        session: ssl.SSLSession | None = None,
    ) -> ssl.SSLObject:
        """As the base, with the expected name for ``server_hostname``."""
        return super().wrap_bio(incoming, outgoing, server_side, self.expected_name, session)


def context(tls: Tls) -> ssl.SSLContext:
    """The context of ``tls``; made anew only when one of its files changed.

    Raises:
        TrustError: a file cannot be read, or is not what it should be.
    """
    stamp = tuple(_stamp(path) for path in (tls.ca_file, tls.cert_file, tls.key_file) if path)
    known = _contexts.get(tls)
    if known is None or known[0] != stamp:
        known = _contexts[tls] = (stamp, _build(tls))
    return known[1]


def _stamp(path: str) -> tuple[int, int, int]:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        raise TrustError(f"{path!r} cannot be read") from None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _build(tls: Tls) -> ssl.SSLContext:
    built = _empty(tls.server_name)
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


def _empty(server_name: str | None) -> ssl.SSLContext:
    if server_name is None:
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    named = _NamedContext(ssl.PROTOCOL_TLS_CLIENT)
    named.expected_name = server_name
    return named


def certificate_end(connection: ssl.SSLObject) -> float | None:
    """When the peer's certificate ends, in seconds since the epoch."""
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
    except ValueError:
        return None
