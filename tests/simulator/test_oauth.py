"""Both grants, HTTP Basic, and the life of a token."""

import base64
import ssl
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.kits.caller import Call, Caller, Start
from tests.kits.plants import Clock

SERVICES = "/vos-api/configure/v1/services"
TOKEN = "/oauth/token"
CLIENT_CREDENTIALS = TOKEN + "?grant_type=client_credentials"
UNKNOWN_ISSUER, OTHER_ADDRESS = 20, 64
"""OpenSSL's numbers for a certificate whose issuer is not known, and for one without the address."""


def bearer(client: Caller, token: str) -> httpx.Response:
    return client.get(SERVICES, headers={"Authorization": f"Bearer {token}"})


def credentials(client: Caller) -> tuple[str, str]:
    return client.simulator.client_id, client.simulator.client_secret


def authorize(client: Caller, **changes: Any) -> httpx.Response:
    simulator = client.simulator
    query = {
        "client_id": simulator.client_id,
        "response_type": "code",
        "redirect_uri": "https://localhost/",
        "state": "abc",
        **changes.pop("query", {}),
    }
    user = changes.pop("user", (simulator.username, simulator.password))
    return client.get("/oauth/authorize", params=query, auth=user)


def exchange(client: Caller, code: str, **changes: str) -> httpx.Response:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": "https://localhost/",
        **changes,
    }
    return client.post(TOKEN, data=form, auth=credentials(client))


def code_of(answer: httpx.Response) -> str:
    return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]


def test_client_credentials_travel_in_the_query_with_an_empty_body(call: Call) -> None:
    client = call()
    answer = client.post(CLIENT_CREDENTIALS, auth=credentials(client))
    assert answer.status_code == 200
    assert answer.json()["token_type"] == "bearer"
    assert bearer(client, answer.json()["access_token"]).status_code == 200


def test_asking_again_gives_the_same_token_with_less_time_left(call: Call, clock: Clock) -> None:
    client = call(clock=clock)
    first = client.post(CLIENT_CREDENTIALS, auth=credentials(client)).json()
    clock.now += 100
    second = client.post(CLIENT_CREDENTIALS, auth=credentials(client)).json()
    assert second["access_token"] == first["access_token"]
    assert (first["expires_in"], second["expires_in"]) == (43_199, 43_099)


def test_a_server_that_does_not_reissue_gives_new_tokens(call: Call) -> None:
    client = call(reissue=False)
    answers = [client.post(CLIENT_CREDENTIALS, auth=credentials(client)).json() for _ in range(2)]
    assert answers[0]["access_token"] != answers[1]["access_token"]


def test_a_token_ends_when_it_said(call: Call, clock: Clock) -> None:
    client = call(clock=clock, expires_in=60)
    token = client.login()
    clock.now += 59
    assert bearer(client, token).status_code == 200
    clock.now += 1
    refused = bearer(client, token)
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_token")
    assert client.login() != token


def test_a_life_can_be_left_unsaid(call: Call) -> None:
    client = call(expires_in=None)
    assert "expires_in" not in client.post(CLIENT_CREDENTIALS, auth=credentials(client)).json()


def test_wrong_secret_is_invalid_client(call: Call) -> None:
    client = call()
    answer = client.post(CLIENT_CREDENTIALS, auth=(client.simulator.client_id, "wrong"))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_unknown_grant_is_refused(call: Call) -> None:
    client = call()
    answer = client.post(TOKEN + "?grant_type=password", auth=credentials(client))
    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


def test_authorization_code_grant_redirects_with_a_short_code_and_the_state(call: Call) -> None:
    client = call(refresh_tokens=True)
    redirect = authorize(client)
    assert redirect.status_code == 302
    assert redirect.headers["Location"].startswith("https://localhost/?code=")
    assert parse_qs(urlsplit(redirect.headers["Location"]).query)["state"] == ["abc"]
    assert len(code_of(redirect)) == 6
    answer = exchange(client, code_of(redirect)).json()
    assert bearer(client, answer["access_token"]).status_code == 200
    again = client.post(
        TOKEN,
        data={"grant_type": "refresh_token", "refresh_token": answer["refresh_token"]},
        auth=credentials(client),
    ).json()
    assert again["access_token"] != answer["access_token"]
    assert {answer["access_token"], again["access_token"]} <= set(client.simulator.oauth.issued)


