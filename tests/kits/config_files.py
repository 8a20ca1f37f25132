"""What tests do with a configuration file that they write."""

from collections.abc import Callable

from vos_exporter.config import Config

Read = Callable[[str], Config]
"""Loads a text as the file ``vos.yml``."""
Refuse = Callable[[str], str]
"""The sentences with which a text is refused, without the folder of the file."""
