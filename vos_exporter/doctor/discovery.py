"""Where a route might be: a list with evidence, made of what this system says of itself. It is no crawl.

Only GET, one at a time, within bounds: descriptions at well-known places, the scripts that its web page
names, and the paths that a browser asked (a HAR file). Whatever is found is tried only below ``/vos-api/``.
"""

import base64
import binascii
import enum
import json
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec

from vos_exporter.vos.fields import canonical
from vos_exporter.vos.routes import ROUTES, Evidence, Route

MOST_REQUESTS = 120
"""Of one discovery."""

LARGEST = 8 * 2**20
"""Bytes of one description or script."""

MOST_SCRIPTS = 12
LARGEST_HAR = 256 * 2**20
"""Bytes of a HAR file that are read."""

_PATH = re.compile(r"/vos-api/[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)+")
_SCRIPT = re.compile(r"<script[^>]*\ssrc\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_DOCUMENTS = ("/v3/api-docs", "/v2/api-docs")


class Source(enum.StrEnum):
    """What says that there is a path."""

    DESCRIPTION = "a description"
    SCRIPT = "a script of the web page"
    BROWSER = "a browser asked it"
    GUESS = "a guess"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A path that this system may have, and what says so."""

    path: str
    source: Source


CALLED: Mapping[str, tuple[str, ...]] = {
    "notification_types": ("notificationtype", "alarmtype", "eventtype"),
    "nodes": ("node", "host", "server", "machine"),
    "pods": ("pod", "container", "workload"),
    "origin_engine": ("originengine", "originstat", "engine"),
    "scte_logs": ("scte", "splice", "cue"),
}
"""Route whose path nobody has published to the words its path may hold."""

GUESSES: Mapping[str, tuple[str, ...]] = {
    "notification_types": ("/vos-api/notification/v1/types", "/vos-api/notification/v2/notificationTypes"),
    "nodes": (
        "/vos-api/platform-config/v1/nodes", "/vos-api/monitoring/v1/nodes",
        "/vos-api/cluster/v1/nodes", "/vos-api/kubernetes/v1/nodes/metrics",
    ),
    "pods": (
        "/vos-api/platform-config/v1/pods", "/vos-api/monitoring/v1/pods",
        "/vos-api/cluster/v1/pods", "/vos-api/kubernetes/v1/pods/metrics",
    ),
    "origin_engine": (
        "/vos-api/origin-engine/v1/status", "/vos-api/live-ingest-origin/v1/statistics",
        "/vos-api/origin/v1/statistics",
    ),
    "scte_logs": ("/vos-api/scte/v1/logs", "/vos-api/log/v1/scteLogs"),
}  # fmt: skip
"""The same to paths that are tried where nothing says any; all of them are guesses of ours."""

Ask = Callable[[str], Awaitable[bytes | None]]
"""The body at a path; ``None`` where there is none. Counts its requests."""


def sought(route: Route) -> bool:
    """Whether nobody has published where ``route`` is."""
    return route.path_evidence is Evidence.ASSUMED


async def listed(ask: Ask) -> list[Candidate]:
    """The paths that this system's descriptions and scripts name."""
    found: list[Candidate] = []
    services = sorted({"/".join(route.path.split("/")[:3]) for route in ROUTES})
    for prefix in ("", *services):
        for document in _DOCUMENTS:
            body = await ask(prefix + document)
            found += [Candidate(path, Source.DESCRIPTION) for path in described(body, prefix)]
    for script in _scripts(await ask("/")):
        found += [Candidate(path, Source.SCRIPT) for path in mentioned(await ask(script))]
    return _first(found)


def described(body: bytes | None, prefix: str) -> Iterator[str]:
    """The paths without parameters that the OpenAPI or Swagger document ``body`` lets anybody GET."""
    try:
        document = msgspec.json.decode(body or b"{}")
        base = str(document.get("basePath") or "").rstrip("/")
        for path, operations in dict(document.get("paths") or {}).items():
            if "get" in operations and "{" not in path:
                whole = base + path
                yield whole if whole.startswith("/vos-api/") else prefix + whole
    except (ValueError, TypeError, AttributeError):
        return


def mentioned(body: bytes | None) -> list[str]:
    """The texts in a script that look like paths of the API."""
    return _PATH.findall((body or b"").decode("utf-8", "replace"))


def _scripts(page: bytes | None) -> list[str]:
    """The scripts of the web page that are on the same system."""
    named = _SCRIPT.findall((page or b"").decode("utf-8", "replace"))
    whole = [urlsplit(urljoin("https://vos.invalid/", name)) for name in named]
    paths = [parts.path for parts in whole if parts.netloc == "vos.invalid"]
    return list(dict.fromkeys(paths))[:MOST_SCRIPTS]


def recorded(file: Path, url: str) -> dict[str, bytes]:
    """Path to the body that the target answered a browser, from a HAR file; nothing else of it is kept.

    Args:
        file: as the developer tools of a browser save it.
        url: of the target; what the browser asked of others is not looked at.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no HAR file, or far too large.
    """
    if file.stat().st_size > LARGEST_HAR:
        raise ValueError(f"{file} is larger than {LARGEST_HAR // 2**20} MiB")
    try:
        entries = json.loads(file.read_bytes())["log"]["entries"]
        asked = [(entry["request"], entry["response"]) for entry in entries]
        answers = [
            (urlsplit(request["url"]), response["content"])
            for request, response in asked
            if request["method"] == "GET" and response["status"] == 200
        ]
    except (KeyError, TypeError, ValueError, RecursionError):
        raise ValueError(f"{file} is not a HAR file as browsers save it") from None
    own = urlsplit(url)
    return {
        parts.path.removeprefix(own.path): _content(content)
        for parts, content in answers
        if parts.netloc.lower() == own.netloc.lower() and _PATH.fullmatch(parts.path.removeprefix(own.path))
    }


def _content(content: Mapping[str, Any]) -> bytes:
    text = str(content.get("text") or "")
    if content.get("encoding") != "base64":
        return text.encode()
    try:
        return base64.b64decode(text)
    except binascii.Error:
        return b""


def candidates(route: Route, known: Iterable[Candidate]) -> list[Candidate]:
    """Where ``route`` may be, what is best said first."""
    words = CALLED[route.key]
    fitting = [one for one in known if any(word in canonical(one.path) for word in words)]
    guesses = [Candidate(path, Source.GUESS) for path in GUESSES[route.key]]
    return [one for one in _first([*fitting, *guesses]) if one.path != route.path]


def _first(found: Iterable[Candidate]) -> list[Candidate]:
    """Each path once, by the first that says it."""
    kept: dict[str, Candidate] = {}
    for one in found:
        kept.setdefault(one.path, one)
    return list(kept.values())
