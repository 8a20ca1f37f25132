"""The keys each concept is looked for under: the tables at the end of ``docs/unpublished-routes.md``.

``python -m vos_exporter.reference.fields PAGE`` writes them into the page anew.
"""

import sys
from pathlib import Path

from vos_exporter.vos.fields import FieldTable
from vos_exporter.vos.payloads.cloudlinks import OUTPUT_STATISTICS
from vos_exporter.vos.routes import ROUTES

BEGIN = "<!-- tables: written by `make docs`; do not edit -->\n"
END = "<!-- end of tables -->"


def with_tables(page: str) -> str:
    """``page`` with the tables as the code has them between :data:`BEGIN` and :data:`END`."""
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}{_tables()}{END}{rest.split(END)[1]}"


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
    lines = [f"### {', '.join(keys)}", "", "| concept | unit | keys |", "|---|---|---|"]
    for index, group in enumerate(table.identity):
        part = f", part {index + 1}" if len(table.identity) > 1 else ""
        lines.append(f"| `id`{part} | | {_shown(group)} |")
    if table.own_id:
        lines.append(f"| `id`, of its own | | {_shown(table.own_id)} |")
    lines += [f"| `{entry.concept}` | {entry.unit} | {_shown(entry.aliases)} |" for entry in table.fields]
    return "\n".join(lines) + "\n"


def _shown(aliases: tuple[str, ...]) -> str:
    """Keys as code."""
    return ", ".join(f"`{alias}`" for alias in aliases)


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(with_tables(path.read_text(encoding="utf-8")), encoding="utf-8")
