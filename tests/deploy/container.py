"""Buildah and podman with a store of their own, so that a test leaves nothing behind."""

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.kits.shipping import ROOT, environment, require, run

BASE = "localhost/python-base:test"
IMAGE = "localhost/vos-exporter:test"
PYTHON = "/opt/vos-exporter/bin/python"
SUITE = "trixie"
"""Debian 13: Python 3.13, as in the image the Dockerfile names."""

_BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")
_PODMAN = ("--cgroup-manager=cgroupfs", "--runtime", "runc")
# Where this suite runs, the kernel lends no cgroups and no limits. Elsewhere plain `podman run` is fine.
_HERE = (
    "--cgroups=no-conmon",
    "--ulimit",
    "nofile=1024:1024",
    "--ulimit",
    "nproc=1024:1024",
    "--network=host",
)
LOCKED = ("--read-only", "--read-only-tmpfs=false", "--cap-drop=all", "--security-opt=no-new-privileges")


class Containers:
    """The images and containers of one test session."""

    def __init__(self, folder: Path) -> None:
        conf = folder / "storage.conf"
        conf.write_text(
            f'[storage]\ndriver = "overlay"\ngraphroot = "{folder}/graph"\nrunroot = "{folder}/run"\n'
        )
        self.folder = folder
        self.environment = environment(CONTAINERS_STORAGE_CONF=str(conf), BUILDAH_ISOLATION="chroot")

    def podman(self, *arguments: str | Path) -> str:
        """What podman says to ``arguments``."""
        return run(require("podman"), *_PODMAN, *arguments, env=self.environment)

    def make_base(self) -> None:
        """A root file system with Python and CA certificates, made here and now."""
        tar = self.folder / "base.tar"
        packages = "python3,python3-venv,ca-certificates"
        run(require("mmdebstrap"), "--quiet", "--variant=minbase", f"--include={packages}", SUITE, tar)
        self.podman("import", tar, BASE)
        tar.unlink()

    def build(self, version: str, revision: str) -> None:
        """The image of this tree; the machine's CA bundle is lent to the build, not put in."""
        arguments = {"BASE": BASE, "VERSION": version, "VOS_EXPORTER_REVISION": revision}
        lent = ("--volume", f"{_BUNDLE}:{_BUNDLE}:ro") if _BUNDLE.exists() else ()
        build_arguments = [
            part for name in arguments for part in ("--build-arg", f"{name}={arguments[name]}")
        ]
        run(
            *(require("buildah"), "bud", "--format", "docker", *lent, *build_arguments, "--tag", IMAGE, ROOT),
            env=self.environment,
        )

    @contextlib.contextmanager
    def running(self, options: tuple[str, ...], arguments: tuple[str, ...]) -> Iterator[str]:
        """The id of a container of the image that runs until the end of the block."""
        options = ("--no-healthcheck", *_HERE, *LOCKED, *options)
        container = self.podman("run", "--detach", *options, IMAGE, *arguments).strip()
        try:
            yield container
        finally:
            self.podman("rm", "--force", container)

    def close(self) -> None:
        """Forget everything."""
        for image in (IMAGE, BASE):
            command = (require("podman"), *_PODMAN, "rmi", "--force", image)
            subprocess.run(command, env=self.environment, capture_output=True, check=False)
        subprocess.run(["umount", self.folder / "graph" / "overlay"], capture_output=True, check=False)


@contextlib.contextmanager
def containers() -> Iterator[Containers]:
    """A store that is gone afterwards."""
    require("runc")
    with tempfile.TemporaryDirectory(prefix="vos-exporter-images-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)
        own = Containers(Path(folder))
        try:
            yield own
        finally:
            own.close()
