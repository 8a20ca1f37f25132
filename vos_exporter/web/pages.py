"""HTML: a template, its style and script inside the page, and a policy that allows nothing else."""

import base64
import hashlib
import time
from collections.abc import Mapping
from importlib import resources
from typing import Any

import jinja2
from jinja2.runtime import Context
from markupsafe import Markup

from vos_exporter.logs import visible
from vos_exporter.web.leading import IN_ERROR, Standing, worst_first
from vos_exporter.web.status import LoginStatus, TargetStatus

TEXT_LIMIT = 300
"""Characters of one text of VOS on a page."""

_FOLDER = resources.files("vos_exporter.web") / "templates"
_SIGNS = {
    Standing.DOWN: "\u2716", Standing.FAILING: "\u25b2", Standing.UNKNOWN: "?", Standing.UP: "\u2713",
}  # fmt: skip
"""Beside the words, for those who look only once; the same signs as in the drawings of the plant."""

_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def own(name: str) -> str:
    """The text of one of our own files."""
    return (_FOLDER / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


STYLE, SCRIPT = own("style.css"), own("script.js")

POLICY = (
    f"default-src 'none'; style-src {_hash(STYLE)}; script-src {_hash(SCRIPT)}; img-src data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of our pages."""


def shown(text: str) -> str:
    """A text of VOS as a person can read it: no character that hides or turns others, and not too long."""
    cut = text if len(text) <= TEXT_LIMIT else f"{text[:TEXT_LIMIT]}..."
    return visible(cut)


def duration(seconds: float) -> str:
    """Seconds in the two largest units, like ``2 h 5 min``."""
    rest, parts = int(abs(seconds)), []
    for size, unit in _UNITS:
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2]) or "0 s"


def _time(at: float, words: str) -> Markup:
    """``words`` for the moment ``at`` (epoch seconds), which is exact for machines and on a second look."""
    exact = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
    return Markup('<time datetime="{0}" title="{0}">{1}</time>').format(exact, words)


@jinja2.pass_context
def _ago(values: Context, at: float) -> Markup:
    """How long before the page's ``now`` ``at`` (both in seconds since the epoch) was."""
    return _time(at, f"{duration(values['now'] - at)} ago")


@jinja2.pass_context
def _ahead(values: Context, at: float) -> Markup:
    """How far away ``at`` (seconds since the epoch) is, on whichever side of the page's ``now``."""
    left = at - values["now"]
    return _time(at, f"in {duration(left)}" if left >= 0 else f"{duration(left)} ago")


@jinja2.pass_context
def _token(values: Context, login: LoginStatus) -> Markup:
    if login.blocked:
        return Markup('<span class="badge failed">login blocked</span>')
    if login.token_expiry is None:
        return Markup("{}").format("none needed" if login.method == "basic" else "none with a known end")
    return Markup("ends {}").format(_ahead(values, login.token_expiry))


def _blank(value: Any) -> Any:
    """Nothing instead of ``None``."""
    return "" if value is None else value


def _empty(value: Any) -> str:
    """The class of a cell without a value, which a phone leaves out."""
    return " empty" if value is None else ""


def _with_code(words: str) -> Markup:
    """A sentence of ours, in which what stands between backticks is to be typed."""
    parts = words.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else Markup.escape(part)
        for place, part in enumerate(parts)
    )


def _filters(target: TargetStatus) -> list[tuple[str, int]]:
    """The outcomes there are, each with its number of routes; the empty name is for all."""
    return [("", len(target.routes)), *((name, count) for name, count in target.outcomes.items())]


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(own),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        shown=shown, blank=_blank, empty=_empty, worst_first=worst_first, with_code=_with_code
    )
    environment.globals.update(Standing=Standing, signs=_SIGNS, in_error=IN_ERROR)
    environment.globals.update(ago=_ago, ahead=_ahead, token=_token, filters=_filters)
    # Our own files, and what the policy has hashed: escaping would break both.
    environment.globals.update(style=Markup(STYLE), script=Markup(SCRIPT))  # noqa: S704
    return environment


_TEMPLATES = _environment()


def rendered(name: str, values: Mapping[str, Any]) -> str:
    """The page that the template ``name`` makes of ``values``, which are what it names."""
    return _TEMPLATES.get_template(name).render(values)


def status_page(values: Mapping[str, Any]) -> str:
    """The status page as HTML; ``values`` are what the template names."""
    return rendered("status.html", values)
