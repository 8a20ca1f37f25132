"""One target from the environment, where there is no file."""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vos_exporter.config.errors import ConfigError, CredentialError
from vos_exporter.config.loading import build
from vos_exporter.config.model import Config, Credential
from vos_exporter.config.problems import KeyPath, Problem, shown

TARGET_NAME = "vos"

VARIABLES: Mapping[str, KeyPath] = {
    "VOS_URL": ("url",),
    "VOS_CLIENT_ID": ("auth", "client_id"),
    "VOS_CLIENT_ID_FILE": ("auth", "client_id_file"),
    "VOS_CLIENT_SECRET": ("auth", "client_secret"),
    "VOS_CLIENT_SECRET_FILE": ("auth", "client_secret_file"),
    "VOS_USERNAME": ("auth", "username"),
    "VOS_USERNAME_FILE": ("auth", "username_file"),
    "VOS_PASSWORD": ("auth", "password"),
    "VOS_PASSWORD_FILE": ("auth", "password_file"),
    "VOS_AUTH_METHOD": ("auth", "method"),
    "VOS_CA_FILE": ("tls", "ca_file"),
}
"""Each variable that is copied, and the key of the target it stands for."""

URL_FILE = "VOS_URL_FILE"
DISABLED_ROUTES = "VOS_DISABLED_ROUTES"
KNOWN = (*VARIABLES, URL_FILE, DISABLED_ROUTES)

_OURS_ELSEWHERE = "VOS_EXPORTER_"
_NEAR = 0.8
"""How alike an unknown name must be to a known one to be a typo; ``VOS_PORT`` of a container is none."""


def from_environment(environ: Mapping[str, str]) -> Config:
    """One target called ``vos``; an empty variable counts as not set, files are relative to the work folder.

    Raises:
        ConfigError: a variable is missing, misspelt or impossible; names the variable, never its value.
    """
    values = {name: value for name, value in environ.items() if value}
    typos = [sentence for name in sorted(values) if (sentence := _typo(name))]
    if typos:
        raise ConfigError(*typos)
    return build({"targets": [_target(values)]}, Path(), _describe)


def _typo(name: str) -> str | None:
    if not name.startswith("VOS_") or name.startswith(_OURS_ELSEWHERE) or name in KNOWN:
        return None
    nearest = difflib.get_close_matches(name, KNOWN, n=1, cutoff=_NEAR)
    return f"environment: {name}: unknown variable; did you mean `{nearest[0]}`?" if nearest else None


def _target(values: Mapping[str, str]) -> dict[str, Any]:
    target: dict[str, Any] = {"name": TARGET_NAME, "url": _url(values), "auth": {}, "tls": {}}
    for name, path in VARIABLES.items():
        if name in values and len(path) > 1:
            target[str(path[0])][path[1]] = values[name]
    disabled = (name.strip() for name in values.get(DISABLED_ROUTES, "").split(","))
    target["routes"] = {name: {"enabled": False} for name in disabled if name}
    return target


def _url(values: Mapping[str, str]) -> str:
    if "VOS_URL" in values and URL_FILE in values:
        raise ConfigError(f"environment: VOS_URL: give `VOS_URL` or `{URL_FILE}`, not both")
    if "VOS_URL" in values:
        return values["VOS_URL"]
    if URL_FILE not in values:
        raise ConfigError("environment: VOS_URL: not set; set it, or name a file with --config.file")
    try:
        return Credential(file=values[URL_FILE]).read().reveal()
    except CredentialError as error:
        raise ConfigError(f"environment: {URL_FILE}: {error}") from None


def _describe(problem: Problem) -> str:
    below = problem.path[2:]
    names = {path: name for name, path in VARIABLES.items()}
    place = names.get(below) or shown(below)
    if below[:1] == ("routes",):
        place = f"{DISABLED_ROUTES}: {shown(below[1:])}"
    sentence = problem.sentence
    for path, name in names.items():
        sentence = sentence.replace(f"`{path[-1]}`", f"`{name}`")
    return f"environment: {place}: {sentence}"
