"""The agreements of the demonstration that both sides have signed. All invented."""

from bot.seed_agreeing import Agreed, Pen, Reviewed, Round, Signatory
from bot.seed_people import DANA, PRIYA, SAM
from storage.agreement_parts import AgreementKind, Content

HALF_A_YEAR = 181
"""Days: a half-yearly report that began so long before a day is due on it, or up to three days later."""
DIRECTOR = Signatory("Dana Whitlock", "Executive director", DANA)


def _trial_shifts(pen: Pen) -> Content:
    return {
        "purpose": {
            "why": "People who can do the work are screened out by interviews. A paid trial shift lets them show it,"
            " and lets the plant see it.",
            "need": "Six to eight entry-level workers each quarter who stay longer than the first three weeks.",
            "served": "Job seekers in Marlow Falls who have been out of work for six months or more.",
        },
        "governance": {
            "lead_ours": "Employment coordinator",
            "lead_theirs": "Plant manager",
            "decisions": "The two leads decide on dates and numbers of trial shifts. Wages and hiring are the plant’s.",
            "meetings": "First Thursday of each month, at the plant.",
            "escalation": "What the leads cannot settle within a week goes to both directors.",
        },
        "goals": {
            "rows": [
                {"goal": "20 people are hired after a trial shift", "measure": "hires, by quarter", "by": pen.day(60)},
                {
                    "goal": "Half of them are still employed after six months",
                    "measure": "still employed at six months, of those hired that long ago",
                    "by": pen.day(60),
                },
            ]
        },
        "services": {
            "rows": [
                {"what": "Trial shifts every second Thursday", "giver": "them", "amount": "26 a year"},
                {"what": "Preparation, and a call after each shift", "giver": "us", "amount": "2 hours a person"},
                {"what": "A buddy on each line", "giver": "them", "amount": "first three weeks", "value": "5200.00"},
            ]
        },
        "communications": {
            "contact_ours": "Sam Osei, employment coordinator",
            "contact_theirs": "Owen Harding, plant manager, 289 555-0117",
            "frequency": "By telephone once a month, and the day after each shift",
            "language": "English",
        },
        "indicators": {
            "rows": [
                {
                    "name": "Placed in paid work",
                    "unit": "count",
                    "baseline": "1",
                    "target": "3",
                    "by": pen.day(60),
                    "source": "the plant’s hiring list",
                    "owner": "Sam Osei",
                },
                {
                    "name": "Satisfaction of the plant",
                    "unit": "score",
                    "target": "4",
                    "by": pen.day(60),
                    "source": "five questions at the quarterly review",
                    "owner": "Sam Osei",
                },
            ]
        },
        "reporting": {
            "rows": [
                {
                    "what": "One page of numbers",
                    "to": "Owen Harding",
                    "every": "half_yearly",
                    "first_on": pen.day(12 - HALF_A_YEAR),
                }
            ],
            "note": "Counts only; nobody is named.",
        },
    }


def _trial_shifts_whole(pen: Pen) -> Content:
    """The second round adds money, roles and clauses."""
    return {
        "funding": {
            "funded": "funded",
            "total": "7800.00",
            "currency": "CAD",
            "payer": "them",
            "invoicing": "The plant pays each trial shift at its usual wage, with the next payroll.",
        },
        "roles": {
            "rows": [
                {
                    "work": "Trial shifts",
                    "responsible": pen.who("Owen Harding"),
                    "accountable": pen.who("Owen Harding"),
                    "informed": pen.who(SAM),
                },
                {
                    "work": "Preparing and following up with candidates",
                    "responsible": pen.who(SAM),
                    "accountable": pen.who(DANA),
                    "consulted": pen.who("Owen Harding"),
                },
            ]
        },
        "parties": {
            "name_ours": "Carrefour Clairvue Career Centre",
            "signatory_ours": "Dana Whitlock",
            "title_ours": "Executive director",
            "name_theirs": "Kestrel Works Co-operative Inc.",
            "signatory_theirs": "Owen Harding",
            "title_theirs": "Plant manager",
        },
        "term": {
            "starts_on": pen.day(-299),
            "ends_on": pen.day(66),
            "renewal": "agreed",
            "notices": ["60", "30", "7"],
            "text": "Two months before the end, both leads say whether to renew it, to change it or to close.",
        },
        "review": {"first_on": pen.day(27), "text": "Both leads and both directors, before the end of the first year."},
        "ending": {
            "notice_days": 60,
            "text": "Either side may end it in writing. Nobody who has begun a trial shift loses the rest of it.",
        },
        "confidentiality": {"text": "No names in reports. What a candidate tells us about health stays with us."},
    }


TRIAL_SHIFTS = Agreed(
    kind=AgreementKind.memorandum,
    title="Paid trial shifts",
    language="en",
    rounds=(
        Round(318, SAM, _trial_shifts, "What we settled with Owen"),
        Round(310, DANA, _trial_shifts_whole, "Money, roles and clauses added"),
    ),
    reviewed=Reviewed(309, (PRIYA,), approved=((PRIYA, 307),)),
    signed=(299, DIRECTOR, Signatory("Owen Harding", "Plant manager")),
)


def _job_corner(pen: Pen) -> Content:
    return {
        "purpose": {"why": "People who look for work already sit in the library. We meet them there."},
        "goals": {
            "rows": [{"goal": "100 people helped in a year", "measure": "visits, counted by hand", "by": pen.day(180)}]
        },
        "services": {
            "rows": [
                {"what": "A table and two computers on Mondays", "giver": "them", "amount": "4 hours a week"},
                {"what": "One advisor", "giver": "us", "amount": "4 hours a week"},
            ]
        },
        "communications": {
            "contact_ours": "Dana Whitlock",
            "contact_theirs": "Beatrice Osgoode",
            "frequency": "when something changes",
        },
    }


JOB_CORNER = Agreed(
    kind=AgreementKind.informal,
    title="Job search corner",
    language="en",
    rounds=(Round(155, DANA, _job_corner, "As we agreed at the desk"),),
    signed=(150, DIRECTOR, Signatory("Beatrice Osgoode", "Branch head")),
)
