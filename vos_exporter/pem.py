"""Certificates and keys in PEM files, into a TLS context; what is wrong with one is a sentence."""

import contextlib
import ssl
from collections.abc import Iterator


class PemError(Exception):
    """A file cannot be used; ``str()`` says why, to go after its name, and never what is in it."""


def load_authorities(context: ssl.SSLContext, ca_file: str) -> None:
    """Let ``context`` trust the certificates in ``ca_file``.

    Raises:
        PemError: it cannot be read, or holds none.
    """
    with _explained("the file holds no certificate (PEM)"):
        context.load_verify_locations(cafile=ca_file)


def load_chain(context: ssl.SSLContext, cert_file: str, key_file: str | None) -> None:
    """Let ``context`` prove itself with ``cert_file`` and the key in ``key_file``, or in the same file.

    Raises:
        PemError: a file cannot be read, is not what it should be, or they do not fit together.
    """
    with _explained("the file and its key do not fit together, are not PEM, or the key needs a password"):
        # An answer to OpenSSL's question for a password, which it would ask on the terminal.
        context.load_cert_chain(cert_file, key_file, password=lambda: "")


@contextlib.contextmanager
def _explained(refusal: str) -> Iterator[None]:
    try:
        yield
    except ssl.SSLError:
        raise PemError(refusal) from None
    except OSError as error:
        reason = error.strerror or "input/output error"
        raise PemError(f"the file (or its key's) cannot be read: {reason}") from None
    except ValueError:
        raise PemError("is not a usable path") from None
