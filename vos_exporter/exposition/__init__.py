"""From metric families to the bytes of an answer."""

from vos_exporter.exposition.assembly import Assembled, assemble, assembled
from vos_exporter.exposition.encoded import Encoded
from vos_exporter.exposition.encoder import encode
from vos_exporter.exposition.histograms import encode_histogram
from vos_exporter.exposition.merging import Merged, merge, merged, shared_bytes
from vos_exporter.exposition.negotiation import Format, negotiate, prefers, wants_gzip
from vos_exporter.exposition.process import process_metrics

__all__ = [
    "Assembled",
    "Encoded",
    "Format",
    "Merged",
    "assemble",
    "assembled",
    "encode",
    "encode_histogram",
    "merge",
    "merged",
    "negotiate",
    "prefers",
    "process_metrics",
    "shared_bytes",
    "wants_gzip",
]
