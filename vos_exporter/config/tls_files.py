"""Proves at load time that certificates and keys can be used."""

import ssl

from vos_exporter.config.model import Tls
from vos_exporter.config.problems import Place
from vos_exporter.pem import PemError, load_authorities, load_chain


def check_tls(tls: Tls, at: Place) -> None:
    """Record what OpenSSL refuses of the files of ``tls``."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if tls.ca_file is not None:
        try:
            load_authorities(context, tls.ca_file)
        except PemError as error:
            at["ca_file"].wrong(str(error))
    if tls.cert_file is not None:
        try:
            load_chain(context, tls.cert_file, tls.key_file)
        except PemError as error:
            at["cert_file"].wrong(str(error))
    elif tls.key_file is not None:
        at["key_file"].wrong("a key needs its certificate; add `cert_file`")
