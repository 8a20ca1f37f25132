"""The last fence: texts of libraries and of VOS lose their credentials."""

import time

import pytest

from vos_exporter.logs.redaction import MASK, TEXT_LIMIT, names_secret, redacted, redacted_text
from vos_exporter.secret import Secret

CANARY = "hunter2"


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {CANARY}",
        f"authorization: basic {CANARY}",
        f"{{'Authorization': 'Basic {CANARY}=='}}",
        f"sent Bearer {CANARY}, refused",
        f"https://operator:{CANARY}@vos.example.com/x",
        f"https://operator:a/{CANARY}@vos.example.com/x",
        f"GET https://vos/oauth/token?grant_type=x&client_secret={CANARY} 500",
        f"GET https://vos/x?{CANARY}",
        f"GET /oauth/authorize?code={CANARY}",
        f"location: https://localhost/?code={CANARY}&state=1",
        f'{{"access_token": "{CANARY}", "expires_in": 3600}}',
        f"{{'refresh_token': '{CANARY}'}}",
        f"client_secret={CANARY}",
        f"password = {CANARY}",
        f"client_id={CANARY}&x=1",
        f"api_key={CANARY} apikey={CANARY}",
        f"code={CANARY}",
        f"access_token: {CANARY}",
        f"password is {CANARY}",
        f"the password is '{CANARY}'",
        f"client_secret:{CANARY!r}",
        f"http://a@b://c:{CANARY}@host",
    ],
)
def test_credentials_in_a_text_are_masked(text: str) -> None:
    assert CANARY not in redacted_text(text)
    assert MASK in redacted_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "the route nodes failed: http_401",
        "the token was renewed after 3 s",
        "the secret file /run/secrets/vos cannot be read",
        "https://vos.example.com:8443/vos-api/configure/v1/services",
        "is it up? yes",
        "status_code: 503",
        "targets[0].auth.client_secret: is needed for this method",
        "the password is wrong.",
        "what is there: nothing",
    ],
)
def test_plain_words_stay(text: str) -> None:
    assert redacted_text(text) == text


@pytest.mark.parametrize(
    "part",
    ["_", "token_", "://", "a://", "@", "?", "?a=", "a", "=", "Bearer ", "bearer  ", "authorization:",
     "token=", "token: ", "password is ", " ", '"', "code", "secret'", "://@?", "is "],
)  # fmt: skip
def test_no_text_takes_long(part: str) -> None:
    """F21: 8 kB of underscores took a third of a second."""
    text = part * (TEXT_LIMIT // len(part))
    began = time.process_time()
    redacted_text(text)
    assert time.process_time() - began < 0.05


@pytest.mark.parametrize(
    "name", ["client_secret", "Password", "access_token", "Set-Cookie", "authorization", "code"]
)
def test_names_of_credentials(name: str) -> None:
    assert names_secret(name)


@pytest.mark.parametrize("name", ["client_secret_file", "token_path", "route", "status_code", "target"])
def test_names_of_other_things(name: str) -> None:
    assert not names_secret(name)


def test_values_are_masked_at_every_depth_and_numbers_stay() -> None:
    data = {
        "token_requests": 3,
        "auth": [{"password": CANARY, "user": Secret(CANARY)}],
        "token": ("a", CANARY),
    }
    assert redacted(data) == {
        "token_requests": 3,
        "auth": [{"password": MASK, "user": MASK}],
        "token": MASK,
    }


def test_a_text_is_cut_and_depth_is_bounded() -> None:
    endless: list[object] = []
    endless.append(endless)
    assert len(redacted_text("a" * 100_000)) < 9_000
    assert "..." in str(redacted(endless))


def test_an_object_that_cannot_be_printed_costs_nothing() -> None:
    class Broken:
        def __str__(self) -> str:
            raise RuntimeError

    assert redacted(Broken()) == "<Broken>"
