"""From the report of one route to what there is to say about it."""

from collections.abc import Iterator, Mapping, Sequence

from vos_exporter.client import Reason
from vos_exporter.config import RouteSettings
from vos_exporter.config.amending import Amendment, lines
from vos_exporter.doctor.concepts import Told, told
from vos_exporter.doctor.findings import Finding, Proposal, Severity
from vos_exporter.doctor.report import Outcome, RouteFound
from vos_exporter.doctor.units import candidates, question
from vos_exporter.scrape import RouteReport
from vos_exporter.scrape.judging import NOT_THERE
from vos_exporter.scrape.result import Reading
from vos_exporter.vos.hints import Kind
from vos_exporter.vos.notification_classes import SEVERITY_FIELD
from vos_exporter.vos.routes import Evidence, Route
from vos_exporter.vos.units import Unit
from vos_exporter.web.advice import advice, disabling

SHOWN = 12
"""Names that a sentence lists; the JSON has all."""

LOGIN_PAGE = (
    "VOS answered 200 with something that is no JSON, as a page to log in at is, or the notice of a proxy in"
    " between. Open the URL in a browser; compare `path` with your release."
)


def found(route: Route, settings: RouteSettings, report: RouteReport) -> RouteFound:
    """The route as this system answered it."""
    reading = report.reading
    bare = RouteFound(
        route.key, route.page, settings.path, _outcome(report), report.status, report.duration, report.size
    )
    if reading is None:
        return bare
    hints = reading.findings.hints
    return RouteFound(
        route.key, route.page, settings.path, Outcome.READ, report.status, report.duration, report.size,
        rows=report.items,
        rows_are=hints.found,
        more_rows=reading.truncated,
        told=told(route, settings, reading.decoded),
        missing=[hint.path for hint in hints.of(Kind.MISSING)],
        unread=sorted({hint.path for hint in hints.of(Kind.UNREAD)}),
        words={name: sorted(words) for name, words in sorted(reading.findings.unmapped.items()) if words},
    )  # fmt: skip


def _outcome(report: RouteReport) -> Outcome:
    if not report.asked:
        return Outcome.NOT_ASKED
    return Outcome.NOT_THERE if report.status in NOT_THERE else Outcome.NOT_READ


def findings(
    route: Route, settings: RouteSettings, report: RouteReport, seen: RouteFound
) -> Iterator[Finding]:
    """What there is to say about ``route``, what matters most first."""
    if report.reading is None:
        if report.asked:
            yield _unread(route, settings, report)
        return
    yield from _about_numbers(route, seen, report.reading)
    if seen.missing:
        sentence = f"Shipped rules read {_listed(seen.missing)}, and no row tells it; unread are"
        yield _warning(route, f"{sentence} {_listed(seen.unread) or 'no keys'}. See `fields:` of the route.")
    for name, words in seen.words.items():
        sentence = f"No map knows what {_listed(words)} means in {name}: whoever knows has to say it."
        yield _warning(route, sentence, _words(name, words))
    if seen.more_rows:
        ask = f" Raise `{route.limit_param}` under `params`." if route.limit_param else ""
        yield _warning(route, f"VOS has more rows than the {seen.rows} it gave, or may have.{ask}")
    rest = [path for path in seen.unread if path not in seen.missing]
    if rest:
        yield Finding(Severity.INFORMATION, route.key, f"Nobody reads {_listed(rest)}.")


def _unread(route: Route, settings: RouteSettings, report: RouteReport) -> Finding:
    if report.status in NOT_THERE:
        if route.path_evidence is Evidence.ASSUMED and settings.path == route.path:
            sentence = (
                f"{settings.path} answers {report.status}: where this page is has never been published, and"
                " it is not where we assumed it. If your release has it elsewhere, set its `path`."
            )
            return _warning(route, sentence, disabling([route.key]))
        sentence = f"{settings.path} answers {report.status}: this system does not have it."
        return Finding(Severity.INFORMATION, route.key, sentence, disabling([route.key]))
    if report.not_json:
        return Finding(Severity.ERROR, route.key, LOGIN_PAGE)
    sentence = f"{settings.path}: {report.detail}. {advice(report) or ''}".strip()
    permission = report.reason in (Reason.HTTP_401, Reason.HTTP_403)
    return Finding(Severity.ERROR, route.key, sentence, disabling([route.key]) if permission else "")


def _about_numbers(route: Route, seen: RouteFound, reading: Reading) -> Iterator[Finding]:
    hints = reading.findings.hints
    waiting = sorted({hint.path for hint in hints.of(Kind.NO_UNIT)})
    if waiting:
        units = "; ".join(question(one, units) for one in seen.told if (units := _units(one)))
        asked = f" By their size ({units})." if units else ""
        mend = lines([_unit(route, one) for one in seen.told if one.unitless])
        sentence = f"Nothing says what {_listed(waiting)} is counted in, so it is shown as reported only."
        yield _warning(route, sentence + asked, mend)
    for kind, why in _UNUSABLE.items():
        paths = sorted({hint.path for hint in hints.of(kind)})
        if paths:
            yield _warning(route, f"{_listed(paths)} {why}")


_UNUSABLE: Mapping[Kind, str] = {
    Kind.UNREADABLE: "holds what its concept cannot be. Another key may tell it: see `fields:`.",
    Kind.IMPLAUSIBLE: "is physically impossible in the unit it says. Another `unit:` may be the right one.",
}


def _units(one: Told) -> list[Unit]:
    return candidates(one) if one.unitless else []


def _unit(route: Route, one: Told) -> Amendment:
    units = _units(one)
    return Amendment(_unit_path(route, one), units[0].value if units else "<unit>")


def _unit_path(route: Route, one: Told) -> tuple[str, ...]:
    return ("routes", route.key, "fields", one.concept, "unit")


def _words(name: str, words: list[str]) -> str:
    """Lines that say what ``words`` mean, with the meaning left to whoever knows."""
    if name == SEVERITY_FIELD:
        return lines([Amendment(("notifications", "severities", word), "<severity>") for word in words])
    return lines([Amendment(("states", name, word), "<up or down>") for word in words])


def proposals(route: Route, seen: RouteFound) -> Iterator[Proposal]:
    """What the configuration could say of ``route``: the unit of each number that has none, as a guess."""
    proposed: set[str] = set()
    for one in seen.told:
        units = _units(one)
        if units and one.concept not in proposed:
            proposed.add(one.concept)
            name = f"{route.key}.{one.concept}"
            yield Proposal(name, _unit_path(route, one), units[0].value, question(one, units))


def _warning(route: Route, sentence: str, mend: str = "") -> Finding:
    return Finding(Severity.WARNING, route.key, sentence, mend)


def _listed(names: Sequence[str]) -> str:
    names = [f"`{name}`" for name in names]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
