"""A diagnosis in words, for a terminal: what was found, worst first, and the lines that mend it."""

from collections.abc import Iterator, Mapping

from vos_exporter.config.amending import Amendment, lines
from vos_exporter.doctor.concepts import Told
from vos_exporter.doctor.findings import Proposal, Severity
from vos_exporter.doctor.report import Answer, Diagnosis, Outcome, RouteFound

COLOURS: Mapping[Severity, str] = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFORMATION: "2"}
"""Severity to the colour of its word on a terminal (ECMA-48)."""

ANSWERS: Mapping[Answer, str] = {
    Answer.WHOLE: "answered",
    Answer.PART: "answered in part",
    Answer.NOTHING: "not answered",
    Answer.NOT_ASKED: "not asked: disabled",
}

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.READ: "read",
    Outcome.NOT_READ: "not read",
    Outcome.NOT_THERE: "not there",
    Outcome.NOT_ASKED: "not asked",
}


def progress(route: RouteFound) -> str:
    """One route, as soon as it was asked."""
    told = [OUTCOMES[route.outcome]]
    if route.status is not None:
        told.append(f"{route.status}")
    if route.seconds is not None:
        told.append(f"{route.seconds:.2f} s")
    if route.bytes is not None:
        told.append(f"{route.bytes} bytes")
    if route.rows is not None:
        told.append(f"{route.rows} rows")
    return f"  {route.key:<22}{', '.join(told)}\n"


def story(diagnosis: Diagnosis, *, colour: bool) -> str:
    """What was found about one target: concepts, findings, pages, and one block to paste."""
    parts = [_concepts(diagnosis), _findings(diagnosis, colour), _pages(diagnosis), _block(diagnosis)]
    return "\n".join(filter(None, parts))


def _concepts(diagnosis: Diagnosis) -> str:
    read = [route for route in diagnosis.routes if route.outcome is Outcome.READ]
    return "".join(f"{line}\n" for route in read for line in _of_route(route))


def _of_route(route: RouteFound) -> Iterator[str]:
    rows = f": rows are {route.rows_are}" if route.rows_are else ""
    yield f"{route.key}{rows}"
    for one in route.told:
        yield f"  {one.concept:<29}{_told(one)}"


def _told(one: Told) -> str:
    said = f"under {one.key}, {one.rows} rows"
    if one.low is not None:
        said += f", {one.low:.6g} to {one.high:.6g}"
    if one.unit:
        said += f" {one.unit} (by {one.evidence})"
    return f"{said}, in no unit" if one.unitless else said


def _findings(diagnosis: Diagnosis, colour: bool) -> str:
    told = []
    for severity in Severity:
        word = f"\x1b[{COLOURS[severity]}m{severity}\x1b[0m" if colour else str(severity)
        for finding in diagnosis.findings:
            if finding.severity is severity:
                told.append(f"{word}: {finding.about}: {finding.sentence}\n{_indented(finding.mend)}")
    return "".join(told)


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())


def _pages(diagnosis: Diagnosis) -> str:
    pages = diagnosis.pages()
    rows = "".join(f"  {page:<22}{ANSWERS[answer]}\n" for page, answer in pages.items())
    return f"Pages of the connector:\n{rows}" if rows else ""


def _block(diagnosis: Diagnosis) -> str:
    """What the configuration could get: what is proven in force, the rest as comments."""
    proven = [amendment(one) for one in diagnosis.proposals if one.proven]
    guesses = [amendment(one) for one in diagnosis.proposals if not one.proven]
    if not diagnosis.proposals:
        return ""
    block = lines(proven) + "".join(f"# {line}\n" for line in lines(guesses).splitlines())
    names = " ".join(f"--accept {one.about}" for one in diagnosis.proposals if not one.proven)
    how = f"Guesses are comments until somebody who knows takes them: {names}\n" if names else ""
    head = f"To paste under the target {diagnosis.target}, or let --write FILE do it:\n"
    return f"{head}{_indented(block)}{how}"


def amendment(proposal: Proposal) -> Amendment:
    """``proposal`` as it is written into a file; a guess with its reason."""
    return Amendment(proposal.path, proposal.value, "" if proposal.proven else proposal.reason)
