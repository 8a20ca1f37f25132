"""One scrape told as text, for whoever asks why a metric is missing."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence

from vos_exporter import __version__
from vos_exporter.client import AuthStatus
from vos_exporter.config import TargetSettings
from vos_exporter.exposition import Format, assemble
from vos_exporter.logs import redacted_text, visible
from vos_exporter.scrape import Outcome, RouteReport, Scrape
from vos_exporter.target import Target
from vos_exporter.web.budget import Announced
from vos_exporter.web.pages import duration
from vos_exporter.web.status import HINT_WORDS, shown_unmapped

LINE_LIMIT = 2_000
"""Characters of a line of the story; the metrics are whole."""

_HEADS = ("route", "outcome", "start", "duration", "status", "bytes", "items", "rejected", "path")
_WIDTHS = (22, 13, 9, 10, 8, 12, 8, 24, 0)


def debug_page(target: Target, scrape: Scrape, lines: Sequence[str], announced: Announced) -> str:
    """Budget, login, routes, families and log ``lines`` of ``scrape``, then its metrics.

    Nothing in it is a secret, a token or a query; no character of it steers a terminal.
    """
    parts = (
        ("The scrape", _scrape(target.settings, scrape, announced)),
        ("Login", _login(target)),
        ("Routes", _routes(target.settings, scrape)),
        ("Work that was not done again", _memo(target, scrape)),
        ("What went wrong", _troubles(scrape)),
        ("Words of VOS that our maps do not know", _unmapped(scrape)),
        ("What was not understood", _hints(scrape)),
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


def _scrape(settings: TargetSettings, scrape: Scrape, announced: Announced) -> Iterator[str]:
    yield f"began     {_moment(scrape.began_at)}"
    yield f"target    {settings.url}"
    waits = "Prometheus did not say how long it waits"
    if announced.header is not None:
        header, offset = announced.header[:20], announced.offset
        waits = f"Prometheus said it waits {header!r} s, of which {offset} s are kept back"
    yield f"budget    {scrape.budget:.3f} s: the target's timeout is {settings.timeout} s; {waits}"
    yield f"used      {scrape.duration:.3f} s"
    yield f"vos_up    {int(scrape.up)}"
    skew = scrape.clock_skew
    yield f"clock     VOS minus ours: {'not known' if skew is None else f'{skew:+.1f} s'}"


def _login(target: Target) -> Iterator[str]:
    status = target.client.status
    yield f"method    {target.settings.auth.method.value}"
    yield f"token     {_token(status, target.clock.wall())}"
    errors = ", ".join(f"{count} {reason}" for reason, count in status.token_errors.items()) or "none"
    yield f"logins    {status.token_requests} since start; failed: {errors}"
    if status.certificate_not_after is not None:
        yield f"trust     the certificate of VOS ends {_moment(status.certificate_not_after)}"


def _token(status: AuthStatus, now: float) -> str:
    if status.login_blocked:
        return "no login is tried now, because VOS refused the last one"
    if status.token_expiry is None:
        return "no token, or one without a known end"
    left = status.token_expiry - now
    return f"ends in {duration(left)}" if left > 0 else "has ended"


def _routes(settings: TargetSettings, scrape: Scrape) -> Iterator[str]:
    yield _row(_HEADS)
    for key, report in scrape.routes.items():
        yield _row(
            (
                key,
                report.outcome.value,
                "not asked" if report.started is None else f"{report.started:.3f}",
                "-" if report.duration is None else f"{report.duration:.3f}",
                _or_dash(report.status),
                _or_dash(report.size),
                _or_dash(report.items),
                _rejected(report),
                settings.routes[key].path,
            )
        )


def _memo(target: Target, scrape: Scrape) -> Iterator[str]:
    recalled = [key for key, report in scrape.routes.items() if report.recalled]
    read = sum(report.reading is not None for report in scrape.routes.values())
    if recalled:
        yield f"{len(recalled)} of {read} answers were the bytes of last time: {', '.join(recalled)}"
    shelf = target.shelf
    asked = shelf.hits + shelf.misses
    yield f"{shelf.hits} of {asked} answers of all targets since start ({shelf.hits / max(1, asked):.0%})"


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
    for name, values in shown_unmapped(scrape).items():
        yield f"{name}: {', '.join(values)}"


def _hints(scrape: Scrape) -> Iterator[str]:
    """How rows were found, and every hint: paths and types, never a value."""
    for key, report in scrape.routes.items():
        if report.reading is None:
            continue
        hints = report.reading.decoded.hints
        if hints.found:
            yield f"{key}: rows are {hints.found}" + (", a part of them" if report.truncated else "")
        for hint in hints:
            what = f" ({hint.type} in {hint.rows} rows)" if hint.type else ""
            yield f"{key}: {HINT_WORDS[hint.kind]}: {hint.path}{what}"


def _families(routes: Mapping[str, RouteReport]) -> Iterator[str]:
    for key, report in routes.items():
        for part in () if report.reading is None else report.reading.parts:
            yield f"{key}: {part.declaration.name} {part.series} series"


def _moment(at: float) -> str:
    """``at`` (epoch seconds) as a person writes it, in UTC."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
