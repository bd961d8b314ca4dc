// The app's own place: the Home tab with its published view, the Messages tab with its conversation.
import { fill, h } from "./dom.js";
import { Surface } from "./surface.js";
import { t } from "./words.js";
import { appDm, tell, world } from "./world.js";

let surface = null;

export function resetHome() {
  surface = null;
}

export function appTabs(current) {
  const tab = (kind, label, shown) => shown && h("button", { type: "button", role: "tab", id: `tab-${kind}`, "data-testid": `${kind}-tab`, "aria-selected": String(kind === current),
    tabindex: kind === current ? "0" : "-1", onclick: () => openAppTab(kind) }, label);
  return h("div", { role: "tablist", class: "tabs", "aria-label": world.app.name,
    onkeydown: (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      const other = [...event.currentTarget.children].find((node) => node.getAttribute("aria-selected") === "false");
      other?.click();
      requestAnimationFrame(() => document.querySelector(".tabs [aria-selected=true]")?.focus());
    } }, tab("home", t("home"), world.app.home), tab("messages", t("messages"), world.app.messages_tab !== false));
}

export function openAppTab(kind) {
  tell("go", kind === "home" ? { kind: "home", id: null } : { kind: "channel", id: appDm()?.id });
}

export function drawHome(node) {
  const view = world.home;
  if (!view) {
    fill(node, h("p", { class: "empty" }, t("homeEmpty")));
    return;
  }
  if (surface?.ctx.source.view_id !== view.id) surface = new Surface({ type: "view", view_id: view.id });
  if (surface.node.parentNode !== node) fill(node, surface.node);
  surface.draw(view.blocks, { state: view.state?.values });
}
