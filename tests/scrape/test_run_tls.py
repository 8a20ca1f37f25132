"""Certificates of the target, as an answer shows them."""

from tests.kits import scraping
from vos_exporter.config import Tls
from vos_exporter.simulator import Simulator


def test_an_untrusted_certificate_is_the_reason_tls_of_every_route() -> None:
    with Simulator() as simulator:
        answer = scraping.run(scraping.scrape, scraping.settings(simulator, tls=Tls()))
    assert answer.value("vos_up") == 0
    assert answer.value("vos_api_request_errors_total", route="services", reason="tls") == 1
    assert answer.value("vos_oauth2_token_request_errors_total", reason="tls") == 1


def test_an_unverified_target_says_so() -> None:
    with Simulator() as simulator:
        answer = scraping.run(
            scraping.scrape, scraping.settings(simulator, tls=Tls(insecure_skip_verify=True))
        )
    assert answer.value("vos_target_info", auth_method="client_credentials", tls_verified="false") == 1
