"""The trail, held against what was really changed: each act on the record leaves a line with who did it."""

from collections.abc import Mapping

from tests.campaign.attack import Seen, Way

NO_RECORD = {
    *("submissions", "drafts", "reminders", "bundles", "attempts", "install_states", "home_pages", "settings"),
    *("match_keys", "likely_pairs", "health_snapshots", "members", "mappings"),
}
"""How Liaison works, what it reckons from other rows, and what people choose for themselves. Of settings and members
the lines of changed settings and roles are looked at where they are tested."""
SAY_IT_THEMSELVES = {
    *("stage_moves", "agreement_moves", "kpi_values", "check_in_comments"),
}
"""Rows that are never written over, each with what was done, when and by whom."""
NO_LINE: dict[Way, str] = {
    ("click", "check_ins.ask"): "asking a colleague for figures changes none",
    ("click", "imports.discard"): "nothing of that file was taken in",
    ("form", "imports.form"): "a file that is looked through: the line is written when it is taken in",
    ("form", "agreement_conflict.choose"): "what is being written; the version that comes of it says who kept it",
    ("form", "agreement_pages.page"): "what is being written; the version that comes of it says who kept it",
    ("form", "health.answering"): "what is said in confidence has no line and no hour",
    ("form", "health.pacing"): "a rhythm that is sent as it was",
    ("form", "kpi_forms.form"): "figures of an indicator that is the same are only planned anew",
    ("form", "prospects.weighing"): "weights that are sent as they were",
}
"""Routes that write to the record and leave no line, each with why."""

TAGS = """
    action:added action:done action:dropped action:reassigned action:reopened action:rescheduled
    agreement:approval:approved agreement:approval:changes agreement:owner:taken_over
    agreement:report:reopened agreement:report:sent agreement:term:decided agreement:term:handed_over
    agreement:term:reconsidered agreement:version:begun agreement:version:described agreement:version:saved
    calendar:link:made calendar:link:revoked contact:person:erased contact:person:handed_out
    import:reading:ended import:reading:started import:reading:stopped import:undone meeting:meeting:recorded
    meeting:requirement:answered meeting:way:added member:role:given network:graph:exported
    opportunity:details:created opportunity:partner:linked opportunity:state:moved
    organization:duplicate:denied organization:duplicate:taken_back partner:challenge:closed
    partner:challenge:raised partner:challenge:reopened partner:channel:unmuted partner:communication:added
    partner:communication:changed partner:communication:ended partner:details:created partner:details:edited
    partner:health:closed partner:health:started partner:kpi:added partner:kpi:changed partner:kpi:ended
    partner:kpi:resumed partner:merge:merged partner:merge:undone partner:position:named
    partner:position:removed partner:position:taken_up partner:readiness:brought_back
    partner:readiness:taken_back partner:review:recorded partner:roles:corrected partner:session:ended
    partner:session:held partner:session:moved partner:session:planned partner:session:replanned
    partner:session:resumed partner:session:skipped partner:shelf:archived partner:shelf:restored
    partner:touchpoint:logged partner:touchpoint:removed partner:touchpoint:saved portfolio:summary:exported
    prospect:aside:set prospect:aside:taken_back resource:details:edited resource:shelf:archived
    resource:shelf:restored template:document:kept template:document:removed
"""
"""What was done, as the trail names it, where everything that people do is done once."""


def unsaid(seen: Mapping[Way, Seen]) -> list[str]:
    """What somebody changed without a line, or with one in another's name."""
    found = []
    for way, one in seen.items():
        tables = {change[0] for change in one.changes} - NO_RECORD
        lines = [after for name, _, before, after in one.changes if name == "audit" and before is None and after]
        said = tables & (SAY_IT_THEMSELVES | {"audit"})
        if tables and not said and way not in NO_LINE:
            found.append(f"{way} {sorted(tables)}")
        found += [f"{way} {line['tag']} by {line['by']}" for line in lines if line["by"] != one.by or not line["tag"]]
    return found


def tags(seen: Mapping[Way, Seen]) -> set[str]:
    """What the lines that were left say was done."""
    changes = [change for one in seen.values() for change in one.changes]
    return {after["tag"] for name, _, before, after in changes if name == "audit" and before is None and after}
