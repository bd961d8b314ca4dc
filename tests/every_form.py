"""Every form that people fill in, opened and ready to be sent, for what all of them must endure."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time
from typing import Any

from storage.agreement_parts import AgreementKind, Part
from storage.opportunity import Need
from storage.plans import Plan
from storage.recurrence import Frequency
from tests import agreeing
from tests.house import AMELIE, GENERAL, RIVER, SAM, House
from tests.measuring import DUE, description
from tests.meeting import NAME, begin, partner, record
from tests.prospecting import known

Open = Callable[[House, Any], Awaitable[None]]


async def furnished(house: House) -> int:
    """A partner with something to do and a session to come, of which the agenda has been posted."""
    partner_id = await partner(house)
    async with house.store() as store:
        found = await store.partners.get(partner_id)
        await store.actions.add(partner_id=partner_id, what="Draft", assignee_id=AMELIE, due_on=date(2026, 11, 20))
        weekly = Plan(Frequency.weekly, date(2026, 11, 13), time(9), "America/Toronto", remind_before=(60,))
        await store.sessions.begin(found, weekly)
    return partner_id


async def new(house: House, amelie: Any) -> None:
    await amelie.command("/partner new Harbour House", channel=GENERAL)


async def edit(house: House, amelie: Any) -> None:
    await amelie.command(f"/partner edit {NAME}", channel=GENERAL)


async def stage(house: House, amelie: Any) -> None:
    await amelie.command(f"/partner stage {NAME}", channel=GENERAL)
    await amelie.change("to", "declined")
    amelie.fill("why", "Not this year")


async def meeting(house: House, amelie: Any) -> None:
    await begin(house)


async def decline(house: House, amelie: Any) -> None:
    await record(house, interest="no")
    await amelie.click("Put aside", channel=RIVER)


async def plan(house: House, amelie: Any) -> None:
    await amelie.command(f"/partner plan {NAME}", channel=GENERAL)
    await amelie.click("Plan other sessions")


async def reschedule(house: House, amelie: Any) -> None:
    await house.until(datetime(2026, 11, 13, 13, 1, tzinfo=UTC))
    await amelie.click("Reschedule", channel=RIVER)


async def skip(house: House, amelie: Any) -> None:
    await house.until(datetime(2026, 11, 13, 13, 1, tzinfo=UTC))
    await amelie.click("Skip this one", channel=RIVER)
    amelie.fill("why", "A conference")


async def due(house: House, amelie: Any) -> None:
    await amelie.command("/partner actions", channel=GENERAL)
    await amelie.click("actions.more", option="New date")
    amelie.fill("due", "2026-11-25")


async def give(house: House, amelie: Any) -> None:
    await amelie.command("/partner actions", channel=GENERAL)
    await amelie.click("actions.more", option="Give to somebody")
    amelie.fill("assignee", SAM)


async def mute(house: House, amelie: Any) -> None:
    await amelie.command(f"/partner mute {NAME}", channel=GENERAL)
    amelie.fill("mine", "muted")


async def settings(house: House, amelie: Any) -> None:
    await amelie.command("/partner settings", channel=GENERAL)


async def own(house: House, amelie: Any) -> None:
    await amelie.command("/partner settings", channel=GENERAL)
    await amelie.click("My own settings")


async def agreement(house: House, amelie: Any, *buttons: str, signed: bool = False, approved: bool = False) -> None:
    """An agreement with the partner as a whole, in the state asked for, and a button of it pressed."""
    async with house.store() as store:
        found = await store.agreements.begin(
            await store.partners.get(1), kind=AgreementKind.informal, title="Joint intake", language="en"
        )
        await agreeing.written(store, found, term={"starts_on": "2026-11-12", "ends_on": "2027-11-11"})
        if signed:
            await agreeing.signed(store, found)
        elif approved:
            await agreeing.approved(store, found)
    await amelie.command(f"/partner agree {NAME}", channel=GENERAL)
    for one in buttons:
        await amelie.click(one)


async def begin_agreement(house: House, amelie: Any) -> None:
    await amelie.command(f"/partner agree {NAME}", channel=GENERAL)


async def describe_agreement(house: House, amelie: Any) -> None:
    await agreement(house, amelie, "Title and kind")


async def agreement_page(house: House, amelie: Any) -> None:
    await agreement(house, amelie, "Change: Purpose")


async def two_texts(house: House, amelie: Any) -> None:
    await agreement(house, amelie, "Change: Purpose")
    await amelie.change("why", "Amélie’s text of the purpose")
    async with house.store(SAM) as store:
        found = await store.agreements.for_change(1)
        await store.agreements.keep_part(found, Part.purpose, {"why": "Sam’s text of the purpose"}, seen=1)
    await amelie.submit()


async def send_for_review(house: House, amelie: Any) -> None:
    await agreement(house, amelie, "Send for review")


async def ask_for_changes(house: House, amelie: Any) -> None:
    await agreement(house, amelie, "Send for review")
    amelie.fill("reviewers", [AMELIE])
    await amelie.submit()
    await amelie.click("Ask for changes")
    await amelie.change("comment", "Say for whom.")


async def ask_somebody_else(house: House, amelie: Any) -> None:
    await agreement(house, amelie, "Send for review")
    await amelie.submit()
    await amelie.click("Ask somebody else")
    amelie.fill("reviewers", AMELIE)


async def sign(house: House, amelie: Any) -> None:
    await agreement(house, amelie, "Record a signature", approved=True)
    await amelie.change("name_us", "Amélie Roy")
    await amelie.change("name_them", "Maria Silva")
    await amelie.change("title_them", "Director")


async def save_version(house: House, amelie: Any) -> None:
    await agreement(house, amelie, "Save this version")


async def close_agreement(house: House, amelie: Any) -> None:
    await agreement(house, amelie, "terms.close", signed=True)
    amelie.fill("why", "The funding ended")


async def readers(house: House, amelie: Any) -> None:
    await amelie.command("/partner portfolio", channel=GENERAL)
    await amelie.click("Share")


async def summarize(house: House, amelie: Any) -> None:
    await agreement(house, amelie, signed=True)
    await amelie.close(clear=True)
    await amelie.command("/partner portfolio", channel=GENERAL)
    await amelie.click("Summary for my file")


async def keep_in_touch(house: House, amelie: Any) -> None:
    await amelie.command(f"/partner contact {NAME}", channel=GENERAL)
    await amelie.click("Agree on a process")


async def touchpoint(house: House, amelie: Any) -> None:
    await amelie.command(f"/partner contact {NAME}", channel=GENERAL)
    await amelie.click("touchpoints.log")


async def save_message(house: House, amelie: Any) -> None:
    await amelie.say("Ten referrals", channel=RIVER)
    await amelie.message_shortcut("saved_messages.save", RIVER, house.playground.messages(RIVER)[-1]["ts"])


async def asked_for(house: House) -> None:
    """The figures of November are due."""
    async with house.store() as store:
        await store.kpis.add(await store.partners.get(1), description(reporter_id=AMELIE))
    await house.until(DUE)


async def indicator(house: House, amelie: Any) -> None:
    await amelie.command(f"/partner kpis {NAME}", channel=GENERAL)
    await amelie.click("Add")


async def take_over_indicators(house: House, amelie: Any) -> None:
    await agreement(house, amelie, signed=True)
    await amelie.close(clear=True)
    await amelie.command(f"/partner kpis {NAME}", channel=GENERAL)
    await amelie.click("kpis.take_over")


async def report_figures(house: House, amelie: Any) -> None:
    await asked_for(house)
    await amelie.click("Report November", channel=RIVER)
    amelie.fill("value_1", "17")


async def leave_out_figures(house: House, amelie: Any) -> None:
    await asked_for(house)
    await amelie.click("check_ins.none", channel=RIVER)


async def comment_on_figures(house: House, amelie: Any) -> None:
    await report_figures(house, amelie)
    await amelie.submit()
    await amelie.click("Comment", channel=RIVER)
    amelie.fill("comment", "By telephone")


async def hand_over_figures(house: House, amelie: Any) -> None:
    async with house.store() as store:
        await store.kpis.add(await store.partners.get(1), description(reporter_id=SAM))
    await house.leaves(SAM)
    await amelie.click("Choose somebody", channel=amelie.dm)
    amelie.fill("reporter", AMELIE)


async def opportunity(house: House, amelie: Any) -> None:
    await amelie.command("/partner need Interpreters at intake", channel=GENERAL)


async def of_opportunity(house: House, amelie: Any, button: str) -> None:
    """The card of an opportunity, and a button of it pressed."""
    async with house.store() as store:
        await store.opportunities.create(Need(outcome="Interpreters at intake"))
    await amelie.command("/partner need", channel=GENERAL)
    await amelie.click("opportunities.open")
    await amelie.click(button)


async def move_opportunity(house: House, amelie: Any) -> None:
    await of_opportunity(house, amelie, "Move on the board")
    amelie.fill("to", "exploring")


async def link_partner(house: House, amelie: Any) -> None:
    await of_opportunity(house, amelie, "Link a partner")
    await amelie.options("partner", "riviere")
    amelie.fill("partner", NAME)


async def resource(house: House, amelie: Any) -> None:
    await amelie.command("/partner assets", channel=GENERAL)
    await amelie.click("Add a resource")
    await amelie.change("what", "Training kitchen")
    await amelie.change("category", "physical")
    await amelie.change("holder", "Friends of the Lake")


async def review_form(house: House, amelie: Any) -> None:
    await amelie.command(f"/partner review {NAME}", channel=GENERAL)
    await amelie.click("Record a review")
    await amelie.change("progress", "Going well")


async def challenge(house: House, amelie: Any) -> None:
    await amelie.command(f"/partner review {NAME}", channel=GENERAL)
    await amelie.click("Raise a challenge")
    await amelie.change("what", "No interpreter on Tuesdays")


async def lesson(house: House, amelie: Any) -> None:
    await challenge(house, amelie)
    await amelie.submit()
    await amelie.click("Close with a lesson")
    amelie.fill("learned", "Book them with the rooms")


async def asked_how_it_goes(house: House) -> None:
    """A round is open."""
    async with house.store() as store:
        await store.health.start(await store.partners.get(1))
    await house.settle()


async def answer(house: House, amelie: Any) -> None:
    await asked_how_it_goes(house)
    await amelie.click("Answer", channel=RIVER)
    await amelie.change("says_purpose", "4")


async def write_down_theirs(house: House, amelie: Any) -> None:
    await asked_how_it_goes(house)
    await amelie.click("Write down theirs", channel=RIVER)
    await amelie.change("position", "Intake lead")
    await amelie.change("says_purpose", "4")


async def how_often_is_asked(house: House, amelie: Any) -> None:
    await amelie.command(f"/partner health {NAME}", channel=GENERAL)
    await amelie.click("health.pace")


async def file_to_import(house: House, amelie: Any) -> None:
    await amelie.command("/partner import", channel=GENERAL)
    amelie.fill("file", ("list.csv", b"Organisme,Ville\r\nMaison du Lac,Oshawa\r\n"))


async def columns_of_a_table(house: House, amelie: Any) -> None:
    await file_to_import(house, amelie)
    await amelie.submit()
    await amelie.close()
    await house.liaison.afterwards.finished()
    await amelie.click("imports.columns", channel=amelie.dm)


async def prospect(house: House, amelie: Any, button: str) -> None:
    """The card of a prospect, found by a word, and a button of it pressed."""
    async with house.store() as store:
        await known(store, "Lakeside Interpreters", "Interpretation", languages=["en"])
    await amelie.command("/partner find interpretation", channel=GENERAL)
    await amelie.click("prospects.open")
    await amelie.click(button)


async def not_for_us(house: House, amelie: Any) -> None:
    await prospect(house, amelie, "Not for us")
    amelie.fill("why", "Courts only")


async def first_contact(house: House, amelie: Any) -> None:
    await prospect(house, amelie, "Plan the first contact")


async def weights(house: House, amelie: Any) -> None:
    await amelie.command("/partner find interpretation", channel=GENERAL)
    await amelie.click("Weights")


async def are_we_ready(house: House, amelie: Any) -> None:
    await amelie.command("/partner ready", channel=GENERAL)
    await amelie.change("says_mission", "yes")


async def data_of_contacts(house: House, amelie: Any) -> None:
    await amelie.command(f"/partner show {NAME}", channel=GENERAL)
    await amelie.click("Source and purpose")
    async with house.store() as store:
        people = await store.contacts.of(await store.partners.get(1))
    await amelie.change(f"purpose.{people[0].id}", "Joint intake")


async def correct_roles(house: House, amelie: Any) -> None:
    await agreement(house, amelie, signed=True)
    await amelie.close(clear=True)
    await amelie.command(f"/partner roles {NAME}", channel=GENERAL)
    await amelie.click("Add a piece of work")
    amelie.fill("work", "Intake")
    amelie.fill("why", "Forgotten")


async def name_a_holder(house: House, amelie: Any) -> None:
    await amelie.command(f"/partner roles {NAME}", channel=GENERAL)
    await amelie.click("Change: Lead")
    amelie.fill("ours", SAM)


async def until_when_it_is_held(house: House, amelie: Any) -> None:
    await name_a_holder(house, amelie)
    await amelie.submit()
    await amelie.click("Change: Lead")
    await amelie.click("roles.held")


FORMS: dict[str, Open] = {
    "partners.new": new,
    "partners.edit": edit,
    "stages.form": stage,
    "meetings.form": meeting,
    "minutes.decline": decline,
    "sessions.form": plan,
    "sessions.move": reschedule,
    "sessions.skipping": skip,
    "actions.date": due,
    "actions.give": give,
    "mutes.form": mute,
    "settings.workspace": settings,
    "settings.own": own,
    "agreements.begin": begin_agreement,
    "agreements.describing": describe_agreement,
    "agreement_pages.page": agreement_page,
    "agreement_conflict.choose": two_texts,
    "approvals.sending": send_for_review,
    "approvals.changing": ask_for_changes,
    "approvals.replacing": ask_somebody_else,
    "approvals.signing": sign,
    "versions.saving": save_version,
    "terms.closing": close_agreement,
    "portfolio.readers": readers,
    "portfolio.making": summarize,
    "kpi_forms.form": indicator,
    "kpi_forms.taking": take_over_indicators,
    "check_ins.reporting": report_figures,
    "check_ins.leaving": leave_out_figures,
    "check_ins.commenting": comment_on_figures,
    "check_ins.handing": hand_over_figures,
    "health.answering": answer,
    "health.entering": write_down_theirs,
    "health.pacing": how_often_is_asked,
    "roles.correcting": correct_roles,
    "roles.naming": name_a_holder,
    "roles.ending": until_when_it_is_held,
    "communication.form": keep_in_touch,
    "touchpoints.form": touchpoint,
    "saved_messages.form": save_message,
    "opportunities.form": opportunity,
    "opportunities.moving": move_opportunity,
    "opportunities.linking": link_partner,
    "resources.form": resource,
    "reviews.form": review_form,
    "challenges.form": challenge,
    "challenges.learning": lesson,
    "imports.form": file_to_import,
    "imports.match": columns_of_a_table,
    "prospects.setting": not_for_us,
    "prospects.weighing": weights,
    "introductions.form": first_contact,
    "readiness.form": are_we_ready,
    "contact_data.form": data_of_contacts,
}
"""By callback id. Not among them: those that only ask for a partner or for two versions, and where to post what could
not be posted."""
GIVEN_TO_MEMBERS = {
    *("partners.new", "mutes.form", "settings.own", "portfolio.readers", "portfolio.making", "health.answering"),
    *("opportunities.form", "opportunities.moving", "opportunities.linking", "resources.form", "prospects.setting"),
    *("introductions.form", "readiness.form", "saved_messages.form"),
    *("meetings.pick", "sessions.picked", "reviews.pick", "agreements.pick"),
    *("versions.comparing", "reviews.share", "reminders.chosen"),
}
"""Forms that every member is given, by hand from docs/using.md: about what is their own or nobody's partner, which
partner it is to be about, what to read and how, where to have a message once more."""
