// Pictures: those the playground itself serves are shown; anything from outside is named, never fetched.
import { h } from "./dom.js";
import { link } from "./mrkdwn.js";
import { t } from "./words.js";

function isOurs(url) {
  return url.startsWith("data:image/") || new URL(url, location.href).origin === location.origin;
}

function addressOf(element, ctx) {
  if (element.image_url) return element.image_url;
  const file = element.slack_file || {};
  return file.url || ctx.files.find((one) => one.id === file.id)?.url || "";
}

export function picture(element, ctx, look = "full") {
  const alt = element.alt_text || "";
  const url = addressOf(element, ctx);
  if (!url || !isOurs(url)) return outside(alt, url, look);
  const image = h("img", { src: url, alt, class: `picture ${look}`, loading: "lazy", title: alt });
  image.addEventListener("error", () => image.replaceWith(outside(alt, url, look)));
  return image;
}

function outside(alt, url, look) {
  if (look === "thumb" || look === "tiny") return h("span", { class: `picture ${look} absent`, role: "img", "aria-label": alt, title: `${alt} (${url})` }, (alt[0] || "▢").toUpperCase());
  return h("div", { class: "picture absent" }, h("strong", {}, alt), h("small", {}, t("outsideImage"), " · ", link(url, url)));
}
