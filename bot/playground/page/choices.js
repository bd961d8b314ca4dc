// Checkboxes and radio buttons.
import { freshId, h } from "./dom.js";
import { textNodes } from "./mrkdwn.js";

export function choices(element, field) {
  const many = element.type === "checkboxes";
  const name = freshId("choice");
  const { id, ...attributes } = field.attributes;
  const chosen = () => (many ? field.state().selected_options : [field.state().selected_option]).filter(Boolean).map((option) => option.value);
  const group = h("div", { role: many ? "group" : "radiogroup", class: "choices", ...attributes }, element.options.map((option, index) => {
    const note = freshId("note");
    const box = h("input", { type: many ? "checkbox" : "radio", name, value: option.value, checked: chosen().includes(option.value),
      id: index ? null : id, "aria-describedby": option.description ? note : null });
    return h("label", { class: "choice" }, box, h("span", {}, h("span", {}, textNodes(option.text, { flat: true })),
      option.description && h("small", { id: note }, textNodes(option.description, { flat: true }))));
  }));
  group.addEventListener("change", async () => {
    const boxes = [...group.querySelectorAll("input")];
    const picked = element.options.filter((_, index) => boxes[index].checked);
    if (await field.commit(many ? picked : picked[0])) return;
    for (const box of boxes) box.checked = chosen().includes(box.value);
  });
  return group;
}
