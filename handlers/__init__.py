"""What we do: one file a feature. This is the table of contents."""

from types import ModuleType

from handlers import home, partners
from handlers.help import routes_of_help
from handlers.routes import Routes

FEATURES: tuple[ModuleType, ...] = (home, partners)


def house() -> Routes:
    """Every route of Liaison."""
    routes = Routes()
    for feature in FEATURES:
        routes.include(feature.routes)
    routes.include(routes_of_help(routes))
    return routes
