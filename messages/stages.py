"""The stages of a partnership, in words (field, section 3)."""

from messages.words import N_, Words
from storage.partners import Stage

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


def stage_name(words: Words, stage: Stage) -> str:
    """ "Exploring", « En exploration »; plain text."""
    return words.text(NAMES[stage])
