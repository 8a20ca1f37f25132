"""The table of faults and alerts: what goes wrong, and exactly what somebody is told.

``docs/faults.md`` is made from it, and ``test_faults_end_to_end.py`` proves it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from vos_exporter.simulator import Simulator

SERVICES = 10
RF_INPUTS = 2
SHORT_LIST = 6
DEGRADED = ("profiles", "images", "uplink_status", "origin_tasks", "ingest_points", "nodes")


class System(Protocol):
    """One simulated VOS, what the exporter knows of it, and the exporter itself."""

    @property
    def simulator(self) -> Simulator:
        """The VOS that answers now."""

    def write_secret(self, secret: str) -> None:
        """Tell the exporter's secret file another secret."""

    def renew_certificate(self) -> None:
        """Answer with a certificate that is good for a year."""

    def faded(self, decibels: float) -> None:
        """Let all RF inputs have lost so much over the last five minutes."""

    def kill_exporter(self) -> None:
        """End the exporter's process without a word."""

    def start_exporter(self) -> None:
        """Start it again, as it was."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """How a fault begins and ends, and what that is for a person."""

    how: str
    begin: Callable[[System], None]
    end: Callable[[System], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """One row of the table.

    Attributes:
        name: of its target, so the ``instance`` of its alerts.
        title: what happens, for a person.
        trouble: how it is made.
        arrives: alert to how many of it reach their receivers.
        muted: alert to how many of it fire, but are explained by one that arrives.
        about: labels of every alert that arrives.
        scenario: what the target's VOS starts with.
        days: how long the certificate of the target is good for.
        own_exporter: it is scraped through an exporter of its own.
    """

    name: str
    title: str
    trouble: Trouble
    arrives: Mapping[str, int] = field(default_factory=dict)
    muted: Mapping[str, int] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)
    scenario: str = "healthy"
    days: float = 365
    own_exporter: bool = False

    @property
    def fires(self) -> dict[str, int]:
        """What Prometheus says, muted or not."""
        return {**self.arrives, **self.muted}


def plant(fault: str, subject: Any = 0, value: Any = None) -> Trouble:
    """A fault of the plant."""
    return Trouble(
        f"plant `{fault}`, object `{subject}`",
        lambda system: system.simulator.break_plant(fault, subject, value),
        lambda system: system.simulator.mend_plant(fault),
    )


def routes(kind: str, value: Any, *keys: str) -> Trouble:
    """A fault of routes."""

    def begin(system: System) -> None:
        for key in keys:
            system.simulator.fault(key, kind, value)

    named = ", ".join(f"`{key}`" for key in keys)
    return Trouble(f"{named}: `{kind}` {value}", begin, lambda system: system.simulator.clear_faults())


def several(fault: str, subjects: range) -> Trouble:
    """A fault of the plant that hits several objects."""

    def begin(system: System) -> None:
        for subject in subjects:
            system.simulator.break_plant(fault, subject)

    how = f"plant `{fault}`, objects `{subjects[0]}` to `{subjects[-1]}`"
    return Trouble(how, begin, lambda system: system.simulator.mend_plant(fault))


def nothing(system: System) -> None:
    """Leave it as it is."""


def _lose_the_secret(system: System) -> None:
    system.simulator.rotate_secret()
    system.simulator.revoke_tokens()


def _start_again(system: System) -> None:
    system.simulator.start()


WRONG_SECRET = Trouble(
    "the secret is rotated, all tokens are revoked; ends when the secret file has the new one",
    _lose_the_secret,
    lambda system: system.write_secret(system.simulator.client_secret),
)
API_DOWN = Trouble(
    "the server is stopped",
    lambda system: system.simulator.stop(),
    _start_again,
)
RF_FADE = Trouble(
    "plant `rf-fade`, object `*`, begun five minutes ago",
    lambda system: system.faded(6),
    lambda system: system.simulator.mend_plant("rf-fade"),
)
CLOCK_SKEW = Trouble(
    "the clock of VOS is 90 s ahead",
    lambda system: system.simulator.skew_clock(90),
    lambda system: system.simulator.skew_clock(0),
)
CERTIFICATE = Trouble(
    "the certificate is good for 10 more days; ends when it is renewed",
    nothing,
    lambda system: system.renew_certificate(),
)
EXPORTER_KILLED = Trouble(
    "SIGKILL; ends when it is started again",
    lambda system: system.kill_exporter(),
    lambda system: system.start_exporter(),
)

FAULTS: tuple[Fault, ...] = (
    Fault("healthy", "nothing at all", Trouble("a healthy plant", nothing, nothing)),
    Fault("renamed", "a service is renamed", plant("rename")),
    Fault(
        "no-rf",
        "a VOS without RF cards",
        Trouble("scenario `no-rf`", nothing, nothing),
        scenario="no-rf",
    ),
    Fault(
        "uplink-lost",
        "uplink lost",
        plant("uplink-lost"),
        arrives={"VOSCloudLinkLost": 1},
        about={"cloudlink_name": "cloudlink-01a"},
    ),
    Fault(
        "group-down",
        "group down",
        plant("group-lost"),
        arrives={"VOSCloudLinkGroupDown": 1},
        muted={"VOSCloudLinkLost": 2, "VOSCriticalNotificationsActive": 1},
        about={"cloudlink_group_name": "site-01"},
    ),
    Fault(
        "source-loss",
        "source loss",
        plant("source-loss"),
        arrives={"VOSSourceLoss": 1},
        about={"service_name": "news-01", "severity": "warning", "owner_team": "demo"},
    ),
    Fault(
        "slate",
        "slate on air",
        plant("slate"),
        arrives={"VOSServiceOnSlate": 1},
        about={"service_name": "news-01"},
    ),
    Fault(
        "service-off",
        "service switched off against expectation",
        plant("control-state", 1),
        arrives={"VOSServiceNotActive": 1},
        about={"service_name": "sport-01", "service_tier": "1"},
    ),
    Fault(
        "mass-off",
        "many services switched off against expectation",
        several("control-state", range(6)),
        arrives={"VOSServicesMassDown": 1},
        muted={"VOSServiceNotActive": 6},
    ),
    Fault(
        "node-hot",
        "node hot",
        plant("node-hot"),
        arrives={"VOSNodeCPUSaturated": 1},
        about={"node_name": "vos-worker-01"},
    ),
    Fault(
        "node-gone",
        "node gone",
        plant("node-gone"),
        arrives={"VOSNodeDisappeared": 1},
        about={"node_name": "vos-worker-01"},
    ),
    Fault(
        "ingest-stuck",
        "ingest point stuck",
        plant("ingest-stuck"),
        arrives={"VOSIngestPointDown": 1},
        muted={"VOSIngestPointStuckInitializing": 2},
        about={"service_name": "news-01", "package": "pkg-a"},
    ),
    Fault(
        "origin-half-down",
        "origin pair half down",
        plant("origin-down"),
        arrives={"VOSOriginTaskDown": 1},
        about={"origin_task_name": "live-ingest-origin-01a"},
    ),
    Fault(
        "rf-fade",
        "RF fade on all inputs",
        RF_FADE,
        arrives={"VOSRFCorrelatedFade": 1},
        muted={"VOSRFMarginLow": RF_INPUTS},
    ),
    Fault(
        "lock-lost",
        "RF lock lost",
        plant("lock-lost"),
        arrives={"VOSRFLockLost": 1},
        muted={"VOSCriticalNotificationsActive": 1},
        about={"rf_input_name": "RF 1"},
    ),
    Fault("storm", "notification storm", plant("storm", "*", 1_200), arrives={"VOSNotificationStorm": 1}),
    Fault(
        "route-down",
        "one route fails",
        routes("status", 503, "images"),
        arrives={"VOSAPIRouteFailing": 1},
        about={"route": "images"},
    ),
    Fault(
        "api-partly-down",
        "API partly down",
        routes("status", 503, *DEGRADED),
        arrives={"VOSAPIPartialOutage": 1},
        muted={"VOSAPIRouteFailing": len(DEGRADED)},
    ),
    Fault("api-down", "API down", API_DOWN, arrives={"VOSAPIDown": 1}),
    Fault(
        "wrong-secret",
        "wrong secret",
        WRONG_SECRET,
        arrives={"VOSAPIAuthFailing": 1},
        muted={"VOSAPIDown": 1},
    ),
    Fault("slow-api", "slow API", routes("delay", 6_000, "sources"), arrives={"VOSAPISlow": 1}),
    Fault("clock-skew", "clock skew", CLOCK_SKEW, arrives={"VOSClockSkew": 1}),
    Fault(
        "certificate",
        "certificate near its end",
        CERTIFICATE,
        arrives={"VOSAPICertificateExpiring": 1},
        days=10,
    ),
    Fault(
        "short-list",
        "a list is suddenly short",
        routes("short", SHORT_LIST, "services"),
        arrives={"VOSInventoryDropped": 1},
        muted={"VOSServiceDisappeared": SERVICES - SHORT_LIST},
        about={"route": "services"},
    ),
    Fault(
        "exporter-killed",
        "exporter killed",
        EXPORTER_KILLED,
        arrives={"VOSExporterDown": 1},
        own_exporter=True,
    ),
)
