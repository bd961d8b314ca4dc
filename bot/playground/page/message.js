// One message: who, when, what; its files, its thread, its menu.
import * as api from "./api.js";
import { attachment } from "./attachments.js";
import { appAvatar, avatar } from "./avatars.js";
import { fill, h, icon } from "./dom.js";
import { mrkdwn, wordsOf } from "./mrkdwn.js";
import { notice, went } from "./notices.js";
import { picture } from "./pictures.js";
import { menuButton } from "./popups.js";
import { Surface } from "./surface.js";
import { clockTime, fromTs, fullTime } from "./time.js";
import { t } from "./words.js";
import { nameOf, tell, world } from "./world.js";

export const authorOf = (message) => message.username || (message.bot ? world.app.name : nameOf(message.user));

export class MessageView {
  constructor(channel, message, { inThread = false } = {}) {
    this.channel = channel;
    this.inThread = inThread;
    this.surface = new Surface({ type: "message", channel, ts: message.ts }, channel);
    this.body = h("div", { class: "message-body" });
    this.node = h("li", { class: "message", "data-ts": message.ts, "data-testid": "message", tabindex: "-1" });
  }

  draw(message, follows) {
    const made = JSON.stringify([message, follows]);
    if (this.made === made) return;
    this.made = made;
    this.message = message;
    this.node.className = `message${follows ? " follows" : ""}${message.ephemeral ? " ephemeral" : ""}`;
    this.node.dataset.ephemeral = String(Boolean(message.ephemeral));
    const when = fromTs(message.ts);
    const hadFocus = this.node.contains(document.activeElement);
    const blocks = message.blocks?.length ? message.blocks : null;
    if (blocks) this.surface.draw(blocks, { files: message.files });
    const held = document.activeElement;
    if (!this.body.isConnected || !blocks) fill(this.body, blocks ? this.surface.node : h("div", { class: "rich" }, mrkdwn(message.text || "")));
    const time = h("time", { datetime: when.toISOString(), title: fullTime(when) }, clockTime(when));
    const head = h("div", { class: "message-head" }, h("strong", {}, authorOf(message)), message.bot && h("span", { class: "tag" }, t("app")), time);
    fill(this.node,
      message.ephemeral && h("div", { class: "only-you" }, icon("eye"), t("onlyYou")),
      h("div", { class: "gutter" }, follows ? time.cloneNode(true) : message.bot ? appAvatar() : avatar(message.user)),
      h("div", { class: "message-main" }, follows ? h("span", { class: "unseen" }, authorOf(message)) : head, this.body,
        message.edited && h("small", { class: "edited" }, `(${t("edited")})`),
        (message.files || []).map((file) => this.file(file)),
        (message.attachments || []).map((one) => attachment(one, this.surface.ctx)),
        this.threadLink(message)),
      this.tools(message));
    if (hadFocus) (this.node.contains(held) ? held : this.node).focus();
  }

  file(file) {
    const words = file.alt || file.name;
    if (file.mimetype?.startsWith("image/")) {
      return h("figure", { class: "image" }, h("figcaption", {}, file.name), h("a", { href: file.url, target: "_blank" }, picture({ image_url: file.url, alt_text: words }, this.surface.ctx)));
    }
    return h("a", { class: "file-chip", href: file.url, download: file.name }, icon("file"), h("span", {}, file.name), h("small", {}, t("download")));
  }

  threadLink(message) {
    if (this.inThread || !message.reply_count) return null;
    return h("button", { type: "button", class: "thread-link", "data-testid": "open-thread", onclick: () => this.openThread() }, icon("thread"), t("replies", message.reply_count));
  }

  openThread() {
    tell("side", { kind: "thread", channel: this.channel, ts: this.message.thread_ts || this.message.ts });
  }

  tools(message) {
    if (message.ephemeral) return null;
    const reply = !this.inThread && h("button", { type: "button", class: "quiet", "aria-label": t("replyInThread"), title: t("replyInThread"), onclick: () => this.openThread() }, icon("thread"));
    const more = menuButton({ class: "quiet", "aria-label": t("moreActions"), title: t("moreActions"), "data-testid": "message-menu" }, icon("more"), () => [
      ...world.app.shortcuts.filter((one) => one.type === "message").map((one) => ({
        label: one.name, note: world.app.name, attributes: { "data-callback-id": one.callback_id },
        run: async () => went(await api.runShortcut(one.callback_id, { channel: this.channel, ts: message.ts }), one.name),
      })),
      { label: t("copyText"), run: () => copy(wordsOf(message.text || "") || this.body.textContent) }]);
    return h("div", { class: "tools" }, reply, more);
  }
}

function copy(text) {
  navigator.clipboard.writeText(text).then(() => notice(t("copied")), () => notice(t("copyFailed"), { level: "error" }));
}
