"""The page of the configuration says everything, and its examples work."""

import re
from pathlib import Path

import msgspec
import pytest

from tests.kits.config_files import Read
from vos_exporter.collectors.options import (
    ClassPattern,
    CloudlinkOptions,
    DestinationOptions,
    FieldOverride,
    NotificationOptions,
    ServiceMatch,
    ServiceRule,
    SourceOptions,
    Window,
)
from vos_exporter.config import TargetSettings
from vos_exporter.config.environment import KNOWN
from vos_exporter.config.model import Auth
from vos_exporter.config.quantities import bytes_of, seconds_of
from vos_exporter.config.written import (
    WrittenAuth,
    WrittenConfig,
    WrittenRoute,
    WrittenScte,
    WrittenTarget,
    WrittenTls,
)
from vos_exporter.vos.states import STATE_FIELDS

PAGE = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)

STRUCTS: dict[str, list[type[msgspec.Struct]]] = {
    "Top level": [WrittenConfig],
    "Target": [WrittenTarget],
    "auth": [WrittenAuth],
    "tls": [WrittenTls],
    "routes": [WrittenRoute, FieldOverride],
    "services": [ServiceRule, ServiceMatch, Window],
    "notifications": [NotificationOptions, ClassPattern],
    "scte_logs": [WrittenScte],
    "cloudlinks": [CloudlinkOptions],
    "sources": [SourceOptions],
    "destinations": [DestinationOptions],
}
KEYS = [
    (heading, field.encode_name)
    for heading, structs in STRUCTS.items()
    for struct in structs
    for field in msgspec.structs.fields(struct)
]


def section(heading: str) -> str:
    return re.split(r"^#+ ", PAGE.split(f"# {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


@pytest.mark.parametrize(("heading", "key"), KEYS)
def test_every_key_is_described_in_its_section(heading: str, key: str) -> None:
    assert f"`{key}`" in section(heading)


@pytest.mark.parametrize("name", KNOWN)
def test_every_variable_is_described(name: str) -> None:
    assert f"`{name}`" in section("From the environment")


@pytest.mark.parametrize("name", [field.name for field in STATE_FIELDS])
def test_every_state_is_named(name: str) -> None:
    assert f"`{name}`" in section("states")


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_loads(read: Read, example: str) -> None:
    assert read(example).targets


def shown_default(heading: str, key: str) -> str:
    found = re.search(rf"^\| `{key}` \| `([^`]*)` \|", section(heading), re.MULTILINE)
    assert found is not None, key
    return found[1]


def test_the_defaults_of_a_target_are_the_programs() -> None:
    target = TargetSettings("a", "https://a")
    for key in ("timeout", "unsupported_recheck"):
        assert seconds_of(shown_default("Target", key)) == getattr(target, key)
    for key in ("max_concurrency", "series_limit", "row_limit"):
        assert int(shown_default("Target", key)) == getattr(target, key)
    assert bytes_of(shown_default("Target", "max_response_size")) == target.max_response_size
    assert (shown_default("Target", "strict"), target.strict) == ("false", False)


@pytest.mark.parametrize("key", ["method", "token_path", "authorize_path", "redirect_uri"])
def test_the_defaults_of_auth_are_the_programs(key: str) -> None:
    assert shown_default("auth", key) == getattr(Auth(), key)
