"""The agreements of the demonstration that are being written or reviewed. All invented."""

from bot.seed_agreeing import Agreed, Pen, Reviewed, Round
from bot.seed_people import AMELIE, DANA, MARC, PRIYA, SAM
from storage.agreement_parts import AgreementKind, Content, Part


def _joint_intake(pen: Pen) -> Content:
    return {
        "purpose": {
            "why": "Newcomers tell their story twice, to settlement and to employment, and wait between the two. One"
            " joint intake on Tuesdays saves them that.",
            "served": "Newcomers in Durham Region in their first five years in Canada.",
        },
        "goals": {
            "rows": [
                {
                    "goal": "40 newcomers in paid work by June",
                    "measure": "people placed, counted together each month",
                    "by": pen.day(190),
                },
                {"goal": "One shared intake form", "measure": "in use at both places", "by": pen.day(35)},
            ]
        },
        "governance": {"lead_ours": "Amélie Roy", "decisions": "Both leads decide together on days and rooms."},
    }


def _joint_services(pen: Pen) -> Content:
    return {
        "services": {
            "rows": [
                {"what": "Joint intake on Tuesday mornings", "giver": "both", "amount": "3 hours a week"},
                {"what": "Meeting rooms", "giver": "them", "amount": "48 mornings", "value": "2400.00"},
                {"what": "Labour market information", "giver": "us", "amount": "one session a month"},
            ]
        },
        "communications": {
            "contact_ours": "Amélie Roy",
            "contact_theirs": "Maria Silva",
            "frequency": "every week by email, every second Tuesday in person",
        },
    }


JOINT_INTAKE = Agreed(
    kind=AgreementKind.memorandum,
    title="Joint intake on Tuesdays",
    language="en",
    rounds=(
        Round(8, AMELIE, _joint_intake, "First round, after our meeting"),
        Round(5, SAM, _joint_services),
    ),
)


def _youth_program(pen: Pen) -> Content:
    return {
        "purpose": {
            "why": "A summer program led by the Lodge gives urban Indigenous youth a first job close to their Elders.",
            "served": "Young people of the Lodge, 15 to 24 years old.",
        },
        "goals": {
            "rows": [
                {
                    "goal": "12 young people finish the summer program",
                    "measure": "young people who finish it",
                    "by": pen.day(230),
                }
            ]
        },
        "services": {
            "rows": [
                {"what": "The program, with Elders and mentors", "giver": "them", "amount": "8 weeks"},
                {"what": "Computers and two instructors, at the Lodge", "giver": "us", "amount": "3 days a week"},
            ]
        },
        "funding": {"funded": "none"},
        "communications": {
            "contact_ours": "Dana Whitlock",
            "contact_theirs": "Stella Quill",
            "frequency": "every two weeks while the program runs",
            "wording": "“A program of Two Pines Friendship Lodge, with Carrefour Clairvue.”",
        },
        "stewardship": {
            "text": "The Lodge owns and keeps the data about its young people. We see counts only, after the Lodge has"
            " seen them, and use them for nothing else."
        },
    }


YOUTH_PROGRAM = Agreed(
    kind=AgreementKind.letter,
    title="Summer youth program",
    language="en",
    rounds=(Round(20, DANA, _youth_program, "For the Lodge to read"),),
    reviewed=Reviewed(
        6,
        (AMELIE, PRIYA),
        approved=((PRIYA, 5),),
        wanted=(
            (
                AMELIE,
                4,
                Part.communications,
                "Please say who may speak to the press about the program: only the Lodge, I would think.",
            ),
        ),
    ),
)


def _two_seats(pen: Pen) -> Content:
    return {
        "purpose": {
            "why": "Des adultes en reconversion attendent une place en formation pendant que deux places par cohorte"
            " restent libres.",
            "served": "Adultes de l’Est ontarien qui changent de métier.",
        },
        "goals": {
            "rows": [
                {
                    "goal": "Deux personnes diplômées par cohorte",
                    "measure": "diplômes obtenus",
                    "by": pen.day(210),
                }
            ]
        },
        "services": {
            "rows": [
                {"what": "Deux places par cohorte", "giver": "them", "amount": "deux rentrées par année"},
                {"what": "Atelier sur le marché du travail", "giver": "us", "amount": "à chaque rentrée"},
            ]
        },
        "funding": {"funded": "none"},
        "communications": {
            "contact_ours": "Marc Tremblay",
            "contact_theirs": "Solène Marchand",
            "frequency": "une fois par mois, par téléphone",
            "language": "français",
        },
    }


TWO_SEATS = Agreed(
    kind=AgreementKind.letter,
    title="Deux places par cohorte",
    language="fr",
    rounds=(Round(14, MARC, _two_seats, "Après l’appel avec Solène"),),
    reviewed=Reviewed(2, (AMELIE, DANA), approved=((AMELIE, 1),)),
)
