// The right pane on demand: a thread or the inspector.
import { composer } from "./composer.js";
import { byId, fill, h, icon } from "./dom.js";
import { drawInspector } from "./inspector.js";
import { threadOf } from "./mailbox.js";
import { Timeline } from "./timeline.js";
import { t } from "./words.js";
import { placeName, tell, world } from "./world.js";

let thread = null;
let opener = null;

export function drawSide({ focus = false } = {}) {
  const side = byId("side");
  const { side: open } = world;
  if (focus) opener = document.activeElement;
  side.hidden = !open;
  document.body.classList.toggle("side-open", Boolean(open));
  thread = null;
  if (!open) {
    fill(side);
    if (opener?.isConnected) opener.focus();
    return;
  }
  const isThread = open.kind === "thread";
  const title = t(isThread ? "thread" : "inspector");
  side.setAttribute("aria-label", title);
  side.dataset.testid = open.kind;
  side.onkeydown = (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) tell("side", null);
  };
  const close = h("button", { type: "button", class: "quiet", "aria-label": t("close"), "data-testid": "side-close", onclick: () => tell("side", null) }, icon("close"));
  const body = h("div", { class: "side-body" });
  fill(side, h("div", { class: "main-head" }, h("h2", {}, title, isThread && h("small", {}, placeName(open.channel))), close), body);
  if (isThread) {
    thread = new Timeline(open.channel, { inThread: true, label: title });
    fill(body, thread.node, composer(open.channel, open.ts));
    drawThread();
    thread.toEnd();
  } else drawInspector(body);
  if (focus) (isThread ? byId("thread-text") || close : close).focus();
}

export function drawThread() {
  if (thread) thread.draw(threadOf(world.side.channel, world.side.ts));
}
