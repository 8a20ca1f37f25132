"""Credentials are read anew and never told."""

import errno
import os
from pathlib import Path

import pytest

from vos_exporter.config import Credential, CredentialError
from vos_exporter.secret import Secret


@pytest.mark.parametrize(
    ("content", "secret"),
    [("a\n", "a"), ("a", "a"), ("a\r\n", "a"), ("a\n\n", "a\n"), (" a ", " a "), ("é", "é")],
)
def test_one_line_end_is_taken_off_and_nothing_else(tmp_path: Path, content: str, secret: str) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content.encode())
    assert Credential(file=str(file)).read() == Secret(secret)


def test_a_file_is_read_at_every_call(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    credential = Credential(file=str(file))
    for text in ("first", "second"):
        file.write_text(text)
        assert credential.read() == Secret(text)


def test_a_value_is_itself() -> None:
    assert Credential(value=Secret("x")).read() == Secret("x")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, os.strerror(errno.ENOENT)),
        (b"", "is empty"),
        (b"\n", "is empty"),
        (b"hunter2\xff", "is not UTF-8"),
        (b"hunter2" * 10_000, "larger"),
    ],
)
def test_a_file_without_a_credential_is_named_and_not_told(
    tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CredentialError, match=sentence) as caught:
        Credential(file=str(file)).read()
    assert str(file) in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_an_impossible_path_is_an_error_of_the_credential() -> None:
    with pytest.raises(CredentialError, match="not a usable path"):
        Credential(file="a\0b").read()
    with pytest.raises(CredentialError, match="neither a value nor a file"):
        Credential().read()
