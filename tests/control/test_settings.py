"""``vosctl.yml`` is as strict as ``vos.yml``, and the exporter's credentials are no credentials here."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.kits.control import Bench
from vos_exporter.config import ConfigError
from vos_exporter.control import separation
from vos_exporter.control.kinds import Kind
from vos_exporter.control.settings import load

TARGET = {
    "name": "a",
    "url": "https://vos-a.example.com",
    "auth": {"client_id": "x", "client_secret": "hunter2"},
}
GOOD = {"targets": [TARGET]}


def written(folder: Path, document: Any) -> str:
    path = folder / "vosctl.yml"
    path.write_text(yaml.safe_dump(document, sort_keys=False))
    return str(path)


def test_everything_has_a_default_and_nothing_may_be_written(tmp_path: Path) -> None:
    settings = load(written(tmp_path, GOOD), {"XDG_STATE_HOME": "/state"})
    assert (settings.allow, settings.pause, settings.settle) == (frozenset(), 2.0, 120.0)
    assert settings.state_dir == Path("/state/vosctl")
    assert (settings.read_timeout, settings.write_timeout) == (10.0, 60.0)
    assert settings.targets[0].timeout == 60.0


def test_what_is_written_is_what_counts(tmp_path: Path) -> None:
    own = {"allow": ["services"], "pause": "5s", "settle": "5m", "read_timeout": "3s", "write_timeout": "90s"}
    settings = load(written(tmp_path, GOOD | own | {"state_dir": "here", "exporter_config": "vos.yml"}), {})
    assert settings.allow == {Kind.SERVICES}
    assert (settings.pause, settings.settle, settings.read_timeout) == (5.0, 300.0, 3.0)
    assert (settings.write_timeout, settings.targets[0].timeout) == (90.0, 90.0)
    assert (settings.state_dir, settings.exporter_config) == (tmp_path / "here", str(tmp_path / "vos.yml"))


MISTAKES = {
    "unknown key": (GOOD | {"alow": []}, "alow: unknown key; did you mean `allow`?"),
    "unknown kind": (
        GOOD | {"allow": ["service"]},
        "allow[0]: must be one of sources, destinations, services; did",
    ),
    "too hasty": (GOOD | {"pause": "1s"}, "pause: must be at least 2s"),
    "no duration": (GOOD | {"settle": "soon"}, "settle: not a duration"),
    "no target": ({"targets": []}, "targets: name at least one target"),
    "two of a name": ({"targets": [TARGET, TARGET]}, "targets[1].name: targets[0] has the same name"),
    "not encrypted": (
        {"targets": [TARGET | {"url": "http://a"}]},
        "targets[0].url: must begin with https://",
    ),
    "a route": ({"targets": [TARGET | {"routes": {}}]}, "targets[0].routes: unknown key"),
    "no secret": ({"targets": [TARGET | {"auth": {"client_id": "x"}}]}, "needs `client_secret`"),
    "no mapping": ([], "expected a mapping"),
}


@pytest.mark.parametrize(("document", "sentence"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named_with_its_place_and_no_value(tmp_path: Path, document: Any, sentence: str) -> None:
    path = written(tmp_path, document)
    with pytest.raises(ConfigError) as caught:
        load(path, {})
    assert sentence in str(caught.value)
    assert str(caught.value).startswith(path)
    assert "hunter2" not in str(caught.value)


ENVIRONMENT = {
    "VOSCTL_URL": "https://vos-a.example.com",
    "VOSCTL_CLIENT_ID": "x",
    "VOSCTL_CLIENT_SECRET": "hunter2",
}


def test_the_environment_is_one_system(tmp_path: Path) -> None:
    settings = load(
        None, ENVIRONMENT | {"VOSCTL_ALLOW": "services, sources", "VOSCTL_EXPORTER_CONFIG": "v.yml"}
    )
    (target,) = settings.targets
    assert (target.name, target.url) == ("vos", "https://vos-a.example.com")
    assert target.auth.client_secret is not None
    assert target.auth.client_secret.read().reveal() == "hunter2"
    assert settings.allow == {Kind.SERVICES, Kind.SOURCES}
    assert settings.exporter_config == "v.yml"


def test_the_file_comes_from_the_environment_too(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    assert load(None, ENVIRONMENT | {"VOSCTL_CONFIG_FILE": path}).targets[0].name == "a"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"VOSCTL_URL": ""}, "no configuration: name a file with --config.file or VOSCTL_CONFIG_FILE"),
        ({"VOSCTL_URL": "http://a"}, "environment: VOSCTL_URL: must begin with https://"),
        ({"VOSCTL_ALLOW": "everything"}, "environment: VOSCTL_ALLOW: must be one of"),
    ],
)
def test_a_mistake_in_the_environment_names_the_variable(change: dict[str, str], sentence: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(None, ENVIRONMENT | change)
    assert sentence in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_the_credentials_of_the_exporter_in_the_environment_are_not_ours() -> None:
    with pytest.raises(ConfigError, match="no configuration"):
        load(None, {name.replace("VOSCTL", "VOS"): value for name, value in ENVIRONMENT.items()})


# Two keys for two doors.


def exporter(bench: Bench, auth: dict[str, str], **settings: Any) -> Path:
    """The exporter's configuration with these credentials."""
    document = {"targets": [{"name": "a", "url": bench.vos.url, "auth": auth}], **settings}
    return bench.write("vos.yml", document)


