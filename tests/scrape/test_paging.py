"""The next pages of an answer are asked for, within bounds, and one that fails leaves those before it."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest

from vos_exporter.client import Reason, Request, RequestFailed, Response
from vos_exporter.config import Auth, TargetSettings, default_routes
from vos_exporter.scrape import paging
from vos_exporter.scrape.paging import Pages
from vos_exporter.scrape.threads import Lane
from vos_exporter.vos.decoding import BodyError
from vos_exporter.vos.routes import BY_KEY

PATH = "/vos-api/configure/v1/images"


def page(*ids: str, link: str = "") -> Response:
    rows = [{"id": key, "name": key, "url": "x"} for key in ids]
    return Response(200, json.dumps(rows).encode(), "application/json", None, link=link)


class Vos:
    """Answers by path and query, and remembers what it was asked."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    async def ask(self, request: Request) -> Response:
        query = "&".join(f"{key}={value}" for key, value in request.params.items())
        place = f"{request.path}?{query}" if query else request.path
        self.asked.append(place)
        answer: Response | Exception | str = self.answers[place]
        if answer == "hang":
            await asyncio.Event().wait()
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Response)
        return answer


def read(first: Response, vos: Vos, budget: float = 5.0, url: str = "https://vos", **settings: Any) -> Any:
    target = TargetSettings(name="vos", url=url, auth=Auth(), routes=default_routes(), **settings)

    async def main() -> Any:
        deadline = asyncio.get_running_loop().time() + budget
        pages = Pages(BY_KEY["images"], target, vos.ask, deadline, 0.0, None, Lane())
        return await pages.read(Request(PATH, {}, target.max_response_size), first)

    return asyncio.run(main())


def next_to(place: str) -> str:
    return f'<{place}>; rel="next"'


def test_all_pages_are_one_answer() -> None:
    vos = Vos({f"{PATH}?page=2": page("b", link=next_to("?page=3")), f"{PATH}?page=3": page("c")})
    rows, size = read(page("a", link=next_to(f"{PATH}?page=2")), vos)
    assert [row.id for row in rows.rows] == ["a", "b", "c"]
    assert (rows.truncated, vos.asked) == (False, [f"{PATH}?page=2", f"{PATH}?page=3"])
    assert size == sum(len(answer.body) for answer in (page("a"), page("b"), page("c")))


def test_an_answer_without_a_next_page_is_as_it_is() -> None:
    vos = Vos({})
    rows, size = read(page("a"), vos)
    assert ([row.id for row in rows.rows], rows.truncated, size, vos.asked) == (
        ["a"],
        False,
        len(page("a").body),
        [],
    )


@pytest.mark.parametrize("link", ["https://elsewhere/x", PATH])
def test_another_origin_and_the_same_page_are_not_asked(link: str) -> None:
    vos = Vos({})
    rows, _ = read(page("a", link=next_to(link)), vos)
    assert (len(rows.rows), rows.truncated, vos.asked) == (1, True, [])


@pytest.mark.parametrize(
    "later",
    [RequestFailed(Reason.HTTP_5XX, "no", 500), Response(200, b"<html>", "text/html", None), "hang"],
)
def test_a_later_page_that_fails_leaves_those_before_it(later: Any) -> None:
    rows, _ = read(page("a", link=next_to("?page=2")), Vos({f"{PATH}?page=2": later}), budget=0.3)
    assert ([row.id for row in rows.rows], rows.truncated) == (["a"], True)


def test_a_first_page_that_cannot_be_read_is_an_error() -> None:
    with pytest.raises(BodyError):
        read(Response(200, b"<html>", "text/html", None), Vos({}))


def test_pages_are_bounded_by_rows_by_bytes_and_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    endless = {f"{PATH}?page={n}": page(f"i{n}", link=next_to(f"?page={n + 1}")) for n in range(2, 50)}
    first = page("i1", link=next_to("?page=2"))
    rows, _ = read(first, Vos(endless), row_limit=3)
    assert (len(rows.rows), rows.truncated) == (3, True)
    assert len(read(first, Vos(endless), max_response_size=len(first.body))[0].rows) == 1
    monkeypatch.setattr(paging, "MOST_PAGES", 5)
    assert len(read(first, Vos(endless))[0].rows) == 5


def test_a_target_below_a_path_is_followed_below_it() -> None:
    vos = Vos({f"{PATH}?page=2": page("b")})
    rows, _ = read(page("a", link=next_to(f"/proxy{PATH}?page=2")), vos, url="https://vos/proxy")
    assert len(rows.rows) == 2
    outside = Vos({})
    assert read(page("a", link=next_to(f"{PATH}?page=2")), outside, url="https://vos/proxy")[0].truncated
    assert outside.asked == []
