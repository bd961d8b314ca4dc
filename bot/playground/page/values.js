// What has been typed and chosen, kept by block_id and action_id, in exactly the shape of Slack's view.state.values.

const SLOTS = {
  plain_text_input: ["value", "initial_value", null],
  email_text_input: ["value", "initial_value", null],
  url_text_input: ["value", "initial_value", null],
  number_input: ["value", "initial_value", null],
  rich_text_input: ["rich_text_value", "initial_value", null],
  file_input: ["files", null, []],
  datepicker: ["selected_date", "initial_date", null],
  timepicker: ["selected_time", "initial_time", null],
  datetimepicker: ["selected_date_time", "initial_date_time", null],
  checkboxes: ["selected_options", "initial_options", []],
  radio_buttons: ["selected_option", "initial_option", null],
  static_select: ["selected_option", "initial_option", null],
  external_select: ["selected_option", "initial_option", null],
  users_select: ["selected_user", "initial_user", null],
  conversations_select: ["selected_conversation", "initial_conversation", null],
  channels_select: ["selected_channel", "initial_channel", null],
  multi_static_select: ["selected_options", "initial_options", []],
  multi_external_select: ["selected_options", "initial_options", []],
  multi_users_select: ["selected_users", "initial_users", []],
  multi_conversations_select: ["selected_conversations", "initial_conversations", []],
  multi_channels_select: ["selected_channels", "initial_channels", []],
};

const keepsValue = (element) => element.type in SLOTS;
export const slotOf = (type) => SLOTS[type][0];

export function shaped(element, value) {
  const [slot, , blank] = SLOTS[element.type];
  const empty = value === undefined || value === "" || value === null;
  return { type: element.type, [slot]: empty ? blank : value };
}

export const isBlank = (element, state) => {
  const value = state[slotOf(element.type)];
  return value === null || (Array.isArray(value) && !value.length);
};

// Every element of a surface that keeps a value, with the block it sits in.
export function* elementsOf(blocks) {
  for (const block of blocks || []) {
    const inside = block.type === "input" ? [block.element] : block.type === "section" ? [block.accessory] : block.type === "actions" ? block.elements : [];
    for (const element of inside) if (element && keepsValue(element)) yield { block, element };
    yield* elementsOf(block.child_blocks);
  }
}

export class Values {
  constructor(currentConversation) {
    this.kept = new Map();
    this.currentConversation = currentConversation;
    this.seed = {};
  }

  key(block, element) {
    return JSON.stringify([block.block_id, element.action_id, element.type]);
  }

  initial(element) {
    const [, from] = SLOTS[element.type];
    let value = from ? element[from] : undefined;
    if (element.default_to_current_conversation && this.currentConversation && value === undefined) {
      value = element.type.startsWith("multi_") ? [this.currentConversation] : this.currentConversation;
    }
    return shaped(element, value);
  }

  // What the person typed wins, then what the server remembers, then the element's initial value.
  current(block, element) {
    const seeded = this.seed[block.block_id]?.[element.action_id];
    const known = this.kept.get(this.key(block, element)) ?? (seeded?.type === element.type ? seeded : null);
    return known && stillOffered(element, known) ? known : this.initial(element);
  }

  put(block, element, state) {
    this.kept.set(this.key(block, element), state);
  }

  toSlack(blocks) {
    const state = {};
    for (const { block, element } of elementsOf(blocks)) {
      state[block.block_id] = { ...state[block.block_id], [element.action_id]: this.current(block, element) };
    }
    return state;
  }
}

function stillOffered(element, state) {
  if (!element.options && !element.option_groups) return true;
  const offered = [...(element.options || []), ...(element.option_groups || []).flatMap((group) => group.options)].map((option) => option.value);
  const chosen = state.selected_options || (state.selected_option ? [state.selected_option] : []);
  return chosen.every((option) => offered.includes(option.value));
}
