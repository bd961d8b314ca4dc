// A searchable list, one choice or many: type to narrow, arrows to move, Enter to take, Escape to close.
import { fill, freshId, h, icon } from "./dom.js";
import { announce } from "./notices.js";
import { place } from "./popups.js";
import { t } from "./words.js";

// find(query) -> {groups: [{label, items: [{key, text, description, value}]}]} or {error}; may be a promise.
export class Combobox {
  constructor({ attributes, placeholder, multi = false, most = Infinity, chosen, find, minQuery = 0, wait = 0, clearable, onChange, onDone }) {
    Object.assign(this, { multi, most, chosen, find, minQuery, wait, clearable, onChange, onDone, items: [], active: -1, asked: 0 });
    this.list = h("div", { popover: "manual", role: "listbox", class: "listbox", id: freshId("list"), "aria-multiselectable": multi || null,
      onpointerdown: (event) => event.preventDefault() });
    this.input = h("input", { type: "text", autocomplete: "off", spellcheck: "false", role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list",
      "aria-controls": this.list.id, placeholder, ...attributes,
      oninput: () => this.search(), onclick: () => this.show(), onfocus: () => this.input.select(), onkeydown: (event) => this.key(event) });
    this.chips = h("span", { class: "chips" });
    this.wipe = h("button", { type: "button", class: "quiet", "aria-label": t("clear"), onclick: () => this.choose([]) }, "×");
    this.node = h("div", { class: "combo", onfocusout: (event) => this.left(event) }, this.chips, this.input, this.wipe, icon("down"), this.list);
    this.draw();
  }

  get isOpen() {
    return this.list.matches(":popover-open");
  }

  draw() {
    this.wipe.hidden = !(this.clearable && !this.multi && this.chosen.length);
    if (!this.multi) {
      this.input.value = this.chosen[0]?.text ?? "";
      return;
    }
    fill(this.chips, this.chosen.map((item) => h("span", { class: "chip" }, item.text,
      h("button", { type: "button", "aria-label": t("remove", item.text), onclick: () => this.toggle(item, true) }, "×"))));
    this.input.value = "";
  }

  // Replaces the choice from outside, without telling anybody.
  reset(chosen) {
    this.chosen = chosen;
    this.draw();
  }

  choose(chosen) {
    this.chosen = chosen;
    this.draw();
    this.changed = true;
    this.onChange(chosen);
    if (!this.isOpen) this.done();
  }

  done() {
    if (this.changed) this.onDone?.(this.chosen);
    this.changed = false;
  }

  toggle(item, refocus) {
    const had = this.chosen.some((one) => one.key === item.key);
    if (!had && this.chosen.length >= this.most) return;
    this.choose(had ? this.chosen.filter((one) => one.key !== item.key) : [...this.chosen, item]);
    if (this.isOpen) this.drawItems();
    if (refocus) this.input.focus();
  }

  take(item) {
    if (!item) return;
    if (this.multi) {
      this.toggle(item);
      this.input.select();
      return;
    }
    this.hide();
    this.choose([item]);
  }

  show() {
    if (this.isOpen) return;
    this.list.showPopover();
    this.input.setAttribute("aria-expanded", "true");
    this.onMove = () => place(this.list, this.node, { width: 180 });
    window.addEventListener("scroll", this.onMove, true);
    window.addEventListener("resize", this.onMove);
    this.search(true);
  }

  hide() {
    this.asked += 1;
    if (!this.isOpen) return;
    window.removeEventListener("scroll", this.onMove, true);
    window.removeEventListener("resize", this.onMove);
    this.list.hidePopover();
    fill(this.list);
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.active = -1;
  }

  left(event) {
    if (this.node.contains(event.relatedTarget)) return;
    this.hide();
    if (this.clearable && !this.multi && this.chosen.length && !this.input.value) this.choose([]);
    this.draw();
    this.done();
  }

  search(fresh = false) {
    if (!this.isOpen) return this.show();
    const typed = this.input.value;
    const query = fresh && typed === (this.chosen[0]?.text ?? "") ? "" : typed.trim();
    const turn = (this.asked += 1);
    if (query.length < this.minQuery) return this.say(t("typeMore", this.minQuery));
    if (this.wait) this.say(t("searching"));
    clearTimeout(this.timer);
    const ask = async () => {
      const found = await this.find(query);
      if (turn !== this.asked) return;
      if (found.error) this.say(found.error);
      else this.offer(found.groups.filter((group) => group.items.length));
    };
    if (this.wait && query) this.timer = setTimeout(ask, this.wait);
    else ask();
  }

  say(text) {
    this.items = [];
    this.active = -1;
    fill(this.list, h("p", { class: "list-note" }, text));
    place(this.list, this.node, { width: 180 });
    announce(text);
  }

  offer(groups) {
    if (!groups.length) return this.say(t("noMatch"));
    this.groups = groups;
    this.items = groups.flatMap((group) => group.items);
    this.active = Math.max(0, this.items.findIndex((item) => item.key === this.chosen[0]?.key));
    this.drawItems();
    announce(t("suggestions", this.items.length));
  }

  drawItems() {
    let index = 0;
    fill(this.list, this.groups.map((group) => {
      const options = group.items.map((item) => this.option(item, index++));
      if (!group.label) return options;
      const head = freshId("group");
      return h("div", { role: "group", "aria-labelledby": head }, h("div", { class: "list-group", id: head }, group.label), options);
    }));
    place(this.list, this.node, { width: 180 });
    this.mark(this.active);
  }

  option(item, index) {
    const picked = this.chosen.some((one) => one.key === item.key);
    return h("div", { role: "option", id: `${this.list.id}-${index}`, class: "option", "aria-selected": String(picked), "data-value": item.key,
      onclick: () => this.take(item), onpointermove: () => this.active !== index && this.mark(index) },
    h("span", {}, item.text), item.description && h("small", {}, item.description));
  }

  mark(index) {
    this.active = index;
    for (const node of this.list.querySelectorAll(".option")) {
      const here = node.id === `${this.list.id}-${index}`;
      node.classList.toggle("active", here);
      if (here) {
        node.scrollIntoView({ block: "nearest" });
        this.input.setAttribute("aria-activedescendant", node.id);
      }
    }
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      if (!this.isOpen) this.show();
      else if (this.items.length) this.mark((this.active + step + this.items.length) % this.items.length);
    } else if (event.key === "Enter") {
      if (this.isOpen) this.take(this.items[this.active]);
      else this.show();
    } else if (event.key === "Escape" && this.isOpen) {
      this.hide();
      this.draw();
      this.done();
      event.stopPropagation();
    } else if (event.key === "Backspace" && this.multi && !this.input.value && this.chosen.length) {
      this.toggle(this.chosen.at(-1));
    } else return;
    event.preventDefault();
  }
}
