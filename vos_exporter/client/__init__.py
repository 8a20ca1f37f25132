"""The way out: bounded requests to one VOS system, logged in (design, sections 4 and 5)."""

from vos_exporter.client.errors import Reason, RequestFailed
from vos_exporter.client.messages import Request, Response
from vos_exporter.client.session import AuthStatus, Client, Exchange

__all__ = ["AuthStatus", "Client", "Exchange", "Reason", "Request", "RequestFailed", "Response"]
