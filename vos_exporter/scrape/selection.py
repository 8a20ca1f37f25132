"""Which routes a request asks for (docs/architecture.md#selection)."""

from collections.abc import Iterable

from vos_exporter.vos.routes import BY_KEY


class UnknownRoute(ValueError):
    """A filter names a route that does not exist; the message lists those that do."""


def select(collect: Iterable[str] = (), exclude: Iterable[str] = ()) -> frozenset[str]:
    """The route keys of ``collect[]`` (all when empty) without those of ``exclude[]``.

    Raises:
        UnknownRoute: a name is not a route; a typo must never widen or empty a selection.
    """
    wanted, unwanted = set(collect), set(exclude)
    unknown = sorted((wanted | unwanted) - BY_KEY.keys())
    if unknown:
        raise UnknownRoute(f"no such route: {', '.join(unknown)}; the routes are {', '.join(BY_KEY)}")
    return frozenset((wanted or BY_KEY.keys()) - unwanted)
