// rich_text_input: a small editor whose content is written out as a rich_text block.
import { h } from "./dom.js";
import { plain, safeHref } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { t } from "./words.js";

const COMMANDS = [["bold", "B"], ["italic", "I"], ["strike", "S"], ["bullets", "•"], ["numbers", "1."]];
const EXECUTE = { bold: "bold", italic: "italic", strike: "strikeThrough", bullets: "insertUnorderedList", numbers: "insertOrderedList" };

export function richInput(element, field) {
  const value = field.state().rich_text_value;
  const editor = h("div", { contenteditable: "true", role: "textbox", "aria-multiline": "true", class: "editor", "data-placeholder": plain(element.placeholder), ...field.attributes },
    value ? [...richText(value).childNodes] : []);
  const changed = () => field.put(written(editor));
  editor.addEventListener("input", changed);
  editor.addEventListener("paste", (event) => {
    event.preventDefault();
    document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
  });
  const bar = h("div", { role: "toolbar", "aria-label": t("formatting"), class: "editor-bar" }, COMMANDS.map(([name, sign]) =>
    h("button", { type: "button", class: `quiet mark-${name}`, title: t(name), "aria-label": t(name), onpointerdown: (event) => event.preventDefault(),
      onclick: () => {
        editor.focus();
        document.execCommand(EXECUTE[name]);
        changed();
      } }, sign)));
  return h("div", { class: "rich-input" }, bar, editor);
}

const STYLE_OF = { B: "bold", STRONG: "bold", I: "italic", EM: "italic", S: "strike", STRIKE: "strike", DEL: "strike", CODE: "code", U: "underline" };

// The editor's nodes as a rich_text block, or null when nothing is written.
function written(editor) {
  const elements = [];
  let run = [];
  const flush = () => {
    while (run.at(-1)?.text === "\n") run.pop();
    if (run.length) elements.push({ type: "rich_text_section", elements: run });
    run = [];
  };
  const walk = (nodes) => {
    for (const node of nodes) {
      if (node.nodeName === "UL" || node.nodeName === "OL") {
        flush();
        const items = [...node.children].map((item) => ({ type: "rich_text_section", elements: leaves(item, {}) }));
        elements.push({ type: "rich_text_list", style: node.nodeName === "UL" ? "bullet" : "ordered", indent: 0, elements: items });
      } else if (node.nodeName === "BLOCKQUOTE" || node.nodeName === "PRE") {
        flush();
        elements.push({ type: node.nodeName === "PRE" ? "rich_text_preformatted" : "rich_text_quote", elements: leaves(node, {}) });
      } else if (node.nodeName === "DIV" || node.nodeName === "P") {
        if (run.length && run.at(-1).text !== "\n") run.push({ type: "text", text: "\n" });
        walk(node.childNodes);
        if (run.length) run.push({ type: "text", text: "\n" });
      } else run.push(...leaves(node, {}));
    }
  };
  walk(editor.childNodes);
  flush();
  return elements.length ? { type: "rich_text", elements } : null;
}

function leaves(node, style) {
  if (node.nodeType === Node.TEXT_NODE) {
    if (!node.data) return [];
    return [{ type: "text", text: node.data, ...(Object.keys(style).length ? { style } : {}) }];
  }
  if (node.nodeName === "BR") return [{ type: "text", text: "\n" }];
  if (node.nodeName === "A" && safeHref(node.href)) return [{ type: "link", url: node.href, text: node.textContent }];
  const inner = STYLE_OF[node.nodeName] ? { ...style, [STYLE_OF[node.nodeName]]: true } : style;
  return [...node.childNodes].flatMap((child) => leaves(child, inner));
}
