"""What a person knows of an object, as VOS says it: sources, destinations and profiles by name, addresses.

The rest is taken from an object that is there: nobody outside knows the whole shape.
"""

import copy
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from vos_exporter.control.errors import ControlError
from vos_exporter.control.kinds import Kind

Values = Mapping[str, Any]

INPUT_KEYS = frozenset({"address", "port", "group", "senders"})
OUTPUT_KEYS = frozenset({"address", "port", "group", "publish_name", "username", "password"})

NEEDED: Mapping[Kind, tuple[tuple[str, ...], ...]] = {
    Kind.SOURCES: (("inputs",),),
    Kind.DESTINATIONS: (("outputs",),),
    Kind.SERVICES: (("sources", "serviceSources"), ("destinations", "destinationId", "destinationsId")),
}
"""What a new object has to say itself, in one of several ways: two that share it would disturb each other."""


def as_vos_says(kind: Kind, values: Values, pattern: Values) -> dict[str, Any]:
    """``values`` with the keys of VOS in the place of those for people.

    Args:
        kind: what it is.
        values: what somebody wrote.
        pattern: the object itself, or the one that a new one takes after.

    Raises:
        ControlError: the pattern does not show how VOS says it.
    """
    said = dict(values)
    for key, say in _SAYING[kind].items():
        if key in said and (key in _BOTH or key not in pattern):
            said |= say(said.pop(key), pattern)
    return said


