"""What an operator configures: services, sources, destinations, profiles, slates."""

from typing import Any

from tests.system.tongues.facts import Fact, Told
from tests.system.tongues.plants.common import (
    BAD_CONTROL,
    GOOD_CONTROL,
    ONE,
    Rows,
    expect,
    name,
    new_id,
    some,
    state,
    total,
    totals,
    whole_list,
)
from tests.system.tongues.row import Row
from tests.system.tongues.tongue import Tongue

YES_OR_NO: tuple[tuple[Any, Any], ...] = ((False, True), (False, True), ("false", "true"))


def services(tongue: Tongue) -> Rows:
    """Channels with their edges."""
    rows, states = [], []
    for _ in some(tongue):
        row = Row(tongue)
        labels = {"service_id": row.identity("id", ("id",), new_id(tongue.rng))}
        facts = row.state(
            "controlState", ("controlState",), tongue.rng.random() < 0.7, (BAD_CONTROL, GOOD_CONTROL)
        )
        state(row, "vos_service_control_state", "vos_service_active", labels, facts)
        if facts[0].told is Told.PLAINLY:
            states.append({"state": facts[0].value})
        expect(
            row, "vos_service_info", labels, ONE,
            service_name=row.text("name", ("name",), name(tongue, "channel")),
            program_number=row.text("program", ("programNum",), tongue.rng.randrange(100)),
            profile_id=row.text("profile", ("profileId",), new_id(tongue.rng)),
            redundancy_mode=row.text("mode", ("redundancyMode",), tongue.rng.choice(("OFF", "HOT"))),
        )  # fmt: skip
        _source_edges(row, labels)
        _destination_edges(row, labels)
        rows.append(row)
    return Rows(rows, ("services", "serviceList"), totals("vos_services", states))


def _source_edges(row: Row, labels: dict[str, str]) -> None:
    tongue = row.tongue
    edges = [(new_id(tongue.rng), rank + 1) for rank in range(tongue.rng.randrange(3))]
    body = [{tongue.key("sourceId"): source, tongue.key("rank"): rank} for source, rank in edges]
    fact = row.listed("serviceSources", body)
    expect(row, "vos_service_sources", labels, whole_list(row, fact))
    for source, rank in edges:
        edge = {**labels, "source_id": source, "rank": str(rank)}
        expect(row, "vos_service_source_info", edge, _of(fact))


def _destination_edges(row: Row, labels: dict[str, str]) -> None:
    tongue = row.tongue
    ids = [new_id(tongue.rng) for _ in range(tongue.rng.randrange(1, 3))]
    row.body[tongue.key("destinationId")] = ids[0]
    row.body[tongue.key("destinationsId")] = ids
    expect(row, "vos_service_destinations", labels, Fact(Told.PLAINLY, value=float(len(ids))))
    for destination in ids:
        expect(row, "vos_service_destination_info", {**labels, "destination_id": destination}, ONE)


def _of(fact: Fact) -> Fact:
    """What a list tells of each of its items."""
    return Fact(fact.told, fact.path, 1.0)


def sources(tongue: Tongue) -> Rows:
    """Sources with ranked inputs, of which one may be a slate."""
    rows = []
    for _ in some(tongue):
        row = Row(tongue)
        labels = {"source_id": row.identity("id", ("id",), new_id(tongue.rng))}
        expect(
            row,
            "vos_source_info",
            labels,
            ONE,
            source_name=row.text("name", ("name",), name(tongue, "source")),
        )
        watched = row.flag("monitoring", ("enableMonitoring",), tongue.rng.random() < 0.5, YES_OR_NO)
        expect(row, "vos_source_monitoring_enabled", labels, watched)
        tags = [f"tier{n}" for n in range(tongue.rng.randrange(3))]
        tagged = row.listed("labels", list(tags))
        for tag in tags:
            expect(row, "vos_source_label_info", {**labels, "source_label": tag}, _of(tagged))
        _inputs(row, labels)
        rows.append(row)
    return Rows(rows, ("sources", "sourceList"))


