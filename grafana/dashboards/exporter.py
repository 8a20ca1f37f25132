"""Board 11: the monitoring itself."""

from grafana import links
from grafana.board import Board, Section, Variable
from grafana.looks import ANSWERED, UP, falling, none_is_good, rising, states
from grafana.panels import INSTANCE, Column, Query, chart, number, rows, timeline
from grafana.queries import ON, sel

OWN = 'instance=~"$exporter"'
"""The process: with several targets it is another instance than they are."""

BY = f"{ON}, route"
REQUESTS = f"sum by ({BY}) (rate({sel('vos_api_requests_total')}[$__rate_interval]))"
ERRORS = f"sum by ({BY}) (rate({sel('vos_api_request_errors_total')}[$__rate_interval]))"
OLD = f"clamp_min(time() - {sel('vos_api_last_success_timestamp_seconds')}, 0)"
SKEW = sel("vos_api_clock_skew_seconds")
DAYS = f"({sel('vos_api_tls_certificate_not_after_timestamp_seconds')} - time()) / 86400"
REJECTED = f"sum by ({BY}, reason) (increase({sel('vos_api_rejected_items_total')}[$__range]))"
LOADED = f"vos_exporter_config_last_reload_success_timestamp_seconds{{{OWN}}}"

NOW = Section(
    "Does the exporter see VOS?",
    (
        number(
            "Scraped",
            "Whether Prometheus reaches the exporter: the worst of all.",
            Query(f"min({sel('up')})"),
            look=UP,
        ),
        number(
            "VOS answers",
            "Whether every chosen VOS accepts our credentials and answers: the worst of all.",
            Query(f"min({sel('vos_up')})"),
            look=UP,
        ),
        number(
            "Login",
            "Blocked: VOS refused the last login, and none is tried for a while.",
            Query(f"1 - max({sel('vos_oauth2_login_blocked')})"),
            look=states("Blocked", "Allowed"),
        ),
        number(
            "Token ends in",
            "Time until the token that ends first; it is renewed before.",
            Query(f"min({sel('vos_oauth2_token_expiry_timestamp_seconds')} - time())"),
            unit="s",
            look=falling(0, 30),
            decimals=0,
        ),
        number(
            "Clock skew",
            "How far the clock of VOS is from ours, at worst; resolution one second.",
            Query(f"max(abs({SKEW}))"),
            unit="s",
            look=rising(3, 5),
        ),
        number(
            "Certificate ends in",
            "Days until the certificate of VOS ends, of all chosen the first.",
            Query(f"min({DAYS})"),
            unit="d",
            look=falling(7, 20),
            decimals=0,
        ),
    ),
)

