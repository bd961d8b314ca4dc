"""What all elements have in common, and where each may stand."""

from typing import Any

import pytest

from bot.playground.limits import check_message, check_view
from tests.playground.limit_places import CHOICES, MAY_STAND, PLACES, by_itself
from tests.playground.limit_samples import ELEMENTS, confirm, element, listed, message, mrkdwn, only, option, plain


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", ELEMENTS)
def test_an_element_stands_only_where_slack_allows_it(kind, place):
    pointer, build = PLACES[place]
    problems = check_view(build(element(kind)))
    if kind in MAY_STAND[place]:
        assert problems == []
    else:
        [problem] = problems
        assert problem.pointer == f"{pointer}/type"
        assert f"{kind!r} is not allowed in" in problem.detail


@pytest.mark.parametrize("kind", ["feedback_buttons", "icon_button"])
def test_feedback_and_icon_buttons_stand_in_context_actions(kind):
    assert check_message(message({"type": "context_actions", "elements": [element(kind)]})) == []


PLACEHOLDERS = sorted(
    CHOICES - {"checkboxes", "radio_buttons"}
    | {"plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input"}
)
WITH_CONFIRM = sorted(CHOICES | {"button", "overflow", "icon_button", "datetimepicker"})
WITHOUT_CONFIRM = sorted(
    {"plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input", "file_input"}
)
TYPED = ["plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input"]
EVERY_INTERACTIVE = sorted(set(ELEMENTS) - {"image"})
MULTI = [
    ("multi_static_select", "initial_options", [option("0"), option("1")]),
    ("multi_external_select", "initial_options", [option("0"), option("1")]),
    ("multi_users_select", "initial_users", ["U1", "U2"]),
    ("multi_conversations_select", "initial_conversations", ["C1", "C2"]),
    ("multi_channels_select", "initial_channels", ["C1", "C2"]),
]
TRIGGER = "on_enter_pressed"


def action_id(length: int) -> dict[str, Any]:
    return {"action_id": "a" * length}


def placeholder(length: int) -> dict[str, Any]:
    return {"placeholder": plain("p" * length)}


def dispatch(*triggers: str) -> dict[str, Any]:
    return {"dispatch_action_config": {"trigger_actions_on": list(triggers)}}


def asked(**change: Any) -> dict[str, Any]:
    return {"confirm": confirm(**change)}


def marked() -> dict[str, Any]:
    return {"text": mrkdwn(), "value": "a", "description": mrkdwn()}


SHARED = [
    *[(kind, action_id(255), action_id(256), "/action_id", "1 to 255") for kind in EVERY_INTERACTIVE],
    *[(kind, {}, {"colour": "red"}, "/colour", '"colour" is not known') for kind in ELEMENTS],
    *[(kind, placeholder(150), placeholder(151), "/placeholder/text", "1 to 150") for kind in PLACEHOLDERS],
    *[(kind, placeholder(1), {"placeholder": mrkdwn()}, "/placeholder/type", "plain_text") for kind in PLACEHOLDERS],
    *[(kind, asked(), asked(title=mrkdwn()), "/confirm/title/type", "plain_text") for kind in WITH_CONFIRM],
    *[(kind, {}, asked(), "/confirm", "not known") for kind in WITHOUT_CONFIRM],
    *[
        (kind, dispatch(TRIGGER), dispatch("x"), "/dispatch_action_config/trigger_actions_on/0", TRIGGER)
        for kind in TYPED
    ],
    *[
        (kind, {name: values, "max_selected_items": 2}, {name: values, "max_selected_items": 1}, f"/{name}", "0 to 1")
        for kind, name, values in MULTI
    ],
    *[
        (kind, {"max_selected_items": 2}, {"max_selected_items": 0}, "/max_selected_items", "at least 1")
        for kind, *_ in MULTI
    ],
    *[
        (kind, listed(100), listed(101), "/options", "101 options; Slack allows 1 to 100")
        for kind in ("static_select", "multi_static_select")
    ],
    *[
        (kind, listed(1), listed(0), "/options", "0 options")
        for kind in ("static_select", "multi_static_select", "overflow", "checkboxes", "radio_buttons")
    ],
    *[
        (kind, listed(10), listed(11), "/options", "11 options; Slack allows 1 to 10")
        for kind in ("checkboxes", "radio_buttons")
    ],
    *[
        (kind, only(marked()), only({**marked(), "url": "https://a.org"}), "/options/0/url", "not known")
        for kind in ("checkboxes", "radio_buttons")
    ],
]


@pytest.mark.parametrize(("kind", "good", "bad", "pointer", "words"), SHARED)
def test_an_element_is_accepted_up_to_the_limit(kind, good, bad, pointer, words):
    assert by_itself(element(kind, **good)) == []
    [(found, detail)] = by_itself(element(kind, **bad))
    assert found == pointer
    assert words in detail
