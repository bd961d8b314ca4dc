"""At half past eleven in the evening it is the next day in UTC: nobody is shown it, and nothing is matched by it."""

from collections import Counter
from datetime import timedelta

from bot.seed_people import DANA
from tests.campaign.crawler import Crawler
from tests.campaign.flows import LINES
from tests.campaign.marks import Marks
from tests.evenings import Shown, evening, on_record


async def test_no_window_message_or_file_names_the_day_of_utc(sqlite_url: str) -> None:
    """Everything is opened, pressed, filled in, sent and asked for that evening, and what follows is said."""
    async with evening(sqlite_url) as house:
        shown = Shown(house)
        dana = Crawler(house.playground, DANA, Marks(), Counter())
        for line in LINES:
            await dana.command(f"/partner {line}")
            shown.look(line)
        await dana.home()
        ours, of_utc = await on_record(house.database.engine)
        await house.until(house.time() + timedelta(hours=60))
        shown.look("later")
        assert (13, 11) in ours
        assert (14, 11) in of_utc
        assert len(of_utc) > 15
        assert len(shown.days.keys() & ours) > 40
        assert len(shown.files) > 20
        assert {day: shown.days[day][:5] for day in of_utc & shown.days.keys()} == {}
