// The bar on top: who I am, the language, the clock that can be moved, the faults, the inspector.
import * as api from "./api.js";
import { avatar } from "./avatars.js";
import { byId, fill, h, icon } from "./dom.js";
import { announce, notice, went } from "./notices.js";
import { openRail } from "./rail.js";
import { shortWhen, zone } from "./time.js";
import { t } from "./words.js";
import { now, tell, world } from "./world.js";

let unfolded = false; // on a narrow screen the clock and faults fold away

export function drawTopbar() {
  const bar = byId("topbar");
  const held = bar.contains(document.activeElement) ? document.activeElement.dataset.testid : null;
  fill(bar,
    h("button", { type: "button", class: "quiet only-narrow", "aria-label": t("openRail"), "data-testid": "rail-toggle", onclick: openRail }, icon("menu")),
    who(),
    h("button", { type: "button", class: "quiet only-narrow", "aria-label": t("tools"), "aria-expanded": String(unfolded), "data-testid": "tools-toggle",
      onclick: () => {
        unfolded = !unfolded;
        drawTopbar();
      } }, icon("tools")),
    h("div", { class: `tools-row${unfolded ? " unfolded" : ""}` }, clock(), faults()),
    h("button", { type: "button", class: "with-icon", "data-testid": "inspector-toggle", "aria-label": t("inspector"), "aria-pressed": String(world.side?.kind === "inspector"),
      onclick: () => tell("side", world.side?.kind === "inspector" ? null : { kind: "inspector" }) }, icon("pulse"), h("span", { class: "not-narrow" }, t("inspector"))));
  if (held) bar.querySelector(`[data-testid=${held}]`)?.focus();
  tick();
}

function who() {
  const roles = (one) => [one.is_admin && t("admin"), one.is_restricted && t("guest"), one.is_outsider && t("outsider"), one.deleted && t("deleted")].filter(Boolean).join(", ");
  const select = h("select", { "data-testid": "person-switch", "aria-label": t("whoAmI"), onchange: () => tell("become", select.value) },
    world.people.map((one) => h("option", { value: one.id }, one.display_name || one.name, roles(one) && ` (${roles(one)})`)));
  select.value = world.me.id;
  return h("div", { class: "who" }, avatar(world.me.id, "tiny"), select,
    h("span", { class: "tongue", title: t("language"), "data-testid": "language" }, h("span", { class: "unseen" }, `${t("language")} `), world.me.locale));
}

function clock() {
  const button = (name, label, title, run) => h("button", { type: "button", class: "small", "data-testid": name, title, "aria-label": title, disabled: !world.clock.movable, onclick: () => move(run) }, label);
  return h("div", { class: "clock", role: "group", "aria-label": t("clock"), title: world.clock.movable ? zone() : t("clockStill") },
    icon("clock"), h("time", { id: "clock-now", "data-testid": "clock-now" }),
    button("clock-hour", t("hour"), t("hourLong"), () => api.moveClock(3600)),
    button("clock-day", t("day"), t("dayLong"), () => api.moveClock(86400)),
    button("clock-next", t("next"), t("nextLong"), api.moveClockToNext));
}

async function move(run) {
  const answer = await run();
  if (!went(answer, t("clock"))) return;
  if (answer.now) setClock(answer.now);
  notice(t("clockMoved", shortWhen(now())), { topic: "clock" });
}

export function setClock(iso) {
  world.clock.ahead = new Date(iso).getTime() - Date.now();
  tick();
}

function tick() {
  const node = byId("clock-now");
  if (!node || !world.me) return;
  const text = shortWhen(now());
  if (node.textContent !== text) node.textContent = text;
  node.dateTime = now().toISOString();
}
setInterval(tick, 1000);

function faults() {
  return h("div", { class: "faults", role: "group", "aria-label": t("faults"), title: t("faultNote") }, ["rate_limit", "drop", "slow"].map((kind) =>
    h("button", { type: "button", class: "small switch", role: "switch", "aria-checked": String(Boolean(world.faults[kind])), "data-testid": `fault-${kind}`,
      onclick: async () => {
        const on = !world.faults[kind];
        if (!went(await api.setFault(kind, on), t(kind))) return;
        world.faults[kind] = on;
        drawTopbar();
        announce(t(kind));
      } }, h("span", { class: "dot", "aria-hidden": "true" }), t(kind))));
}
