"""What a service names: its destinations and addons."""

from vos_exporter.vos.payloads.services import Service


def test_the_origin_comes_first_among_the_destinations_and_each_once() -> None:
    service = Service(id="1", destination_id="b", destinations_id=["a", "b", None, "a"])
    assert service.destinations() == ["b", "a"]
    assert Service(id="1").destinations() is None
    assert Service(id="1", destinations_id=None).destinations() == []


def test_addons_in_use_are_named_in_snake_case() -> None:
    addons = {"drmAddon": {}, "scte35SlateAddon": {"imageId": "x"}, "logoAddon": None, "trafficControl": 0}
    assert list(Service(id="1", addons=addons).addon_names()) == ["drm", "scte35_slate", "traffic_control"]
