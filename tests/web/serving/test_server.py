"""Where it listens: one family or both, as the address says."""

import socket

import pytest

from vos_exporter.web.serving.server import listen


def reached(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=5).close()
    except OSError:
        return False
    return True


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="this machine has no IPv6")
@pytest.mark.parametrize(
    ("address", "four", "six"),
    [(":0", True, True), ("0.0.0.0:0", True, False), ("[::1]:0", False, True), ("127.0.0.1:0", True, False)],
)
def test_an_address_is_listened_on_as_it_says(address: str, four: bool, six: bool) -> None:
    with listen(address) as listening:
        port = listening.getsockname()[1]
        assert (reached("127.0.0.1", port), reached("::1", port)) == (four, six)
