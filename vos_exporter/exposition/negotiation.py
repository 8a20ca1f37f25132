"""What the client accepts, and what we answer."""

import enum
from collections.abc import Iterator, Mapping, Sequence
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
    qualities = _qualities(accept)
    openmetrics = qualities.get("application/openmetrics-text", 0.0)
    text = _quality("text/plain", qualities)
    return Format.OPENMETRICS if openmetrics > 0 and openmetrics >= text else Format.TEXT


def prefers(accept: str | None, wanted: str, others: Sequence[str]) -> bool:
    """Whether ``accept`` likes the media type ``wanted`` better than each of ``others``; without it, no.

    Args:
        accept: the header's value, however malformed.
        wanted: a media type.
        others: media types.
    """
    qualities = _qualities(accept)
    return _quality(wanted, qualities) > max(_quality(other, qualities) for other in others)


def wants_gzip(accept_encoding: str | None) -> bool:
    """Whether the client takes gzip, by name or by ``*``.

    Args:
        accept_encoding: the header's value, however malformed.
    """
    qualities = {element.name: element.quality for element in _elements(accept_encoding or "")}
    return next((qualities[name] > 0 for name in ("gzip", "x-gzip", "*") if name in qualities), False)


def _qualities(accept: str | None) -> dict[str, float]:
    """Media range to how much it is liked; of a range that comes twice, in a version we speak, the best."""
    qualities: dict[str, float] = {}
    for element in _elements(accept or ""):
        spoken = _VERSIONS.get(element.name)
        if spoken is None or element.parameters.get("version", spoken) == spoken:
            qualities[element.name] = max(element.quality, qualities.get(element.name, 0.0))
    return qualities


def _quality(media_type: str, qualities: Mapping[str, float]) -> float:
    """How much ``media_type`` is liked: by the most specific range it is in (RFC 9110, section 12.5.1)."""
    ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
    return next((qualities[name] for name in ranges if name in qualities), 0.0)


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
