"""New objects: a person says what a person knows, the rest is taken from one that is there."""

import copy
import json
from typing import Any

import msgspec
import pytest

from tests.kits.control import Bench
from vos_exporter.control.api import Api
from vos_exporter.control.errors import ControlError
from vos_exporter.control.kinds import Kind
from vos_exporter.control.people import as_vos_says

SOURCE = {
    "name": "news-09-feed",
    "like": "news-01-feed",
    "inputs": [{"group": "site-01", "address": "233.252.0.77"}],
}
DESTINATION = {
    "name": "news-09-origin",
    "like": "news-01-origin",
    "outputs": [{"address": "192.0.2.41", "publish_name": "news-09", "username": "", "password": ""}],
}
SERVICE = {
    "name": "news-09",
    "like": "news-01",
    "sources": ["news-09-feed", "backup-01"],
    "destinations": ["news-09-origin"],
    "profile": "sd-ladder",
}
CHANNEL = {"services": [SERVICE], "sources": [SOURCE], "destinations": [DESTINATION]}


def refused(bench: Bench, document: Any, *flags: str) -> str:
    """Why a plan of ``document`` cannot be made."""
    before = bench.everything()
    done = bench.run("plan", bench.write("wanted.yml", document), "-o", "saved.plan", *flags)
    assert done.code == 1, done.said
    assert not (bench.folder / "saved.plan").exists()
    assert bench.everything() == before
    return done.err


