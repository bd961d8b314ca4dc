// Typed fields: plain text, number, e-mail, address, and the three date and time pickers.
import { h } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { longDate, unixToWall, wallToUnix } from "./time.js";
import { t } from "./words.js";

const CHARACTERS_PAUSE = 300; // ms of silence before typed characters are reported

export function textInput(element, field) {
  const kind = { email_text_input: "email", url_text_input: "url" }[element.type] || "text";
  const config = element.dispatch_action_config?.trigger_actions_on || ["on_enter_pressed"];
  const counter = element.max_length && h("span", { class: "counter", "aria-hidden": "true" });
  const node = h(element.multiline ? "textarea" : "input", {
    ...(element.multiline ? { rows: "4" } : { type: kind === "text" ? "text" : kind, autocomplete: "off" }),
    inputmode: element.type === "number_input" ? "decimal" : null,
    placeholder: plain(element.placeholder), maxlength: element.max_length, ...field.attributes,
  });
  node.value = field.state().value ?? "";
  let pause;
  const count = () => {
    if (counter) counter.textContent = String(element.max_length - node.value.length);
  };
  node.addEventListener("input", () => {
    field.put(node.value);
    count();
    clearTimeout(pause);
    if (config.includes("on_character_entered")) pause = setTimeout(() => node.isConnected && field.commit(node.value), CHARACTERS_PAUSE);
  });
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || element.multiline || event.isComposing) return;
    if (field.dispatches && config.includes("on_enter_pressed")) {
      event.preventDefault();
      field.commit(node.value);
    }
  });
  count();
  return counter ? h("div", { class: "counted" }, node, counter) : node;
}

// The field, and beside it the day in words: a browser writes 11/12/2026 in an order of its own.
function picker(type, element, field, { read, write }) {
  const node = h("input", { type, ...field.attributes, value: read(field.state()), title: plain(element.placeholder) });
  const words = h("small", { "aria-live": "polite" });
  const say = () => {
    words.textContent = type === "time" || !node.value ? "" : longDate(new Date(wallToUnix(`${node.value.slice(0, 10)}T12:00`) * 1000));
  };
  // A date typed by keyboard "changes" at every digit: it is reported once left or confirmed with Enter.
  let reported = node.value;
  let typing = false;
  const report = async () => {
    typing = false;
    if (node.value === reported) return;
    reported = node.value;
    if (await field.commit(write(node.value))) return;
    node.value = reported = read(field.state());
    say();
  };
  node.addEventListener("input", () => {
    field.put(write(node.value));
    say();
  });
  node.addEventListener("keydown", (event) => {
    typing = event.key !== "Enter";
    if (!typing) report();
  });
  node.addEventListener("change", () => typing || report());
  node.addEventListener("blur", report);
  say();
  return type === "time" ? node : h("span", { class: "dated" }, node, words);
}

export const datePicker = (element, field) => picker("date", element, field, { read: (state) => state.selected_date ?? "", write: (text) => text || null });
export const timePicker = (element, field) => picker("time", element, field, { read: (state) => state.selected_time ?? "", write: (text) => text || null });
export const dateTimePicker = (element, field) => picker("datetime-local", element, field, {
  read: (state) => (state.selected_date_time ? unixToWall(state.selected_date_time) : ""),
  write: (text) => (text ? wallToUnix(text.slice(0, 16)) : null),
});

// What Slack's own client checks before it lets a form go: the sentence to show, or null.
export function complaint(element, state) {
  const { value } = state;
  if (value === null || value === undefined) return null;
  if (element.min_length && value.length < element.min_length) return t("tooShort", element.min_length);
  if (element.max_length && value.length > element.max_length) return t("tooLong", element.max_length);
  if (element.type === "email_text_input" && !/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(value)) return t("badEmail");
  if (element.type === "url_text_input" && !/^https?:\/\/[^\s]+$/i.test(value)) return t("badUrl");
  return element.type === "number_input" ? numberComplaint(element, value.trim()) : null;
}

function numberComplaint(element, text) {
  if (!/^-?\d+([.]\d+)?$/.test(text)) return t("badNumber");
  if (!element.is_decimal_allowed && text.includes(".")) return t("wholeNumber");
  if (element.min_value !== undefined && Number(text) < Number(element.min_value)) return t("tooSmall", element.min_value);
  if (element.max_value !== undefined && Number(text) > Number(element.max_value)) return t("tooBig", element.max_value);
  return null;
}