def test_a_code_is_good_once_and_for_its_redirect_uri(call: Call) -> None:
    client = call()
    code = code_of(authorize(client))
    assert (
        exchange(client, code, redirect_uri="https://elsewhere.invalid/").json()["error"] == "invalid_grant"
    )
    code = code_of(authorize(client))
    assert exchange(client, code).status_code == 200
    assert exchange(client, code).status_code == 400


def test_a_refresh_token_nobody_was_given_is_an_invalid_grant(call: Call) -> None:
    client = call(refresh_tokens=True)
    form = {"grant_type": "refresh_token", "refresh_token": "invented"}
    answer = client.post(TOKEN, data=form, auth=credentials(client))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_a_wrong_user_is_forbidden_and_not_unauthorized(call: Call) -> None:
    client = call()
    assert authorize(client, user=("operator", "wrong")).status_code == 403
    assert client.get(SERVICES, auth=("operator", "wrong")).status_code == 403


@pytest.mark.parametrize("query", [{"client_id": "unknown"}, {"response_type": "token"}])
def test_authorize_refuses_an_unknown_client_or_response(call: Call, query: dict[str, str]) -> None:
    assert authorize(call(), query=query).status_code == 400


def test_basic_credentials_are_good_for_the_api(call: Call) -> None:
    client = call()
    user = (client.simulator.username, client.simulator.password)
    assert client.get(SERVICES, auth=user).status_code == 200


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("", 401),
        ("Basic !", 403),
        ("Basic " + base64.b64encode(b"no colon").decode(), 403),
        ("Digest x", 401),
        ("Bearer nonsense", 401),
    ],
)
def test_malformed_authorization_is_refused(call: Call, header: str, status: int) -> None:
    assert call().get(SERVICES, headers={"Authorization": header}).status_code == status


def test_tokens_can_be_expired_revoked_and_refused_at_run_time(call: Call) -> None:
    client = call()
    for end in (client.simulator.expire_tokens, client.simulator.revoke_tokens):
        token = client.login()
        end()
        assert bearer(client, token).status_code == 401
    client.simulator.refuse_logins()
    assert client.post(CLIENT_CREDENTIALS, auth=credentials(client)).status_code == 401
    assert authorize(client).status_code == 403
    client.simulator.refuse_logins(False)
    client.login()


def test_a_rotated_secret_refuses_the_old_one(call: Call) -> None:
    client = call()
    old = client.simulator.client_secret
    new = client.simulator.rotate_secret()
    assert new == client.simulator.client_secret != old
    answer = client.post(CLIENT_CREDENTIALS, auth=(client.simulator.client_id, old))
    assert answer.status_code == 401
    client.login()


def verdict(error: BaseException | None) -> int:
    """OpenSSL's number for what is wrong with the certificate, from the causes of ``error``."""
    while not isinstance(error, ssl.SSLCertVerificationError):
        assert error is not None, "no certificate was the cause"
        error = error.__cause__ or error.__context__
    return error.verify_code


def test_a_client_that_does_not_know_the_ca_refuses_the_server(start: Start) -> None:
    simulator = start()
    with httpx.Client(trust_env=False) as stranger, pytest.raises(httpx.ConnectError) as refused:
        stranger.get(simulator.url)
    assert verdict(refused.value) == UNKNOWN_ISSUER


def test_the_certificate_can_be_for_another_name_and_near_its_end(start: Start) -> None:
    simulator = start(names=("vos.example.com",), not_after_days=5)
    context = ssl.create_default_context(cafile=str(simulator.ca_file))
    with httpx.Client(verify=context, trust_env=False) as client:
        with pytest.raises(httpx.ConnectError) as refused:
            client.get(simulator.url)
        assert verdict(refused.value) == OTHER_ADDRESS
        named = client.get(simulator.url, extensions={"sni_hostname": "vos.example.com"})
        assert named.status_code == 200


def test_a_client_certificate_can_be_required(start: Start) -> None:
    simulator = start(require_client_certificate=True)
    context = ssl.create_default_context(cafile=str(simulator.ca_file))
    with httpx.Client(verify=context, trust_env=False) as client, pytest.raises(httpx.TransportError):
        client.get(simulator.url)
    context = ssl.create_default_context(cafile=str(simulator.ca_file))
    assert simulator.client_certificate is not None
    context.load_cert_chain(simulator.client_certificate, simulator.client_key)
    with httpx.Client(verify=context, trust_env=False) as client:
        assert client.get(simulator.url).status_code == 200
