# ruff: noqa: E501 - a case stays on one line
"""Neighbours that look like what we know and are not: a threshold is no level, what is free is not used, BACKUP is not UP."""

from typing import Any

from tests.system.tongues.cases.case import Case

NODE, INPUT, TASK, LINK = {"name": "n1"}, {"id": "rf-1"}, {"originTaskId": "t1"}, {"id": "l1"}

NEIGHBOURS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("nodes", NODE, {"cpuIdlePercent": 62.5}),
    ("nodes", NODE, {"cpuIdle": "62.5 %"}),
    ("nodes", NODE, {"idleCpuPercent": 62.5}),
    ("nodes", NODE, {"cpuStealPercent": 1.5}),
    ("nodes", NODE, {"cpuWaitPercent": 1.5}),
    ("nodes", NODE, {"cpuThresholdPercent": 90}),
    ("nodes", NODE, {"cpuMaxPercent": 99}),
    ("nodes", NODE, {"maxCpuPercent": 99}),
    ("nodes", NODE, {"cpuLimitCores": 8}),
    ("nodes", NODE, {"cpuRequestsCores": 2}),
    ("nodes", NODE, {"cpuRequest": "500m"}),
    ("nodes", NODE, {"cpuLimit": "2 cores"}),
    ("nodes", NODE, {"cpuCount": 8}),
    ("nodes", NODE, {"numCpus": 8}),
    ("nodes", NODE, {"cpuTemperature": 55}),
    ("nodes", NODE, {"cpuTemperatureCelsius": 55}),
    ("nodes", NODE, {"cpuAlarm": 1}),
    ("nodes", NODE, {"cpuModel": "4216"}),
    ("nodes", NODE, {"cpuAvailableCores": 12}),
    ("nodes", NODE, {"cpu": {"limit": "8 cores"}}),
    ("nodes", NODE, {"cpu": {"idle": "62.5 %"}}),
    ("nodes", NODE, {"capacity": {"cpu": "64", "memory": "256Gi"}}),
    ("nodes", NODE, {"allocatable": {"cpu": "63", "memory": "250Gi"}}),
    ("nodes", NODE, {"limits": {"cpu": "8", "memory": "16Gi"}}),
    ("nodes", NODE, {"requests": {"cpu": "500m", "memory": "1Gi"}}),
    ("nodes", NODE, {"memoryFreeBytes": 8589934592}),
    ("nodes", NODE, {"freeMemoryBytes": 8589934592}),
    ("nodes", NODE, {"memoryFreePercent": 62.5}),
    ("nodes", NODE, {"freeMemoryInMB": 8192}),
    ("nodes", NODE, {"memoryAvailableBytes": 8589934592}),
    ("nodes", NODE, {"availableMemoryMiB": 8192}),
    ("nodes", NODE, {"memoryLimitBytes": 8589934592}),
    ("nodes", NODE, {"memoryRequestBytes": 8589934592}),
    ("nodes", NODE, {"memoryLimit": "16Gi"}),
    ("nodes", NODE, {"memoryCachedBytes": 8589934592}),
    ("nodes", NODE, {"memorySwapBytes": 8589934592}),
    ("nodes", NODE, {"swapMemoryPercent": 5}),
    ("nodes", NODE, {"memory": {"free": "8 GiB"}}),
    ("nodes", NODE, {"memory": {"total": "8 GiB"}}),
    ("nodes", NODE, {"memory": {"limit": "8 GiB"}}),
    ("nodes", NODE, {"memoryThresholdPercent": 90}),
    ("rf_statistics", INPUT, {"levelThresholdDbm": -70}),
    ("rf_statistics", INPUT, {"minLevelDbm": -70}),
    ("rf_statistics", INPUT, {"levelMinDbm": -70}),
    ("rf_statistics", INPUT, {"maxLevelDbm": -20}),
    ("rf_statistics", INPUT, {"targetLevel": "-40 dBm"}),
    ("rf_statistics", INPUT, {"previousLevelDbm": -50}),
    ("rf_statistics", INPUT, {"levelOffsetDb": 3}),
    ("rf_statistics", INPUT, {"levelVariance": 3}),
    ("rf_statistics", INPUT, {"merThreshold": 8}),
    ("rf_statistics", INPUT, {"merThresholdDb": 8}),
    ("rf_statistics", INPUT, {"minMer": 8}),
    ("rf_statistics", INPUT, {"cnThreshold": 8}),
    ("rf_statistics", INPUT, {"requiredCn": 8}),
    ("rf_statistics", INPUT, {"cnRequired": 8}),
    ("rf_statistics", INPUT, {"berThreshold": 1e-4}),
    ("rf_statistics", INPUT, {"maxBer": 1e-4}),
    ("rf_statistics", INPUT, {"postFecBerThreshold": 1e-4}),
    ("rf_statistics", INPUT, {"perThreshold": 0.01}),
    ("rf_statistics", INPUT, {"lockTimeout": 30}),
    ("rf_statistics", INPUT, {"lockTime": 1_700_000_000}),
    ("rf_statistics", INPUT, {"lockCount": 1}),
    ("rf_statistics", INPUT, {"lostLockCount": 1}),
    ("rf_statistics", INPUT, {"lockLostTime": 0}),
    ("rf_settings", INPUT, {"frequencyOffsetKHz": 12}),
    ("rf_settings", INPUT, {"frequencyStepMHz": 1}),
    ("rf_settings", INPUT, {"frequencyToleranceKHz": 500}),
    ("rf_settings", INPUT, {"minFrequencyMHz": 10700}),
    ("rf_settings", INPUT, {"frequencyMaxMHz": 12750}),
    ("rf_settings", INPUT, {"symbolRateToleranceKsps": 10}),
    ("rf_settings", INPUT, {"maxSymbolRateMsps": 45}),
    ("rf_settings", INPUT, {"lnbVoltageMax": 19}),
    ("rf_settings", INPUT, {"lnbCurrent": "180 mA"}),
    ("origin_tasks", TASK, {"totalStorageInMB": 20480}),
    ("origin_tasks", TASK, {"freeStorageInMB": 20480}),
    ("origin_tasks", TASK, {"availableStorageInMB": 20480}),
    ("origin_tasks", TASK, {"storageLimitInMB": 20480}),
    ("origin_tasks", TASK, {"previousState": "FAILED"}),
    ("origin_tasks", TASK, {"desiredState": "RUNNING"}),
    ("origin_tasks", TASK, {"stateReason": "FAILED"}),
    ("origin_tasks", TASK, {"stateChangedAt": 1_699_999_000_000}),
    ("uplink_status", LINK, {"previousState": "LOST"}),
    ("uplink_status", LINK, {"lastUplinkState": "LOST"}),
    ("uplink_status", LINK, {"desiredUplinkState": "CONNECTED"}),
    ("uplink_status", LINK, {"uplinkStateReason": "LOST"}),
    ("services", {"id": "s1", "name": "one"}, {"previousControlState": "OFF"}),
    ("services", {"id": "s1", "name": "one"}, {"desiredControlState": "ACTIVATED"}),
    ("networks", {"id": "n1"}, {"linkSpeed": 1000}),
    ("networks", {"id": "n1"}, {"uplink": 1}),
    ("networks", {"id": "n1"}, {"uptime": 1}),
    ("networks", {"id": "n1"}, {"linkUpCount": 1}),
    ("networks", {"id": "n1"}, {"adminState": "down"}),
]
OUTPUTS: list[dict[str, Any]] = [
    {"maxBitrateKbps": 8000}, {"bitrateMaxKbps": 8000}, {"configuredBitrateKbps": 8000}, {"bitrateLimitKbps": 8000},
    {"droppedBitrateKbps": 8}, {"bitrateThreshold": "8 Mbps"}, {"targetBitrate": "8 Mbps"}, {"minBitrateKbps": 1},
    {"audioBitrateKbps": 128}, {"bitrateChange": "8 %"}, {"frameRate": "25 fps"}, {"sampleRate": "48 kHz"},
]  # fmt: skip

