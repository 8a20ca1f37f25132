"""The keys each concept is looked for under: the tables at the end of ``docs/unpublished-routes.md``.

``python -m vos_exporter.reference.fields PAGE`` writes them into the page anew.
"""

import sys
from pathlib import Path

from vos_exporter.vos.fields import Field, FieldTable
from vos_exporter.vos.payloads.cloudlinks import OUTPUT_STATISTICS
from vos_exporter.vos.routes import ROUTES
from vos_exporter.vos.units import UNITS

BEGIN = "<!-- tables: written by `make docs`; do not edit -->\n"
END = "<!-- end of tables -->"


def with_tables(page: str) -> str:
    """``page`` with the tables as the code has them between :data:`BEGIN` and :data:`END`."""
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}### Units\n\n{unit_table()}\n{_tables()}{END}{rest.split(END)[1]}"


def _tables() -> str:
    """The tables of all routes; routes with one table share a section."""
    routes: dict[FieldTable, list[str]] = {}
    for route in ROUTES:
        table = OUTPUT_STATISTICS if route.key == "uplink_status" else route.shape
        if isinstance(table, FieldTable):
            routes.setdefault(table, []).append(route.key)
    return "\n".join(_section(keys, table) for table, keys in routes.items())


def _section(keys: list[str], table: FieldTable) -> str:
    """Heading, identity and concepts of one table."""
    lines = [f"### {', '.join(keys)}", "", "| concept | counted in | keys |", "|---|---|---|"]
    for index, group in enumerate(table.identity):
        part = f", part {index + 1}" if len(table.identity) > 1 else ""
        lines.append(f"| `id`{part} | | {_shown(group)} |")
    if table.own_id:
        lines.append(f"| `id`, of its own | | {_shown(table.own_id)} |")
    for entry in table.fields:
        spoken = tuple(key for key, _ in entry.spoken)
        lines.append(f"| `{entry.concept}` | {_counted(entry)} | {_shown((*entry.keys, *spoken))} |")
    return "\n".join(lines) + "\n"


def _counted(entry: Field) -> str:
    """What numbers of the concept are counted in, and by whose word; else what it is."""
    if entry.measure is None:
        return entry.kind.value
    if entry.measure.unit is not None:
        return f"{entry.measure.unit.value}, by its name"
    return " or ".join(base.value for base in entry.measure.bases) + ", if something says so"


def unit_table() -> str:
    """The units that a key or a text can say, and how."""
    lines = ["| unit | a key ends in | a text says | exported in |", "|---|---|---|---|"]
    for row in UNITS:
        if row.keys or row.words:
            texts = tuple(dict.fromkeys((*row.symbols, *row.words)))
            lines.append(f"| `{row.unit}` | {_shown(row.keys)} | {_shown(texts)} | {row.base} |")
    return "\n".join(lines) + "\n"


def _shown(keys: tuple[str, ...]) -> str:
    """Keys as code."""
    return ", ".join(f"`{key}`" for key in keys)


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(with_tables(path.read_text(encoding="utf-8")), encoding="utf-8")
