"""The effective configuration in the shape of the file: every default filled in, secrets masked."""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import msgspec

from vos_exporter.config.merging import CREDENTIALS
from vos_exporter.config.model import Auth, Config, Credential, RouteSettings, TargetSettings, Tls
from vos_exporter.secret import MASK
from vos_exporter.vos.routes import BY_KEY

_SETTINGS = (
    "timeout",
    "max_concurrency",
    "strict",
    "unsupported_recheck",
    "series_limit",
    "row_limit",
    "max_response_size",
)


def masked(config: Config) -> dict[str, Any]:
    """What ``/config`` shows: strings, numbers, booleans, lists and mappings only."""
    return {"targets": [_target(target) for target in config.targets]}


def _target(target: TargetSettings) -> dict[str, Any]:
    return {
        "name": target.name,
        "url": target.url,
        "auth": _auth(target.auth),
        "tls": _tls(target.tls),
        **({"proxy_url": MASK} if target.proxy_url is not None else {}),
        **{name: getattr(target, name) for name in _SETTINGS},
        "routes": {key: _route(key, settings) for key, settings in target.routes.items()},
        **msgspec.to_builtins(target.collectors),
    }


def _auth(auth: Auth) -> dict[str, Any]:
    shown: dict[str, Any] = {"method": auth.method.value}
    for name in CREDENTIALS:
        credential: Credential | None = getattr(auth, name)
        if credential is not None and credential.file is not None:
            shown[f"{name}_file"] = credential.file
        elif credential is not None:
            shown[name] = MASK
    return {
        **shown,
        "token_path": auth.token_path,
        "authorize_path": auth.authorize_path,
        "redirect_uri": _bare(auth.redirect_uri),
    }


def _bare(url: str) -> str:
    """``url`` without user information and query, which may hold secrets."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _known_params(key: str) -> Collection[str]:
    """Parameters that the route table knows; any other may be a credential, whatever it is called."""
    route = BY_KEY[key]
    return {*route.params, *filter(None, [route.limit_param])}


def _tls(tls: Tls) -> dict[str, Any]:
    return {name: value for name, value in msgspec.to_builtins(tls).items() if value is not None}


def _route(key: str, settings: RouteSettings) -> dict[str, Any]:
    removed = dict.fromkeys(BY_KEY[key].params.keys() - settings.params.keys())
    params = {name: value if name in _known_params(key) else MASK for name, value in settings.params.items()}
    return {
        "enabled": settings.enabled,
        "path": settings.path,
        "params": {**params, **removed},
        "timeout": settings.timeout,
        "fields": {name: msgspec.to_builtins(override) for name, override in settings.fields.items()},
    }
