"""The client of one target over its life, and the requests of one scrape."""

import contextlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import structlog

from vos_exporter.client.access import NOT_LET_IN, Access, Password, PasswordAccess, TokenAccess
from vos_exporter.client.bodies import Hold
from vos_exporter.client.breaker import Breaker
from vos_exporter.client.errors import status_failure
from vos_exporter.client.grants import Login
from vos_exporter.client.http import Http
from vos_exporter.client.messages import Request, Response
from vos_exporter.client.pool import POOL
from vos_exporter.client.slots import Slots
from vos_exporter.client.tokens import Tokens
from vos_exporter.clock import SYSTEM_CLOCK, Clock, Stopwatch
from vos_exporter.config import AuthMethod, TargetSettings
from vos_exporter.secret import Secret

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

    def __init__(self, target: TargetSettings, *, clock: Clock = SYSTEM_CLOCK) -> None:
        self._most = target.max_concurrency
        self._slots = Slots(self._most)
        self._http = Http(target, clock, lambda: self._slots.count)
        POOL.join(self)
        self._denied: set[str] = set()
        self._tokens: Tokens | None = None
        self._last: TokenAccess | None = None
        self._password = Password(target.auth, Breaker(clock.monotonic))
        if target.auth.method is not AuthMethod.BASIC:
            login = Login(target.auth, self._http, clock.wall)
            self._tokens = Tokens(target.name, login, clock, target.timeout)
        if target.tls.insecure_skip_verify:
            log.warning("tls verification is off", target=target.name)

    def begin(self, *, first: bool = True) -> "Exchange":
        """The requests of one scrape; looks whether a secret file changed, and how many targets there are.

        Args:
            first: its requests go before those of exchanges without this, where connections are few.
        """
        self._slots.resize(min(self._most, POOL.share()))
        return Exchange(self._http, self._slots, self._access(), first=first)

    def _access(self) -> Access:
        if self._tokens is None:
            return PasswordAccess(self._password)
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
            blocked = self._password.breaker.blocked
            return AuthStatus(None, 0, {}, login_blocked=blocked, certificate_not_after=ends)
        return AuthStatus(tokens.expiry, tokens.requests, dict(tokens.errors), tokens.breaker.blocked, ends)

    @property
    def one_asks_first(self) -> bool:
        """Whether the first request of a scrape goes alone: it should be a quick one."""
        return self._tokens is None

    def inherit(self, predecessor: "Client") -> None:
        """Take over from the client of the same system under other settings.

        A reload is no way around a breaker.
        """
        if self._tokens is not None and predecessor._tokens is not None:
            self._tokens.inherit(predecessor._tokens)
        elif self._tokens is None and predecessor._tokens is None:
            self._password.inherit(predecessor._password)

    async def aclose(self) -> None:
        """End the login in flight and close the connections."""
        if self._tokens is not None:
            await self._tokens.aclose()
        await self._http.aclose()
        POOL.leave(self)


class Exchange:
    """The requests of one scrape.

    Attributes:
        authenticated: a credential was to be had in this scrape.
    """

    def __init__(self, http: Http, slots: Slots, access: Access, *, first: bool) -> None:
        self._http = http
        self._slots = slots
        self._access = access
        self._first = first
        self.authenticated = False

    async def get(self, route_key: str, request: Request, stopwatch: Stopwatch | None = None) -> Response:
        """The 200 that VOS answers to ``request``, which is sent twice at most.

        The second time is for a connection that broke before an answer, or for a token that was refused.

        Args:
            route_key: which route it is about.
            request: what to ask.
            stopwatch: runs while a request is out, not while it waits for a slot or a login.

        Raises:
            RequestFailed: there is none; its reason is the login's if there was no token to be had.
        """
        authorization = await self._access.authorization(route_key)
        self.authenticated = True
        async with self._slots.slot(first=self._first):
            answer = await self._asked(route_key, request, authorization, stopwatch)
            if answer.status in NOT_LET_IN:
                answer = await self._let_in(route_key, request, authorization, answer, stopwatch)
            if answer.status != 200:
                raise status_failure(answer.status)
            return answer

    async def write(self, route_key: str, request: Request) -> Response:
        """The 2xx that VOS answers to ``request``, which is sent once, over a connection of its own.

        Raises:
            RequestFailed: VOS refused it if there is a ``status``, else nobody knows what became of it.
        """
        authorization = await self._access.authorization(route_key)
        self.authenticated = True
        async with self._slots.slot(first=self._first):
            answer = await self._asked(route_key, request, authorization, None, repeatable=False)
        if answer.status // 100 != 2:
            raise status_failure(answer.status)
        return answer

    def hold(self) -> Hold:
        """What holds the bytes of a route's answers until they have been read."""
        return Hold(self._http.share)

    def accepted(self, route_key: str) -> None:
        """The body of the route could be read: VOS let it in."""
        self._access.accepted(route_key)

    async def renew_if_forgotten(self, answered: Collection[str]) -> bool:
        """Whether the routes should be asked once more, because VOS seems to have forgotten our token.

        To be asked once, at the end of a scrape in which no route was ``accepted``.

        Args:
            answered: the routes that got an answer, whatever it was.
        """
        return await self._access.renew_if_forgotten(answered)

    async def _asked(
        self,
        route_key: str,
        request: Request,
        authorization: Secret,
        stopwatch: Stopwatch | None,
        *,
        repeatable: bool = True,
    ) -> Response:
        """The first answer; whoever waits for what becomes of it is told in every case."""
        try:
            answer = await self._send(request, authorization, stopwatch, repeatable=repeatable)
        except BaseException:
            self._access.unanswered(route_key)
            raise
        self._access.answered(route_key, answer.status)
        return answer

    async def _let_in(
        self,
        route_key: str,
        request: Request,
        refused: Secret,
        refusal: Response,
        stopwatch: Stopwatch | None,
    ) -> Response:
        """The answer with a renewed token; ``refusal`` if there is none, or the one repetition is spent."""
        renewed = await self._access.renewed(route_key, refused)
        if renewed is None or refusal.repeated:
            return refusal
        answer = await self._send(request, renewed, stopwatch, repeatable=False)
        if answer.status in NOT_LET_IN:
            self._access.denied(route_key)
        return answer

    async def _send(
        self, request: Request, authorization: Secret, stopwatch: Stopwatch | None, *, repeatable: bool = True
    ) -> Response:
        with stopwatch or contextlib.nullcontext():
            return await self._http.send(request, authorization, repeatable=repeatable)
