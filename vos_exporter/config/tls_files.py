"""Proves at load time that certificates and keys can be used."""

import ssl
from collections.abc import Callable

from vos_exporter.config.model import Tls
from vos_exporter.config.problems import Place


def check_tls(tls: Tls, at: Place) -> None:
    """Record what OpenSSL refuses of the files of ``tls``."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    ca_file, cert_file, key_file = tls.ca_file, tls.cert_file, tls.key_file
    if ca_file is not None:
        _attempt(
            lambda: context.load_verify_locations(cafile=ca_file), at["ca_file"], "holds no certificate (PEM)"
        )
    if cert_file is not None:
        _attempt(
            lambda: context.load_cert_chain(cert_file, key_file, password=_no_password),
            at["cert_file"],
            "and its key do not fit together, are not PEM, or the key needs a password",
        )
    elif key_file is not None:
        at["key_file"].wrong("a key needs its certificate; add `cert_file`")


def _attempt(load: Callable[[], None], at: Place, refusal: str) -> None:
    try:
        load()
    except ssl.SSLError:
        at.wrong(f"the file {refusal}")
    except OSError as error:
        at.wrong(f"the file (or its key's) cannot be read: {error.strerror or 'input/output error'}")
    except ValueError:
        at.wrong("is not a usable path")


def _no_password() -> str:
    """Instead of OpenSSL's question on the terminal."""
    return ""
