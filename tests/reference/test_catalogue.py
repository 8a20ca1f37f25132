"""The families of all collectors, relations and our own."""

from vos_exporter.reference.catalogue import entries


def test_every_declared_family_is_declared_once() -> None:
    names = [entry.declaration.name for entry in entries()]
    assert len(names) == len(set(names)) > 100
