"""One target from the environment."""

from pathlib import Path

import pytest

from vos_exporter.config import AuthMethod, ConfigError, Credential, from_environment
from vos_exporter.secret import Secret

GOOD = {"VOS_URL": "https://vos.example.com", "VOS_CLIENT_ID": "the-client", "VOS_CLIENT_SECRET": "hunter2"}


def refusal(environ: dict[str, str]) -> str:
    with pytest.raises(ConfigError) as caught:
        from_environment(environ)
    assert "hunter2" not in str(caught.value)
    return str(caught.value)


def test_three_variables_are_enough() -> None:
    (target,) = from_environment(GOOD).targets
    assert (target.name, target.url) == ("vos", "https://vos.example.com")
    assert target.auth.client_secret == Credential(value=Secret("hunter2"))


def test_each_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("https://vos.example.com\n")
    environ = {f"{name}_FILE": str(tmp_path / name) for name in ("VOS_CLIENT_ID", "VOS_CLIENT_SECRET")}
    (target,) = from_environment({**environ, "VOS_URL_FILE": str(tmp_path / "url")}).targets
    assert target.url == "https://vos.example.com"
    assert target.auth.client_id == Credential(file=str(tmp_path / "VOS_CLIENT_ID"))


def test_basic_takes_user_name_and_password() -> None:
    environ = {**GOOD, "VOS_AUTH_METHOD": "basic", "VOS_USERNAME": "u", "VOS_PASSWORD": "p"}
    assert from_environment(environ).targets[0].auth.method is AuthMethod.BASIC


def test_routes_are_disabled_by_key_or_path() -> None:
    listed = "nodes, /vos-api/platform-config/v1/rfStatistics,,"
    routes = from_environment({**GOOD, "VOS_DISABLED_ROUTES": listed}).targets[0].routes
    assert {key for key, route in routes.items() if not route.enabled} == {
        "nodes",
        "rf_statistics",
        "scte_logs",
    }


def test_an_empty_variable_is_not_set() -> None:
    assert from_environment({**GOOD, "VOS_USERNAME": "", "VOS_CLIENT_ID_FILE": ""}) == from_environment(GOOD)


def test_variables_of_a_neighbouring_container_do_not_disturb() -> None:
    links = ("VOS_PORT", "VOS_SERVICE_HOST", "VOS_PORT_443_TCP_ADDR", "VOS_EXPORTER_URL", "PATH")
    assert from_environment({**GOOD, **dict.fromkeys(links, "x")}) == from_environment(GOOD)


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({}, "VOS_URL: not set; set it, or name a file with --config.file"),
        ({"VOS_URI": "hunter2"}, "VOS_URI: unknown variable; did you mean `VOS_URL`?"),
        ({**GOOD, "VOS_CLIENT_SECRT": "hunter2"}, "did you mean `VOS_CLIENT_SECRET`?"),
        ({"VOS_URL": "https://a:hunter2@b"}, "VOS_URL: must not hold a user name"),
        ({"VOS_URL": "https://b"}, "needs `VOS_CLIENT_ID` or `VOS_CLIENT_ID_FILE`"),
        (
            {**GOOD, "VOS_CLIENT_SECRET_FILE": "x"},
            "give `VOS_CLIENT_SECRET` or `VOS_CLIENT_SECRET_FILE`, not both",
        ),
        ({**GOOD, "VOS_URL_FILE": "x"}, "give `VOS_URL` or `VOS_URL_FILE`, not both"),
        ({"VOS_URL_FILE": "nowhere"}, "VOS_URL_FILE: the credential file 'nowhere' cannot be read"),
        ({**GOOD, "VOS_AUTH_METHOD": "hunter2"}, "VOS_AUTH_METHOD: must be one of client_credentials"),
        ({**GOOD, "VOS_CA_FILE": "nowhere"}, "VOS_CA_FILE: the file"),
        (
            {**GOOD, "VOS_DISABLED_ROUTES": "node"},
            "VOS_DISABLED_ROUTES: node: no such route; did you mean `nodes`?",
        ),
    ],
)
def test_a_mistake_names_the_variable_and_not_its_value(environ: dict[str, str], sentence: str) -> None:
    assert sentence in refusal(environ)