GOOD, BAD, OPEN = 1.0, 0.0, None
WORDS: list[tuple[str, float | None]] = [
    ("BACKUP", OPEN), ("STARTUP", OPEN), ("SETUP", OPEN), ("UPGRADING", OPEN), ("UPDATE", OPEN), ("UPLOADING", OPEN),
    ("TOKEN", OPEN), ("BROKEN", BAD), ("BROKER", OPEN), ("OFFSET", OPEN), ("STANDBY", OPEN), ("SHUTDOWN", BAD),
    ("COUNTDOWN", OPEN), ("DOWNLOADING", OPEN), ("CONNECTING", OPEN), ("RECONNECTING", OPEN), ("LOCKING", OPEN),
    ("ACTIVATING", OPEN), ("DEACTIVATING", OPEN), ("STARTING", OPEN), ("STOPPING", OPEN), ("PENDING", OPEN),
    ("UNKNOWN", OPEN), ("UNDEFINED", OPEN), ("N/A", OPEN), ("NONE", OPEN), ("DEGRADED", OPEN), ("PARTIAL", OPEN),
    ("OK_WITH_ERRORS", OPEN), ("RUNNING_WITH_ERRORS", OPEN), ("UP_DEGRADED", OPEN), ("CONNECTED_DEGRADED", OPEN),
    ("NOT_LOST", GOOD), ("NOT_FAILED", GOOD), ("NO_ERROR", GOOD), ("NO_ERRORS", GOOD), ("NO_FAULT", GOOD),
    ("ERROR_FREE", GOOD), ("NOT_DOWN", GOOD), ("NOT_OK", BAD), ("NOK", BAD), ("NOT OK", BAD), ("NOT_UP", BAD),
    ("NOT_ACTIVE", BAD), ("NOT_RUNNING", BAD), ("NOT_CONNECTED", BAD), ("NO_CONNECTION", BAD), ("UNCONNECTED", BAD),
    ("NOT_READY", BAD), ("UNREADY", BAD), ("UNAVAILABLE", BAD), ("UNHEALTHY", BAD), ("DEAD", BAD), ("CRASHED", BAD),
    ("NOT_INACTIVE", GOOD), ("NOT_DISCONNECTED", GOOD), ("LOST_AND_FOUND", OPEN), ("LOSTCONTACT", BAD),
    ("RECOVERED_FROM_FAILED", GOOD), ("WAS_LOST", OPEN), ("NEVER_CONNECTED", BAD), ("PREVIOUSLY_CONNECTED", BAD),
    ("ONHOLD", OPEN), ("ON_HOLD", OPEN), ("OFF_LINE", BAD), ("ON_LINE", GOOD), ("INOPERABLE", BAD), ("FAULTY", BAD),
    ("ACTIVE_STANDBY", OPEN), ("INITIALIZED", GOOD), ("OPERATIONAL", GOOD), ("NONOPERATIONAL", BAD), ("DISABLED", BAD),
    ("OKAY", GOOD), ("LOOKUP", OPEN), ("LOCKUP", BAD), ("CLEANUP", OPEN), ("MARKUP", OPEN), ("WARMUP", OPEN),
    ("RUNNINGLOW", OPEN), ("NOTRUNNING", BAD), ("NOTCONNECTED", BAD), ("NotReady", BAD), ("notOk", BAD), ("isUp", GOOD),
    ("active=false", BAD), ("connected: no", BAD), ("up? no", BAD), ("0", OPEN), ("1", OPEN), ("-1", OPEN), ("-", OPEN),
]  # fmt: skip
"""A word, and the only verdict that would be true; open means that none would."""

