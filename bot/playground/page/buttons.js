// Buttons, overflow menus and the small icon buttons: each press is one block_actions payload.
import { h, icon } from "./dom.js";
import { confirmed } from "./layers.js";
import { plain, safeHref } from "./mrkdwn.js";
import { menuButton } from "./popups.js";
import { t } from "./words.js";

async function press(element, field, node, extra = {}) {
  if (!(await confirmed(element.confirm))) return;
  node.setAttribute("aria-busy", "true");
  await field.ctx.act({ type: element.type, block_id: field.block.block_id, action_id: element.action_id, ...extra });
  node.removeAttribute("aria-busy");
}

function visit(url) {
  if (url && safeHref(url)) window.open(url, "_blank", "noopener,noreferrer");
}

export function button(element, field) {
  const node = h("button", { type: "button", class: `press ${element.style || ""}`, "aria-label": element.accessibility_label, disabled: element.type === "workflow_button",
    ...field.attributes, onclick: () => {
      if (node.getAttribute("aria-busy")) return;
      visit(element.url);
      press(element, field, node, element.value === undefined ? {} : { value: element.value });
    } }, plain(element.text), element.url && h("span", { "aria-hidden": "true" }, " ↗"));
  return node;
}

export function overflow(element, field) {
  const node = menuButton({ class: "press overflow", "aria-label": t("moreActions"), ...field.attributes }, icon("more"), () =>
    element.options.map((option) => ({
      label: plain(option.text), note: plain(option.description), attributes: { "data-value": option.value },
      run: () => {
        visit(option.url);
        press(element, field, node, { selected_option: option });
      },
    })));
  return node;
}

export function iconButton(element, field) {
  const node = h("button", { type: "button", class: "press small", "aria-label": element.accessibility_label || plain(element.text), ...field.attributes,
    onclick: () => press(element, field, node, element.value === undefined ? {} : { value: element.value }) }, element.icon === "trash" ? "🗑 " : "", plain(element.text));
  return node;
}

export function feedback(element, field) {
  const half = (choice, sign, words) => {
    const node = h("button", { type: "button", class: "press small", "aria-label": choice.accessibility_label || words, ...field.attributes,
      onclick: () => press(element, field, node, { value: choice.value }) }, `${sign} `, plain(choice.text));
    return node;
  };
  return h("span", { class: "row" }, half(element.positive_button, "👍", t("helpful")), half(element.negative_button, "👎", t("notHelpful")));
}