ROUTES = Section(
    "Which route is ill?",
    (
        rows(
            "Routes",
            "Every route: whether it is asked and answers, how often, how long, how much.",
            [
                Query(f"sum by ({BY}) ({sel('vos_api_route_enabled')})"),
                Query(f"sum by ({BY}) ({sel('vos_api_route_success')})"),
                Query(f"60 * {REQUESTS}"),
                Query(f"{ERRORS} / {REQUESTS}"),
                Query(f"sum by ({BY}) ({sel('vos_api_last_request_duration_seconds')})"),
                Query(f"sum by ({BY}) ({sel('vos_api_last_response_size_bytes')})"),
                Query(f"sum by ({BY}) ({sel('vos_api_last_response_items')})"),
                Query(f"sum by ({BY}) ({OLD})"),
            ],
            [
                Column("route", "Route"),
                INSTANCE,
                Column("A", "Enabled", look=states("Off", "On", "#8e8e8e")),
                Column("B", "Answer", look=ANSWERED),
                Column("C", "Requests", "cpm"),
                Column("D", "Errors", "percentunit", rising(0.01, 0.1)),
                Column("E", "Duration", "s", rising(2, 5)),
                Column("F", "Size", "bytes"),
                Column("G", "Items", "short"),
                Column("H", "Age", "s", rising(60, 180)),
            ],
            sort="Route",
            width=24,
            height=14,
        ),
        timeline(
            "Answers",
            "When each route answered. Grey: not asked, or not there on this system.",
            Query(f"min by (route, instance) ({sel('vos_api_route_success')})", "{{route}} {{instance}}"),
            look=ANSWERED,
            height=14,
        ),
        chart(
            "Share of errors",
            "Failed requests of each route as a share of its requests.",
            Query(f"{ERRORS} / {REQUESTS}", "{{route}} {{instance}}"),
            unit="percentunit",
            top=1,
        ),
        chart(
            "Errors by reason",
            "Failed requests by reason.",
            Query(
                f"sum by (reason) (increase({sel('vos_api_request_errors_total')}[$__rate_interval]))",
                "{{reason}}",
            ),
            unit="short",
            stacked=True,
            columns=True,
        ),
        chart(
            "Duration by route",
            "How long the last request of each route took.",
            Query(sel("vos_api_last_request_duration_seconds"), "{{route}} {{instance}}"),
            unit="s",
        ),
        chart(
            "Scrape against its budget",
            "How long the scrape of each VOS took, and how long it was allowed to take.",
            Query(sel("vos_scrape_duration_seconds"), "took {{instance}}"),
            Query(sel("vos_scrape_budget_seconds"), "allowed {{instance}}"),
            unit="s",
        ),
    ),
)

UNITLESS = (
    "vos_node_cpu_reported",
    "vos_node_memory_reported",
    "vos_pod_cpu_reported",
    "vos_pod_memory_reported",
    "vos_origin_server_cpu_reported",
    "vos_origin_server_memory_reported",
    "vos_origin_task_used_storage_reported",
    "vos_cloudlink_output_bitrate_reported",
    "vos_rf_level_reported",
    "vos_rf_bit_errors_reported",
    "vos_rf_frequency_reported",
    "vos_rf_local_oscillator_reported",
    "vos_rf_symbol_rate_reported",
    "vos_rf_roll_off_reported",
)
"""What is shown as reported, because nothing says its unit."""

UNITLESS_OF = (
    "node_name",
    "pod_name",
    "origin_server_id",
    "origin_task_id",
    "cloudlink_id",
    "output_id",
    "rf_input_id",
)

DATA = Section(
    "Is anything left out?",
    (
        number(
            "Lists cut off",
            "Routes whose list was cut off at the number of rows we ask for.",
            Query(f"sum({sel('vos_api_response_truncated')})"),
            look=none_is_good("yellow"),
            width=8,
        ),
        number(
            "Unknown values",
            "Distinct states or severities outside our maps.",
            Query(f"sum({sel('vos_api_unmapped_values')})"),
            look=none_is_good("yellow"),
            width=8,
        ),
        number(
            "Logins per hour",
            "Token requests of the last hour.",
            Query(f"sum(increase({sel('vos_oauth2_token_requests_total')}[1h]))"),
            unit="short",
            decimals=0,
            width=8,
        ),
        number(
            "Fields missing",
            "Fields that alerts read and that no row has: those alerts are blind.",
            Query(f"sum({sel('vos_api_missing_fields')})"),
            look=none_is_good("yellow"),
            width=8,
        ),
        number(
            "Numbers, unit unknown",
            "Numbers we know, without a word on what they are counted in. A line of configuration says it.",
            Query(f"sum({sel('vos_api_numbers_without_unit')})"),
            look=none_is_good("yellow"),
            width=8,
        ),
        number(
            "Keys nobody reads",
            "Keys in the last answers that we do not know: numbers are shown as reported, texts nowhere.",
            Query(f"sum({sel('vos_api_unread_fields')})"),
            unit="short",
            decimals=0,
            width=8,
        ),
        rows(
            "As reported, unit unknown",
            "Numbers without a unit, as VOS tells them. `fields:` in the configuration says the "
            "unit; the status page "
            "of the exporter names the keys. Empty: every number says its unit.",
            [Query(" or ".join(map(sel, UNITLESS)))],
            [
                Column("__name__", "Number"),
                Column("A", "As reported", "none"),
                *(Column(label, label.replace("_", " ").capitalize()) for label in UNITLESS_OF),
                INSTANCE,
            ],
            sort="Number",
            width=24,
        ),
        rows(
            "Rejected items",
            "Items, rows and series left out in this time range, and why. Empty: nothing was.",
            [Query(f"{REJECTED} > 0")],
            [Column("route", "Route"), Column("reason", "Reason"), Column("A", "Items", "short"), INSTANCE],
            sort="Items",
            descending=True,
        ),
        chart(
            "Series per scrape",
            "Samples Prometheus took from each answer.",
            Query(sel("scrape_samples_scraped"), "{{instance}}"),
            unit="short",
        ),
    ),
)

