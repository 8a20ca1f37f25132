"""The HTTP surface (docs/operating.md#pages)."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from vos_exporter.exporter import Exporter
from vos_exporter.web.admission import Admission
from vos_exporter.web.operations import Operations
from vos_exporter.web.plant.pages import STYLE_PATH
from vos_exporter.web.plant.views import PlantViews
from vos_exporter.web.probing import Probing
from vos_exporter.web.serving.basic_auth import BasicAuth
from vos_exporter.web.serving.guard import Guard
from vos_exporter.web.serving.hosts import Hosts
from vos_exporter.web.serving.mishaps import LastResort
from vos_exporter.web.serving.web_file import WebFile
from vos_exporter.web.topology import Topology
from vos_exporter.web.views import Views

READ = ("/probe", "/sd", "/-/")
"""What other programs read, by whatever name they know us; the path of the metrics comes on top."""

MAX_REQUESTS = 512
"""Scrapes at the same time: hundreds of targets, all of which stall."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the flags say about the HTTP surface.

    Attributes:
        telemetry_path: where the exporter's own metrics are.
        timeout_offset: seconds kept back of what Prometheus waits.
        max_requests: requests that make VOS work, at the same time; 0 for any number.
        allowed_hosts: names the exporter is reached by; empty for a rule that suits most.
        lifecycle: whether a reload and another log level can be asked for over HTTP.
        dashboard_url: the dashboard of a service, with ``{target}`` and ``{service_id}``; empty for none.
    """

    telemetry_path: str = "/metrics"
    timeout_offset: float = 0.5
    max_requests: int = MAX_REQUESTS
    lifecycle: bool = False
    dashboard_url: str = ""
    allowed_hosts: tuple[str, ...] = ()


def build(exporter: Exporter, options: Options | None = None, web_file: WebFile | None = None) -> Starlette:
    """The application that answers for ``exporter``, and closes it when it ends.

    ``app.state.operations.listening`` is set while it answers; whoever stops it may clear it earlier.
    """
    options, web_file = options or Options(), web_file or WebFile(None)
    operations = Operations(exporter, lifecycle=options.lifecycle)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        operations.listening = True
        yield
        operations.listening = False
        await exporter.aclose()

    admission = Admission(options.max_requests, exporter.vitals)
    probing = Probing(exporter, admission, options.timeout_offset)
    views = Views(exporter, web_file, options.telemetry_path)
    plant = PlantViews(exporter, admission, options.dashboard_url)
    routes = [
        Route(options.telemetry_path, probing.metrics),
        Route("/", views.status),
        Route("/status", views.status),
        Route("/probe", probing.probe),
        Route("/sd", views.discovery),
        Route("/config", views.configuration),
        Route("/topology", Topology(exporter, admission).answer),
        Route("/plant", plant.plant),
        Route(STYLE_PATH, plant.style),
        Route("/notifications", plant.notifications),
        Route("/slates", plant.slates),
        Route("/scte", plant.scte),
        Route("/runbooks", plant.runbooks),
        Route("/-/healthy", operations.healthy),
        Route("/-/ready", operations.ready),
        Route("/-/reload", operations.reload, methods=["POST"]),
        Route("/-/log-level", operations.log_level, methods=["GET", "PUT"]),
    ]
    hosts = Hosts(options.allowed_hosts, (options.telemetry_path, *READ))
    middleware = [
        Middleware(Guard, web_file=web_file, hosts=hosts),
        Middleware(LastResort),
        Middleware(BasicAuth, web_file=web_file),
    ]
    app = Starlette(routes=routes, middleware=middleware, lifespan=lifespan)
    app.state.operations = operations
    return app
