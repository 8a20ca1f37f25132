"""From metric families to the bytes of an answer."""

from vos_exporter.exposition.assembly import assemble, merged
from vos_exporter.exposition.encoder import Encoded, encode, merge
from vos_exporter.exposition.histograms import encode_histogram
from vos_exporter.exposition.negotiation import Format, compress, negotiate, prefers, wants_gzip
from vos_exporter.exposition.process import process_metrics

__all__ = [
    "Encoded",
    "Format",
    "assemble",
    "compress",
    "encode",
    "encode_histogram",
    "merge",
    "merged",
    "negotiate",
    "prefers",
    "process_metrics",
    "wants_gzip",
]
