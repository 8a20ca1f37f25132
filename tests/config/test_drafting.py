"""A first configuration loads to what was asked for, whatever its texts look like to YAML."""

from pathlib import Path

import trustme

from tests.kits.config_files import Read
from vos_exporter.config import AuthMethod
from vos_exporter.config.drafting import FirstTarget, draft

LOGIN = {"username": "yes", "password_file": "pass: word"}


def test_a_target_with_an_authority_of_its_own(read: Read, tmp_path: Path) -> None:
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "vos-ca.pem"))
    text = draft(FirstTarget("a-1", "https://vos.example.com", AuthMethod.BASIC, LOGIN, "vos-ca.pem"))
    (target,) = read(text).targets
    assert (target.name, target.url, target.auth.method) == ("a-1", "https://vos.example.com", "basic")
    assert target.auth.username is not None
    assert target.auth.username.read().reveal() == "yes"
    assert target.auth.password is not None
    assert target.auth.password.file == str(tmp_path / "pass: word")
    assert target.tls.ca_file == str(tmp_path / "vos-ca.pem")


def test_without_one_the_systems_are_trusted(read: Read) -> None:
    login = {"client_id": "0123", "client_secret_file": "secret"}
    text = draft(FirstTarget("0x1", "https://vos", AuthMethod.CLIENT_CREDENTIALS, login))
    (target,) = read(text).targets
    assert (target.name, target.tls.ca_file) == ("0x1", None)
    assert target.auth.client_id is not None
    assert target.auth.client_id.read().reveal() == "0123"
