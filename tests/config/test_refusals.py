"""What is wrong is refused in one clear sentence that names file, line, path and the nearest key."""

import datetime
import errno
import os
import ssl
from pathlib import Path

import pytest

from tests.kits.config_files import Read, Refuse
from vos_exporter.config import ConfigError, load

TARGET = "    "

# What is added below the minimal target -> place and what the sentence must say.
WRONG = [
    ("tmeout: 3s", "targets[0].tmeout", "unknown key; did you mean `timeout`?"),
    ("zzz: 1", "targets[0].zzz", "unknown key; known are auth, tls,"),
    ("tls: {ca_flie: x}", "targets[0].tls.ca_flie", "did you mean `ca_file`?"),
    ("timeout: -3", "targets[0].timeout", "must be more than 0"),
    ("timeout: .nan", "targets[0].timeout", "must be more than 0"),
    ("timeout: .inf", "targets[0].timeout", "at most a year"),
    ("timeout: 3 parsecs", "targets[0].timeout", "not a duration"),
    ("timeout: [3]", "targets[0].timeout", "expected a number or text, got a list"),
    ("timeout: true", "targets[0].timeout", "got true or false"),
    ("max_concurrency: 0", "targets[0].max_concurrency", "must be from 1 to 1000"),
    ("max_concurrency: 1.5", "targets[0].max_concurrency", "expected a whole number, got a number"),
    ("row_limit: 99999999999999999999", "targets[0].row_limit", "far too large"),
    ("max_response_size: 64 sheets", "targets[0].max_response_size", "not a size"),
    ("max_response_size: 0", "targets[0].max_response_size", "at least one byte"),
    ("routes:", "targets[0].routes", "got nothing; fill it in or remove the key"),
    ("routes: {node: {enabled: false}}", "targets[0].routes.node", "no such route; did you mean `nodes`?"),
    (
        "routes: {/vos-api/platform-config/v1/rfStatistic: {enabled: false}}",
        'targets[0].routes["/vos-api/platform-config/v1/rfStatistic"]',
        "did you mean `/vos-api/platform-config/v1/rfStatistics`?",
    ),
    ("routes: {nodes: {path: nodes}}", "targets[0].routes.nodes.path", "begins with one `/`"),
    ("routes: {nodes: {path: //evil/x}}", "targets[0].routes.nodes.path", "no `//`"),
    ("routes: {nodes: {path: 'https://evil/x'}}", "targets[0].routes.nodes.path", "no scheme"),
    ("routes: {nodes: {path: '/a?b=c'}}", "targets[0].routes.nodes.path", "under `params`"),
    ("routes: {nodes: {path: /a/../b}}", "targets[0].routes.nodes.path", "no `..`"),
    ("routes: {nodes: {path: /a/%2e%2e/b}}", "targets[0].routes.nodes.path", "no `..`"),
    ("routes: {nodes: {params: {a: [1]}}}", "targets[0].routes.nodes.params.a", "got a list"),
    ("routes: {nodes: {timeout: 0}}", "targets[0].routes.nodes.timeout", "must be more than 0"),
    (
        "routes: {notifications: {params: {result_count: many}}}",
        "targets[0].routes.notifications.params.result_count",
        "whole number",
    ),
    ("routes: {nodes: {fields: {xyz: {scale: 2}}}}", "targets[0].routes.nodes.fields.xyz", "no such field"),
    (
        "routes: {nodes: {fields: {id: {aliases: []}}}}",
        "targets[0].routes.nodes.fields.id.aliases",
        "the list is empty",
    ),
    (
        "routes: {nodes: {fields: {id: {aliases: [name, '']}}}}",
        "targets[0].routes.nodes.fields.id.aliases",
        "must not be empty",
    ),
    (
        "routes: {nodes: {fields: {cpu: {scale: 0}}}}",
        "targets[0].routes.nodes.fields.cpu.scale",
        "other than 0",
    ),
    (
        "routes: {services: {fields: {control_stat: {}}}}",
        "targets[0].routes.services.fields.control_stat",
        "did you mean `control_state`?",
    ),
    ("routes: {services: {rows: a..b}}", "targets[0].routes.services.rows", "keys joined by dots"),
    ("auth: {method: basik, username: a}", "targets[0].auth.method", "did you mean `basic`?"),
    ("auth: {method: basic, username: a}", "targets[0].auth", "needs `password` or `password_file`"),
    ("auth: {client_id: 5, client_secret: x}", "targets[0].auth.client_id", "put it in quotes"),
    ("auth: {client_id: a, client_secret: ''}", "targets[0].auth.client_secret", "must not be empty"),
    (
        "auth: {client_id: a, client_secret_file: ''}",
        "targets[0].auth.client_secret_file",
        "must not be empty",
    ),
    (
        "auth: {client_id: a, client_secret: x, client_secret_file: y}",
        "targets[0].auth.client_secret",
        "not both",
    ),
    (
        "auth: {client_id: a, client_secret: x, redirect_uri: nowhere}",
        "targets[0].auth.redirect_uri",
        "absolute URI",
    ),
    ("tls: {ca_file: nowhere.pem}", "targets[0].tls.ca_file", os.strerror(errno.ENOENT)),
    ("tls: {ca_file: .}", "targets[0].tls.ca_file", "file"),
    ("tls: {key_file: key.pem}", "targets[0].tls.key_file", "needs its certificate"),
    ("tls: {server_name: 'https://x'}", "targets[0].tls.server_name", "host name"),
    ('tls: {ca_file: "a\\0b"}', "targets[0].tls.ca_file", "not a usable path"),
    ("proxy_url: socks5://proxy", "targets[0].proxy_url", "http:// or https://"),
    ("proxy_url: http://proxy/squid", "targets[0].proxy_url", "no path"),
    ("proxy_url: 'http://[::1'", "targets[0].proxy_url", "not a URL"),
    ("services: [{match: {}}]", "targets[0].services[0].match", "give a glob"),
    ("services: [{owner_team: x}]", "targets[0].services[0]", "the key `match` is missing"),
    (
        "services: [{match: {name: x}, expected: window}]",
        "targets[0].services[0]",
        "`expected: window` needs a `window`",
    ),
    (
        "services: [{match: {name: x}, window: {from: '10:00', to: '11:00'}}]",
        "targets[0].services[0].window",
        "no effect without `expected: window`",
    ),
    (
        "services: [{match: {name: x}, expected: window, window: {from: 24:00, to: '11:00'}}]",
        "targets[0].services[0].window.from",
        '"00:00" to "23:59"',
    ),
    (
        "services: [{match: {name: x}, expected: window, window: {from: 01:00, to: '11:00', days: []}}]",
        "targets[0].services[0].window.days",
        "at least one day",
    ),
    (
        "services: [{match: {name: x}, expected: window, window: {from: 01:00, to: 02:00, time_zone: M/X}}]",
        "targets[0].services[0].window.time_zone",
        "no such time zone",
    ),
    ("states: {uplink_stat: {A: up}}", "targets[0].states.uplink_stat", "did you mean `uplink_state`?"),
    ("states: {uplink_state: {A: maybe}}", "targets[0].states.uplink_state.A", "one of up, down"),
    (
        "notifications: {severities: {HIGH: magor}}",
        "targets[0].notifications.severities.HIGH",
        "did you mean `major`?",
    ),
    (
        "notifications: {classes: [{class: slates, title: x}]}",
        "targets[0].notifications.classes[0].class",
        "did you mean `slate`?",
    ),
    (
        "notifications: {classes: [{class: slate, title: '(a+)+$'}]}",
        "targets[0].notifications.classes[0].title",
        "looks like a regular expression",
    ),
    (
        "notifications: {classes: [{class: slate, title: '*'}]}",
        "targets[0].notifications.classes[0].title",
        "would match every title",
    ),
    (
        "scte_logs: {expected_interval: {a: 0}}",
        "targets[0].scte_logs.expected_interval.a",
        "must be more than 0",
    ),
    ("cloudlinks: {capacity: {a: 0}}", "targets[0].cloudlinks.capacity.a", "more than 0"),
]


