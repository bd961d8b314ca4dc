"""The settings of the workspace, and a person's own."""

from collections.abc import Mapping, Sequence

from messages import inputs, zones
from messages.blocks import Block, Element, button, context, divider, option, section
from messages.surfaces import View, modal
from messages.words import N_, Words
from storage.members import Member, Right, Role
from storage.settings import BUDGETS, NO_BUDGET, PROVINCES, Settings

OPEN = "settings.open"
OPEN_OWN = "settings.open_own"
FORM = "settings.workspace"
ZONE_FIND = "settings.zones"
OWN = "settings.own"

ABOUT = N_("Language, time zone, quiet hours, and who may do what")

ZONE = "time_zone"
LANGUAGE = "language"
PROVINCE = "province"
CHANNEL = "default_channel"
QUIET = "quiet"
QUIET_FROM = "quiet_from"
QUIET_UNTIL = "quiet_until"
CHANNEL_BUDGET = "channel_budget"
PERSON_BUDGET = "person_budget"
BUDGET = "budget"
OWNER, COORDINATOR, VIEWER = Role.owner.value, Role.coordinator.value, Role.viewer.value

AS_SLACK, ENGLISH, FRENCH = "slack", "en", "fr"
AS_WORKSPACE, MY_OWN = "workspace", "own"
DIGEST, READINESS, YES = "week_digest", "readiness_yearly", "yes"

PROVINCE_NAMES = {
    "AB": N_("Alberta"),
    "BC": N_("British Columbia"),
    "MB": N_("Manitoba"),
    "NB": N_("New Brunswick"),
    "NL": N_("Newfoundland and Labrador"),
    "NS": N_("Nova Scotia"),
    "NT": N_("Northwest Territories"),
    "NU": N_("Nunavut"),
    "ON": N_("Ontario"),
    "PE": N_("Prince Edward Island"),
    "QC": N_("Quebec"),
    "SK": N_("Saskatchewan"),
    "YT": N_("Yukon"),
}


def workspace(
    words: Words, settings: Settings, roles: Mapping[Role, Sequence[str]], *, meta: Mapping[str, str]
) -> View:
    """The form of an owner: the workspace's settings and everybody's roles."""
    provinces = [option(words.text(PROVINCE_NAMES[code]), code) for code in PROVINCES]
    provinces.sort(key=lambda one: str(one["text"]["text"]))
    mine = button(words.text("My own settings"), OPEN_OWN)
    return modal(
        FORM,
        words.text("Settings"),
        [
            section(words.rich("*The workspace*\nFor everybody who has not chosen otherwise."), accessory=mine),
            inputs.field(
                ZONE, words.text("Time zone"), inputs.external(ZONE_FIND, zones.zone_option(settings.time_zone)),
                hint=words.text("Type a city, such as Halifax."),
            ),
            inputs.field(
                LANGUAGE, words.text("Language of what is posted in channels"),
                inputs.select(_languages(), settings.language),
            ),
            inputs.field(
                PROVINCE, words.text("Province or territory"), inputs.select(provinces, settings.province),
                hint=words.text("Its public holidays are noted beside the sessions you plan."),
            ),
            inputs.field(
                CHANNEL, words.text("Default channel"), inputs.channel(settings.default_channel), optional=True,
                hint=words.text("For partners that have no channel of their own. Invite Liaison there first."),
            ),
            *_hours(words, settings.quiet_from.strftime("%H:%M"), settings.quiet_until.strftime("%H:%M")),
            inputs.field(
                CHANNEL_BUDGET, words.text("Messages a day in a channel, at most"),
                inputs.select(_budgets(words), str(settings.channel_budget)),
                hint=words.text("Of those nobody asked for. The others wait for the next morning, urgent ones first."),
            ),
            inputs.field(
                PERSON_BUDGET, words.text("Messages a day to a person, at most"),
                inputs.select(_budgets(words), str(settings.person_budget)),
                hint=words.text("What falls on the same hour is one message. Everybody can choose another number."),
            ),
            inputs.field(
                READINESS, words.text("Readiness"),
                inputs.checkboxes(
                    [option(words.text("Say when our yearly check of readiness is over"), YES)],
                    [YES] if settings.readiness_yearly else [],
                ),
                hint=words.text("To whoever made it, else to an owner, as a direct message."), optional=True,
            ),
            divider(),
            section(words.rich("*Roles*\nWhoever is not listed is a member. Guests can hold no role.")),
            inputs.field(
                OWNER, words.text("Owners"), inputs.users(roles[Role.owner]),
                hint=words.text("They see and change everything, these settings included. At least one stays."),
            ),
            inputs.field(
                COORDINATOR, words.text("Coordinators"), inputs.users(roles[Role.coordinator]), optional=True,
                hint=words.text("They see and change every partner, confidential ones too."),
            ),
            inputs.field(
                VIEWER, words.text("Viewers"), inputs.users(roles[Role.viewer]), optional=True,
                hint=words.text("They see what is not confidential, and change nothing."),
            ),
        ],
        submit=words.text("Save"),
        close=words.text("Cancel"),
        meta=meta,
    )  # fmt: skip


