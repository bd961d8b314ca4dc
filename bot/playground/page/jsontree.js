// JSON as an indented, coloured text; the places that JSON pointers name are marked.
import { h } from "./dom.js";

const escaped = (key) => String(key).replace(/~/g, "~0").replace(/\//g, "~1");

export function jsonTree(value, pointers = []) {
  const lines = [];
  write(value, "", 0, "", "", lines);
  const wrong = lines.findIndex((line) => names(pointers, line.path));
  const pre = h("pre", { class: "json", tabindex: "0" }, lines.map((line) =>
    h("span", { class: names(pointers, line.path) ? "line at-fault" : "line" }, "  ".repeat(line.depth), line.parts, "\n")));
  if (wrong > 12) requestAnimationFrame(() => {
    pre.scrollTop = pre.children[wrong].offsetTop - pre.offsetTop - 40;
  });
  return pre;
}

// A pointer may be told from the message or view itself, or from the whole request around it.
function names(pointers, path) {
  return path !== null && pointers.some((pointer) => path === pointer || path === `/view${pointer}` || `/view${path}` === pointer);
}

function write(value, path, depth, lead, tail, lines) {
  const start = lead ? [h("span", { class: "json-key" }, lead), ": "] : [];
  if (value === null || typeof value !== "object") {
    lines.push({ path, depth, parts: [...start, h("span", { class: `json-${value === null ? "null" : typeof value}` }, JSON.stringify(value)), tail] });
    return;
  }
  const list = Array.isArray(value);
  const entries = Object.entries(value);
  const [open, close] = list ? "[]" : "{}";
  if (!entries.length) {
    lines.push({ path, depth, parts: [...start, open + close, tail] });
    return;
  }
  lines.push({ path, depth, parts: [...start, open] });
  entries.forEach(([key, inner], index) =>
    write(inner, `${path}/${escaped(key)}`, depth + 1, list ? "" : JSON.stringify(key), index < entries.length - 1 ? "," : "", lines));
  lines.push({ path: null, depth, parts: [close + tail] });
}
