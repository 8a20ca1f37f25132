"""What lets the requests of one scrape in: a token, or a password with each request."""

import asyncio
from collections.abc import Collection
from typing import Protocol

from vos_exporter.client.breaker import Breaker
from vos_exporter.client.errors import Reason, RequestFailed
from vos_exporter.client.grants import Credentials, basic, read_credentials
from vos_exporter.client.tokens import LoginResult, Token, Tokens
from vos_exporter.config import Auth, CredentialError
from vos_exporter.secret import Secret

NOT_LET_IN = frozenset({401, 403})
"""Statuses by which VOS refuses credentials; 403 also means a missing permission."""

PASSWORD_REFUSED = frozenset({401, 407})
"""Statuses that leave no doubt about a password."""

PASSWORD_DOUBTED = frozenset({301, 302, 303, 307, 308, 403})
"""Statuses that may be about the password, or about this route alone: a page to log in at, a permission."""

DOUBTS = 3
"""Routes in a row that leave the password in doubt before it counts as refused."""


class Access(Protocol):
    """How one scrape is let in; values are those of the ``Authorization`` header.

    A request that got its authorization is followed by exactly one :meth:`answered` or :meth:`unanswered`.
    """

    async def authorization(self, route: str) -> Secret:
        """What to send with a request of ``route``; ``RequestFailed`` if nothing is to be had."""

    def answered(self, route: str, status: int) -> None:
        """VOS answered the request of ``route`` with ``status``."""

    def unanswered(self, route: str) -> None:
        """The request of ``route`` came to nothing."""

    async def renewed(self, route: str, refused: Secret) -> Secret | None:
        """What to repeat a request of ``route`` with, as VOS ``refused`` the first; ``None``: do not."""

    def denied(self, route: str) -> None:
        """VOS refused ``route`` again, with a fresh token."""

    def accepted(self, route: str) -> None:
        """The answer of ``route`` was what a route that is let in answers."""

    async def renew_if_forgotten(self, answered: Collection[str]) -> bool:
        """Whether there is another token now, as VOS seems to have forgotten ours: ask once more.

        To be asked once, at the end of a scrape in which no route was accepted.

        Args:
            answered: the routes that got an answer, whatever it was.
        """


class Password:
    """What is known of the password of one target, over all scrapes.

    Attributes:
        breaker: whether a request may be tried.
        doubts: refusals since VOS let a route in that may be about the route alone.
        barred: routes that were refused while others were let in: their refusal says nothing.
    """

    def __init__(self, auth: Auth, breaker: Breaker) -> None:
        self._auth = auth
        self._refused: Credentials | None = None
        self.breaker = breaker
        self.doubts = 0
        self.barred: set[str] = set()

    def read(self) -> Credentials:
        """Username and password, read anew; other ones than the refused close the breaker.

        Raises:
            RequestFailed: a file cannot be read, or VOS refused these and may not be asked again yet.
        """
        try:
            credentials = read_credentials(self._auth)
        except CredentialError as error:
            raise RequestFailed(Reason.AUTH, str(error)) from None
        if self.breaker.in_force and credentials != self._refused:
            self.breaker.close()
        if self.breaker.blocked:
            raise RequestFailed(Reason.AUTH, "no request is made because VOS refused the password")
        return credentials

    def inherit(self, predecessor: "Password") -> None:
        """Keep the breaker of the same system under other settings, unless they bring another password."""
        self._refused = predecessor._refused
        self.breaker.inherit(predecessor.breaker)

    def taken(self) -> None:
        """VOS let a route in."""
        self.doubts = 0
        self.breaker.close()

    def refused(self, credentials: Credentials) -> None:
        """VOS takes no request with ``credentials``."""
        self._refused = credentials
        self.breaker.refused()