@pytest.mark.parametrize(("added", "place", "sentence"), WRONG, ids=[added for added, _, _ in WRONG])
def test_a_mistake_is_named_where_it_is(
    refuse: Refuse, minimal: str, added: str, place: str, sentence: str
) -> None:
    text = minimal if not added.startswith("auth") else minimal.split("    auth", maxsplit=1)[0]
    refusal = refuse(f"{text}    {added}\n")
    assert f": {place}: " in refusal
    assert sentence in refusal
    assert len(refusal.splitlines()) == 1
    assert refusal.startswith("vos.yml:")


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://vos", "must begin with https://"),
        ("vos.example.com", "must begin with https://"),
        ("https://", "no usable host name"),
        ("https://user:hunter2@vos", "under `auth`"),
        ("https://vos/?a=hunter2", "must not have a query"),
        ("https://vos/#hunter2", "must not have a query or a fragment"),
        ("https://vos:0", "port"),
        ("https://vos:99999", "port"),
        ("https://vos:hunter2", "port"),
        ("https://[::1", "is not a URL"),
        ("https://vos/a/../b", "plain segments"),
        ("https://vos evil", "must not hold blanks"),
        ("https://vos\\evil", "must not hold blanks"),
    ],
)
def test_a_url_that_cannot_be_is_refused_and_never_quoted(
    refuse: Refuse, minimal: str, url: str, sentence: str
) -> None:
    refusal = refuse(minimal.replace("https://vos-a.example.com", f"'{url}'"))
    assert "vos.yml:4: targets[0].url: " in refusal
    assert sentence in refusal
    assert "hunter2" not in refusal


