"""Systems that differ as releases of VOS would: where routes are, how bodies are spelled, what is said."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one system differs from the plain one.

    Attributes:
        about: what is different, in words.
        spelling: how assumed bodies are spelled.
        alias: which of the alias keys; ``None``: the spelling's own.
        vague: nothing says the unit of a number that could have several.
        paths: route key to another path than the route table's.
        telling: what says where the routes are.
    """

    about: str
    spelling: str = "a"
    alias: int | None = None
    vague: bool = False
    paths: Mapping[str, str] = field(default_factory=dict)
    telling: str = "nothing"


MOVED: Mapping[str, str] = {
    "nodes": "/vos-api/metal/v7/hosts",
    "pods": "/vos-api/metal/v7/workloads",
    "origin_engine": "/vos-api/metal/v7/originEngines",
    "notification_types": "/vos-api/metal/v7/alarmTypes",
}
"""Every route whose path nobody has published, and that is asked by default, somewhere else."""

DIALECTS: Mapping[int, Dialect] = {
    1: Dialect("as the exporter assumes it"),
    2: Dialect("objects keyed by id, other keys", spelling="b"),
    3: Dialect("one list in an object, again other keys", spelling="c"),
    4: Dialect("no number says its unit", vague=True),
    5: Dialect("pages elsewhere, named by the script of the web page", paths=MOVED, telling="script"),
    6: Dialect(
        "pages elsewhere, named by a description; other keys, no units",
        spelling="c", vague=True, paths=MOVED, telling="description",
    ),
}  # fmt: skip
"""By the number that ``simulate --dialect`` takes."""
