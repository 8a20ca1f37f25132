"""URLs, paths and names in a configuration. None of the sentences quotes what was written."""

import re
from collections.abc import Iterable
from urllib.parse import SplitResult, unquote, urlsplit

from vos_exporter.config.problems import Place
from vos_exporter.secret import Secret

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9.])?|[0-9a-f:.]*:[0-9a-f:.]*", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\s\x00-\x1f\x7f\\]")
_PATH = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@%-]+(?:/[A-Za-z0-9._~!$&'()*+,;=:@%-]+)*/?")


def target_name(name: str, at: Place) -> str:
    """``name``, which goes into URLs and labels."""
    if not _NAME.fullmatch(name):
        at.wrong("a name is at most 100 letters, digits, `.`, `_` and `-`, and begins with a letter or digit")
    return name


def base_url(url: str, at: Place) -> str:
    """``url`` without a trailing slash."""
    parts = _split(url, at)
    if parts is None:
        return url
    if parts.scheme != "https":
        at.wrong("must begin with https://, because credentials are sent to it")
    elif parts.username is not None or parts.password is not None:
        at.wrong("must not hold a user name or password; write them under `auth`")
    elif "?" in url or "#" in url:
        at.wrong("must not have a query or a fragment; write parameters under `routes`")
    elif parts.path.strip("/") and not _is_path(parts.path):
        at.wrong("the path after the host must be made of plain segments")
    else:
        _check_host(parts, at)
    return url.rstrip("/")


def proxy_url(url: Secret | None, at: Place) -> Secret | None:
    """``url`` of an HTTP proxy, which may hold a password."""
    if url is None:
        return None
    parts = _split(url.reveal(), at)
    if parts is not None:
        if parts.scheme not in ("http", "https"):
            at.wrong("a proxy must begin with http:// or https://")
        elif parts.path.strip("/") or parts.query or parts.fragment:
            at.wrong("a proxy must have no path, query or fragment")
        else:
            _check_host(parts, at)
    return url


def redirect_uri(uri: str | None, at: Place) -> str | None:
    """``uri``, which is compared by VOS and never visited."""
    if uri is not None:
        parts = _split(uri, at)
        if parts is not None and (not parts.scheme or not (parts.netloc or parts.path) or "#" in uri):
            at.wrong("must be an absolute URI without a fragment, as registered for the client")
    return uri


def api_path(path: str | None, at: Place) -> str | None:
    """``path`` below the target's URL."""
    if path is not None and not _is_path(path):
        at.wrong(
            "must be a path of plain segments like `/vos-api/...`: it begins with one `/` and has no scheme, "
            "no `//`, no `..` and no `?` (parameters are written under `params`)"
        )
    return path


def host_name(name: str | None, at: Place) -> str | None:
    """``name`` as a certificate holds it."""
    if name is not None and not _HOST.fullmatch(name):
        at.wrong("must be a host name or an address, without scheme and port")
    return name


def unique(names: Iterable[str], at: Place) -> None:
    """Record each target whose name another one before it has."""
    first: dict[str, int] = {}
    for index, name in enumerate(names):
        if first.setdefault(name, index) != index:
            at[index]["name"].wrong(f"targets[{first[name]}] has the same name; every target needs its own")


def _is_path(path: str) -> bool:
    segments = unquote(path).split("/")
    plain = _PATH.fullmatch(path) is not None and _UNPRINTABLE.search(unquote(path)) is None
    return plain and not {".", ".."}.intersection(segments)


def _split(url: str, at: Place) -> SplitResult | None:
    if _UNPRINTABLE.search(url):
        at.wrong("must not hold blanks, control characters or backslashes")
        return None
    try:
        return urlsplit(url)
    except ValueError:
        at.wrong("is not a URL")
        return None


def _check_host(parts: SplitResult, at: Place) -> None:
    try:
        port = parts.port
    except ValueError:
        at.wrong("the port must be a number from 1 to 65535")
        return
    if port == 0:
        at.wrong("the port must be a number from 1 to 65535")
    if not _HOST.fullmatch(parts.hostname or ""):
        at.wrong("has no usable host name")
