"""The five kinds of panels, each with what every panel here has: title, reason, unit, grey for no data.

Numbers of the moment are instant queries: the last value of a range would stay green long after its source
has gone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from grafana_foundation_sdk.builders import bargauge, common, stat, statetimeline, table, timeseries
from grafana_foundation_sdk.builders.dashboard import DashboardLink
from grafana_foundation_sdk.builders.dashboard import FieldColor as FieldColorBuilder
from grafana_foundation_sdk.builders.dashboard import ThresholdsConfig as ThresholdsBuilder
from grafana_foundation_sdk.builders.prometheus import Dataquery
from grafana_foundation_sdk.models.common import (
    BarGaugeDisplayMode,
    BarGaugeValueMode,
    BigValueColorMode,
    BigValueGraphMode,
    BigValueTextMode,
    DataSourceRef,
    GraphDrawStyle,
    LegendDisplayMode,
    LegendPlacement,
    ScaleDistribution,
    StackingMode,
    TableColoredBackgroundCellOptions,
    VisibilityMode,
    VizOrientation,
)
from grafana_foundation_sdk.models.dashboard import (
    DataTransformerConfig,
    DynamicConfigValue,
    FieldColorModeId,
)
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

from grafana.links import SERVICE, TO_SERVICE, of_row, to
from grafana.looks import LINES, NO_DATA, NOTHING, PLAIN, SEVERITY_COLORS, Look

DATASOURCE = DataSourceRef(type_val="prometheus", uid="${datasource}")

AnyPanel = bargauge.Panel | stat.Panel | statetimeline.Panel | table.Panel | timeseries.Panel
P = TypeVar("P", bargauge.Panel, stat.Panel, statetimeline.Panel, table.Panel, timeseries.Panel)


@dataclass(frozen=True, slots=True)
class Query:
    """One query and how its series are called."""

    expr: str
    legend: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        field: the label, or ``A``, ``B`` ... for the value of the first, second ... query.
        title: its heading.
        unit: of values.
        look: colours the cells.
        link: where a click leads to, with the row's ids.
        width: in pixels; 0 is as wide as the others.
    """

    field: str
    title: str
    unit: str = ""
    look: Look | None = None
    link: DashboardLink | None = None
    width: int = 0


INSTANCE = Column("instance", "VOS system")
CHANNEL = Column(
    "service_name", "Channel", link=to(SERVICE, TO_SERVICE, service_id=of_row("service_id"))
)  # fmt: skip
OWNERSHIP = (Column("service_tier", "Tier"), Column("owner_team", "Owner"))
SERVICE_ID = Column(
    "service_id", "Service id", link=to(SERVICE, TO_SERVICE, service_id=of_row("service_id"))
)  # fmt: skip


def _described(panel: P, title: str, why: str, unit: str, look: Look) -> P:
    scale = look.thresholds()
    return (
        panel.title(title).description(why).datasource(DATASOURCE).unit(unit).no_value(NO_DATA)
        .thresholds(ThresholdsBuilder().mode(scale.mode).steps(scale.steps)).mappings(look.mappings())
    )  # fmt: skip


def _asked(panel: P, queries: Sequence[Query], *, instant: bool, as_table: bool = False) -> P:
    for index, query in enumerate(queries):
        target = Dataquery().datasource(DATASOURCE).ref_id(chr(ord("A") + index)).expr(query.expr)
        target.legend_format(query.legend or "__auto")
        target = target.instant() if instant else target.range()
        target.format(PromQueryFormat.TABLE if as_table else PromQueryFormat.TIME_SERIES)
        panel.with_target(target)
    return panel


def _sized(panel: P, width: int, height: int) -> P:
    return panel.span(width).height(height)


def _last() -> common.ReduceDataOptions:
    return common.ReduceDataOptions().calcs(["lastNotNull"]).values(False)


def number(
    title: str,
    why: str,
    *queries: Query,
    unit: str = "none",
    look: Look = PLAIN,
    link: DashboardLink | None = None,
    decimals: int | None = None,
    width: int = 4,
) -> stat.Panel:
    """One number of this moment, or a few."""
    panel = _asked(_described(stat.Panel(), title, why, unit, look), queries, instant=True)
    panel.reduce_options(_last()).graph_mode(BigValueGraphMode.NONE)
    panel.color_mode(BigValueColorMode.BACKGROUND).text_mode(BigValueTextMode.AUTO)
    panel.color_scheme(FieldColorBuilder().mode(FieldColorModeId.THRESHOLDS))
    if decimals is not None:
        panel.decimals(decimals)
    if link is not None:
        panel.data_links([link])
    return _sized(panel, width, 4)


def bars(
    title: str,
    why: str,
    *queries: Query,
    unit: str = "none",
    look: Look = PLAIN,
    top: float | None = None,
    by_severity: bool = False,
    link: DashboardLink | None = None,
    width: int = 8,
    height: int = 8,
) -> bargauge.Panel:
    """Values of this moment side by side."""
    panel = _asked(_described(bargauge.Panel(), title, why, unit, look), queries, instant=True)
    panel.reduce_options(_last()).display_mode(BarGaugeDisplayMode.BASIC).min(0)
    panel.orientation(VizOrientation.HORIZONTAL).value_mode(BarGaugeValueMode.TEXT)
    panel.color_scheme(FieldColorBuilder().mode(FieldColorModeId.THRESHOLDS))
    if top is not None:
        panel.max(top)
    if by_severity:
        _paint_severities(panel)
    if link is not None:
        panel.data_links([link])
    return _sized(panel, width, height)


