"""Rows of notifications, slates and the SCTE log."""

from typing import Any

import pytest

from vos_exporter.collectors.options import NotificationOptions
from vos_exporter.vos.payloads.images import Image
from vos_exporter.vos.payloads.notifications import Notification
from vos_exporter.vos.payloads.services import Service
from vos_exporter.web.plant.listings import alarms, matching, slates
from vos_exporter.web.plant.trouble import Level

SERVICES = [Service(id="s", name="News"), Service(id="t", name="Twin"), Service(id="u", name="Twin")]


def row(severity: str, title: str, **more: Any) -> Notification:
    return Notification(severity=severity, title=title, state="ACTIVE", **more)


def test_the_worst_come_first_then_the_newest_and_what_is_over_is_left_out() -> None:
    rows = [
        row("MINOR", "m"), row("CRITICAL", "old", creation_time=1_750_000_000_000),
        row("CRITICAL", "new", creation_time=1_750_000_060_000), row("odd", "o"), row("INFO", "i"),
        Notification(severity="CRITICAL", title="over", state="RESOLVED"),
    ]  # fmt: skip
    found = alarms(rows, SERVICES, NotificationOptions())
    assert [one.title for one in found] == ["new", "old", "m", "i", "o"]
    assert [one.level for one in found] == [
        Level.CRITICAL, Level.CRITICAL, Level.WARNING, Level.PLAIN, Level.UNKNOWN
    ]  # fmt: skip
    assert found[0].created == 1_750_000_060


def test_a_row_is_of_a_service_by_id_or_by_a_name_that_only_one_has() -> None:
    rows = [
        row("INFO", "1", service_id="t"),
        row("INFO", "2", channel_name="News"),
        row("INFO", "3", channel_name="Twin"),
    ]
    found = alarms(rows, SERVICES, NotificationOptions())
    assert {one.title: one.service_id for one in found} == {"1": "t", "2": "s", "3": ""}


@pytest.mark.parametrize(
    ("url", "href", "shortened"),
    [
        ("https://vos/images/a.png", "https://vos/images/a.png", False),
        ("/images/a.png", "https://vos.example:8443/images/a.png", False),
        ("a.png", "https://vos.example:8443/prefix/a.png", False),
        ("https://user:pass@vos/a.png?token=secret#x", "https://vos/a.png", True),
        ("http://[::1]:80/a.png", "http://[::1]:80/a.png", False),
        ("javascript:alert(1)", "", False),
        ("data:text/html,x", "", False),
        ("https://vos:port/a", "", False),
        ("https://[", "", False),
        ("", "", False),
        (None, "", False),
    ],
)
def test_a_picture_is_linked_without_what_may_let_somebody_in(
    url: str | None, href: str, shortened: bool
) -> None:
    [slate] = slates([Image(id="1", name="n", url=url)], "https://vos.example:8443/prefix")
    assert (slate.href, slate.shortened) == (href, shortened)


def test_a_search_wants_every_word() -> None:
    found = alarms(
        [row("INFO", "Loss of input"), row("INFO", "Loss of output")], SERVICES, NotificationOptions()
    )
    assert list(matching(found, "LOSS input", "title", "severity")) == [
        one for one in found if one.title == "Loss of input"
    ]
    assert len(list(matching(found, "loss info", "title", "severity"))) == 2
