"""The way out: bounded requests to one VOS system, logged in (docs/architecture.md#the-login)."""

from vos_exporter.client.bodies import BODIES, Hold
from vos_exporter.client.errors import Reason, RequestFailed
from vos_exporter.client.messages import Request, Response
from vos_exporter.client.session import AuthStatus, Client, Exchange

__all__ = [
    "BODIES",
    "AuthStatus",
    "Client",
    "Exchange",
    "Hold",
    "Reason",
    "Request",
    "RequestFailed",
    "Response",
]
