"""Modals: opening, typing, submitting, the stack, and what survives an update."""

import pytest
from slack_sdk.errors import SlackApiError

from bot.playground import CannotFill, NoSuchControl, SlackError
from tests.playground.tiny_app import modal, open_for, opens, text_input, tiny, words


def option(value):
    return {"text": words(value.title()), "value": value}


def select(block_id, *values, **more):
    element = {"type": "static_select", "action_id": "value", "options": [option(value) for value in values]}
    element |= more.pop("element", {})
    return {"type": "input", "block_id": block_id, "label": words(block_id.title()), "element": element, **more}


async def test_submission_carries_everything_bolt_reads():
    async with tiny() as (playground, app):
        seen = []
        opens(app, modal(text_input(), select("kind", "food", "housing"), private_metadata="row-7"))

        @app.view("form")
        async def save(ack, body, view):
            await ack()
            seen.append((body, view))

        amelie = playground.person("U_AMELIE")
        await amelie.command("/tiny", channel="C_OPEN")
        amelie.fill("Name", "Food bank")
        amelie.fill("Kind", "Housing")
        opened = amelie.modal
        assert await amelie.submit() == {}

        body, view = seen[0]
        assert amelie.modals == []
        assert body["user"]["id"] == "U_AMELIE"
        assert body["team"]["id"] == view["team_id"] == view["app_installed_team_id"]
        assert (body["enterprise"], body["is_enterprise_install"]) == (None, False)
        assert view["id"] == view["root_view_id"] == opened["id"]
        assert view["hash"] == opened["hash"]
        assert view["private_metadata"] == "row-7"
        assert view["state"]["values"] == {
            "name": {"value": {"type": "plain_text_input", "value": "Food bank"}},
            "kind": {"value": {"type": "static_select", "selected_option": option("housing")}},
        }


async def test_initial_values_count_as_typed():
    async with tiny() as (playground, app):
        seen = []
        opens(
            app,
            modal(
                text_input(element={"initial_value": "Before"}),
                select("kind", "food", "housing", element={"initial_option": option("food")}),
                {
                    "type": "input",
                    "block_id": "on",
                    "label": words("On"),
                    "element": {"type": "datepicker", "action_id": "value", "initial_date": "2026-11-12"},
                },
                text_input("note", "Note", optional=True),
            ),
        )

        @app.view("form")
        async def save(ack, view):
            await ack()
            seen.append(view["state"]["values"])

        amelie = playground.person("U_AMELIE")
        await amelie.command("/tiny")
        assert await amelie.submit() == {}
        assert seen[0]["name"]["value"]["value"] == "Before"
        assert seen[0]["kind"]["value"]["selected_option"]["value"] == "food"
        assert seen[0]["on"]["value"]["selected_date"] == "2026-11-12"
        assert seen[0]["note"]["value"]["value"] is None


async def test_required_fields_are_complained_about_before_the_app_hears():
    async with tiny() as (playground, app):
        opens(app, modal(text_input(element={"min_length": 3})))
        amelie = playground.person("U_AMELIE")
        await amelie.command("/tiny")
        before = len(playground.traffic)

        assert set(await amelie.submit()) == {"name"}
        amelie.fill("name", "ab")
        assert await amelie.submit() == {"name": "Must be at least 3 characters."}
        assert len(playground.traffic) == before


async def test_a_person_cannot_enter_what_the_form_does_not_take():
    async with tiny() as (playground, app):
        opens(app, modal(text_input(element={"max_length": 5}), select("kind", "food")))
        amelie = playground.person("U_AMELIE")
        await amelie.command("/tiny")

        with pytest.raises(CannotFill, match="takes 5"):
            amelie.fill("name", "too long")
        with pytest.raises(CannotFill, match="one line"):
            amelie.fill("name", "a\nb")
        with pytest.raises(CannotFill, match="'Food'"):
            amelie.fill("kind", "housing")
        with pytest.raises(NoSuchControl, match="kind"):
            amelie.fill("colour", "red")


