"""The rules by which a partnership moves from stage to stage (field, section 3). They advise; a person decides."""

from storage.partners import Stage
from storage.standing import Standing

WITH_A_REASON = frozenset({Stage.paused, Stage.closed, Stage.declined})


def after_meeting(stage: Stage, *, interested: bool, meetings: int) -> list[Stage]:
    """The stages a recorded meeting moves through by itself. `meetings` counts this one too."""
    steps = []
    if stage is Stage.identified:
        stage = Stage.contacted
        steps.append(stage)
    if stage is Stage.contacted and (interested or meetings > 1):
        steps.append(Stage.exploring)
    return steps


def missing_for(to: Stage, standing: Standing) -> list[str]:
    """What the gate of a stage misses, as `standing.ITEMS`: agreeing and active rest on the five P3 items."""
    return standing.missing if to in {Stage.agreeing, Stage.active} else []


def offered(stage: Stage, standing: Standing) -> Stage | None:
    """The move that today's facts suggest to a person."""
    if stage is Stage.exploring and not standing.missing:
        return Stage.agreeing
    return None
