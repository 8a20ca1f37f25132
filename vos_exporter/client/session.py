"""The client of one target over its life, and the requests of one scrape."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import structlog

from vos_exporter.client.access import Access, PasswordAccess, TokenAccess
from vos_exporter.client.clock import Clock
from vos_exporter.client.errors import status_failure
from vos_exporter.client.grants import Login
from vos_exporter.client.http import Answer, Call, Http
from vos_exporter.client.messages import Request, Response
from vos_exporter.client.tokens import Tokens
from vos_exporter.config import AuthMethod, Target
from vos_exporter.secret import Secret

NOT_LET_IN = frozenset({401, 403})
"""Statuses by which VOS refuses credentials; 403 also means a missing permission."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class AuthStatus:
    """What is known of login and trust.

    Attributes:
        token_expiry: when the token ends, seconds since the epoch.
        token_requests: logins and renewals tried since start.
        token_errors: those that failed, by reason: ``timeout``, ``connect``, ``tls`` or ``auth``.
        login_blocked: no login is tried because VOS refused the last one.
        certificate_not_after: when the target's certificate ends, seconds since the epoch.
    """

    token_expiry: float | None
    token_requests: int
    token_errors: Mapping[str, int]
    login_blocked: bool
    certificate_not_after: float | None


class Client:
    """The way out to one target; lives as long as its configuration does not change."""

    def __init__(self, target: Target, *, clock: Clock = Clock()) -> None:  # noqa: B008 - frozen
        self._auth = target.auth
        self._clock = clock
        self._http = Http(target, clock)
        self._slots = asyncio.Semaphore(target.max_concurrency)
        self._denied: set[str] = set()
        self._tokens: Tokens | None = None
        self._last: TokenAccess | None = None
        if target.auth.method is not AuthMethod.BASIC:
            self._tokens = Tokens(target.name, Login(target.auth, self._http), clock, target.timeout)
        if target.tls.insecure_skip_verify:
            log.warning("tls verification is off", target=target.name)

    def begin(self) -> "Exchange":
        """The requests of one scrape; looks whether a secret file changed."""
        return Exchange(self._http, self._slots, self._access(), self._clock)

    def _access(self) -> Access:
        if self._tokens is None:
            return PasswordAccess(self._auth)
        if self._last is not None:
            self._last.end()
        self._tokens.look_at_secrets()
        self._last = TokenAccess(self._tokens, self._denied)
        return self._last

    @property
    def status(self) -> AuthStatus:
        """Login and trust as they are now."""
        tokens, ends = self._tokens, self._http.certificate_not_after
        if tokens is None:
            return AuthStatus(None, 0, {}, login_blocked=False, certificate_not_after=ends)
        return AuthStatus(tokens.expiry, tokens.requests, dict(tokens.errors), tokens.breaker.blocked, ends)

    def retry_login(self) -> None:
        """Let one login through a breaker that is open, after a reload."""
        if self._tokens is not None:
            self._tokens.breaker.allow_once()

    async def aclose(self) -> None:
        """End the login in flight and close the connections."""
        if self._tokens is not None:
            await self._tokens.aclose()
        await self._http.aclose()


class Exchange:
    """The requests of one scrape.

    Attributes:
        authenticated: a credential was to be had in this scrape.
        durations: route key to the seconds of its last request, without the wait for a slot or a login.
    """

    def __init__(self, http: Http, slots: asyncio.Semaphore, access: Access, clock: Clock) -> None:
        self._http = http
        self._slots = slots
        self._access = access
        self._clock = clock
        self.authenticated = False
        self.durations: dict[str, float] = {}

    async def get(self, route_key: str, request: Request) -> Response:
        """The 200 that VOS answers to ``request``, which is sent twice at most.

        The second time is for a connection that broke before an answer, or for a token that was refused.

        Raises:
            RequestFailed: there is none; its reason is the login's if there was no token to be had.
        """
        authorization = await self._access.authorization()
        self.authenticated = True
        async with self._slots:
            answer = await self._send(route_key, request, authorization)
            if answer.status in NOT_LET_IN:
                answer = await self._let_in(route_key, request, authorization, answer)
            if answer.status != 200:
                raise status_failure(answer.status, answer.content_type)
            self._access.accepted(route_key)
            return Response(answer.status, answer.body, answer.content_type, answer.clock_skew)

    async def _let_in(self, route_key: str, request: Request, refused: Secret, refusal: Answer) -> Answer:
        """The answer with a renewed token; ``refusal`` if there is none, or the one repetition is spent."""
        renewed = await self._access.renewed(route_key, refused)
        if renewed is None or refusal.repeated:
            return refusal
        answer = await self._send(route_key, request, renewed, repeatable=False)
        if answer.status in NOT_LET_IN:
            self._access.denied(route_key)
        return answer

    async def _send(
        self, route_key: str, request: Request, authorization: Secret, *, repeatable: bool = True
    ) -> Answer:
        query = urlencode(request.params)
        call = Call(request.path, query, authorization, request.max_size, repeatable=repeatable)
        began = self._clock.monotonic()
        try:
            async with asyncio.timeout(request.timeout):
                return await self._http.send(call)
        finally:
            self.durations[route_key] = self._clock.monotonic() - began
