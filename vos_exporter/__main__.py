"""Where the process begins: ``python -m vos_exporter`` is the ``vos-exporter`` command."""

import signal


def main() -> int:
    """Run the command line; the result is the exit code.

    A reload may be asked for before everything is imported, which takes a while, and must not end us.
    """
    hangup = signal.signal(signal.SIGHUP, signal.SIG_IGN)

    from vos_exporter.cli import main as run  # noqa: PLC0415 - after SIGHUP lost its sting

    return run(hangup=hangup)


if __name__ == "__main__":
    raise SystemExit(main())
