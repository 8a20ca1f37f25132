"""``python -m vos_exporter`` is the ``vos-exporter`` command."""

from vos_exporter.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