@pytest.mark.parametrize("url", ["https://vos", "https://10.1.2.3:8443/", "https://[fe80::1]:443/a/b/"])
def test_a_url_of_https_host_port_and_prefix_is_taken(read: Read, minimal: str, url: str) -> None:
    target = read(minimal.replace("https://vos-a.example.com", f"'{url}'")).targets[0]
    assert target.url == url.rstrip("/")


@pytest.mark.parametrize("name", ["''", "a b", "a/b", "'a?b'", "é", ".a", "a" * 101])
def test_a_name_that_does_not_fit_a_url_is_refused(refuse: Refuse, minimal: str, name: str) -> None:
    assert "targets[0].name: a name is" in refuse(minimal.replace("headend-a", name))


def test_two_targets_of_one_name_are_refused(refuse: Refuse, minimal: str) -> None:
    twice = minimal + minimal.replace("\ntargets:\n", "")
    assert "vos.yml:6: targets[1].name: targets[0] has the same name" in refuse(twice)


def test_several_mistakes_are_told_together(refuse: Refuse, minimal: str) -> None:
    refusal = refuse(f"{minimal}    timeout: -1\n    row_limit: 0\n    routes: {{node: {{}}}}\n")
    assert len(refusal.splitlines()) == 3


def test_a_mistake_in_the_defaults_is_told_once_and_there(refuse: Refuse, minimal: str) -> None:
    second = minimal.replace("\ntargets:\n", "").replace("headend-a", "headend-b")
    refusal = refuse(f"{minimal}{second}defaults:\n  timeout: -1\n")
    assert refusal == "vos.yml:10: defaults.timeout: must be more than 0 and at most a year"


def test_a_key_written_twice_is_refused_with_both_lines(refuse: Refuse, minimal: str) -> None:
    refusal = refuse(f"{minimal}    timeout: 1\n    strict: true\n    timeout: 2\n")
    assert refusal == "vos.yml:6: targets[0].timeout: this key is written twice, in lines 6 and 8; remove one"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the file: expected a mapping, got nothing"),
        ("- a", "the file: expected a mapping, got a list"),
        ("targets: []", "name at least one target"),
        ("{}", "the key `targets` is missing"),
        ("a: [", "it is not YAML"),
        ("a: *hunter2", "put a text that begins with `*` in quotes"),
        ("a: !hunter2 x", "put a text that begins with `!` in quotes"),
        ("a: !hunter2!x y", "it is not YAML"),
        ("a: !!int hunter2", "it holds a value that its tag does not allow"),
        ("a: &a [*a]", "unknown key"),
        ("a: *hunter2\nb: &hunter2 c", "put a text that begins with `*` in quotes"),
        ("a: &hunter2 b\nc: &hunter2 d", "put a text that begins with `&` in quotes"),
        ("a: 1\n---\nb: 2", "vos.yml:2: a second document begins"),
        ("a: \x07", "it holds a character that YAML does not allow"),
        ("1: 2\ntargets: []", "a key is not text"),
        ("[a]: 2", "a tag or key that is not supported"),
        ("{{a: b}: 2}", "not supported"),
        ("targets: [{auth: {client_secret:hunter2}}]", 'targets[0].auth["client_secret..."]: unknown key'),
    ],
)
def test_what_is_no_configuration_is_refused_without_quoting_it(
    refuse: Refuse, text: str, sentence: str
) -> None:
    refusal = refuse(text)
    assert sentence in refusal
    assert "hunter2" not in refusal


