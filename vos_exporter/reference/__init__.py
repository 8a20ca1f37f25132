"""Pages of ``docs/`` that are generated from the declarations."""

from vos_exporter.reference.metrics import metrics_json, metrics_page
from vos_exporter.reference.routes import routes_page

__all__ = ["metrics_json", "metrics_page", "routes_page"]
