"""A file of lines that other programs rotate, and that holds whole lines only."""

import contextlib
import os
import stat

from vos_exporter.logs.outlets import PartlyWritten, write_all

_MODE = 0o640
_FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY


class LineFile:
    """Appends lines to a regular file; made if it is missing, and opened anew when it was rotated away.

    No link is followed and nothing but a regular file is written to: a pipe without a reader would take the
    writer's thread for ever, and a link is somebody else's choice of file.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._file: int | None = None
        self._torn = False

    def write(self, data: bytes) -> None:
        """Append ``data``, whole lines.

        Raises:
            OSError: it could not be written; no part of it is left, or the next line begins on its own.
        """
        if self._file is not None and self._rotated(self._file):
            self.close()
        if self._file is None:
            self._file = _open(self._path)
            self._torn = False
        try:
            write_all(self._file, b"\n" + data if self._torn else data)
        except PartlyWritten as partly:
            self._torn = not _taken_back(self._file, partly.done)
            raise
        self._torn = False

    def close(self) -> None:
        """Close the file; the next write opens it again."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _rotated(self, file: int) -> bool:
        """Whether the path no longer leads to the open file."""
        try:
            return not os.path.samestat(os.fstat(file), os.stat(self._path, follow_symlinks=False))
        except FileNotFoundError:
            return True


def _open(path: str) -> int:
    """Open ``path`` for appending.

    Raises:
        OSError: it cannot be opened, or is no regular file.
    """
    file = os.open(path, _FLAGS, _MODE)
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise OSError("it is not a regular file")
    return file


def _taken_back(file: int, length: int) -> bool:
    """Take the last ``length`` bytes off the end again; whether that worked."""
    with contextlib.suppress(OSError):
        os.ftruncate(file, os.fstat(file).st_size - length)
        return True
    return False
