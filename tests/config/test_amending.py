"""Values written into the text of a configuration: what was there stays, character by character."""

from typing import Any

import pytest
import yaml

from vos_exporter.config import ConfigError
from vos_exporter.config.amending import Amendment, amended, lines

CPU = Amendment(("routes", "nodes", "fields", "cpu", "unit"), "percent")
MEMORY = Amendment(("routes", "nodes", "fields", "memory", "unit"), "percent")
GUESS = Amendment(CPU.path, "percent", "3 to 90 over 8 rows: percent?")

HEAD = "# of ours\ntargets:\n  - name: one  # the first\n    url: https://vos.invalid\n"


def data(text: str) -> Any:
    return yaml.safe_load(text)["targets"][0].get("routes")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "    routes:\n",
        "    routes: {}  # none\n",
        "    routes: {services: {enabled: true},}\n",
        "    routes:\n      services: {enabled: true}\n    # the end\n",
        "    routes:\n      nodes:\n        enabled: true  # yes\n\n    timeout: 5s\n",
        "    routes:\n      nodes: {enabled: true, fields: {memory: {unit: percent}}}\n",
        "    routes:\n      nodes:\n        fields:\n          cpu: {unit: ratio}\n",
        "    routes:\n      nodes:\n        fields:\n          cpu:\n            unit: ratio  # was it?\n",
        "    strict: &yes true\n",
    ],
)
def test_a_value_is_added_and_everything_else_is_kept(written: str) -> None:
    before: dict[str, Any] = data(HEAD + written) or {}
    text = amended(HEAD + written, "one", [CPU])
    after = data(text)
    before.setdefault("nodes", {}).setdefault("fields", {}).setdefault("cpu", {})["unit"] = "percent"
    assert after == before
    kept = [line for line in (HEAD + written).splitlines() if "routes:" not in line and "cpu" not in line]
    comments = [line.partition("#")[2] for line in kept if "#" in line]
    assert all(comment in text for comment in comments)


def test_other_targets_and_line_ends_stay() -> None:
    text = (HEAD + "  - name: two\n    url: https://other.invalid").replace("\n", "\r\n")
    new = amended(text, "one", [CPU, MEMORY])
    assert new.replace("\r\n", "").count("\n") == 0
    assert yaml.safe_load(new)["targets"][1] == {"name": "two", "url": "https://other.invalid"}
    assert data(new) == {"nodes": {"fields": {"cpu": {"unit": "percent"}, "memory": {"unit": "percent"}}}}


def test_a_block_text_at_the_end_is_not_cut() -> None:
    text = HEAD + "    auth:\n      client_id: |-\n        a\n        b\n"
    assert yaml.safe_load(amended(text, "one", [CPU]))["targets"][0]["auth"] == {"client_id": "a\nb"}


def test_a_route_that_is_written_by_its_path_is_found() -> None:
    path = "/vos-api/kubernetes/v1/nodes"
    new = amended(f"{HEAD}    routes:\n      {path}:\n        enabled: true\n", "one", [CPU])
    assert data(new) == {path: {"enabled": True, "fields": {"cpu": {"unit": "percent"}}}}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x: &r {services: {enabled: true}}\n" + HEAD + "    routes: *r\n", "alias"),
        ("x: &r\n  routes: {services: {enabled: true}}\n" + HEAD + "    <<: *r\n", "shares"),
        (HEAD + "    routes: &r\n      services: {enabled: true}\ny: *r\n", "shares"),
        ("targets: []\n", "does not name"),
        ("- 1\n", "does not name"),
    ],
    ids=["an alias", "a merge", "an anchor", "no such target", "no mapping"],
)
def test_what_cannot_be_amended_without_harm_is_left_to_a_person(text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        amended(text, "one", [CPU])


@pytest.mark.parametrize(
    "written",
    ["", "    routes:\n      nodes:\n        enabled: true\n", "    routes: {nodes: {enabled: true}}\n"],
)
def test_a_guess_is_a_comment_that_an_editor_puts_in_force(written: str) -> None:
    text = amended(HEAD + written, "one", [], [GUESS])
    assert yaml.safe_load(text) == yaml.safe_load(HEAD + written)
    assert "  # 3 to 90 over 8 rows: percent?\n" in text
    if "{" not in written:
        live = "\n".join(
            line.replace("# ", "", 1) if ":" in line and line.strip().startswith("# ") else line
            for line in text.splitlines()
            if "of the guesses" not in line and "Guesses" not in line and "of ours" not in line
        )
        assert data(live)["nodes"]["fields"] == {"cpu": {"unit": "percent"}}


def test_a_guess_does_not_go_into_what_an_alias_shares() -> None:
    text = "x: &r {services: {enabled: true}}\n" + HEAD + "    routes: *r\n"
    assert yaml.safe_load(amended(text, "one", [], [GUESS])) == yaml.safe_load(text)


def test_a_guess_that_would_land_in_a_text_is_refused() -> None:
    text = "x: &r |\n  one\n  two\n" + HEAD + "    auth: {client_id: a}\n    ca: *r\n"
    with pytest.raises(ConfigError, match="shares"):
        amended(text.replace("two", "  two"), "one", [], [GUESS])


def test_guesses_of_an_earlier_time_give_way() -> None:
    once = amended(HEAD, "one", [], [GUESS])
    assert amended(once, "one", [], [GUESS]) == once
    taken = amended(once, "one", [CPU])
    assert "Guesses" not in taken
    assert "guesses" not in taken
    assert taken == amended(HEAD, "one", [CPU])


def test_lines_are_what_a_person_pastes() -> None:
    assert lines([CPU, MEMORY]) == (
        "routes:\n  nodes:\n    fields:\n      cpu:\n        unit: percent\n      memory:\n"
        "        unit: percent\n"
    )
