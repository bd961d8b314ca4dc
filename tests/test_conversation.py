"""What is written to the app in its own messages is answered, once."""

from tests.house import AMELIE, GENERAL, GUEST, MARC, SAM, House


async def test_hello_gets_what_liaison_can_do(house_anywhere: House) -> None:
    house = house_anywhere
    sam = house.playground.person(SAM)
    [answer] = await sam.say("hello there")
    assert "/partner" in answer["text"]
    await sam.click("What Liaison can do")
    assert sam.modal is not None
    assert "/partner settings" in str(sam.modal)
    assert house.playground.refused == []


async def test_a_command_without_its_slash(house: House) -> None:
    [answer] = await house.playground.person(SAM).say("actions mine")
    assert "`/partner actions mine`" in answer["text"]
    [answer] = await house.playground.person(MARC).say("/partner aide")
    assert "/partner help" in answer["text"]
    assert "commande" in answer["text"]


async def test_a_partners_name_gets_the_partner(house: House) -> None:
    sam = house.playground.person(SAM)
    await sam.say("hello")
    async with house.store() as store:
        await store.partners.create(name="Centre Rivière-Nord", owner_id=AMELIE)
        await store.partners.create(name="Fondation Secrète", owner_id=AMELIE, confidential=True)
    [answer] = await sam.say("riviere nord")
    assert "Centre Rivière-Nord" in str(answer["blocks"])
    [answer] = await sam.say("Fondation Secrète")
    assert "Secrète" not in str(answer)
    assert house.playground.refused == []


async def test_what_slack_escaped_is_read_as_it_was_typed(house: House) -> None:
    """Slack: & < > of a message come escaped, and addresses in angle brackets."""
    sam = house.playground.person(SAM)
    await sam.say("hello")
    async with house.store() as store:
        for name in ("Smith & Co", "<Rivière>", "river.example"):
            await store.partners.create(name=name, owner_id=AMELIE)
    for name in ("Smith & Co", "<Rivière>", "https://river.example"):
        [answer] = await sam.say(name)
        assert "Here is what I know by that name." in answer["text"], name
    [answer] = await sam.say("show Smith & Co")
    assert "`/partner show Smith &amp; Co`" in answer["text"]
    [card] = await sam.command("/partner show Smith &amp; Co", channel=GENERAL)
    assert card["text"].startswith("*Smith &amp; Co*")
    assert house.playground.refused == []


async def test_a_file_is_answered(house: House) -> None:
    sam = house.playground.person(SAM)
    [answer] = await sam.say("", files=[("partners.csv", b"name")])
    assert answer["text"].startswith("I do not read files that are sent here")
    [answer] = await sam.say("actions mine", files=[("partners.csv", b"name")])
    assert "`/partner actions mine`" in answer["text"]
    [answer] = await house.playground.person(GUEST).say("", files=[("partners.csv", b"name")])
    assert answer["text"].startswith("Liaison is for the members")
    assert house.playground.refused == []


async def test_a_thread_is_answered_in_the_thread(house: House) -> None:
    sam = house.playground.person(SAM)
    [first] = await sam.say("hello")
    [second] = await sam.say("and now?", thread_ts=first["ts"])
    assert second["thread_ts"] == first["ts"]


async def test_slacks_second_delivery_is_not_answered(house_anywhere: House) -> None:
    house = house_anywhere
    sam = house.playground.person(SAM)
    await sam.say("hello")
    said = house.playground.dms(SAM)
    event = next(one for one in house.playground.traffic if one.name == "message")
    for number in (1, 2):
        await house.playground.delivery.send(
            "events_api", "message", event.request, retry=(number, "http_timeout"), answers=False
        )
    assert house.playground.dms(SAM) == said


async def test_what_is_no_words_of_a_person_is_left_alone(house: House) -> None:
    sam = house.playground.person(SAM)
    await sam.say("hello")
    count = len(house.playground.dms(SAM))
    for more in ({"subtype": "message_changed"}, {"bot_id": "B_OTHER"}, {"channel_type": "channel"}):
        event = {
            "type": "message", "channel": sam.dm, "channel_type": "im", "user": SAM, "text": "x", "ts": "1.1", **more
        }  # fmt: skip
        house.playground.events.start(event)
        await house.playground.events.settle()
    assert len(house.playground.dms(SAM)) == count


async def test_odd_words_do_no_harm(house: House) -> None:
    sam = house.playground.person(SAM)
    for text in ("<!channel>", "😀", "*" * 3000, "مرحبا بكم", "'; drop table partners; --", "%_\\"):
        [answer] = await sam.say(text)
        assert "<!channel>" not in str(answer)
    assert house.playground.refused == []


async def test_a_guest_is_told_who_it_is_for(house: House) -> None:
    [answer] = await house.playground.person(GUEST).say("hello")
    assert "for the members of this workspace" in answer["text"]
    assert await house.playground.person(GUEST).command("/partner help", channel=GENERAL)
