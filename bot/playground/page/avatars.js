// A face for each person and for the app: initials on a colour that follows from the id.
import { h, svg } from "./dom.js";
import { nameOf, world } from "./world.js";

const HUES = [168, 24, 262, 338, 206, 96, 48, 300];

export function avatar(userId, size = "") {
  if (userId === world.app.bot_user_id) return appAvatar(size);
  const name = nameOf(userId);
  const initials = name.split(/[\s-]+/).filter(Boolean).map((word) => word[0]).slice(0, 2).join("").toUpperCase();
  const face = h("span", { class: `avatar ${size}`, "aria-hidden": "true" }, initials);
  const sum = [...userId].reduce((total, letter) => total * 31 + letter.charCodeAt(0), 7);
  face.style.setProperty("--hue", HUES[Math.abs(sum) % HUES.length]);
  return face;
}

export function appAvatar(size = "") {
  return h("span", { class: `avatar app ${size}`, "aria-hidden": "true" }, svg("svg", { viewBox: "0 0 32 32" },
    svg("path", { d: "M7 21a9 9 0 0 1 18 0", fill: "none", stroke: "#f5c26b", "stroke-width": "3.2", "stroke-linecap": "round" }),
    svg("circle", { cx: 7, cy: 22, r: 3, fill: "#fff" }), svg("circle", { cx: 25, cy: 22, r: 3, fill: "#fff" })));
}
