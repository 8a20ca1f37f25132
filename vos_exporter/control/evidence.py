"""How well each call is known: nobody who wrote this has seen a real VOS take one."""

from collections.abc import Mapping

from vos_exporter.control.kinds import Kind

SEEN = "seen in public scripts of the vendor's services team (VOS 1.3.3.x, 2017 and 2018)"
READ_BACK = "seen likewise; one function reads an object, another a list with one"
INFERRED = "inferred from those scripts, which send whole objects and never a part"

CALLS: tuple[tuple[str, str, str], ...] = tuple(
    (call.format(path=kind.path), meaning.format(one=kind.one), evidence)
    for kind in Kind
    for call, meaning, evidence in (
        ("GET {path}", "every {one}, as a list", SEEN),
        ("GET {path}/ID", "one {one}", READ_BACK),
        ("PUT {path}/ID", "replaces the whole {one}", SEEN),
        ("POST {path}", "adds a {one}; its id may be ours, or empty for one of VOS'", SEEN),
    )
)
"""Call, what it does, how well it is known."""

BEHAVIOUR: Mapping[str, str] = {
    "a PUT takes the place of the whole object; keys that are left out are lost": INFERRED,
    "every answer to a call that worked is 200": "seen in scripts that check for nothing else",
    "there is no version of an object (ETag) to refuse a write that comes too late": "in no public script",
    "a change can be read 2 to 120 s later": "inferred from how long the scripts wait",
    "controlState ACTIVATED and OFF switch a service": "both values seen in scripts that set them",
    "passwords of end points are shown as asterisks": "seen; not what becomes of asterisks written back",
    "which role a client needs to write": "unknown",
    "what VOS answers when it refuses a change": "unknown",
}
"""What the tool relies on, and where it comes from."""
