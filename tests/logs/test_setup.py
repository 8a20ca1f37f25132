"""One event is one line on one stream, whoever logs it and whatever it holds."""

import asyncio
import io
import json
import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vos_exporter.logs import capture, configure, current_level, get_logger, set_level
from vos_exporter.logs.rendering import Form
from vos_exporter.secret import Secret

CANARY = "hunter2"


@pytest.fixture
def stream() -> io.StringIO:
    """Where the lines go."""
    return io.StringIO()


def lines(stream: io.StringIO) -> list[str]:
    return stream.getvalue().splitlines()


def test_a_line_in_logfmt(stream: io.StringIO) -> None:
    configure("info", "logfmt", stream)
    get_logger("vos_exporter.scrape").warning("route failed", target="a", seconds=0.5, reason="tls", ok=None)
    (line,) = lines(stream)
    assert line.startswith("time=2")
    assert 'level=warning msg="route failed" target=a seconds=0.5 reason=tls ok=null' in line
    assert line.endswith("logger=vos_exporter.scrape")


def test_a_line_in_json(stream: io.StringIO) -> None:
    configure("info", "json", stream)
    get_logger("x").info("hello", target="a", count=3, nested={"b": [1]})
    event = json.loads(stream.getvalue())
    assert list(event)[:3] == ["time", "level", "msg"]
    assert (event["msg"], event["count"], event["nested"]) == ("hello", 3, {"b": [1]})


def test_configuring_twice_writes_once(stream: io.StringIO) -> None:
    configure("info", "json", io.StringIO())
    configure("info", "logfmt", stream)
    get_logger("x").info("hello")
    assert len(lines(stream)) == 1


def test_the_level_changes_at_run_time(stream: io.StringIO) -> None:
    configure("warn", "logfmt", stream)
    log = get_logger("x")
    log.info("unheard")
    set_level("debug")
    log.debug("heard")
    assert current_level() == "debug"
    assert [line.split("msg=")[1].split()[0] for line in lines(stream)] == ["heard"]


def test_an_unknown_level_is_refused_and_changes_nothing(stream: io.StringIO) -> None:
    configure("warn", "logfmt", stream)
    with pytest.raises(ValueError, match="one of debug, info, warn, error"):
        set_level("loud")
    assert current_level() == "warn"


@pytest.mark.parametrize("name", ["httpx", "aiohttp", "aiohttp.client", "asyncio", "uvicorn.error"])
def test_libraries_that_know_urls_stay_quiet_at_every_level(stream: io.StringIO, name: str) -> None:
    configure("debug", "logfmt", stream)
    logging.getLogger(name).info("GET https://vos/oauth/token?x=%s", CANARY)
    logging.getLogger(name).warning("GET https://vos/oauth/token?x=%s", CANARY)
    (line,) = lines(stream)
    assert "level=warning" in line
    assert CANARY not in line


def test_uvicorn_writes_through_us(stream: io.StringIO) -> None:
    theirs = logging.StreamHandler(io.StringIO())
    logging.getLogger("uvicorn").addHandler(theirs)
    configure("info", "json", stream)
    logging.getLogger("uvicorn.error").info("Started server process [%d]", 7)
    logging.getLogger("uvicorn.error").error("ASGI broke [%d]", 7)
    assert json.loads(stream.getvalue())["msg"] == "ASGI broke [7]"
    assert theirs not in logging.getLogger("uvicorn").handlers


@pytest.mark.parametrize("form", ["logfmt", "json"])
def test_a_traceback_is_one_line_without_secrets(stream: io.StringIO, form: Form) -> None:
    configure("info", form, stream)
    try:
        raise ValueError(f"Authorization: Bearer {CANARY}\nlevel=error msg=injected")
    except ValueError:
        get_logger("x").exception("broken", secret=Secret(CANARY))
    (line,) = lines(stream)
    assert "Traceback" in line
    assert CANARY not in line


hostile = st.text(max_size=30) | st.sampled_from(
    ["a\nlevel=error", "\r\x1b[31m", "\u2028", "\u202e", "\ud800"]
)


@settings(deadline=None)
@given(st.sampled_from(["logfmt", "json"]), hostile, st.dictionaries(hostile, hostile, max_size=3))
def test_nothing_in_a_value_or_key_starts_a_new_line(
    form: Form, message: str, values: dict[str, str]
) -> None:
    stream = io.StringIO()
    configure("info", form, stream)
    reserved = {"event", "level", "time", "logger", "_record", "_from_structlog", "exc_info", "stack_info"}
    get_logger("x").info(message, data=values, **{k: v for k, v in values.items() if k not in reserved})
    text = stream.getvalue()
    assert text.count("\n") == 1
    assert len(text.splitlines()) == 1
    assert text.rstrip("\n").isprintable() or not any(ord(c) < 32 or c in "\x7f\u202e" for c in text[:-1])
    text.encode()


def test_capture_collects_every_level_of_this_task_and_its_children_only(stream: io.StringIO) -> None:
    configure("warn", "logfmt", stream)
    log = get_logger("x")

    async def probe(name: str) -> list[str]:
        with capture() as captured:
            log.debug(f"start-{name}")
            await asyncio.gather(child(name))
            return captured

    async def child(name: str) -> None:
        await asyncio.sleep(0)
        log.warning(f"child-{name}", password=CANARY)

    async def both() -> tuple[list[str], list[str]]:
        return await asyncio.gather(probe("a"), probe("b"))

    first, second = asyncio.run(both())
    log.debug("outside")
    assert [line.split("msg=")[1].split()[0] for line in first] == ["start-a", "child-a"]
    assert [line.split("msg=")[1].split()[0] for line in second] == ["start-b", "child-b"]
    assert CANARY not in str(first)
    assert len(lines(stream)) == 2


def test_capture_keeps_a_bounded_number_of_lines_and_may_be_nested() -> None:
    configure("error", "logfmt", io.StringIO())
    with capture() as outer:
        with capture() as inner:
            for _ in range(1_001):
                get_logger("x").info("again")
        get_logger("x").info("after")
    assert len(inner) == len(outer) == 1_000
