// One table from Block Kit's block types to their drawings.
import { chart } from "./charts.js";
import { freshId, h, icon } from "./dom.js";
import { drawElement } from "./elements.js";
import { markdown } from "./markdown.js";
import { link, plain, textNodes } from "./mrkdwn.js";
import { picture } from "./pictures.js";
import { richText } from "./richtext.js";
import { dataTable, table } from "./tables.js";
import { t } from "./words.js";

const DRAW = {
  divider: () => h("hr"),
  header: (block) => h("h3", { class: "header" }, plain(block.text)),
  rich_text: (block) => richText(block),
  markdown: (block) => h("div", { class: "rich" }, markdown(block.text)),
  table, data_table: dataTable, data_visualization: chart,
  section, context, input, image, alert, card, carousel, container, video, file, plan,
  actions: (block, ctx) => h("div", { class: "row" }, block.elements.map((element) => drawElement(element, block, ctx))),
  context_actions: (block, ctx) => h("div", { class: "row" }, block.elements.map((element) => drawElement(element, block, ctx))),
  task_card: taskCard,
};

function section(block, ctx) {
  const words = freshId("words");
  return h("div", { class: block.accessory ? "section with-accessory" : "section" },
    h("div", { class: "section-words", id: words },
      block.text && h("div", { class: block.expand ? "" : "clampable" }, textNodes(block.text)),
      block.fields && h("div", { class: "fields" }, block.fields.map((field) => h("div", {}, textNodes(field))))),
    block.accessory && h("div", { class: "accessory" }, drawElement(block.accessory, block, ctx, { labelledBy: words })));
}

function context(block, ctx) {
  return h("div", { class: "context" }, block.elements.map((element) =>
    element.type === "image" ? picture(element, ctx, "tiny") : h("span", {}, textNodes(element, { flat: true }))));
}

function input(block, ctx) {
  const [id, label, hint, error] = ["control", "label", "hint", "error"].map(freshId);
  const group = ["checkboxes", "radio_buttons", "rich_text_input"].includes(block.element.type);
  const words = [plain(block.label), block.optional && h("span", { class: "optional" }, ` (${t("optional")})`)];
  return h("div", { class: "field" },
    group ? h("span", { class: "label", id: label }, words) : h("label", { class: "label", for: id, id: label }, words),
    drawElement(block.element, block, ctx, { id, labelledBy: label, describedBy: `${hint} ${error}` }),
    h("p", { class: "field-error", id: error, hidden: true }),
    block.hint && h("p", { class: "hint", id: hint }, textNodes(block.hint)));
}

function image(block, ctx) {
  return h("figure", { class: "image" }, block.title && h("figcaption", {}, plain(block.title)), picture(block, ctx));
}

function alert(block) {
  const level = block.level || "default";
  return h("div", { class: `alert ${level}`, role: "note" }, h("span", { class: "alert-level" }, t("level")[level]), h("div", {}, textNodes(block.text)));
}

function card(block, ctx) {
  return h("article", { class: "card" },
    block.hero_image && picture(block.hero_image, ctx, "hero"),
    h("div", { class: "card-head" }, block.icon && picture(block.icon, ctx, "thumb"),
      h("div", {}, block.title && h("strong", {}, textNodes(block.title, { flat: true })), block.subtitle && h("div", { class: "muted" }, textNodes(block.subtitle, { flat: true })))),
    block.body && h("div", {}, textNodes(block.body)),
    block.actions && h("div", { class: "row" }, block.actions.map((element) => drawElement(element, block, ctx))));
}

function carousel(block, ctx) {
  return h("div", { class: "carousel", tabindex: "0", role: "group" }, block.elements.map((one) => drawBlock({ ...one, type: "card" }, ctx)));
}

function container(block, ctx) {
  const head = [block.icon && picture(block.icon, ctx, "tiny"), h("div", {},
    h("strong", {}, block.rich_text_title ? richText(block.rich_text_title) : plain(block.title)),
    block.subtitle && h("div", { class: "muted" }, textNodes(block.subtitle, { flat: true })))];
  const inside = h("div", { class: "container-body" }, block.child_blocks.map((child) => drawBlock(child, ctx)));
  const look = `container ${block.width || "standard"} ${block.has_header_divider ? "ruled" : ""}`;
  if (!block.is_collapsible) return h("section", { class: look }, h("div", { class: "container-head" }, head), inside);
  return h("details", { class: look, open: !block.default_collapsed }, h("summary", { class: "container-head" }, head), inside);
}

function video(block) {
  return h("figure", { class: "video" },
    h("figcaption", {}, block.title_url ? link(block.title_url, plain(block.title)) : plain(block.title),
      h("small", {}, [block.author_name, block.provider_name].filter(Boolean).join(" · "))),
    h("div", { class: "video-face", role: "img", "aria-label": block.alt_text }, icon("play"), h("span", {}, block.alt_text)),
    block.description && h("p", {}, textNodes(block.description)),
    link(block.video_url, t("watch")));
}

function file(block) {
  return h("p", { class: "file-line" }, icon("file"), `${block.source || "remote"}: ${block.external_id}`);
}

function taskCard(block) {
  return h("details", { class: `task ${block.status || "pending"}` },
    h("summary", {}, h("span", { class: "task-state" }, t("status")[block.status || "pending"]), " ", plain(block.title)),
    block.details && richText(block.details), block.output && richText(block.output),
    block.sources && h("p", {}, block.sources.flatMap((source) => [link(source.url, source.text || source.url), " "])));
}

function plan(block) {
  return h("section", { class: "container" }, h("strong", {}, plain(block.title)), (block.tasks || []).map(taskCard));
}

export function drawBlock(block, ctx) {
  const draw = DRAW[block.type];
  const inside = draw ? draw(block, ctx) : h("p", { class: "unknown" }, t("notDrawn", block.type));
  return h("div", { class: `block block-${block.type}`, "data-block-id": block.block_id }, inside);
}

// Draws blocks into a node, keeping the drawing of every block that has not changed: what is typed, open or focused stays.
export function drawBlocks(node, blocks, ctx) {
  const before = node.drawn || new Map();
  const after = new Map();
  const wanted = (blocks || []).map((block, index) => {
    const name = JSON.stringify(block);
    const key = after.has(name) ? `${name}#${index}` : name;
    after.set(key, before.get(key) || drawBlock(block, ctx));
    return after.get(key);
  });
  for (const child of [...node.children]) if (!wanted.includes(child)) child.remove();
  wanted.forEach((child, index) => {
    if (node.children[index] !== child) node.insertBefore(child, node.children[index] || null);
  });
  node.drawn = after;
  return node;
}
