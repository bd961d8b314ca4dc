"""Every kind of message, with what waits of it in the furnished house: written by hand from docs/using.md.

A new kind joins here, and in what can happen: what moves it (unless it is said at once) and what ends
its reason (or why nothing does).
"""

WAITING = {
    "minutes.notice": ["river now"],
    "minutes.steps": ["Marc now"],
    "merges.merged": ["river now", "river now"],
    "merges.undone": ["river now"],
    "communication.quiet": ["Marc 2027-02-16 09:00", "Sam 2027-02-24 09:00"],
    "sessions.upcoming": [
        "river 2027-02-15 09:00",
        "river 2027-02-16 08:00",
        "river 2027-02-28 09:00",
        "river 2027-03-01 08:00",
        "river 2027-07-27 10:00",
        "river 2027-08-02 10:00",
        "river 2027-08-25 10:00",
        "river 2027-08-31 10:00",
    ],
    "reviews.notice": ["general now"],
    "challenges.orphaned": ["Amélie now"],
    "members.asked": ["Amélie now"],
    "members.access_ended": ["Amélie now"],
    "week.digest": ["Sam 2027-02-08 09:00", "Sam 2027-02-16 09:00"],
    "actions.due": ["Sam 2027-02-09 09:00", "Sam 2027-02-11 09:00"],
    "actions.given": ["Sam now"],
    "actions.orphaned": ["Amélie now"],
    "approvals.asked": ["Marc now", "Amélie now", "Amélie now"],
    "approvals.nudged": [
        "Marc 2027-02-06 09:00",
        "Marc 2027-02-10 09:00",
        "Amélie 2027-02-06 09:00",
        "Amélie 2027-02-06 09:00",
        "Amélie 2027-02-10 09:00",
        "Amélie 2027-02-10 09:00",
    ],
    "approvals.answered": ["Sam now", "Sam now"],
    "approvals.approved": ["Sam now"],
    "approvals.signed": ["river now", "river now"],
    "terms.started": ["river 2027-03-01 09:00"],
    "terms.ending": [
        "river 2027-11-02 09:00",
        "river 2027-12-02 09:00",
        "river 2028-01-01 09:00",
        "river 2028-01-24 09:00",
    ],
    "terms.over": ["river 2028-02-01 09:00"],
    "reports_due.coming": [
        "river 2027-02-19 09:00",
        "river 2027-02-26 09:00",
        "river 2027-03-19 09:00",
        "river 2027-03-26 09:00",
    ],
    "check_ins.due": ["river 2027-03-01 09:00", "river 2027-04-01 09:00", "general 2027-03-01 09:00"],
    "check_ins.reported": ["general now"],
    "check_ins.late": ["Marc 2027-02-06 09:31", "Marc 2027-02-10 09:31"],
    "check_ins.asked": ["Marc now"],
    "check_ins.orphaned": ["Amélie now"],
    "health.asked": ["general now", "river 2027-05-25 09:00"],
    "health.nudged": ["Amélie 2027-02-10 09:00", "Sam 2027-02-10 09:00"],
    "health.result": ["general 2027-02-17 09:00"],
    "readiness.over": ["Amélie 2028-02-03 09:00"],
    "roles.vacant": ["Amélie now"],
    "reminders.undeliverable": ["Sam now"],
    "reminders.uncertain": ["Sam now"],
    "reminders.set_aside": ["Amélie now"],
    "installs.greeting": ["Amélie now"],
}

ENDED_BY_NOTHING = {
    "minutes.notice": "a meeting that was recorded was held",
    "reviews.notice": "a review that was recorded was held",
    "check_ins.reported": "figures that were reported are not taken back, only corrected",
    "merges.undone": "two that are apart again are told of where one was told that they are one",
    "health.result": "whatever becomes of the round, what came of it is told",
    "reminders.set_aside": "it was set aside, whatever has become of it",
    "installs.greeting": "it was installed",
}
"""Kinds whose reason stays, and why."""

AT_ONCE = {kind for kind, lines in WAITING.items() if all(line.endswith(" now") for line in lines)}
"""Kinds that are said as soon as it is polite, so that nothing moves them."""
