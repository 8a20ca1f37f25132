"""What a checked configuration leaves to chance: files that are read later, and what is hardly meant."""

import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vos_exporter.config.errors import CredentialError
from vos_exporter.config.model import Auth, Config, Credential, TargetSettings

_PLACEHOLDER = re.compile(r"<.*>|change-?me|secret|password|xxx+|\.\.\.+|example", re.IGNORECASE)
"""What stands in examples in a credential's place."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence about a configuration.

    Attributes:
        target: whose configuration it is about.
        sentence: what was found; no credential is in it.
        warning: somebody should look; else it only says what was read.
    """

    target: str
    sentence: str
    warning: bool


def inspect(config: Config) -> Sequence[Remark]:
    """Everything there is to say about ``config`` beyond its being good, target by target."""
    remarks = [remark for target in config.targets for remark in _about(target)]
    return [*remarks, *_same_systems(config.targets)]


def _about(target: TargetSettings) -> Iterator[Remark]:
    for name, credential in credentials(target.auth).items():
        for sentence, warning in _about_credential(name, credential):
            yield Remark(target.name, sentence, warning)
    for place in (target.collectors.notifications, target.collectors.scte_logs):
        if place.log and place.log_file:
            for sentence in _about_log_file(place.log_file):
                yield Remark(target.name, sentence, warning=True)
    if target.tls.insecure_skip_verify:
        sentence = "its certificate is not verified: whoever sits in between gets the credentials"
        yield Remark(target.name, sentence, warning=True)
    if not any(route.enabled for route in target.routes.values()):
        yield Remark(target.name, "every route is disabled: vos_up stays 0", warning=True)


def credentials(auth: Auth) -> Mapping[str, Credential]:
    """The credentials of ``auth`` that were given, by the key of the configuration."""
    given = {
        "client_id": auth.client_id,
        "client_secret": auth.client_secret,
        "username": auth.username,
        "password": auth.password,
    }
    return {name: credential for name, credential in given.items() if credential is not None}


def _about_credential(name: str, credential: Credential) -> Iterator[tuple[str, bool]]:
    try:
        value = credential.read().reveal()
    except CredentialError as error:
        yield f"{name}: {error}; until it can be, no login is possible", True
        return
    if credential.file is not None:
        yield f"{name}: read from {credential.file}, without its line end", False
        mode = _mode(credential.file)
        if mode & (stat.S_IRGRP | stat.S_IROTH) and name in ("client_secret", "password"):
            yield f"{name}: {credential.file} can be read by others (mode {mode:o})", True
    if value != value.strip():
        yield f"{name}: it begins or ends with a blank, which is sent as it is", True
    if _PLACEHOLDER.fullmatch(value):
        yield f"{name}: it looks like what stands in an example", True


def _mode(path: str) -> int:
    try:
        return stat.S_IMODE(os.stat(path).st_mode)
    except OSError:  # pragma: no cover - it was read a moment ago
        return 0


def _about_log_file(path: str) -> Iterator[str]:
    folder = Path(path).parent
    if not folder.is_dir():
        yield f"log_file: the folder {folder} is not there: every line would be lost"
    elif not os.access(folder, os.W_OK | os.X_OK):
        yield f"log_file: nothing can be written in {folder} by this user"
    elif Path(path).exists() and not Path(path).is_file():
        yield f"log_file: {path} is not a regular file"


def _same_systems(targets: Sequence[TargetSettings]) -> Iterator[Remark]:
    first: dict[str, str] = {}
    for target in targets:
        other = first.setdefault(target.url, target.name)
        if other != target.name:
            yield Remark(target.name, f"it is the same system as {other}: VOS is asked twice", warning=True)
