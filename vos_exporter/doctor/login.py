"""What came of the one login that the doctor tries."""

import re
from collections.abc import Mapping

from vos_exporter.client import Client, Reason
from vos_exporter.clock import Clock
from vos_exporter.config import AuthMethod, TargetSettings
from vos_exporter.doctor.findings import Finding, Severity
from vos_exporter.scrape import RouteReport
from vos_exporter.web.advice import BY_REASON

OTHER: Mapping[AuthMethod, AuthMethod] = {
    AuthMethod.CLIENT_CREDENTIALS: AuthMethod.AUTHORIZATION_CODE,
    AuthMethod.AUTHORIZATION_CODE: AuthMethod.CLIENT_CREDENTIALS,
}
"""A grant to the other one."""

_ENDPOINT = re.compile(r"the (token|authorize) endpoint answered (\d{3})")
_NO_JSON = "did not answer with a token in JSON"


def taken(settings: TargetSettings, client: Client, clock: Clock) -> Finding:
    """The login worked: how, and for how long."""
    ends = client.status.token_expiry
    life = "" if ends is None else f"; the token is good for {max(0.0, ends - clock.wall()) / 60:.0f} minutes"
    return Finding(Severity.INFORMATION, "login", f"VOS takes the login ({settings.auth.method}{life}).")


def refused(settings: TargetSettings, report: RouteReport) -> Finding:
    """Why nothing could be asked, by what became of the first request; the login is not tried again."""
    sentence, mend = _why(settings, report)
    about = "login" if report.reason in (Reason.AUTH, Reason.HTTP_401) else "request"
    return Finding(Severity.ERROR, about, f"{sentence} Nothing more was tried.", mend)


def _why(settings: TargetSettings, report: RouteReport) -> tuple[str, str]:
    answered = _ENDPOINT.search(report.detail)
    method = settings.auth.method
    if answered is not None:
        return _by_status(settings, answered[1], int(answered[2]))
    if _NO_JSON in report.detail:
        return (
            "Where a token should come, something else did: a page to log in at, or the notice of a proxy in"
            f" between. Is {settings.auth.token_path} the token endpoint?",
            "auth: {token_path: /oauth/token}\n",
        )
    if "broke before an answer" in report.detail and settings.tls.cert_file is None:
        return (
            "TLS came about, and VOS closed the connection at the first request: it may want a certificate of"
            " ours, or something in between does not let us through.",
            "tls: {cert_file: client.pem, key_file: client-key.pem}\n",
        )
    if method is AuthMethod.BASIC and report.status is not None:
        return f"VOS answered {report.status} and refused the user name or the password.", ""
    why = BY_REASON.get(report.reason or Reason.CONNECT, "")
    return f"{report.detail[:1].upper()}{report.detail[1:]}. {why}", ""


def _by_status(settings: TargetSettings, endpoint: str, status: int) -> tuple[str, str]:
    method = settings.auth.method
    said = f"The {endpoint} endpoint answered {status}"
    if status in (401, 403):
        who = "user name or the password" if endpoint == "authorize" else "client id or the secret"
        return f"{said}: VOS refused the {who}. Compare both with what VOS shows, letter by letter.", ""
    if status == 400:
        other = OTHER.get(method, method)
        return (
            f"{said}: VOS does not let this client in by {method}. If it was made for {other}, say so.",
            f"auth: {{method: {other}}}\n",
        )
    if status in (404, 405) or status // 100 == 3:
        return f"{said}: it is somewhere else on this system, or something in between answers.", (
            f"auth: {{{endpoint}_path: /oauth/{endpoint}}}\n"
        )
    return f"{said}: VOS itself is in trouble there; see its logs.", ""
