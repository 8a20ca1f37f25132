"""What payloads derive from their fields."""

import pytest

from vos_exporter.vos.payloads.images import Image
from vos_exporter.vos.payloads.origin import IngestPoint, OriginTask
from vos_exporter.vos.payloads.services import Service

UUID = "742fb875-19e0-4ce2-ad9f-7035af8f4fc3"
OTHER = "5daadef9-5b0e-4844-9ae8-a87107b42225"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://user:secret@host/a/slate.png?token=secret", "slate.png"),
        ("https://user:secret@host", ""),
        ("https://user:secret@host?token=secret", ""),
        ("//user:secret@host/x.png", "x.png"),
        ("user:secret@host", ""),
        ("/images/slate.png#secret", "slate.png"),
        ("https://host/slates/", "slates"),
        ("http://[broken/x.png;jsessionid=secret", "x.png"),
        ("slate.png", "slate.png"),
        (None, ""),
    ],
)
def test_an_image_without_name_is_called_after_its_file_and_never_tells_a_secret(
    url: str | None, name: str
) -> None:
    assert Image(id="1", url=url).shown_name() == name


@pytest.mark.parametrize(
    ("description", "service_id", "package"),
    [
        (f"service: {UUID}, package: pkg-a", UUID, "pkg-a"),
        (f"LIO:{UUID},x:  a:b ", UUID, "a:b"),
        (f"{UUID} and {OTHER}", UUID, ""),
        (f"one:{UUID.upper()}:", UUID.upper(), ""),
        ("made by hand", "", ""),
        (None, "", ""),
        (5, "", ""),
    ],
)
def test_service_and_package_are_found_in_the_description(
    description: str | int | None, service_id: str, package: str
) -> None:
    point = IngestPoint(id="1", description=description)
    assert (point.service_id(), point.package()) == (service_id, package)


@pytest.mark.parametrize(
    ("index", "role"), [(0, "primary"), ("0", "primary"), (0.0, "primary"), (1, "backup"), (None, "")]
)
def test_the_member_with_index_0_is_the_primary(index: object, role: str) -> None:
    assert OriginTask(origin_task_id="1", group_member_index=index).role() == role  # type: ignore[arg-type]


def test_the_origin_comes_first_among_the_destinations_and_each_once() -> None:
    service = Service(id="1", destination_id="b", destinations_id=["a", "b", None, "a"])
    assert service.destinations() == ["b", "a"]
    assert Service(id="1").destinations() is None
    assert Service(id="1", destinations_id=None).destinations() == []


def test_addons_in_use_are_named_in_snake_case() -> None:
    addons = {"drmAddon": {}, "scte35SlateAddon": {"imageId": "x"}, "logoAddon": None, "trafficControl": 0}
    assert list(Service(id="1", addons=addons).addon_names()) == ["drm", "scte35_slate", "traffic_control"]
