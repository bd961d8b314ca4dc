"""Stages of a partnership: their names, moving from one to another by hand, and what a gate advises."""

from collections.abc import Mapping
from typing import Any

from messages import inputs
from messages.blocks import Block, context, option, section
from messages.standing import to_clarify
from messages.surfaces import View, modal
from messages.words import N_, Rich, Words
from storage.partners import Partner, Stage
from storage.stages import WITH_A_REASON, missing_for
from storage.standing import Standing

MOVE = "stages.move"
FORM = "stages.form"
CHOOSE = "stages.choose"
COMMAND_ABOUT = N_("Move a partner to another stage, or correct the last move")
USAGE = N_("NAME")
TO, WHY, ASK_AGAIN = "to", "why", "ask_again"

NAMES: dict[Stage, str] = {
    Stage.identified: N_("Identified"),
    Stage.contacted: N_("Contacted"),
    Stage.exploring: N_("Exploring"),
    Stage.agreeing: N_("Agreeing"),
    Stage.active: N_("Active"),
    Stage.under_review: N_("Under review"),
    Stage.renewing: N_("Renewing"),
    Stage.paused: N_("Paused"),
    Stage.closed: N_("Closed"),
    Stage.declined: N_("Declined"),
}
ABOUT: dict[Stage, str] = {
    Stage.identified: N_("worth a first contact"),
    Stage.contacted: N_("they have heard from us"),
    Stage.exploring: N_("clarifying goals, ways, requirements"),
    Stage.agreeing: N_("writing down what was agreed"),
    Stage.active: N_("working together"),
    Stage.under_review: N_("looking at how it goes"),
    Stage.renewing: N_("deciding how to go on"),
    Stage.paused: N_("resting for a while"),
    Stage.closed: N_("ended, with thanks"),
    Stage.declined: N_("not now; ask again later"),
}


def stage_name(words: Words, stage: Stage) -> str:
    """The stage as people say it, plain text."""
    return words.text(NAMES[stage])


def move_form(
    words: Words, partner: Partner, standing: Standing, values: Mapping[str, Any], *, meta: Mapping[str, Any]
) -> View:
    """Where to, why; and, once a stage is chosen, what its gate advises."""
    to = Stage(values[TO]) if values.get(TO) else None
    stages = [option(stage_name(words, stage), stage.value, words.text(ABOUT[stage])) for stage in Stage]
    chosen = inputs.select(stages, to.value if to else None, action=CHOOSE)
    now = words.rich("Today: {stage}", stage=stage_name(words, partner.stage))
    blocks: list[Block] = [
        section(words.rich("*{name}*\n{now}", name=partner.name, now=now)),
        inputs.field(TO, words.text("Move it to"), chosen, dispatch=True),
    ]
    missing = missing_for(to, standing) if to else []
    if to and missing:
        blocks.append(section(advice(words, to, standing)))
    needed = bool(missing) or to in WITH_A_REASON
    label = words.text("Why go on without it") if missing else words.text("Why")
    why = inputs.text(values.get(WHY), lines=True, limit=1000)
    hint = words.text("Kept in the history with your name. Facts only: no client names, no opinions about a person.")
    blocks.append(inputs.field(WHY, label, why, hint=hint, optional=not needed))
    if to is Stage.declined:
        day = inputs.date(values.get(ASK_AGAIN))
        blocks.append(inputs.field(ASK_AGAIN, words.text("Ask again on"), day, optional=True))
    blocks.append(context(words.rich("Stages move by themselves after meetings; every move can be corrected here.")))
    return modal(
        FORM,
        words.text("Move to a stage"),
        blocks,
        submit=words.text("Move"),
        close=words.text("Cancel"),
        meta={**meta, "advised": to.value if to and missing else ""},
    )


def advice(words: Words, to: Stage, standing: Standing) -> Rich:
    """What the gate of a stage finds missing; it advises, a person decides."""
    return words.rich(
        "*Before “{stage}”, it is worth clarifying:* {missing}.\nYou can go on without it; please say why.",
        stage=stage_name(words, to),
        missing=words.listed(to_clarify(words, standing)),
    )
