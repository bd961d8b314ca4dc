// Blocks that live somewhere (a modal, Home, a message): their values, their errors, and the way back to the app.
import * as api from "./api.js";
import { drawBlocks } from "./blocks.js";
import { findControl, h } from "./dom.js";
import { complaint } from "./inputs.js";
import { announce, went } from "./notices.js";
import { Values, elementsOf, isBlank } from "./values.js";
import { t } from "./words.js";
import { world } from "./world.js";

export class Surface {
  constructor(source, currentConversation) {
    this.blocks = [];
    this.node = h("div", { class: "blocks" });
    this.values = new Values(currentConversation);
    this.ctx = {
      source, values: this.values, files: [],
      state: () => this.values.toSlack(this.blocks),
      act: async (action) => went(await api.act(source, action, this.ctx.state()), world.app.name),
      touched: (blockId) => this.showError(blockId, ""),
    };
  }

  draw(blocks, { state, files = [] } = {}) {
    const place = this.focusedControl();
    this.blocks = blocks || [];
    this.values.seed = state || {};
    this.ctx.files = files;
    drawBlocks(this.node, this.blocks, this.ctx);
    if (place && !this.node.contains(document.activeElement)) this.refocus(place);
  }

  focusedControl() {
    const control = document.activeElement?.closest?.("[data-action-id]");
    if (!control || !this.node.contains(control)) return null;
    const { selectionStart, selectionEnd } = control;
    return { block: control.closest("[data-block-id]").dataset.blockId, action: control.dataset.actionId, range: [selectionStart, selectionEnd] };
  }

  refocus({ block, action, range }) {
    const control = findControl(this.node, block, action);
    if (!control) {
      this.node.closest("[tabindex='-1']")?.focus(); // the pressed button is gone: stay near what it changed
      return;
    }
    focusIn(control);
    if (range[0] !== null && range[0] !== undefined && control.type === "text") control.setSelectionRange(...range);
  }

  // What Slack's own client refuses before sending a form: {block_id: sentence}.
  complaints() {
    const errors = {};
    for (const { block, element } of elementsOf(this.blocks)) {
      if (block.type !== "input") continue;
      const state = this.values.current(block, element);
      const why = isBlank(element, state) ? !block.optional && t("required") : complaint(element, state);
      if (why) errors[block.block_id] = why;
    }
    return errors;
  }

  showError(blockId, text) {
    const block = [...this.node.querySelectorAll("[data-block-id]")].find((node) => node.dataset.blockId === blockId);
    const line = block?.querySelector(".field-error");
    if (!line || (!text && line.hidden)) return null;
    line.textContent = text;
    line.hidden = !text;
    block.classList.toggle("wrong", Boolean(text));
    const control = block.querySelector("[data-action-id]");
    if (text) control?.setAttribute("aria-invalid", "true");
    else control?.removeAttribute("aria-invalid");
    return text ? control : null;
  }

  // Shows every error under its field and moves to the first one, in the order of the form.
  showErrors(errors) {
    for (const block of this.node.querySelectorAll(".wrong")) this.showError(block.dataset.blockId, "");
    const wrong = Object.entries(errors).map(([blockId, text]) => this.showError(blockId, text)).filter(Boolean);
    wrong.sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
    if (wrong[0]) focusIn(wrong[0]);
    wrong[0]?.scrollIntoView({ block: "center" });
    announce(t("attention", wrong.length));
    return wrong.length;
  }
}

export function focusIn(control) {
  const box = control.matches("[role=group],[role=radiogroup]") ? control.querySelector("input:checked") || control.querySelector("input") : control;
  box.focus();
}
