"""The web file: TLS, users and headers of our own HTTP server, in the format of Prometheus' exporter-toolkit.

The format's page is ``web-configuration.md`` of exporter-toolkit. What we cannot do is refused by name.
"""

import enum
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from vos_exporter.config import ConfigError
from vos_exporter.config.diagnosis import diagnose
from vos_exporter.config.loading import read
from vos_exporter.config.problems import Place, Problem, choices

HIGHEST_COST = 14
"""Of a bcrypt hash; one more doubles the time of a login, and 14 takes about a second."""

PUBLISHED = frozenset({"$2b$10$y6jceIsyS6CmkpN50uUYvuyvq4twhYAdxwDagytjfTJj9d/R9KtK2"})
"""Hashes that stand in files we ship."""

HEADERS = (
    "Content-Security-Policy",
    "Strict-Transport-Security",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "X-XSS-Protection",
)

_TLS_REFUSED = {
    "cert": "inline certificates are not supported; use `cert_file`",
    "key": "inline keys are not supported; use `key_file`",
    "client_ca": "inline certificates are not supported; use `client_ca_file`",
    "cipher_suites": "is not supported; OpenSSL's own choice for TLS 1.2 and 1.3 is used",
    "prefer_server_cipher_suites": "is not supported; the server's preference is always used",
    "curve_preferences": "is not supported; OpenSSL's own choice is used",
}
_REFUSED: Mapping[tuple[str, ...], Mapping[str, str]] = {
    (): {"rate_limit": "is not supported; --web.max-requests bounds the scrapes at the same time"},
    ("tls_server_config",): _TLS_REFUSED,
}
_HASH = re.compile(r"\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}")
_HEADER_VALUE = re.compile(r"[\x20-\x7e]*")


class ClientAuth(enum.StrEnum):
    """Whether a client needs a certificate; Python cannot ask for one without verifying it."""

    NONE = "NoClientCert"
    IF_GIVEN = "VerifyClientCertIfGiven"
    REQUIRED = "RequireAndVerifyClientCert"


class Version(enum.StrEnum):
    """A version of TLS."""

    TLS12 = "TLS12"
    TLS13 = "TLS13"


class ServerTls(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How our server proves itself, and what it asks of clients.

    Attributes:
        cert_file: our certificate chain, PEM.
        key_file: its key, PEM, without a password.
        client_auth_type: whether clients need a certificate.
        client_ca_file: certificates that client certificates must come from, PEM.
        client_allowed_sans: a client certificate must be for one of these names; empty for any.
        min_version: the oldest TLS that is spoken.
        max_version: the newest.
    """

    cert_file: str
    key_file: str
    client_auth_type: ClientAuth = ClientAuth.NONE
    client_ca_file: str | None = None
    client_allowed_sans: tuple[str, ...] = ()
    min_version: Version = Version.TLS12
    max_version: Version = Version.TLS13

    @property
    def files(self) -> tuple[str, ...]:
        """The files it is made of."""
        named = (self.cert_file, self.key_file, self.client_ca_file)
        return tuple(name for name in named if name is not None)


class HttpServer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``http_server_config``; HTTP/1.1 is all we speak."""

    http2: bool = False
    headers: Mapping[str, str] = MappingProxyType({})


class WebConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file, checked; empty means plain HTTP for everybody.

    Attributes:
        tls_server_config: ``None`` for plain HTTP.
        http_server_config: headers of every response.
        basic_auth_users: bcrypt hash by user name; empty for no authentication.
    """

    tls_server_config: ServerTls | None = None
    http_server_config: HttpServer = HttpServer()
    basic_auth_users: Mapping[str, str] = MappingProxyType({})


def load(path: str) -> WebConfig:
    """The web file at ``path``; the files it names are relative to its folder.

    Raises:
        ConfigError: it cannot be read, or something in it is wrong or not supported; no value is quoted.
    """
    document, describe = read(path)
    data = {} if document.data is None else document.data
    found: list[Problem] = []
    diagnose(_without_refused(data, found), WebConfig, Place(found))
    if found:
        raise ConfigError(*map(describe, found))
    config = _rooted(msgspec.convert(data, WebConfig), Path(path).parent)
    _check(config, Place(found))
    if found:
        raise ConfigError(*map(describe, found))
    return config


def _without_refused(data: Any, found: list[Problem]) -> Any:
    """``data`` without the keys of the format that we do not support, which are recorded."""
    if not isinstance(data, dict):
        return data
    rest = dict(data)
    for path, refused in _REFUSED.items():
        section = rest.get(path[0]) if path else rest
        if not isinstance(section, dict):
            continue
        found.extend(Problem((*path, key), refused[key]) for key in section.keys() & refused.keys())
        kept = {key: value for key, value in section.items() if key not in refused}
        rest = {**rest, path[0]: kept} if path else kept
    return rest


def _rooted(config: WebConfig, folder: Path) -> WebConfig:
    tls = config.tls_server_config
    if tls is None:
        return config
    ca_file = None if tls.client_ca_file is None else str(folder / tls.client_ca_file)
    rooted = msgspec.structs.replace(
        tls,
        cert_file=str(folder / tls.cert_file),
        key_file=str(folder / tls.key_file),
        client_ca_file=ca_file,
    )
    return msgspec.structs.replace(config, tls_server_config=rooted)


def _check(config: WebConfig, top: Place) -> None:
    """Record what has the right shape and cannot be."""
    if config.tls_server_config is not None:
        _check_tls(config.tls_server_config, top["tls_server_config"])
    if config.http_server_config.http2:
        top["http_server_config"]["http2"].wrong("is not supported; only HTTP/1.1 is spoken")
    for name, value in config.http_server_config.headers.items():
        at = top["http_server_config"]["headers"][name]
        if name not in HEADERS:
            at.wrong(f"the header must be {choices(HEADERS)}")
        elif not _HEADER_VALUE.fullmatch(value):
            at.wrong("a header is printable ASCII in one line")
    for user, text in config.basic_auth_users.items():
        _check_user(user, text, top["basic_auth_users"][user])


def _check_tls(tls: ServerTls, at: Place) -> None:
    verifies = tls.client_auth_type is not ClientAuth.NONE
    if verifies and tls.client_ca_file is None:
        at.wrong("to verify client certificates, `client_ca_file` is needed")
    if tls.client_ca_file is not None and not verifies:
        at["client_ca_file"].wrong("has no effect without `client_auth_type: RequireAndVerifyClientCert`")
    if tls.client_allowed_sans and tls.client_auth_type is not ClientAuth.REQUIRED:
        at["client_allowed_sans"].wrong("needs `client_auth_type: RequireAndVerifyClientCert`")
    if tls.min_version > tls.max_version:
        at["min_version"].wrong("is newer than `max_version`")


def _check_user(user: str, text: str, at: Place) -> None:
    if not user or ":" in user:
        at.wrong("a user name is not empty and has no colon")
    written = _HASH.fullmatch(text)
    if written is None:
        at.wrong("must be a bcrypt hash, as `htpasswd -nBC 10 ''` prints it")
    elif text in PUBLISHED:
        at.wrong("is the hash of our example, whose password everybody knows; make one of your own")
    elif not 4 <= int(written[1]) <= HIGHEST_COST:
        at.wrong(f"the cost of the hash must be 4 to {HIGHEST_COST}")
