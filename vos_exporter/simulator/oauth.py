"""OAuth2 as VOS is seen to speak it (docs/vos-api.md#login): opaque tokens that end, and are issued again."""

import base64
import binascii
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

CODE_LENGTH = 6
"""Characters of a code."""

CODE_LIFETIME = 300.0
"""Seconds in which a code can be turned into a token."""

TOKEN_LIFETIME_UNSAID = 43_200.0
"""Seconds a token lives whose answer has no ``expires_in``."""

UNAUTHORIZED, FORBIDDEN, BAD_REQUEST = 401, 403, 400


class OAuthError(Exception):
    """A refused login or token; ``status`` and ``body`` are the answer."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(error)
        self.status = status
        self.body = {"error": error, "error_description": description}


@dataclass(slots=True)
class Token:
    """One access token and when it ends, in seconds since the epoch."""

    text: str
    ends: float
    may_write: bool
    refresh: str | None = None


@dataclass(slots=True)
class OAuth:
    """The token service.

    Attributes:
        client_id, client_secret: the client that may read.
        username, password: a person, who may also write.
        clock: seconds since the epoch; tokens and codes expire by it.
        expires_in: life of a token in seconds; ``None`` leaves the key out of the answer.
        reissue: asking again gives the same token while it is valid, as Spring's token service does.
        refresh_tokens: the authorization code grant gives a refresh token too.
        refusing: every login is refused, whatever the credentials.
        rejection_status: how a bad bearer token is answered; 401, or 403 as VOS does for bad passwords.
        writer_id, writer_secret: the client that may also write.
        issued: every token, refresh token and code ever handed out, so that tests can look for them.
    """

    client_id: str
    client_secret: str
    username: str
    password: str
    clock: Callable[[], float]
    expires_in: float | None = 43_199
    reissue: bool = True
    refresh_tokens: bool = False
    refusing: bool = False
    rejection_status: int = UNAUTHORIZED
    writer_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    writer_secret: str = field(default_factory=lambda: token_hex(16))
    issued: list[str] = field(default_factory=list)
    _tokens: dict[str, Token] = field(default_factory=dict)
    _current: dict[str, Token] = field(default_factory=dict)
    _codes: dict[str, tuple[str, float]] = field(default_factory=dict)

    def authorize(self, authorization: str | None, query: Mapping[str, str]) -> str:
        """A six-character code for a user who logs in with HTTP Basic.

        Raises:
            OAuthError: 403 for a wrong user name or password, 400 for a wrong client or response type.
        """
        if self.refusing or basic(authorization) != (self.username, self.password):
            raise OAuthError(FORBIDDEN, "access_denied", "Bad credentials")
        if query.get("client_id") not in (self.client_id, self.writer_id):
            raise OAuthError(BAD_REQUEST, "invalid_client", "No client with requested id")
        if query.get("response_type") != "code":
            raise OAuthError(BAD_REQUEST, "unsupported_response_type", "Unsupported response types")
        code = token_hex(CODE_LENGTH // 2)
        self.issued.append(code)
        self._codes[code] = (query.get("redirect_uri", ""), self.clock() + CODE_LIFETIME)
        return code

    def token(self, authorization: str | None, form: Mapping[str, str]) -> dict[str, Any]:
        """The answer to a token request.

        Raises:
            OAuthError: 401 for a wrong client, 400 for a wrong grant or code.
        """
        client = basic(authorization)
        writer = client == (self.writer_id, self.writer_secret)
        if self.refusing or not (writer or client == (self.client_id, self.client_secret)):
            raise OAuthError(UNAUTHORIZED, "invalid_client", "Bad client credentials")
        grant = form.get("grant_type", "")
        if grant == "authorization_code":
            self._spend(form.get("code", ""), form.get("redirect_uri", ""))
        elif grant == "refresh_token":
            self._refreshed(form.get("refresh_token", ""))
        elif grant != "client_credentials":
            raise OAuthError(BAD_REQUEST, "unsupported_grant_type", "Unsupported grant type")
        return self._answer(self._token(grant, writer))

    def accepts(self, authorization: str | None) -> bool:
        """Check the ``Authorization`` header of an API request; whether it may write.

        Raises:
            OAuthError: 403 for wrong Basic credentials, :attr:`rejection_status` for a bad bearer token.
        """
        scheme, _, credential = (authorization or "").partition(" ")
        if scheme.lower() == "basic":
            if basic(authorization) != (self.username, self.password):
                raise OAuthError(FORBIDDEN, "access_denied", "Bad credentials")
            return True
        if scheme.lower() != "bearer":
            raise OAuthError(UNAUTHORIZED, "unauthorized", "Full authentication is required")
        token = self._tokens.get(credential.strip())
        if token is None or self.clock() >= token.ends:
            raise OAuthError(self.rejection_status, "invalid_token", "Invalid access token")
        return token.may_write

    def expire(self) -> None:
        """End every token now; refresh tokens stay good."""
        for token in self._tokens.values():
            token.ends = min(token.ends, self.clock())

    def revoke(self) -> None:
        """Forget every token, refresh token and code."""
        self._tokens.clear()
        self._current.clear()
        self._codes.clear()

    def rotate_secret(self, secret: str | None = None) -> str:
        """Replace the client secret, by a random one unless told; issued tokens stay valid."""
        self.client_secret = secret or token_hex(16)
        return self.client_secret

    def _spend(self, code: str, redirect_uri: str) -> None:
        known = self._codes.pop(code, None)
        if known is None or known[0] != redirect_uri or self.clock() >= known[1]:
            raise OAuthError(BAD_REQUEST, "invalid_grant", "Invalid authorization code")

    def _refreshed(self, refresh: str) -> None:
        known = {token.refresh for token in self._tokens.values()} - {None}
        if refresh not in known:
            raise OAuthError(BAD_REQUEST, "invalid_grant", "Invalid refresh token")

    def _token(self, grant: str, writer: bool) -> Token:
        owner = "writer" if writer else "client"
        if grant in ("authorization_code", "refresh_token"):
            owner = "user"
        current = self._current.get(owner)
        if self.reissue and grant != "refresh_token" and current and self.clock() < current.ends:
            return current
        ends = self.clock() + (TOKEN_LIFETIME_UNSAID if self.expires_in is None else self.expires_in)
        token = Token(str(uuid.uuid4()), ends, may_write=owner != "client")
        if owner == "user" and self.refresh_tokens:
            token.refresh = str(uuid.uuid4())
        self.issued += filter(None, (token.text, token.refresh))
        self._tokens[token.text] = self._current[owner] = token
        return token

    def _answer(self, token: Token) -> dict[str, Any]:
        answer: dict[str, Any] = {"access_token": token.text, "token_type": "bearer", "scope": "read write"}
        if self.expires_in is not None:
            answer["expires_in"] = round(token.ends - self.clock())
        if token.refresh is not None:
            answer["refresh_token"] = token.refresh
        return answer


def basic(authorization: str | None) -> tuple[str, str] | None:
    """User and password of a Basic ``Authorization`` header; ``None`` if it is none."""
    scheme, _, credential = (authorization or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, colon, password = base64.b64decode(credential, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (user, password) if colon else None
