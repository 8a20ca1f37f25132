"""TLS of our own server, with certificates that are picked up when they change."""

import ipaddress
import ssl
from collections.abc import Callable, Mapping
from typing import Any

from vos_exporter.config import ConfigError
from vos_exporter.pem import PemError, load_authorities, load_chain
from vos_exporter.web.serving.web_config import ClientAuth, ServerTls, Version

_VERSIONS = {Version.TLS12: ssl.TLSVersion.TLSv1_2, Version.TLS13: ssl.TLSVersion.TLSv1_3}
_VERIFY = {
    ClientAuth.NONE: ssl.CERT_NONE,
    ClientAuth.IF_GIVEN: ssl.CERT_OPTIONAL,
    ClientAuth.REQUIRED: ssl.CERT_REQUIRED,
}


def server_context(tls: ServerTls) -> ssl.SSLContext:
    """What new connections are made with.

    Raises:
        ConfigError: OpenSSL refuses a file.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = _VERSIONS[tls.min_version]
    context.maximum_version = _VERSIONS[tls.max_version]
    context.options |= ssl.OP_CIPHER_SERVER_PREFERENCE | ssl.OP_NO_RENEGOTIATION
    # A resumed session would skip the check of the client's certificate.
    context.options |= ssl.OP_NO_TICKET
    context.num_tickets = 0
    context.set_alpn_protocols(["http/1.1"])
    context.verify_mode = _VERIFY[tls.client_auth_type]
    try:
        load_chain(context, tls.cert_file, tls.key_file)
    except PemError as error:
        raise ConfigError(f"tls_server_config.cert_file: {error}") from None
    try:
        if tls.client_ca_file is not None:
            load_authorities(context, tls.client_ca_file)
    except PemError as error:
        raise ConfigError(f"tls_server_config.client_ca_file: {error}") from None
    return context


class CurrentContext(ssl.SSLContext):
    """A context that makes each connection with the one in force when it arrives."""

    def __new__(cls, current: Callable[[], ssl.SSLContext]) -> "CurrentContext":
        """A context over ``current``."""
        context = super().__new__(cls, ssl.PROTOCOL_TLS_SERVER)
        context._current = current
        return context

    _current: Callable[[], ssl.SSLContext]

    def wrap_bio(self, *arguments: Any, **named: Any) -> ssl.SSLObject:
        """What asyncio begins each connection with."""
        return self._current().wrap_bio(*arguments, **named)


def allowed(certificate: Mapping[str, Any] | None, names: tuple[str, ...]) -> bool:
    """Whether ``certificate``, as ``getpeercert`` gives it, is for one of ``names``; without names any is."""
    if not names:
        return True
    alternatives = (certificate or {}).get("subjectAltName", ())
    wanted = {_canonical(name) for name in names}
    return any(_canonical(str(value)) in wanted for _, value in alternatives)


def _canonical(name: str) -> str:
    """IP addresses have several spellings; everything else must match exactly."""
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        return name
