"""Every block: what just fits, what is just too much, and on which surface it may stand."""

from typing import Any

import pytest

from bot.playground.limits import check_message, check_view
from tests.playground.limit_samples import (
    actions,
    button,
    card,
    container,
    data_table,
    element,
    home,
    image,
    input_block,
    message,
    modal,
    mrkdwn,
    pie,
    plain,
    rich_text,
    rows,
    section,
    task,
    video,
)


def block(kind: str, **keys: Any) -> dict[str, Any]:
    return {"type": kind, **keys}


def carousel(count: int) -> dict[str, Any]:
    return block("carousel", elements=[card()] * count)


def listing(**change: Any) -> dict[str, Any]:
    items = rich_text()["elements"]
    return block("rich_text", elements=[{"type": "rich_text_list", "style": "bullet", "elements": items, **change}])


SAMPLES = {
    "section": section(),
    "header": block("header", text=plain()),
    "divider": block("divider"),
    "context": block("context", elements=[mrkdwn(), plain(), image()]),
    "actions": actions(button()),
    "image": image(title=plain()),
    "input": input_block(),
    "rich_text": rich_text(),
    "video": video(),
    "card": card(),
    "alert": block("alert", text=mrkdwn(), level="warning"),
    "carousel": carousel(2),
    "container": container(),
    "data_table": data_table(),
    "data_visualization": pie(),
    "table": {"type": "table", "rows": rows(2, 2)},
    "markdown": block("markdown", text="# Title"),
    "context_actions": block("context_actions", elements=[element("icon_button")]),
    "file": block("file", external_id="1", source="remote"),
    "plan": block("plan", title="Plan", tasks=[task()]),
    "task_card": task(),
}
EVERYWHERE = {"section", "header", "divider", "context", "actions", "image", "input", "rich_text", "video", "card"}
ROOMY = {"carousel", "container", "data_table", "data_visualization", "table"}
MAY_STAND = {
    "modal": EVERYWHERE | {"alert"},
    "home": EVERYWHERE | ROOMY,
    "message": EVERYWHERE | ROOMY | {"markdown", "context_actions", "file", "plan", "task_card"},
}


@pytest.mark.parametrize("surface", MAY_STAND)
@pytest.mark.parametrize("kind", SAMPLES)
def test_a_block_stands_only_on_its_surfaces(kind, surface):
    given = SAMPLES[kind]
    if surface == "message":
        problems = check_message(message(given))
    else:
        problems = check_view(modal(given) if surface == "modal" else home(given))
    if kind in MAY_STAND[surface]:
        assert problems == []
    else:
        [problem] = problems
        assert problem.pointer == "/blocks/0/type"
        assert f"{kind!r} is not allowed in a {surface}" in problem.detail


