"""What failures of the transport mean, in words that quote nobody."""

import os
import socket
import ssl
from collections.abc import Iterator

import httpx

from vos_exporter.client.errors import Reason, RequestFailed

_NOT_TLS = (
    ssl.SSLWantReadError,
    ssl.SSLWantWriteError,
    ssl.SSLEOFError,
    ssl.SSLZeroReturnError,
    ssl.SSLSyscallError,
)


class Broken(RequestFailed):
    """The connection broke before the answer began."""


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """``error`` and what led to it, the nearest first."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def failure(error: httpx.HTTPError, status: int | None = None) -> RequestFailed:
    """What a failure of httpx's means; ``status`` if the answer had begun."""
    told = list(causes(error))
    for cause in told:
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, _NOT_TLS):
            return RequestFailed(Reason.TLS, f"TLS failed: {_tls_words(cause)}", status)
    if any(isinstance(cause, TimeoutError | httpx.TimeoutException) for cause in told):
        return RequestFailed(Reason.TIMEOUT, "VOS did not answer in time", status)
    if status is not None:
        return RequestFailed(Reason.CONNECT, "the connection broke before the body was complete", status)
    if isinstance(error, httpx.ReadError):
        return Broken(Reason.CONNECT, "the connection broke before an answer")
    if isinstance(error, httpx.RemoteProtocolError):
        return Broken(Reason.CONNECT, "what came was no answer in HTTP")
    return RequestFailed(Reason.CONNECT, f"no connection: {_connect_words(error, told)}")


def _tls_words(error: ssl.SSLError) -> str:
    """OpenSSL's own words, which name certificates and protocols and quote nothing else."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    return (error.reason or "handshake").lower().replace("_", " ")


def _connect_words(error: httpx.HTTPError, told: list[BaseException]) -> str:
    for cause in told:
        if isinstance(cause, socket.gaierror):
            return "the name does not resolve"
        if isinstance(cause, OSError) and cause.errno and not isinstance(cause, ssl.SSLError):
            return os.strerror(cause.errno).lower()
    return "the proxy refused it" if isinstance(error, httpx.ProxyError) else "the network refused it"
