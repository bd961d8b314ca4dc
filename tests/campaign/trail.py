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
    ("form", "health.pacing"): "a rhythm that is sent as it was",
    ("form", "kpi_forms.form"): "figures of an indicator that is the same are only planned anew",
    ("form", "prospects.weighing"): "weights that are sent as they were",
}
"""Routes that write to the record and leave no line, each with why."""


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


def lines(seen: Mapping[Way, Seen]) -> int:
    """How many routes left a line."""
    return sum(any(change[0] == "audit" for change in one.changes) for one in seen.values())
