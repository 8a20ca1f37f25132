// Draws the panels of one board with Grafana's own components: units, mappings, thresholds, colours, tables,
// charts and transformations are Grafana's. Two things are ours: asking Prometheus, as Grafana's data source
// does, and laying out state timelines, whose panel is not published as a package.
import React from "react";
import { createRoot } from "react-dom/client";
import { lastValueFrom } from "rxjs";
import {
  FieldConfigOptionsRegistry, FieldType, ThemeContext, applyFieldOverrides, createTheme,
  dateTime, displayNameOverrideProcessor, getFieldDisplayName, getFieldDisplayValues, identityOverrideProcessor,
  numberOverrideProcessor, standardTransformers, standardTransformersRegistry, stringOverrideProcessor,
  thresholdsOverrideProcessor, toDataFrame, transformDataFrame, unitOverrideProcessor,
  valueMappingsOverrideProcessor,
} from "@grafana/data";
import {
  BarGauge, BarGaugeDisplayMode, BigValue, BigValueColorMode, BigValueGraphMode,
  BigValueJustifyMode, BigValueTextMode, GlobalStyles, PanelChrome, Table, TimeSeries,
} from "@grafana/ui";
import { BarGaugeValueMode, VizOrientation } from "@grafana/schema";

const WIDTH = 1600, ROW = 36, GAP = 8;
const parameters = new URLSearchParams(location.search);
const prometheus = parameters.get("prometheus")!;
const end = Number(parameters.get("now")) * 1000;
const hours = Number(parameters.get("hours"));
const start = end - hours * 3_600_000;
const step = Math.max(60, Math.ceil((hours * 3600) / 720 / 60) * 60);
const choices: Record<string, string> = JSON.parse(parameters.get("choices")!);
const durations: Record<string, string> = { $__rate_interval: "8m", $__range: `${hours}h` };
const theme = createTheme({ colors: { mode: "dark" } });
const timeRange: any = {
  from: dateTime(start), to: dateTime(end), raw: { from: `now-${hours}h`, to: "now" },
};
const report: any[] = [];

// Outside Grafana the registry of field options is empty, and units and mappings would not be applied.
const registry = new FieldConfigOptionsRegistry();
function register(path: string, process: any, isCustom = false) {
  registry.register({
    id: isCustom ? `custom.${path}` : path, path, name: path, isCustom, process, settings: {},
    override: () => null, editor: () => null, shouldApply: () => true,
  } as any);
}
for (const [path, process] of Object.entries({
  unit: unitOverrideProcessor, min: numberOverrideProcessor, max: numberOverrideProcessor,
  decimals: numberOverrideProcessor, displayName: displayNameOverrideProcessor, noValue: stringOverrideProcessor,
  thresholds: thresholdsOverrideProcessor, mappings: valueMappingsOverrideProcessor,
  color: identityOverrideProcessor, links: identityOverrideProcessor,
})) register(path, process);
for (const path of [
  "drawStyle", "lineWidth", "fillOpacity", "stacking", "spanNulls", "showPoints", "scaleDistribution",
  "cellOptions", "filterable", "insertNulls", "width",
]) register(path, identityOverrideProcessor, true);

const { mergeTransformer, filterFieldsByNameTransformer, organizeFieldsTransformer } = standardTransformers;
standardTransformersRegistry.setInit(() =>
  [mergeTransformer, filterFieldsByNameTransformer, organizeFieldsTransformer].map((transformation: any) => ({
    id: transformation.id, name: transformation.name, transformation: async () => transformation,
  })) as any);

function filled(text: string): string {
  for (const [name, duration] of Object.entries(durations)) text = text.split(name).join(duration);
  return text.replace(/\$\{?(\w+)\}?/g, (whole, name) => choices[name] ?? whole);
}

async function ask(target: any): Promise<any[]> {
  const range = { start: String(start / 1000), end: String(end / 1000), step: String(step) };
  const query: any = { query: filled(target.expr), ...(target.instant ? { time: String(end / 1000) } : range) };
  const path = target.instant ? "query" : "query_range";
  const response = await fetch(`${prometheus}/api/v1/${path}`, { method: "POST", body: new URLSearchParams(query) });
  const answer = await response.json();
  if (answer.status !== "success") throw new Error(`${target.refId}: ${answer.error}`);
  return answer.data.result;
}