def _inputs(row: Row, labels: dict[str, str]) -> None:
    tongue = row.tongue
    inputs = [_input(row, rank + 1) for rank in range(tongue.rng.randrange(1, 3))]
    fact = row.listed("inputs", [body for body, _, _ in inputs])
    expect(row, "vos_source_inputs", labels, whole_list(row, fact))
    slate = any(is_slate for _, _, is_slate in inputs) and fact.told is Told.PLAINLY
    judged = whole_list(row, fact)
    expect(
        row, "vos_source_signal_loss_slate_configured", labels, Fact(judged.told, judged.path, float(slate))
    )
    for _, texts, _ in inputs:
        expect(row, "vos_source_input_info", {**labels, **texts}, _of(fact))


def _input(row: Row, rank: int) -> tuple[dict[str, Any], dict[str, str], bool]:
    """The body of an input, its labels, and whether it is a slate."""
    key, rng = row.tongue.key, row.tongue.rng
    slate = rank == 2
    kind, group = ("SLATE", "") if slate else ("ZIXI", new_id(rng))
    body: dict[str, Any] = {key("id"): new_id(rng), key("rank"): rank, key("type"): kind}
    if slate:
        body[key("slateSettings")] = {key("type"): "SIGNAL_LOSS", key("imageId"): new_id(rng)}
    else:
        body[key("zixiSettings")] = {key("harmonicUplinkSetting"): {key("uplinkGroupId"): group}}
    texts = {"input_id": body[key("id")], "rank": str(rank), "input_type": kind, "cloudlink_group_id": group}
    return body, texts, slate


def destinations(tongue: Tongue) -> Rows:
    """Destinations with their outputs."""
    rows = []
    for _ in some(tongue):
        row = Row(tongue)
        labels = {"destination_id": row.identity("id", ("id",), new_id(tongue.rng))}
        expect(
            row, "vos_destination_info", labels, ONE,
            destination_name=row.text("name", ("name",), name(tongue, "destination")),
            destination_type=row.text("type", ("type",), tongue.rng.choice(("ORIGIN", "ATS"))),
            profile_id=row.text("profile", ("destinationProfileId",), new_id(tongue.rng)),
        )  # fmt: skip
        outputs = [_output(tongue, rank + 1) for rank in range(tongue.rng.randrange(3))]
        fact = row.listed("outputs", [body for body, _ in outputs])
        expect(row, "vos_destination_outputs", labels, whole_list(row, fact))
        for _, texts in outputs:
            expect(row, "vos_destination_output_info", {**labels, **texts}, _of(fact))
        rows.append(row)
    return Rows(rows, ("destinations", "destinationList"))


def _output(tongue: Tongue, rank: int) -> tuple[dict[str, Any], dict[str, str]]:
    key, group = tongue.key, new_id(tongue.rng)
    texts = {
        "output_id": new_id(tongue.rng), "rank": str(rank), "output_type": "HARMONIC_CLOUDLINK",
        "redundancy_mode": "MANDATORY", "cloudlink_group_id": group,
    }  # fmt: skip
    body = {
        key("id"): texts["output_id"], key("rank"): rank, key("outputType"): texts["output_type"],
        key("redundancyMode"): texts["redundancy_mode"],
        key("ipSettings"): {key("cloudlinkGroupId"): group},
    }  # fmt: skip
    return body, texts


def profiles(tongue: Tongue) -> Rows:
    """Profiles of all kinds."""
    rows = []
    for _ in some(tongue):
        row = Row(tongue)
        labels = {"profile_id": row.identity("id", ("id",), new_id(tongue.rng))}
        expect(
            row, "vos_profile_info", labels, ONE,
            profile_name=row.text("name", ("name",), name(tongue, "profile")),
            profile_version=row.text("version", ("customerVersion",), f"{tongue.rng.randrange(9)}.1"),
        )  # fmt: skip
        rows.append(row)
    return Rows(rows, ("profiles", "profileList"), total("vos_profiles", rows))


def images(tongue: Tongue) -> Rows:
    """Slates; some have no name but a URL."""
    rows = []
    by_url = tongue.rng.random() < 0.5
    for _ in some(tongue):
        row = Row(tongue)
        labels = {"image_id": row.identity("id", ("id",), new_id(tongue.rng))}
        if by_url:
            file = f"slate{tongue.rng.randrange(10**6)}.png"
            fact = row.text("url", ("url",), f"https://images.example.com/{file}")
            shown = Fact(fact.told, fact.path, file)
        else:
            shown = row.text("name", ("name",), name(tongue, "slate"))
        expect(row, "vos_image_info", labels, ONE, image_name=shown)
        rows.append(row)
    return Rows(rows, ("images", "imageList"), total("vos_images", rows))
