"""What we do: one file a feature. This is the table of contents."""

from types import ModuleType

from handlers import (
    actions,
    agendas,
    home,
    meetings,
    members,
    minutes,
    partners,
    reminders,
    sessions,
    settings,
)
from handlers.conversation import routes_of_conversation
from handlers.help import routes_of_help
from handlers.routes import Routes

FEATURES: tuple[ModuleType, ...] = (
    home,
    partners,
    meetings,
    minutes,
    sessions,
    agendas,
    actions,
    settings,
    members,
    reminders,
)


def house() -> Routes:
    """Every route of Liaison."""
    routes = Routes()
    for feature in FEATURES:
        routes.include(feature.routes)
    routes.include(routes_of_help(routes))
    routes.include(routes_of_conversation(routes))
    return routes
