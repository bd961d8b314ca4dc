// Secondary attachments, the older way to add coloured extras to a message.
import { drawBlock } from "./blocks.js";
import { h } from "./dom.js";
import { link, mrkdwn } from "./mrkdwn.js";

export function attachment(one, ctx) {
  const node = h("div", { class: "attachment" },
    one.pretext && h("div", {}, mrkdwn(one.pretext)),
    one.author_name && h("small", { class: "muted" }, one.author_name),
    one.title && h("strong", {}, one.title_link ? link(one.title_link, one.title) : one.title),
    one.text && h("div", {}, mrkdwn(one.text)),
    one.fields && h("div", { class: "fields" }, one.fields.map((field) => h("div", {}, h("strong", {}, field.title), h("br"), mrkdwn(field.value || "")))),
    (one.blocks || []).map((block) => drawBlock(block, ctx)),
    !one.text && !one.title && !one.blocks && one.fallback && h("p", {}, one.fallback),
    one.footer && h("small", { class: "muted" }, one.footer));
  const colour = { good: "#2f9e5b", warning: "#d9982b", danger: "#c9372c" }[one.color] || one.color;
  if (colour) node.style.borderInlineStartColor = /^#/.test(colour) ? colour : `#${colour}`;
  return node;
}
