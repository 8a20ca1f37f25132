"""The families about the scrape itself (docs/metrics.md): in every answer about a target."""

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from vos_exporter.client import AuthStatus, Reason
from vos_exporter.config import TargetSettings
from vos_exporter.exposition import Encoded, encode
from vos_exporter.families import Family, counter, gauge, info
from vos_exporter.scrape.ledger import RouteLedger
from vos_exporter.scrape.result import Outcome, Rejection, RouteReport, Scrape, Stage
from vos_exporter.vos.hints import Kind

UP = gauge(
    "vos_up", "1 if VOS accepted our credentials and at least one route was ok in this scrape, else 0."
)
DURATION = gauge("vos_scrape_duration_seconds", "Seconds this scrape of VOS took.")
BUDGET = gauge("vos_scrape_budget_seconds", "Seconds this scrape was allowed to take.")
INCOMPLETE = gauge(
    "vos_scrape_incomplete",
    "1 if families are missing in this answer because the time for putting it together was over, by what"
    " was not done: relations between routes (relate), families of several routes (merge), the answer"
    " (assemble).",
    "stage",
)
TARGET = info(
    "vos_target_info",
    "How the target is asked: method of authorization, and whether its certificate is verified.",
    "auth_method", "tls_verified",
)  # fmt: skip
REQUESTS = counter("vos_api_requests_total", "Times a route was executed.", "route")
SUCCESSES = counter(
    "vos_api_request_successes_total", "Times a route answered 200 with a readable body.", "route"
)
ERRORS = counter(
    "vos_api_request_errors_total",
    "Times a route was in error, by reason; not for a route this system does not have.",
    "route", "reason",
)  # fmt: skip
ENABLED = gauge("vos_api_route_enabled", "1 if the route is asked, 0 if the operator disabled it.", "route")
STATE = gauge(
    "vos_api_route_state",
    "What became of the route in this scrape: one of ok, failed, timeout, unsupported, disabled is 1.",
    "route", "state",
)  # fmt: skip
SUCCESS = gauge(
    "vos_api_route_success",
    "1 if the route was ok in this scrape, 0 if it failed or timed out; absent if unsupported or disabled.",
    "route",
)
LAST_DURATION = gauge(
    "vos_api_last_request_duration_seconds", "Seconds of the route's last request.", "route"
)
LAST_SIZE = gauge("vos_api_last_response_size_bytes", "Bytes of the route's last readable body.", "route")
LAST_ITEMS = gauge("vos_api_last_response_items", "Items in the route's last readable body.", "route")
LAST_SUCCESS = gauge(
    "vos_api_last_success_timestamp_seconds",
    "When the route was ok last; absent if never since start.",
    "route",
)
REJECTED = counter(
    "vos_api_rejected_items_total",
    "Items, rows and series of a route that are not in an answer: no row of it (decode), with a key that was"
    " already there (duplicate), beyond a limit of ours (limit), a field that cannot be read "
    "(field), or a number"
    " that is physically impossible (implausible).",
    "route",
    "reason",
)
TRUNCATED = gauge(
    "vos_api_response_truncated",
    "1 if VOS has more rows than it gave, or may have: it said so, or gave as many as we asked for, "
    "or a round "
    "number at which servers cut; counts are a lower bound then.",
    "route",
)
UNREAD_FIELDS = gauge(
    "vos_api_unread_fields",
    "Keys in the route's last readable body that nobody claims: numbers there are shown as reported, "
    "texts nowhere.",
    "route",
)
MISSING_FIELDS = gauge(
    "vos_api_missing_fields",
    "Concepts that the shipped rules read and that no row of the route's last readable body had.",
    "route",
)
NUMBERS_WITHOUT_UNIT = gauge(
    "vos_api_numbers_without_unit",
    "Keys in the route's last readable body that tell a known number without a unit: it is shown "
    "only as reported.",
    "route",
)
SHAPE_CHANGES = counter(
    "vos_api_shape_changes_total",
    "Paths and types that appeared in bodies of the route and were not there since start; looked at "
    "now and then.",
    "route",
)
UNMAPPED = gauge(
    "vos_api_unmapped_values", "Distinct raw values outside our maps seen in this scrape, by field.", "field"
)
CLOCK_SKEW = gauge(
    "vos_api_clock_skew_seconds", "Clock of VOS (Date header) minus ours; resolution one second."
)
CERTIFICATE = gauge(
    "vos_api_tls_certificate_not_after_timestamp_seconds", "When the certificate of VOS ends."
)
TOKEN_EXPIRY = gauge("vos_oauth2_token_expiry_timestamp_seconds", "When the OAuth2 token we hold ends.")
TOKEN_REQUESTS = counter("vos_oauth2_token_requests_total", "Logins and renewals attempted.")
TOKEN_ERRORS = counter("vos_oauth2_token_request_errors_total", "Logins and renewals that failed.", "reason")
LOGIN_BLOCKED = gauge(
    "vos_oauth2_login_blocked", "1 while no login is attempted because VOS refused the last one, else 0."
)

