// table and data_table blocks: rows of raw_text, raw_number or rich_text cells; data_table pages and sorts.
import { fill, h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { richText } from "./richtext.js";
import { t } from "./words.js";
import { world } from "./world.js";

function cellNodes(cell) {
  if (cell.type === "rich_text") return [richText(cell)];
  if (cell.type === "raw_number") return [cell.text ?? new Intl.NumberFormat(world.me?.locale).format(numberOf(cell))];
  return [withEmoji(cell.text ?? "")];
}

const numberOf = (cell) => cell.value ?? cell.number;
const isNumber = (cell) => cell?.type === "raw_number";

export function table(block) {
  const settings = block.column_settings || [];
  const align = (node, index) => {
    node.style.textAlign = settings[index]?.align || "start";
    node.style.whiteSpace = settings[index]?.is_wrapped ? "normal" : "nowrap";
    return node;
  };
  const [head = [], ...rows] = block.rows || [];
  return h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": head.map((cell) => cell.text || "").join(", ") || "table" },
    h("table", {},
      h("thead", {}, h("tr", {}, head.map((cell, i) => align(h("th", { scope: "col" }, cellNodes(cell)), i)))),
      h("tbody", {}, rows.map((row) => h("tr", {}, row.map((cell, i) => align(h("td", {}, cellNodes(cell)), i)))))));
}

export function dataTable(block) {
  const [head, ...rows] = block.rows;
  const size = block.page_size || 5;
  const rowHead = block.row_header_column_index ?? 0;
  const view = { page: 0, column: null, down: false };
  const body = h("tbody");
  const headRow = h("tr");
  const pager = h("div", { class: "pager" });

  const sorted = () => {
    if (view.column === null) return rows;
    const key = (row) => (isNumber(row[view.column]) ? numberOf(row[view.column]) : h("div", {}, cellNodes(row[view.column])).textContent);
    const order = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), world.me?.locale, { numeric: true }));
    return [...rows].sort((a, b) => order(key(a), key(b)) * (view.down ? -1 : 1));
  };
  const sortBy = (column) => () => {
    Object.assign(view, { down: view.column === column && !view.down, column, page: 0 });
    draw();
    headRow.children[column].querySelector("button").focus();
  };
  const turn = (step) => () => {
    view.page += step;
    draw();
  };
  function draw() {
    const pages = Math.max(1, Math.ceil(rows.length / size));
    fill(headRow, head.map((cell, i) => {
      const direction = view.column === i ? (view.down ? "descending" : "ascending") : "none";
      return h("th", { scope: "col", "aria-sort": direction, class: isNumber(rows[0]?.[i]) ? "number" : "" },
        h("button", { type: "button", class: "plain", title: t("sortBy", cell.text), onclick: sortBy(i) }, cellNodes(cell),
          h("span", { "aria-hidden": "true" }, { none: "", ascending: " ↑", descending: " ↓" }[direction])));
    }));
    fill(body, sorted().slice(view.page * size, (view.page + 1) * size).map((row) => h("tr", {}, row.map((cell, i) =>
      h(i === rowHead ? "th" : "td", { scope: i === rowHead ? "row" : null, class: isNumber(cell) ? "number" : "" }, cellNodes(cell))))));
    fill(pager, pages > 1 && [
      h("button", { type: "button", class: "small", disabled: view.page === 0, onclick: turn(-1) }, t("previous")),
      h("span", { "aria-live": "polite" }, t("page", view.page + 1, pages)),
      h("button", { type: "button", class: "small", disabled: view.page === pages - 1, onclick: turn(1) }, t("nextPage"))]);
  }
  draw();
  return h("div", {}, h("div", { class: "table-scroll" }, h("table", {}, h("caption", {}, block.caption), h("thead", {}, headRow), body)), pager);
}
