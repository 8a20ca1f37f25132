# ruff: noqa: E501 - a case stays on one line
"""Whole objects as the vendor's public scripts show them (``docs/vos-api.md``): understood without a single hint."""

from typing import Any

from tests.system.tongues.cases.case import Case

SERVICE: dict[str, Any] = {
    "id": "742fb875-19e0-4ce2-ad9f-7035af8f4fc3", "name": "demo-channel-01", "programNum": 1,
    "serviceSources": [
        {"sourceId": "5daadef9-5b0e-4844-9ae8-a87107b42225", "rank": 1},
        {"sourceId": "6ae27071-b5d4-47c0-9f0c-cb6d5f05fa4e", "rank": 2},
    ],
    "profileId": "5b676a06-bf28-412c-bd27-0c7d3fe1a0ea", "embeddedProfiles": None,
    "destinationId": "3bf3e66d-da80-4394-868d-470bb0444990",
    "destinationsId": ["3bf3e66d-da80-4394-868d-470bb0444990", "b4a94748-d873-4b95-8bf6-5c48aba601b9"],
    "timeShiftWindow": None,
    "addons": {
        "logoAddon": None, "graphicsAddon": None, "videoInsertionAddon": None, "trafficAddon": None, "casAddon": None,
        "drmAddon": {"enable": True, "settings": [
            {"drmSystemId": "892f22d1-7a85-442e-939e-815209937fef", "resourceId": "100000000001"}]},
        "scte35SlateAddon": {"imageId": "19ce253b-d10c-4d41-87f6-36710da1b87c"},
    },
    "controlState": "ACTIVATED", "redundancyMode": "OFF", "rank": 0.0, "processingEngineVersion": None,
    "processingEngine": None, "enableRollingUpgrade": False, "version": None,
}  # fmt: skip
ENDPOINT = {"zixiEndpointId": None, "recvAddress": None, "recvPort": 0}
SOURCE: dict[str, Any] = {
    "id": "5daadef9-5b0e-4844-9ae8-a87107b42225", "labels": [], "name": "demo-source-01",
    "inputs": [
        {
            "id": "3634cbe8-3bca-4643-b5d5-0993a255829a", "rank": 1, "type": "ZIXI", "ipSettings": None,
            "slateSettings": None,
            "zixiSettings": {
                "programNum": 0, "programName": "", "grooming": None, "zixiInputType": "HARMONIC_UPLINK",
                "harmonicUplinkSetting": {
                    "uplinkId": None, "uplinkGroupId": "4793ea8a-833d-4af2-8758-bceea3a238c1",
                    "ipAddress": "233.252.0.10", "ipPort": 5000, "ipPortRangeEnd": 0, "ssmIpAddresses": ["192.0.2.20"],
                    "zixiEndPointSetting": ENDPOINT, "zixiEndPointSettingList": None,
                },
                "encoderSetting": None, "zixiEndPointSetting": ENDPOINT,
            },
            "hspSettings": None,
        },
        {
            "id": "f05d5705-892d-456d-a8f4-7d17893c112a", "rank": 2, "type": "SLATE", "ipSettings": None,
            "slateSettings": {"type": "SIGNAL_LOSS", "imageId": "2409e1e0-30f7-497b-9cfd-de84a7c4ec26",
                              "customSlateSettings": None},
            "zixiSettings": None, "hspSettings": None,
        },
    ],
    "pmtPid": None, "enableMonitoring": False,
}  # fmt: skip


def _point(**told: Any) -> dict[str, Any]:
    return {
        "id": "37b91403-9fa4-4a63-bac5-c5479a49fe77", "labels": None, "profileName": "pkg-a",
        "packagingProfileType": "e_DASH", "originOutputProtocol": "HTTPS", "hostname": "192.0.2.40", "port": 80,
        "path": "DASH", "username": "", "password": "******", "outputMonitor": False, "hostnameForMonitoring": "",
        "compatibilityMode": "STANDARD", "playbackUrl": None, "drm": None, "publishName": None, "backup": None,
        "streamsPerTcpConnection": "ONE_STREAM", "redundancyMode": "NONE", "outputMode": None,
        "enableChunkedEncoding": True, "externalKeyPublishingSettings": None, **told,
    }  # fmt: skip


