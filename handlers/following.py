"""What a person has before them besides what they work in, brought up to date after what they do: Home, their week."""

from functools import partial

from handlers import home, week
from handlers.afterwards import Afterwards
from handlers.desk import Desk
from messages.week import VIEW

MOST_WINDOWS = 1000


class Following:
    """`windows` are the weeks (by their Monday) of windows in which something was pressed, by view id: what is opened
    from them lies on top of them (Slack: `root_view_id`). What is forgotten is brought up to date by its button."""

    def __init__(self, afterwards: Afterwards) -> None:
        self.afterwards = afterwards
        self.windows: dict[str, str] = {}

    def after(self, desk: Desk) -> None:
        """Called when a request was handled."""
        if desk.form == VIEW:
            self._note(desk.view["id"], desk.meta["monday"])
        if not desk.wrote:
            return
        below = desk.view.get("root_view_id", "")
        if desk.form != VIEW and (monday := self.windows.get(below)):
            self.afterwards.begin(("week", below), partial(week.show_below, desk, below, monday))
        if not desk.home_is_new:
            key = ("home", desk.workspace.id, desk.person.user_id)
            self.afterwards.begin(key, partial(home.refresh, desk))

    def _note(self, view_id: str, monday: str) -> None:
        self.windows.pop(view_id, None)
        self.windows[view_id] = monday
        if len(self.windows) > MOST_WINDOWS:
            del self.windows[next(iter(self.windows))]
