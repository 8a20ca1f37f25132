"""What every board has: variables, links, annotations, and panels that flow from left to right."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from grafana_foundation_sdk.builders import dashboard as builders
from grafana_foundation_sdk.models.dashboard import (
    AnnotationContainer,
    AnnotationQuery,
    Dashboard,
    DashboardCursorSync,
    GridPos,
    Panel,
    RowPanel,
    VariableHide,
    VariableOption,
    VariableRefresh,
    VariableSort,
)

from grafana.links import TAG, top
from grafana.panels import DATASOURCE, AnyPanel
from grafana.queries import ON, sel

WIDTH = 24


@dataclass(frozen=True, slots=True)
class Variable:
    """A choice of the board's own, from labels of what is there.

    Attributes:
        many: several may be chosen, and all of them are at first.
        regex: how the answer becomes text and value, if it is not a list of label values.
        hidden: set by links only.
    """

    name: str
    label: str
    query: str
    many: bool = True
    regex: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what is below it."""

    title: str
    panels: tuple[AnyPanel, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """One dashboard, which answers one question."""

    uid: str
    title: str
    question: str
    sections: tuple[Section, ...]
    variables: tuple[Variable, ...] = ()
    since: str = "now-6h"
    tags: tuple[str, ...] = field(default=(TAG,))


COMMON = (
    Variable("job", "Job", "label_values(vos_up, job)"),
    Variable("instance", "VOS system", 'label_values(vos_up{job=~"$job"}, instance)'),
)


def build(board: Board) -> Dashboard:
    """``board`` as Grafana's classic model."""
    builder = (
        builders.Dashboard(f"VOS / {board.title}").uid(board.uid).description(board.question)
        .tags(list(board.tags)).readonly().refresh("30s").time(board.since, "now").timezone("browser")
        .tooltip(DashboardCursorSync.CROSSHAIR).links([*top()])
        .with_variable(builders.DatasourceVariable("datasource").label("Data source").type("prometheus"))
    )  # fmt: skip
    for variable in (*COMMON, *board.variables):
        builder.with_variable(_variable(variable))
    built = builder.build()
    built.panels = list(_placed(board.sections))
    built.annotations = AnnotationContainer(list(annotations()))
    return built


def _variable(variable: Variable) -> builders.QueryVariable:
    built = (
        builders.QueryVariable(variable.name).label(variable.label).datasource(DATASOURCE)
        .query(variable.query).definition(variable.query).refresh(VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(VariableSort.ALPHABETICAL_ASC)
    )  # fmt: skip
    if variable.regex:
        built.regex(variable.regex)
    if variable.hidden:
        built.hide(VariableHide.HIDE_VARIABLE)
    if variable.many:
        built.multi(True).include_all(True).all_value(".+")
        built.current(VariableOption(selected=True, text="All", value="$__all"))
    return built


def _placed(sections: Iterable[Section]) -> Iterable[Panel | RowPanel]:
    """Rows and panels with ids, one beside the other as long as there is room."""
    y, number = 0, 0
    for section in sections:
        number += 1
        yield RowPanel(id_val=number, title=section.title, grid_pos=GridPos(h=1, w=WIDTH, x=0, y=y))
        y, x, tallest = y + 1, 0, 0
        for builder in section.panels:
            panel = builder.build()
            number += 1
            place = panel.grid_pos
            assert place is not None
            if x + place.w > WIDTH:
                y, x, tallest = y + tallest, 0, 0
            panel.id_val, panel.grid_pos = number, GridPos(h=place.h, w=place.w, x=x, y=y)
            x, tallest = x + place.w, max(tallest, place.h)
            yield panel
        y += tallest


def _event(name: str, color: str, expr: str, title: str) -> AnnotationQuery:
    return AnnotationQuery(
        name=name,
        datasource=DATASOURCE,
        enable=True,
        icon_color=color,
        expr=expr,
        title_format=title,
        step="60s",
    )


def annotations() -> Iterable[AnnotationQuery]:
    """What changed: a new software version, a new name of a channel, a new configuration of the exporter."""
    system, service = sel("vos_system_info"), sel("vos_service_info")
    yield _event(
        "Software upgrades",
        "purple",
        f"{system} unless on ({ON}, software_version) {system} offset 5m and on ({ON}) {system} offset 5m",
        "{{instance}} runs {{software_version}}",
    )
    yield _event(
        "Renamed channels",
        "blue",
        f"{service} unless on ({ON}, service_id, service_name) {service} offset 5m"
        f" and on ({ON}, service_id) {service} offset 5m",
        "{{service_name}} has a new name",
    )
    loaded = sel("vos_exporter_config_last_reload_success_timestamp_seconds")
    yield _event(
        "Exporter started or reloaded",
        "orange",
        f"changes({loaded}[$__rate_interval]) > 0",
        "{{instance}} has a new configuration",
    )
