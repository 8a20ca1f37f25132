"""The grants: how a token is asked for. Authlib builds the requests and reads the answers."""

import base64
import codecs
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

import msgspec
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.client import OAuth2Client
from authlib.oauth2.rfc6749.parameters import parse_authorization_code_response, prepare_token_request

from vos_exporter.client.errors import Reason, RequestFailed
from vos_exporter.client.http import Http
from vos_exporter.client.messages import FORM, Request, Response
from vos_exporter.config import Auth, AuthMethod
from vos_exporter.secret import Secret
from vos_exporter.vos.numbers import amount

MAX_TOKEN_ANSWER = 64 * 1024
"""Bytes; a token answer has a few hundred."""

LONGEST_LIFE = 366 * 86400.0
"""Seconds; a server that says more means that its tokens do not end."""

LONGEST_RETRY_AFTER = 3600.0
"""Seconds a refusal can ask us to wait: one that asks for a year must not blind anybody for a year."""

ISSUED = frozenset({200, 201})
"""Statuses of an answer that brings a token."""

NETWORK = frozenset({Reason.TIMEOUT, Reason.CONNECT, Reason.TLS})
"""Reasons that say nothing about a credential."""

PASSING = frozenset({"server_error", "temporarily_unavailable"})
"""Errors in a redirect that refuse nobody (RFC 6749, section 4.1.2.1)."""

_TOKEN = re.compile(r"[\x21-\x7e]+\Z")


class LoginRefused(RequestFailed):
    """An endpoint answered with something that is no token: a login made again at once could be one too many.

    Attributes:
        retry_after: seconds VOS wants to be left alone; 0 if it does not say.
    """

    def __init__(self, detail: str, status: int | None = None, retry_after: float = 0.0) -> None:
        super().__init__(Reason.AUTH, detail, status)
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Grant:
    """A checked answer of the token endpoint.

    Attributes:
        access: the token.
        expires_in: seconds it lives from when it was asked for; ``None`` if VOS does not say.
        refresh: what renews it, if VOS gave that.
    """

    access: Secret
    expires_in: float | None
    refresh: Secret | None


class Credentials(NamedTuple):
    """What a login is made with; empty where the method needs none."""

    client_id: Secret
    client_secret: Secret
    username: Secret
    password: Secret


def read_credentials(auth: Auth) -> Credentials:
    """The credentials of ``auth``, read anew.

    Raises:
        CredentialError: a file cannot be read.
    """
    given = (auth.client_id, auth.client_secret, auth.username, auth.password)
    return Credentials(*(Secret("") if credential is None else credential.read() for credential in given))


def basic(username: Secret, password: Secret) -> Secret:
    """The value of an ``Authorization`` header for HTTP Basic (RFC 7617, UTF-8)."""
    pair = f"{username.reveal()}:{password.reveal()}".encode()
    return Secret(f"Basic {base64.b64encode(pair).decode()}")


class Login:
    """Asks one target for tokens.

    Methods raise ``RequestFailed`` when no token came of it, :class:`LoginRefused` unless the network or a
    server that is out of order (5xx) is the reason. No request is sent twice: VOS may have counted the first
    as a login, and used up its code.

    Args:
        auth: the grant and its credentials.
        http: the way to the target.
        wall: seconds since the epoch, to read a date in ``Retry-After``.
    """

    def __init__(self, auth: Auth, http: Http, wall: Callable[[], float]) -> None:
        self._auth = auth
        self._http = http
        self._wall = wall

    def credentials(self) -> Credentials:
        """What a login made now would use; ``CredentialError`` if a file cannot be read."""
        return read_credentials(self._auth)

    async def log_in(self, using: Credentials) -> Grant:
        """A token by the target's grant."""
        client = basic(using.client_id, using.client_secret)
        if self._auth.method is AuthMethod.CLIENT_CREDENTIALS:
            # VOS wants the grant in the query and an empty body (docs/vos-api.md#client-credentials).
            query = prepare_token_request("client_credentials")
            return await self._token(_request(self._auth.token_path, query, Secret("")), client)
        code = await self._code(using)
        redirect_uri = self._auth.redirect_uri
        form = prepare_token_request("authorization_code", redirect_uri=redirect_uri, code=code.reveal())
        return await self._token(_request(self._auth.token_path, "", Secret(form)), client)

    async def refresh(self, using: Credentials, refresh_token: Secret) -> Grant:
        """A token for ``refresh_token``."""
        form = prepare_token_request("refresh_token", refresh_token=refresh_token.reveal())
        client = basic(using.client_id, using.client_secret)
        return await self._token(_request(self._auth.token_path, "", Secret(form)), client)

    async def _code(self, using: Credentials) -> Secret:
        """The code in the authorize endpoint's redirect (docs/vos-api.md#authorization-code)."""
        oauth = OAuth2Client(None, client_id=using.client_id.reveal(), redirect_uri=self._auth.redirect_uri)
        uri, state = oauth.create_authorization_url(self._auth.authorize_path)
        path, _, query = uri.partition("?")
        user = basic(using.username, using.password)
        answer = await self._answer(_request(path, query), user)
        if answer.status // 100 != 3:
            raise self._refusal("authorize", answer)
        found = _redirected(answer.location)
        if found.get("state", state) != state:
            raise LoginRefused("the authorize endpoint answered with another state than ours")
        if found.get("error") in PASSING:
            raise RequestFailed(Reason.AUTH, "the authorize endpoint says that it is out of order")
        if "error" in found:
            raise LoginRefused("the authorize endpoint redirected with a refusal")
        if not found.get("code"):
            raise LoginRefused("the authorize endpoint redirected without a code")
        return Secret(found["code"])

    async def _token(self, request: Request, client: Secret) -> Grant:
        answer = await self._answer(request, client)
        if answer.status not in ISSUED:
            raise self._refusal("token", answer)
        return _grant(answer)

    async def _answer(self, request: Request, authorization: Secret) -> Response:
        """The answer to ``request``; one that cannot be read is as much a refusal as one that says so."""
        try:
            return await self._http.send(request, authorization, repeatable=False)
        except RequestFailed as failure:
            if failure.reason in NETWORK or (failure.status or 200) // 100 == 5:
                raise
            refused = LoginRefused(failure.detail, failure.status)
        raise refused

    def _refusal(self, endpoint: str, answer: Response) -> RequestFailed:
        said = f"the {endpoint} endpoint answered {answer.status}"
        if answer.status // 100 == 5:
            return RequestFailed(Reason.AUTH, said, answer.status)
        return LoginRefused(said, answer.status, _retry_after(answer, self._wall()))


