"""Rows that several groups of cases wrap, cut and break, and what they say."""

A, B = {"name": "a", "cpuPercent": 10}, {"name": "b", "cpuPercent": 20}
NODES = [A, B]
TRUTH = {"vos_node_cpu_usage_ratio a": 0.1, "vos_node_cpu_usage_ratio b": 0.2}
STATES = [{"id": "l1", "uplinkState": "LOST"}, {"id": "l2", "uplinkState": "CONNECTED"}]
UPS = {"vos_cloudlink_up l1": 0.0, "vos_cloudlink_up l2": 1.0}
SERVICES = [{"id": "s1", "name": "one"}, {"id": "s2", "name": "two"}]
SERVED = {"vos_service_info one s1": 1.0, "vos_service_info s2 two": 1.0}
IMAGES = [{"id": "i1", "name": "one"}, {"id": "i2", "name": "two"}]
