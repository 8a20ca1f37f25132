"""HTTP Basic authentication against the bcrypt hashes of the web file."""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from functools import partial

import bcrypt
import structlog
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from vos_exporter.logs import Reminder
from vos_exporter.web.serving.crowd import address_of
from vos_exporter.web.serving.password_checks import Busy, PasswordChecks, matches
from vos_exporter.web.serving.web_file import WebFile

MINUTE = 60.0
"""Seconds between two lines about refused passwords."""

CHALLENGE = {"WWW-Authenticate": 'Basic realm="vos-exporter", charset="UTF-8"'}
# What a password is checked against where there is no such user, so that time does not tell who exists.
_FAKE = bcrypt.hashpw(secrets.token_bytes(16), bcrypt.gensalt(4)).decode()

log = structlog.get_logger(__name__)


class Passwords:
    """Verdicts on passwords.

    bcrypt is slow by design, so the last accepted password of each user is remembered, as a keyed digest that
    is worthless outside this process. Refusals are not remembered: they could push the good ones out.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._accepted: dict[str, bytes] = {}
        self._checks = PasswordChecks()

    async def accept(self, users: Mapping[str, str], user: str, password: bytes, address: str = "") -> bool:
        """Whether ``users`` (bcrypt hash by name) has ``user`` with ``password``; asked from ``address``.

        Every user, and one that does not exist, takes as long as the one with the dearest hash.

        Raises:
            Busy: too many others wait.
        """
        known = users.get(user)
        digest = self._digest(user, known or "", password)
        if known is not None and hmac.compare_digest(self._accepted.get(user, b""), digest):
            return True
        dearest = max(map(_cost, users.values()), default=4)
        check = partial(matches, password, (known or _fake_hash(dearest)).encode(), dearest)
        good = await self._checks.ask((address, "" if known is None else user), digest, check)
        if known is None or not good:
            return False
        self._accepted = {name: kept for name, kept in self._accepted.items() if name in users}
        self._accepted[user] = digest
        return True

    def _digest(self, user: str, known: str, password: bytes) -> bytes:
        """Of all three, so that a changed hash makes what is remembered worthless."""
        parts = (user.encode(), known.encode(), password)
        message = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
        return hmac.digest(self._key, message, hashlib.sha256)


def _cost(known: str) -> int:
    return int(known[4:6])


def _fake_hash(cost: int) -> str:
    """A hash nobody's password has."""
    return f"$2b${cost:02}{_FAKE[6:]}"


class BasicAuth:
    """Lets a request through if the web file has no users, or one of them asks."""

    def __init__(self, app: ASGIApp, web_file: WebFile) -> None:
        self.app = app
        self.web_file = web_file
        self.passwords = Passwords()
        self._reminder = Reminder(MINUTE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 401 or 503, or pass on."""
        users = self.web_file.config.basic_auth_users if scope["type"] == "http" else {}
        if users:
            address = address_of(scope.get("client"))
            refusal = await self._refusal(users, Headers(scope=scope).get("authorization"), address)
            if refusal is not None:
                await refusal(scope, receive, send)
                return
        await self.app(scope, receive, send)

    async def _refusal(
        self, users: Mapping[str, str], header: str | None, address: str
    ) -> PlainTextResponse | None:
        given = credentials(header)
        try:
            if given is not None and await self.passwords.accept(users, *given, address):
                return None
        except Busy:
            return PlainTextResponse("Too many logins at once.\n", 503, {"Retry-After": "5"})
        if given is not None:
            self._log()
        return PlainTextResponse("Unauthorized.\n", 401, CHALLENGE)

    def _log(self) -> None:
        """One line a minute at most; without the user name, where people type passwords by mistake."""
        notice = self._reminder.note("login", "refused")
        if notice is not None:
            log.warning("a user name or password was refused", times=notice.count)


def credentials(header: str | None) -> tuple[str, bytes] | None:
    """User name and password of an ``Authorization`` header, if it holds them."""
    scheme, _, encoded = (header or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, colon, password = base64.b64decode(encoded.strip(), validate=True).partition(b":")
        return (user.decode(), password) if colon else None
    except (binascii.Error, ValueError):
        return None
