# syntax=docker/dockerfile:1
# The image `izon`: the command and what it needs, nothing to build with, no user but its own. Neo4j runs beside it.
# The base is pinned by its tag; pin it by its digest where you build for others:
#   docker buildx imagetools inspect python:3.11-slim-bookworm
#   docker build --build-arg BASE=python:3.11-slim-bookworm@sha256:… .
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
WORKDIR /source
RUN python -m venv /opt/izon
COPY requirements.lock ./
RUN /opt/izon/bin/python -m pip install --only-binary :all: --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY crawler crawler
COPY graph graph
COPY ontology ontology
RUN /opt/izon/bin/python -m pip install --no-build-isolation --no-deps . \
    && /opt/izon/bin/python -m compileall -q /opt/izon/lib

FROM ${BASE}
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin izon \
    && install --directory --owner izon --group izon --mode 0700 /data
COPY --from=build /opt/izon /opt/izon
ENV PATH=/opt/izon/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 IZON_HOME=/data
USER 10001:10001
VOLUME /data
WORKDIR /data
ENTRYPOINT ["izon"]
CMD ["--help"]
