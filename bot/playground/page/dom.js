// Builds the page's nodes. Text always arrives as text nodes, so nothing a person or an app writes becomes markup.

export function h(tag, props = {}, ...children) {
  return dress(document.createElement(tag), props, children);
}

export function svg(tag, props = {}, ...children) {
  return dress(document.createElementNS("http://www.w3.org/2000/svg", tag), props, children);
}

function dress(node, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "indeterminate") node[name] = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function fill(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

let counter = 0;
export const freshId = (stem) => `${stem}-${++counter}`;

export const byId = (id) => document.getElementById(id);

// A control found again by Slack's two names, whatever characters the names hold.
export function findControl(root, blockId, actionId) {
  const blocks = [...root.querySelectorAll("[data-block-id]")].filter((node) => node.dataset.blockId === blockId);
  for (const block of blocks) {
    for (const node of block.querySelectorAll("[data-action-id]")) if (node.dataset.actionId === actionId) return node;
  }
  return null;
}

export function icon(name) {
  return svg("svg", { viewBox: "0 0 20 20", class: "icon", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: ICONS[name], fill: "none", stroke: "currentColor", "stroke-width": "1.6", "stroke-linecap": "round", "stroke-linejoin": "round" }));
}

const ICONS = {
  menu: "M3 5.5h14M3 10h14M3 14.5h14",
  close: "M5 5l10 10M15 5L5 15",
  back: "M12 4l-6 6 6 6",
  down: "M5.5 8l4.5 4.5L14.5 8",
  hash: "M7.5 3.5l-1.5 13M14 3.5l-1.5 13M3.5 7.5h13.5M3 12.5h13.5",
  lock: "M5.5 9h9v7.5h-9zM7 9V6.5a3 3 0 0 1 6 0V9",
  bolt: "M11 2.5L4.5 11.5H10l-1 6 6.5-9H10z",
  send: "M3.5 3.5l13.5 6.5-13.5 6.5 2-6.5zM5.5 10H11",
  thread: "M3.5 4h13v9.5H9L5.5 16.5v-3h-2z",
  more: "M4.5 9.5a.5.5 0 1 0 .01 0M10 9.5a.5.5 0 1 0 .01 0M15.5 9.5a.5.5 0 1 0 .01 0",
  eye: "M2.5 10s3-5 7.5-5 7.5 5 7.5 5-3 5-7.5 5-7.5-5-7.5-5zM10 8a2 2 0 1 1 0 4 2 2 0 0 1 0-4z",
  pulse: "M2.5 10.5h4l2-6 3 11 2-5h4",
  home: "M3.5 9.5L10 4l6.5 5.5v7h-4.5v-4.5H8v4.5H3.5z",
  file: "M5 2.5h6.5L15.5 6.5v11H5zM11.5 2.5v4h4",
  play: "M7 4.5l8 5.5-8 5.5z",
  clock: "M10 2.8a7.2 7.2 0 1 1 0 14.4 7.2 7.2 0 0 1 0-14.4zM10 6v4.2l2.8 1.8",
  tools: "M4 6h7M15 6h1M4 14h1M9 14h7M13 4v4M7 12v4",
  archive: "M3 4h14v3.5H3zM4.5 7.5V16h11V7.5M8 10.5h4",
};