function series(target: any, found: any): any {
  const named = target.legendFormat === "__auto" ? "" : target.legendFormat;
  const name = named.replace(/\{\{\s*(\w+)\s*\}\}/g, (_: any, key: string) => found.metric[key] ?? "").trim();
  const points = new Map<number, number>((found.values ?? [found.value]).map((v: any) => [v[0] * 1000, Number(v[1])]));
  const times = found.value ? [...points.keys()] : [];
  if (!found.value) for (let at = start; at <= end; at += step * 1000) times.push(at);
  return toDataFrame({
    refId: target.refId,
    fields: [
      { name: "Time", type: FieldType.time, values: times },
      {
        name: "Value", type: FieldType.number, labels: found.metric,
        config: { displayNameFromDS: name || JSON.stringify(found.metric) },
        values: times.map((at) => points.get(at) ?? null),
      },
    ],
  });
}

function asTable(target: any, result: any[], several: boolean): any {
  const labels = [...new Set(result.flatMap((found) => Object.keys(found.metric)))].sort();
  return toDataFrame({
    refId: target.refId,
    fields: [
      { name: "Time", type: FieldType.time, values: result.map((found) => found.value[0] * 1000) },
      ...labels.map((label) => ({
        name: label, type: FieldType.string, values: result.map((found) => found.metric[label] ?? ""),
        config: { filterable: true },
      })),
      {
        name: several ? `Value #${target.refId}` : "Value", type: FieldType.number,
        values: result.map((found) => Number(found.value[1])),
      },
    ],
  });
}

// JSON has no -Infinity: the lowest threshold is null, and Grafana's panel model restores it when it loads.
function restore(thresholds: any) {
  for (const level of thresholds?.steps ?? []) level.value ??= -Infinity;
}

function restored(panel: any): any {
  restore(panel.fieldConfig?.defaults.thresholds);
  for (const override of panel.fieldConfig?.overrides ?? []) {
    for (const property of override.properties) if (property.id === "thresholds") restore(property.value);
  }
  return panel;
}

async function framesOf(panel: any): Promise<any[]> {
  const answers = await Promise.all(panel.targets.map(ask));
  let frames: any[] = [];
  if (panel.type === "table") {
    const several = answers.filter((result) => result.length).length > 1;
    answers.forEach((result, i) => result.length && frames.push(asTable(panel.targets[i], result, several)));
    if (frames.length) {
      const context: any = { interpolate: (text: string) => text };
      frames = await lastValueFrom(transformDataFrame(panel.transformations ?? [], frames, context));
    }
  } else {
    answers.forEach((result, i) => result.forEach((found: any) => frames.push(series(panel.targets[i], found))));
  }
  return applyFieldOverrides({
    data: frames, theme, timeZone: "utc", fieldConfigRegistry: registry, replaceVariables: (text: string) => text,
    fieldConfig: panel.fieldConfig,
  });
}

function displayed(panel: any, data: any[]): any[] {
  return getFieldDisplayValues({
    data, fieldConfig: panel.fieldConfig, reduceOptions: panel.options.reduceOptions, theme, timeZone: "utc",
    replaceVariables: (text: string) => text,
  } as any);
}

function Numbers({ panel, data, width, height }: any) {
  const values = displayed(panel, data);
  return <div style={{ display: "flex" }}>{values.map((value: any, i: number) =>
    <BigValue key={i} theme={theme} width={width / values.length} height={height} value={value.display}
      colorMode={BigValueColorMode.Background} graphMode={BigValueGraphMode.None}
      justifyMode={BigValueJustifyMode.Auto} textMode={BigValueTextMode.Value} />)}</div>;
}

function Bars({ panel, data, width, height }: any) {
  const values = displayed(panel, data);
  const each = Math.max(18, Math.min(40, (height - 4) / values.length));
  return <div style={{ overflow: "hidden", height }}>{values.map((value: any, i: number) =>
    <BarGauge key={i} theme={theme} width={width} height={each} value={value.display} field={value.field}
      text={{ titleSize: 12, valueSize: 12 }} orientation={VizOrientation.Horizontal} itemSpacing={4}
      displayMode={BarGaugeDisplayMode.Basic} valueDisplayMode={BarGaugeValueMode.Text} />)}</div>;
}

