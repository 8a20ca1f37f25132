"""Two keys for two doors: the exporter does not hold the credentials that write."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vos_exporter.config import ConfigError, Credential, CredentialError, TargetSettings
from vos_exporter.config import loading as files
from vos_exporter.control.settings import Settings

EXPORTER_DEFAULT = "/etc/vos-exporter/vos.yml"
"""Where the exporter's configuration is when it is installed as a service."""


def refuse_shared_credentials(target: TargetSettings, settings: Settings, environ: Mapping[str, str]) -> None:
    """See to it that the exporter does not hold the credentials that write.

    Raises:
        ConfigError: it does, or the file that was named for the comparison cannot be read.
    """
    own = {_read(target.auth.client_id), _read(target.auth.username)} - {None}
    for where, theirs in _exporter_identities(settings.exporter_config, environ):
        if theirs in own:
            raise ConfigError(
                f"target {target.name}: these are the credentials of the exporter ({where}); whoever reads"
                " its configuration could then write to VOS. Register a client of its own for vosctl"
                " (docs/vosctl.md)"
            )


def _read(credential: Credential | None) -> str | None:
    return None if credential is None else credential.read().reveal()


def _exporter_identities(path: str | None, environ: Mapping[str, str]) -> list[tuple[str, str]]:
    """Where the exporter has client ids and user names, and which."""
    found = [
        (f"{name} in the environment", environ[name])
        for name in ("VOS_CLIENT_ID", "VOS_USERNAME")
        if environ.get(name)
    ]
    try:
        document, _ = files.read(path or EXPORTER_DEFAULT)
    except ConfigError as error:
        if path is not None:
            raise ConfigError(f"exporter_config: {error}") from None
        return found
    base = Path(path or EXPORTER_DEFAULT).parent
    return found + [(path or EXPORTER_DEFAULT, text) for text in _identities(document.data, base)]


def _identities(data: Any, base: Path) -> list[str]:
    """Every client id and user name in a decoded ``vos.yml``; a file that cannot be read tells none."""
    found = []
    tables = data if isinstance(data, list) else list(data.values()) if isinstance(data, dict) else []
    for table in tables:
        found += _identities(table, base)
    for key in ("client_id", "username"):
        if isinstance(data, dict) and isinstance(data.get(key), str):
            found.append(data[key])
        if isinstance(data, dict) and isinstance(data.get(f"{key}_file"), str):
            try:
                found.append(Credential(file=str(base / data[f"{key}_file"])).read().reveal())
            except CredentialError:
                continue
    return found
