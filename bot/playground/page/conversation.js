// The middle: a channel or direct message with its composer, or the app's Home.
import { byId, fill, h, icon } from "./dom.js";
import { appTabs, drawHome } from "./home.js";
import { composer } from "./composer.js";
import { topLevel } from "./mailbox.js";
import { Timeline } from "./timeline.js";
import { t } from "./words.js";
import { channel, dm, placeName, world } from "./world.js";

let timeline = null;

export function drawMain() {
  const main = byId("main");
  const { kind, id } = world.place;
  main.dataset.place = kind === "home" ? "home" : id || "";
  if (kind === "home") {
    timeline = null;
    const body = h("div", { class: "home-body", role: "tabpanel", tabindex: "-1", "aria-labelledby": "tab-home", "data-testid": "home" });
    fill(main, head(), h("div", { class: "scroll" }, body));
    drawHome(body);
    return;
  }
  timeline = new Timeline(id, { label: placeName(id) });
  fill(main, head(), timeline.node, dm(id)?.is_app && world.app.messages_tab === false ? h("p", { class: "composer closed" }, t("noMessagesTab")) : composer(id));
  drawMessages();
  timeline.toEnd();
}

// The Home view anew, when the app has published one while it is on show.
export function refreshHome() {
  const body = document.querySelector(".home-body");
  if (body) drawHome(body);
}

export function drawMessages() {
  if (!timeline) return;
  const messages = topLevel(timeline.channel);
  timeline.draw(messages);
  timeline.node.querySelector(".empty")?.remove();
  if (!messages.length) timeline.node.append(h("p", { class: "empty" }, t("emptyChannel", placeName(timeline.channel))));
}

export const scrollToEnd = () => timeline?.toEnd();

function head() {
  const { kind, id } = world.place;
  const isApp = kind === "home" || dm(id)?.is_app;
  const one = channel(id);
  const title = isApp ? world.app.name : placeName(id);
  return h("div", { class: "main-head" },
    h("h1", {}, one && icon(one.is_private ? "lock" : "hash"), one ? one.name : title),
    one?.is_archived && h("span", { class: "tag" }, t("archived")), one?.is_ext_shared && h("span", { class: "tag" }, t("shared")),
    isApp && h("span", { class: "tag" }, t("app")),
    isApp && appTabs(kind === "home" ? "home" : "messages"));
}
