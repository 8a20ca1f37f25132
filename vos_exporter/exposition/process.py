"""The exporter's own process: ``process_*`` and ``python_info``, as prometheus-client measures them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from prometheus_client import Metric, PlatformCollector, ProcessCollector

from vos_exporter.exposition.encoded import Encoded
from vos_exporter.exposition.encoder import encode_samples
from vos_exporter.families import Kind


@dataclass(frozen=True, slots=True)
class _Foreign:
    """A family whose name is not ours to choose."""

    name: str
    kind: Kind
    help: str
    labels: tuple[str, ...]


def process_metrics() -> list[Encoded]:
    """CPU, memory, file descriptors and start of this process, and its Python; reads ``/proc``.

    Empty but for ``python_info`` where there is no ``/proc``.
    """
    collectors = ProcessCollector(registry=None), PlatformCollector(registry=None)
    return list(chain.from_iterable(map(_encoded, chain.from_iterable(c.collect() for c in collectors))))


def _encoded(metric: Metric) -> Iterator[Encoded]:
    """``metric``'s samples; none of these metrics has samples of several names or labels."""
    for sample in metric.samples[:1]:
        described = _Foreign(sample.name, Kind(metric.type), metric.documentation, tuple(sample.labels))
        samples = [(tuple(sample.labels.values()), sample.value)]
        yield encode_samples(described, samples, len(samples), {})
