"""What a person can do about a route or a target, by what went wrong."""

from collections.abc import Mapping, Sequence

from vos_exporter.client import Reason
from vos_exporter.scrape import Outcome, RouteReport

UNSUPPORTED = (
    "This system does not have the route. Nothing is broken; to save the request, disable it."
    " If your release has it elsewhere, set its `path`."
)
TIMED_OUT = (
    "Raise `timeout` of the target (and scrape_timeout in Prometheus), lower the rows asked for by `params`,"
    " or see why VOS is slow."
)
BY_REASON: Mapping[Reason, str] = {
    Reason.TIMEOUT: TIMED_OUT,
    Reason.CONNECT: "See that VOS runs and that this machine reaches it:"
    " address, port, firewall, `proxy_url`.",
    Reason.TLS: "Give `tls.ca_file` the CA that signed the certificate of VOS; if it is for another name,"
    " set `tls.server_name`; if it has ended, renew it.",
    Reason.AUTH: "Check `auth`: client id and secret (or user and password) as VOS shows them."
    " A changed secret file is tried at the next scrape.",
    Reason.HTTP_401: "VOS takes the token for other routes but not for this: give the client the permission,"
    " or disable the route.",
    Reason.HTTP_403: "Give the client the permission to read this in VOS, or disable the route.",
    Reason.HTTP_429: "VOS asks for less: scrape less often, or lower `max_concurrency`.",
    Reason.HTTP_4XX: "VOS does not take the request: check `path` and `params` of the route.",
    Reason.HTTP_5XX: "VOS itself is in error there: look at its logs, or ask its vendor.",
    Reason.REDIRECT: "Redirects are not followed: set `url` to where VOS really is.",
    Reason.TOO_LARGE: "Ask for fewer rows by `params`; raise `max_response_size` if the detail names it, and"
    " give systems of that size an exporter of their own.",
    Reason.DECODE: "The answer is not what we know of this route: compare `path` with your release,"
    " and please report it.",
}


def advice(report: RouteReport) -> str | None:
    """What to do about a route, by its last ``report``; ``None`` for nothing."""
    if report.outcome is Outcome.UNSUPPORTED:
        return UNSUPPORTED
    return None if report.reason is None else BY_REASON[report.reason]


def disabling(keys: Sequence[str]) -> str:
    """The lines that disable routes, to go under a target in the configuration."""
    return "routes:\n" + "".join(f"  {key}: {{enabled: false}}\n" for key in keys)
