"""What the failures of httpcore, TLS and sockets mean, in words that quote nobody."""

import os
import socket
import ssl
from collections.abc import Iterator

import httpcore

from vos_exporter.client.compression import CompressionError
from vos_exporter.client.errors import Reason, RequestFailed
from vos_exporter.client.tls import TrustError

_BROKE = (httpcore.ReadError, httpcore.WriteError, httpcore.RemoteProtocolError)
_NOT_TLS = (
    ssl.SSLWantReadError,
    ssl.SSLWantWriteError,
    ssl.SSLEOFError,
    ssl.SSLZeroReturnError,
    ssl.SSLSyscallError,
)


class Broken(RequestFailed):
    """The connection broke before the answer began."""


def failure(error: Exception, status: int | None = None) -> RequestFailed:
    """What a library's exception means, in words of ours; ``status`` if the answer had begun."""
    if isinstance(error, TrustError):
        return RequestFailed(Reason.TLS, str(error))
    if isinstance(error, httpcore.TimeoutException):
        return RequestFailed(Reason.TIMEOUT, "VOS did not answer in time", status)
    if isinstance(error, CompressionError):
        return RequestFailed(Reason.DECODE, "the compression of the body is broken or not gzip", status)
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, _NOT_TLS):
            return RequestFailed(Reason.TLS, f"TLS failed: {_tls_words(cause)}")
    if status is not None:
        return RequestFailed(Reason.CONNECT, "the connection broke before the body was complete", status)
    if isinstance(error, _BROKE):
        return Broken(Reason.CONNECT, "the connection broke before an answer")
    return RequestFailed(Reason.CONNECT, f"no connection: {_connect_words(causes)}")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """``error`` and what led to it, the nearest first."""
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        else:
            error = error.__cause__ or error.__context__


def _tls_words(error: ssl.SSLError) -> str:
    """OpenSSL's own words, which name certificates and protocols and quote nothing else."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    return (error.reason or "handshake").lower().replace("_", " ")


def _connect_words(causes: list[BaseException]) -> str:
    for cause in causes:
        if isinstance(cause, socket.gaierror):
            return "the name does not resolve"
        if isinstance(cause, OSError) and cause.errno and not isinstance(cause, ssl.SSLError):
            return os.strerror(cause.errno).lower()
    return "the network or the proxy refused it"
