// Starts the page: reads the state, listens to the stream, and redraws the part that changed.
import * as api from "./api.js";
import { drawMain, drawMessages, refreshHome, scrollToEnd } from "./conversation.js";
import { byId } from "./dom.js";
import { resetHome } from "./home.js";
import { loadTraffic, receiveExchange } from "./inspector.js";
import { forget, load, receive } from "./mailbox.js";
import { authorOf } from "./message.js";
import { showModals } from "./modal.js";
import { wordsOf } from "./mrkdwn.js";
import { announce, notice, told, went } from "./notices.js";
import { closeRail, drawRail } from "./rail.js";
import { drawSide, drawThread } from "./side.js";
import { drawTopbar, setClock } from "./topbar.js";
import { speak, t } from "./words.js";
import { appDm, channel, dm, here, on, takeState, tell, world } from "./world.js";

let stopListening = () => {};

// Who and where are in the address, so that a reload or a bookmark comes back: #U_AMELIE/C_TOWN
function address() {
  const [user, place] = decodeURIComponent(location.hash.slice(1)).split("/");
  return { user: user || new URLSearchParams(location.search).get("user") || "", place };
}

function writeAddress() {
  history.replaceState(null, "", `#${world.me.id}/${world.place.kind === "home" ? "home" : world.place.id}`);
}

async function become(user, place) {
  stopListening();
  delete document.body.dataset.live;
  showModals([]);
  const state = await api.readState(user);
  if (!went(state, "state")) {
    setTimeout(() => become(user, place), 2000);
    return;
  }
  takeState(state);
  forget();
  resetHome();
  speak(world.me.locale);
  document.title = `${world.workspace.name} · ${t("notSlack")}`;
  byId("skip").textContent = t("skip");
  world.place = placeFrom(place ?? (world.place.kind === "home" ? "home" : world.place.id));
  world.side = world.side?.kind === "inspector" ? world.side : null;
  stopListening = api.listen(world.me.id, { event: hear, lost: () => notice(t("lost"), { level: "error" }), ready: catchUp });
  drawTopbar();
  drawSide();
  go(world.place);
  showModals(world.modals);
}

function placeFrom(id) {
  if (id === "home" && world.app.home) return { kind: "home", id: null };
  if (channel(id)?.is_member || channel(id)?.is_private === false || dm(id)) return { kind: "channel", id };
  const first = world.channels.find((one) => one.is_member && !one.is_archived) || world.channels.find((one) => !one.is_private) || appDm();
  return { kind: "channel", id: first?.id };
}

async function go(place) {
  world.place = place;
  if (world.side?.kind === "thread" && world.side.channel !== place.id) tell("side", null);
  writeAddress();
  read();
  drawRail();
  drawMain();
  if (place.kind === "home" || dm(place.id)?.is_app) api.openTab(place.kind === "home" ? "home" : "messages"); // app_home_opened
  if (place.kind === "home") return;
  if (!byId("layers").children.length && matchMedia("(hover: hover)").matches) byId("composer-text")?.focus();
  went(await load(place.id), t("messages"));
  scrollToEnd();
}

function read() {
  const id = world.place.kind === "channel" ? world.place.id : null;
  const one = channel(id) || dm(id);
  if (!one) return;
  one.unread = 0;
  api.markRead(id);
}

async function rereadState() {
  const state = await api.readState(world.me.id);
  if (!went(state, "state")) return;
  const before = JSON.stringify([channel(world.place.id), world.app]);
  takeState(state);
  drawRail();
  drawTopbar();
  showModals(world.modals);
  refreshHome();
  if (before !== JSON.stringify([channel(world.place.id), world.app])) drawMain();
}

async function catchUp(wasLost) {
  if (wasLost) notice(t("found"));
  await rereadState();
  if (wasLost) loadTraffic();
  if (here()) await load(here());
  document.body.dataset.live = world.me.id;
}

const HEAR = {
  modals(event) {
    world.modals = event.modals;
    showModals(event.modals);
  },
  home(event) {
    world.home = event.view;
    refreshHome();
  },
  notice: told,
  traffic: (event) => receiveExchange(event.exchange),
  clock: (event) => setClock(event.now),
  conversations: rereadState,
  message: arrived, ephemeral: arrived, message_changed: receive, message_deleted: receive,
};

function hear(event) {
  HEAR[event.type]?.(event);
}

function arrived(event) {
  const { message, channel: id } = event;
  const mine = message.user === world.me.id && !message.bot;
  const looking = world.place.kind === "channel" && world.place.id === id;
  receive(event);
  if (looking) {
    if (mine) scrollToEnd();
    else announce(t("newMessage", authorOf(message), wordsOf(message.text || "") || t("messages")));
    read();
    return;
  }
  const one = channel(id) || dm(id);
  if (!one) rereadState();
  else if (!mine) one.unread = (one.unread || 0) + 1;
  drawRail();
}

on("go", go);
on("become", (user) => become(user));
on("messages", (id) => {
  if (id === world.place.id) drawMessages();
  if (id === world.side?.channel) drawThread();
});
on("side", (side) => {
  world.side = side;
  drawSide({ focus: Boolean(side) });
  drawTopbar();
});
on("inspect", () => tell("side", { kind: "inspector" }));
byId("veil").addEventListener("click", closeRail);
byId("rail").addEventListener("keydown", (event) => event.key === "Escape" && closeRail());
window.addEventListener("hashchange", () => {
  const { user, place } = address();
  if (user && user !== world.me?.id) become(user, place);
  else if (place) go(placeFrom(place));
});

const start = address();
become(start.user, start.place);
