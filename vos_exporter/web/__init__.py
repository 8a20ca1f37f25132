"""The way in: pages and metrics over HTTP."""

DEFAULT_PORT = 10867
"""Where an exporter listens that nobody told otherwise."""
