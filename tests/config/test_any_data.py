"""Whatever is written: it loads, or it is refused in sentences without secrets."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from vos_exporter.config import Config, ConfigError, from_environment, load
from vos_exporter.config.environment import DISABLED_ROUTES, KNOWN, URL_FILE
from vos_exporter.config.loading import build
from vos_exporter.config.problems import shown
from vos_exporter.config.written import WrittenAuth, WrittenRoute, WrittenSettings, WrittenTls
from vos_exporter.vos.routes import BY_KEY

CANARY = "xyzzy-plugh-42"

canaries = st.sampled_from(
    [CANARY, f"https://u:{CANARY}@h", f"/{CANARY}?{CANARY}", f"*{CANARY}", f"!{CANARY}"]
)
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(),
    st.text(max_size=5).map(lambda text: f"{text}{CANARY}"), canaries,
    st.sampled_from(["3s", "12:00", "https://vos", "basic", "window", "up", "percent", "a"]),
)  # fmt: skip


def names(kind: type[msgspec.Struct]) -> st.SearchStrategy[str]:
    return st.sampled_from([field.encode_name for field in msgspec.structs.fields(kind)])


keys = st.one_of(
    names(WrittenSettings), names(WrittenAuth), names(WrittenRoute), names(WrittenTls),
    st.sampled_from(list(BY_KEY)),
    st.sampled_from(["targets", "defaults", "name", "match", "window", "from", "to", "class", "title"]),
)  # fmt: skip
trees = st.recursive(
    scalars,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(keys | st.integers(), below, max_size=4),
    max_leaves=20,
)
targets = st.fixed_dictionaries(
    {"name": st.just("a"), "url": st.just("https://vos") | scalars},
    optional={field.encode_name: trees for field in msgspec.structs.fields(WrittenSettings)},
)
files = st.fixed_dictionaries(
    {"targets": st.lists(targets, max_size=2) | trees}, optional={"defaults": trees}
)


def refusal(attempt: Callable[[], Config]) -> str:
    try:
        attempt()
    except ConfigError as error:
        return str(error)
    return ""


def build_refusal(data: object) -> str:
    return refusal(lambda: build(data, Path(), lambda found: f"{shown(found.path)}: {found.sentence}"))


@settings(deadline=None)
@given(files | trees)
def test_any_data_loads_or_is_refused_without_secrets(data: object) -> None:
    assert CANARY not in build_refusal(data)


@settings(deadline=None)
@given(targets)
def test_any_target_with_credentials_loads_or_is_refused_without_secrets(target: dict[str, object]) -> None:
    whole = {**target, "url": "https://vos", "auth": {"client_id": CANARY, "client_secret": CANARY}}
    assert CANARY not in build_refusal({"targets": [whole]})


@settings(deadline=None)
@given(text=st.text(max_size=60) | trees.map(yaml.safe_dump))
def test_any_text_loads_or_is_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "any.yml"
    file.write_text(text, encoding="utf-8", errors="replace")
    assert CANARY not in refusal(lambda: load(str(file)))


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(KNOWN), canaries))
def test_any_environment_loads_or_is_refused_without_secrets(environ: dict[str, str]) -> None:
    # These two name a file and routes, which a sentence may repeat.
    secrets = {name: value for name, value in environ.items() if name not in (URL_FILE, DISABLED_ROUTES)}
    assert CANARY not in refusal(lambda: from_environment(secrets))
