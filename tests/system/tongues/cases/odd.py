# ruff: noqa: E501 - a case stays on one line
"""One odd row costs that row, one odd field that field."""

import json

from tests.system.tongues.cases.case import Case
from tests.system.tongues.cases.known import A

ONE = {"vos_node_cpu_usage_ratio a": 0.1}

ROWS = [
    Case("a row that is a number", "nodes", [A, 5], ONE, ("[]",), loose=True),
    Case("a row that is null", "nodes", [A, None], ONE, ("[]",), loose=True),
    Case("a row that is a text", "nodes", [A, "x"], ONE, ("[]",), loose=True),
    Case("a row that is a list", "nodes", [A, []], ONE, ("[]",), loose=True),
    Case("a row without an identity", "nodes", [A, {"cpuPercent": 5}], ONE, ("[]",), loose=True),
    Case("a row whose identity is null", "nodes", [A, {"name": None, "cpuPercent": 5}], ONE, ("[].name",),
         loose=True),
    Case("a row whose identity is an object", "nodes", [A, {"name": {}, "cpuPercent": 5}], ONE, ("[].name",),
         loose=True),
    Case("a row told twice: the first stays whole", "nodes", [A, {"name": "a", "cpuPercent": 99}], ONE,
         ("[]",), loose=True),
    Case("a service told twice", "services",
         [{"id": "s1", "controlState": "OFF"}, {"id": "s1", "controlState": "ACTIVATED"}],
         {"vos_service_active s1": 0}, ("[]",), loose=True),
    Case("a service that is a text", "services", [{"id": "s1", "controlState": "OFF"}, "x"],
         {"vos_service_active s1": 0}, ("[]",), loose=True),
    Case("ids that are numbers", "services", [{"id": 7, "controlState": "OFF"}], {"vos_service_active 7": 0}),
]  # fmt: skip


SERVICE = {"id": "s1", "name": "one", "controlState": "ACTIVATED"}
ON = {"vos_service_active s1": 1.0}
SOURCED = {**SERVICE, "serviceSources": [{"sourceId": "x", "rank": 1}]}

