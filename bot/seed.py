"""What `liaison demo` starts with: people, channels and partnerships, all invented."""

from bot.playground import Channel, Person
from storage.store import Database

TEAM = "Carrefour Clairvue Career Centre"
DANA, SAM, AMELIE, MARC, PRIYA, GWEN, STELLA = "U_DANA", "U_SAM", "U_AMELIE", "U_MARC", "U_PRIYA", "U_GWEN", "U_STELLA"
GENERAL, PARTNERSHIPS, RIVER, SHARED, LEADERSHIP = "C_GENERAL", "C_PARTNERS", "C_RIVER", "C_SHARED", "C_LEADERS"
PEOPLE = (
    Person(id=DANA, name="Dana Whitlock", display_name="Dana", is_admin=True),
    Person(id=SAM, name="Sam Osei", display_name="Sam"),
    Person(id=AMELIE, name="Amélie Roy", display_name="Amélie", locale="fr-CA", tz="America/Montreal"),
    Person(id=MARC, name="Marc Tremblay", display_name="Marc", locale="fr-CA", tz="America/Montreal"),
    Person(id=PRIYA, name="Priya Nair", display_name="Priya", tz="America/St_Johns"),
    Person(id=GWEN, name="Gwen Park", display_name="Gwen (guest)", is_restricted=True),
    Person(id=STELLA, name="Stella Quill", display_name="Stella (Two Pines)", is_stranger=True),
)
COLLEAGUES = [DANA, SAM, AMELIE, MARC, PRIYA]
CHANNELS = (
    Channel(id=GENERAL, name="general", members=[*COLLEAGUES, GWEN], bot_is_member=True),
    Channel(id=PARTNERSHIPS, name="partnerships", members=COLLEAGUES, bot_is_member=True),
    Channel(id=RIVER, name="rivière-nord", members=[DANA, SAM, AMELIE, MARC], bot_is_member=True),
    Channel(id=SHARED, name="with-two-pines", members=[*COLLEAGUES, STELLA], bot_is_member=True, is_ext_shared=True),
    Channel(id=LEADERSHIP, name="leadership", members=[DANA, AMELIE], is_private=True, bot_is_member=True),
)


async def sow(database: Database) -> None:
    """Fills the workspace, unless it has been filled before."""