function Timeline({ data, width, height }: any) {
  const label = 220, each = Math.max(10, Math.min(26, height / Math.max(1, data.length)));
  const at = (time: number) => label + ((time - start) / (end - start)) * (width - label);
  return <div style={{ position: "relative", height, overflow: "hidden", fontSize: 11 }}>{data.map((frame: any, row: number) => {
    const [times, field] = frame.fields;
    const spans: any[] = [];
    times.values.forEach((time: number, i: number) => {
      const { color, text } = field.display(field.values[i]);
      const last = spans[spans.length - 1];
      if (last && last.color === color && (last.text === text || field.config.unit !== "none")) last.to = time;
      else { if (last) last.to = time; spans.push({ color, text, from: time, to: time }); }
    });
    return <div key={row} className="timeline-row">
      <span style={{ position: "absolute", top: row * each, width: label - 6, overflow: "hidden", whiteSpace: "nowrap" }}>
        {getFieldDisplayName(field, frame)}</span>
      {spans.map((span, i) => <div key={i} title={span.text} style={{
        position: "absolute", top: row * each + 1, height: each - 2, left: at(span.from),
        width: Math.max(1, at(span.to) - at(span.from)), background: span.color,
      }} />)}</div>;
  })}</div>;
}

function Body({ panel, data, width, height }: any) {
  if (panel.type === "stat") return <Numbers {...{ panel, data, width, height }} />;
  if (panel.type === "bargauge") return <Bars {...{ panel, data, width, height }} />;
  if (!data.length) return <div className="no-data" style={{ color: theme.colors.text.disabled }}>{panel.fieldConfig.defaults.noValue}</div>;
  if (panel.type === "statetimeline" || panel.type === "state-timeline") return <Timeline {...{ data, width, height }} />;
  if (panel.type === "table") {
    const sorted = panel.options.sortBy;
    return <Table data={data[0]} width={width} height={height} columnMinWidth={80} initialSortBy={sorted} />;
  }
  if (panel.type === "timeseries") {
    return <TimeSeries frames={data} width={width} height={height} timeRange={timeRange} timeZone="utc"
      legend={panel.options.legend} />;
  }
  throw new Error(`no component for ${panel.type}`);
}

class Guard extends React.Component<any, any> {
  state: any = {};
  static getDerivedStateFromError(error: any) { return { error }; }
  componentDidCatch(error: any) { this.props.entry.error = String(error?.stack ?? error); }
  render() { return this.state.error ? <pre>{String(this.state.error)}</pre> : this.props.children; }
}

function Drawn({ panel, data, entry, column }: any) {
  const { x, y, w, h } = panel.gridPos;
  const place: any = { position: "absolute", left: x * column + GAP / 2, top: y * ROW };
  if (panel.type === "row") return <h4 style={{ ...place, color: theme.colors.text.primary }}>{panel.title}</h4>;
  return <div style={place} data-panel={panel.id}>
    <PanelChrome title={panel.title} description={panel.description} width={w * column - GAP} height={h * ROW - GAP} hoverHeader={false}>
      {(width: number, height: number) => <Guard entry={entry}><Body {...{ panel, data, width, height }} /></Guard>}
    </PanelChrome></div>;
}

function Board({ board, drawn }: any) {
  const rows = Math.max(...board.panels.map((panel: any) => panel.gridPos.y + panel.gridPos.h));
  React.useEffect(() => { setTimeout(() => { (window as any).report = report; }, 500); }, []);
  return <ThemeContext.Provider value={theme}><GlobalStyles />
    <div id="board" style={{ background: theme.colors.background.canvas, width: WIDTH, height: rows * ROW + GAP, position: "relative" }}>
      {drawn.map(({ panel, data, entry }: any) =>
        <Drawn key={panel.id} {...{ panel, data, entry }} column={WIDTH / 24} />)}</div></ThemeContext.Provider>;
}

async function prepare(panel: any) {
  const entry: any = { id: panel.id, title: panel.title, type: panel.type, rows: 0, shown: [], error: "" };
  if (panel.type === "row") return { panel, data: [], entry };
  report.push(entry);
  let data: any[] = [];
  try {
    data = await framesOf(panel);
    entry.rows = data.reduce((sum, frame) => sum + frame.length, 0);
    entry.columns = panel.type === "table" && data.length ? data[0].fields.map((f: any) => getFieldDisplayName(f, data[0])) : [];
    if (panel.type === "stat" || panel.type === "bargauge") {
      entry.shown = displayed(panel, data).map(({ display }: any) => ({ text: display.text, color: display.color }));
    }
  } catch (error: any) { entry.error = String(error?.stack ?? error); }
  return { panel, data, entry };
}

(window as any).grafanaBootData ??= { settings: { featureToggles: {} }, user: {} };
(async () => {
  const board = await (await fetch(`/boards/${parameters.get("board")}.json`)).json();
  const drawn = await Promise.all(board.panels.map(restored).map(prepare));
  createRoot(document.getElementById("root")!).render(<Board board={board} drawn={drawn} />);
})().catch((error) => { (window as any).report = [{ title: "the page", error: String(error.stack ?? error) }]; });
