"""Where the files are that are shipped beside the code: rules, dashboards, manifests, runbooks."""

from pathlib import Path

PACKAGE = Path(__file__).parent
BUILT_IN = PACKAGE / "assets"

RULES = "deploy/prometheus/rules"
RUNBOOKS = "docs/runbooks.md"


class AssetsMissingError(Exception):
    """This installation does not have the files; the message says what to do."""


def root() -> Path:
    """Where the files are: inside the package, or the checkout around it.

    Raises:
        AssetsMissingError: in neither.
    """
    for candidate in (BUILT_IN, PACKAGE.parent):
        if (candidate / RULES).is_dir():
            return candidate
    raise AssetsMissingError(
        "this installation has no assets: neither the package nor a checkout around it holds deploy/; "
        "install the wheel"
    )


def runbooks() -> str:
    """The runbooks, in Markdown.

    Raises:
        AssetsMissingError: this installation has none.
    """
    try:
        return (root() / RUNBOOKS).read_text(encoding="utf-8")
    except OSError as error:
        raise AssetsMissingError(f"the runbooks cannot be read: {error.strerror}") from error
