"""Writes configuration files for the tests of this folder."""

from pathlib import Path

import pytest

from tests.kits.config_files import Read, Refuse
from vos_exporter.config import Config, ConfigError, load

MINIMAL = """
targets:
  - name: headend-a
    url: https://vos-a.example.com
    auth: {client_id: the-client, client_secret: the-secret}
"""


@pytest.fixture
def minimal() -> str:
    """A file with one target and nothing optional."""
    return MINIMAL


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Loads a text as the file ``vos.yml``."""

    def read_text(text: str) -> Config:
        file = tmp_path / "vos.yml"
        file.write_text(text, encoding="utf-8")
        return load(str(file))

    return read_text


@pytest.fixture
def refuse(read: Read, tmp_path: Path) -> Refuse:
    """The sentences with which a text is refused, without the folder of the file."""

    def sentences(text: str) -> str:
        with pytest.raises(ConfigError) as caught:
            read(text)
        return str(caught.value).replace(f"{tmp_path}/", "")

    return sentences
