"""The life of a token: one flight for all who wait, renewal ahead of its end, a breaker."""

import asyncio
import contextlib
import logging
import math
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace

import structlog

from vos_exporter.client.breaker import LONGEST_PAUSE, Breaker
from vos_exporter.client.errors import Reason, RequestFailed
from vos_exporter.client.grants import Credentials, Grant, Login, LoginRefused
from vos_exporter.clock import Clock
from vos_exporter.config import CredentialError
from vos_exporter.secret import Secret

UNKNOWN_LIFE = 12 * 3600.0
"""Seconds after which a token without ``expires_in`` is renewed: the default life of VOS's token service."""

OLD = LONGEST_PAUSE
"""Seconds after which a token that no route takes is given up."""

RENEWED_AT = 0.8
RENEWED_BEFORE = 60.0
LOGIN_REASONS = frozenset({Reason.TIMEOUT, Reason.CONNECT, Reason.TLS, Reason.AUTH})

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Token:
    """A token in use.

    Attributes:
        authorization: value of the ``Authorization`` header.
        refresh: what renews it, if VOS gave that.
        asked: monotonic seconds at which it was asked for.
        renew_at: monotonic seconds from which it is to be renewed.
        ends_at: monotonic seconds at which it ends; infinite if VOS does not say.
        expiry: the same in seconds since the epoch, if VOS says.
    """

    authorization: Secret
    refresh: Secret | None
    asked: float
    renew_at: float
    ends_at: float
    expiry: float | None


LoginResult = Token | RequestFailed
"""What came of a login. A failure is a value here, because many wait for it."""