def changed(values: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {key: value for key, value in (values | changes).items() if value is not None}


def test_a_channel_is_added_with_what_it_needs_before_it(bench: Bench) -> None:
    before = bench.everything()
    done = bench.run("apply", bench.plan(CHANNEL))
    assert done.code == 0, done.said
    assert [line.split(":")[0] for line in done.out.splitlines()[:3]] == [
        "source news-09-feed", "destination news-09-origin", "service news-09",
    ]  # fmt: skip
    service = bench.named("news-09")
    source = bench.named("news-09-feed", "sources")
    destination = bench.named("news-09-origin", "destinations")
    assert [edge["sourceId"] for edge in service["serviceSources"]] == [
        source["id"], bench.named("backup-01", "sources")["id"],
    ]  # fmt: skip
    assert (service["destinationId"], service["destinationsId"]) == (destination["id"], [destination["id"]])
    assert service["profileId"] == bench.named("sport-01")["profileId"]
    after = bench.everything()
    assert {kind: rows[: len(before[kind])] for kind, rows in after.items()} == before


def test_what_is_not_said_is_as_the_other_has_it(bench: Bench) -> None:
    bench.run("apply", bench.plan(CHANNEL))
    like, new = bench.named("news-01"), bench.named("news-09")
    assert {key for key in like if like[key] != new[key]} == {
        "id", "name", "serviceSources", "destinationId", "destinationsId", "profileId", "controlState",
    }  # fmt: skip
    assert like.keys() == new.keys()
    source = bench.named("news-09-feed", "sources")
    feed, slate = source["inputs"]
    assert (feed["type"], slate["type"], feed["rank"], slate["rank"]) == ("ZIXI", "SLATE", 1, 2)
    assert feed["zixiSettings"]["harmonicUplinkSetting"]["ipAddress"] == "233.252.0.77"


def test_nothing_new_shares_an_id_with_what_it_takes_after(bench: Bench) -> None:
    bench.run("apply", bench.plan(CHANNEL))

    def ids(value: Any) -> list[str]:
        if isinstance(value, list):
            return [id for item in value for id in ids(item)]
        if not isinstance(value, dict):
            return []
        own = [value["id"]] if isinstance(value.get("id"), str) else []
        return own + [id for item in value.values() for id in ids(item)]

    every = ids(bench.everything())
    assert len(every) == len(set(every))


def test_a_new_service_is_switched_off_until_somebody_switches_it_on(bench: Bench) -> None:
    done = bench.run("apply", bench.plan(CHANNEL))
    assert bench.named("news-09")["controlState"] == "OFF"
    assert "remove in VOS itself: source news-09-feed" in done.out
    assert bench.run("activate", "news-09", "--confirm", "news-09").code == 0
    assert bench.named("news-09")["controlState"] == "ACTIVATED"


def test_going_back_over_a_new_service_that_is_on_switches_it_off(bench: Bench) -> None:
    document = {
        "services": [
            {
                **SERVICE,
                "controlState": "ACTIVATED",
                "sources": ["backup-01"],
                "destinations": ["news-01-origin"],
            }
        ]
    }
    done = bench.run("apply", bench.plan(document))
    assert bench.named("news-09")["controlState"] == "ACTIVATED"
    assert bench.run("apply", done.rollback).code == 0
    assert bench.named("news-09")["controlState"] == "OFF"


def test_what_is_shared_with_the_other_and_may_not_be_is_said(bench: Bench) -> None:
    done = bench.run("plan", bench.write("wanted.yml", CHANNEL))
    assert "programNum and addons.drmAddon too" in done.out
    assert "inputs[0].zixiSettings.harmonicUplinkSetting.ipAddress: 233.252.0.77" in done.out


def test_applying_an_addition_twice_adds_once(bench: Bench) -> None:
    plan = bench.plan(CHANNEL)
    bench.run("apply", plan)
    before = bench.everything()
    done = bench.run("apply", plan)
    assert (done.code, done.out.count("nothing to do")) == (0, 3)
    assert bench.everything() == before


@pytest.mark.parametrize("fault", ["write-renumbered", "write-lost", "write-late"])
def test_an_addition_is_found_again_whatever_becomes_of_answer_and_id(bench: Bench, fault: str) -> None:
    plan = bench.plan(CHANNEL)
    bench.vos.fault("sources", fault, times=1)
    bench.vos.fault("destinations", fault, times=1)
    done = bench.run("apply", plan)
    assert done.code == 0, done.said
    source = bench.named("news-09-feed", "sources")
    assert bench.named("news-09")["serviceSources"][0]["sourceId"] == source["id"]
    assert bench.run("apply", plan).out.count("nothing to do") == 3


def test_an_addition_is_found_by_its_name_if_both_are_lost(bench: Bench) -> None:
    plan = bench.plan(CHANNEL)
    bench.vos.fault("sources", "write-renumbered", times=1)
    bench.vos.fault("sources", "write-lost", times=1)
    done = bench.run("apply", plan)
    assert done.code == 0, done.said
    source = bench.named("news-09-feed", "sources")
    assert bench.named("news-09")["serviceSources"][0]["sourceId"] == source["id"]


def test_an_addition_that_is_cut_is_pending_and_comes_with_the_same_plan(bench: Bench) -> None:
    plan = bench.plan(CHANNEL)
    bench.vos.fault("sources", "write-cut", times=1)
    done = bench.run("apply", plan)
    assert done.code == 3
    assert "service news-09: not tried" in done.out
    assert bench.run("apply", plan).code == 0
    assert bench.named("news-09")


def test_a_name_that_was_taken_meanwhile_makes_it_stale(bench: Bench) -> None:
    plan = bench.plan(
        {"services": [{**SERVICE, "sources": ["backup-01"], "destinations": ["news-01-origin"]}]}
    )
    bench.vos.break_plant("rename", "sport-01", "news-09")
    done = bench.run("apply", plan)
    assert (done.code, "there is another service with this name or id" in done.out) == (4, True)
    assert not bench.vos.requests.sent


def test_like_can_be_said_once_for_all_of_a_kind(bench: Bench) -> None:
    document = {"sources": [changed(SOURCE, like=None), changed(SOURCE, like=None, name="news-10-feed")]}
    done = bench.run("apply", bench.plan(document, "--like", "news-01-feed"))
    assert done.code == 0, done.said
    assert len(bench.objects("sources")) == 6 + 2


def test_an_ats_destination_is_added_by_group_address_and_port(bench: Bench) -> None:
    outputs = [{"group": "site-01", "address": "233.252.0.60", "port": 6060}, {"address": "233.252.0.61"}]
    new = {"name": "new-ats", "like": "news-01-ats", "outputs": outputs, "profile": "ats-mpts"}
    assert bench.run("apply", bench.plan({"destinations": [new]})).code == 0
    settings = [entry["ipSettings"] for entry in bench.named("new-ats", "destinations")["outputs"]]
    assert [(each["ipAddress"], each["ipPort"]) for each in settings] == [
        ("233.252.0.60", 6060), ("233.252.0.61", 6000),
    ]  # fmt: skip


def test_more_feeds_than_the_other_has_get_ids_and_ranks_of_their_own(bench: Bench) -> None:
    feeds = [{"address": f"233.252.0.{last}", "port": 5000, "senders": []} for last in range(4)]
    bench.run("apply", bench.plan({"sources": [{**SOURCE, "inputs": feeds}]}))
    inputs = bench.named("news-09-feed", "sources")["inputs"]
    assert [entry["rank"] for entry in inputs] == [1, 2, 3, 4, 5]
    assert len({entry["id"] for entry in inputs}) == 5


REFUSALS: dict[str, tuple[Any, str]] = {
    "nothing to take after": (
        {"services": [changed(SERVICE, like=None)]},
        "nobody has published the whole shape",
    ),
    "like is not there": ({"services": [changed(SERVICE, like="news-1")]}, "did you mean news-01"),
    "no inputs": ({"sources": [changed(SOURCE, inputs=None)]}, "has to say its own `inputs`"),
    "no destinations": ({"services": [changed(SERVICE, destinations=None)]}, "its own `destinations`"),
    "no publish name": (
        {"destinations": [{**DESTINATION, "outputs": [{"address": "192.0.2.41"}]}]},
        "say the `publish_name`",
    ),
    "masked password": (
        {"destinations": [{**DESTINATION, "outputs": [{"address": "192.0.2.41", "publish_name": "x"}]}]},
        "cannot take over the passwords of news-01-origin",
    ),
    "unknown profile": ({"services": [{**SERVICE, "profile": "hd-lader"}]}, "did you mean hd-ladder"),
    "unknown source": ({**CHANNEL, "sources": []}, "there is no source with the name or id news-09-feed"),
    "unknown group": (
        {"sources": [{**SOURCE, "inputs": [{"group": "site-99", "address": "233.252.0.1"}]}]},
        "there is no cloud link group",
    ),
    "taken name": ({"services": [{**SERVICE, "name": "sport-01"}]}, "the name sport-01 is taken"),
    "twice": ({"services": [SERVICE, SERVICE]}, "the same service as at"),
    "rename to a taken name": (
        {"services": [{"id": "ID", "name": "sport-01"}]},
        "the name sport-01 is taken by another service",
    ),
    "unknown id": ({"services": [{"id": "x", "rank": 1}]}, "leave `id` out to add one"),
    "misspelt key": (
        {"services": [{"name": "news-01", "contrlState": "OFF"}]},
        "did you mean `controlState`",
    ),
    "misspelt key below": (
        {"services": [{"name": "news-01", "addons": {"logAddon": None}}]},
        "addons.logAddon: the object has no such key; did you mean `logoAddon`",
    ),
    "off without quotes": ("services: [{name: news-01, controlState: OFF}]", "put it in quotes"),
    "a list for a text": ({"services": [{"name": "news-01", "profileId": ["x"]}]}, "this is text in VOS"),
    "a part of a new item": (
        {"sources": [{"name": "news-01-feed", "inputs": [{"rank": 1, "type": "ZIXI"}]}]},
        "an item that is not there yet has to be whole",
    ),
    "a misspelt key for people": (
        {"sources": [{**SOURCE, "inputs": [{"adress": "233.252.0.1"}]}]},
        "an item that is not there yet has to be whole",
    ),
    "both ways of saying inputs": (
        {"sources": [{**SOURCE, "inputs": [{"address": "233.252.0.1"}, {"rank": 1}]}]},
        "either every item is written with address",
    ),
    "an input of another kind": (
        {"sources": [{**SOURCE, "like": "backup-01"}]},
        "no input of the source it takes after comes over a cloud link",
    ),
    "a key of another kind of output": (
        {"destinations": [{**DESTINATION, "like": "news-01-ats"}]},
        "`publish_name` is for an output towards the origin",
    ),
    "group of an origin": (
        {"destinations": [{**DESTINATION, "outputs": [{"group": "site-01"}]}]},
        "`group` is for an output towards a cloud link",
    ),
    "no object": ({"services": ["news-01"]}, "expected an object"),
    "no name": ({"services": [{"rank": 1}]}, "an object needs a `name`"),
    "no list": ({"services": {"name": "news-01"}}, "expected a list of objects"),
    "another kind": ({"service": []}, "did you mean `services`"),
    "nothing": ("", "expected lists of objects"),
    "a name that several have": ({"services": [{"name": "twin", "rank": 1}]}, "say which by its id"),
    "no destination at all": ({"services": [{**SERVICE, "destinations": []}]}, "name at least one"),
    "outputs that are no list": (
        {"destinations": [{**DESTINATION, "outputs": 1}]},
        "expected a list of objects",
    ),
    "a like that is no text": (
        {"services": [{**SERVICE, "like": 1}]},
        "expected the name or id of an object",
    ),
    "a key that is no text": ("services: [{name: news-01, 1: 2}]", "a key is not text"),
    "a secret without a place": (
        {"services": [{"name": "news-01", "addons": {"logoAddon": {"password": "***"}}}]},
        "has nothing to stay in",
    ),
    "a plan": ('{"vosctl_plan": 1}', "this is a plan already"),
    "not a number": ("services: [{name: news-01, rank: .nan}]", "not a number that JSON can say"),
    "bytes": ("services: [{name: news-01, rank: !!binary aGk=}]", "expected text, a number"),
    "not YAML": ("services: [", "not YAML"),
    "sources that are no list": (
        {"services": [{**SERVICE, "sources": "backup-01"}]},
        "expected a list of names",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("document", "sentence"), REFUSALS.values(), ids=REFUSALS)
def test_what_does_not_hang_together_is_refused_before_anything_is_written(
    bench: Bench, document: Any, sentence: str
) -> None:
    document = copy.deepcopy(document)
    for name in ("kids-01", "music-01"):
        bench.vos.break_plant("rename", name, "twin")
    if isinstance(document, dict):
        for each in document.get("services", ()):
            if isinstance(each, dict) and each.get("id") == "ID":
                each["id"] = bench.named("news-01")["id"]
    assert sentence in refused(bench, document)


def test_a_reference_that_is_no_text_is_refused(bench: Bench) -> None:
    output = bench.named("news-01-ats", "destinations")["outputs"][0]["id"]
    outputs = [{"id": output, "ipSettings": {"cloudlinkId": 7}}]
    said = refused(bench, {"destinations": [{"name": "news-01-ats", "outputs": outputs}]})
    assert "a reference to another object must be its name or id" in said


def odd(bench: Bench, name: str, kind: str, **values: Any) -> None:
    """Let an object be as another release has it."""
    bench.put(name, json.dumps(bench.named(name, kind) | values), kind)


def test_an_output_of_a_kind_that_nobody_knows_is_no_pattern(bench: Bench) -> None:
    output = bench.named("news-01-origin", "destinations")["outputs"][0]
    odd(bench, "news-01-origin", "destinations", outputs=[output | {"originSettings": None}])
    said = refused(bench, {"destinations": [DESTINATION]})
    assert "has neither ipSettings nor originSettings" in said
    odd(bench, "news-01-origin", "destinations", outputs=[])
    assert "the destination it takes after has none" in refused(bench, {"destinations": [DESTINATION]})


def test_the_oldest_releases_have_one_destination_per_service(bench: Bench) -> None:
    service = {key: value for key, value in bench.named("news-01").items() if key != "destinationsId"}
    ids = [bench.named(name, "destinations")["id"] for name in ("news-01-origin", "news-01-ats")]
    with pytest.raises(ControlError, match="one destination each"):
        as_vos_says(Kind.SERVICES, {"destinations": ids}, service)
    assert as_vos_says(Kind.SERVICES, {"destinations": ids[:1]}, service) == {"destinationId": ids[0]}


def test_what_is_odd_but_not_impossible_is_a_remark(bench: Bench) -> None:
    ats = bench.named("news-01-ats", "destinations")["id"]
    document = {"services": [{"name": "news-01", "controlState": "STANDBY", "destinationId": ats}]}
    done = bench.run("plan", bench.write("wanted.yml", document))
    assert done.code == 2
    assert "nobody has seen the control state STANDBY" in done.out
    assert "destinationId is not the first of destinationsId" in done.out


def test_an_object_that_is_listed_and_cannot_be_read_is_not_planned(bench: Bench) -> None:
    odd_id = {"id": "..", "name": "dots"}
    bench.vos.world.plant.written.put(
        "sources", "..", {key: msgspec.Raw(json.dumps(value).encode()) for key, value in odd_id.items()}
    )
    bench.vos.world.plant.revision += 1
    done = bench.run("plan", bench.write("wanted.yml", {"sources": [{"name": "dots", "labels": []}]}))
    assert (done.code, "has no address of its own" in done.err) == (1, True)


def test_an_object_that_is_gone_between_list_and_read_is_said(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(self: Api, kind: Kind, id: str) -> None:
        return None

    monkeypatch.setattr(Api, "one", nothing)
    assert "cannot be read by its id" in refused(bench, {"services": [{"name": "news-01", "rank": 1}]})


def test_like_for_several_kinds_is_refused(bench: Bench) -> None:
    document = {"services": [changed(SERVICE, like=None)], "sources": [changed(SOURCE, like=None)]}
    assert "objects of several kinds are new" in refused(bench, document, "--like", "news-01")


def test_all_that_is_wrong_is_said_at_once_and_where(bench: Bench) -> None:
    document = {"services": [{"name": "news-01", "profile": "x"}, {"name": "sport-01", "rnk": 1}]}
    said = refused(bench, document)
    assert "wanted.yml:2: services[0]: there is no profile" in said
    assert "services[1]: rnk: the object has no such key" in said


def test_references_are_looked_at_again_before_the_first_write(bench: Bench) -> None:
    plan = bench.plan(CHANNEL)
    text = plan.read_text()
    profile = bench.named("sport-01")["profileId"]
    plan.write_text(text.replace(profile, "00000000-0000-0000-0000-000000000000"))
    done = bench.run("apply", plan)
    assert (done.code, "there is no profile" in done.out) == (4, True)
    assert not bench.vos.requests.sent