async def test_errors_stay_on_the_form_and_foreign_keys_are_refused():
    async with tiny() as (playground, app):
        opens(app, modal(text_input()))
        errors = {"name": "Taken"}

        @app.view("form")
        async def save(ack):
            await ack(response_action="errors", errors=errors)

        amelie = playground.person("U_AMELIE")
        await amelie.command("/tiny")
        amelie.fill("name", "x")
        assert await amelie.submit() == {"name": "Taken"}
        assert amelie.modal["state"]["values"]["name"]["value"]["value"] == "x"

        errors["elsewhere"] = "Wrong"
        with pytest.raises(SlackError) as caught:
            await amelie.submit()
        assert caught.value.problems[0].pointer == "/errors/elsewhere"


async def test_push_update_and_clear_in_the_answer():
    async with tiny() as (playground, app):
        opens(app, modal(text_input()))
        answers = [
            {"response_action": "update", "view": modal(text_input(), title=words("Again"))},
            {"response_action": "push", "view": modal(text_input(), title=words("Second"))},
            {"response_action": "clear"},
        ]

        @app.view("form")
        async def save(ack):
            await ack(answers.pop(0))

        amelie = playground.person("U_AMELIE")
        await amelie.command("/tiny")
        amelie.fill("name", "kept")
        await amelie.submit()
        assert amelie.modal["title"]["text"] == "Again"
        assert amelie.modal["state"]["values"]["name"]["value"]["value"] == "kept"
        await amelie.submit()
        assert [view["title"]["text"] for view in amelie.modals] == ["Again", "Second"]
        assert amelie.modal["previous_view_id"] == amelie.modal["root_view_id"] == amelie.modals[0]["id"]
        amelie.fill("name", "second")
        await amelie.submit()
        assert amelie.modals == []


async def test_typed_words_survive_an_update_only_under_the_same_ids():
    async with tiny() as (playground, app):
        opened = []
        opens(app, modal(text_input(), text_input("note", "Note")), opened)
        amelie = playground.person("U_AMELIE")
        await amelie.command("/tiny")
        amelie.fill("name", "kept")
        amelie.fill("note", "lost")
        changed = modal(
            text_input(element={"initial_value": "ignored"}),
            text_input("note2", "Note", element={"initial_value": "fresh"}),
        )
        await app.client.views_update(view_id=opened[0]["id"], view=changed)

        values = amelie.modal["state"]["values"]
        assert values["name"]["value"]["value"] == "kept"
        assert values["note2"]["value"]["value"] == "fresh"
        assert "note" not in values


async def test_stale_hash_closed_view_and_used_external_id():
    async with tiny() as (playground, app):
        opened = []
        view = modal(text_input(), external_id="draft-1")
        opens(app, view, opened)
        await playground.person("U_AMELIE").command("/tiny")
        first = opened[0]["hash"]
        by_id = await app.client.views_update(external_id="draft-1", view=view, hash=first)
        assert by_id["view"]["id"] == opened[0]["id"]

        with pytest.raises(SlackApiError, match="hash_conflict"):
            await app.client.views_update(view_id=opened[0]["id"], view=view, hash=first)
        with pytest.raises(SlackApiError, match="duplicate_external_id"):
            await open_for(app, playground, "U_NOOR", view)
        await playground.person("U_AMELIE").close()
        with pytest.raises(SlackApiError, match="not_found"):
            await app.client.views_update(view_id=opened[0]["id"], view=view)


async def test_triggers_are_good_once_and_for_three_seconds():
    async with tiny() as (playground, app):
        view = modal(text_input())
        trigger = playground.workspace.tickets.trigger("U_AMELIE")
        await app.client.views_open(trigger_id=trigger, view=view)
        with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
            await app.client.views_open(trigger_id=trigger, view=view)
        with pytest.raises(SlackApiError, match="invalid_trigger_id"):
            await app.client.views_open(trigger_id="1.2.3", view=view)
        assert playground.workspace.tickets.trigger_seconds == 3.0
        playground.workspace.tickets.trigger_seconds = 0.0
        with pytest.raises(SlackApiError, match="expired_trigger_id"):
            await open_for(app, playground, "U_AMELIE", view)
