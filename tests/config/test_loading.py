"""A file that is right becomes checked values with every default filled in."""

from pathlib import Path

import pytest
import yaml

from tests.kits.config_files import Read
from vos_exporter.collectors.options import Day, Expectation, FieldOverride, Verdict, Window
from vos_exporter.config import AuthMethod, Config, Credential, default_routes, load, masked
from vos_exporter.secret import MASK, Secret
from vos_exporter.vos.routes import BY_KEY
from vos_exporter.vos.units import Unit

CONNECTORS = (
    "/vos-api/platform-config/v1/systemInfo",
    "/vos-api/platform-config/v1/networks",
    "/vos-api/platform-config/v1/rfMonitorings",
    "/vos-api/platform-config/v1/rfStatistics",
    "/vos-api/platform-config/v1/rfSettings",
)

FULL = """
targets:
  - name: headend-a
    url: https://vos-a.example.com:8443/prefix/
    auth:
      method: authorization_code
      client_id: the-client
      client_secret_file: secrets/client
      username: operator
      password: the-password
      token_path: /other/token
      redirect_uri: https://localhost/back
    tls: {server_name: vos.internal, insecure_skip_verify: true}
    proxy_url: http://user:pass@proxy.example.com:3128
    timeout: 1m30s
    max_concurrency: 4
    strict: true
    unsupported_recheck: 0
    series_limit: 10
    row_limit: 20
    max_response_size: 2MiB
    routes:
      nodes:
        path: /api/v1/query
        params: {limit: 500, deep: true, ratio: 0.5, query: up}
        timeout: 500ms
        fields: {cpu: {aliases: [cpuLoad], unit: percent, scale: 2}}
      notifications: {params: {state: null}}
    services:
      - match: {name: "sport-*", label: tier1}
        expected: window
        window: {days: [sat, sun], from: 12:00, to: "23:00", time_zone: Europe/Paris}
        owner_team: sports
        tier: 1
    states: {uplink_state: {DEGRADED: down}}
    notifications: {severities: {HIGH: major}, classes: [{class: slate, title: "on slate"}], log: true}
    scte_logs: {expected_interval: {"sport-*": 10m}, log: true, log_file: scte.jsonl}
    cloudlinks: {capacity: {"link-*": 1.25e+8}}
    destinations: {delivery_types: true}
"""


@pytest.fixture
def full(read: Read, tmp_path: Path) -> Config:
    """Every key of a target, said once."""
    concept = BY_KEY["nodes"].shape.fields[0].concept
    return read(FULL.replace("cpu:", f"{concept}:"))


def test_a_minimal_target_gets_every_default(read: Read, minimal: str) -> None:
    target = read(minimal).targets[0]
    assert (target.name, target.url) == ("headend-a", "https://vos-a.example.com")
    assert target.auth.method is AuthMethod.CLIENT_CREDENTIALS
    assert (target.timeout, target.max_concurrency, target.unsupported_recheck) == (10.0, 16, 600.0)
    assert target.max_response_size == 64 * 2**20
    assert dict(target.routes) == default_routes()


def test_every_key_arrives(full: Config) -> None:
    target = full.targets[0]
    assert target.url == "https://vos-a.example.com:8443/prefix"
    assert target.proxy_url == Secret("http://user:pass@proxy.example.com:3128")
    assert (target.timeout, target.unsupported_recheck, target.strict) == (90.0, 0.0, True)
    assert (target.series_limit, target.row_limit, target.max_response_size) == (10, 20, 2 * 2**20)
    assert (target.auth.token_path, target.auth.authorize_path) == ("/other/token", "/oauth/authorize")
    assert target.tls.server_name == "vos.internal"


def test_a_route_is_the_table_with_the_operators_words_on_top(full: Config) -> None:
    nodes = full.targets[0].routes["nodes"]
    assert nodes.enabled
    assert (nodes.path, nodes.timeout) == ("/api/v1/query", 0.5)
    assert nodes.params == {"limit": "500", "deep": "true", "ratio": "0.5", "query": "up"}
    assert list(nodes.fields.values()) == [FieldOverride(("cpuLoad",), Unit.PERCENT, 2.0)]


def test_a_null_parameter_removes_the_routes_own(full: Config) -> None:
    assert full.targets[0].routes["notifications"].params == {"result_count": "5000"}


