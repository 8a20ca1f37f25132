"""Secrets are in no output, no audit line, no way back; and an object keeps those it has."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kits.control import Bench
from vos_exporter.control.objects import holds, merged
from vos_exporter.control.secrecy import HIDDEN, hidden, is_secret, masked_paths, shown

ORIGIN = "news-01-origin"
PASSWORD = "hunter2-of-the-end-point"


def with_passwords(bench: Bench, password: str) -> dict[str, Any]:
    """The first origin with this password on each end point."""
    destination = bench.named(ORIGIN, "destinations")
    for point in destination["outputs"][0]["originSettings"]["originOutputEndPoints"]:
        point["password"] = password
    return destination


def kept(bench: Bench) -> str:
    """Everything that ``vosctl`` keeps."""
    return "".join(path.read_text() for path in bench.state.iterdir())


def test_an_object_with_masked_passwords_is_written_back_only_on_purpose(bench: Bench) -> None:
    document = {"destinations": [{"name": ORIGIN, "labels": ["new"]}]}
    refusal = bench.run("plan", bench.write("wanted.yml", document))
    assert (refusal.code, "VOS shows passwords as asterisks (outputs[0].originSettings" in refusal.err) == (
        1,
        True,
    )
    plan = bench.plan(document, "--send-masked")
    assert bench.run("apply", plan).code == 0
    assert bench.named(ORIGIN, "destinations")["labels"] == ["new"]


def test_a_password_of_the_file_is_sent_and_told_nowhere(bench: Bench) -> None:
    document = {"destinations": [with_passwords(bench, PASSWORD)]}
    wanted = bench.write("wanted.yml", document)
    said = [bench.run("plan", wanted, "-o", "a.plan"), bench.run("plan", wanted, "--format", "json")]
    said.append(bench.run("apply", "a.plan"))
    assert [done.code for done in said] == [2, 2, 0]
    (sent,) = bench.vos.requests.sent
    assert sent.body.decode().count(PASSWORD) == 2
    assert PASSWORD not in kept(bench)
    assert all(PASSWORD not in done.said for done in said)
    assert (bench.folder / "a.plan").stat().st_mode & 0o077 == 0
    back = bench.run("apply", said[-1].rollback) if "to go back" in said[-1].out else None
    assert back is None or back.code == 0


def test_neither_client_secret_nor_token_is_told_or_kept(bench: Bench) -> None:
    bench.run(
        "plan", bench.write("wanted.yml", {"services": [{"name": "news-01", "rank": 2}]}), "-o", "a.plan"
    )
    done = [
        bench.run("apply", "a.plan"), bench.run("services", "list"),
        bench.run("destinations", "export"), bench.run("destinations", "show", ORIGIN),
    ]  # fmt: skip
    bench.vos.refuse_logins()
    done.append(bench.run("services", "list"))
    assert [each.code for each in done] == [0, 0, 0, 0, 1]
    told = kept(bench) + "".join(each.said for each in done) + (bench.folder / "a.plan").read_text()
    for secret in (bench.vos.writer_secret, bench.vos.client_secret, *bench.vos.oauth.issued):
        assert secret not in told


def test_a_password_that_vos_does_not_mask_is_shown_by_us_neither(bench: Bench) -> None:
    source = bench.named("news-01-feed", "sources")
    source["inputs"][0]["zixiSettings"]["streamKey"] = PASSWORD
    bench.put("news-01-feed", json.dumps(source), "sources")
    shows = [bench.run("sources", what, "news-01-feed") for what in ("show", "export")]
    shows.append(bench.run("sources", "list", "--format", "json"))
    assert all(HIDDEN in done.out and PASSWORD not in done.said for done in shows)
    exported = bench.write(
        "exported.yml", shows[1].out.replace("enableMonitoring: true", "enableMonitoring: false")
    )
    assert bench.run("plan", exported, "-o", "a.plan").code == 2
    done = bench.run("apply", "a.plan")
    assert done.code == 0, done.said
    source["enableMonitoring"] = False
    assert bench.named("news-01-feed", "sources") == source
    assert PASSWORD not in kept(bench)


@pytest.mark.parametrize(
    "key", ["password", "userPassword", "clientSecret", "apiKey", "stream_key", "accessToken"]
)
def test_secrets_are_known_by_their_keys(key: str) -> None:
    assert is_secret(key)
    assert hidden({"a": [{key: PASSWORD}]}) == {"a": [{key: HIDDEN}]}
    assert hidden({key: ""}) == {key: ""}
    assert hidden({key: True}) == {key: True}


@pytest.mark.parametrize("key", ["name", "id", "profileId", "keyframe", "keyManagementServers", "path"])
def test_what_is_no_secret_is_shown(key: str) -> None:
    assert not is_secret(key)


def test_a_masked_password_beside_an_empty_user_is_none() -> None:
    points = [{"username": "", "password": "***"}, {"username": "a", "password": "***"}, {"password": "***"}]
    assert list(masked_paths({"points": points})) == ["points[1].password", "points[2].password"]


@given(st.text())
def test_whatever_the_text_it_steers_nothing(text: str) -> None:
    assert shown(text).isprintable() or not shown(text)


def test_what_is_hidden_stays_what_it_is() -> None:
    raw = b'{"password": "a" , "b": 1}'
    assert merged(raw, {"password": HIDDEN, "b": 2}) == b'{"password":"a","b":2}'
    assert merged(raw, {"password": "****"}) == raw
    assert holds({"password": "a"}, {"password": HIDDEN})
    with pytest.raises(ValueError, match="nothing to stay in"):
        merged(b"{}", {"password": HIDDEN})


def test_asterisks_are_a_secret_only_where_one_stands() -> None:
    assert merged(b'{"name": "a"}', {"name": "***"}) == b'{"name":"***"}'


def test_the_pages_folder_is_private(bench: Bench) -> None:
    bench.run("deactivate", "news-01", "--confirm", "news-01")
    assert {path.stat().st_mode & 0o077 for path in (bench.state, *Path(bench.state).iterdir())} == {0}


def test_the_way_back_over_a_list_keeps_the_secrets_in_it_where_they_are(bench: Bench) -> None:
    source = bench.named("news-01-feed", "sources")
    source["inputs"][0]["zixiSettings"]["streamKey"] = PASSWORD
    bench.put("news-01-feed", json.dumps(source), "sources")
    exported = bench.run("sources", "export", "news-01-feed").out
    wanted = bench.write("wanted.yml", exported.replace("programName: ''", "programName: new", 1))
    assert bench.run("plan", wanted, "-o", "a.plan").code == 2
    done = bench.run("apply", "a.plan")
    assert PASSWORD not in kept(bench) + (bench.folder / "a.plan").read_text()
    assert bench.named("news-01-feed", "sources") != source
    assert bench.run("apply", done.rollback).code == 0
    assert bench.named("news-01-feed", "sources") == source
