// Every exchange between the app and the stand-in: when, which way, what, how it ended, the JSON, and why it was refused.
import { readTraffic } from "./api.js";
import { fill, h } from "./dom.js";
import { jsonTree } from "./jsontree.js";
import { went } from "./notices.js";
import { secondsTime } from "./time.js";
import { t } from "./words.js";

const MOST = 200; // exchanges kept on the page
let exchanges = [];
let list = null;
const filter = { name: "", problems: false };

export async function loadTraffic() {
  const answer = await readTraffic();
  if (went(answer, t("inspector"))) exchanges = answer.exchanges;
  drawList();
}

export function receiveExchange(exchange) {
  exchanges = [...exchanges.filter((one) => one.id !== exchange.id), exchange].slice(-MOST);
  drawList();
}

export function drawInspector(node) {
  list = h("ol", { class: "exchanges", "aria-label": t("inspector") });
  const name = h("input", { type: "search", placeholder: t("filter"), "aria-label": t("filter"), "data-testid": "inspector-filter", value: filter.name,
    oninput: () => {
      filter.name = name.value;
      drawList();
    } });
  const only = h("input", { type: "checkbox", checked: filter.problems, "data-testid": "inspector-problems", onchange: () => {
    filter.problems = only.checked;
    drawList();
  } });
  fill(node, h("div", { class: "inspector-tools" }, h("p", { class: "muted" }, t("inspectorHint")), h("div", { class: "row" }, name, h("label", { class: "choice" }, only, t("onlyProblems")))),
    h("div", { class: "scroll" }, list));
  loadTraffic();
}

const failed = (one) => one.problems?.length > 0 || (typeof one.status === "number" && one.status >= 400) || one.answer?.ok === false;

function drawList() {
  if (!list?.isConnected && !list?.parentNode) return;
  const wanted = exchanges.filter((one) => (!filter.problems || failed(one)) && one.name.toLowerCase().includes(filter.name.toLowerCase())).reverse();
  const before = new Map([...list.children].map((row) => [row.dataset.made, row]));
  fill(list, wanted.length ? wanted.map((one) => before.get(JSON.stringify([one.id, one.status])) || row(one)) : h("li", { class: "empty" }, t("noTraffic")));
}

function row(one) {
  const toApp = one.direction === "to app";
  const bad = failed(one);
  const outcome = one.answer?.ok === false ? one.answer.error : one.status;
  const detail = h("div", { class: "exchange-detail" });
  const details = h("details", { class: bad ? "exchange bad" : "exchange", ontoggle: () => details.open && !detail.children.length && fill(detail, inside(one)) },
    h("summary", {},
      h("time", {}, secondsTime(new Date(one.at))),
      h("span", { class: toApp ? "way in" : "way out", title: t(toApp ? "toApp" : "toSlack") }, toApp ? "→" : "←", h("span", { class: "unseen" }, t(toApp ? "toApp" : "toSlack"))),
      h("span", { class: "exchange-name" }, one.name), h("span", { class: bad ? "outcome bad" : "outcome" }, String(outcome ?? "…")), h("span", { class: "ms" }, one.ms === null || one.ms === undefined ? "" : `${Math.round(one.ms)} ms`)),
    detail);
  return h("li", { "data-exchange": one.id, "data-made": JSON.stringify([one.id, one.status]), "data-testid": "exchange" }, details);
}

function inside(one) {
  const pointers = (one.problems || []).map((problem) => problem.pointer).filter(Boolean);
  return [
    one.problems?.length > 0 && h("div", { class: "refusals" }, h("strong", {}, t("problems")), h("ul", {}, one.problems.map((problem) =>
      h("li", {}, h("code", { class: "error-name" }, problem.error), problem.pointer && [` ${t("at")} `, h("code", { "data-testid": "pointer" }, problem.pointer)], h("p", {}, problem.detail))))),
    h("h3", {}, t("request")), body(one.request, pointers),
    h("h3", {}, t("answer")), body(one.answer, [])];
}

function body(value, pointers) {
  const empty = value === null || value === undefined || value === "" || (typeof value === "object" && !Object.keys(value).length);
  return empty ? h("p", { class: "muted" }, t("noBody")) : jsonTree(value, pointers);
}
