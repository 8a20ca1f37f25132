"""``vosctl.yml``, or the environment -> frozen, checked values. As strict as ``vos.yml``."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from vos_exporter.config import ConfigError, TargetSettings
from vos_exporter.config import loading as files
from vos_exporter.config.addresses import unique
from vos_exporter.config.diagnosis import diagnose
from vos_exporter.config.environment import VARIABLES as EXPORTER_VARIABLES
from vos_exporter.config.problems import Place, Problem, shown
from vos_exporter.config.quantities import duration
from vos_exporter.config.resolving import resolve_target
from vos_exporter.config.written import Duration, Written, WrittenAuth, WrittenTarget, WrittenTls
from vos_exporter.control.kinds import Kind
from vos_exporter.secret import Secret

CONFIG_FILE = "VOSCTL_CONFIG_FILE"
ALLOW, EXPORTER_CONFIG, URL = "VOSCTL_ALLOW", "VOSCTL_EXPORTER_CONFIG", "VOSCTL_URL"
VARIABLES: Mapping[str, tuple[str | int, ...]] = {
    name.replace("VOS_", "VOSCTL_", 1): path for name, path in EXPORTER_VARIABLES.items()
}
"""Each variable that is copied, and the key of the target it stands for."""

TARGET_NAME = "vos"
LEAST_PAUSE = 2.0
"""Seconds between two writes, at least: VOS' own scripts wait 2 to 30 s."""


class WrittenSystem(Written, frozen=True, kw_only=True):
    """One entry of ``targets:``."""

    name: str
    url: str
    auth: WrittenAuth = WrittenAuth()
    tls: WrittenTls = WrittenTls()
    proxy_url: Secret | None = None


class WrittenControl(Written, frozen=True, kw_only=True):
    """The whole file."""

    targets: tuple[WrittenSystem, ...]
    allow: tuple[Kind, ...] = ()
    exporter_config: str | None = None
    state_dir: str | None = None
    pause: Duration | None = None
    settle: Duration | None = None
    read_timeout: Duration | None = None
    write_timeout: Duration | None = None


class Settings(msgspec.Struct, frozen=True):
    """What ``vosctl`` may do, and how.

    Attributes:
        targets: the systems; their timeout is the longer of those of a read and a write.
        allow: the kinds of objects that may be written; nothing by default.
        exporter_config: the exporter's configuration, whose credentials are refused here.
        state_dir: where the audit file and the rollback files go.
        pause: seconds between two writes, at least.
        settle: seconds within which a write has to be seen.
        read_timeout: seconds a read may take.
        write_timeout: seconds a write may take.
    """

    targets: tuple[TargetSettings, ...]
    state_dir: Path
    allow: frozenset[Kind] = frozenset()
    exporter_config: str | None = None
    pause: float = LEAST_PAUSE
    settle: float = 120.0
    read_timeout: float = 10.0
    write_timeout: float = 60.0

    def target(self, name: str | None) -> TargetSettings:
        """The target called ``name``; the only one without a name.

        Raises:
            ConfigError: there is none, or there are several.
        """
        names = ", ".join(target.name for target in self.targets)
        if name is None and len(self.targets) == 1:
            return self.targets[0]
        if name is None:
            raise ConfigError(f"there are several targets; choose one with --target: {names}")
        found = next((target for target in self.targets if target.name == name), None)
        if found is None:
            raise ConfigError(f"there is no target {name!r}; the targets are: {names}")
        return found


def load(path: str | None, environ: Mapping[str, str]) -> Settings:
    """The settings in the file at ``path``, else in the file or variables that ``environ`` names.

    Raises:
        ConfigError: there are none, or something in them is wrong; names all that was found.
    """
    path = path or environ.get(CONFIG_FILE)
    if path:
        document, describe = files.read(path)
        return _build(document.data, Path(path).parent, describe, environ)
    return _build(_from_environment(environ), Path(), _describe_variable, environ)


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    values = {name: value for name, value in environ.items() if value}
    if URL not in values:
        raise ConfigError(
            f"no configuration: name a file with --config.file or {CONFIG_FILE}, or set {URL} and credentials"
        )
    target: dict[str, Any] = {"name": TARGET_NAME, "auth": {}, "tls": {}}
    for name, path in VARIABLES.items():
        if name in values:
            place = target if len(path) == 1 else target[str(path[0])]
            place[str(path[-1])] = values[name]
    kinds = (kind.strip() for kind in values.get(ALLOW, "").split(","))
    data: dict[str, Any] = {"targets": [target], "allow": [kind for kind in kinds if kind]}
    return data | ({"exporter_config": values[EXPORTER_CONFIG]} if EXPORTER_CONFIG in values else {})


def _describe_variable(problem: Problem) -> str:
    names = {path: name for name, path in VARIABLES.items()}
    place = ALLOW if problem.path[:1] == ("allow",) else names.get(problem.path[2:], shown(problem.path[2:]))
    return f"environment: {place}: {problem.sentence}"


def _build(data: Any, base: Path, describe: files.Describe, environ: Mapping[str, str]) -> Settings:
    found: list[Problem] = []
    diagnose(data, WrittenControl, Place(found))
    if not found:
        settings = _resolved(
            msgspec.convert(data, WrittenControl, dec_hook=_secret), Place(found), base, environ
        )
    if found:
        raise ConfigError(*dict.fromkeys(map(describe, found)))
    return settings


def _secret(kind: type, text: Any) -> Any:
    return Secret(text)


def _resolved(written: WrittenControl, at: Place, base: Path, environ: Mapping[str, str]) -> Settings:
    if not written.targets:
        at["targets"].wrong("name at least one target")
    unique((target.name for target in written.targets), at["targets"])
    pause = duration(written.pause, at["pause"])
    if pause is not None and pause < LEAST_PAUSE:
        at["pause"].wrong(f"must be at least {LEAST_PAUSE:g}s: VOS needs time between two writes")
    given: dict[str, Any] = {
        "pause": pause,
        "settle": duration(written.settle, at["settle"]),
        "read_timeout": duration(written.read_timeout, at["read_timeout"]),
        "write_timeout": duration(written.write_timeout, at["write_timeout"]),
        "exporter_config": None if written.exporter_config is None else str(base / written.exporter_config),
    }
    settings = Settings(
        targets=(),
        state_dir=_state_dir(environ) if written.state_dir is None else base / written.state_dir,
        allow=frozenset(written.allow),
        **{name: value for name, value in given.items() if value is not None},
    )
    longest = max(settings.read_timeout, settings.write_timeout)
    targets = [
        _target(target, at["targets"][index], base, longest) for index, target in enumerate(written.targets)
    ]
    return msgspec.structs.replace(settings, targets=tuple(targets))


def _target(written: WrittenSystem, at: Place, base: Path, timeout: float) -> TargetSettings:
    whole = WrittenTarget(
        name=written.name,
        url=written.url,
        auth=written.auth,
        tls=written.tls,
        proxy_url=written.proxy_url,
        timeout=timeout,
    )
    return resolve_target(whole, at, base)


def _state_dir(environ: Mapping[str, str]) -> Path:
    home = environ.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state")
    return Path(home) / "vosctl"
