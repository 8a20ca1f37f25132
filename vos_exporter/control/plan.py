"""A plan: what is to be written, on top of which state. As a file it is also what takes a plan back."""

import os
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from vos_exporter.control.errors import ControlError
from vos_exporter.control.kinds import Kind

FORMAT = 1


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One object.

    Attributes:
        kind: what it is.
        id: its id; of a new object the one it will be sent with.
        name: its name, for people.
        wanted: the named keys and what they shall be; of a new object all of it.
        seen: digest of the object as the plan was made; empty for a new one.
        keys: digests of its keys, so that what changed since can be named.
        before: what the named keys were, without secrets; of a new object the one it takes after.
        names: what the objects are called whose ids stand in it.
        like: name of the object a new one takes after.
        notes: what to know before.
    """

    kind: Kind
    id: str
    name: str
    wanted: dict[str, Any]
    seen: str = ""
    keys: dict[str, str] = {}
    before: dict[str, Any] = {}
    names: dict[str, str] = {}
    like: str = ""
    notes: tuple[str, ...] = ()

    @property
    def adds(self) -> bool:
        """Whether the object is new."""
        return not self.seen


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Steps in the order in which they are done.

    Attributes:
        vosctl_plan: version of this form.
        target: name of the system.
        url: where it is.
        made_at: when, ISO 8601 in UTC.
        made_by: who.
        steps: what is to be done.
    """

    vosctl_plan: int
    target: str
    url: str
    made_at: str
    made_by: str
    steps: tuple[Step, ...]


def read_plan(path: str) -> Plan:
    """The plan in the file at ``path``.

    Raises:
        ControlError: it cannot be read, or is no plan of this version.
    """
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise ControlError(f"{path}: it cannot be read: {error.strerror}") from None
    try:
        plan = msgspec.json.decode(content, type=Plan)
    except msgspec.DecodeError as error:
        place = str(error).rpartition(" - at ")[2].strip("`") if " - at " in str(error) else "the file"
        raise ControlError(
            f"{path}: {place}: this is not a plan; make one of a file of objects with"
            f" `vosctl plan {path} -o PLAN`"
        ) from None
    if plan.vosctl_plan != FORMAT:
        raise ControlError(f"{path}: a plan of form {plan.vosctl_plan}; this vosctl reads form {FORMAT}")
    return plan


def write_plan(plan: Plan, path: Path) -> None:
    """Put ``plan`` into the file at ``path``, whole or not at all, readable for its owner only.

    Raises:
        ControlError: it cannot be written.
    """
    text = msgspec.json.format(msgspec.json.encode(plan), indent=2) + b"\n"
    try:
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, path)
        except BaseException:
            os.unlink(draft)
            raise
        _sync_folder(path.parent)
    except OSError as error:
        raise ControlError(f"{path}: it cannot be written: {error.strerror}") from None


def _sync_folder(folder: Path) -> None:
    """Make sure that the name of a new file survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
