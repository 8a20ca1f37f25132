"""Every family the exporter declares, with the route it needs: one list for docs, rules and dashboards."""

from collections.abc import Iterator
from dataclasses import dataclass

from vos_exporter import exporter
from vos_exporter.collectors import COLLECTORS
from vos_exporter.families import Declaration
from vos_exporter.relations import RELATIONS
from vos_exporter.scrape import about
from vos_exporter.vos.routes import ROUTES, Evidence


@dataclass(frozen=True, slots=True)
class Entry:
    """One family: what it is, which routes it is made of, and how well their fields are known."""

    declaration: Declaration
    routes: tuple[str, ...]
    evidence: Evidence


def entries() -> Iterator[Entry]:
    """All declared families: about the exporter, the scrape, then route by route; each name once."""
    seen: set[str] = set()
    for entry in (*_ours(), *_collected(), *_related()):
        if entry.declaration.name not in seen:
            seen.add(entry.declaration.name)
            yield entry


def family_names(route_key: str) -> list[str]:
    """The families a route has a part in, alone or with other routes; RF routes share some."""
    declared = [*_collected(), *_related()]
    return list(dict.fromkeys(entry.declaration.name for entry in declared if route_key in entry.routes))


def _ours() -> Iterator[Entry]:
    for declaration in (*exporter.FAMILIES, *about.FAMILIES):
        yield Entry(declaration, (), Evidence.OURS)


def _collected() -> Iterator[Entry]:
    collectors = COLLECTORS
    for route in ROUTES:
        for declaration in collectors[route.key].families:
            yield Entry(declaration, (route.key,), route.field_evidence)


def _related() -> Iterator[Entry]:
    known = {route.key: route.field_evidence for route in ROUTES}
    for relation in RELATIONS:
        evidence = (
            Evidence.ASSUMED if Evidence.ASSUMED in map(known.get, relation.routes) else Evidence.SCRIPTS
        )
        for declaration in relation.families:
            yield Entry(declaration, tuple(sorted(relation.routes)), evidence)
