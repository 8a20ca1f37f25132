"""The shape of every body, tolerant: unknown, missing, null and extra keys are normal.

One file per page of the connector. ``UNSET`` is a key that is missing, ``None`` one that is null: a null list
counts as empty, a missing one makes no series (docs/architecture.md#rules-for-collectors).
"""