FIELDS = [
    *(Case(f"an odd field of a service: {json.dumps(odd)}", "services", [{**SERVICE, **odd}], ON, hints, loose)
      for odd, hints, loose in (
          ({"addons": []}, (), True), ({"addons": "none"}, ("addons",), False), ({"addons": 5}, ("addons",), False),
          ({"serviceSources": "x"}, ("serviceSources",), False), ({"serviceSources": {}}, (), True),
          ({"serviceSources": [5]}, ("serviceSources[]",), True), ({"name": {}}, ("name",), False),
          ({"name": ["one"]}, ("name",), False), ({"programNum": {}}, ("programNum",), False),
          ({"profileId": []}, ("profileId",), False), ({"destinationsId": "d1"}, (), True),
          ({"destinationsId": {"a": 1}}, ("destinationsId",), False),
      )),
    Case("an odd source keeps the others", "services",
         [{**SERVICE, "serviceSources": [{"sourceId": "x", "rank": 1}, 7, {"sourceId": {}}]}],
         {**ON, "vos_service_sources s1": 1, "vos_service_source_info 1 s1 x": 1}, ("serviceSources[]",),
         loose=True),
    Case("an odd field costs no other row", "services", [SOURCED, {"id": "s2", "serviceSources": 5}],
         {**ON, "vos_service_sources s1": 1}, ("serviceSources",)),
    Case("inputs of a source that are a text", "sources", [{"id": "x", "name": "x", "inputs": "none"}], {},
         ("inputs",)),
    Case("an odd input keeps the source", "sources",
         [{"id": "x", "name": "x", "enableMonitoring": True, "inputs": [5, {"id": "i1", "rank": 1, "type": "IP"}]}],
         {"vos_source_monitoring_enabled x": 1, "vos_source_inputs x": 1,
          "vos_source_signal_loss_slate_configured x": 0}, ("inputs[]",), loose=True),
    Case("monitoring that is a word", "sources", [{"id": "x", "name": "x", "enableMonitoring": "true"}],
         {"vos_source_monitoring_enabled x": 1}),
    Case("monitoring that is nonsense", "sources", [{"id": "x", "name": "x", "enableMonitoring": "blue"}], {},
         ("enableMonitoring",)),
    Case("an odd output keeps the destination", "destinations", [{"id": "d", "name": "d", "outputs": [5]}],
         {"vos_destination_outputs d": 0}, ("outputs[]",), loose=True),
    Case("a destination whose outputs are a number", "destinations", [{"id": "d", "name": "d", "outputs": 5}], {},
         ("outputs",)),
    Case("storage in MB by its key", "origin_tasks", [{"originTaskId": "t", "usedStorageInMB": 20480}],
         {"vos_origin_task_used_storage_bytes t": 2.048e10}),
    Case("storage that is an object", "origin_tasks", [{"originTaskId": "t", "usedStorageInMB": {}}], {},
         ("usedStorageInMB",)),
    Case("storage below nothing", "origin_tasks", [{"originTaskId": "t", "usedStorageInMB": -999}], {},
         ("usedStorageInMB",)),
    Case("storage in GB by its key", "origin_tasks", [{"originTaskId": "t", "usedStorageInGB": 20}],
         {"vos_origin_task_used_storage_bytes t": 2e10}),
    Case("storage without a unit", "origin_tasks", [{"originTaskId": "t", "usedStorage": 20480}], {},
         ("usedStorage",)),
    Case("storage as text with its unit", "origin_tasks", [{"originTaskId": "t", "usedStorage": "20 GiB"}],
         {"vos_origin_task_used_storage_bytes t": 20 * 2**30}),
    Case("ingest points below nothing", "origin_tasks", [{"originTaskId": "t", "numAssociatedIngestPoints": -1}],
         {}, ("numAssociatedIngestPoints",)),
    Case("ingest points", "origin_tasks", [{"originTaskId": "t", "numAssociatedIngestPoints": "12"}],
         {"vos_origin_task_ingest_points t": 12}),
    Case("statistics that are a list", "uplink_status", [{"id": "l1", "uplinkState": "OK", "uplinkStatistic": []}],
         {"vos_cloudlink_up l1": 1}, loose=True),
    Case("statistics that are a text", "uplink_status", [{"id": "l1", "uplinkState": "OK",
                                                          "uplinkStatistic": "none"}],
         {"vos_cloudlink_up l1": 1}, ("uplinkStatistic",)),
    Case("members of a group that are a text", "uplink_groups", [{"id": "g", "name": "g", "uplinkIds": 5}], {},
         ("uplinkIds",)),
    Case("fields of a public route named by the operator", "services", [{"id": "s1", "adminState": "ACTIVATED"}],
         ON, options={"fields": {"control_state": {"aliases": ["adminState"]}}}),
    Case("services in snake case", "services",
         [{"id": "s1", "control_state": "OFF", "service_sources": [{"source_id": "x", "rank": 1}]}],
         {"vos_service_active s1": 0, "vos_service_sources s1": 1}),
    Case("services in Pascal case", "services", [{"Id": "s1", "Name": "one", "ControlState": "OFF"}],
         {"vos_service_active s1": 0}),
    Case("states in kebab case", "uplink_status", [{"id": "l1", "uplink-state": "LOST"}], {"vos_cloudlink_up l1": 0}),
    Case("a state under a shorter key", "uplink_status", [{"id": "l1", "state": "LOST"}], {"vos_cloudlink_up l1": 0}),
    Case("a link's rank and version", "uplinks",
         [{"id": "l1", "name": "one", "ipAddress": "192.0.2.1", "rank": 1, "bundleVersion": "2.5"}],
         {"vos_cloudlink_info 1 192.0.2.1 2.5 l1 one": 1}),
]  # fmt: skip


CASES = [*ROWS, *FIELDS]
