"""What an image says of itself."""

import pytest

from vos_exporter.vos.payloads.images import Image


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://user:secret@host/a/slate.png?token=secret", "slate.png"),
        ("https://user:secret@host", ""),
        ("https://user:secret@host?token=secret", ""),
        ("//user:secret@host/x.png", "x.png"),
        ("user:secret@host", ""),
        ("/images/slate.png#secret", "slate.png"),
        ("https://host/slates/", "slates"),
        ("http://[broken/x.png;jsessionid=secret", "x.png"),
        ("slate.png", "slate.png"),
        (None, ""),
    ],
)
def test_an_image_without_name_is_called_after_its_file_and_never_tells_a_secret(
    url: str | None, name: str
) -> None:
    assert Image(id="1", url=url).shown_name() == name
