"""What is known of each target and route: the connector's *API Endpoint Status* page as data."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from vos_exporter.scrape import Outcome, PastScrape, RouteReport, Scrape
from vos_exporter.target import Target
from vos_exporter.vos.hints import Kind
from vos_exporter.vos.routes import ROUTES, Route
from vos_exporter.web.advice import advice, disabling

WORST_FIRST = (
    Kind.MISSING, Kind.UNREADABLE, Kind.IMPLAUSIBLE, Kind.NO_UNIT, Kind.UNMAPPED, Kind.UNREAD,
)  # fmt: skip
"""The kinds of hints, in the order in which they are told."""

HINT_WORDS: Mapping[Kind, str] = {
    Kind.UNREAD: "nobody reads it",
    Kind.UNREADABLE: "cannot be read",
    Kind.NO_UNIT: "nothing says its unit",
    Kind.IMPLAUSIBLE: "is impossible",
    Kind.MISSING: "no row has it, and rules read it",
    Kind.UNMAPPED: "a word without a verdict",
}
"""What a hint says."""

UNMAPPED_SHOWN = 20
"""Raw values per field; more are counted."""


class LastError(msgspec.Struct, frozen=True):
    """When (seconds since the epoch) and why in one sentence."""

    at: float
    detail: str


class HintStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Something in the last readable body that was not understood: names and types, never a value.

    Attributes:
        kind: what about it, in one word.
        path: where it is; ``*`` stands for keys that are ids.
        type: what stands there; empty for nothing.
        rows: in how many rows.
    """

    kind: str
    path: str
    type: str
    rows: int


class RouteStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One route of one target since start; times in seconds since the epoch, durations in seconds.

    Attributes:
        outcome: of the last time it was asked; ``disabled``, or ``None`` before the first.
        rows_found: how the rows of the last readable body were found.
        hints: what of it was not understood.
        advice: what to do about it, if anything.
        disable: the lines of configuration that disable an unsupported route.
        path_evidence: how well the path is known (docs/vos-api.md#evidence).
        field_evidence: how well the keys of the body are known.
    """

    route: str
    path: str
    page: str
    enabled: bool
    outcome: str | None
    requests: int
    successes: int
    errors: Mapping[str, int]
    last_status: int | None
    last_duration_seconds: float | None
    last_size_bytes: int | None
    last_items: int | None
    truncated: bool | None
    rows_found: str | None
    hints: list[HintStatus]
    rejected_items: Mapping[str, int]
    last_success: float | None
    last_error: LastError | None
    path_evidence: str
    field_evidence: str
    advice: str | None
    disable: str | None


class PastScrapeStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One recent scrape; ``began`` in seconds since the epoch."""

    began: float
    duration_seconds: float
    budget_seconds: float
    up: bool
    good: bool
    series: int
    outcomes: Mapping[str, int]
    troubles: Mapping[str, str]


class LoginStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How we are let in; ``token_expiry`` in seconds since the epoch."""

    method: str
    token_expiry: float | None
    token_requests: int
    token_errors: Mapping[str, int]
    blocked: bool


class TargetStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One target.

    Attributes:
        up: what ``vos_up`` said last; ``None`` before the first scrape.
        clock_skew_seconds: clock of VOS minus ours, at the last scrape.
        certificate_not_after: when the certificate of VOS ends, seconds since the epoch.
        unmapped_values: state field to raw values outside our maps, at the last scrape.
        disable_unsupported: the lines of configuration that disable every unsupported route.
        recent_scrapes: newest first, failures kept longest.
    """

    name: str
    url: str
    up: bool | None
    login: LoginStatus
    certificate_not_after: float | None
    certificate_verified: bool
    clock_skew_seconds: float | None
    outcomes: Mapping[str, int]
    unmapped_values: Mapping[str, list[str]]
    disable_unsupported: str | None
    routes: list[RouteStatus]
    recent_scrapes: list[PastScrapeStatus]


def target_status(target: Target) -> TargetStatus:
    """Everything about ``target``."""
    last = target.last_scrape
    routes = [_route(route, target) for route in ROUTES]
    unsupported = [status.route for status in routes if status.outcome == Outcome.UNSUPPORTED]
    return TargetStatus(
        name=target.settings.name,
        url=target.settings.url,
        up=None if last is None else last.up,
        login=_login(target),
        certificate_not_after=target.client.status.certificate_not_after,
        certificate_verified=not target.settings.tls.insecure_skip_verify,
        clock_skew_seconds=None if last is None else last.clock_skew,
        outcomes=_counted(routes),
        unmapped_values={} if last is None else shown_unmapped(last),
        disable_unsupported=disabling(unsupported) if unsupported else None,
        routes=routes,
        recent_scrapes=[_past_scrape(past) for past in target.history.newest_first()],
    )


def shown_unmapped(scrape: Scrape) -> dict[str, list[str]]:
    """State field to the first raw values outside our maps."""
    return {
        name: sorted(values)[:UNMAPPED_SHOWN] for name, values in sorted(scrape.unmapped.items()) if values
    }


def _counted(routes: Iterable[RouteStatus]) -> dict[str, int]:
    counts = dict.fromkeys([outcome.value for outcome in Outcome], 0)
    for status in routes:
        if status.outcome is not None:
            counts[status.outcome] += 1
    return counts


def _login(target: Target) -> LoginStatus:
    status = target.client.status
    return LoginStatus(
        method=target.settings.auth.method.value,
        token_expiry=status.token_expiry,
        token_requests=status.token_requests,
        token_errors=dict(status.token_errors),
        blocked=status.login_blocked,
    )


def _route(route: Route, target: Target) -> RouteStatus:
    settings, ledger = target.settings.routes[route.key], target.ledgers[route.key]
    last, last_ok, last_not_ok = ledger.last, ledger.last_ok, ledger.last_not_ok
    outcome = Outcome.DISABLED if not settings.enabled else None if last is None else last.outcome
    return RouteStatus(
        route=route.key,
        path=settings.path,
        page=route.page,
        enabled=settings.enabled,
        outcome=None if outcome is None else outcome.value,
        requests=ledger.requests,
        successes=ledger.successes,
        errors={reason.value: count for reason, count in ledger.errors.items() if count},
        last_status=None if last is None else last.status,
        last_duration_seconds=ledger.last_duration,
        last_size_bytes=None if last_ok is None else last_ok.size,
        last_items=None if last_ok is None else last_ok.items,
        truncated=None if last_ok is None else last_ok.truncated,
        rows_found=_rows_found(last_ok),
        hints=list(_hints(last_ok)),
        rejected_items={reason.value: count for reason, count in ledger.rejected.items() if count},
        last_success=None if last_ok is None else last_ok.ended_at,
        last_error=None if last_not_ok is None else LastError(last_not_ok.ended_at, last_not_ok.detail),
        path_evidence=route.path_evidence.value,
        field_evidence=route.field_evidence.value,
        advice=None if last is None or not settings.enabled else advice(last),
        disable=disabling([route.key]) if outcome is Outcome.UNSUPPORTED else None,
    )


def _rows_found(report: RouteReport | None) -> str | None:
    return None if report is None or report.reading is None else report.reading.decoded.hints.found


def _hints(report: RouteReport | None) -> Iterator[HintStatus]:
    """What was not understood, the worst first."""
    if report is None or report.reading is None:
        return
    order = {kind: place for place, kind in enumerate(WORST_FIRST)}
    for hint in sorted(report.reading.decoded.hints, key=lambda hint: (order[hint.kind], hint.path)):
        yield HintStatus(kind=hint.kind.value, path=hint.path, type=hint.type, rows=hint.rows)


def _past_scrape(past: PastScrape) -> PastScrapeStatus:
    return PastScrapeStatus(
        began=past.began_at,
        duration_seconds=past.duration,
        budget_seconds=past.budget,
        up=past.up,
        good=past.good,
        series=past.series,
        outcomes={outcome.value: count for outcome, count in past.outcomes.items()},
        troubles={trouble.route: trouble.detail for trouble in past.troubles},
    )
