"""The VOS API as facts: routes, payloads, states. No I/O, and no import from the rest of the exporter."""