ORIGIN: dict[str, Any] = {
    "id": "3bf3e66d-da80-4394-868d-470bb0444990", "type": "ORIGIN", "labels": [], "name": "demo-origin-01",
    "outputs": [{
        "id": "5cc9531c-e087-4ef0-aadb-388e49ce29b4", "redundancyMode": "MANDATORY", "rank": 1, "outputType": "ORIGIN",
        "ipSettings": None,
        "originSettings": {
            "originOutputEndPoints": [
                _point(),
                _point(id="cdbfc389-83d1-4263-b9df-01e49241d247", profileName=None, packagingProfileType="e_INTERNAL",
                       path="INTERNAL", publishName="demo-channel-01", outputMode="LIVE_AND_TIMESHIFT"),
            ],
            "ipNetworkAddress": None,
        },
        "hspSettings": None,
    }],
    "destinationProfileId": "d323ee52-c508-4bb2-873e-44996e96931c", "embeddedDestinationProfile": None,
    "embeddedManipulationProfiles": None, "poolAddon": None, "inUse": True,
}  # fmt: skip
STREAM: dict[str, Any] = {
    "id": "b4a94748-d873-4b95-8bf6-5c48aba601b9", "type": "ATS", "labels": [], "name": "demo-ats-01",
    "outputs": [{
        "id": "e598bbbf-da0f-42e8-b34d-80c287929c03", "redundancyMode": "MANDATORY", "rank": 1,
        "outputType": "HARMONIC_CLOUDLINK",
        "ipSettings": {"ipNetworkAddress": None, "ipAddress": "233.252.0.50", "ipPort": 6000,
                       "cloudlinkGroupId": "4793ea8a-833d-4af2-8758-bceea3a238c1", "cloudlinkId": None,
                       "outputMonitor": False, "ipAddressForMonitoring": None, "ipPortForMonitoring": 0},
        "originSettings": None,
    }],
    "destinationProfileId": "3d8f3ee1-7a31-4945-bbfa-1997284823bd", "embeddedDestinationProfile": None,
}  # fmt: skip
LINK = "56cba812-88b2-4ff6-9419-61291f60b454"
TASK = "bed7fc57-d50a-4e86-beb8-c5eeea97b7e9"

CASES = [
    Case("the service of the scripts", "services", [SERVICE],
         {f"vos_service_active {SERVICE['id']}": 1, f"vos_service_sources {SERVICE['id']}": 2,
          f"vos_service_destinations {SERVICE['id']}": 2}),
    Case("the first service of the scripts, of 2017", "services",
         [{key: SERVICE[key] for key in ("id", "name", "destinationId", "controlState", "serviceSources", "profileId")}],
         {f"vos_service_active {SERVICE['id']}": 1, f"vos_service_destinations {SERVICE['id']}": 1}),
    Case("a service whose rank is an empty text", "services", [{**SERVICE, "rank": ""}],
         {f"vos_service_active {SERVICE['id']}": 1}),
    Case("the source of the scripts", "sources", [SOURCE],
         {f"vos_source_monitoring_enabled {SOURCE['id']}": 0, f"vos_source_inputs {SOURCE['id']}": 2,
          f"vos_source_signal_loss_slate_configured {SOURCE['id']}": 1}),
    Case("a source of plain IP, of 2018", "sources",
         [{**SOURCE, "inputs": [{"id": "i1", "rank": 1, "type": "IP", "ipSettingsList": [{"programNum": 1}]}]}],
         {f"vos_source_monitoring_enabled {SOURCE['id']}": 0, f"vos_source_inputs {SOURCE['id']}": 1,
          f"vos_source_signal_loss_slate_configured {SOURCE['id']}": 0}),
    Case("the origin of the scripts", "destinations", [ORIGIN], {f"vos_destination_outputs {ORIGIN['id']}": 1}),
    Case("the transport stream of the scripts", "destinations", [STREAM], {f"vos_destination_outputs {STREAM['id']}": 1}),
    Case("the slate of the scripts", "images", [{"id": "i1", "url": "https://images.example.com/slate.png"}],
         {"vos_image_info i1 slate.png": 1}),
    Case("the profile of the scripts", "profiles", [{"id": "p1", "name": "demo-hd", "customerVersion": "1.0"}],
         {"vos_profile_info 1.0 demo-hd p1": 1}),
    Case("the cloud link of the scripts", "uplinks", [{"id": LINK, "name": "demo", "ipAddress": "198.51.100.10"}],
         {f"vos_cloudlink_info 198.51.100.10 {LINK} demo": 1}),
    Case("the group of the scripts", "uplink_groups", [{"id": "g1", "name": "demo-group", "uplinkIds": [LINK]}],
         {f"vos_cloudlink_group_member_info {LINK} g1": 1}),
    Case("the link that is lost", "uplink_status", [{"id": LINK, "uplinkState": "LOST"}], {f"vos_cloudlink_up {LINK}": 0}),
    Case("the link that is lost and says null", "uplink_status",
         [{"id": LINK, "uplinkState": "LOST", "uplinkStatistic": None}], {f"vos_cloudlink_up {LINK}": 0}),
    Case("the origin task of the scripts", "origin_tasks",
         [{"originTaskId": TASK, "originTaskName": "demo", "numAssociatedIngestPoints": 12, "usedStorageInMB": 20480,
           "groupId": "g", "groupMemberIndex": 0, "state": "RUNNING"}],
         {f"vos_origin_task_up {TASK}": 1, f"vos_origin_task_ingest_points {TASK}": 12,
          f"vos_origin_task_used_storage_bytes {TASK}": 2.048e10}),
    Case("the ingest point of the scripts", "ingest_points",
         [{"id": "p1", "description": f"service: {SERVICE['id']}, package: pkg-a", "tag": "demo", "state": "INITIALIZING",
           "endPoints": [{"hostUuid": TASK, "state": "INITIALIZING"}]}],
         {f"vos_ingest_point_member_up {TASK} p1": 0}),
    *(Case(f"the notification of the scripts, as {route}", route,
           [{"severity": "MAJOR", "state": "ACTIVE", "title": "Demo alarm", "creationTime": 1_700_000_000_000,
             "resolvedTime": None, "channelName": "demo-channel-01", "objectName": "demo-source-01"}])
      for route in ("notifications", "notification_history")),
]  # fmt: skip