def _request(path: str, query: str, form: Secret | None = None) -> Request:
    """A request of a login, with what Authlib wants in its query or its body."""
    params = dict(parse_qsl(query, keep_blank_values=True))
    method = "GET" if form is None else "POST"
    return Request(path, params, MAX_TOKEN_ANSWER, method=method, body=form, content_type=FORM)


def _retry_after(answer: Response, now: float) -> float:
    """Seconds to wait by ``Retry-After``: seconds, or a date by the clock of VOS; 0 without one."""
    written = answer.retry_after.strip()
    if written.isdecimal() and len(written) < 10:
        return min(float(written), LONGEST_RETRY_AFTER)
    try:
        at = parsedate_to_datetime(written).timestamp()
    except (ValueError, OverflowError):
        return 0.0
    return min(max(0.0, at - now - (answer.clock_skew or 0.0)), LONGEST_RETRY_AFTER)


def _redirected(location: Secret) -> Mapping[str, str]:
    """The parameters a redirect brings; none if it cannot be read."""
    uri = location.reveal()
    try:
        found: Mapping[str, str] = parse_authorization_code_response(uri)
    except OAuth2Error:
        return dict(parse_qsl(urlsplit(uri).query))
    except ValueError:
        return {}
    return found


@dataclass(frozen=True, slots=True)
class _TokenAnswer:
    """An answer as Authlib reads it; it computes an end from ``expires_in``, which we read ourselves."""

    found: Any
    status_code: int = 200

    def json(self) -> Any:
        if not isinstance(self.found, dict):
            return self.found
        return {name: value for name, value in self.found.items() if name not in ("expires_in", "expires_at")}


def _grant(answer: Response) -> Grant:
    """Read and check a token answer; Authlib takes any object without ``error`` for a token."""
    decoded = _decoded(answer)
    found = _read_token(decoded)
    access = found.get("access_token")
    if not isinstance(access, str) or not _TOKEN.match(access):
        raise LoginRefused("the token endpoint answered without a usable token")
    if str(found.get("token_type") or "bearer").strip().lower() != "bearer":
        raise LoginRefused("the token endpoint answered with a token that is not a bearer token")
    refresh = found.get("refresh_token")
    usable_refresh = Secret(refresh) if isinstance(refresh, str) and refresh else None
    return Grant(Secret(access), _expires_in(decoded.get("expires_in")), usable_refresh)


def _decoded(answer: Response) -> Any:
    """The JSON of ``answer``, whatever content type it claims and with or without a byte order mark."""
    try:
        return msgspec.json.decode(answer.body.removeprefix(codecs.BOM_UTF8))
    except (ValueError, RecursionError):
        problem = "the token endpoint did not answer with a token in JSON"
    raise LoginRefused(problem)


def _read_token(decoded: Any) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = OAuth2Client(None).parse_response_token(_TokenAnswer(decoded))
    except OAuth2Error:
        problem = "the token endpoint answered with an error"
    except (AttributeError, ValueError, TypeError):
        problem = "the token endpoint did not answer with a token in JSON"
    else:
        return found
    raise LoginRefused(problem)


def _expires_in(value: Any) -> float | None:
    """Seconds, a year at most; ``None`` for what is no finite number."""
    life = amount(value)
    return None if life is None else min(max(0.0, life), LONGEST_LIFE)
