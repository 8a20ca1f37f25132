"""The ids of VOS: UUIDs, with or without text around them."""

import re

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def is_uuid(value: str) -> bool:
    """Whether ``value`` has the form of an id, so that it is no name."""
    return _UUID.fullmatch(value) is not None


def first_uuid(value: str) -> str:
    """The first id in ``value``; empty if there is none."""
    found = _UUID.search(value)
    return found[0] if found else ""
