"""Families the exposition's tests are about."""

import math
from collections.abc import Iterable

from hypothesis import strategies as st
from prometheus_client import Metric

from vos_exporter.families import Declaration, Family, Kind

NASTY = [
    '"',
    "\\",
    "\n",
    "\r",
    "\t",
    "\x00",
    "\x1f",
    "\x85",
    " ",
    "{",
    "}",
    ",",
    "=",
    "#",
    "é",
    "\u2028",
    "😀",
]

label_text = (
    st.text(max_size=12) | st.text(alphabet=NASTY, max_size=6) | st.sampled_from(["a", "b", "ab", "a b"])
)
any_text = label_text | st.text(alphabet=st.characters(categories=["Cs", "Ll"]), max_size=4) | st.integers(
    1000, 1100
).map("x".__mul__)  # fmt: skip

number = (
    st.floats()
    | st.integers()
    | st.sampled_from(
        [
            math.nan,
            math.inf,
            -math.inf,
            -0.0,
            0.0,
            5e-324,
            1e16,
            1.5e16,
            1e300,
            -1e-7,
            2**53 + 1,
            10**300,
            True,
        ]
    )
)
count = st.integers(0, 10**30) | st.floats(0, 1e300) | st.just(math.inf)

_SUFFIXES = {Kind.GAUGE: "", Kind.COUNTER: "_total", Kind.INFO: "_info"}
_VALUES = {Kind.GAUGE: number, Kind.COUNTER: count, Kind.INFO: st.just(1)}


@st.composite
def families(draw: st.DrawFn, texts: st.SearchStrategy[str] = any_text, unique: bool = False) -> Family:
    """A family of any kind but histograms, with up to three labels; ``unique`` samples differ in them."""
    kind = draw(st.sampled_from(list(_SUFFIXES)))
    name = "vos_" + draw(st.sampled_from(["a", "b", "a_b", "c"])) + _SUFFIXES[kind]
    labels = tuple(draw(st.sampled_from([(), ("x",), ("x", "y"), ("z", "x", "y")])))
    sample = st.tuples(st.tuples(*[texts for _ in labels]), _VALUES[kind])
    samples = draw(st.lists(sample, max_size=6, unique_by=(lambda s: s[0]) if unique else None))
    return Declaration(name, kind, draw(st.text(min_size=1, max_size=8)), labels).family(samples)


class Reference:
    """The same families as prometheus-client's own, for its ``generate_latest``."""

    def __init__(self, families: Iterable[Family]) -> None:
        self.families = families

    def collect(self) -> Iterable[Metric]:
        """Its metrics, as a registry gives them."""
        for family in self.families:
            declared = family.declaration
            short = declared.name.removesuffix(_SUFFIXES[declared.kind])
            metric = Metric(short, declared.help, declared.kind.value)
            for labels, value in family:
                metric.add_sample(declared.name, dict(zip(declared.labels, labels, strict=True)), value)
            yield metric


def flat(metrics: Iterable[Metric]) -> dict[tuple[str, tuple[tuple[str, str], ...]], str]:
    """Parsed metrics as series -> value, in a form in which NaN equals NaN; refuses duplicates."""
    pairs = [
        ((sample.name, tuple(sorted(sample.labels.items()))), repr(float(sample.value)))
        for metric in metrics
        for sample in metric.samples
    ]
    series = dict(pairs)
    assert len(series) == len(pairs), "a series appears twice"
    return series
