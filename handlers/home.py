"""App Home, and what the app answers in its own direct messages."""

from handlers.desk import Desk
from handlers.routes import Routes

routes = Routes()


@routes.event("app_home_opened")
async def opened(desk: Desk) -> None:
    """Shows the Home tab."""
