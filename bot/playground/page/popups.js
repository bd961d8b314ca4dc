// Small floating lists: where they stand, and menus of commands with arrow keys.
import { freshId, h } from "./dom.js";

// Puts a popover under its anchor, or above when there is no room below; never off the screen.
export function place(popup, anchor, { width, onTop = false } = {}) {
  const box = anchor.getBoundingClientRect();
  if (width) popup.style.width = `${Math.max(box.width, width)}px`;
  const size = popup.getBoundingClientRect();
  const below = window.innerHeight - box.bottom - 8;
  const above = box.top - 8;
  const up = onTop || (size.height > below && above > below);
  popup.style.maxHeight = `${Math.max(96, Math.min(340, up ? above : below))}px`;
  popup.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - size.width - 8))}px`;
  popup.style.top = up ? "auto" : `${box.bottom + 4}px`;
  popup.style.bottom = up ? `${window.innerHeight - box.top + 4}px` : "auto";
}

// items: [{label, note, run, href, attributes}]
function openMenu(anchor, items, label) {
  const menu = h("div", { popover: "manual", role: "menu", class: "menu", id: freshId("menu"), "aria-label": label });
  const close = (back) => {
    if (!menu.isConnected) return;
    menu.remove();
    anchor.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    if (back) anchor.focus();
  };
  const outside = (event) => {
    if (!menu.contains(event.target) && !anchor.contains(event.target)) close(false);
  };
  menu.append(...items.map((item) => h("button", { type: "button", role: "menuitem", tabindex: "-1", class: "menu-item", ...item.attributes,
    onclick: () => {
      close(true);
      item.run();
    } }, h("span", {}, item.label), item.note && h("small", {}, item.note))));
  menu.addEventListener("keydown", (event) => {
    const all = [...menu.children];
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: (at + 1) % all.length, ArrowUp: (at - 1 + all.length) % all.length, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) all[to].focus();
    else if (event.key === "Escape") close(true);
    else if (event.key === "Tab") close(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) close(false);
  });
  anchor.after(menu);
  anchor.setAttribute("aria-expanded", "true");
  document.addEventListener("pointerdown", outside, true);
  menu.showPopover();
  place(menu, anchor);
  menu.firstElementChild?.focus();
}

export function menuButton(props, content, items) {
  const button = h("button", { type: "button", "aria-haspopup": "menu", "aria-expanded": "false", ...props,
    onclick: () => (button.getAttribute("aria-expanded") === "true" ? null : openMenu(button, items(), props["aria-label"] || button.textContent)) }, content);
  return button;
}
