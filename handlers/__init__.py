"""What we do: one file a feature. This is the table of contents."""

from types import ModuleType

from handlers import actions, home, meetings, members, minutes, partners, reminders, settings
from handlers.conversation import routes_of_conversation
from handlers.help import routes_of_help
from handlers.routes import Routes

FEATURES: tuple[ModuleType, ...] = (home, partners, meetings, minutes, actions, settings, members, reminders)


def house() -> Routes:
    """Every route of Liaison."""
    routes = Routes()
    for feature in FEATURES:
        routes.include(feature.routes)
    routes.include(routes_of_help(routes))
    routes.include(routes_of_conversation(routes))
    return routes