def own(words: Words, person: Member, settings: Settings) -> View:
    """The form of one person: their language, their quiet hours, and how many messages they want."""
    in_slack = words.text("English") if Member(locale=person.locale).speaks == ENGLISH else words.text("French")
    languages = [option(words.text("As Slack says ({language})", language=in_slack), AS_SLACK), *_languages()]
    start, end = settings.quiet_from.strftime("%H:%M"), settings.quiet_until.strftime("%H:%M")
    quiet_from, quiet_until = words.clock(settings.quiet_from), words.clock(settings.quiet_until)
    quiet = [
        option(words.text("The workspace’s: {start} to {end}", start=quiet_from, end=quiet_until), AS_WORKSPACE),
        option(words.text("My own:"), MY_OWN),
    ]
    has_own = person.quiet_from is not None and person.quiet_until is not None
    if person.quiet_from is not None and person.quiet_until is not None:
        start, end = person.quiet_from.strftime("%H:%M"), person.quiet_until.strftime("%H:%M")
    return modal(
        OWN,
        words.text("My settings"),
        [
            inputs.field(
                LANGUAGE, words.text("Language in which Liaison speaks to me"),
                inputs.radio(languages, person.language or AS_SLACK),
            ),
            inputs.field(
                QUIET, words.text("Quiet hours"), inputs.radio(quiet, MY_OWN if has_own else AS_WORKSPACE),
                hint=words.text("Reminders wait until they end."),
            ),
            *_hours(words, start, end),
            inputs.field(
                BUDGET, words.text("Messages a day, at most"),
                inputs.select(
                    [option(_as_workspace(words, settings), AS_WORKSPACE), *_budgets(words)],
                    AS_WORKSPACE if person.budget is None else str(person.budget),
                ),
                hint=words.text("Of those that you did not ask for. The others wait for the next morning."),
            ),
            inputs.field(
                DIGEST, words.text("Your week"),
                inputs.checkboxes(
                    [option(words.text("Send me my week on Mondays at 9"), YES)], [YES] if person.week_digest else []
                ),
                hint=words.text("Or on the next working day, as a direct message; nothing when nothing comes up."),
                optional=True,
            ),
            *_readiness(words, person, settings),
            context(words.rich("Hours are those of your time zone in Slack ({city}).", city=words.city)),
        ],
        submit=words.text("Save"),
        close=words.text("Cancel"),
        meta={"subject": "own"},
    )  # fmt: skip


def _readiness(words: Words, person: Member, settings: Settings) -> list[Block]:
    """Whether they are told, for those who may check; nothing where nobody is."""
    if not person.may(Right.edit) or not settings.readiness_yearly:
        return []
    chosen = [YES] if person.readiness_word else []
    box = inputs.checkboxes([option(words.text("Tell me when our yearly check of readiness is over"), YES)], chosen)
    hint = words.text("When you made it; as an owner also when nobody else is there to be told.")
    return [inputs.field(READINESS, words.text("Readiness"), box, hint=hint, optional=True)]


def _languages() -> list[Element]:
    return [option("English", ENGLISH), option("Français", FRENCH)]


def _budgets(words: Words) -> list[Element]:
    numbers = [option(words.number(number), str(number)) for number in BUDGETS]
    return [*numbers, option(words.text("As many as there are"), str(NO_BUDGET))]


def _as_workspace(words: Words, settings: Settings) -> str:
    if settings.person_budget == NO_BUDGET:
        return words.text("The workspace’s: as many as there are")
    return words.text("The workspace’s: {number}", number=words.number(settings.person_budget))


def _hours(words: Words, start: str, end: str) -> list[Block]:
    return [
        inputs.field(QUIET_FROM, words.text("Quiet from"), inputs.time(start)),
        inputs.field(
            QUIET_UNTIL, words.text("Quiet until"), inputs.time(end),
            hint=words.text("The same hour twice means no quiet hours."),
        ),
    ]  # fmt: skip
