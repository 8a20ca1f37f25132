"""A client of one simulated VOS, over real HTTPS."""

import ssl
from collections.abc import Callable

import httpx

from vos_exporter.simulator import Simulator


class Caller(httpx.Client):
    """A client of one simulator, which trusts its CA and has a token."""

    def __init__(self, simulator: Simulator) -> None:
        context = ssl.create_default_context(cafile=str(simulator.ca_file))
        super().__init__(base_url=simulator.url, verify=context, trust_env=False)
        self.simulator = simulator

    def login(self) -> str:
        """A token of the client credentials grant, used from now on."""
        credentials = (self.simulator.client_id, self.simulator.client_secret)
        answer = self.post("/oauth/token?grant_type=client_credentials", auth=credentials)
        token = answer.raise_for_status().json()["access_token"]
        self.headers["Authorization"] = f"Bearer {token}"
        return str(token)


Start = Callable[..., Simulator]
"""Starts a simulator with these options."""
Call = Callable[..., Caller]
"""Starts a simulator with these options, and logs in to it."""
