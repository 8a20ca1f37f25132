"""Prometheus exporter for Harmonic VOS."""

import os

__version__ = "0.1.0"

REVISION = os.environ.get("VOS_EXPORTER_REVISION", "unknown")
"""The commit this build was made from: a build variable of the image, never read from git."""
