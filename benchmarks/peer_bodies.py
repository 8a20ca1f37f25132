"""What the peers' mocks answer."""

import json
from functools import cache
from typing import Any

INDICES, GUESTS = 250, 300

_COUNTERS = {
    "docs": "count deleted",
    "store": "size_in_bytes throttle_time_in_millis",
    "indexing": "index_total index_time_in_millis index_current index_failed delete_total "
    "delete_time_in_millis delete_current noop_update_total throttle_time_in_millis",
    "get": "total time_in_millis exists_total exists_time_in_millis missing_total "
    "missing_time_in_millis current",
    "search": "open_contexts query_total query_time_in_millis query_current fetch_total "
    "fetch_time_in_millis fetch_current scroll_total scroll_time_in_millis scroll_current "
    "suggest_total suggest_time_in_millis",
    "merges": "current current_docs current_size_in_bytes total total_time_in_millis total_docs "
    "total_size_in_bytes total_stopped_time_in_millis total_throttled_time_in_millis",
    "refresh": "total total_time_in_millis listeners external_total external_total_time_in_millis",
    "flush": "total periodic total_time_in_millis",
    "warmer": "current total total_time_in_millis",
    "query_cache": "memory_size_in_bytes total_count hit_count miss_count cache_size cache_count evictions",
    "fielddata": "memory_size_in_bytes evictions",
    "completion": "size_in_bytes",
    "segments": "count memory_in_bytes terms_memory_in_bytes stored_fields_memory_in_bytes "
    "term_vectors_memory_in_bytes norms_memory_in_bytes points_memory_in_bytes "
    "doc_values_memory_in_bytes index_writer_memory_in_bytes version_map_memory_in_bytes "
    "fixed_bit_set_memory_in_bytes",
    "translog": "operations size_in_bytes uncommitted_operations uncommitted_size_in_bytes",
    "request_cache": "memory_size_in_bytes evictions hit_count miss_count",
    "recovery": "current_as_source current_as_target throttle_time_in_millis",
}


def _statistics(seed: int) -> dict[str, Any]:
    return {
        part: {key: seed * 1_000_003 + position for position, key in enumerate(keys.split())}
        for part, keys in _COUNTERS.items()
    }


@cache
def _indices() -> bytes:
    both = {
        f"index-{i:04d}": {"primaries": _statistics(i), "total": _statistics(i + 1)} for i in range(INDICES)
    }
    everything = {"primaries": _statistics(1), "total": _statistics(2)}
    return json.dumps({"_shards": {"total": INDICES}, "_all": everything, "indices": both}).encode()


def elasticsearch(path: str) -> bytes:
    """A cluster of one node and 250 indices."""
    if "_all/_stats" in path:
        return _indices()
    if "_nodes" in path:
        return b'{"cluster_name": "c", "nodes": {}}'
    if "health" in path:
        return b'{"cluster_name": "c", "status": "green", "number_of_nodes": 1}'
    if "_alias" in path:
        return b"{}"
    return b'{"cluster_name": "c", "cluster_uuid": "u", "version": {"number": "7.10.0"}}'


def _guest(i: int) -> dict[str, Any]:
    return {
        "id": f"qemu/{i}", "vmid": i, "type": "qemu", "node": "pve", "name": f"guest-{i}",
        "status": "running", "maxdisk": 10**10, "disk": i * 10**6, "maxmem": 10**9, "mem": i * 10**5,
        "maxcpu": 4, "cpu": i / 1000, "netin": i * 10**4, "netout": i * 10**4, "diskread": i * 10**4,
        "diskwrite": i * 10**4, "uptime": i * 100, "template": 0, "tags": "a;b", "hastate": "started",
        "lock": "backup",
    }  # fmt: skip


@cache
def _guests() -> Any:
    return [_guest(i) for i in range(100, 100 + GUESTS)]


def proxmox(path: str) -> bytes:
    """A cluster of one node with 300 guests."""
    data: Any = {"version": "8.1", "release": "8", "repoid": "r"}
    if "cluster/status" in path:
        data = [
            {"type": "cluster", "id": "cluster", "name": "c", "quorate": 1, "nodes": 1, "version": 1},
            {
                "type": "node",
                "id": "node/pve",
                "name": "pve",
                "online": 1,
                "local": 1,
                "level": "",
                "nodeid": 1,
            },
        ]
    elif "cluster/resources" in path:
        data = [] if "type=storage" in path else _guests()
    return json.dumps({"data": data}).encode()
