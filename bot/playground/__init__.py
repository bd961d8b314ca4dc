"""A local stand-in for Slack: it delivers to a real app over HTTP or Socket Mode and answers its Web API.

    playground = Playground(
        manifest=manifest,
        app_url=bot_url,                       # POSTs go to bot_url/slack/events
        signing_secret="s", bot_token="xoxb-1",
        people=[Person(id="U1", name="Amélie Roy", display_name="amelie", locale="fr-CA")],
        channels=[Channel(id="C1", name="partners", members=["U1"], bot_is_member=True)],
    )
    async with playground.running() as url:    # the app calls url + "/api/"
        amelie = playground.person("U1")
        await amelie.command("/partner new", channel="C1")
        assert amelie.modal["title"]["text"] == "New partner"
        amelie.fill("Name", "Food bank")
        await amelie.change("kind", "Charity")                  # a control that reports at once
        await amelie.options("Owner", "ame")                    # an external select; then fill("Owner", "Amélie")
        assert await amelie.submit() == {}                      # or {block_id: error}
        assert playground.messages("C1")[-1]["text"] == "…"
        await amelie.click("Edit", channel="C1")
        playground.faults.rate_limit("chat.postMessage", times=2, retry_after=1)
        await playground.until(lambda: len(playground.dms("U1")) == 1)
        assert playground.refused == []                         # nothing Slack would have turned down

It refuses what Slack refuses: limits of blocks and views, expired triggers, stale hashes, missing scopes and
memberships. It knows nothing of the app but its URL and manifest.
"""

from bot.playground.faults import Faults
from bot.playground.form import CannotFill, NoSuchControl
from bot.playground.people import Channel, Person, SlackError
from bot.playground.playground import Playground
from bot.playground.traffic import Exchange

__all__ = ["CannotFill", "Channel", "Exchange", "Faults", "NoSuchControl", "Person", "Playground", "SlackError"]
