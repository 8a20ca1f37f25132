"""The HTTP surface (design, section 8)."""

import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from vos_exporter.exporter import Exporter
from vos_exporter.web.probing import Probing


def build(exporter: Exporter, *, telemetry_path: str = "/metrics", timeout_offset: float = 0.5) -> Starlette:
    """The application that answers for ``exporter``, and closes it when it ends."""

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await exporter.aclose()

    probing = Probing(exporter, timeout_offset)
    routes = [
        Route(telemetry_path, probing.metrics),
        Route("/probe", probing.probe),
        Route("/-/healthy", healthy),
        Route("/-/ready", healthy),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


async def healthy(_: Request) -> Response:
    """The process listens, and started with a good configuration; never calls VOS."""
    return PlainTextResponse("vos-exporter is healthy.\n")
