"""The command ``assets``: what is shipped beside the exporter, listed, printed, written and compared."""

import argparse
import sys
from pathlib import Path

from vos_exporter.config import ConfigError
from vos_exporter.reference import asset_folder
from vos_exporter.reference.assets import FORMATS, Asset
from vos_exporter.shipped import AssetsMissingError


def list_assets(options: argparse.Namespace) -> int:
    """Print the path of each asset and what it is."""
    assets = _assets(options)
    width = max(len(str(asset.path)) for asset in assets)
    for asset in assets:
        sys.stdout.write(f"{asset.path!s:<{width}}  {asset.about}\n")
    return 0


def print_asset(options: argparse.Namespace) -> int:
    """Print one asset as it is."""
    for asset in _assets(options):
        if str(asset.path) == options.path:
            sys.stdout.buffer.write(asset.content)
            return 0
    raise ConfigError(f"there is no asset {options.path!r}; `vos-exporter assets list` names those there are")


def write_assets(options: argparse.Namespace) -> int:
    """Write all assets into a folder, or compare it with them."""
    folder, assets = Path(options.folder), _assets(options)
    if options.check:
        return _check(folder, assets)
    try:
        before = asset_folder.write(folder, assets, force=options.force)
    except asset_folder.ChangedFilesError as error:
        raise ConfigError(str(error)) from None
    written = len({*before.missing, *before.outdated, *before.changed})
    sys.stdout.write(f"{folder}: {len(assets)} files, {written} of them written now\n")
    for name in before.dropped:
        sys.stdout.write(f"no longer shipped, and left where it is: {folder / name}\n")
    return 0


def _check(folder: Path, assets: list[Asset]) -> int:
    found = asset_folder.compare(folder, assets)
    kinds = {
        "missing": found.missing,
        "of another version": found.outdated,
        "changed by hand": found.changed,
        "no longer shipped": found.dropped,
    }
    for kind, names in kinds.items():
        for name in names:
            sys.stdout.write(f"{kind}: {folder / name}\n")
    if found.same:
        sys.stdout.write(f"{folder}: {len(assets)} files, all as this version ships them\n")
    return 0 if found.same else 1


def _assets(options: argparse.Namespace) -> list[Asset]:
    try:
        return FORMATS[options.format](options.runbook_base)
    except AssetsMissingError as error:
        raise ConfigError(str(error)) from None


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands below ``assets``."""
    listing = commands.add_parser("list", help="name them", allow_abbrev=False)
    listing.set_defaults(run=list_assets)
    printing = commands.add_parser("print", help="print one", allow_abbrev=False)
    printing.set_defaults(run=print_asset)
    printing.add_argument("path", metavar="PATH", help="as `assets list` names it")
    writing = commands.add_parser("write", help="write all into a folder", allow_abbrev=False)
    writing.set_defaults(run=write_assets)
    writing.add_argument("folder", metavar="DIR", help="where to; other files in it are left alone")
    writing.add_argument("--force", action="store_true", help="overwrite files that somebody changed")
    writing.add_argument(
        "--check",
        action="store_true",
        help="write nothing; say what differs, exit 1 if anything",
    )
    for command in (listing, printing, writing):
        command.add_argument(
            "--format", choices=list(FORMATS), default="files",
            help="as they are in the repository (files), or for Kubernetes (%(default)s)",
        )  # fmt: skip
        command.add_argument(
            "--runbook-base", default="", metavar="URL",
            help="what the runbook links of the alerts begin with, such as http://EXPORTER:10867/runbooks",
        )  # fmt: skip