FAMILIES = (
    UP, DURATION, BUDGET, INCOMPLETE, TARGET, REQUESTS, SUCCESSES, ERRORS, ENABLED, STATE, SUCCESS,
    LAST_DURATION, LAST_SIZE, LAST_ITEMS, LAST_SUCCESS, REJECTED, TRUNCATED, UNREAD_FIELDS, MISSING_FIELDS,
    NUMBERS_WITHOUT_UNIT, SHAPE_CHANGES, UNMAPPED, CLOCK_SKEW, CERTIFICATE, TOKEN_EXPIRY, TOKEN_REQUESTS,
    TOKEN_ERRORS, LOGIN_BLOCKED,
)  # fmt: skip


def encoded(
    scrape: Scrape, settings: TargetSettings, ledgers: Mapping[str, RouteLedger], status: AuthStatus
) -> Sequence[Encoded]:
    """All families about ``scrape``, encoded; the limit of series is for what VOS says, not for these."""
    enabled = {
        key: ledgers[key] for key, report in scrape.routes.items() if report.outcome is not Outcome.DISABLED
    }
    families = (
        *_scrape(scrape, settings),
        *_counters(enabled),
        *_outcomes(scrape.routes),
        *_last_answers(enabled),
        *_shapes(enabled),
        *_tls_and_clock(scrape, status),
        *_login(status),
    )
    return encode(families, series_limit=sys.maxsize)


def incomplete(late: Collection[Stage]) -> Encoded:
    """Which stages were ``late``: the last family of an answer, as assembling it is one of them."""
    family = INCOMPLETE.family(((stage.value,), int(stage in late)) for stage in Stage)
    return encode((family,), series_limit=len(Stage))[0]


def _scrape(scrape: Scrape, settings: TargetSettings) -> Iterator[Family]:
    verified = "false" if settings.tls.insecure_skip_verify else "true"
    yield UP.family([((), int(scrape.up))])
    yield DURATION.family([((), scrape.duration)])
    yield BUDGET.family([((), scrape.budget)])
    yield TARGET.family([((settings.auth.method.value, verified), 1)])


def _counters(ledgers: Mapping[str, RouteLedger]) -> Iterable[Family]:
    requests, successes = REQUESTS.family(), SUCCESSES.family()
    errors, rejected = ERRORS.family(), REJECTED.family()
    for key, ledger in ledgers.items():
        requests.add(ledger.requests, key)
        successes.add(ledger.successes, key)
        errors.samples += [((key, reason.value), ledger.errors[reason]) for reason in Reason]
        rejected.samples += [((key, reason.value), ledger.rejected[reason]) for reason in Rejection]
    return requests, successes, errors, rejected


def _outcomes(reports: Mapping[str, RouteReport]) -> Iterable[Family]:
    enabled, state, success = ENABLED.family(), STATE.family(), SUCCESS.family()
    for key, report in reports.items():
        enabled.add(int(report.outcome is not Outcome.DISABLED), key)
        state.samples += [((key, outcome.value), int(outcome is report.outcome)) for outcome in Outcome]
        if report.outcome is Outcome.OK or report.in_error:
            success.add(int(report.outcome is Outcome.OK), key)
    return enabled, state, success


def _last_answers(ledgers: Mapping[str, RouteLedger]) -> Iterable[Family]:
    duration, size, items = LAST_DURATION.family(), LAST_SIZE.family(), LAST_ITEMS.family()
    success, truncated = LAST_SUCCESS.family(), TRUNCATED.family()
    for key, ledger in ledgers.items():
        if ledger.last_duration is not None:
            duration.add(ledger.last_duration, key)
        last = ledger.last_ok
        if last is None or last.size is None or last.items is None:
            continue
        size.add(last.size, key)
        items.add(last.items, key)
        success.add(last.ended_at, key)
        if last.truncated is not None:
            truncated.add(last.truncated, key)
    return duration, size, items, success, truncated


def _shapes(ledgers: Mapping[str, RouteLedger]) -> Iterable[Family]:
    """How well the last readable bodies were understood."""
    told = {
        Kind.UNREAD: UNREAD_FIELDS.family(),
        Kind.MISSING: MISSING_FIELDS.family(),
        Kind.NO_UNIT: NUMBERS_WITHOUT_UNIT.family(),
    }
    changes = SHAPE_CHANGES.family()
    for key, ledger in ledgers.items():
        if ledger.last_ok is None or ledger.last_ok.reading is None:
            continue
        for kind, family in told.items():
            family.add(ledger.last_ok.reading.decoded.hints.paths(kind), key)
        if ledger.knowledge is not None:
            changes.add(ledger.knowledge.changes, key)
    return *told.values(), changes


def _tls_and_clock(scrape: Scrape, status: AuthStatus) -> Iterator[Family]:
    yield UNMAPPED.family(((name,), len(values)) for name, values in scrape.unmapped.items())
    if scrape.clock_skew is not None:
        yield CLOCK_SKEW.family([((), scrape.clock_skew)])
    if status.certificate_not_after is not None:
        yield CERTIFICATE.family([((), status.certificate_not_after)])


def _login(status: AuthStatus) -> Iterator[Family]:
    if status.token_expiry is not None:
        yield TOKEN_EXPIRY.family([((), status.token_expiry)])
    yield TOKEN_REQUESTS.family([((), status.token_requests)])
    reasons = (Reason.TIMEOUT, Reason.CONNECT, Reason.TLS, Reason.AUTH)
    yield TOKEN_ERRORS.family(
        ((reason.value,), status.token_errors.get(reason.value, 0)) for reason in reasons
    )
    yield LOGIN_BLOCKED.family([((), int(status.login_blocked))])
