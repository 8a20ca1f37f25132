"""A configuration file -> checked values, or every problem in it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from vos_exporter.config import addresses, problems
from vos_exporter.config.diagnosis import diagnose
from vos_exporter.config.document import Document, DocumentError, parse
from vos_exporter.config.errors import ConfigError
from vos_exporter.config.merging import Origins, merge_target, routes_by_key
from vos_exporter.config.model import Config, TargetSettings
from vos_exporter.config.problems import Place, Problem
from vos_exporter.config.resolving import resolve_target
from vos_exporter.config.written import WrittenConfig, WrittenTarget
from vos_exporter.secret import Secret

Describe = Callable[[Problem], str]


def load(path: str) -> Config:
    """The configuration in the file at ``path``; the paths in it are relative to its folder.

    Raises:
        ConfigError: the file cannot be read, or something in it is wrong; names all that was found.
    """
    document, describe = read(path)
    return build(document.data, Path(path).parent, describe)


def read(path: str) -> tuple[Document, Describe]:
    """The YAML document in the file at ``path``, and how a problem in it is put into words.

    Raises:
        ConfigError: the file cannot be read, or is not one YAML document without repeated keys.
    """
    try:
        document = parse(_read(path))
    except DocumentError as error:
        place = path if error.line is None else f"{path}:{error.line}"
        raise ConfigError(f"{place}: {error}") from None

    def describe(problem: Problem) -> str:
        line = document.lines.get(problem.path)
        place = path if line is None else f"{path}:{line}"
        return f"{place}: {problems.shown(problem.path) or 'the file'}: {problem.sentence}"

    if document.problems:
        raise ConfigError(*map(describe, document.problems))
    return document, describe


def _read(path: str) -> str:
    try:
        return Path(path).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: it is not UTF-8 text") from None
    except OSError as error:
        raise ConfigError(f"{path}: it cannot be read: {error.strerror or 'input/output error'}") from None
    except ValueError:
        raise ConfigError("the path of the configuration file holds a null character") from None


def build(data: Any, base: Path, describe: Describe) -> Config:
    """Decoded ``data`` -> checked values; ``describe`` puts a problem into words.

    Raises:
        ConfigError: something is wrong; first all that is wrong with its shape, else all that is impossible.
    """
    found: list[Problem] = []
    diagnose(data, WrittenConfig, Place(found))
    targets = [] if found else _targets(data, base, found)
    if found:
        raise ConfigError(*dict.fromkeys(map(describe, found)))
    return Config(tuple(targets))


def _targets(data: Mapping[str, Any], base: Path, found: list[Problem]) -> list[TargetSettings]:
    top = Place(found)
    if not data["targets"]:
        top["targets"].wrong("name at least one target")
    defaults = routes_by_key(data.get("defaults", {}), top["defaults"])
    addresses.unique((target["name"] for target in data["targets"]), top["targets"])
    targets = []
    for index, raw in enumerate(data["targets"]):
        merged = merge_target(defaults, routes_by_key(raw, top["targets"][index]))
        below: list[Problem] = []
        targets.append(resolve_target(_convert(merged), Place(below), base))
        origins = Origins(data, index)
        found.extend(Problem(origins.find(path), sentence) for path, sentence in below)
    return targets


def _convert(merged: Mapping[str, Any]) -> WrittenTarget:
    """Typed values; the shape of ``merged`` was examined before."""
    return msgspec.convert(merged, WrittenTarget, dec_hook=lambda _, text: Secret(text))
