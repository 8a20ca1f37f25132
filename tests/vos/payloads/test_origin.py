"""What ingest points and origin tasks say in words."""

import pytest

from vos_exporter.vos.payloads.origin import IngestPoint, OriginTask

UUID = "742fb875-19e0-4ce2-ad9f-7035af8f4fc3"
OTHER = "5daadef9-5b0e-4844-9ae8-a87107b42225"


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
