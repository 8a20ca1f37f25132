"""What the operator wrote -> frozen, checked values (docs/configuration.md)."""

from vos_exporter.config.environment import from_environment
from vos_exporter.config.errors import ConfigError, CredentialError
from vos_exporter.config.inspection import Remark, inspect
from vos_exporter.config.loading import load
from vos_exporter.config.masking import masked
from vos_exporter.config.model import (
    Auth,
    AuthMethod,
    Config,
    Credential,
    RouteSettings,
    TargetSettings,
    Tls,
    default_routes,
    with_credentials_read,
)

__all__ = [
    "Auth",
    "AuthMethod",
    "Config",
    "ConfigError",
    "Credential",
    "CredentialError",
    "Remark",
    "RouteSettings",
    "TargetSettings",
    "Tls",
    "default_routes",
    "from_environment",
    "inspect",
    "load",
    "masked",
    "with_credentials_read",
]
