"""Finding a control as a person or a test names it: by id, by its label or by its words."""

from dataclasses import dataclass
from typing import Any

from bot.playground.elements import CLICKED, Json, walk, words
from bot.playground.form import NoSuchControl, all_options

TYPED = ("plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input")


@dataclass(frozen=True)
class Control:
    """An element in its block."""

    block: Json
    element: Json

    @property
    def reports(self) -> bool:
        """Whether each choice is sent at once: always outside input blocks, else with dispatch_action."""
        return self.block["type"] != "input" or bool(self.block.get("dispatch_action"))


def names(block: Json, element: Json) -> list[str]:
    """What a control answers to, most exact first."""
    label = words(block.get("label")) if block["type"] == "input" else words(block.get("text"))
    own = words(element.get("text")) or words(element.get("placeholder"))
    both = f"{block['block_id']} {element['action_id']}"
    return [both, element["action_id"], block["block_id"], label, own, element.get("accessibility_label", "")]


def control(blocks: list[Json], wanted: str) -> Control:
    """The one control with this action_id, block_id (or both, with a space between), label or text; NoSuchControl names
    those there are."""
    every = [(block, element) for block, element in walk(blocks)]
    for position in range(6):
        found = [Control(*pair) for pair in every if names(*pair)[position] == wanted]
        if len(found) == 1:
            return found[0]
        if found:
            raise NoSuchControl(because=f"{wanted!r} stands for {len(found)} controls; name one by its action_id")
    known = [" / ".join(name for name in names(*pair) if name) for pair in every]
    raise NoSuchControl(because=f"there is no {wanted!r}; there are: {'; '.join(known) or 'none'}")


def has(blocks: list[Json], wanted: str) -> bool:
    """Whether a control of that name is among the blocks."""
    return any(wanted in names(block, element) for block, element in walk(blocks))


def click(found: Control, option: str | None) -> Json:
    """The action that a click on this button or overflow menu sends."""
    element = found.element
    if element["type"] not in CLICKED:
        raise NoSuchControl(because=f"{element['action_id']!r} is a {element['type']}: use change()")
    action: Json = {"type": element["type"], "block_id": found.block["block_id"], "action_id": element["action_id"]}
    if element["type"] == "overflow":
        chosen = [one for one in all_options(element) if option in (one.get("value"), words(one.get("text")))]
        if not chosen:
            raise NoSuchControl(because=f"the menu {element['action_id']!r} has no option {option!r}")
        return {**action, "selected_option": chosen[0]}
    if element["type"] == "feedback_buttons":
        side = element["positive_button" if option in (None, "positive") else "negative_button"]
        action |= {"text": side["text"], "value": side["value"]}
    return action


def choice(found: Control, state: Json) -> Json:
    """The action that a changed select, picker or text sends."""
    ids = {"block_id": found.block["block_id"], "action_id": found.element["action_id"]}
    extra: dict[str, Any] = {key: found.element[key] for key in ("placeholder",) if key in found.element}
    return {**state, **ids, **extra}
