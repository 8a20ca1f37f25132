"""The dashboards as code; ``python -m grafana.build`` writes their JSON.

Grafana's classic model is meant: every Grafana since 10 reads it, and 13 turns it into the newer one itself.
"""

import warnings

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", "Prefer using dashboardv2", DeprecationWarning)
    from grafana_foundation_sdk.builders import bargauge, dashboard  # noqa: F401 - they warn when imported