LIMITED = [
    *[
        ({**SAMPLES[kind], "block_id": "b" * 255}, {**SAMPLES[kind], "block_id": "b" * 256}, "/block_id", "1 to 255")
        for kind in SAMPLES
    ],
    *[(SAMPLES[kind], {**SAMPLES[kind], "colour": "red"}, "/colour", '"colour" is not known') for kind in SAMPLES],
    (section(text=plain("t" * 3000)), section(text=mrkdwn("t" * 3001)), "/text/text", "1 to 3000"),
    (section(text=mrkdwn("t")), section(text=mrkdwn("")), "/text/text", "0 characters long; Slack allows 1 to 3000"),
    (section(), section(text="words"), "/text", "not a text"),
    (section(), section(text={"type": "markdown", "text": "x"}), "/text/type", "allowed: mrkdwn, plain_text"),
    (section(), section(text={"type": "mrkdwn"}), "/text", '"text" is missing'),
    (
        section(text={**mrkdwn(), "verbatim": True}),
        section(text={**mrkdwn(), "emoji": True}),
        "/text/emoji",
        "not known",
    ),
    (section(), block("section"), "", "At least one of text, fields is required"),
    (section(fields=[plain()] * 10), section(fields=[plain()] * 11), "/fields", "11 fields; Slack allows 1 to 10"),
    (block("section", fields=[plain()]), section(fields=[]), "/fields", "0 fields"),
    (section(fields=[plain("f" * 2000)]), section(fields=[plain("f" * 2001)]), "/fields/0/text", "1 to 2000"),
    (section(expand=True), section(expand="yes"), "/expand", "true or false"),
    (block("header", text=plain("h" * 150)), block("header", text=plain("h" * 151)), "/text/text", "1 to 150"),
    (block("header", text=plain(), level=1), block("header", text=mrkdwn()), "/text/type", "plain_text"),
    (
        block("context", elements=[mrkdwn()] * 10),
        block("context", elements=[mrkdwn()] * 11),
        "/elements",
        "11 elements; Slack allows 1 to 10",
    ),
    (block("context", elements=[mrkdwn()]), block("context", elements=[]), "/elements", "0 elements"),
    (
        block("context", elements=[image()]),
        block("context", elements=[button()]),
        "/elements/0/type",
        "image, mrkdwn, plain_text",
    ),
    (
        actions(*[button(action_id=str(number)) for number in range(25)]),
        actions(*[button(action_id=str(number)) for number in range(26)]),
        "/elements",
        "26 elements; Slack allows 1 to 25",
    ),
    (actions(button()), actions(), "/elements", "0 elements"),
    (actions(button()), block("actions"), "", '"elements" is missing'),
    (
        block("context_actions", elements=[element("icon_button", action_id=str(n)) for n in range(5)]),
        block("context_actions", elements=[element("icon_button", action_id=str(n)) for n in range(6)]),
        "/elements",
        "6 elements; Slack allows 1 to 5",
    ),
    (image(title=plain("t" * 2000)), image(title=plain("t" * 2001)), "/title/text", "1 to 2000"),
    (image(alt_text="a" * 2000), image(alt_text="a" * 2001), "/alt_text", "1 to 2000"),
    (image(), image(image_url="a.png"), "/image_url", "a full URL"),
    (input_block(label=plain("l" * 2000)), input_block(label=plain("l" * 2001)), "/label/text", "1 to 2000"),
    (input_block(hint=plain("l" * 2000)), input_block(hint=plain("l" * 2001)), "/hint/text", "1 to 2000"),
    (input_block(), input_block(label=mrkdwn()), "/label/type", "plain_text"),
    (input_block(), block("input", label=plain()), "", '"element" is missing'),
    (input_block(optional=True), input_block(optional=1), "/optional", "true or false"),
    (input_block(dispatch_action=True), input_block(dispatch_action="no"), "/dispatch_action", "true or false"),
    (rich_text(), block("rich_text", elements=[]), "/elements", "0 parts"),
    (rich_text(), block("rich_text", elements=[plain()]), "/elements/0/type", "rich_text_list"),
    (
        rich_text(block("text", text="x")),
        rich_text(block("text", text="")),
        "/elements/0/elements/0/text",
        "0 characters",
    ),
    (
        rich_text(block("text", text="x", style={"bold": True})),
        rich_text(block("text", text="x", style={"loud": True})),
        "/elements/0/elements/0/style/loud",
        "not known",
    ),
    (rich_text(block("user", user_id="U1")), rich_text(block("user")), "/elements/0/elements/0", '"user_id"'),
    (
        rich_text(block("channel", channel_id="C1")),
        rich_text(block("channel")),
        "/elements/0/elements/0",
        '"channel_id"',
    ),
    (
        rich_text(block("link", url="https://a.org", text="a")),
        rich_text(block("link", url="a.org")),
        "/elements/0/elements/0/url",
        "a full URL",
    ),
    (
        rich_text(block("date", timestamp=1_795_000_000, format="{date}", fallback="12 Nov")),
        rich_text(block("date", timestamp="1795000000", format="{date}")),
        "/elements/0/elements/0/timestamp",
        "a whole number",
    ),
    (
        rich_text(block("broadcast", range="here")),
        rich_text(block("broadcast", range="all")),
        "/elements/0/elements/0/range",
        "everyone",
    ),
    (
        rich_text(block("emoji", name="wave")),
        rich_text(block("image", name="x")),
        "/elements/0/elements/0/type",
        "emoji",
    ),
    (listing(indent=8), listing(indent=9), "/elements/0/indent", "0 to 8"),
    (listing(border=1), listing(border=2), "/elements/0/border", "0, 1"),
    (listing(), listing(style="dash"), "/elements/0/style", "bullet, ordered"),
    (
        block("rich_text", elements=[block("rich_text_preformatted", elements=[block("text", text="x")])]),
        block("rich_text", elements=[block("rich_text_preformatted", elements=[block("user", user_id="U1")])]),
        "/elements/0/elements/0/type",
        "link, text",
    ),
    (video(title=plain("t" * 199)), video(title=plain("t" * 200)), "/title/text", "1 to 199"),
    (video(author_name="a" * 49), video(author_name="a" * 50), "/author_name", "1 to 49"),
    (video(), video(video_url="http://example.org/v"), "/video_url", "https://"),
    (
        block("file", external_id="1", source="remote"),
        block("file", external_id="1", source="local"),
        "/source",
        "remote",
    ),
    (block("markdown", text="m" * 12_000), block("markdown", text="m" * 12_001), "/text", "1 to 12000"),
    (card(title=mrkdwn("t" * 150)), card(title=mrkdwn("t" * 151)), "/title/text", "1 to 150"),
    (card(subtitle=plain("t" * 150)), card(subtitle=plain("t" * 151)), "/subtitle/text", "1 to 150"),
    (card(body=plain("t" * 200)), card(body=plain("t" * 201)), "/body/text", "1 to 200"),
    (
        card(actions=[button(action_id=str(n)) for n in range(3)]),
        card(actions=[button(action_id=str(n)) for n in range(4)]),
        "/actions",
        "4 buttons; Slack allows 1 to 3",
    ),
    (card(title=None, body=plain()), card(title=None, subtitle=plain()), "", "At least one of hero_image"),
    (card(icon=image()), card(icon=button()), "/icon/type", "image"),
    (carousel(10), carousel(11), "/elements", "11 cards; Slack allows 1 to 10"),
    (carousel(1), carousel(0), "/elements", "0 cards"),
    (container(child_blocks=[section()] * 10), container(child_blocks=[section()] * 11), "/child_blocks", "11 blocks"),
    (container(child_blocks=[section()]), container(child_blocks=[container()]), "/child_blocks/0/type", "a container"),
    (container(title=plain("t" * 150)), container(title=plain("t" * 151)), "/title/text", "1 to 150"),
    (container(subtitle=mrkdwn("t" * 150)), container(subtitle=mrkdwn("t" * 151)), "/subtitle/text", "1 to 150"),
    (container(title=None, rich_text_title=rich_text()), container(title=None), "", "title, rich_text_title"),
    (container(width="full"), container(width="huge"), "/width", "narrow, standard, wide, full"),
    (
        container(is_collapsible=True, default_collapsed=True),
        container(default_collapsed=True),
        "/default_collapsed",
        "needs is_collapsible",
    ),
    (
        container(has_header_divider=True),
        container(is_collapsible=True, has_header_divider=True),
        "/has_header_divider",
        "is_collapsible to be false",
    ),
    (task(status="error"), task(status="done"), "/status", "pending, in_progress, complete, error"),
    (task(details=rich_text()), task(output=plain()), "/output/type", "rich_text"),
    (
        task(sources=[block("url", url="https://a.org", text="A")]),
        task(sources=[block("url", url="https://a.org")]),
        "/sources/0",
        '"text" is missing',
    ),
    (block("plan", title="Plan"), block("plan", title="Plan", tasks=[section()]), "/tasks/0/type", "task_card"),
    (block("plan", title="Plan", tasks=[]), block("plan", tasks=[]), "", '"title" is missing'),
    (block("alert", text=plain("a" * 200)), block("alert", text=plain("a" * 201)), "/text/text", "1 to 200"),
    (
        block("alert", text=plain(), level="success"),
        block("alert", text=plain(), level="bad"),
        "/level",
        "default, info",
    ),
]


def by_itself(given: dict[str, Any]) -> list[tuple[str, str]]:
    problems = check_view(modal(given)) if given["type"] == "alert" else check_message(message(given), answering=True)
    return [(problem.pointer, problem.detail) for problem in problems]


@pytest.mark.parametrize(("good", "bad", "pointer", "words"), LIMITED)
def test_a_block_is_accepted_up_to_the_limit(good, bad, pointer, words):
    assert by_itself(good) == []
    [(found, detail)] = by_itself(bad)
    assert found == f"/blocks/0{pointer}"
    assert words in detail
