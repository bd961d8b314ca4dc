"""The people and channels of the demonstration, and what a partnership's history is told in. All are invented."""

from dataclasses import dataclass, field

from bot.playground import Channel, Person
from bot.seed_agreeing import Agreed
from bot.seed_following import Arranged, Measured, Touched
from bot.seed_health import Heard, Held
from bot.seed_reviews import Looked
from storage.goals import GoalState, WayKind
from storage.meetings import Interest, Purpose
from storage.organizations import Kind
from storage.partners import Reason, Stage
from storage.recurrence import Frequency
from storage.requirements import RequirementKind

TEAM = "Carrefour Clairvue Career Centre"
DANA, SAM, AMELIE, MARC, PRIYA, GWEN, STELLA = "U_DANA", "U_SAM", "U_AMELIE", "U_MARC", "U_PRIYA", "U_GWEN", "U_STELLA"
GENERAL, PARTNERSHIPS, RIVER, SHARED, LEADERSHIP = "C_GENERAL", "C_PARTNERS", "C_RIVER", "C_SHARED", "C_LEADERS"
PEOPLE = (
    Person(id=DANA, name="Dana Whitlock", display_name="Dana", is_admin=True),
    Person(id=SAM, name="Sam Osei", display_name="Sam"),
    Person(id=AMELIE, name="Amélie Roy", display_name="Amélie", locale="fr-CA"),
    Person(id=MARC, name="Marc Tremblay", display_name="Marc", locale="fr-CA"),
    Person(id=PRIYA, name="Priya Nair", display_name="Priya", tz="America/St_Johns"),
    Person(id=GWEN, name="Gwen Park", display_name="Gwen (guest)", is_restricted=True),
    Person(id=STELLA, name="Stella Quill", display_name="Stella (Two Pines)", team_id="T0TWOPINES", is_admin=True),
)
COLLEAGUES = [DANA, SAM, AMELIE, MARC, PRIYA]
CHANNELS = (
    Channel(id=GENERAL, name="general", members=[*COLLEAGUES, GWEN], bot_is_member=True),
    Channel(id=PARTNERSHIPS, name="partnerships", members=COLLEAGUES, bot_is_member=True),
    Channel(id=RIVER, name="rivière-nord", members=[DANA, SAM, AMELIE, MARC], bot_is_member=True),
    Channel(id=SHARED, name="with-two-pines", members=[*COLLEAGUES, STELLA], bot_is_member=True, is_ext_shared=True),
    Channel(id=LEADERSHIP, name="leadership", members=[DANA, AMELIE], is_private=True, bot_is_member=True),
)


@dataclass(frozen=True)
class Step:
    """A promise. `who` is a colleague's user id, or the name of one of the partner's contacts."""

    what: str
    who: str
    due_in: int | None
    done: bool = False


@dataclass(frozen=True)
class Met:
    """A meeting that was held `days_ago` at `hour` (Toronto), and what it settled."""

    days_ago: int
    hour: int
    purpose: Purpose
    by: str
    present: tuple[str, ...] = ()
    interest: Interest | None = None
    change: str = ""
    notes: str = ""
    goals: tuple[tuple[str, str, int | None], ...] = ()
    ways: tuple[tuple[WayKind, str], ...] = ()
    requirements: dict[RequirementKind, str] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    next_in: int | None = None


@dataclass(frozen=True)
class Planned:
    """Planning sessions to come: the first one in that many days, at `hour` (Toronto)."""

    frequency: Frequency
    first_in: int
    hour: int


@dataclass(frozen=True)
class Sown:
    """One partnership and its history. Contacts are name, title, email, telephone."""

    name: str
    kinds: tuple[Kind, ...]
    reasons: tuple[Reason, ...]
    owner: str
    region: str
    serves: str
    languages: tuple[str, ...]
    added: int
    website: str = ""
    channel: str | None = None
    people: tuple[str, ...] = ()
    confidential: bool = False
    contacts: tuple[tuple[str, str, str, str], ...] = ()
    met: tuple[Met, ...] = ()
    moved: tuple[tuple[Stage, int, str], ...] = ()
    settled: dict[str, GoalState] = field(default_factory=dict)
    planned: tuple[Planned, ...] = ()
    agreed: tuple[Agreed, ...] = ()
    measured: tuple[Measured, ...] = ()
    arranged: tuple[Arranged, ...] = ()
    touched: tuple[Touched, ...] = ()
    looked: tuple[Looked, ...] = ()
    held: tuple[Held, ...] = ()
    heard: tuple[Heard, ...] = ()


NONE = "-"
"""A requirement that does not apply."""
