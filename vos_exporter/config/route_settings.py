"""Resolves the routes of one target: the route table with the operator's words on top."""

import math
from collections.abc import Mapping

from vos_exporter.collectors.options import FieldOverride
from vos_exporter.config.addresses import api_path
from vos_exporter.config.model import RouteSettings
from vos_exporter.config.problems import Place, hint
from vos_exporter.config.quantities import duration
from vos_exporter.config.written import Scalar, WrittenRoute
from vos_exporter.vos.fields import ID, FieldTable
from vos_exporter.vos.payloads import cloudlinks
from vos_exporter.vos.payloads.fitting import Shape
from vos_exporter.vos.routes import ROUTES, Route


def resolve_routes(written: Mapping[str, WrittenRoute], at: Place) -> dict[str, RouteSettings]:
    """The settings of every route of the table, by key."""
    return {
        route.key: _resolve(route, written.get(route.key, WrittenRoute()), at[route.key]) for route in ROUTES
    }


def _resolve(route: Route, written: WrittenRoute, at: Place) -> RouteSettings:
    return RouteSettings(
        enabled=route.enabled if written.enabled is None else written.enabled,
        path=api_path(written.path, at["path"]) or route.path,
        params=_params(route, written.params, at["params"]),
        timeout=duration(written.timeout, at["timeout"]),
        fields=_fields(route, written.fields, at["fields"]),
        rows=_rows(written.rows, at["rows"]),
    )


def _params(route: Route, written: Mapping[str, Scalar], at: Place) -> dict[str, str]:
    params = dict(route.params)
    for name, value in written.items():
        if value is None:
            params.pop(name, None)
        else:
            params[name] = _text(value)
    limit = route.limit_param
    if limit is not None and limit in params and not _is_limit(params[limit]):
        at[limit].wrong("must be a whole number more than 0: it bounds the rows VOS answers")
    return params


def _text(value: str | int | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_limit(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text[:20]) > 0


def _rows(written: str | None, at: Place) -> str | None:
    if written is not None and not all(written.split(".")):
        at.wrong("must be keys joined by dots, as data.nodes")
    return written


def _fields(
    route: Route, written: Mapping[str, FieldOverride | None], at: Place
) -> Mapping[str, FieldOverride | None]:
    known = concepts(route)
    for concept, override in written.items():
        if concept not in known:
            at[concept].wrong("no such field" + (hint(concept, known) or f"; known are {', '.join(known)}"))
        if override is not None:
            _check_override(override, at[concept])
    return written


def _check_override(override: FieldOverride, at: Place) -> None:
    if override.aliases == ():
        at["aliases"].wrong("the list is empty; name at least one key, or leave it out")
    elif override.aliases is not None and not all(override.aliases):
        at["aliases"].wrong("an alias must not be empty")
    if override.scale is not None and (not math.isfinite(override.scale) or override.scale == 0):
        at["scale"].wrong("must be a number other than 0")


def concepts(route: Route) -> list[str]:
    """The fields of ``route`` that can be overridden, by the names the configuration knows them under."""
    if isinstance(route.shape, FieldTable):
        return list(route.shape.concepts)
    own = [*Shape(route.shape, {}).concepts]
    if route.shape is cloudlinks.UplinkStatus:
        own += [concept for concept in cloudlinks.OUTPUT_STATISTICS.concepts if concept != ID]
        own.append(f"{cloudlinks.OUTPUTS}{ID}")
    return own