class PasswordAccess:
    """HTTP Basic: in each scrape one route asks first, and the others wait for what becomes of it.

    So a password that was changed under us costs one refused request, and not one for each route.
    """

    def __init__(self, password: Password) -> None:
        self._password = password
        self._credentials: Credentials | None = None
        self._turn = asyncio.Lock()
        self._asking: str | None = None
        self._let_in: bool | None = None

    async def authorization(self, route: str) -> Secret:
        """Username and password, once they are known to be taken or it is this route's turn to find out."""
        if self._let_in is None:
            await self._turn.acquire()
            if self._let_in is None:
                self._asking = route
            else:
                self._turn.release()
        try:
            return self._value()
        except RequestFailed:
            self.unanswered(route)
            raise

    def _value(self) -> Secret:
        if self._let_in is False:
            raise RequestFailed(Reason.AUTH, "VOS refused the password")
        if self._credentials is None:
            self._credentials = self._password.read()
        return basic(self._credentials.username, self._credentials.password)

    def answered(self, route: str, status: int) -> None:
        """Learn from the first answers whether the password is taken."""
        refused = status in PASSWORD_REFUSED or status in PASSWORD_DOUBTED
        if self._let_in and refused:
            self._password.barred.add(route)
        if self._asking != route:
            return
        if not refused:
            self._let_in = True
            self._password.taken()
        elif route not in self._password.barred:
            self._password.doubts += DOUBTS if status in PASSWORD_REFUSED else 1
            if self._password.doubts >= DOUBTS and self._credentials is not None:
                self._let_in = False
                self._password.refused(self._credentials)
        self._next()

    def unanswered(self, route: str) -> None:
        """Let the next route ask."""
        if self._asking == route:
            self._next()

    def _next(self) -> None:
        self._asking = None
        self._turn.release()

    async def renewed(self, route: str, refused: Secret) -> Secret | None:
        """There is nothing to renew."""
        return None

    def denied(self, route: str) -> None:
        """Nothing follows from it."""

    def accepted(self, route: str) -> None:
        """A route that is let in says something about the password again."""
        self._password.barred.discard(route)

    async def renew_if_forgotten(self, answered: Collection[str]) -> bool:
        """There is nothing to renew."""
        return False


class TokenAccess:
    """A bearer token, and at most one login per scrape.

    Args:
        tokens: the token of the target.
        denied: routes that were refused with a fresh token and not ``ok`` since; shared by all scrapes.
    """

    def __init__(self, tokens: Tokens, denied: set[str]) -> None:
        self._tokens = tokens
        self._denied = denied
        self._login: asyncio.Future[LoginResult] | None = None
        self._refused: Secret | None = None
        self._login_refused = False
        self._any_accepted = False

    async def authorization(self, route: str) -> Secret:
        """The token we hold; renewed on the side when that is due, and waited for when there is none."""
        token = self._tokens.valid() or self._fresh()
        if token is None:
            return (await self._logged_in()).authorization
        if self._tokens.is_due(token):
            self._begin_login()
        return token.authorization

    def answered(self, route: str, status: int) -> None:
        """Nothing follows from a status alone."""

    def unanswered(self, route: str) -> None:
        """Nothing follows from it."""

    async def renewed(self, route: str, refused: Secret) -> Secret | None:
        """The token that took the place of ``refused``; one login for all routes of the scrape."""
        self._refused = refused
        current = self._tokens.valid()
        if current is not None and current.authorization is not refused:
            return current.authorization
        fresh = self._fresh()
        if fresh is not None and fresh.authorization is refused:
            self.denied(route)
        if route in self._denied:
            return None
        try:
            return (await self._logged_in()).authorization
        except RequestFailed as failure:
            self._login_refused = failure.reason is Reason.AUTH
            raise

    def denied(self, route: str) -> None:
        """Let ``route`` cause no further renewal."""
        self._denied.add(route)

    def accepted(self, route: str) -> None:
        """Let ``route`` cause renewals again."""
        self._denied.discard(route)
        self._any_accepted = True
        self._tokens.accepted(route)

    async def renew_if_forgotten(self, answered: Collection[str]) -> bool:
        """Renew a token that let in routes which now answer, but not as they did.

        How VOS says that it forgot a token is its own choice: a page to log in at, 200 with an error object,
        400, 407, 440, 500. One that let in none of ``answered`` so far is renewed only when it is old, so
        that a system out of order costs no login per scrape.
        """
        if self._any_accepted or self._login is not None or self._tokens.valid() is None:
            return False
        if not self._tokens.was_taken_for(answered) and not (answered and self._tokens.is_old()):
            return False
        return isinstance(await asyncio.shield(self._begin_login()), Token)

    def end(self) -> None:
        """Forget a token that VOS took for no route, if a login could not replace it."""
        if self._refused is not None and self._login_refused and not self._any_accepted:
            self._tokens.drop(self._refused)

    def _fresh(self) -> Token | None:
        """The token of this scrape's own login, which serves the whole scrape however short its life."""
        if self._login is None or not self._login.done():
            return None
        result = self._login.result()
        return result if isinstance(result, Token) else None

    def _begin_login(self) -> "asyncio.Future[LoginResult]":
        if self._login is None:
            self._login = self._tokens.join()
        return self._login

    async def _logged_in(self) -> Token:
        result = await asyncio.shield(self._begin_login())
        if isinstance(result, RequestFailed):
            raise RequestFailed(result.reason, result.detail)
        return result
