"""Where an element may stand, and what is wrong with one by itself."""

from typing import Any

from bot.playground.limits import check_message, check_view
from tests.playground.limit_samples import actions, input_block, message, modal, section

PLACES = {
    "accessory": ("/blocks/0/accessory", lambda given: modal(section(accessory=given))),
    "actions": ("/blocks/0/elements/0", lambda given: modal(actions(given))),
    "input": ("/blocks/0/element", lambda given: modal(input_block(element=given))),
}
CHOICES = {
    "datepicker",
    "timepicker",
    "static_select",
    "multi_static_select",
    "external_select",
    "multi_external_select",
    "users_select",
    "multi_users_select",
    "conversations_select",
    "multi_conversations_select",
    "channels_select",
    "multi_channels_select",
    "checkboxes",
    "radio_buttons",
}
MAY_STAND = {
    "accessory": CHOICES | {"button", "overflow", "image"},
    "actions": CHOICES | {"button", "overflow", "datetimepicker", "rich_text_input"},
    "input": CHOICES
    | {
        "plain_text_input",
        "number_input",
        "email_text_input",
        "url_text_input",
        "rich_text_input",
        "file_input",
        "datetimepicker",
    },
}


def by_itself(given: dict[str, Any]) -> list[tuple[str, str]]:
    """Pointer inside the element and detail of each problem, in the first place the element may stand."""
    kind = given["type"]
    for place, allowed in MAY_STAND.items():
        if kind in allowed:
            pointer, build = PLACES[place]
            problems = check_view(build(given))
            break
    else:
        pointer = "/blocks/0/elements/0"
        problems = check_message(message({"type": "context_actions", "elements": [given]}))
    assert all(problem.pointer.startswith(pointer) for problem in problems)
    return [(problem.pointer.removeprefix(pointer), problem.detail) for problem in problems]
