"""The named cases, by what they are about."""

from tests.system.tongues.cases import (
    envelopes,
    logs,
    numbers,
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
    *logs.CASES,
    *numbers.CASES,
    *published.CASES,
    *reported.CASES,
    *traps.CASES,
)