FLAGS = {"0": BAD, "1": GOOD, "NONE": BAD}
"""What these mean where a field is a yes or no."""

PLACES: tuple[tuple[str, dict[str, Any], str, str], ...] = (
    ("uplink_status", {"id": "l1"}, "uplinkState", "vos_cloudlink_up l1"),
    ("origin_tasks", {"originTaskId": "t1"}, "state", "vos_origin_task_up t1"),
    ("services", {"id": "s1"}, "controlState", "vos_service_active s1"),
    ("networks", {"id": "n1"}, "linkState", "vos_network_up n1"),
    ("rf_statistics", {"id": "rf-1"}, "lockStatus", "vos_rf_locked rf-1"),
)


def _neighbours() -> list[Case]:
    cases = [
        Case(
            f"a neighbour: {told}",
            route,
            [{**row, **told}],
            hints=(path_of(told),),
            loose=True,
            or_failed=True,
        )
        for route, row, told in NEIGHBOURS
    ]
    return cases + [
        Case(f"a neighbour of a rate: {told}", "uplink_status",
             [{"id": "l1", "uplinkState": "OK", "uplinkStatistic": {"uplinkOutputStatisticList": [{"id": "o1", **told}]}}],
             {"vos_cloudlink_up l1": 1}, hints=(path_of(told),), loose=True)
        for told in OUTPUTS
    ]  # fmt: skip


def path_of(told: dict[str, Any]) -> str:
    """The path of the first leaf."""
    key, value = next(iter(told.items()))
    return f"{key}.{path_of(value)}" if isinstance(value, dict) else key


def _words() -> list[Case]:
    """No verdict is always an answer; where there is one, it has to be true."""
    cases = []
    for route, row, key, series in PLACES:
        flag = route in ("networks", "rf_statistics")
        for word, said in WORDS:
            verdict = FLAGS.get(word, said) if flag else said
            may = {} if verdict is None else {series: verdict}
            cases.append(Case(f"{key} is {word!r}", route, [{**row, key: word}], may=may, loose=True))
    return cases


CASES = [*_neighbours(), *_words()]