def chart(
    title: str,
    why: str,
    *queries: Query,
    unit: str = "none",
    low: float | None = 0,
    top: float | None = None,
    stacked: bool = False,
    columns: bool = False,
    logarithmic: bool = False,
    by_severity: bool = False,
    width: int = 12,
    height: int = 8,
) -> timeseries.Panel:
    """Lines over time."""
    panel = _asked(_described(timeseries.Panel(), title, why, unit, LINES), queries, instant=False)
    panel.legend(
        common.VizLegendOptions().show_legend(True).display_mode(LegendDisplayMode.LIST)
        .placement(LegendPlacement.BOTTOM).calcs([])
    )  # fmt: skip
    panel.color_scheme(FieldColorBuilder().mode(FieldColorModeId.PALETTE_CLASSIC))
    panel.draw_style(GraphDrawStyle.BARS if columns else GraphDrawStyle.LINE).line_width(1)
    panel.fill_opacity(60 if stacked else 0).show_points(VisibilityMode.NEVER).span_nulls(False)
    if low is not None and not logarithmic:
        panel.min(low)
    if top is not None:
        panel.max(top)
    if stacked:
        panel.stacking(common.StackingConfig().mode(StackingMode.NORMAL).group("A"))
    if logarithmic:
        panel.scale_distribution(common.ScaleDistributionConfig().type(ScaleDistribution.LOG).log(10))
    if by_severity:
        _paint_severities(panel)
    return _sized(panel, width, height)


def timeline(
    title: str,
    why: str,
    *queries: Query,
    look: Look,
    unit: str = "none",
    link: DashboardLink | None = None,
    width: int = 24,
    height: int = 8,
) -> statetimeline.Panel:
    """One row per object: when it was in which state."""
    panel = _asked(_described(statetimeline.Panel(), title, why, unit, look), queries, instant=False)
    panel.color_scheme(FieldColorBuilder().mode(FieldColorModeId.THRESHOLDS))
    panel.merge_values(True).show_value(VisibilityMode.NEVER).row_height(0.85).span_nulls(False)
    panel.fill_opacity(80).line_width(0)
    panel.legend(
        common.VizLegendOptions().show_legend(True).display_mode(LegendDisplayMode.LIST)
        .placement(LegendPlacement.BOTTOM).calcs([])
    )  # fmt: skip
    if link is not None:
        panel.data_links([link])
    return _sized(panel, width, height)


def rows(
    title: str,
    why: str,
    queries: Sequence[Query],
    columns: Sequence[Column],
    *,
    sort: str = "",
    descending: bool = False,
    width: int = 12,
    height: int = 8,
) -> table.Panel:
    """One row per object, one column per label or value; columns that are not named are left out."""
    panel = _asked(
        _described(table.Panel(), title, why, "none", LINES), queries, instant=True, as_table=True
    )  # fmt: skip
    panel.color_scheme(FieldColorBuilder().mode(FieldColorModeId.THRESHOLDS)).filterable(True)
    panel.no_value(NOTHING)
    several = len(queries) > 1
    if several:
        panel.with_transformation(DataTransformerConfig("merge", options={}))
    fields = [_fields(column.field, several) for column in columns]
    _choose(panel, [name for names in fields for name in names])
    for column, names in zip(columns, fields, strict=True):
        for name in names:
            _override(panel, name, column)
    if sort:
        panel.sort_by([common.TableSortByFieldState().display_name(sort).desc(descending)])
    return _sized(panel, width, height)


def _fields(field: str, several: bool) -> list[str]:
    """What Grafana calls ``field``: a value has its query's letter only beside other values."""
    if len(field) > 1:
        return [field]
    if not several:
        return ["Value"]
    return [f"Value #{field}", "Value"] if field == "A" else [f"Value #{field}"]


def _choose(panel: table.Panel, names: list[str]) -> None:
    panel.with_transformation(
        DataTransformerConfig("filterFieldsByName", options={"include": {"names": names}})
    )
    order = {name: index for index, name in enumerate(names)}
    panel.with_transformation(
        DataTransformerConfig(
            "organize", options={"excludeByName": {}, "indexByName": order, "renameByName": {}}
        )
    )


def _override(panel: table.Panel, name: str, column: Column) -> None:
    properties = [DynamicConfigValue("displayName", column.title)]
    if column.width:
        properties.append(DynamicConfigValue("custom.width", column.width))
    if column.unit:
        properties.append(DynamicConfigValue("unit", column.unit))
    if column.look is not None:
        properties.append(DynamicConfigValue("thresholds", column.look.thresholds()))
        properties.append(DynamicConfigValue("mappings", column.look.mappings()))
        properties.append(DynamicConfigValue("custom.cellOptions", TableColoredBackgroundCellOptions()))
    if column.link is not None:
        properties.append(DynamicConfigValue("links", [column.link.build()]))
    panel.override_by_name(name, properties)


def _paint_severities(panel: bargauge.Panel | timeseries.Panel) -> None:
    for severity, color in SEVERITY_COLORS.items():
        fixed = {"mode": "fixed", "fixedColor": color}
        panel.override_by_name(severity, [DynamicConfigValue("color", fixed)])
