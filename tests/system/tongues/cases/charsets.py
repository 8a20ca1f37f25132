# ruff: noqa: E501 - a case stays on one line
"""The charset that is declared, else UTF-8."""

from tests.system.tongues.cases.case import Case

TEXT = '[{"id": "s1", "name": "Rhône-Zürich"}]'
TRUTH = {"vos_service_info Rhône-Zürich s1": 1.0}
LATIN = {"Content-Type": "application/json;charset=ISO-8859-1"}

CASES = [
    Case("latin-1 that is declared", "services", TEXT.encode("latin-1"), TRUTH, headers=LATIN),
    Case("latin-1 in quotes", "services", TEXT.encode("latin-1"), TRUTH,
         headers={"Content-Type": 'application/json; charset="iso-8859-1"'}),
    Case("windows-1252 that is declared", "services", TEXT.encode("cp1252"), TRUTH,
         headers={"Content-Type": "application/json; charset=windows-1252"}),
    Case("UTF-8 that is declared", "services", TEXT.encode(), TRUTH,
         headers={"Content-Type": "application/json; charset=utf-8"}),
    Case("UTF-8 that nobody declared", "services", TEXT.encode(), TRUTH),
    Case("UTF-8 under an unknown charset", "services", TEXT.encode(), TRUTH,
         headers={"Content-Type": "application/json; charset=klingon"}),
    Case("UTF-8 with a byte order mark", "services", b"\xef\xbb\xbf" + TEXT.encode(), TRUTH),
    Case("UTF-16 that is declared", "services", TEXT.encode("utf-16"), TRUTH,
         headers={"Content-Type": "application/json; charset=utf-16"}),
    Case("latin-1 of a link's state", "uplink_status", '[{"id": "é", "uplinkState": "LOST"}]'.encode("latin-1"),
         {"vos_cloudlink_up é": 0}, headers=LATIN),
]  # fmt: skip