def test_the_collectors_get_their_options(full: Config, tmp_path: Path) -> None:
    options = full.targets[0].collectors
    rule = options.services[0]
    assert (rule.expected, rule.tier, rule.match.label) == (Expectation.WINDOW, 1, "tier1")
    assert rule.window == Window("12:00", "23:00", (Day.SAT, Day.SUN), "Europe/Paris")
    assert options.states == {"uplink_state": {"DEGRADED": Verdict.DOWN}}
    assert options.notifications.severities == {"high": "major"}
    assert options.scte_logs.expected_interval == {"sport-*": 600.0}
    assert options.scte_logs.log_file == str(tmp_path / "scte.jsonl")
    assert options.cloudlinks.capacity == {"link-*": 1.25e8}
    assert options.destinations.delivery_types


def test_the_seeds_list_of_routes_without_rf_cards_can_be_pasted(read: Read, minimal: str) -> None:
    pasted = "".join(f"      {path}: {{enabled: false}}\n" for path in CONNECTORS)
    routes = read(f"{minimal}    routes:\n{pasted}").targets[0].routes
    disabled = {key for key, settings in routes.items() if not settings.enabled}
    assert disabled == {route.key for route in BY_KEY.values() if route.path in CONNECTORS} | {"scte_logs"}


def test_a_path_addresses_both_of_its_routes_and_a_key_goes_over_it(read: Read, minimal: str) -> None:
    routes = (
        read(
            f"{minimal}    routes:\n"
            "      notifications: {enabled: true}\n"
            "      /vos-api/notification/v1/notifications: {enabled: false, timeout: 2}\n"
        )
        .targets[0]
        .routes
    )
    assert (routes["notifications"].enabled, routes["notification_history"].enabled) == (True, False)
    assert routes["notifications"].timeout == routes["notification_history"].timeout == 2.0


def test_defaults_lie_under_every_target_and_mappings_merge(read: Read) -> None:
    first, second = read("""
defaults:
  timeout: 3s
  auth: {client_id: shared, client_secret: shared}
  routes:
    /vos-api/kubernetes/v1/nodes: {timeout: 1s, params: {a: 1, b: 2}}
targets:
  - {name: a, url: https://a.example.com}
  - name: b
    url: https://b.example.com
    timeout: 4
    auth: {client_secret_file: b-secret}
    routes: {nodes: {params: {b: 3}}}
""").targets
    assert (first.timeout, second.timeout) == (3.0, 4.0)
    assert first.routes["nodes"].params == {"a": "1", "b": "2"}
    assert second.routes["nodes"].params == {"a": "1", "b": "3"}
    assert second.routes["nodes"].timeout == 1.0
    assert second.auth.client_id == Credential(value=Secret("shared"))
    assert second.auth.client_secret is not None
    assert second.auth.client_secret.value is None


def test_anchors_and_merge_keys_of_yaml_work(read: Read) -> None:
    first, second = read("""
targets:
  - &a {name: a, url: https://a.example.com, auth: &auth {client_id: x, client_secret: y}}
  - {<<: *a, name: b, auth: {<<: *auth, client_id: z}}
""").targets
    assert second.url == first.url
    assert second.auth.client_secret == first.auth.client_secret


def test_the_same_file_gives_equal_targets_and_a_changed_secret_another(read: Read, minimal: str) -> None:
    assert read(minimal) == read(minimal)
    assert read(minimal) != read(minimal.replace("the-secret", "another"))


def test_paths_are_relative_to_the_folder_of_the_file(read: Read, minimal: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("from the file\n")
    auth = read(minimal.replace("client_secret: the-secret", "client_secret_file: secret")).targets[0].auth
    assert auth.client_secret == Credential(file=str(secret))
    assert auth.client_secret.read() == Secret("from the file")


def test_the_masked_configuration_loads_to_the_same_targets(full: Config, tmp_path: Path) -> None:
    shown = tmp_path / "shown.yml"
    text = yaml.safe_dump(masked(full))
    for secret in ("the-client", "operator", "the-password"):
        assert secret not in text
    assert masked(full)["targets"][0]["proxy_url"] == MASK
    # Parameters of the operator's own may be credentials, whatever they are called.
    text = text.replace(f"limit: {MASK}", "limit: 500").replace(f"deep: {MASK}", "deep: true")
    text = text.replace(f"ratio: {MASK}", "ratio: 0.5").replace(f"query: {MASK}", "query: up")
    for key in ("client_id", "username", "password"):
        text = text.replace(f"{key}: {MASK}", f"{key}: {_written(key)}")
    shown.write_text(text.replace(f"proxy_url: {MASK}", "proxy_url: http://user:pass@proxy.example.com:3128"))
    assert load(str(shown)) == full


def _written(key: str) -> str:
    return {"client_id": "the-client", "username": "operator", "password": "the-password"}[key]


def test_a_target_prints_without_its_secrets(full: Config) -> None:
    for secret in ("the-client", "operator", "the-password", "user:pass"):
        assert secret not in repr(full)
