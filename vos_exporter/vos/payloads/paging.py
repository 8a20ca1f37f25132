"""The part that looks like the whole: marks of paging in a body and its headers, and the next page."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from vos_exporter.vos.fields import canonical
from vos_exporter.vos.numbers import amount

ROUND_CAPS = frozenset(
    {100, 200, 250, 500, 1_000, 2_000, 2_500, 5_000, 10_000, 20_000, 25_000, 50_000, 100_000}
)
"""Numbers of rows at which servers cut: an answer with exactly so many may be cut, unless it says no."""

_TOTALS = frozenset(
    map(
        canonical,
        ("total", "totalElements", "totalCount", "totalItems", "totalResults", "totalSize", "totalRows",
         "totalRecords", "recordsTotal", "count", "resultCount"),
    )
)  # fmt: skip
_MORE = frozenset(map(canonical, ("hasMore", "hasNext", "hasNextPage", "more", "moreAvailable", "truncated")))
_LAST = frozenset(map(canonical, ("last", "isLast", "lastPage")))
_NEXT = frozenset(
    map(canonical, ("next", "nextPage", "nextLink", "nextUrl", "nextPageToken", "nextCursor", "continue"))
)
_ABOUT_PAGES = frozenset(
    map(
        canonical,
        ("page", "meta", "metadata", "pagination", "paging", "pageable", "_links", "links", "pageInfo"),
    )
)
_LINK = re.compile(r"<([^<>]{1,2048})>([^<>]{0,512})")
_REL_NEXT = re.compile(
    r"""(?:^|;)\s*rel\s*=\s*(?:"[^"]*\bnext\b[^"]*"|'next'|next)\s*(?:;|,|$)""", re.IGNORECASE
)


class Pages:
    """What an answer says about being a part.

    Attributes:
        part: it says that there is more.
        whole: it says that it is all.
    """

    def __init__(self, chain: Iterable[Mapping[str, Any]], headers: Mapping[str, str], items: int) -> None:
        """Look for marks.

        Args:
            chain: the objects on the way to the rows.
            headers: of the answer, by lower-cased name.
            items: how many rows there are.
        """
        self.part = self.whole = False
        total = amount(headers.get("x-total-count", ""))
        if total is not None:
            self._say(total > items)
        for key, value in _marks(chain):
            self._mark(canonical(key), value, items)
        if next_link(headers) is not None:
            self.part = True

    def _say(self, more: bool) -> None:
        self.part, self.whole = self.part or more, self.whole or not more

    def _mark(self, name: str, value: Any, items: int) -> None:
        if name in _TOTALS:
            total = amount(value)
            if total is not None and (total >= items or name != "count"):
                self._say(total > items)
        elif name == "totalpages":
            pages = amount(value)
            if pages is not None:
                self._say(pages > 1)
        elif name == "remainingitemcount":
            self._say((amount(value) or 0) > 0)
        elif name in _MORE and isinstance(value, bool):
            self._say(value)
        elif name in _LAST and isinstance(value, bool):
            self._say(not value)
        elif name in _NEXT and not isinstance(value, bool):
            self._say(bool(value))

    @property
    def truncated(self) -> bool:
        """There are more rows than these; what says both says that there are."""
        return self.part


def _marks(chain: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    for level in chain:
        for key, value in level.items():
            if isinstance(value, dict) and canonical(key) in _ABOUT_PAGES:
                yield from value.items()
            elif isinstance(value, list) and canonical(key) == "links":
                yield from (
                    (str(link.get("rel")), link.get("href")) for link in value if isinstance(link, dict)
                )
            elif not isinstance(value, list) or not value:
                yield key, value


def is_round_cap(items: int) -> bool:
    """Whether a server may have cut at exactly ``items`` rows."""
    return items in ROUND_CAPS


def next_link(headers: Mapping[str, str]) -> str | None:
    """The reference of ``Link: rel=next``, as the server says it; ``None`` where there is none."""
    for target, parameters in _LINK.findall(headers.get("link", "")):
        if _REL_NEXT.search(parameters):
            return str(target)
    return None


def followed(reference: str, asked: str) -> str | None:
    """The path and query of ``reference``, relative to the URL ``asked``; ``None`` on another origin."""
    try:
        url = urlsplit(urljoin(asked, reference))
        own = urlsplit(asked)
        if (url.scheme, url.hostname, _port(url)) != (own.scheme, own.hostname, _port(own)):
            return None
    except ValueError:
        return None
    return f"{url.path or '/'}?{url.query}" if url.query else url.path or "/"


def _port(url: Any) -> int | None:
    return url.port or {"https": 443, "http": 80}.get(url.scheme)
