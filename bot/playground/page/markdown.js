// The markdown block, basic: headings, lists, quotes, fences, rules, tables, **bold**, *italic*, `code`, [links](…).
import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { link } from "./mrkdwn.js";

const INLINE = /`([^`\n]+)`|\[([^\]\n]+)\]\(([^)\s]+)\)|(\*\*|__)(?=\S)(.+?)(?<=\S)\4|(?<![\p{L}\p{N}])([*_])(?=\S)(.+?)(?<=\S)\6(?![\p{L}\p{N}])|~~(.+?)~~/gu;

function inline(text) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(INLINE)) {
    const [whole, code, label, url, , bold, , italic, struck] = found;
    nodes.push(withEmoji(text.slice(from, found.index)));
    if (code) nodes.push(h("code", {}, code));
    else if (label) nodes.push(link(url, inline(label)));
    else if (bold) nodes.push(h("strong", {}, inline(bold)));
    else if (italic) nodes.push(h("em", {}, inline(italic)));
    else nodes.push(h("s", {}, inline(struck)));
    from = found.index + whole.length;
  }
  nodes.push(withEmoji(text.slice(from)));
  return nodes;
}

const cells = (line) => line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => inline(cell.trim()));

const KINDS = [
  { is: /^#{1,6}\s/, make: (lines) => lines.map((line) => h("p", { class: "md-heading" }, h("strong", {}, inline(line.replace(/^#+\s*/, ""))))) },
  { is: /^(-{3,}|\*{3,}|_{3,})$/, make: () => [h("hr")] },
  { is: /^>\s?/, make: (lines) => [h("blockquote", {}, lines.flatMap((line, i) => [i ? h("br") : "", inline(line.replace(/^>\s?/, ""))]))] },
  { is: /^\s*[-*+]\s+/, make: (lines) => [h("ul", {}, lines.map((line) => nested(line, /^\s*[-*+]\s+(\[[ xX]\]\s)?/)))] },
  { is: /^\s*\d+[.)]\s+/, make: (lines) => [h("ol", {}, lines.map((line) => nested(line, /^\s*\d+[.)]\s+/)))] },
  { is: /^\s*\|.*\|\s*$/, make: table },
];

function nested(line, marker) {
  const done = line.match(/\[([ xX])\]/);
  const item = h("li", {}, done ? `${done[1] === " " ? "☐" : "☑"} ` : "", inline(line.replace(marker, "")));
  item.style.marginInlineStart = `${Math.floor(line.search(/\S/) / 2) * 1.25}rem`;
  return item;
}

function table([head, , ...rows]) {
  return [h("div", { class: "table-scroll" }, h("table", {},
    h("thead", {}, h("tr", {}, cells(head).map((cell) => h("th", { scope: "col" }, cell)))),
    h("tbody", {}, rows.map((row) => h("tr", {}, cells(row).map((cell) => h("td", {}, cell)))))))];
}

export function markdown(text) {
  const nodes = [];
  text.split(/```[^\n]*\n([\s\S]*?)\n?```/).forEach((part, index) => {
    if (index % 2) return nodes.push(h("pre", {}, part));
    const lines = part.split("\n");
    while (lines.length) {
      const kind = KINDS.find(({ is }) => is.test(lines[0]));
      const taken = [lines.shift()];
      const more = kind ? (line) => kind.is.test(line) : (line) => line.trim() && !KINDS.some(({ is }) => is.test(line));
      while (lines.length && taken[0].trim() && more(lines[0])) taken.push(lines.shift());
      if (kind) nodes.push(...kind.make(taken));
      else if (taken[0].trim()) nodes.push(h("p", {}, taken.flatMap((line, i) => [i ? h("br") : "", inline(line)])));
    }
    return nodes;
  });
  return nodes;
}
