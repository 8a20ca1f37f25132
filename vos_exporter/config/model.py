"""The configuration as the program sees it: frozen, checked, every default filled in.

Two targets are equal when nothing an operator wrote about them differs; a reload keeps such a target.
"""

import enum
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import msgspec

from vos_exporter.collectors.options import CollectorOptions, FieldOverride
from vos_exporter.config.errors import CredentialError
from vos_exporter.secret import Secret
from vos_exporter.vos.routes import ROUTES, Route

MEBIBYTE = 2**20
"""Bytes."""

MAX_CREDENTIAL_SIZE = 64 * 1024
"""A credential file is larger than this only by mistake (bytes)."""


class Checked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The base of all checked values."""


class AuthMethod(enum.StrEnum):
    """How a target lets us in (docs/architecture.md#the-login)."""

    CLIENT_CREDENTIALS = "client_credentials"
    AUTHORIZATION_CODE = "authorization_code"
    BASIC = "basic"


class Credential(Checked, frozen=True):
    """One credential: the text itself, or the file that holds it. Exactly one of them is set."""

    value: Secret | None = None
    file: str | None = None

    def read(self) -> Secret:
        """The credential, read anew when it lives in a file, without one trailing line end.

        Raises:
            CredentialError: the file cannot be read, is not text, is empty or is far too large.
        """
        if self.value is not None:
            return self.value
        if self.file is None:
            raise CredentialError("the credential has neither a value nor a file")
        text = _read_text(self.file)
        if text.endswith("\n"):
            text = text[:-1].removesuffix("\r")
        if not text:
            raise CredentialError(f"the credential file {self.file!r} is empty")
        return Secret(text)


def _read_text(path: str) -> str:
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_CREDENTIAL_SIZE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not a usable path"
        raise CredentialError(f"the credential file {path!r} cannot be read: {reason}") from None
    if len(content) > MAX_CREDENTIAL_SIZE:
        raise CredentialError(f"the credential file {path!r} is larger than {MAX_CREDENTIAL_SIZE} bytes")
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise CredentialError(f"the credential file {path!r} is not UTF-8 text") from None


class Auth(Checked, frozen=True):
    """How to log in; the credentials that ``method`` needs are present.

    Attributes:
        method: the grant, or HTTP Basic.
        client_id: of the OAuth2 client (both grants).
        client_secret: of the OAuth2 client (both grants).
        username: of the person (``authorization_code`` and ``basic``).
        password: of the person (``authorization_code`` and ``basic``).
        token_path: of the token endpoint, below the target's URL.
        authorize_path: of the authorization endpoint, below the target's URL.
        redirect_uri: registered for the client; never visited.
    """

    method: AuthMethod = AuthMethod.CLIENT_CREDENTIALS
    client_id: Credential | None = None
    client_secret: Credential | None = None
    username: Credential | None = None
    password: Credential | None = None
    token_path: str = "/oauth/token"  # noqa: S105 - a path, not a password
    authorize_path: str = "/oauth/authorize"
    redirect_uri: str = "https://localhost/"


class Tls(Checked, frozen=True):
    """How the target is verified, and how it verifies us.

    Attributes:
        ca_file: PEM certificates to trust instead of the system's.
        cert_file: our client certificate, PEM; may hold the key too.
        key_file: the key of ``cert_file``, PEM.
        server_name: the name expected in the target's certificate, when it is not the URL's host.
        insecure_skip_verify: trust any certificate.
    """

    ca_file: str | None = None
    cert_file: str | None = None
    key_file: str | None = None
    server_name: str | None = None
    insecure_skip_verify: bool = False


class RouteSettings(Checked, frozen=True):
    """One route of one target, resolved.

    Attributes:
        enabled: whether it is requested.
        path: below the target's URL.
        params: the query parameters, the route's own and the operator's.
        timeout: seconds it may take; ``None``: as long as the budget.
        fields: concept to what the operator knows better about it; ``None`` where this system has none.
        rows: the dotted path of the rows in the body, where the operator says it.
    """

    enabled: bool
    path: str
    params: Mapping[str, str]
    timeout: float | None = None
    fields: Mapping[str, FieldOverride | None] = MappingProxyType({})
    rows: str | None = None


def default_settings(route: Route) -> RouteSettings:
    """The settings of a ``route`` about which the operator wrote nothing."""
    return RouteSettings(enabled=route.enabled, path=route.path, params=dict(route.params))


def default_routes() -> dict[str, RouteSettings]:
    """Every route of the table by key, as it ships."""
    return {route.key: default_settings(route) for route in ROUTES}


class TargetSettings(Checked, frozen=True):
    """One VOS system: where it is, how to log in, and how it is read.

    Attributes:
        name: how ``/probe?target=`` calls it; unique.
        url: ``https://host[:port][/prefix]``, without a trailing slash.
        auth: how to log in.
        tls: how it is verified.
        proxy_url: the HTTP proxy to it; may hold a password.
        timeout: the longest a scrape may take, in seconds.
        max_concurrency: requests at the same time.
        strict: any failed route makes the answer a 503.
        unsupported_recheck: seconds after which an unsupported route is asked again.
        series_limit: series per metric family.
        row_limit: rows per route.
        max_response_size: bytes per response.
        routes: the settings of every route of the table, by key.
        collectors: what the collectors may read.
    """

    name: str
    url: str
    auth: Auth = Auth()
    tls: Tls = Tls()
    proxy_url: Secret | None = None
    timeout: float = 10.0
    max_concurrency: int = 16
    strict: bool = False
    unsupported_recheck: float = 600.0
    series_limit: int = 100_000
    row_limit: int = 100_000
    max_response_size: int = 64 * MEBIBYTE
    routes: Mapping[str, RouteSettings] = msgspec.field(default_factory=default_routes)
    collectors: CollectorOptions = CollectorOptions()


def with_credentials_read(settings: TargetSettings) -> TargetSettings:
    """``settings`` with every credential that lives in a file read now: for a login that is tried once.

    Raises:
        CredentialError: a file cannot be read.
    """
    auth = settings.auth
    given = {
        name: Credential(value=credential.read())
        for name in ("client_id", "client_secret", "username", "password")
        if (credential := getattr(auth, name)) is not None
    }
    return msgspec.structs.replace(settings, auth=msgspec.structs.replace(auth, **given))


class Config(Checked, frozen=True):
    """Everything the operator wrote, checked: at least one target, their names unique."""

    targets: tuple[TargetSettings, ...]

    def target(self, name: str) -> TargetSettings | None:
        """The target called ``name``, if there is one."""
        return next((target for target in self.targets if target.name == name), None)
