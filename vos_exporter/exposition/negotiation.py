"""What the client accepts, and what we answer."""

import enum
import gzip
from collections.abc import Iterator
from typing import NamedTuple


class Format(enum.Enum):
    """The two formats we speak; the value is the content type.

    All our names are legal in every version of Prometheus, so whatever escaping a client asks for,
    ``underscores`` is what it gets.
    """

    TEXT = "text/plain; version=0.0.4; charset=utf-8"
    OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores"

    @property
    def content_type(self) -> str:
        """The ``Content-Type`` of an answer in this format."""
        return self.value


_VERSIONS = {"text/plain": "0.0.4", "application/openmetrics-text": "1.0.0"}
_TEXT_RANGES = ("text/plain", "text/*", "*/*")


class _Range(NamedTuple):
    """One element of an Accept or Accept-Encoding header; ``quality`` from 0 (never) to 1 (best)."""

    name: str
    parameters: dict[str, str]
    quality: float


def negotiate(accept: str | None) -> Format:
    """OpenMetrics if ``accept`` asks for it by name and does not want text more; else text, always.

    Args:
        accept: the header's value, however malformed.
    """
    qualities: dict[str, float] = {}
    for element in _elements(accept or ""):
        version = element.parameters.get("version")
        if version is None or version == _VERSIONS.get(element.name):
            qualities[element.name] = max(element.quality, qualities.get(element.name, 0.0))
    openmetrics = qualities.get("application/openmetrics-text", 0.0)
    text = next((qualities[name] for name in _TEXT_RANGES if name in qualities), 0.0)
    return Format.OPENMETRICS if openmetrics > 0 and openmetrics >= text else Format.TEXT


def wants_gzip(accept_encoding: str | None) -> bool:
    """Whether the client takes gzip, by name or by ``*``.

    Args:
        accept_encoding: the header's value, however malformed.
    """
    qualities = {element.name: element.quality for element in _elements(accept_encoding or "")}
    return next((qualities[name] > 0 for name in ("gzip", "x-gzip", "*") if name in qualities), False)


def compress(body: bytes) -> bytes:
    """``body`` as gzip, fast rather than small, and the same for the same body.

    Takes about 3 ms per MB: call it off the event loop, zlib releases the lock.
    """
    return gzip.compress(body, compresslevel=1, mtime=0)


def _elements(header: str) -> Iterator[_Range]:
    """The elements of ``header`` that can be understood."""
    for element in header.split(","):
        name, *rest = (part.strip().lower() for part in element.split(";"))
        parameters = dict(_parameter(part) for part in rest if "=" in part)
        try:
            quality = float(parameters.pop("q", "1"))
        except ValueError:
            continue
        if name and 0 <= quality <= 1:
            yield _Range(name, parameters, quality)


def _parameter(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip(), value.strip().strip('"')
