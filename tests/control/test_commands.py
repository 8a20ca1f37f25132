"""What a person and a machine read, and how objects are named."""

import io
import json
import os
import pty
import re
import subprocess
import sys

import pytest
import yaml

from tests.kits.control import COMMAND, Bench
from tests.kits.tools import require
from vos_exporter.cli.arguments import parser as exporter_parser
from vos_exporter.control.arguments import parser
from vos_exporter.control.consent import consent
from vos_exporter.control.errors import ControlError
from vos_exporter.reference.completion import SHELLS, commands, script

KINDS = ("services", "sources", "destinations")


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_has_a_row_per_object_with_its_name_and_id(bench: Bench, kind: str) -> None:
    lines = bench.run(kind, "list").out.splitlines()
    assert lines[0].startswith("NAME ")
    rows = {line.split()[0]: line.split()[-1] for line in lines[1:]}
    assert rows == {each["name"]: each["id"] for each in bench.objects(kind)}


def test_the_list_of_services_says_state_and_profile_in_words(bench: Bench) -> None:
    bench.vos.break_plant("control-state", "sport-01")
    rows = [line.split() for line in bench.run("services", "list").out.splitlines()]
    assert rows[0] == ["NAME", "STATE", "PROGRAM", "PROFILE", "ID"]
    assert ["sport-01", "OFF", "2", "sd-ladder"] in [row[:4] for row in rows]


@pytest.mark.parametrize("kind", KINDS)
def test_json_is_what_vos_answers_without_secrets(bench: Bench, kind: str) -> None:
    listed = json.loads(bench.run(kind, "list", "--format", "json").out)
    assert json.dumps(listed).replace("<secret>", "******") == json.dumps(bench.objects(kind))


def test_show_shows_every_value_by_name_or_id(bench: Bench) -> None:
    by_name = bench.run("services", "show", "news-01")
    by_id = bench.run("services", "show", bench.named("news-01")["id"])
    assert by_name == by_id
    assert re.search(
        r"^addons\.drmAddon\.settings\[0\]\.resourceId +000000000000$", by_name.out, re.MULTILINE
    )


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_was_exported_changes_nothing(bench: Bench, kind: str, form: str) -> None:
    exported = bench.run(kind, "export", "--format", form)
    done = bench.run("plan", bench.write("exported", exported.out))
    assert (done.code, done.out.splitlines()[-1]) == (0, "nothing to do")


def test_one_object_is_exported_by_its_name(bench: Bench) -> None:
    exported = yaml.safe_load(bench.run("services", "export", "news-01", "sport-01").out)
    assert [each["name"] for each in exported["services"]] == ["news-01", "sport-01"]


def test_a_name_that_several_have_is_refused_with_the_candidates(bench: Bench) -> None:
    bench.vos.break_plant("rename", "sport-01", "news-01")
    done = bench.run("deactivate", "news-01", "--confirm", "news-01")
    ids = [each["id"] for each in bench.objects() if each["name"] == "news-01"]
    assert done.code == 1
    assert all(id in done.err for id in ids)
    assert not bench.vos.requests.sent
    by_id = bench.run("deactivate", ids[1], "--confirm", "news-01")
    assert by_id.code == 0, by_id.said
    assert [each["controlState"] for each in bench.objects()[:2]] == ["ACTIVATED", "OFF"]


def test_a_name_that_nobody_has_is_refused_with_the_nearest(bench: Bench) -> None:
    done = bench.run("services", "show", "news-1")
    assert (done.code, "did you mean news-01" in done.err) == (1, True)