def test_an_alias_that_contains_itself_is_refused(refuse: Refuse) -> None:
    refusal = refuse("targets: &t [{name: a, url: b, states: &s {x: *s}}]")
    assert "targets[0].states.x.x: expected text, got a mapping" in refusal


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("targets:\n  - name: [a\n    url: b\n", "vos.yml:3: it is not YAML from column"),
        (
            "targets:\n  - name: 'hunter2\n    url: b\n",
            ", in what begins in line 2; look for a bracket or quote",
        ),
        ("targets:\n  - name: a\n url: hunter2\n", "vos.yml:3: it is not YAML from column 2 on"),
        ("targets:\n\t- name: hunter2", "vos.yml:2: it is not YAML from column 1 on;"),
        ("timeout: name: hunter2", "vos.yml:1: it is not YAML from column 14 on; look for"),
    ],
)
def test_a_slip_of_the_pen_is_shown_where_it_is(refuse: Refuse, text: str, place: str) -> None:
    refusal = refuse(text)
    assert place in refusal
    assert refusal.endswith("a wrong indentation, a tab, or a `:` too many or without a blank behind it")
    assert "hunter2" not in refusal


def test_a_file_nested_too_deeply_is_refused(refuse: Refuse) -> None:
    for text in ("[" * 51 + "]" * 51, "{a: " * 51 + "}" * 51, "".join(f"{' ' * n}a:\n" for n in range(60))):
        assert "it is nested too deeply" in refuse(text)


def test_a_file_nested_without_end_is_refused(refuse: Refuse) -> None:
    """By us, or by a parser that has a bound of its own: not by the end of the process."""
    for text in ("[" * 100_000, "{a: " * 100_000, "".join(f"{' ' * n}a:\n" for n in range(1_000))):
        assert refuse(text).startswith("vos.yml:")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    latin = tmp_path / "latin.yml"
    latin.write_bytes(b"\xe9")
    for path, sentence in (
        (tmp_path / "none.yml", os.strerror(errno.ENOENT)),
        (tmp_path, os.strerror(errno.EISDIR)),
        (latin, "not UTF-8"),
    ):
        with pytest.raises(ConfigError, match=sentence) as caught:
            load(str(path))
        assert str(path) in str(caught.value)
    with pytest.raises(ConfigError, match="null character"):
        load("a\0b")


def test_certificates_are_proven_at_load(read: Read, refuse: Refuse, minimal: str, tmp_path: Path) -> None:
    trustme = pytest.importorskip("trustme")
    authority = trustme.CA()
    first, second = authority.issue_cert("a"), authority.issue_cert("b")
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    first.private_key_and_cert_chain_pem.write_to_path(tmp_path / "both.pem")
    first.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    second.private_key_pem.write_to_path(tmp_path / "key.pem")
    (tmp_path / "text.pem").write_text(f"no certificate, {datetime.date.today()}")
    tls = read(f"{minimal}    tls: {{ca_file: ca.pem, cert_file: both.pem}}\n").targets[0].tls
    assert ssl.create_default_context(cafile=tls.ca_file)
    assert "holds no certificate" in refuse(f"{minimal}    tls: {{ca_file: text.pem}}\n")
    refusal = refuse(f"{minimal}    tls: {{cert_file: cert.pem, key_file: key.pem}}\n")
    assert "targets[0].tls.cert_file: the file and its key do not fit together" in refusal
