// The left rail: where one is, that this is not Slack, and every conversation.
import { appAvatar, avatar } from "./avatars.js";
import { byId, fill, h, icon } from "./dom.js";
import { t } from "./words.js";
import { appDm, nameOf, tell, world } from "./world.js";
import { openAppTab } from "./home.js";

export function drawRail() {
  const rail = byId("rail");
  rail.setAttribute("aria-label", t("rail"));
  const held = rail.contains(document.activeElement) ? document.activeElement.dataset.channel : null;
  const channels = world.channels.filter((one) => one.is_member || !one.is_private);
  const direct = world.dms.filter((one) => !one.is_app);
  fill(rail,
    h("div", { class: "workspace" }, h("strong", {}, world.workspace.name), h("span", { class: "not-slack" }, t("notSlack"))),
    h("div", { class: "rail-lists" },
      group(t("apps"), [appRow()]),
      group(t("channels"), channels.map(channelRow)),
      direct.length > 0 && group(t("dms"), direct.map(dmRow))));
  if (held) [...rail.querySelectorAll("[data-channel]")].find((node) => node.dataset.channel === held)?.focus();
}

function group(title, rows) {
  return h("section", {}, h("h2", {}, title), h("ul", {}, rows.map((row) => h("li", {}, row))));
}

function row({ id, here, unread, quiet, picture, name, notes = [], run }) {
  return h("button", { type: "button", class: `place${here ? " here" : ""}${unread ? " unread" : ""}${quiet ? " faint" : ""}`, "data-channel": id, "aria-current": here ? "page" : null,
    onclick: () => {
      closeRail();
      run();
    } }, picture, h("span", { class: "place-name" }, name), notes.filter(Boolean).map((note) => h("span", { class: "unseen" }, `, ${note}`)),
  unread > 0 && h("span", { class: "badge", "aria-label": t("unread", unread) }, String(unread)));
}

const go = (id) => () => tell("go", { kind: "channel", id });
const isHere = (id) => world.place.kind === "channel" && world.place.id === id;

function channelRow(one) {
  return row({
    id: one.id, here: isHere(one.id), unread: one.unread, quiet: !one.is_member || one.is_archived, name: one.name, run: go(one.id),
    picture: icon(one.is_archived ? "archive" : one.is_private ? "lock" : "hash"),
    notes: [one.is_private && t("privateChannel"), one.is_archived && t("archived"), one.is_ext_shared && t("shared")],
  });
}

function dmRow(one) {
  return row({ id: one.id, here: isHere(one.id), unread: one.unread, name: nameOf(one.user), picture: avatar(one.user, "tiny"), run: go(one.id) });
}

function appRow() {
  const dm = appDm();
  const here = world.place.kind === "home" || (dm && isHere(dm.id));
  return row({ id: dm?.id || "home", here, unread: dm?.unread, name: world.app.name, picture: appAvatar("tiny"),
    run: () => openAppTab(world.app.home && !dm?.unread ? "home" : "messages") });
}

export function openRail() {
  document.body.classList.add("rail-open");
  byId("veil").hidden = false;
  byId("rail").querySelector("button")?.focus();
}

export function closeRail() {
  if (!document.body.classList.contains("rail-open")) return;
  document.body.classList.remove("rail-open");
  byId("veil").hidden = true;
  document.querySelector("[data-testid=rail-toggle]")?.focus();
}
