// The stack of modals of the person: only the top one is shown, as in Slack.
import * as api from "./api.js";
import { fill, findControl, freshId, h, icon } from "./dom.js";
import { openLayer, reachable } from "./layers.js";
import { plain } from "./mrkdwn.js";
import { went } from "./notices.js";
import { Surface, focusIn } from "./surface.js";
import { t } from "./words.js";
import { here, world } from "./world.js";

const surfaces = new Map(); // view id -> Surface, so that a covered view keeps what was typed
let dialog = null;
let close = null;
let shown = null; // id of the view on show

export function showModals(modals) {
  for (const id of surfaces.keys()) if (!modals.some((view) => view.id === id)) surfaces.delete(id);
  const top = modals.at(-1);
  if (!top) {
    shown = null;
    close?.();
    dialog = close = null;
    return;
  }
  if (!dialog) openDialog();
  draw(top, modals.length > 1);
}

function openDialog() {
  const title = freshId("modal-title");
  dialog = h("div", { class: "dialog modal", role: "dialog", "aria-modal": "true", "aria-labelledby": title, "data-testid": "modal", tabindex: "-1" });
  dialog.titleId = title;
  close = openLayer(dialog, { onEscape: () => leave(false) });
}

async function leave(clear) {
  const view = world.modals.at(-1);
  if (view) went(await api.closeView(view.id, clear), t("close"));
}

function surfaceOf(view) {
  if (!surfaces.has(view.id)) surfaces.set(view.id, new Surface({ type: "view", view_id: view.id }, here()));
  return surfaces.get(view.id);
}

function draw(view, stacked) {
  const surface = surfaceOf(view);
  const isNew = shown !== view.id;
  shown = view.id;
  const trouble = h("p", { class: "trouble", role: "alert", hidden: true });
  const submit = view.submit && h("button", { type: "button", class: "primary", "data-testid": "modal-submit", onclick: () => send(view, surface, submit, trouble) }, plain(view.submit));
  const cancel = h("button", { type: "button", "data-testid": "modal-cancel", onclick: () => leave(false) }, plain(view.close) || (submit ? t("cancel") : t("close")));
  const head = h("header", { class: "dialog-head" },
    stacked && h("button", { type: "button", class: "quiet", "aria-label": t("back"), "data-testid": "modal-back", onclick: () => leave(false) }, icon("back")),
    h("h2", { id: dialog.titleId }, plain(view.title)),
    h("button", { type: "button", class: "quiet", "aria-label": t("close"), "data-testid": "modal-close", onclick: () => leave(true) }, icon("close")));
  const foot = h("footer", { class: "dialog-foot" }, h("span", { class: "sender" }, world.app.name), cancel, submit);
  dialog.dataset.viewId = view.id;
  dialog.dataset.callbackId = view.callback_id || "";
  dialog.onkeydown = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit?.click();
  };
  frame(head, surface.node, trouble, foot);
  surface.draw(view.blocks, { state: view.state?.values });
  if (isNew) focusFirst(view, surface);
}

// Head and foot are drawn anew; the body stays where it is while the view is the same, so nothing typed is disturbed.
function frame(head, body, trouble, foot) {
  if (dialog.querySelector(".dialog-body > .blocks") !== body) {
    fill(dialog, head, h("div", { class: "dialog-body" }, body), trouble, foot);
    return;
  }
  const held = ["modal-submit", "modal-cancel", "modal-back", "modal-close"].find((id) => document.activeElement?.dataset?.testid === id);
  dialog.querySelector(".dialog-head").replaceWith(head);
  dialog.querySelector(".trouble").replaceWith(trouble);
  dialog.querySelector(".dialog-foot").replaceWith(foot);
  if (held) (dialog.querySelector(`[data-testid=${held}]`) || dialog).focus();
}

function focusFirst(view, surface) {
  const wanted = (view.blocks || []).find((block) => block.element?.focus_on_load);
  const control = wanted && findControl(surface.node, wanted.block_id, wanted.element.action_id);
  const first = control || surface.node.querySelector(".field [data-action-id]");
  if (first) focusIn(first);
  else (reachable(surface.node)[0] || dialog).focus();
  dialog.querySelector(".dialog-body").scrollTop = 0;
}

async function send(view, surface, button, trouble) {
  if (button.getAttribute("aria-busy")) return;
  const complaints = surface.complaints();
  trouble.hidden = true;
  if (surface.showErrors(complaints)) return;
  button.setAttribute("aria-busy", "true");
  const answer = await api.submit(view.id, surface.ctx.state());
  button.removeAttribute("aria-busy");
  if (answer.errors) {
    const shownErrors = surface.showErrors(answer.errors);
    if (shownErrors < Object.keys(answer.errors).length) say(trouble, Object.values(answer.errors).join(" "));
  } else if (answer.error) say(trouble, t("failed", world.app.name, answer.error));
}

function say(trouble, text) {
  trouble.textContent = text;
  trouble.hidden = false;
}
