"""Answers to a suggestion and to a submission: what Slack understands."""

from typing import Any

import pytest

from bot.playground.limits import check_options, check_submission_answer
from tests.playground.limit_samples import group, home, input_block, modal, mrkdwn, option, options, plain, section

OPTIONS = [
    ({"options": options(100)}, {"options": options(101)}, "/options", "101 options; Slack allows 0 to 100"),
    ({"options": []}, {}, "", "found 0"),
    ({"option_groups": [group(100)]}, {"option_groups": [group(101)]}, "/option_groups/0/options", "101 options"),
    ({"option_groups": [group()] * 100}, {"option_groups": [group()] * 101}, "/option_groups", "101 option groups"),
    ({"options": []}, {"options": [], "option_groups": [group()]}, "", "found 2"),
    (
        {"options": [{"text": plain(), "value": "v" * 75}]},
        {"options": [{"text": plain(), "value": "v" * 76}]},
        "/options/0/value",
        "75",
    ),
    ({"options": [option()]}, {"options": [option()], "text": "x"}, "/text", "not known"),
    ({"options": [option()]}, {"options": [{"text": mrkdwn(), "value": "1"}]}, "/options/0/text/type", "plain_text"),
]


@pytest.mark.parametrize(("good", "bad", "pointer", "words"), OPTIONS)
def test_the_answer_to_a_suggestion_is_accepted_up_to_the_limit(good, bad, pointer, words):
    assert check_options(good) == []
    [problem] = check_options(bad)
    assert (problem.error, problem.pointer) == ("invalid_arguments", pointer)
    assert words in problem.detail


SUBMITTED = modal(input_block(block_id="name"), section(block_id="intro"))


def errors(**messages: Any) -> dict[str, Any]:
    return {"response_action": "errors", "errors": messages}


ANSWERS = [
    ({}, {"text": "stray"}, "", "must be one of errors, update, push, clear"),
    ({"response_action": "clear"}, {"response_action": "close"}, "/response_action", "'close'"),
    ({"response_action": "clear"}, {"response_action": "clear", "text": "x"}, "/text", "not known"),
    (errors(name="No"), errors(intro="No"), "/errors/intro", "not the block_id of an input block"),
    (errors(name="No"), errors(other="No"), "/errors/other", "not the block_id of an input block"),
    (errors(name="No"), errors(name=""), "/errors/name", "at least 1 character"),
    (errors(name="No"), errors(), "/errors", "at least 1 input block_id"),
    (errors(name="No"), {"response_action": "errors"}, "", '"errors" is missing'),
    ({"response_action": "push", "view": modal()}, {"response_action": "push"}, "", '"view" is missing'),
    (
        {"response_action": "update", "view": modal()},
        {"response_action": "update", "view": modal(title=plain("t" * 25))},
        "/view/title/text",
        "1 to 24",
    ),
    (
        {"response_action": "update", "view": modal()},
        {"response_action": "update", "view": home()},
        "/view/type",
        "Only a modal",
    ),
]


@pytest.mark.parametrize(("good", "bad", "pointer", "words"), ANSWERS)
def test_the_answer_to_a_submission_is_one_slack_understands(good, bad, pointer, words):
    assert check_submission_answer(good, SUBMITTED) == []
    [problem] = check_submission_answer(bad, SUBMITTED)
    assert (problem.error, problem.pointer) == ("invalid_arguments", pointer)
    assert words in problem.detail


def test_no_answer_closes_the_modal():
    assert check_submission_answer(None, SUBMITTED) == []
