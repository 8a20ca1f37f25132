"""Where routes might be: what descriptions, scripts and a browser's recording say."""

import asyncio
import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vos_exporter.doctor import discovery
from vos_exporter.doctor.discovery import CALLED, GUESSES, Candidate, Source
from vos_exporter.vos.routes import BY_KEY, ROUTES

URL = "https://vos.invalid/front"
NODES = "/vos-api/x/v1/nodes"


def entry(url: str, status: int = 200, method: str = "GET", **content: str) -> dict[str, Any]:
    return {"request": {"method": method, "url": url}, "response": {"status": status, "content": content}}


def har(tmp_path: Path, *entries: dict[str, Any]) -> Path:
    file = tmp_path / "vos.har"
    file.write_text(json.dumps({"log": {"entries": entries}}))
    return file


def test_of_a_recording_only_what_the_target_answered_is_kept(tmp_path: Path) -> None:
    file = har(
        tmp_path,
        entry(f"{URL}{NODES}?limit=5", text="[1]"),
        entry(f"{URL}/vos-api/x/v1/pods", text=base64.b64encode(b"[2]").decode(), encoding="base64"),
        entry(f"{URL}/vos-api/x/v1/broken", text="a", encoding="base64"),
        entry(f"{URL}/vos-api/x/v1/posted", method="POST", text="[3]"),
        entry(f"{URL}/vos-api/x/v1/refused", status=403, text="[4]"),
        entry(f"https://elsewhere.invalid{NODES}", text="[5]"),
        entry(f"{URL}/index.html", text="<html>"),
    )
    assert discovery.recorded(file, URL) == {
        NODES: b"[1]", "/vos-api/x/v1/pods": b"[2]", "/vos-api/x/v1/broken": b"",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"log": 1}', '{"log": {"entries": [1]}}', "[" * 100_000])
def test_what_is_no_recording_is_a_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "vos.har"
    file.write_text(text)
    with pytest.raises(ValueError, match="is not a HAR file"):
        discovery.recorded(file, URL)


def test_a_recording_has_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "LARGEST_HAR", 1)
    with pytest.raises(ValueError, match="is larger than"):
        discovery.recorded(har(tmp_path), URL)


def test_a_description_names_what_can_be_read_without_parameters() -> None:
    document = {
        "basePath": "/v1/",
        "paths": {"/nodes": {"get": {}}, "/nodes/{id}": {"get": {}}, "/restart": {"post": {}}},
    }
    body = json.dumps(document).encode()
    assert list(discovery.described(body, "/vos-api/x")) == [NODES]
    whole = json.dumps({"paths": {NODES: {"get": {}}}}).encode()
    assert list(discovery.described(whole, "")) == [NODES]


@given(st.binary(max_size=60) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["paths", "basePath", "get", "/a"]), inner, max_size=3),
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_any_body_is_a_description_of_something_or_of_nothing(body: bytes) -> None:
    assert all(isinstance(path, str) for path in discovery.described(body, ""))


def test_scripts_of_the_page_are_read_and_others_are_not() -> None:
    pages = {
        "/": b"<SCRIPT src='/a.js'></SCRIPT><script src=\"b.js?v=1\"></script>"
        b"<script src=https://cdn.invalid/c.js></script><script>x</script>",
        "/a.js": f'get("{NODES}");get(`/vos-api/x`)'.encode(),
        "/b.js": b"'/vos-api/x/v1/pods/'+id",
    }
    asked: list[str] = []

    async def ask(path: str) -> bytes | None:
        asked.append(path)
        return pages.get(path)

    found = asyncio.run(discovery.listed(ask))
    assert found == [Candidate(NODES, Source.SCRIPT), Candidate("/vos-api/x/v1/pods", Source.SCRIPT)]
    assert "/vos-api/configure/v3/api-docs" in asked
    assert not any("c.js" in path for path in asked)


def test_what_something_says_comes_before_a_guess() -> None:
    route = BY_KEY["nodes"]
    known = [Candidate(path, Source.SCRIPT) for path in (route.path, NODES, NODES, "/vos-api/x/v1/users")]
    first, *rest = discovery.candidates(route, known)
    assert first == Candidate(NODES, Source.SCRIPT)
    assert {one.source for one in rest} == {Source.GUESS}


def test_every_route_that_nobody_published_can_be_looked_for() -> None:
    wanted = {route.key for route in ROUTES if discovery.sought(route)}
    assert wanted == CALLED.keys() == GUESSES.keys()
