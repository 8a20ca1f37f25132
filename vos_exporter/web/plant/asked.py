"""What the query of a page says, checked."""

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

from vos_exporter.exposition import prefers
from vos_exporter.web.plant.wall import GROUPINGS
from vos_exporter.web.refreshing import BadQueryError, refreshing

SVG = "image/svg+xml"
MOST_SEARCHED = 200
"""Characters of a search."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query.

    Attributes:
        path: of the page.
        target: name of the target; empty for none.
        service_id: of the service; empty for none.
        search: words that must be there.
        grouping: of the wall; empty for what suits it.
        refresh: seconds after which the page is asked for again; 0 for never.
        svg: a bare picture is wanted.
    """

    path: str
    target: str
    service_id: str
    search: str
    grouping: str
    refresh: int
    svg: bool

    @classmethod
    def of(cls, request: Request) -> "Asked":
        """What ``request`` asks.

        Raises:
            BadQueryError: a value cannot be.
        """
        query = request.query_params
        grouping, search = query.get("group", ""), query.get("q", "")
        if grouping and grouping not in GROUPINGS:
            raise BadQueryError(f"Services are grouped by {', '.join(GROUPINGS)}: give group one of these.")
        if len(search) > MOST_SEARCHED:
            raise BadQueryError(f"A search has {MOST_SEARCHED} characters at most.")
        return cls(
            path=request.url.path,
            target=query.get("target", ""),
            service_id=query.get("service_id", ""),
            search=search,
            grouping=grouping,
            refresh=refreshing(query.get("refresh", "")),
            svg=prefers(request.headers.get("accept"), SVG, ("text/html",)),
        )

    def href(self, path: str = "", **changed: str) -> str:
        """The address of a page that asks the same but for what is ``changed``; empty values are left out."""
        values = {"target": self.target, "group": self.grouping, "q": self.search} | {
            "refresh": str(self.refresh or "")
        }
        values |= {"service_id": self.service_id} if not path else {}
        kept = {key: value for key, value in {**values, **changed}.items() if value}
        return f"{path or self.path}?{urlencode(kept, errors='replace')}"
