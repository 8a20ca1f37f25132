"""An exception of ours is logged by where it happened; what it quotes stays out."""

from vos_exporter.logs import exception_fields


def broken(quoted: str) -> None:
    raise ValueError(f"cannot read {quoted}")


def test_type_and_frames_are_told_and_the_message_is_not() -> None:
    try:
        broken("hunter2")
    except ValueError as error:
        told = exception_fields(error)
        began = error.__traceback__
    assert began is not None
    assert told["error"] == "ValueError"
    outer, inner = told["where"].split(" > ")
    assert outer == f"test_exceptions.py:{began.tb_lineno} {began.tb_frame.f_code.co_name}"
    assert inner.endswith(" broken")
    assert "hunter2" not in str(told)
