"""The named cases, by what they are about."""

from tests.system.tongues.cases import (
    charsets,
    envelopes,
    errors,
    logs,
    numbers,
    odd,
    parts,
    processors_and_memory,
    published,
    reception,
    reported,
    traps,
    words,
)

CASES = (
    *processors_and_memory.CASES,
    *reception.CASES,
    *words.CASES,
    *envelopes.CASES,
    *errors.CASES,
    *parts.CASES,
    *odd.CASES,
    *charsets.CASES,
    *logs.CASES,
    *numbers.CASES,
    *published.CASES,
    *reported.CASES,
    *traps.CASES,
)
