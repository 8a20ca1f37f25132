# The base of both stages: an image or root file system with Python 3.11 or newer as python3, and CA certificates.
# A release pins it by digest (docs/release.md).
ARG BASE=python:3.13-slim-trixie

FROM ${BASE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1
WORKDIR /src
COPY requirements/build.txt requirements/runtime.txt requirements/
# The environment that is shipped has no pip; the one that builds it stays behind.
RUN python3 -m venv /build \
    && /build/bin/pip install --require-hashes --requirement requirements/build.txt \
    && python3 -m venv --without-pip /opt/vos-exporter \
    && /build/bin/pip --python /opt/vos-exporter/bin/python install \
        --require-hashes --no-deps --requirement requirements/runtime.txt
COPY pyproject.toml README.md LICENSE ./
COPY vos_exporter vos_exporter
# What the wheel carries beside the package.
COPY deploy deploy
COPY docs/runbooks.md docs/runbooks.md
COPY grafana grafana
RUN /build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /build/bin/pip --python /opt/vos-exporter/bin/python install --no-deps --no-index /wheels/*.whl

# Nothing runs in this stage, so that a base without a shell will do.
FROM ${BASE}
ARG VERSION=unknown
ARG VOS_EXPORTER_REVISION=unknown
ARG CREATED=unknown
ARG BASE
LABEL org.opencontainers.image.title="vos-exporter" \
      org.opencontainers.image.description="Prometheus exporter for Harmonic VOS" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${VOS_EXPORTER_REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.base.name="${BASE}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.source="https://github.com/vos-exporter/vos-exporter" \
      org.opencontainers.image.documentation="https://github.com/vos-exporter/vos-exporter/blob/main/docs/getting-started.md"
ENV VOS_EXPORTER_REVISION=${VOS_EXPORTER_REVISION} \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
COPY --from=build /opt/vos-exporter /opt/vos-exporter
USER 65532:65532
EXPOSE 10867
STOPSIGNAL SIGTERM
# Serving TLS or listening elsewhere? Give your runtime a health command of your own.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
    CMD ["/opt/vos-exporter/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:10867/-/healthy', timeout=3)"]
ENTRYPOINT ["/opt/vos-exporter/bin/vos-exporter"]
