// Dialogs stacked over the page: what lies beneath is inert, Tab stays inside, focus goes back where it came from.
import { byId, freshId, h } from "./dom.js";
import { plain, textNodes } from "./mrkdwn.js";
import { t } from "./words.js";

const open = [];

const REACHABLE = "a[href],button:not([disabled]),input:not([disabled]),select:not([disabled]),textarea:not([disabled]),[contenteditable=true],[tabindex]:not([tabindex='-1'])";

export const reachable = (root) => [...root.querySelectorAll(REACHABLE)].filter((node) => node.tabIndex >= 0 && node.checkVisibility());

export function openLayer(dialog, { onEscape, opener = document.activeElement }) {
  const shade = h("div", { class: "shade" }, dialog);
  const layer = { shade, opener, onEscape };
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) {
      event.preventDefault();
      event.stopPropagation();
      layer.onEscape();
    } else if (event.key === "Tab") keepInside(event, dialog);
  });
  byId("layers").append(shade);
  open.push(layer);
  settle();
  return () => closeLayer(layer);
}

function closeLayer(layer) {
  open.splice(open.indexOf(layer), 1);
  layer.shade.remove();
  settle();
  if (layer.opener?.isConnected && layer.opener !== document.body) layer.opener.focus();
  else byId("composer-text")?.focus();
}

function settle() {
  byId("app").inert = open.length > 0;
  open.forEach((layer, index) => {
    layer.shade.inert = index < open.length - 1;
  });
}

function keepInside(event, dialog) {
  const all = reachable(dialog);
  const edge = event.shiftKey ? all[0] : all.at(-1);
  if (document.activeElement !== edge && dialog.contains(document.activeElement)) return;
  event.preventDefault();
  (event.shiftKey ? all.at(-1) : all[0])?.focus();
}

// Slack's confirm object: resolves to true only when the person agrees.
export function confirmed(confirm) {
  if (!confirm) return Promise.resolve(true);
  return new Promise((resolve) => {
    const title = freshId("confirm"), text = freshId("confirm");
    const done = (yes) => () => {
      close();
      resolve(yes);
    };
    const deny = h("button", { type: "button", "data-testid": "confirm-no", onclick: done(false) }, plain(confirm.deny) || t("deny"));
    const accept = h("button", { type: "button", class: confirm.style === "danger" ? "danger solid" : "primary", "data-testid": "confirm-yes", onclick: done(true) }, plain(confirm.confirm) || t("confirm"));
    const dialog = h("div", { class: "dialog", role: "alertdialog", "aria-modal": "true", "aria-labelledby": title, "aria-describedby": text, "data-testid": "confirm" },
      h("h2", { id: title }, plain(confirm.title) || t("sure")), h("div", { id: text, class: "dialog-text" }, textNodes(confirm.text)), h("div", { class: "dialog-foot" }, deny, accept));
    const close = openLayer(dialog, { onEscape: done(false) });
    accept.focus();
  });
}
