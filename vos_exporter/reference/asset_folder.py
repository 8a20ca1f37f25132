"""A folder that holds our assets: written, brought up to date, compared; never over somebody's changes."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vos_exporter.reference.assets import Asset

MANIFEST = "SHA256SUMS"
"""Digests of what was written, as ``sha256sum --check`` reads them."""


class ChangedFilesError(Exception):
    """Files that somebody changed are in the way; the message names them."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a folder differs from the assets; paths relative to it.

    Attributes:
        missing: not there.
        outdated: as an earlier version wrote them.
        changed: neither as we write them now nor as we wrote them then.
        dropped: written by an earlier version, and no longer shipped.
    """

    missing: Sequence[str]
    outdated: Sequence[str]
    changed: Sequence[str]
    dropped: Sequence[str]

    @property
    def same(self) -> bool:
        """Nothing differs."""
        return not (self.missing or self.outdated or self.changed or self.dropped)


def compare(folder: Path, assets: Sequence[Asset]) -> Comparison:
    """How ``folder`` differs from ``assets``.

    Raises:
        OSError: a file is there and cannot be read.
    """
    written = _manifest(folder)
    missing: list[str] = []
    outdated: list[str] = []
    changed: list[str] = []
    for asset in assets:
        name = str(asset.path)
        there = folder / name
        if not there.exists():
            missing.append(name)
        elif (content := there.read_bytes()) != asset.content:
            (outdated if written.get(name) == _digest(content) else changed).append(name)
    shipped = {str(asset.path) for asset in assets}
    dropped = [name for name in written if name not in shipped and (folder / name).exists()]
    return Comparison(missing, outdated, changed, dropped)


def write(folder: Path, assets: Sequence[Asset], *, force: bool = False) -> Comparison:
    """Make ``folder`` hold ``assets`` and the manifest; what it differed in before.

    Args:
        folder: made if it is not there.
        assets: what it shall hold; other files in it are left alone.
        force: overwrite files that somebody changed.

    Raises:
        ChangedFilesError: there are such files and no ``force``; nothing was written then.
        OSError: a file cannot be read or written.
    """
    before = compare(folder, assets)
    if before.changed and not force:
        raise ChangedFilesError(
            f"these files in {folder} were changed since they were written, and nothing was overwritten: "
            f"{', '.join(before.changed)}; move them away, or say --force"
        )
    differing = {*before.missing, *before.outdated, *before.changed}
    for asset in assets:
        if str(asset.path) in differing:
            there = folder / asset.path
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_bytes(asset.content)
    folder.mkdir(parents=True, exist_ok=True)
    lines = (f"{_digest(asset.content)}  {asset.path}\n" for asset in assets)
    (folder / MANIFEST).write_text("".join(lines), encoding="utf-8")
    return before


def _manifest(folder: Path) -> Mapping[str, str]:
    """Path to digest of what was written here before; empty if nothing was."""
    try:
        lines = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    pairs = (line.partition("  ") for line in lines)
    return {name: digest for digest, _, name in pairs if name}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
