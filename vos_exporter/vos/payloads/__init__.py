"""The shape of every body, tolerant: unknown, missing, null and extra keys are normal.

One file per page of the seed. ``UNSET`` is a key that is missing, ``None`` one that is null: the design
counts a null list as empty and makes no series of a missing one.
"""