def test_names_of_vos_steer_no_terminal(bench: Bench) -> None:
    bench.vos.break_plant("rename", "sport-01", "a\x1b[2Jb\nc\u202ed")
    for command in (("services", "list"), ("services", "show", "a\x1b[2Jb\nc\u202ed")):
        assert not re.search("[\x1b\u202e]", bench.run(*command).out)
        assert bench.run(*command, "--format", "json").out.isascii()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("services", "show"), "say which service: vosctl services show NAME"),
        (("services", "list", "news-01"), "try `vosctl services show news-01`"),
        (("plan", "nothing.yml"), "it cannot be read"),
        (("services", "list", "--target", "b"), "the targets are: headend-a"),
        (("deactivate", "news-01", "--confirm", "sport-01"), "nothing of that name is changed here"),
    ],
)
def test_a_mistake_is_a_sentence(bench: Bench, arguments: tuple[str, ...], sentence: str) -> None:
    done = bench.run(*arguments)
    assert (done.code, done.out.partition("~")[0]) == (1, "")
    assert sentence in done.err
    assert done.err.startswith("vosctl: ")


def test_the_last_answer_of_a_system_that_is_down_is_a_sentence(bench: Bench) -> None:
    bench.vos.stop()
    done = bench.run("services", "list")
    assert (done.code, "services cannot be read" in done.err) == (1, True)


def test_a_body_that_is_no_list_of_objects_is_nothing_to_write_to(bench: Bench) -> None:
    bench.vos.fault("services", "shape", {"items": []})
    done = bench.run("services", "list")
    assert (done.code, "in a form that vosctl does not know" in done.err) == (1, True)


# Consent.


def test_without_a_terminal_it_refuses_to_guess(bench: Bench) -> None:
    done = bench.run("deactivate", "news-01")
    assert (done.code, "say --confirm news-01" in done.err) == (1, True)
    assert not bench.vos.requests.sent


def test_every_name_has_to_be_confirmed(bench: Bench) -> None:
    done = bench.run("deactivate", "news-01", "sport-01", "--confirm", "news-01")
    assert (done.code, "say --confirm sport-01" in done.err) == (1, True)
    assert not bench.vos.requests.sent


def typed(bench: Bench, answer: str) -> tuple[int, str]:
    """What comes of ``deactivate news-01`` when ``answer`` is typed on a real terminal."""
    bench.as_it_ships()
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, "deactivate", "news-01"], cwd=bench.folder, env=bench.environment,
        stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True,
    ) as process:  # fmt: skip
        os.close(theirs)
        said = b""
        while b"type the name" not in said:
            said += os.read(ours, 4_096)
        os.write(ours, answer.encode() + b"\n")
        try:
            while piece := os.read(ours, 4_096):
                said += piece
        except OSError:  # the other end is closed
            pass
        code = process.wait(60)
    os.close(ours)
    return code, said.decode()


@pytest.mark.parametrize(
    ("answer", "code", "state"), [("news-01", 0, "OFF"), ("y", 1, "ACTIVATED"), ("", 1, "ACTIVATED")]
)
def test_on_a_terminal_the_name_is_typed(bench: Bench, answer: str, code: int, state: str) -> None:
    came, said = typed(bench, answer)
    assert (came, bench.named("news-01")["controlState"]) == (code, state), said


def test_switching_what_is_switched_is_nothing_to_do_and_asks_nothing(bench: Bench) -> None:
    done = bench.run("activate", "news-01")
    assert (done.code, "nothing to do" in done.out) == (0, True)


def test_switching_off_and_on_is_where_it_began(bench: Bench) -> None:
    before = bench.everything()
    assert bench.run("deactivate", "news-01", "--confirm", "news-01").code == 0
    assert bench.named("news-01")["controlState"] == "OFF"
    assert bench.run("activate", "news-01", "--confirm", "news-01").code == 0
    assert bench.everything() == before


class Terminal(io.StringIO):
    """A keyboard."""

    def isatty(self) -> bool:
        return True


def test_every_name_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", Terminal())
    monkeypatch.setattr("sys.stdin", Terminal("a\nb\n"))
    consent(["a", "b", "c"], ["c"])
    monkeypatch.setattr("sys.stdin", Terminal("a\n"))
    with pytest.raises(ControlError, match="that is not the name; nothing was written"):
        consent(["a", "b"], [])


