"""The configuration as the operator writes it: types only; what is possible is checked afterwards.

Nothing given is ``None``: the defaults are those of the checked values.
"""

import msgspec

from vos_exporter.collectors.options import (
    CloudlinkOptions,
    DestinationOptions,
    FieldOverride,
    NotificationOptions,
    ServiceRule,
    SourceOptions,
    Verdict,
)
from vos_exporter.config.model import AuthMethod
from vos_exporter.secret import Secret

Duration = float | str
"""Seconds, or a text such as ``500ms`` or ``1m30s``."""

Size = int | str
"""Bytes, or a text such as ``64MiB``."""

Scalar = str | int | float | bool | None


class Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The base of all tables of the file: an unknown key is an error."""


class WrittenAuth(Written, frozen=True):
    """``auth:``; each credential as a text or as the file that holds it."""

    method: AuthMethod | None = None
    client_id: Secret | None = None
    client_id_file: str | None = None
    client_secret: Secret | None = None
    client_secret_file: str | None = None
    username: Secret | None = None
    username_file: str | None = None
    password: Secret | None = None
    password_file: str | None = None
    token_path: str | None = None
    authorize_path: str | None = None
    redirect_uri: str | None = None


class WrittenTls(Written, frozen=True):
    """``tls:``."""

    ca_file: str | None = None
    cert_file: str | None = None
    key_file: str | None = None
    server_name: str | None = None
    insecure_skip_verify: bool | None = None


class WrittenRoute(Written, frozen=True):
    """One entry of ``routes:``; a parameter that is null removes the route's own."""

    enabled: bool | None = None
    path: str | None = None
    params: dict[str, Scalar] = {}
    timeout: Duration | None = None
    fields: dict[str, FieldOverride | None] = {}
    rows: str | None = None


class WrittenScte(Written, frozen=True):
    """``scte_logs:``."""

    expected_interval: dict[str, Duration] = {}
    log: bool = False
    log_file: str = ""


class WrittenSettings(Written, frozen=True):
    """``defaults:``, and what a target may say beside its name and URL."""

    auth: WrittenAuth = WrittenAuth()
    tls: WrittenTls = WrittenTls()
    proxy_url: Secret | None = None
    timeout: Duration | None = None
    max_concurrency: int | None = None
    strict: bool | None = None
    unsupported_recheck: Duration | None = None
    series_limit: int | None = None
    row_limit: int | None = None
    max_response_size: Size | None = None
    routes: dict[str, WrittenRoute] = {}
    services: tuple[ServiceRule, ...] = ()
    states: dict[str, dict[str, Verdict]] = {}
    notifications: NotificationOptions = NotificationOptions()
    scte_logs: WrittenScte = WrittenScte()
    cloudlinks: CloudlinkOptions = CloudlinkOptions()
    sources: SourceOptions = SourceOptions()
    destinations: DestinationOptions = DestinationOptions()


class WrittenTarget(WrittenSettings, frozen=True, kw_only=True):
    """One entry of ``targets:``."""

    name: str
    url: str


class WrittenConfig(Written, frozen=True):
    """The whole file."""

    targets: tuple[WrittenTarget, ...]
    defaults: WrittenSettings = WrittenSettings()
