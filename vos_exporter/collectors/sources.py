"""The Sources page."""

from collections.abc import Iterable, Sequence

from vos_exporter.collectors.base import Collector, Context, Findings
from vos_exporter.families import Family, gauge, info
from vos_exporter.vos.payloads.base import UNSET, text
from vos_exporter.vos.payloads.sources import Source
from vos_exporter.vos.routes import BY_KEY

SOURCE_INFO = info(
    "vos_source_info",
    "A source, with the only place of its name (sources: name).",
    "source_id", "source_name",
)  # fmt: skip
MONITORING = gauge(
    "vos_source_monitoring_enabled",
    "1 if VOS monitors the source, 0 if not: then it raises no notification (sources: enableMonitoring); "
    "no series if VOS does not say.",
    "source_id",
)
INPUTS = gauge(
    "vos_source_inputs",
    "Inputs of the source (sources: inputs); 0 if the list is empty or null, no series if the key is "
    "missing.",
    "source_id",
)
INPUT_INFO = info(
    "vos_source_input_info",
    "An input of a source (sources: inputs); rank 1 is the first choice, cloudlink_group_id is empty if "
    "no group of cloud links feeds it (zixiSettings.harmonicUplinkSetting.uplinkGroupId).",
    "source_id", "input_id", "rank", "input_type", "cloudlink_group_id",
)  # fmt: skip
INPUT_ADDRESS_INFO = info(
    "vos_source_input_address_info",
    "Where an input of a source listens (sources: ipSettings, or zixiSettings.harmonicUplinkSetting: "
    "ipAddress, "
    "ipPort); only with the option sources.addresses.",
    "source_id",
    "input_id",
    "ip_address",
    "ip_port",
)
SLATE = gauge(
    "vos_source_signal_loss_slate_configured",
    "1 if an input is a signal loss slate with an image, 0 if viewers would see black (sources: "
    "inputs[].slateSettings); no series if the inputs are missing.",
    "source_id",
)
LABEL_INFO = info(
    "vos_source_label_info",
    "A label an operator gave the source in VOS (sources: labels); no series without labels.",
    "source_id", "source_label",
)  # fmt: skip


class SourcesCollector(Collector[Source]):
    """Sources with their ranked inputs."""

    route = BY_KEY["sources"]
    families = (SOURCE_INFO, MONITORING, INPUTS, INPUT_INFO, INPUT_ADDRESS_INFO, SLATE, LABEL_INFO)

    def collect(self, rows: Sequence[Source], ctx: Context, findings: Findings) -> Iterable[Family]:
        """All families of the Sources page that need no other route."""
        yield from _sources(rows)
        yield from _inputs(rows)
        yield _input_infos(rows, findings)
        if ctx.options.sources.addresses:
            yield _addresses(rows)


def _sources(rows: Sequence[Source]) -> Iterable[Family]:
    infos, monitoring, labels = SOURCE_INFO.family(), MONITORING.family(), LABEL_INFO.family()
    for source in rows:
        source_id = text(source.id)
        infos.add(1, source_id, text(source.name))
        if isinstance(source.enable_monitoring, bool):
            monitoring.add(float(source.enable_monitoring), source_id)
        labels.samples += [((source_id, label), 1) for label in source.label_texts()]
    return infos, monitoring, labels


def _inputs(rows: Sequence[Source]) -> Iterable[Family]:
    counts, slates = INPUTS.family(), SLATE.family()
    for source in rows:
        if source.inputs is UNSET:
            continue
        source_id, inputs = text(source.id), list(source.known_inputs())
        counts.add(len(inputs), source_id)
        slates.add(float(any(entry.is_signal_loss_slate() for entry in inputs)), source_id)
    return counts, slates


def _input_infos(rows: Sequence[Source], findings: Findings) -> Family:
    edges = [(text(source.id), entry) for source in rows for entry in source.known_inputs() if text(entry.id)]
    kind = findings.bounded(text(entry.type) for _, entry in edges)
    family = INPUT_INFO.family()
    for source_id, entry in edges:
        family.add(
            1, source_id, text(entry.id), text(entry.rank), kind(text(entry.type)), entry.cloudlink_group()
        )
    return family


def _addresses(rows: Sequence[Source]) -> Family:
    family = INPUT_ADDRESS_INFO.family()
    for source in rows:
        for entry in source.known_inputs():
            address = entry.address()
            if text(entry.id) and any(address):
                family.add(1, text(source.id), text(entry.id), *address)
    return family
