"""The story of one scrape as text, for whoever asks why a metric is missing."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from vos_exporter import __version__
from vos_exporter.client import AuthStatus
from vos_exporter.config import Target as Settings
from vos_exporter.exposition import Format, assemble
from vos_exporter.logs import redacted_text, visible
from vos_exporter.scrape import Outcome, RouteReport, Scrape
from vos_exporter.target import Target
from vos_exporter.web.pages import duration
from vos_exporter.web.status import clock_skew, unmapped

LINE_LIMIT = 2_000
"""Characters of a line of the story; the metrics are whole."""

_HEADS = ("route", "outcome", "start", "duration", "status", "bytes", "items", "rejected", "path")
_WIDTHS = (22, 13, 9, 10, 8, 12, 8, 24, 0)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked.

    Attributes:
        ended: when the scrape ended, seconds since the epoch.
        waits: what Prometheus said it waits, if it did.
        offset: seconds kept back of that.
    """

    ended: float
    waits: str | None = None
    offset: float = 0.0


def story(target: Target, scrape: Scrape, lines: Sequence[str], asked: Asked) -> str:
    """Budget, login, routes, families and log ``lines`` of ``scrape``, then its metrics.

    Nothing in it is a secret, a token or a query; no character of it steers a terminal.
    """
    parts = (
        ("The scrape", _scrape(target.settings, scrape, asked)),
        ("Login", _login(target, scrape)),
        ("Routes", _routes(target.settings, scrape)),
        ("What went wrong", _troubles(scrape)),
        ("Words of VOS that our maps do not know", _unmapped(scrape)),
        ("Families by route", _families(scrape.routes)),
        ("Log", iter(lines)),
    )
    text = [f"vos-exporter {__version__}: the story of one scrape of {target.settings.name}"]
    for title, told in parts:
        text += ["", title, "-" * len(title), *([_told(line) for line in told] or ["nothing"])]
    metrics = assemble(scrape.parts, Format.TEXT).decode(errors="replace")
    return "\n".join([*text, "", "Metrics", "-------", *map(visible, metrics.split("\n"))])


def _told(line: str) -> str:
    cut = line if len(line) <= LINE_LIMIT else f"{line[:LINE_LIMIT]}..."
    return visible(redacted_text(cut))


def _scrape(settings: Settings, scrape: Scrape, asked: Asked) -> Iterator[str]:
    yield f"began     {_moment(asked.ended - scrape.duration)}"
    yield f"target    {settings.url}"
    waits = "Prometheus did not say how long it waits"
    if asked.waits is not None:
        waits = f"Prometheus said it waits {asked.waits[:20]!r} s, of which {asked.offset} s are kept back"
    yield f"budget    {scrape.budget:.3f} s: the target's timeout is {settings.timeout} s; {waits}"
    yield f"used      {scrape.duration:.3f} s"
    yield f"vos_up    {int(scrape.up)}"
    skew = clock_skew(scrape)
    yield f"clock     VOS minus ours: {'not known' if skew is None else f'{skew:+.1f} s'}"


def _login(target: Target, scrape: Scrape) -> Iterator[str]:
    status = target.client.status
    yield f"method    {target.settings.auth.method.value}"
    yield f"token     {_token(status)}"
    errors = ", ".join(f"{count} {reason}" for reason, count in status.token_errors.items()) or "none"
    yield f"logins    {status.token_requests} since start; failed: {errors}"
    if status.certificate_not_after is not None:
        yield f"trust     the certificate of VOS ends {_moment(status.certificate_not_after)}"


def _token(status: AuthStatus) -> str:
    if status.login_blocked:
        return "no login is tried now, because VOS refused the last one"
    if status.token_expiry is None:
        return "no token, or one without a known end"
    left = status.token_expiry - time.time()
    return f"ends in {duration(left)}" if left > 0 else "has ended"


def _routes(settings: Settings, scrape: Scrape) -> Iterator[str]:
    yield _row(_HEADS)
    for key, report in scrape.routes.items():
        yield _row(
            (
                key,
                report.outcome.value,
                f"{report.started:.3f}" if report.asked else "not asked",
                "-" if report.duration is None else f"{report.duration:.3f}",
                _or_dash(report.status),
                _or_dash(report.size),
                _or_dash(report.items),
                _rejected(report),
                settings.routes[key].path,
            )
        )


def _row(cells: Iterable[str]) -> str:
    return " ".join(cell.ljust(width) for cell, width in zip(cells, _WIDTHS, strict=True)).rstrip()


def _or_dash(value: object) -> str:
    return "-" if value is None else str(value)


def _rejected(report: RouteReport) -> str:
    return ", ".join(f"{count} {reason.value}" for reason, count in report.rejected.items() if count) or "-"


def _troubles(scrape: Scrape) -> Iterator[str]:
    for key, report in scrape.routes.items():
        if report.outcome is not Outcome.OK and report.detail:
            reason = "" if report.reason is None else f" ({report.reason.value})"
            yield f"{key}: {report.outcome.value}{reason}: {report.detail}"


def _unmapped(scrape: Scrape) -> Iterator[str]:
    for name, values in unmapped(scrape).items():
        yield f"{name}: {', '.join(values)}"


def _families(routes: Mapping[str, RouteReport]) -> Iterator[str]:
    for key, report in routes.items():
        for part in report.parts:
            yield f"{key}: {part.declaration.name} {part.series} series"


def _moment(at: float) -> str:
    """``at`` (epoch seconds) as a person writes it, in UTC."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