def test_an_interruption_says_where_to_look(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*lines: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("vos_exporter.control.report.say", interrupted)
    done = bench.run("evidence")
    assert (done.code, "is in the audit file" in done.err) == (130, True)


def test_whoever_stops_reading_gets_no_traceback(bench: Bench) -> None:
    with bench.start("evidence") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (1, "")


# For machines.


def test_a_plan_and_its_results_are_json_on_request(bench: Bench) -> None:
    wanted = bench.write("wanted.yml", {"services": [{"name": "news-01", "controlState": "OFF"}]})
    planned = json.loads(bench.run("plan", wanted, "-o", "a.plan", "--format", "json").out)
    (step,) = planned["steps"]
    assert (step["kind"], step["wanted"], planned["plan"]) == ("services", {"controlState": "OFF"}, "a.plan")
    done = json.loads(bench.run("apply", "a.plan", "--format", "json").out)
    assert [result["outcome"] for result in done["results"]] == ["done"]
    assert done["rollback"].startswith(str(bench.state))
    again = json.loads(bench.run("apply", "a.plan", "--format", "json").out)
    assert [result["outcome"] for result in again["results"]] == ["nothing_to_do"]
    switched = bench.run("activate", "news-01", "--confirm", "news-01", "--format", "json")
    assert json.loads(switched.out)["results"][0]["outcome"] == "done"


def test_evidence_is_told_of_every_call(bench: Bench) -> None:
    done = bench.run("evidence")
    assert done.code == 0
    for kind in KINDS:
        assert re.search(rf"PUT /vos-api/configure/v1/{kind}/ID .* seen in public scripts", done.out)
    told = json.loads(bench.run("evidence", "--format", "json").out)
    assert len(told["calls"]) == 12
    assert "unknown" in told["behaviour"].values()


def test_evidence_needs_no_configuration(bench: Bench) -> None:
    (bench.folder / "vosctl.yml").unlink()
    assert bench.run("evidence").code == 0


# The command line.


def test_help_is_for_a_person(bench: Bench) -> None:
    done = bench.run("--help")
    assert done.code == 0
    assert "vosctl plan a.yml -o a.plan" in done.out
    assert "exit codes: 0" in done.out
    for command in commands(parser()):
        assert bench.run(*filter(None, [command.name]), "--help").code == 0
        assert all(flag.help for flag in command.flags)


def test_deleting_is_not_offered(bench: Bench) -> None:
    assert {command.name for command in commands(parser())} == {
        "", *KINDS, "plan", "apply", "activate", "deactivate", "evidence", "completion",
    }  # fmt: skip
    assert bench.run("services", "delete", "news-01").code == 2


def test_the_exporter_does_not_know_it() -> None:
    assert not {"apply", "activate", "deactivate"} & {each.name for each in commands(exporter_parser())}
    code = "import sys, vos_exporter.cli; sys.exit('vos_exporter.control' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_is_for_this_program(bench: Bench, shell: str) -> None:
    text = bench.run("completion", shell).out
    assert text == script(parser(), shell)
    assert "vosctl" in text
    assert "vos-exporter" not in text


def test_bash_completes_commands_actions_and_flags(bench: Bench) -> None:
    bash = require("bash")
    (bench.folder / "completion").write_text(bench.run("completion", "bash").out)

    def completed(*words: str) -> set[str]:
        line = " ".join(words)
        ask = (
            f"source completion; COMP_WORDS=({line}); [[ '{line}' == *' ' ]] && COMP_WORDS+=('');"
            ' COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _vosctl; echo "${COMPREPLY[@]}"'
        )
        done = subprocess.run([bash, "-c", ask], cwd=bench.folder, capture_output=True, text=True, check=True)
        return set(done.stdout.split())

    assert completed("vosctl", "de") == {"deactivate", "destinations"}
    assert completed("vosctl", "services", "ex") == {"export"}
    assert completed("vosctl", "apply", "--ta") == {"--target"}


def test_the_version_says_which_program_it_is(bench: Bench) -> None:
    assert bench.run("--version").out.startswith("vosctl ")
