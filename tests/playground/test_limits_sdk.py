"""What the playground accepts, Slack's own Python models accept and give back unchanged."""

import copy
from typing import Any

import pytest
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.playground.limits import check_message, check_view
from tests.playground.limit_places import MAY_STAND, PLACES
from tests.playground.limit_samples import ELEMENTS, element, home, message, modal
from tests.playground.test_limits_blocks import LIMITED, SAMPLES

# The models of slack_sdk 3.47 know neither these blocks nor the level of a header.
UNKNOWN = {"data_table", "data_visualization"}
KNOWN = [kind for kind in SAMPLES if kind not in UNKNOWN]
IN_VIEWS = [(kind, place) for place, kinds in MAY_STAND.items() for kind in sorted(kinds)]


def through_models(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [parsed.to_dict() for parsed in Block.parse_all(copy.deepcopy(blocks))]


@pytest.mark.parametrize("kind", KNOWN)
def test_a_sample_block_passes_the_models_unchanged(kind):
    assert through_models([SAMPLES[kind]]) == [SAMPLES[kind]]


@pytest.mark.parametrize(("kind", "place"), IN_VIEWS)
def test_a_view_with_an_element_passes_the_models_unchanged(kind, place):
    view = PLACES[place][1](element(kind))
    assert check_view(view) == []
    assert View(**copy.deepcopy(view)).to_dict() == view


def test_every_element_was_compared():
    compared = {kind for kind, _ in IN_VIEWS} | {"feedback_buttons", "icon_button"}
    assert compared == set(ELEMENTS)


def test_a_home_view_passes_the_models_unchanged():
    view = home(*[SAMPLES[kind] for kind in KNOWN if kind in ("section", "actions", "container", "carousel")])
    assert check_view(view) == []
    assert View(**copy.deepcopy(view)).to_dict() == view


@pytest.mark.parametrize("block", [good for good, *_ in LIMITED if good["type"] not in UNKNOWN])
def test_a_block_at_its_limit_passes_the_models(block):
    accepted = check_view(modal(block)) if block["type"] == "alert" else check_message(message(block))
    assert accepted == []
    assert through_models([block])[0]["type"] == block["type"]
