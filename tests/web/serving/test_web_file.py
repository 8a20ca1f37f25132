"""The web file: what is taken, what is refused by name, and that changes are picked up."""

import errno
import http.client
import io
import os
import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from tests.kits.door import CANARY, PASSWORD, USER, Door, Papers, hashed, opened
from tests.kits.tools import require
from vos_exporter.cli import main
from vos_exporter.config import ConfigError
from vos_exporter.web.serving.tls import allowed
from vos_exporter.web.serving.web_config import HEADERS, PUBLISHED, load
from vos_exporter.web.serving.web_file import WebFile

EXAMPLES = sorted((Path(__file__).parents[3] / "deploy" / "web").glob("*.yml"))
VERIFIED = "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n"


def refused(path: Path, text: str) -> str:
    """The sentences with which a web file is refused."""
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        WebFile(str(path))
    return str(caught.value)


@pytest.mark.parametrize("text", ["", "{}", "basic_auth_users: {}\n", "http_server_config: {http2: false}\n"])
def test_an_empty_file_is_plain_http_for_everybody(tmp_path: Path, text: str) -> None:
    path = tmp_path / "web.yml"
    path.write_text(text)
    web = WebFile(str(path))
    assert (web.has_tls, web.scheme, web.config.basic_auth_users) == (False, "http", {})


TLS = "tls_server_config: {cert_file: server.crt, key_file: server.key, %s}"
REFUSALS = {
    "tls_srver_config: {}": "did you mean `tls_server_config`?",
    "rate_limit: {interval: 1s, burst: 20}": "rate_limit: is not supported; --web.max-requests",
    TLS % "cert: x": "tls_server_config.cert: inline certificates are not supported; use `cert_file`",
    TLS % "key: hunter2-canary": "tls_server_config.key: inline keys are not supported",
    TLS % "client_ca: x": "tls_server_config.client_ca: inline certificates",
    TLS % "cipher_suites: [TLS_X]": "tls_server_config.cipher_suites: is not supported",
    TLS % "prefer_server_cipher_suites: true": "prefer_server_cipher_suites: is not supported",
    TLS % "curve_preferences: [X25519]": "curve_preferences: is not supported",
    TLS % "client_auth_type: RequireAnyClientCert": "must be one of NoClientCert, VerifyClientCertIfGiven",
    TLS % "client_auth_type: RequireAndVerifyClientCert": "`client_ca_file` is needed",
    TLS % "client_ca_file: ca.crt": "client_ca_file: has no effect without",
    TLS % "client_allowed_sans: [a]": "client_allowed_sans: needs `client_auth_type",
    TLS % "min_version: TLS10": "must be one of TLS12, TLS13",
    TLS % "min_version: TLS13, max_version: TLS12": "min_version: is newer than `max_version`",
    "tls_server_config: {cert_file: a}": "the key `key_file` is missing",
    "tls_server_config: {cert_file: no.crt, key_file: no.key}": os.strerror(errno.ENOENT),
    "tls_server_config: {cert_file: web.yml, key_file: web.yml}": "the file and its key do not fit together",
    "http_server_config: {http2: true}": "http_server_config.http2: is not supported; only HTTP/1.1",
    "http_server_config: {headers: {X-Other: a}}": "must be one of Content-Security-Policy",
    'http_server_config: {headers: {X-Frame-Options: "a\\nb"}}': "printable ASCII in one line",
    "basic_auth_users: {alice: hunter2-canary}": "must be a bcrypt hash",
    "basic_auth_users: {'a:b': $2b$04$%s}" % ("a" * 53): "has no colon",
    "basic_auth_users: {alice: $2b$17$%s}" % ("a" * 53): "the cost of the hash must be 4 to 14",
    "basic_auth_users: [alice]": "expected a mapping",
    "- a": "expected a mapping",
    "a: [": "it is not YAML",
}


