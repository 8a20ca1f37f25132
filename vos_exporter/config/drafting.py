"""A first configuration, from what somebody needs to know before anything can be asked."""

from dataclasses import dataclass
from typing import Any

import yaml

from vos_exporter.config.model import AuthMethod

HEAD = "# Written by `vos-exporter init`; every key: docs/configuration.md; check it: `vos-exporter check`.\n"


@dataclass(frozen=True, slots=True)
class FirstTarget:
    """One target as it is first written down.

    Attributes:
        name: how ``/probe?target=`` calls it.
        url: where VOS is.
        method: how it lets us in.
        login: key of ``auth`` to a text, or, where the key ends in ``_file``, to the path of a file.
        ca_file: PEM certificates to trust; empty for those of the system.
    """

    name: str
    url: str
    method: AuthMethod
    login: dict[str, str]
    ca_file: str = ""


def draft(target: FirstTarget) -> str:
    """The configuration file with this one target, as YAML."""
    written: dict[str, Any] = {
        "name": target.name,
        "url": target.url,
        "auth": {"method": target.method.value, **target.login},
    }
    if target.ca_file:
        written["tls"] = {"ca_file": target.ca_file}
    return HEAD + yaml.safe_dump({"targets": [written]}, sort_keys=False, allow_unicode=True)
