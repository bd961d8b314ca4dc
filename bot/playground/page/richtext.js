// rich_text blocks: sections, nested lists, quotes and preformatted text, element by element.
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { broadcast, channelMention, link, mention } from "./mrkdwn.js";
import { dateTokens } from "./time.js";

export function richText(block) {
  return h("div", { class: "rich" }, (block.elements || []).map(part));
}

function part(element) {
  const inside = (element.elements || []).flatMap((one) => leaf(one));
  if (element.type === "rich_text_list") {
    const items = (element.elements || []).map((section) => h("li", {}, (section.elements || []).flatMap((one) => leaf(one))));
    const list = h(element.style === "ordered" ? "ol" : "ul", element.offset ? { start: element.offset + 1 } : {}, items);
    list.style.marginInlineStart = `${(element.indent || 0) * 1.5}rem`;
    return list;
  }
  if (element.type === "rich_text_quote") return h("blockquote", {}, inside);
  if (element.type === "rich_text_preformatted") return h("pre", {}, inside);
  return h("p", {}, inside);
}

const STYLES = { bold: "strong", italic: "em", strike: "s", underline: "u", code: "code" };

function leaf(element) {
  let nodes = LEAVES[element.type]?.(element) ?? [element.text || ""];
  for (const [style, tag] of Object.entries(STYLES)) if (element.style?.[style]) nodes = [h(tag, {}, nodes)];
  return nodes;
}

const LEAVES = {
  text: (element) => element.text.split("\n").flatMap((line, index) => (index ? [h("br"), line] : [line])),
  link: (element) => [link(element.url, element.text || element.url)],
  user: (element) => [mention(element.user_id)],
  usergroup: (element) => [h("span", { class: "mention" }, `@${element.usergroup_id}`)],
  channel: (element) => [channelMention(element.channel_id)],
  broadcast: (element) => [broadcast(element.range)],
  emoji: (element) => [emoji(element.name) || unicode(element.unicode) || `:${element.name}:`],
  date: (element) => [h("time", {}, dateTokens(element.timestamp, element.format || "{date}", element.fallback))],
  color: (element) => [h("code", {}, element.value)],
};

function unicode(points) {
  return points && String.fromCodePoint(...points.split("-").map((point) => parseInt(point, 16)));
}