def renewed(value: Any) -> Any:
    """``value`` with another id wherever something in it has one."""
    if isinstance(value, list):
        return [renewed(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: str(uuid.uuid4()) if key == "id" and isinstance(item, str) else renewed(item)
        for key, item in value.items()
    }


def _profile(key: str) -> Callable[[Any, Values], dict[str, Any]]:
    return lambda name, pattern: {key: name}


def _service_sources(names: Any, pattern: Values) -> dict[str, Any]:
    before = pattern.get("serviceSources")
    shape = before[0] if isinstance(before, list) and before and isinstance(before[0], dict) else {}
    edges = [
        {**shape, "sourceId": name, "rank": rank} for rank, name in enumerate(_listed(names, "sources"), 1)
    ]
    return {"serviceSources": edges}


def _service_destinations(names: Any, pattern: Values) -> dict[str, Any]:
    """The first one is the origin; the oldest releases have only that one."""
    listed = _listed(names, "destinations")
    if not listed:
        raise ControlError("`destinations`: name at least one")
    if "destinationsId" not in pattern and len(listed) > 1:
        raise ControlError("`destinations`: the services of this system have one destination each")
    every = {"destinationsId": listed} if "destinationsId" in pattern else {}
    return {"destinationId": listed[0], **every}


def _listed(names: Any, key: str) -> list[Any]:
    if not isinstance(names, list):
        raise ControlError(f"`{key}`: expected a list of names or ids, the first choice first")
    return names


def _inputs(items: Any, pattern: Values) -> dict[str, Any]:
    """Feeds by address or group take after the feeds there are; slates stay behind them."""
    if not _for_people(items, INPUT_KEYS):
        return {"inputs": items}
    there = [entry for entry in pattern.get("inputs") or () if isinstance(entry, dict)]
    slates = [entry for entry in there if entry.get("type") == "SLATE"]
    feeds = [entry for entry in there if isinstance(_uplink(entry), dict)]
    if not feeds:
        raise ControlError(
            "`inputs`: no input of the source it takes after comes over a cloud link, and nobody has"
            " published where else an address stands; write the inputs as `vosctl sources export` shows them"
        )
    made = [*_taking_after(feeds, items, _with_feed), *copy.deepcopy(slates)]
    for rank, entry in enumerate(made, 1):
        entry["rank"] = rank
    return {"inputs": made}


def _uplink(entry: Values) -> Any:
    return (entry.get("zixiSettings") or {}).get("harmonicUplinkSetting")


def _with_feed(entry: dict[str, Any], item: Values) -> None:
    setting = _uplink(entry)
    if "group" in item:
        setting["uplinkGroupId"] = item["group"]
    _set(setting, {"ipAddress": item.get("address"), "ipPort": item.get("port")})
    _set(setting, {"ssmIpAddresses": item.get("senders")})


def _outputs(items: Any, pattern: Values) -> dict[str, Any]:
    if not _for_people(items, OUTPUT_KEYS):
        return {"outputs": items}
    there = [entry for entry in pattern.get("outputs") or () if isinstance(entry, dict)]
    if not there:
        raise ControlError("`outputs`: the destination it takes after has none")
    made = _taking_after(there, items, _with_output)
    for rank, entry in enumerate(made, 1):
        entry["rank"] = rank
    return {"outputs": made}


def _with_output(entry: dict[str, Any], item: Values) -> None:
    transport, origin = entry.get("ipSettings"), entry.get("originSettings")
    if isinstance(transport, dict):
        for key in ("publish_name", "username", "password"):
            if key in item:
                raise ControlError(f"`outputs`: `{key}` is for an output towards the origin")
        if "group" in item:
            transport["cloudlinkGroupId"] = item["group"]
        _set(transport, {"ipAddress": item.get("address"), "ipPort": item.get("port")})
    elif isinstance(origin, dict):
        _with_end_points(origin.get("originOutputEndPoints") or [], item)
    else:
        raise ControlError("`outputs`: the output it takes after has neither ipSettings nor originSettings")


def _with_end_points(points: list[Any], item: Values) -> None:
    if "group" in item:
        raise ControlError("`outputs`: `group` is for an output towards a cloud link")
    for point in points:
        _set(point, {"hostname": item.get("address"), "port": item.get("port")})
        _set(point, {key: item.get(key) for key in ("username", "password")})
        if point.get("publishName") is not None:
            if "publish_name" not in item:
                raise ControlError(
                    "`outputs`: say the `publish_name`, the public name of the channel: that of the"
                    " destination it takes after is taken"
                )
            point["publishName"] = item["publish_name"]


def _taking_after(
    there: list[Any], items: list[Any], fill: Callable[[dict[str, Any], Values], None]
) -> list[Any]:
    """One entry per item, like the one in its position; those beyond are like the last, with new ids."""
    made = []
    for position, item in enumerate(items):
        entry = copy.deepcopy(there[min(position, len(there) - 1)])
        if position >= len(there):
            entry = renewed(entry)
        fill(entry, item)
        made.append(entry)
    return made


def _for_people(items: Any, keys: frozenset[str]) -> bool:
    """Whether a list is written in the keys for people."""
    if not isinstance(items, list) or not all(isinstance(item, dict) and item for item in items):
        raise ControlError(
            f"expected a list of objects; each with {', '.join(sorted(keys))}, or as VOS has it"
        )
    written = [item.keys() <= keys for item in items]
    if any(written) and not all(written):
        raise ControlError(f"either every item is written with {', '.join(sorted(keys))}, or as VOS has it")
    return bool(items) and all(written)


def _set(holder: dict[str, Any], values: Values) -> None:
    holder.update({key: value for key, value in values.items() if value is not None})


_SAYING: Mapping[Kind, Mapping[str, Callable[[Any, Values], dict[str, Any]]]] = {
    Kind.SOURCES: {"inputs": _inputs},
    Kind.DESTINATIONS: {"outputs": _outputs, "profile": _profile("destinationProfileId")},
    Kind.SERVICES: {
        "sources": _service_sources,
        "destinations": _service_destinations,
        "profile": _profile("profileId"),
    },
}
"""The keys for people, and how VOS says them; a key that the object itself has means itself."""

_BOTH = frozenset({"inputs", "outputs"})
"""Keys that people and VOS share; their items tell who wrote them."""
