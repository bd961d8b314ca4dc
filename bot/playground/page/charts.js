// data_visualization: pie, bar, line and area as plain SVG, with the figures in a table for those who do not see it.
import { h, svg } from "./dom.js";
import { t } from "./words.js";
import { world } from "./world.js";

const WIDE = 560, HIGH = 240, LEFT = 64, RIGHT = 12, TOP = 12, BOTTOM = 40, SLANTED = 84, LETTER = 6;
const colour = (index) => `var(--chart-${(index % 6) + 1})`;
const show = (value) => new Intl.NumberFormat(world.me?.locale, { maximumFractionDigits: 2 }).format(value);

export function chart(block) {
  const { chart: data } = block;
  const series = data.type === "pie" ? [] : data.series.map((one) => ({ name: one.name, points: one.data || one.points || [] }));
  const names = data.type === "pie" ? data.segments.map((segment) => segment.label) : series.map((one) => one.name);
  return h("figure", { class: "chart" },
    h("figcaption", {}, block.title),
    data.type === "pie" ? pie(data.segments, block.title) : axes(data, series, block.title),
    h("ul", { class: "legend", "aria-hidden": "true" }, names.map((name, i) => h("li", {}, swatch(i), name))),
    h("details", { class: "figures" }, h("summary", {}, t("chartTable")), figures(data, series)));
}

function swatch(index) {
  const mark = h("span", { class: "swatch" });
  mark.style.background = colour(index);
  return mark;
}

const categoriesOf = (data, series) => data.axis_config?.categories || series[0].points.map((point) => point.label);
const valueAt = (one, label, index) => (one.points.find((point) => point.label === label) ?? one.points[index])?.value ?? 0;

function figures(data, series) {
  if (data.type === "pie") return h("table", {}, data.segments.map((one) => h("tr", {}, h("th", { scope: "row" }, one.label), h("td", { class: "number" }, show(one.value)))));
  return h("table", {},
    h("tr", {}, h("td"), series.map((one) => h("th", { scope: "col" }, one.name))),
    categoriesOf(data, series).map((label, i) => h("tr", {}, h("th", { scope: "row" }, label), series.map((one) => h("td", { class: "number" }, show(valueAt(one, label, i)))))));
}

function picture(title, width, ...children) {
  return svg("svg", { viewBox: `0 0 ${width} ${HIGH}`, role: "img", "aria-label": title, class: "picture" }, children);
}

function pie(segments, title) {
  const total = segments.reduce((sum, one) => sum + one.value, 0) || 1;
  let turn = 0;
  const spot = (share, radius = 100) => `${120 + radius * Math.sin(2 * Math.PI * share)} ${120 - radius * Math.cos(2 * Math.PI * share)}`;
  return picture(title, 240, segments.map((one, i) => {
    const [start, end] = [turn, (turn += one.value / total)];
    const d = end - start > 0.9999
      ? "M120 20a100 100 0 1 1 -.01 0z"
      : `M120 120L${spot(start)}A100 100 0 ${end - start > 0.5 ? 1 : 0} 1 ${spot(end)}Z`;
    return svg("path", { d, fill: colour(i), class: "slice" }, svg("title", {}, `${one.label}: ${show(one.value)} (${Math.round((100 * one.value) / total)} %)`));
  }));
}

function niceStep(range) {
  const rough = range / 4 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough);
}

function axes(data, series, title) {
  const labels = categoriesOf(data, series);
  const values = series.flatMap((one) => labels.map((label, i) => valueAt(one, label, i)));
  const whole = values.every(Number.isInteger);
  const step = Math.max(niceStep(Math.max(0, ...values) - Math.min(0, ...values)), whole ? 1 : 0);
  const low = Math.floor(Math.min(0, ...values) / step) * step;
  const high = Math.ceil(Math.max(0, ...values) / step) * step || step;
  const slot = (WIDE - LEFT - RIGHT) / labels.length;
  const every = Math.ceil(labels.length / 8);
  const slanted = labels.some((label) => String(label).length * LETTER > slot * every);
  const bottom = slanted ? SLANTED : BOTTOM;
  const x = (i) => LEFT + slot * (i + 0.5);
  const y = (value) => TOP + (HIGH - TOP - bottom) * (1 - (value - low) / (high - low));
  const plot = { labels, series, x, y, slot };
  const ticks = Array.from({ length: Math.round((high - low) / step) + 1 }, (_, i) => low + i * step);
  return picture(title, WIDE,
    ticks.map((tick) => [
      svg("line", { x1: LEFT, x2: WIDE - RIGHT, y1: y(tick), y2: y(tick), class: tick === 0 ? "axis" : "grid" }),
      svg("text", { x: LEFT - 6, y: y(tick) + 4, class: "tick", "text-anchor": "end" }, show(tick))]),
    labels.map((label, i) => i % every === 0 && svg("text", slanted
      ? { class: "tick", "text-anchor": "end", transform: `translate(${x(i) + 4} ${HIGH - bottom + 14}) rotate(-28)` }
      : { x: x(i), y: HIGH - bottom + 16, class: "tick", "text-anchor": "middle" }, label)),
    svg("text", { x: (LEFT + WIDE) / 2, y: HIGH - 5, class: "tick", "text-anchor": "middle" }, data.axis_config?.x_label || ""),
    svg("text", { x: 10, y: HIGH / 2, class: "tick", "text-anchor": "middle", transform: `rotate(-90 10 ${HIGH / 2})` }, data.axis_config?.y_label || ""),
    (data.type === "bar" ? bars : lines)(plot, data.type === "area"));
}

function bars({ labels, series, x, y, slot }) {
  const width = Math.min(48, (slot * 0.72) / series.length);
  return series.map((one, s) => labels.map((label, i) => {
    const value = valueAt(one, label, i);
    return svg("rect", { x: x(i) + (s - series.length / 2) * width, width: Math.max(1, width - 2), y: Math.min(y(0), y(value)), height: Math.abs(y(value) - y(0)), rx: 2, fill: colour(s) },
      svg("title", {}, `${one.name}, ${label}: ${show(value)}`));
  }));
}

function lines({ labels, series, x, y }, filled) {
  return series.map((one, s) => {
    const path = labels.map((label, i) => `${i ? "L" : "M"}${x(i)} ${y(valueAt(one, label, i))}`).join("");
    return [
      filled && svg("path", { d: `${path}L${x(labels.length - 1)} ${y(0)}L${x(0)} ${y(0)}Z`, fill: colour(s), opacity: 0.22 }),
      svg("path", { d: path, fill: "none", stroke: colour(s), "stroke-width": 2.5, "stroke-linejoin": "round" }),
      labels.map((label, i) => svg("circle", { cx: x(i), cy: y(valueAt(one, label, i)), r: 3.5, fill: colour(s) },
        svg("title", {}, `${one.name}, ${label}: ${show(valueAt(one, label, i))}`)))];
  });
}
