// One table from Block Kit's element types to their drawings, and the field that ties a control to its value.
import { button, feedback, iconButton, overflow } from "./buttons.js";
import { choices } from "./choices.js";
import { freshId, h } from "./dom.js";
import { fileInput } from "./files.js";
import { datePicker, dateTimePicker, textInput, timePicker } from "./inputs.js";
import { confirmed } from "./layers.js";
import { picture } from "./pictures.js";
import { plain } from "./mrkdwn.js";
import { richInput } from "./richinput.js";
import { select } from "./selects.js";
import { shaped } from "./values.js";
import { t } from "./words.js";

const DRAW = {
  button, workflow_button: button, overflow, icon_button: iconButton, feedback_buttons: feedback,
  plain_text_input: textInput, number_input: textInput, email_text_input: textInput, url_text_input: textInput,
  datepicker: datePicker, timepicker: timePicker, datetimepicker: dateTimePicker,
  checkboxes: choices, radio_buttons: choices, rich_text_input: richInput, file_input: fileInput,
  image: (element, field) => picture(element, field.ctx, "thumb"),
};
for (const kind of ["static", "external", "users", "conversations", "channels"]) {
  DRAW[`${kind}_select`] = select;
  DRAW[`multi_${kind}_select`] = select;
}

// ctx: {source, values, state(), act(action)}. In an input block only dispatch_action reports; elsewhere everything does.
export function drawElement(element, block, ctx, { id = freshId("control"), labelledBy, describedBy } = {}) {
  const draw = DRAW[element.type];
  if (!draw) return h("span", { class: "unknown" }, t("notDrawn", element.type));
  const inInput = block.type === "input";
  const dispatches = !inInput || Boolean(block.dispatch_action);
  const nameless = !labelledBy && !["button", "overflow", "icon_button", "feedback_buttons", "workflow_button", "image"].includes(element.type);
  const field = {
    block, ctx, dispatches, optional: Boolean(block.optional) || !inInput,
    attributes: {
      id, "data-action-id": element.action_id, "aria-labelledby": draw === button || draw === overflow ? null : labelledBy,
      "aria-label": nameless ? plain(element.placeholder) || element.action_id : element.accessibility_label,
      "aria-describedby": describedBy, "aria-required": inInput && !block.optional ? "true" : null,
    },
    state: () => ctx.values.current(block, element),
    put(value) {
      ctx.values.put(block, element, shaped(element, value));
      ctx.touched?.(block.block_id);
    },
    // Keeps the value and reports it when this control reports; false when the person did not confirm.
    async commit(value) {
      const before = field.state();
      field.put(value);
      if (!dispatches) return true;
      if (!(await confirmed(element.confirm))) {
        ctx.values.put(block, element, before);
        return false;
      }
      await ctx.act({ block_id: block.block_id, action_id: element.action_id, ...field.state() });
      return true;
    },
  };
  return draw(element, field);
}
