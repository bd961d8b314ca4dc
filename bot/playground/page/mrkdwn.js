// Slack's mrkdwn as DOM nodes: entities, *bold* _it_ ~s~ `code` ``` fences, quotes, lists, <@U> <#C> <url|label> <!date^…>.
import { h } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";
import { dateTokens } from "./time.js";
import { channel, nameOf, world } from "./world.js";

const unescaped = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

// Only addresses that cannot run anything may become links.
export function safeHref(url) {
  return /^(https?:|mailto:|tel:)/i.test(url) ? url : null;
}

export function link(url, ...label) {
  const href = safeHref(url);
  return href ? h("a", { href, target: "_blank", rel: "noopener noreferrer" }, label) : h("span", {}, label);
}

export function mention(userId) {
  return h("span", { class: userId === world.me?.id ? "mention mine" : "mention" }, `@${nameOf(userId)}`);
}

export function channelMention(id, label) {
  return h("span", { class: "mention" }, `#${channel(id)?.name || label || id}`);
}

export const broadcast = (range) => h("span", { class: "mention mine" }, `@${range}`);

const TOKEN = new RegExp(
  [
    "`([^`\\n]+)`", // 1 code
    "<([^<>\\n]+)>", // 2 control sequence
    ":([a-z0-9_+-]+):(?::skin-tone-\\d:)?", // 3 emoji
    "(?<![\\p{L}\\p{N}_*~])([*_~])(?=\\S)((?:`[^`\\n]+`|<[^<>\\n]+>|[^\\n])+?)(?<=\\S)\\4(?![\\p{L}\\p{N}_*~])", // 4, 5 marks
    "(https?://[^\\s<>|]+[^\\s<>|.,;:!?)\\]'\"»])", // 6 bare address
  ].join("|"), "gu");

const MARKS = { "*": "strong", _: "em", "~": "s" };

export function inline(text, { verbatim = false } = {}) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(TOKEN)) {
    const [whole, code, control, name, mark, marked, bare] = found;
    if (bare && verbatim) continue;
    if (name && !emoji(name)) continue;
    if (found.index > from) nodes.push(unescaped(text.slice(from, found.index)));
    if (code) nodes.push(h("code", {}, unescaped(code)));
    else if (control) nodes.push(controlSequence(control));
    else if (name) nodes.push(emoji(name));
    else if (mark) nodes.push(h(MARKS[mark], {}, inline(marked, { verbatim })));
    else nodes.push(link(unescaped(bare), unescaped(bare)));
    from = found.index + whole.length;
  }
  if (from < text.length) nodes.push(unescaped(text.slice(from)));
  return nodes;
}

function controlSequence(body) {
  const bar = body.indexOf("|");
  const target = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? "" : unescaped(body.slice(bar + 1));
  if (target.startsWith("@")) return mention(target.slice(1));
  if (target.startsWith("#")) return channelMention(target.slice(1), label);
  if (/^!(here|channel|everyone)$/.test(target)) return broadcast(target.slice(1));
  if (target.startsWith("!subteam^")) return h("span", { class: "mention" }, label || `@${target.slice(9)}`);
  if (target.startsWith("!date^")) {
    const [, unix, pattern = "{date}", url] = target.split("^");
    const text = dateTokens(unix, pattern, label);
    const time = h("time", { datetime: new Date(Number(unix) * 1000 || 0).toISOString(), title: label }, text);
    return url ? link(unescaped(url), time) : time;
  }
  if (target.startsWith("!")) return `<${unescaped(body)}>`;
  const url = unescaped(target);
  return link(url, withEmoji(label) || url.replace(/^mailto:/, ""));
}

const BULLET = /^(\s*)(•|◦|▪︎?|-|–|\d{1,3}[.)])\s+(.*)$/u;
const QUOTE = /^(?:&gt;|>)\s?/;

// One text object or message text: a list of block-level nodes.
export function mrkdwn(text, options = {}) {
  const nodes = [];
  text.split(/```\n?([\s\S]*?)\n?```/).forEach((part, index) => {
    if (index % 2) nodes.push(h("pre", {}, unescaped(part)));
    else if (part.trim() || !index) nodes.push(...paragraphs(part.replace(/^\n|\n$/g, ""), options));
  });
  return nodes;
}

function paragraphs(text, options) {
  const lines = text.split("\n");
  const nodes = [];
  while (lines.length) {
    if (QUOTE.test(lines[0])) nodes.push(h("blockquote", {}, joined(takeWhile(lines, QUOTE).map((line) => line.replace(QUOTE, "")), options)));
    else if (BULLET.test(lines[0])) nodes.push(list(takeWhile(lines, BULLET), options));
    else nodes.push(h("p", {}, joined(takeUntil(lines), options)));
  }
  return nodes;
}

function takeWhile(lines, pattern) {
  const taken = [];
  while (lines.length && pattern.test(lines[0])) taken.push(lines.shift());
  return taken;
}

function takeUntil(lines) {
  const taken = [];
  while (lines.length && !QUOTE.test(lines[0]) && !BULLET.test(lines[0])) taken.push(lines.shift());
  return taken;
}

function list(lines, options) {
  return h("ul", { class: "typed-list" }, lines.map((line) => {
    const [, indent, marker, rest] = line.match(BULLET);
    const item = h("li", {}, inline(rest, options));
    item.style.listStyleType = `"${marker}  "`;
    item.style.marginInlineStart = `${Math.floor(indent.length / 2) * 1.25}rem`;
    return item;
  }));
}

function joined(lines, options) {
  return lines.flatMap((line, index) => (index ? [h("br"), ...inline(line, options)] : inline(line, options)));
}

// A Slack text object (plain_text or mrkdwn), inline or with its paragraphs.
export function textNodes(object, { flat = false } = {}) {
  if (!object) return [];
  if (object.type === "mrkdwn") return flat ? joined(object.text.split("\n"), object) : mrkdwn(object.text, object);
  const text = plain(object);
  return text.split("\n").flatMap((line, index) => (index ? [h("br"), line] : [line]));
}

// The words alone, for labels, titles and screen readers.
export function plain(object) {
  if (!object) return "";
  if (typeof object === "string") return object;
  return object.type === "mrkdwn" ? wordsOf(object.text) : object.emoji === false ? object.text : withEmoji(object.text);
}

export function wordsOf(text) {
  return h("div", {}, mrkdwn(text)).textContent;
}