def test_the_client_of_the_exporter_is_refused(bench: Bench) -> None:
    exporter(bench, {"client_id": bench.vos.writer_id, "client_secret": "x"})
    bench.configure(exporter_config="vos.yml")
    for command in (("services", "list"), ("deactivate", "news-01", "--confirm", "news-01")):
        done = bench.run(*command)
        assert (done.code, "these are the credentials of the exporter" in done.err) == (1, True)
    assert bench.vos.requests.total == 0


def test_the_client_of_the_exporter_is_refused_wherever_it_is_written(bench: Bench) -> None:
    (bench.folder / "id").write_text(bench.vos.writer_id + "\n")
    exporter(bench, {"client_id_file": "id"})
    bench.configure(exporter_config="vos.yml")
    assert "these are the credentials of the exporter" in bench.run("services", "list").err
    exporter(bench, {}, defaults={"auth": {"client_id": bench.vos.writer_id}})
    assert "these are the credentials of the exporter" in bench.run("services", "list").err
    bench.configure()
    done = bench.run("services", "list", VOS_CLIENT_ID=bench.vos.writer_id)
    assert "VOS_CLIENT_ID in the environment" in done.err


def test_the_user_of_the_exporter_is_refused_too(bench: Bench) -> None:
    auth = {"method": "basic", "username": bench.vos.username, "password": bench.vos.password}
    exporter(bench, auth)
    target = {"name": "a", "url": bench.vos.url, "auth": auth, "tls": {"ca_file": str(bench.vos.ca_file)}}
    bench.configure(targets=[target], exporter_config="vos.yml")
    assert "these are the credentials of the exporter" in bench.run("services", "list").err


def test_an_id_of_the_exporter_that_cannot_be_read_is_none(bench: Bench) -> None:
    exporter(bench, {"client_id_file": "nothing"})
    bench.configure(exporter_config="vos.yml")
    assert bench.run("services", "list").code == 0


def test_of_several_systems_one_has_to_be_chosen(tmp_path: Path) -> None:
    settings = load(written(tmp_path, {"targets": [TARGET, TARGET | {"name": "b"}]}), {})
    assert settings.target("b").name == "b"
    with pytest.raises(ConfigError, match="choose one with --target: a, b"):
        settings.target(None)


def test_another_client_is_let_through(bench: Bench) -> None:
    exporter(bench, {"client_id": bench.vos.client_id, "client_secret": "x"})
    bench.configure(exporter_config="vos.yml")
    assert bench.run("services", "list").code == 0


def test_where_the_service_keeps_its_configuration_is_looked_at_unasked(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = exporter(bench, {"client_id": bench.vos.writer_id, "client_secret": "x"})
    assert bench.run("services", "list").code == 0
    monkeypatch.setattr(separation, "EXPORTER_DEFAULT", str(path))
    assert "these are the credentials of the exporter" in bench.run("services", "list").err


def test_a_short_write_timeout_does_not_shorten_a_read(bench: Bench) -> None:
    bench.configure(write_timeout="300ms")
    bench.vos.fault("services", "delay", 900, times=1)
    assert bench.run("services", "list").code == 0


def test_a_file_that_was_named_for_the_comparison_has_to_be_readable(bench: Bench) -> None:
    bench.configure(exporter_config="nothing.yml")
    done = bench.run("services", "list")
    assert (done.code, "exporter_config: " in done.err, "cannot be read" in done.err) == (1, True, True)


# What may be written.


def test_what_the_configuration_does_not_allow_is_not_written(bench: Bench) -> None:
    plan = bench.plan({"sources": [{"name": "news-01-feed", "enableMonitoring": False}]})
    bench.configure(allow=["services"])
    done = bench.run("apply", plan)
    assert (done.code, "does not allow to write sources" in done.err) == (1, True)
    bench.configure(allow=[])
    done = bench.run("deactivate", "news-01", "--confirm", "news-01")
    assert (done.code, "does not allow to write services" in done.err) == (1, True)
    assert bench.vos.requests.writes == 0


def test_it_works_from_the_environment_alone(bench: Bench) -> None:
    done = bench.run(
        "deactivate", "news-01", "--confirm", "news-01",
        VOSCTL_CONFIG_FILE="",
        VOSCTL_URL=bench.vos.url,
        VOSCTL_CLIENT_ID=bench.vos.writer_id,
        VOSCTL_CLIENT_SECRET_FILE="client-secret",
        VOSCTL_CA_FILE=str(bench.vos.ca_file),
        VOSCTL_ALLOW="services",
        XDG_STATE_HOME=str(bench.folder / "home"),
    )  # fmt: skip
    assert done.code == 0, done.said
    assert (bench.folder / "home/vosctl/audit.jsonl").exists()


@pytest.mark.parametrize("method", ["basic", "authorization_code"])
def test_a_person_may_write_too(bench: Bench, method: str) -> None:
    user = {"method": method, "username": bench.vos.username, "password": bench.vos.password}
    client = {"client_id": bench.vos.writer_id, "client_secret": bench.vos.writer_secret}
    auth = user if method == "basic" else user | client
    target = {"name": "a", "url": bench.vos.url, "auth": auth, "tls": {"ca_file": str(bench.vos.ca_file)}}
    bench.configure(targets=[target])
    done = bench.run("deactivate", "news-01", "--confirm", "news-01")
    assert done.code == 0, done.said
