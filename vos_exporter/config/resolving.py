"""One target as written -> one target, checked, its defaults filled in."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vos_exporter.config import addresses
from vos_exporter.config.collector_options import collector_options
from vos_exporter.config.merging import CREDENTIALS
from vos_exporter.config.model import Auth, AuthMethod, Credential, TargetSettings, Tls
from vos_exporter.config.problems import Place
from vos_exporter.config.quantities import duration, size, whole
from vos_exporter.config.route_settings import resolve_routes
from vos_exporter.config.tls_files import check_tls
from vos_exporter.config.written import WrittenAuth, WrittenTarget, WrittenTls

MOST_CONCURRENT = 1_000
"""Requests to one target at the same time that an operator may allow."""

MOST_ROWS = 10_000_000
"""Rows of a route, and series of a family, that an operator may allow."""

NEEDED: Mapping[AuthMethod, tuple[str, ...]] = {
    AuthMethod.CLIENT_CREDENTIALS: ("client_id", "client_secret"),
    AuthMethod.AUTHORIZATION_CODE: ("client_id", "client_secret", "username", "password"),
    AuthMethod.BASIC: ("username", "password"),
}


def resolve_target(written: WrittenTarget, at: Place, base: Path) -> TargetSettings:
    """The checked target; what is wrong is recorded at ``at``, files are relative to ``base``."""
    return TargetSettings(
        name=addresses.target_name(written.name, at["name"]),
        url=addresses.base_url(written.url, at["url"]),
        auth=_auth(written.auth, at["auth"], base),
        tls=_tls(written.tls, at["tls"], base),
        routes=resolve_routes(written.routes, at["routes"]),
        collectors=collector_options(written, at, base),
        **_given(
            proxy_url=addresses.proxy_url(written.proxy_url, at["proxy_url"]),
            timeout=duration(written.timeout, at["timeout"]),
            max_concurrency=whole(written.max_concurrency, at["max_concurrency"], most=MOST_CONCURRENT),
            strict=written.strict,
            unsupported_recheck=duration(written.unsupported_recheck, at["unsupported_recheck"], zero=True),
            series_limit=whole(written.series_limit, at["series_limit"], most=MOST_ROWS),
            row_limit=whole(written.row_limit, at["row_limit"], most=MOST_ROWS),
            max_response_size=size(written.max_response_size, at["max_response_size"]),
        ),
    )


def _given(**values: Any) -> dict[str, Any]:
    """The ``values`` that are not ``None``; for the others the model's default holds."""
    return {name: value for name, value in values.items() if value is not None}


def _auth(written: WrittenAuth, at: Place, base: Path) -> Auth:
    method = written.method or Auth().method
    credentials = {name: _credential(name, written, at, base) for name in CREDENTIALS}
    for name in NEEDED[method]:
        if credentials[name] is None:
            at.wrong(f"method `{method.value}` needs `{name}` or `{name}_file`")
    return Auth(
        method=method,
        **_given(
            **credentials,
            token_path=addresses.api_path(written.token_path, at["token_path"]),
            authorize_path=addresses.api_path(written.authorize_path, at["authorize_path"]),
            redirect_uri=addresses.redirect_uri(written.redirect_uri, at["redirect_uri"]),
        ),
    )


def _credential(name: str, written: WrittenAuth, at: Place, base: Path) -> Credential | None:
    value, file = getattr(written, name), getattr(written, f"{name}_file")
    if value is not None and file is not None:
        at[name].wrong(f"give `{name}` or `{name}_file`, not both")
    elif value is not None and not value:
        at[name].wrong("must not be empty")
    elif file is not None and not file:
        at[f"{name}_file"].wrong("must not be empty")
    elif value is not None or file is not None:
        return Credential(value=value, file=None if file is None else str(base / file))
    else:
        return None
    return Credential()


def _tls(written: WrittenTls, at: Place, base: Path) -> Tls:
    files = {
        name: str(base / path)
        for name, path in (
            ("ca_file", written.ca_file),
            ("cert_file", written.cert_file),
            ("key_file", written.key_file),
        )
        if path is not None
    }
    tls = Tls(
        **files,
        server_name=addresses.host_name(written.server_name, at["server_name"]),
        insecure_skip_verify=bool(written.insecure_skip_verify),
    )
    check_tls(tls, at)
    return tls
