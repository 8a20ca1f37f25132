"""What is shipped beside the exporter: complete, unchanged but for the runbooks, never over other work."""

import hashlib
import json
import subprocess
from pathlib import Path

import pytest
import yaml

from vos_exporter import shipped
from vos_exporter.cli import main
from vos_exporter.reference import assets
from vos_exporter.reference.asset_folder import MANIFEST, ChangedFilesError, compare, write

ROOT = Path(__file__).parents[2]
RULES = "deploy/prometheus/rules/vos-alerts.yml"


def tracked(*places: str) -> set[str]:
    """Files of the repository below ``places``."""
    listing = subprocess.run(
        ["git", "ls-files", *places], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return set(listing.stdout.split())


def test_everything_an_operator_needs_is_shipped() -> None:
    """A file that is new below these folders is shipped without being named anywhere."""
    names = {str(asset.path) for asset in assets.files()}
    wanted = tracked(
        "deploy/prometheus", "deploy/alertmanager", "deploy/systemd", "deploy/web", "grafana/out"
    )
    wanted |= tracked("deploy/kubernetes", "docs/runbooks.md")
    assert {
        name for name in wanted - names if not name.startswith(assets.LEFT_OUT) and "/." not in name
    } == set()
    assert all(asset.about for asset in assets.files())


def test_nothing_is_rewritten() -> None:
    for asset in assets.files():
        assert asset.content == (ROOT / asset.path).read_bytes(), asset.path


def test_the_runbooks_can_be_anywhere_and_nothing_else_moves() -> None:
    base = "http://exporter:10867/runbooks"
    shipped = (ROOT / assets.RUNBOOK_BASE).read_text().strip()
    for asset, plain in zip(assets.files(base), assets.files(), strict=True):
        assert asset.content.replace(base.encode(), shipped.encode()) == plain.content
    alerts = next(asset.content.decode() for asset in assets.files(base) if str(asset.path) == RULES)
    assert f"runbook_url: {base}#vosexporterdown" in alerts
    assert shipped not in alerts


def test_config_maps_hold_the_files_and_fit_into_an_api_server() -> None:
    held: dict[str, str] = {}
    for asset in assets.configmaps():
        assert len(asset.content) < 1_000_000
        manifest = yaml.safe_load(asset.content)
        assert (manifest["apiVersion"], manifest["kind"]) == ("v1", "ConfigMap")
        assert f"{manifest['metadata']['name']}.yaml" == str(asset.path)
        held |= manifest["data"]
        if asset.path.name.startswith("dashboard-"):
            assert manifest["metadata"]["labels"] == {"grafana_dashboard": "1"}
    for place in (shipped.RULES, assets.DASHBOARDS):
        for asset in assets.files():
            if asset.path.is_relative_to(place):
                assert held[asset.path.name].encode() == asset.content


def test_a_config_map_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "CONFIG_MAP_LIMIT", 1000)
    with pytest.raises(ValueError, match="vos-rules"):
        assets.configmaps()


def test_the_operator_gets_the_rule_object_and_the_dashboards() -> None:
    kinds = {str(asset.path): yaml.safe_load(asset.content)["kind"] for asset in assets.operator()}
    assert kinds.pop("prometheusrule.yaml") == "PrometheusRule"
    assert set(kinds.values()) == {"ConfigMap"}
    assert len(kinds) == len(list((ROOT / "grafana" / "out").glob("*.json")))


def test_a_folder_is_written_checked_and_brought_up_to_date(tmp_path: Path) -> None:
    old, new = assets.files("http://old"), assets.files("http://new")
    folder = tmp_path / "made" / "assets"
    assert len(write(folder, old).missing) == len(old)
    assert compare(folder, old).same
    subprocess.run(["sha256sum", "--check", "--quiet", MANIFEST], cwd=folder, check=True)
    assert RULES in compare(folder, new).outdated
    write(folder, new)
    assert compare(folder, new).same
    (folder / RULES).unlink()
    assert compare(folder, new).missing == [RULES]


def test_what_somebody_changed_is_never_overwritten_without_force(tmp_path: Path) -> None:
    shipped = assets.files()
    write(tmp_path, shipped)
    (tmp_path / RULES).write_text("mine")
    (tmp_path / "docs/runbooks.md").unlink()
    with pytest.raises(ChangedFilesError, match=RULES):
        write(tmp_path, shipped)
    assert (tmp_path / RULES).read_text() == "mine"
    assert not (tmp_path / "docs/runbooks.md").exists()
    write(tmp_path, shipped, force=True)
    assert compare(tmp_path, shipped).same


def test_a_file_that_is_not_ours_is_a_change_even_on_the_first_day(tmp_path: Path) -> None:
    there = tmp_path / RULES
    there.parent.mkdir(parents=True)
    there.write_text("mine")
    with pytest.raises(ChangedFilesError):
        write(tmp_path, assets.files())
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == {there}


def test_what_is_no_longer_shipped_is_told_and_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, assets.files())
    gone = tmp_path / "gone.yml"
    gone.write_text("old")
    digest = hashlib.sha256(b"old").hexdigest()
    with (tmp_path / MANIFEST).open("a") as manifest:
        manifest.write(f"{digest}  gone.yml\n")
    assert main(["assets", "write", str(tmp_path), "--check"]) == 1
    assert "no longer shipped" in capsys.readouterr().out
    assert main(["assets", "write", str(tmp_path)]) == 0
    assert f"left where it is: {gone}" in capsys.readouterr().out
    assert gone.exists()


def test_an_installation_without_assets_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shipped, "BUILT_IN", tmp_path)
    monkeypatch.setattr(shipped, "PACKAGE", tmp_path / "package")
    assert main(["assets", "list"]) == 1
    assert "install the wheel" in capsys.readouterr().err


@pytest.mark.parametrize("form", list(assets.FORMATS))
def test_the_commands(form: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["assets", "list", "--format", form]) == 0
    listed = [line.split()[0].decode() for line in capfdbinary.readouterr().out.splitlines()]
    assert listed == [str(asset.path) for asset in assets.FORMATS[form]()]
    assert main(["assets", "print", listed[0], "--format", form]) == 0
    assert capfdbinary.readouterr().out == assets.FORMATS[form]()[0].content
    assert main(["assets", "write", str(tmp_path), "--format", form]) == 0
    assert main(["assets", "write", str(tmp_path), "--format", form, "--check"]) == 0
    (tmp_path / listed[0]).write_text("mine")
    capfdbinary.readouterr()
    assert main(["assets", "write", str(tmp_path), "--format", form, "--check"]) == 1
    assert b"changed by hand: " in capfdbinary.readouterr().out
    assert main(["assets", "write", str(tmp_path), "--format", form]) == 1
    assert b"--force" in capfdbinary.readouterr().err
    assert main(["assets", "write", str(tmp_path), "--format", form, "--force"]) == 0


def test_an_unknown_asset_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assets", "print", "nothing.yml"]) == 1
    assert "assets list" in capsys.readouterr().err


def test_dashboards_are_whole(tmp_path: Path) -> None:
    """What Grafana provisions from a written folder is what the repository holds."""
    write(tmp_path, assets.files())
    for path in (tmp_path / "grafana" / "out").glob("*.json"):
        assert json.loads(path.read_bytes())["uid"]
