"""The way to a target before the first request: the troubles in the order in which a person would look."""

import asyncio
import os
import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from vos_exporter.client.tls import TrustError, context
from vos_exporter.clock import Clock
from vos_exporter.config import TargetSettings
from vos_exporter.doctor.findings import Finding, Severity

PATIENCE = 5.0
"""Seconds that each step may take; never more than the timeout of the target."""

_NOT_NOW = frozenset({9, 10})
_OTHER_NAME = frozenset({62, 64})
# OpenSSL's X509_V_ERR_*: a time outside, another name or address.

_PROXIES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a connection goes.

    Attributes:
        host: a name or an address.
        port: of TCP.
        whose: what stands there, in words.
    """

    host: str
    port: int
    whose: str

    @classmethod
    def of(cls, url: str, whose: str) -> "Place":
        """The place of ``url``."""
        parts = urlsplit(url)
        return cls(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80), whose)

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


class _Trouble(Exception):
    """The way ends here."""

    def __init__(self, about: str, sentence: str, mend: str = "") -> None:
        super().__init__(sentence)
        self.finding = Finding(Severity.ERROR, about, sentence, mend)


async def walked(settings: TargetSettings, clock: Clock) -> list[Finding]:
    """What was found on the way to the target; the last one is an error where the way ends before it.

    Behind a proxy only the way to that is seen; TLS with the target shows at the login.
    """
    patience = min(PATIENCE, settings.timeout)
    found: list[Finding] = []
    try:
        if settings.proxy_url is not None:
            place = Place.of(settings.proxy_url.reveal(), "the proxy")
            found.append(await _resolved(place, patience))
            found.append(await _reached(place, patience))
            return found
        place = Place.of(settings.url, "VOS")
        found.append(await _resolved(place, patience))
        found.append(await _reached(place, patience))
        found.append(await _trusted(place, settings, clock, patience))
    except _Trouble as trouble:
        found.append(trouble.finding)
    return found


async def _resolved(place: Place, patience: float) -> Finding:
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(patience):
            addresses = await loop.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except TimeoutError:
        raise _Trouble("name", f"The DNS did not say in {patience:g} s where {place.host} is.") from None
    except (OSError, UnicodeError):
        raise _Trouble(
            "name",
            f"The name {place.host} of {place.whose} does not resolve on this machine: see the spelling of"
            " the URL, and the DNS that this machine (or container) uses.",
        ) from None
    shown = ", ".join(dict.fromkeys(str(address[4][0]) for address in addresses))
    return Finding(Severity.INFORMATION, "name", f"{place.host} is at {shown}.")


async def _reached(place: Place, patience: float) -> Finding:
    try:
        async with asyncio.timeout(patience):
            _, writer = await asyncio.open_connection(place.host, place.port)
    except TimeoutError:
        why = f"nothing answered in {patience:g} s: a firewall, or the wrong address"
    except OSError as error:
        why = (os.strerror(error.errno) if error.errno else "no way there").lower()
    else:
        writer.transport.abort()
        return Finding(Severity.INFORMATION, "port", f"{place} takes connections.")
    raise _Trouble("port", f"No connection to {place.whose} at {place}: {why}.{_environment(place)}")


def _environment(place: Place) -> str:
    """What to say where the environment names a proxy, which the exporter does not read."""
    named = next((name for name in _PROXIES if os.environ.get(name)), None)
    if named is None or place.whose == "the proxy":
        return ""
    return f" {named} is set here, and not read: if VOS is only reached through it, write `proxy_url`."


async def _trusted(place: Place, settings: TargetSettings, clock: Clock, patience: float) -> Finding:
    """What the certificate is, once it is verified as a scrape verifies it."""
    name = settings.tls.server_name or place.host
    try:
        anybody = context(msgspec.structs.replace(settings.tls, insecure_skip_verify=True))
        trust = context(settings.tls)
    except TrustError as error:
        raise _Trouble("tls", f"A file under `tls` cannot be used: {error}.") from None
    try:
        shown = await _handshake(place, name, anybody, patience)
    except (OSError, TimeoutError, ssl.SSLError) as error:
        raise _no_tls(place, error) from None
    certificate = x509.load_der_x509_certificate(shown)
    try:
        await _handshake(place, name, trust, patience)
    except ssl.SSLCertVerificationError as error:
        raise _distrusted(place, name, certificate, error, clock) from None
    if settings.tls.insecure_skip_verify:
        return Finding(
            Severity.WARNING, "tls",
            "The certificate is not verified (`insecure_skip_verify`): whoever sits in between gets the"
            f" credentials. {_how_to_trust(place, certificate)}",
            "tls: {ca_file: vos-ca.pem}\n",
        )  # fmt: skip
    ends = certificate.not_valid_after_utc
    return Finding(Severity.INFORMATION, "tls", f"The certificate is trusted, and ends on {ends:%Y-%m-%d}.")


async def _handshake(place: Place, name: str, trust: ssl.SSLContext, patience: float) -> bytes:
    """The certificate that ``place`` shows, in DER."""
    async with asyncio.timeout(patience):
        _, writer = await asyncio.open_connection(place.host, place.port, ssl=trust, server_hostname=name)
    shown: bytes = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.transport.abort()
    return shown


def _no_tls(place: Place, error: BaseException) -> _Trouble:
    if isinstance(error, TimeoutError):
        why = "it takes the connection and says nothing: a port of another service, or a proxy in between"
    elif isinstance(error, ssl.SSLError) and "ALERT" in (error.reason or ""):
        why = f"it refuses us ({(error.reason or '').lower().replace('_', ' ')})"
    elif isinstance(error, ssl.SSLError):
        why = "what it answers is not TLS: the port of plain HTTP, perhaps"
    else:
        why = "it closes the connection when TLS begins: a proxy or firewall in between, or no TLS there"
    return _Trouble("tls", f"No TLS with {place}: {why}.")


def _distrusted(
    place: Place,
    name: str,
    certificate: x509.Certificate,
    error: ssl.SSLCertVerificationError,
    clock: Clock,
) -> _Trouble:
    if error.verify_code in _OTHER_NAME:
        names = _names(certificate)
        mend = f"tls: {{server_name: {names[0]}}}\n" if names else ""
        told = ", ".join(names) or "no host at all"
        sentence = f"The certificate of {place} is for {told}, not for {name}: use that name in `url`, or"
        return _Trouble("certificate", f"{sentence} say which one is expected.", mend)
    if error.verify_code in _NOT_NOW:
        begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
        now = datetime.fromtimestamp(clock.wall(), UTC)
        return _Trouble(
            "clock",
            f"The certificate is good from {begins:%Y-%m-%d %H:%M} to {ends:%Y-%m-%d %H:%M} UTC, and this"
            f" machine says that it is {now:%Y-%m-%d %H:%M}: set its clock, or have the certificate renewed.",
        )
    how = _how_to_trust(place, certificate)
    sentence = f"The certificate of {place} is not trusted: {error.verify_message}. {how}"
    return _Trouble("certificate", sentence, "tls: {ca_file: vos-ca.pem}\n")


def _how_to_trust(place: Place, certificate: x509.Certificate) -> str:
    fingerprint = certificate.fingerprint(SHA256()).hex(":").upper()
    return (
        f"Its issuer is `{certificate.issuer.rfc4514_string()}`: ask who runs VOS for the certificate of that"
        f" authority; or take what `openssl s_client -showcerts -connect {place} </dev/null` shows, once"
        f" they confirm by another way that SHA-256 {fingerprint} is theirs. If the issuer is a firewall of"
        " your own, it opens the connection: have VOS exempted, or trust the firewall."
    )


def _names(certificate: x509.Certificate) -> list[str]:
    """What the certificate is for."""
    told = [extension.value for extension in certificate.extensions]
    names = [name for value in told if isinstance(value, x509.SubjectAlternativeName) for name in value]
    return [str(name.value) for name in names if isinstance(name, x509.DNSName | x509.IPAddress)]
