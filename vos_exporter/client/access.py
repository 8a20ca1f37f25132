"""What lets the requests of one scrape in: a token, or a password with each request."""

import asyncio
from typing import Protocol

from vos_exporter.client.errors import Reason, RequestFailed
from vos_exporter.client.grants import basic, read_credentials
from vos_exporter.client.tokens import Outcome, Token, Tokens
from vos_exporter.config import Auth, CredentialError
from vos_exporter.secret import Secret


class Access(Protocol):
    """How one scrape is let in; values are those of the ``Authorization`` header."""

    async def authorization(self) -> Secret:
        """What to send with a request; ``RequestFailed`` if nothing is to be had."""

    async def renewed(self, route: str, refused: Secret) -> Secret | None:
        """What to repeat a request of ``route`` with, as VOS ``refused`` the first; ``None``: do not."""

    def denied(self, route: str) -> None:
        """VOS refused ``route`` again, with a fresh token."""

    def accepted(self, route: str) -> None:
        """VOS answered ``route``."""


class PasswordAccess:
    """HTTP Basic; the password is read once per scrape, and never tried twice for a route."""

    def __init__(self, auth: Auth) -> None:
        self._auth = auth
        self._value: Secret | None = None

    async def authorization(self) -> Secret:
        """Username and password."""
        if self._value is None:
            try:
                credentials = read_credentials(self._auth)
            except CredentialError as error:
                raise RequestFailed(Reason.AUTH, str(error)) from None
            self._value = basic(credentials.username, credentials.password)
        return self._value

    async def renewed(self, route: str, refused: Secret) -> Secret | None:
        """There is nothing to renew."""
        return None

    def denied(self, route: str) -> None:
        """Nothing follows from it."""

    def accepted(self, route: str) -> None:
        """Nothing follows from it."""


class TokenAccess:
    """A bearer token, and at most one login per scrape.

    Args:
        tokens: the token of the target.
        denied: routes that were refused with a fresh token and not ``ok`` since; shared by all scrapes.
    """

    def __init__(self, tokens: Tokens, denied: set[str]) -> None:
        self._tokens = tokens
        self._denied = denied
        self._login: asyncio.Future[Outcome] | None = None
        self._refused: Secret | None = None
        self._login_refused = False
        self._any_accepted = False

    async def authorization(self) -> Secret:
        """The token we hold; renewed on the side when that is due, and waited for when there is none."""
        token = self._tokens.valid() or self._fresh()
        if token is None:
            return (await self._logged_in()).authorization
        if self._tokens.is_due(token):
            self._begin_login()
        return token.authorization

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

    def end(self) -> None:
        """Forget a token that VOS took for no route.

        At once if a login could not replace it, else when it is old: no route that is refused with a fresh
        token renews it, so that nothing else would before its end.
        """
        if self._refused is None or self._any_accepted:
            return
        if self._login_refused or self._tokens.is_old():
            self._tokens.drop(self._refused)

    def _fresh(self) -> Token | None:
        """The token of this scrape's own login, which serves the whole scrape however short its life."""
        if self._login is None or not self._login.done():
            return None
        outcome = self._login.result()
        return outcome if isinstance(outcome, Token) else None

    def _begin_login(self) -> "asyncio.Future[Outcome]":
        if self._login is None:
            self._login = self._tokens.join()
        return self._login

    async def _logged_in(self) -> Token:
        outcome = await asyncio.shield(self._begin_login())
        if isinstance(outcome, RequestFailed):
            raise RequestFailed(outcome.reason, outcome.detail)
        return outcome
