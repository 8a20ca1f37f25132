"""The test of ``vos_exporter/a/b.py`` is ``tests/a/test_b.py`` or ``tests/a/test_b_*.py``, or named here."""

import importlib
import pkgutil
from pathlib import Path

import pytest

from vos_exporter.collectors import COLLECTORS
from vos_exporter.vos import payloads
from vos_exporter.vos.routes import ROUTES

TESTS = Path(__file__).parent
PACKAGE = TESTS.parent / "vos_exporter"

ELSEWHERE = {
    "vos/payloads/test_finder.py": ("vos/payloads/envelope",),
    "vos/payloads/test_typed.py": ("vos/payloads/decoded",),
    "collectors/test_reported_routes.py": ("vos/payloads/resources",),
    # What a route is: its fixtures pass through shape and collector; golden files show what comes out.
    "collectors/test_golden_expositions.py": (
        "collectors/bounds", "collectors/images", "collectors/nodes", "collectors/origin_engine",
        "collectors/platform", "collectors/profiles", "collectors/rf", "collectors/states",
        "vos/identifiers", "vos/payloads/base", "vos/payloads/cloudlinks", "vos/payloads/destinations",
        "vos/payloads/nodes", "vos/payloads/notifications", "vos/payloads/origin_engine",
        "vos/payloads/platform", "vos/payloads/profiles", "vos/payloads/rf", "vos/payloads/scte",
        "vos/payloads/sources",
    ),
    "collectors/test_all_collectors.py": ("collectors/base", "vos/routes"),
    "collectors/test_reported.py": ("vos/fields",),
    "collectors/test_expectation.py": ("collectors/options",),
    "collectors/test_services.py": ("collectors/ownership",),
    "relations/test_relations.py": ("relations/base", "relations/profiles", "relations/services"),
    "relations/test_pods.py": ("relations/service_names",),
    # One sentence or one set of values comes out of the whole room, so the room is tested by what goes in.
    "config/test_loading.py": (
        "config/addresses", "config/collector_options", "config/document", "config/merging", "config/model",
        "config/quantities", "config/resolving", "config/route_settings", "config/tls_files",
        "config/written",
    ),
    "config/test_refusals.py": ("config/diagnosis", "config/errors", "config/problems"),
    "web/test_operations.py": ("config/masking", "exporter", "web/app"),
    "web/test_status.py": ("scrape/history", "web/advice", "web/views"),
    "web/test_pages.py": ("web/scrape_config",),
    "web/test_probing.py": ("web/debug_page",),
    "web/plant/test_picture.py": (
        "web/plant/gathering", "web/plant/parts", "web/plant/scheme", "web/plant/svg",
    ),
    "web/plant/test_views.py": ("web/plant/asked", "web/plant/pages", "web/refreshing"),
    "web/plant/test_wall.py": ("web/plant/wall_picture",),
    "web/serving/test_hostile.py": (
        "web/serving/basic_auth", "web/serving/connections", "web/serving/guard",
    ),
    "web/serving/test_unread.py": ("logs/files", "logs/outlets"),
    "web/serving/test_mishaps.py": ("vitals",),
    "web/serving/test_supervision.py": ("web/serving/reloading",),
    "web/serving/test_web_file.py": ("web/serving/tls", "web/serving/web_config"),
    "exposition/test_encoder.py": ("exposition/encoded", "exposition/labels", "exposition/values"),
    "exposition/test_encoder_tools.py": ("exposition/process",),
    "logs/test_setup.py": ("logs/capturing", "logs/rendering"),
    # Only a scrape or a request on a real socket shows what these do.
    "client/test_tokens.py": (
        "client/access", "client/grants", "client/messages", "client/session",
    ),
    "client/test_pool.py": ("client/connections",),
    "client/test_http.py": (
        "client/errors", "client/failures", "client/transport",
    ),
    "scrape/test_run_outcomes.py": (
        "scrape/asking", "scrape/planning", "scrape/reading",
        "scrape/selection",
    ),
    "simulator/test_bodies.py": (
        "simulator/assumed", "simulator/inventory", "simulator/notifications", "simulator/plant",
        "simulator/spelling", "simulator/world",
    ),
    "simulator/test_faults.py": ("simulator/scenarios",),
    "simulator/test_server.py": (
        "simulator/admin", "simulator/app", "simulator/certificates", "simulator/listening",
        "simulator/record",
    ),
    "reference/test_assets.py": ("cli/assets", "reference/asset_folder", "shipped"),
    "simulator/test_writing.py": ("simulator/written",),
    # A command of vosctl is proved by what it says and what VOS holds afterwards.
    "control/test_commands.py": (
        "control/__main__", "control/arguments", "control/consent", "control/evidence", "control/main",
        "control/report", "control/system",
    ),
    "control/test_planning.py": (
        "control/kinds", "control/people", "control/references", "control/shape", "control/wanted",
    ),
    "control/test_applying.py": ("control/errors", "control/journal", "control/plan"),
    "control/test_settings.py": ("control/separation",),
    "system/test_dialects.py": ("simulator/dialects",),
    # What the doctor says of a real server, from the command line on.
    "cli/test_doctor.py": (
        "doctor/concepts", "doctor/examination", "doctor/findings", "doctor/judging", "doctor/login",
        "doctor/report", "doctor/telling",
    ),
    "docs/test_docs.py": ("cli/arguments",),
    "docs/test_unpublished_routes_page.py": ("reference/fields",),
    "client/test_tls.py": ("clock", "pem"),
    "system/test_demo.py": ("cli/demo",),
    "system/test_process.py": ("__main__",),
}  # fmt: skip
"""Test file to the modules without one of their name that it proves."""

MODULES = sorted(
    path.relative_to(PACKAGE).with_suffix("").as_posix()
    for path in PACKAGE.rglob("*.py")
    if path.name != "__init__.py"
)


def of_routes() -> set[str]:
    """The modules that hold the shape or the collector of a route: its fixtures prove both."""
    shapes = {id(route.shape) for route in ROUTES}
    found = pkgutil.iter_modules(payloads.__path__, f"{payloads.__name__}.")
    modules = [importlib.import_module(one.name) for one in found]
    names = {module.__name__ for module in modules if shapes & set(map(id, vars(module).values()))}
    names |= {type(collector).__module__ for collector in COLLECTORS.values()}
    return {name.removeprefix("vos_exporter.").replace(".", "/") for name in names}


OF_ROUTES = of_routes()


def own(module: str) -> list[Path]:
    """The test files at the module's own path."""
    folder, name = (TESTS / module).parent, Path(module).name
    return [*folder.glob(f"test_{name}.py"), *folder.glob(f"test_{name}_*.py")]


@pytest.mark.parametrize("module", MODULES)
def test_the_test_of_a_module_is_found_by_its_path(module: str) -> None:
    named = [test for test, modules in ELSEWHERE.items() if module in modules]
    assert own(module) or named or module in OF_ROUTES, (
        f"no tests/{Path(module).parent}/test_{Path(module).name}*.py"
    )
    assert not (own(module) and named), f"has its own: take it out of {named}"


def test_what_is_tested_elsewhere_is_there_and_so_is_its_test() -> None:
    assert [test for test in ELSEWHERE if not (TESTS / test).is_file()] == []
    assert {module for modules in ELSEWHERE.values() for module in modules} - set(MODULES) == set()
