// The message box: Enter sends, Shift+Enter breaks the line, Tab or Enter completes, ⚡ runs the app's shortcuts.
import * as api from "./api.js";
import { commandIn, completions } from "./completion.js";
import { fill, freshId, h, icon } from "./dom.js";
import { announce, went } from "./notices.js";
import { menuButton, place } from "./popups.js";
import { t } from "./words.js";
import { channel, placeName, world } from "./world.js";

const drafts = new Map(); // conversation (and thread) -> what was typed and not sent
let lastSent = "";

// Why the person cannot write here, or null.
function refusal(id) {
  const one = channel(id);
  if (one?.is_archived) return t("isArchived", placeName(id));
  if (one && !one.is_member) return t("notMember", placeName(id));
  return null;
}

export function composer(id, thread) {
  const why = refusal(id);
  return why ? h("p", { class: "composer closed" }, why) : new Composer(id, thread).node;
}

class Composer {
  constructor(id, thread) {
    Object.assign(this, { id, thread, key: `${id}/${thread || ""}`, items: [], active: 0, moved: false });
    this.list = h("div", { popover: "manual", role: "listbox", class: "listbox completions", id: freshId("completions"), onpointerdown: (event) => event.preventDefault() });
    this.usage = h("p", { class: "usage", hidden: true });
    const words = thread ? t("reply") : t("composer", placeName(id));
    this.text = h("textarea", {
      rows: "1", id: thread ? "thread-text" : "composer-text", "data-testid": thread ? "thread-composer" : "composer", placeholder: words, "aria-label": words,
      "aria-autocomplete": "list", "aria-controls": this.list.id, value: drafts.get(this.key) || "",
      oninput: () => this.changed(), onkeydown: (event) => this.keyed(event), onblur: () => this.hide() });
    this.box = h("div", { class: "composer-box" }, this.text, h("div", { class: "composer-tools" }, this.shortcuts(),
      h("button", { type: "button", class: "primary send", "aria-label": t("send"), title: t("send"), "data-testid": thread ? "thread-send" : "send", onclick: () => this.send() }, icon("send"))));
    this.node = h("div", { class: "composer" }, this.usage, this.box, this.list);
    requestAnimationFrame(() => this.grow()); // measured once it stands on the page
  }

  shortcuts() {
    const all = world.app.shortcuts.filter((one) => one.type === "global");
    if (!all.length) return h("span");
    return menuButton({ class: "quiet", "aria-label": t("shortcuts"), title: t("shortcuts"), "data-testid": "shortcuts" }, icon("bolt"), () =>
      all.map((one) => ({ label: one.name, note: one.description, attributes: { "data-callback-id": one.callback_id },
        run: async () => went(await api.runShortcut(one.callback_id), one.name) })));
  }

  changed() {
    drafts.set(this.key, this.text.value);
    this.grow();
    this.suggest();
  }

  grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, 220)}px`;
    const command = commandIn(this.text.value);
    this.usage.hidden = !command;
    if (command) fill(this.usage, h("strong", {}, command.command), " ", command.usage_hint || "", h("br"), h("small", {}, command.description || ""));
  }

  suggest() {
    const found = completions(this.text.value.slice(0, this.text.selectionStart));
    if (!found?.items.length) return this.hide();
    Object.assign(this, found, { active: 0, moved: false });
    fill(this.list, found.items.map((item, index) => h("div", { role: "option", id: `${this.list.id}-${index}`, class: "option", onclick: () => this.take(index) },
      h("span", {}, item.label), item.hint && h("code", {}, item.hint), item.note && h("small", {}, item.note))));
    if (!this.list.matches(":popover-open")) this.list.showPopover();
    place(this.list, this.usage.hidden ? this.box : this.usage, { width: 240, onTop: true });
    this.mark(0);
    announce(t("suggestions", found.items.length));
  }

  hide() {
    this.items = [];
    this.text.removeAttribute("aria-activedescendant");
    if (this.list.matches(":popover-open")) this.list.hidePopover();
    fill(this.list);
  }

  mark(index) {
    this.active = index;
    [...this.list.children].forEach((node, at) => {
      node.classList.toggle("active", at === index);
      node.setAttribute("aria-selected", String(at === index));
    });
    this.list.children[index]?.scrollIntoView({ block: "nearest" });
    this.text.setAttribute("aria-activedescendant", `${this.list.id}-${index}`);
  }

  take(index) {
    const after = this.text.value.slice(this.text.selectionStart);
    const before = this.text.value.slice(0, this.from) + this.items[index].insert;
    this.text.value = before + after;
    this.text.setSelectionRange(before.length, before.length);
    this.changed();
  }

  keyed(event) {
    if (event.isComposing) return;
    const open = this.items.length > 0;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (open && step) {
      this.moved = true;
      this.mark((this.active + step + this.items.length) % this.items.length);
    } else if (open && (event.key === "Tab" || (event.key === "Enter" && (this.eager || this.moved)))) this.take(this.active);
    else if (open && event.key === "Escape") this.hide();
    else if (event.key === "Enter" && !event.shiftKey) this.send();
    else if (event.key === "ArrowUp" && !this.text.value && lastSent) {
      this.text.value = lastSent;
      this.changed();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  async send() {
    const text = this.text.value.trim();
    if (!text) return;
    this.hide();
    lastSent = text;
    this.text.value = "";
    this.changed();
    const answer = await api.say(this.id, text, this.thread);
    if (!went(answer, text.startsWith("/") ? text.split(/\s/)[0] : t("send")) && answer.error === "no_connection" && !this.text.value) {
      this.text.value = text; // nothing was sent: the words are still the person's
      this.changed();
    }
  }
}
