// Toasts: what went wrong or happened, with Slack's error name and the place in the payload; they wait to be read.
import { byId, h } from "./dom.js";
import { t } from "./words.js";
import { tell } from "./world.js";

export function notice(text, { level = "info", problems = [], topic } = {}) {
  const place = byId("toasts");
  place.setAttribute("aria-label", t("problems"));
  const toast = h("div", { class: `toast ${level}`, role: level === "error" ? "alert" : "status", "data-testid": "toast" },
    h("div", { class: "toast-body" }, h("p", {}, text),
      problems.length > 0 && h("ul", {}, problems.slice(0, 4).map((problem) =>
        h("li", {}, h("strong", {}, problem.error), " ", problem.pointer && h("code", {}, problem.pointer), " ", problem.detail))),
      problems.length > 0 && h("button", { type: "button", class: "link", onclick: () => tell("inspect") }, t("inspector"))),
    h("button", { type: "button", class: "quiet", "aria-label": t("dismiss"), onclick: () => drop(toast) }, "×"));
  if (topic) place.querySelector(`[data-topic=${topic}]`)?.remove();
  if (topic) toast.dataset.topic = topic;
  place.append(toast);
  if (place.matches(":popover-open")) place.hidePopover(); // shown again so that it lies above any newer layer
  place.showPopover();
  while (place.children.length > 4) place.firstElementChild.remove();
  let patience = setTimeout(() => drop(toast), level === "error" ? 15000 : 5000);
  toast.addEventListener("pointerenter", () => clearTimeout(patience));
  toast.addEventListener("focusin", () => clearTimeout(patience));
  toast.addEventListener("pointerleave", () => {
    patience = setTimeout(() => drop(toast), 5000);
  });
}

function drop(toast) {
  toast.remove();
  const place = byId("toasts");
  if (!place.children.length && place.matches(":popover-open")) place.hidePopover();
}

let lastTold = -Infinity; // when the stream last brought an error, in ms of the page's life
const PATIENCE = 400; // ms in which the stream may tell the same error in better words

export function told(event) {
  if (event.level === "error") lastTold = performance.now();
  notice(event.text, event);
}

// True when all went well; else says the answer's error, unless the server has told it by itself.
export function went(answer, name) {
  if (!answer.error) return true;
  if (answer.error === "no_connection") notice(t("lost"), { level: "error" });
  else setTimeout(() => {
    if (performance.now() - lastTold > 2 * PATIENCE) notice(t("failed", name, answer.error), { level: "error", problems: answer.problems });
  }, PATIENCE);
  return false;
}

export function announce(text) {
  byId("live").textContent = text;
}