@pytest.mark.parametrize("text", REFUSALS)
def test_what_is_wrong_or_not_supported_is_refused_by_name(tmp_path: Path, text: str) -> None:
    Papers(tmp_path)
    sentences = refused(tmp_path / "web.yml", text)
    assert REFUSALS[text] in sentences
    assert CANARY not in sentences
    assert sentences.startswith(str(tmp_path / "web.yml"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_our_examples_work_with_a_hash_of_ones_own(tmp_path: Path, example: Path) -> None:
    """F23: as they are they would be open to who knows the password of the example."""
    Papers(tmp_path)
    shutil.copy(example, tmp_path / "web.yml")
    if example.name != "mutual-tls.yml":
        with pytest.raises(ConfigError, match="the hash of our example"):
            load(str(tmp_path / "web.yml"))
        (published,) = PUBLISHED
        (tmp_path / "web.yml").write_text(example.read_text().replace(published, hashed()))
    assert WebFile(str(tmp_path / "web.yml")).config.basic_auth_users or example.name == "mutual-tls.yml"


@pytest.mark.verify
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_promtool_takes_our_examples(tmp_path: Path, example: Path) -> None:
    promtool = require("promtool")
    Papers(tmp_path)
    shutil.copy(example, tmp_path)
    command = [promtool, "check", "web-config", example.name]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)


def test_check_looks_at_the_web_file_too(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "web.yml").write_text("rate_limit: {burst: 1}")
    flags = ["check", "--config.file", str(config), "--web.config.file"]
    assert main([*flags, str(tmp_path / "web.yml")]) == 1
    assert "rate_limit: is not supported" in capsys.readouterr().err
    (tmp_path / "web.yml").write_text("basic_auth_users: {}")
    assert main([*flags, str(tmp_path / "web.yml")]) == 0


def test_headers_are_on_every_answer_and_may_be_changed_at_run_time(config: Path, tmp_path: Path) -> None:
    path = tmp_path / "web.yml"
    path.write_text("http_server_config: {headers: {X-Frame-Options: SAMEORIGIN}}")
    with opened(config, web_file=path) as door:
        for url in ("/", "/sd", "/nothing", "/metrics?collect[]=x"):
            headers = door.ask(url).headers
            assert headers["x-frame-options"] == "SAMEORIGIN"
            assert headers["x-content-type-options"] == "nosniff"
            assert "default-src 'none'" in headers["content-security-policy"]
        path.write_text("http_server_config: {headers: {X-Frame-Options: DENY, X-XSS-Protection: '0'}}")
        assert door.ask("/sd").headers["x-xss-protection"] == "0"
    assert "X-Frame-Options" in HEADERS


def test_an_empty_header_keeps_what_it_is_without_the_file(config: Path, tmp_path: Path) -> None:
    path = tmp_path / "web.yml"
    path.write_text("http_server_config: {headers: {X-Frame-Options: ''}}")
    with opened(config) as plain, opened(config, web_file=path) as changed:
        assert changed.ask("/sd").headers["x-frame-options"] == plain.ask("/sd").headers["x-frame-options"]


def test_clients_cannot_be_checked_by_what_is_no_authority(tmp_path: Path) -> None:
    papers = Papers(tmp_path)
    (tmp_path / "clients.pem").write_text("none")
    path = papers.web_file(
        tls="  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: clients.pem\n"
    )
    with pytest.raises(ConfigError, match=r"tls_server_config\.client_ca_file: "):
        WebFile(str(path))


def test_https_is_spoken_and_a_renewed_certificate_is_picked_up(config: Path, tmp_path: Path) -> None:
    papers = Papers(tmp_path)
    with opened(config, web_file=papers.web_file(), trust=papers.trust()) as door:
        assert "vos_up 1" in door.ask("/metrics").text
        first = certificate(door)
        papers.issue_server()
        second = certificate(door)
        assert first != second
        assert door.ask("/-/ready").status == 200


def test_a_bad_change_leaves_the_old_certificate_working(
    config: Path, tmp_path: Path, written: io.StringIO
) -> None:
    papers = Papers(tmp_path)
    with opened(config, web_file=papers.web_file(), trust=papers.trust()) as door:
        first = certificate(door)
        (tmp_path / "half.key").write_text("half of a key")
        (tmp_path / "half.key").replace(tmp_path / "server.key")
        assert certificate(door) == first
        assert written.getvalue().count("the web file changed and is not used") == 1
        papers.web_file(extra="rate_limit: {burst: 1}\n")
        assert certificate(door) == first
        (tmp_path / "web.yml").write_text("{}")
        assert certificate(door) == first
        assert "turning TLS on or off needs a restart" in written.getvalue()


def certificate(door: Door) -> bytes:
    """What a new connection is shown."""
    connection = http.client.HTTPSConnection("127.0.0.1", door.port, context=door.trust)
    try:
        connection.connect()
        shown = connection.sock.getpeercert(binary_form=True)
        assert isinstance(shown, bytes)
        return shown
    finally:
        connection.close()


def test_the_oldest_tls_is_what_the_file_says(config: Path, tmp_path: Path) -> None:
    papers = Papers(tmp_path)
    old = papers.trust()
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    with opened(config, web_file=papers.web_file(), trust=old) as door:
        assert door.ask("/-/healthy").status == 200
        papers.web_file(tls="  min_version: TLS13\n")
        with pytest.raises(ssl.SSLError):
            door.ask("/-/healthy")


def test_clients_need_a_certificate_of_the_ca_for_an_allowed_name(config: Path, tmp_path: Path) -> None:
    papers, strangers = Papers(tmp_path), Papers(_made(tmp_path / "strangers"))
    sans = "  client_allowed_sans: [prometheus.example.com]\n"
    web = papers.web_file(tls=VERIFIED + sans)
    with opened(config, web_file=web, trust=papers.client()) as door:
        assert door.ask("/-/healthy").status == 200
        for context in (
            papers.trust(),
            papers.client(ended=True),
            papers.client("other.example.com"),
            papers.client(ca=strangers.ca),
        ):
            door.trust = context
            with pytest.raises((OSError, http.client.HTTPException)):
                door.ask("/-/healthy")


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ((), True),
        (("prometheus.example.com",), True),
        (("fd00::1",), True),
        (("x@example.com",), True),
        (("spiffe://a/b",), True),
        (("*.example.com",), False),
        (("example.com",), False),
        (("10.0.0.1",), False),
    ],
)
def test_an_alternative_name_matches_exactly(names: tuple[str, ...], expected: bool) -> None:
    certificate = {
        "subjectAltName": (
            ("DNS", "prometheus.example.com"),
            ("IP Address", "FD00:0:0:0:0:0:0:1"),
            ("email", "x@example.com"),
            ("URI", "spiffe://a/b"),
        )
    }
    assert allowed(certificate, names) is expected
    assert allowed(None, names) is (not names)


def test_users_and_tls_together(config: Path, tmp_path: Path) -> None:
    papers = Papers(tmp_path)
    web = papers.web_file(f"basic_auth_users: {{{USER}: {hashed()}}}\n")
    with opened(config, web_file=web, trust=papers.trust()) as door:
        assert door.ask("/-/healthy").status == 401
        assert load(str(web)).basic_auth_users.keys() == {USER}
        assert PASSWORD not in str(load(str(web)))
