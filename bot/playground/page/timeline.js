// A list of messages kept in step with what is known: days, runs of the same author, the newest in sight.
import { h } from "./dom.js";
import { MessageView } from "./message.js";
import { dayKey, dayName, fromTs } from "./time.js";

const RUN = 5 * 60; // seconds within which messages of one author stand together

export class Timeline {
  constructor(channel, { inThread = false, label = "" } = {}) {
    Object.assign(this, { channel, inThread, views: new Map(), days: new Map() });
    this.list = h("ol", { class: "messages", "aria-label": label });
    this.node = h("div", { class: "scroll", tabindex: "-1" }, this.list);
    this.atEnd = true;
    this.node.addEventListener("scroll", () => {
      this.atEnd = this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < 80;
    });
    const keep = new ResizeObserver(() => this.atEnd && this.toEnd()); // pictures arrive late, panes open and close
    keep.observe(this.list);
    keep.observe(this.node);
  }

  draw(messages) {
    const held = document.activeElement;
    const wanted = [];
    let before = null;
    for (const message of messages) {
      const day = dayKey(fromTs(message.ts));
      const newDay = !before || dayKey(fromTs(before.ts)) !== day;
      if (newDay && !this.inThread) wanted.push(this.day(day, message));
      wanted.push(this.view(message, !newDay && follows(before, message)).node);
      before = message;
    }
    for (const [ts] of this.views) if (!messages.some((message) => message.ts === ts)) this.views.delete(ts);
    for (const child of [...this.list.children]) if (!wanted.includes(child)) child.remove();
    wanted.forEach((node, index) => {
      if (this.list.children[index] !== node) this.list.insertBefore(node, this.list.children[index] || null);
    });
    if (held?.isConnected && held !== document.activeElement && this.node.contains(held)) held.focus();
    if (this.atEnd) this.toEnd();
  }

  toEnd() {
    this.atEnd = true;
    this.node.scrollTop = this.node.scrollHeight;
  }

  day(key, message) {
    const name = dayName(fromTs(message.ts));
    if (!this.days.has(key)) this.days.set(key, h("li", { class: "day", role: "separator" }, h("span")));
    const node = this.days.get(key);
    if (node.textContent !== name) node.firstChild.textContent = name;
    return node;
  }

  view(message, joins) {
    if (!this.views.has(message.ts)) this.views.set(message.ts, new MessageView(this.channel, message, { inThread: this.inThread }));
    const view = this.views.get(message.ts);
    view.draw(message, joins);
    return view;
  }
}

function follows(before, message) {
  return before.user === message.user && Boolean(before.bot) === Boolean(message.bot) && before.username === message.username
    && !before.ephemeral && !message.ephemeral && Number(message.ts) - Number(before.ts) < RUN;
}
