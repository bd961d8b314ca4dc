"""What the form for a partner says, and what Slack knows about it."""

from handlers.channels import postable
from handlers.desk import Desk
from messages import contacts, organizations, partners
from messages.blocks import channel
from messages.forms import Values
from messages.words import Rich
from storage.contacts import Details
from storage.errors import CannotOwn, ChannelWithoutBot
from storage.members import Role
from storage.organizations import Kind
from storage.partners import Description, Reason


def said(values: Values) -> tuple[Description, list[tuple[int | None, Details]]]:
    """What the form says. Raises what `contacts.Details.typed` raises."""
    description = Description(
        name=values[organizations.NAME],
        kinds=tuple(Kind(kind) for kind in values.get(organizations.KINDS) or ()),
        reasons=tuple(Reason(reason) for reason in values.get(partners.REASONS) or ()),
        website=values.get(organizations.WEBSITE) or "",
        region=values.get(organizations.REGION) or "",
        languages=tuple(values.get(organizations.LANGUAGES) or ()),
        serves=values.get(organizations.SERVES) or "",
        channel_id=values.get(partners.CHANNEL),
        owner_id=values[partners.OWNER],
        people=tuple(one for one in values.get(partners.PEOPLE) or () if one != values[partners.OWNER]),
        confidential=bool(values.get(partners.CONFIDENTIAL)),
    )
    rows = [(contacts.contact_of(row), _person(values, row)) for row in contacts.rows_of(values)]
    return description, rows


def _person(values: Values, row: str) -> Details:
    return Details.typed(
        row=row,
        name=values.get(f"{contacts.NAME}.{row}"),
        title=values.get(f"{contacts.TITLE}.{row}"),
        email=values.get(f"{contacts.EMAIL}.{row}"),
        phone=values.get(f"{contacts.PHONE}.{row}"),
    )


async def looked_at(desk: Desk, described: Description, before: Description | None) -> list[Rich]:
    """Looks at what only Slack knows; gives what the person should hear.

    Raises `CannotOwn`, `ChannelArchived`, `ChannelIsPublic`.
    """
    for field, chosen in ((partners.OWNER, [described.owner_id]), (partners.PEOPLE, described.people)):
        for user_id in chosen:
            if before is None or user_id not in (before.owner_id, *before.people):
                await _may_hold(desk, user_id, field=field)
    place = (described.channel_id, described.confidential)
    if not described.channel_id or (before and place == (before.channel_id, before.confidential)):
        return []
    return await _place(desk, described.channel_id, confidential=described.confidential)


async def _may_hold(desk: Desk, user_id: str, *, field: str) -> None:
    member = await desk.people.recognise(desk.client, workspace=desk.workspace, user_id=user_id)
    if member.left or member.role is Role.nobody:
        raise CannotOwn(field=field, name=member.name)


async def _place(desk: Desk, channel_id: str, *, confidential: bool) -> list[Rich]:
    try:
        await postable(desk.client, channel_id, field=partners.CHANNEL, confidential=confidential)
    except ChannelWithoutBot:
        return [partners.not_in_channel(desk.words, channel(channel_id))]
    return []
