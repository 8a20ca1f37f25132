"""A certificate authority that lives as long as the simulator, and the certificates it signs."""

import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LOOPBACK = ("localhost", "127.0.0.1", "::1")
_CA_DAYS = 3_650
_SLACK = timedelta(hours=1)
"""How long before now a certificate begins, for clocks that differ a little."""


@dataclass(frozen=True, slots=True)
class Files:
    """Where the PEM files are; the client's are there only if client certificates are required."""

    ca: Path
    certificate: Path
    key: Path
    client_certificate: Path | None = None
    client_key: Path | None = None


def make(
    folder: Path,
    names: Sequence[str] = LOOPBACK,
    not_after_days: float = 365,
    client: bool = False,
) -> Files:
    """Make a CA and a server certificate for ``names``, and write them into ``folder``.

    Args:
        folder: where the PEM files go; keys are readable by their owner only.
        names: DNS names and IP addresses the server certificate is for.
        not_after_days: when it ends, in days from now; negative for one that has ended.
        client: make a client certificate as well.
    """
    folder.mkdir(parents=True, exist_ok=True)
    authority = _Authority()
    authority.write(folder / "ca.pem")
    authority.issue(folder / "server", names, not_after_days, ExtendedKeyUsageOID.SERVER_AUTH)
    files = Files(folder / "ca.pem", folder / "server.pem", folder / "server.key")
    if not client:
        return files
    authority.issue(folder / "client", ("vos-exporter",), 365, ExtendedKeyUsageOID.CLIENT_AUTH)
    return Files(files.ca, files.certificate, files.key, folder / "client.pem", folder / "client.key")


class _Authority:
    """Signs certificates; its own key never leaves the process."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _subject("VOS simulator CA")
        builder = _builder(self._name, self._name, self._key.public_key(), _CA_DAYS)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        builder = builder.add_extension(_key_usage(signs_certificates=True), critical=True)
        self._certificate = builder.sign(self._key, hashes.SHA256())

    def write(self, path: Path) -> None:
        path.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))

    def issue(
        self, stem: Path, names: Sequence[str], not_after_days: float, usage: x509.ObjectIdentifier
    ) -> None:
        """Write ``<stem>.pem`` and ``<stem>.key``."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _builder(_subject(names[0]), self._name, key.public_key(), not_after_days)
        for extension, critical in (
            (x509.BasicConstraints(ca=False, path_length=None), True),
            (_key_usage(signs_certificates=False), True),
            (x509.ExtendedKeyUsage([usage]), False),
            (x509.SubjectAlternativeName([_general_name(name) for name in names]), False),
            (x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), False),
        ):
            builder = builder.add_extension(extension, critical=critical)
        certificate = builder.sign(self._key, hashes.SHA256())
        stem.with_suffix(".pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        _write_key(stem.with_suffix(".key"), key)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, days: float
) -> x509.CertificateBuilder:
    end = datetime.now(UTC) + timedelta(days=days)
    begin = min(datetime.now(UTC), end) - _SLACK
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _subject(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _key_usage(signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    content = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
