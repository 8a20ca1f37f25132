"""A secret cannot be printed, by whatever way."""

import copy
import json
import pickle

import msgspec
import pytest

from vos_exporter.secret import MASK, Secret

CANARY = "hunter2"


@pytest.mark.parametrize(
    "written",
    [
        str(Secret(CANARY)),
        repr(Secret(CANARY)),
        f"{Secret(CANARY)}",
        f"{Secret(CANARY)!r:>20}",
        "%s" % Secret(CANARY),  # noqa: UP031 - one of the ways
        str([Secret(CANARY)]),
        str(ValueError(Secret(CANARY))),
        json.dumps(Secret(CANARY), default=str),
        msgspec.json.encode(Secret(CANARY), enc_hook=str).decode(),
        repr(copy.deepcopy({"a": Secret(CANARY)})),
    ],
)
def test_every_way_of_printing_gives_the_mask(written: str) -> None:
    assert MASK in written
    assert CANARY not in written


def test_only_reveal_gives_the_text() -> None:
    assert Secret(CANARY).reveal() == CANARY


def test_it_has_no_dictionary_and_cannot_be_pickled() -> None:
    with pytest.raises(TypeError):
        vars(Secret(CANARY))
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(Secret(CANARY))


def test_equality_is_that_of_the_text_and_never_that_of_a_string() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2


def test_an_empty_secret_is_false() -> None:
    assert not Secret("")
    assert Secret("a")