PROCESS = Section(
    "The process itself",
    (
        rows(
            "Builds",
            "Version of each exporter.",
            [Query(f"vos_exporter_build_info{{{OWN}}}")],
            [
                Column("instance", "Exporter"),
                Column("version", "Version"),
                Column("revision", "Revision"),
                Column("python_version", "Python"),
            ],
            sort="Exporter",
            width=16,
            height=4,
        ),
        number(
            "Configuration",
            "Whether the last load of the configuration worked; if not, the one before is in force.",
            Query(f"min(vos_exporter_config_last_reload_successful{{{OWN}}})"),
            look=states("Refused", "Loaded"),
        ),
        number(
            "Loaded",
            "Time since a configuration was loaded last.",
            Query(f"time() - max({LOADED})"),
            unit="s",
            decimals=0,
        ),
        chart(
            "CPU",
            "CPU of each exporter process; 100 % is one core.",
            Query(f"rate(process_cpu_seconds_total{{{OWN}}}[$__rate_interval])", "{{instance}}"),
            unit="percentunit",
        ),
        chart(
            "Memory",
            "Resident memory of each exporter process.",
            Query(f"process_resident_memory_bytes{{{OWN}}}", "{{instance}}"),
            unit="bytes",
        ),
    ),
)

CUT = f"sum by (reason) (increase(vos_exporter_connections_cut_total{{{OWN}}}[$__rate_interval]))"
REFUSED = f"sum by (reason) (increase(vos_exporter_scrapes_refused_total{{{OWN}}}[$__rate_interval]))"
LAG = f"sum by (instance, le) (rate(vos_exporter_event_loop_lag_seconds_bucket{{{OWN}}}[$__rate_interval]))"

CLIENTS = Section(
    "Does it keep up with who asks?",
    (
        chart(
            "Event loop lag",
            "How late the event loop does what is due: half of the time, and in the worst hundredth.",
            Query(f"histogram_quantile(0.5, {LAG})", "half {{instance}}"),
            Query(f"histogram_quantile(0.99, {LAG})", "worst hundredth {{instance}}"),
            unit="s",
        ),
        chart(
            "Scrapes refused",
            "Answered 503 because too many were under way: in the process, or unshared ones of one target.",
            Query(REFUSED, "{{reason}}"),
            unit="short",
            stacked=True,
            columns=True,
        ),
        chart(
            "Connections cut",
            "Connections of clients that were ended or not accepted, by reason.",
            Query(CUT, "{{reason}}"),
            unit="short",
            stacked=True,
            columns=True,
        ),
        chart(
            "Log lines lost",
            "Lines of the log and of log streams that could not be written.",
            Query(f"increase(vos_exporter_log_lines_lost_total{{{OWN}}}[$__rate_interval])", "{{instance}}"),
            unit="short",
            columns=True,
        ),
    ),
)

CHOICE = Variable("exporter", "Exporter", "label_values(vos_exporter_build_info, instance)")

BOARD = Board(
    links.EXPORTER,
    "Exporter health",
    "Is the monitoring itself healthy?",
    (NOW, ROUTES, DATA, PROCESS, CLIENTS),
    variables=(CHOICE,),
)
