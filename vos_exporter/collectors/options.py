"""What an operator can tell the collectors: frozen, checked values that the configuration file embeds."""

import enum
from typing import Any

import msgspec

from vos_exporter.vos.units import Unit


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The base of all option tables: an unknown key is an error."""


class Expectation(enum.StrEnum):
    """Whether a service is supposed to be on air."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    WINDOW = "window"


class Day(enum.StrEnum):
    """Days of a window, in the order of ``datetime.weekday``."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


class Window(Options, frozen=True, rename={"start": "from", "end": "to"}):
    """When an occasional service is supposed to be on air; ``end`` before ``start`` runs past midnight."""

    start: str
    end: str
    days: tuple[Day, ...] = tuple(Day)
    time_zone: str = "UTC"


class ServiceMatch(Options, frozen=True):
    """Which services a rule is about: a glob on the name, or a label of one of its sources, or both."""

    name: str | None = None
    label: str | None = None


class ServiceRule(Options, frozen=True):
    """Expectation and ownership of some services; the first rule that matches decides."""

    match: ServiceMatch
    expected: Expectation | None = None
    window: Window | None = None
    owner_team: str = ""
    tier: str | int = ""


class Verdict(enum.StrEnum):
    """What a raw state means."""

    UP = "up"
    DOWN = "down"


class ClassPattern(Options, frozen=True):
    """A notification whose title matches ``title`` (a regular expression) is of class ``name``."""

    name: str = msgspec.field(name="class")
    title: str


class NotificationOptions(Options, frozen=True):
    """How notifications are read.

    Attributes:
        severities: raw severity, lower-cased, to one of ours; on top of the map that ships.
        classes: patterns tried before those that ship.
        log: write each new, changed and resolved notification once as a JSON line.
        log_file: where to; standard output when empty.
    """

    severities: dict[str, str] = {}
    classes: tuple[ClassPattern, ...] = ()
    log: bool = False
    log_file: str = ""


class ScteOptions(Options, frozen=True):
    """How SCTE logs are read.

    Attributes:
        expected_interval: service name glob to the seconds between two of its events, at most.
        log: write each new row once as a JSON line.
        log_file: where to; standard output when empty.
    """

    expected_interval: dict[str, float] = {}
    log: bool = False
    log_file: str = ""


class CloudlinkOptions(Options, frozen=True):
    """What only the operator knows of cloud links.

    Attributes:
        capacity: name glob or id to rated bytes per second.
    """

    capacity: dict[str, float] = {}


class SourceOptions(Options, frozen=True):
    """``addresses`` adds ``vos_source_input_address_info``, a series per input."""

    addresses: bool = False


class DestinationOptions(Options, frozen=True):
    """What may be told of destinations.

    Attributes:
        delivery_types: adds ``vos_destination_delivery_info``, up to eight series per destination.
        addresses: adds ``vos_destination_output_address_info``, a series per output and delivery type.
    """

    delivery_types: bool = False
    addresses: bool = False


class FieldOverride(Options, frozen=True):
    """What the operator knows better about one concept of a route.

    Attributes:
        aliases: the keys to look under, best first, before ours.
        unit: what its numbers are given in, unless their text says it; with ``aliases``, those under these
        keys. scale: what its numbers are multiplied by, before the unit is applied.
    """

    aliases: tuple[str, ...] | None = None
    unit: Unit | None = None
    scale: float | None = None


class CollectorOptions(Options, frozen=True):
    """Everything the collectors and relations of one target may read.

    Attributes:
        states: state field to raw value to verdict; on top of the maps that ship.
        services: rules of expectation and ownership.
    """

    states: dict[str, dict[str, Verdict]] = {}
    services: tuple[ServiceRule, ...] = ()
    notifications: NotificationOptions = NotificationOptions()
    scte_logs: ScteOptions = ScteOptions()
    cloudlinks: CloudlinkOptions = CloudlinkOptions()
    sources: SourceOptions = SourceOptions()
    destinations: DestinationOptions = DestinationOptions()


Event = dict[str, Any]
"""One line of a log stream: JSON values only."""
