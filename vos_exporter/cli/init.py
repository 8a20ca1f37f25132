"""The command ``init``: a first configuration, tried before it is written."""

import argparse
import asyncio
import getpass
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from vos_exporter import config
from vos_exporter.cli.mistakes import UsageError
from vos_exporter.config import AuthMethod, TargetSettings
from vos_exporter.config.drafting import FirstTarget, draft
from vos_exporter.scrape import Scrape, select
from vos_exporter.target import Target
from vos_exporter.web import DEFAULT_PORT
from vos_exporter.web.scrape_config import Instance, scrape_config

NEEDED: Mapping[AuthMethod, tuple[str, ...]] = {
    AuthMethod.CLIENT_CREDENTIALS: ("client_id", "client_secret"),
    AuthMethod.AUTHORIZATION_CODE: ("client_id", "client_secret", "username", "password"),
    AuthMethod.BASIC: ("username", "password"),
}
"""What each way of logging in needs."""

SECRET = ("client_secret", "password")
"""What is never written into the configuration, nor taken from the command line."""

TRIED = "services"
"""The route that is asked to see whether the login works: every VOS has it."""


def init(options: argparse.Namespace) -> int:
    """Ask what is missing, try the login once, write the configuration, print the block for Prometheus."""
    output = Path(options.output)
    if output.exists() and not options.force:
        raise UsageError(f"{output} is there already; say --force to write over it, or --output FILE")
    target, secrets = _first_target(options, output.parent)
    text = draft(target)
    settings = _checked(text, output.parent, secrets)
    if options.login and not _tried(settings):
        sys.stdout.write(f"Nothing was written. To write {output} all the same: --no-login\n")
        return 1
    for path, secret in secrets.items():
        _write_secret(path, secret)
    output.write_text(text, encoding="utf-8")
    sys.stdout.write(f"Wrote {output}{''.join(f', {path}' for path in secrets)}.\n\n")
    sys.stdout.write("For Prometheus, with this machine in the place of the address:\n\n")
    sys.stdout.write(scrape_config(Instance(f"localhost:{DEFAULT_PORT}"), [target.name]))
    sys.stdout.write(f"\nNext: vos-exporter --config.file {output}\n")
    return 0


def _first_target(options: argparse.Namespace, folder: Path) -> tuple[FirstTarget, dict[Path, str]]:
    """The target, and the secret files that have to be written for it with their contents."""
    url = options.url or _asked("--url", "Where is VOS (https://...)? ")
    name = options.name
    login: dict[str, str] = {}
    typed: dict[Path, str] = {}
    for key in NEEDED[options.method]:
        given = getattr(options, key) if key not in SECRET else None
        file = getattr(options, f"{key}_file", None)
        if file:
            login[f"{key}_file"] = str(Path(file).absolute())
        elif given:
            login[key] = given
        elif key in SECRET:
            path = (folder / f"{name}.{key}").absolute()
            typed[path] = _asked(f"--{key.replace('_', '-')}-file", f"{key} (not shown): ", hidden=True)
            login[f"{key}_file"] = str(path)
        else:
            login[key] = _asked(f"--{key.replace('_', '-')}", f"{key}: ")
    ca_file = str(Path(options.ca_file).absolute()) if options.ca_file else ""
    return FirstTarget(name, url, options.method, login, ca_file), typed


def _asked(flag: str, question: str, *, hidden: bool = False) -> str:
    """What somebody types.

    Raises:
        UsageError: there is no terminal to ask on, or nothing was typed.
    """
    if not sys.stdin.isatty():
        raise UsageError(f"{flag} is needed: there is no terminal to ask on")
    answer = (getpass.getpass(question) if hidden else input(question)).strip()
    if not answer:
        raise UsageError(f"{flag} is needed: nothing was typed")
    return answer


def _checked(text: str, folder: Path, secrets: Mapping[Path, str]) -> TargetSettings:
    """The only target of ``text``, as if it and the files with ``secrets`` were written in ``folder``.

    Raises:
        ConfigError: something in it is wrong.
    """
    with tempfile.TemporaryDirectory(prefix="vos-exporter-") as aside:
        trial = text
        for path, secret in secrets.items():
            copy = Path(aside) / path.name
            _write_secret(copy, secret)
            trial = trial.replace(str(path), str(copy))
        file = Path(aside) / "vos.yml"
        file.write_text(trial, encoding="utf-8")
        (settings,) = config.load(str(file)).targets
        return config.with_credentials_read(settings)


def _write_secret(path: Path, secret: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{secret}\n")


def _tried(settings: TargetSettings) -> bool:
    """Whether one login and one request work; says how it went."""
    sys.stdout.write(f"Trying one login and one request at {settings.url} ...\n")
    scrape = asyncio.run(_once(settings))
    report = scrape.routes[TRIED]
    if scrape.up:
        items = "" if report.reading is None else f" ({report.reading.decoded.items} services)"
        sys.stdout.write(f"It works{items}.\n")
    else:
        sys.stdout.write(f"It does not work: {report.detail}.\n")
    return scrape.up


async def _once(settings: TargetSettings) -> Scrape:
    target = Target(settings)
    try:
        return await target.scrape(select([TRIED]), settings.timeout)
    finally:
        await target.aclose()


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the flags of the command."""
    add = parser.add_argument
    add("--url", metavar="URL", help="where VOS is: https://host[:port]")
    add("--name", metavar="NAME", default="vos", help="how the target is called (%(default)s)")
    add(
        "--method", type=AuthMethod, choices=list(AuthMethod), default=AuthMethod.CLIENT_CREDENTIALS,
        metavar="METHOD", help="how VOS lets us in: " + ", ".join(AuthMethod) + " (%(default)s)",
    )  # fmt: skip
    add("--client-id", metavar="ID", help="of the OAuth2 client")
    add("--client-secret-file", metavar="FILE", help="file with the secret of the OAuth2 client")
    add("--username", metavar="NAME", help="of the person, for authorization_code and basic")
    add("--password-file", metavar="FILE", help="file with the password")
    add("--ca-file", metavar="FILE", help="PEM certificates to trust instead of the system's")
    add("--output", metavar="FILE", default="vos.yml", help="what to write (%(default)s)")
    add("--force", action="store_true", help="write over a file that is there")
    add("--no-login", dest="login", action="store_false", help="write it without trying it")