class Tokens:
    """The token of one target.

    Attributes:
        requests: logins and renewals tried since start.
        errors: those that failed, by reason.
        breaker: whether a login may be tried.
    """

    def __init__(self, target: str, login: Login, clock: Clock, limit: float) -> None:
        self._target = target
        self._login = login
        self._clock = clock
        self._limit = limit
        self._current: Token | None = None
        self._flight: asyncio.Task[LoginResult] | None = None
        self._refused_with: Credentials | None = None
        self._taken_for: set[str] = set()
        self._last_reason: Reason | None = None
        self.requests = 0
        self.errors: Counter[str] = Counter()
        self.breaker = Breaker(clock.monotonic)

    @property
    def expiry(self) -> float | None:
        """When the token we hold ends, in seconds since the epoch."""
        return None if self._current is None else self._current.expiry

    def valid(self) -> Token | None:
        """The token we hold, unless it has ended."""
        token = self._current
        return token if token is not None and self._clock.monotonic() < token.ends_at else None

    def is_due(self, token: Token) -> bool:
        """Whether ``token`` should be renewed ahead of its end."""
        return self._clock.monotonic() >= token.renew_at

    def is_old(self) -> bool:
        """Whether the token we hold was asked for so long ago that a further login cannot be one too many."""
        return self._current is not None and self._clock.monotonic() >= self._current.asked + OLD

    def accepted(self, route: str) -> None:
        """VOS let ``route`` in with the token we hold."""
        self._taken_for.add(route)

    def was_taken_for(self, routes: Collection[str]) -> bool:
        """Whether the token we hold ever let one of ``routes`` in."""
        return not self._taken_for.isdisjoint(routes)

    def drop(self, authorization: Secret) -> None:
        """Forget the token with this ``authorization``: VOS does not take it any more."""
        if self._current is not None and self._current.authorization is authorization:
            self._current = None

    def inherit(self, predecessor: "Tokens") -> None:
        """Keep the breaker of the same system under other settings, unless they bring other credentials."""
        self._refused_with = predecessor._refused_with
        self.breaker.inherit(predecessor.breaker)
        self.look_at_secrets()

    def look_at_secrets(self) -> None:
        """Close the breaker if a login would use other credentials than the refused one."""
        if not self.breaker.in_force:
            return
        with contextlib.suppress(CredentialError):
            if self._login.credentials() != self._refused_with:
                self.breaker.close()

    def join(self) -> "asyncio.Future[LoginResult]":
        """The login in flight, or one that starts now; resolved at once while the breaker is open.

        It outlives whoever waits for it: wait under ``asyncio.shield``.
        """
        if self._flight is not None and not self._flight.done():
            return self._flight
        if self.breaker.blocked:
            blocked: asyncio.Future[LoginResult] = asyncio.get_running_loop().create_future()
            blocked.set_result(
                RequestFailed(Reason.AUTH, "no login is tried because VOS refused the last one")
            )
            return blocked
        self._flight = asyncio.create_task(self._fly(), name=f"login {self._target}")
        return self._flight

    async def aclose(self) -> None:
        """End the login in flight."""
        if self._flight is not None:
            self._flight.cancel()
            await asyncio.wait([self._flight])

    async def _fly(self) -> LoginResult:
        self.requests += 1
        asked, asked_wall = self._clock.monotonic(), self._clock.wall()
        try:
            async with asyncio.timeout(self._limit):
                grant = await self._obtain()
        except TimeoutError:
            return self._failed(RequestFailed(Reason.TIMEOUT, "VOS did not answer in time"))
        except CredentialError as error:
            return self._failed(RequestFailed(Reason.AUTH, str(error)))
        except RequestFailed as failure:
            return self._failed(failure)
        except Exception as error:
            # Whoever waits for this login reports it as the reason of its route, whatever broke.
            return self._failed(RequestFailed(Reason.AUTH, f"the login broke ({type(error).__name__})"))
        first = self._current is None
        self._current = _token(grant, asked, asked_wall)
        self._taken_for.clear()
        self._succeeded(first)
        return self._current

    async def _obtain(self) -> Grant:
        """A grant by refresh token if there is one that VOS takes, else by a login."""
        credentials = self._login.credentials()
        token = self._current
        if token is not None and token.refresh is not None:
            try:
                async with asyncio.timeout(self._limit / 2):
                    renewed = await self._login.refresh(credentials, token.refresh)
            except (RequestFailed, TimeoutError):
                self.requests += 1
                # Never sent again: with a refused login each pause would else cost two refusals.
                self._current = replace(token, refresh=None)
            else:
                return replace(renewed, refresh=renewed.refresh or token.refresh)
        return await self._log_in(credentials)

    async def _log_in(self, credentials: Credentials) -> Grant:
        try:
            return await self._login.log_in(credentials)
        except LoginRefused as refusal:
            self._refused_with = credentials
            self.breaker.refused(refusal.retry_after)
            raise

    def _succeeded(self, first: bool) -> None:
        self.breaker.close()
        if self._last_reason is not None:
            log.info("login works again", target=self._target)
        else:
            log.log(logging.INFO if first else logging.DEBUG, "logged in", target=self._target)
        self._last_reason = None

    def _failed(self, failure: RequestFailed) -> RequestFailed:
        """The failure as every route of the scrape reports it; logged when it is another than the last."""
        reason = failure.reason if failure.reason in LOGIN_REASONS else Reason.AUTH
        self.errors[reason.value] += 1
        if reason is not self._last_reason:
            pause = self.breaker.pause
            log.warning(
                "login failed",
                target=self._target,
                reason=reason.value,
                detail=failure.detail,
                pause_seconds=pause,
            )
        self._last_reason = reason
        return RequestFailed(reason, f"login failed: {failure.detail}")


def _token(grant: Grant, asked: float, asked_wall: float) -> Token:
    """A token whose life counts from when it was asked for."""
    authorization = Secret(f"Bearer {grant.access.reveal()}")
    life = grant.expires_in
    if life is None:
        return Token(authorization, grant.refresh, asked, asked + UNKNOWN_LIFE, math.inf, None)
    renew_at = asked + max(RENEWED_AT * life, life - RENEWED_BEFORE)
    return Token(authorization, grant.refresh, asked, renew_at, asked + life, asked_wall + life)
