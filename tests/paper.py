"""Two whole agreements on paper, one in English and one in French, and the smallest one there can be."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from messages.agreement_starters import STARTERS
from messages.papers import Paper, Signed
from messages.words import Words
from storage.agreement_parts import AgreementKind, Content, Part


def starters(language: str) -> Content:
    """Every further clause as its starter has it."""
    words = Words(language, ZoneInfo("UTC"))
    return {part.value: {"text": words.text(text)} for part, text in STARTERS.items()}


def who(*names: str) -> list[dict[str, str]]:
    return [{"ref": f"n:{name}", "name": name} for name in names]


def english() -> Content:
    content = starters("en")
    content |= {
        "purpose": {
            "why": "Newcomers in Durham wait four months for a first job interview, because settlement and employment"
            " services each begin with an intake of their own. With one joint intake they wait six weeks.",
            "need": "A single first appointment, in the client’s language, with one file and one plan.",
            "served": "Newcomers to Durham Region who have been in Canada for less than five years and look for work,"
            " and employers who find it hard to fill entry-level positions.",
        },
        "governance": {
            "lead_ours": "Program Manager, Employment Services",
            "lead_theirs": "Director of Settlement",
            "decisions": "The two leads decide on day-to-day work. Changes to the budget, the staff or the places of"
            " service are decided by both executive directors in writing.",
            "meetings": "Every second Tuesday at 10:00, in turn at each office; notes are shared within two days.",
            "escalation": "What the leads cannot settle within five working days goes to the executive directors.",
        },
        "goals": {
            "rows": [
                {"goal": "40 newcomers are in paid work of 20 hours a week or more",
                 "measure": "Counted at intake and after three months", "by": "2027-06-30"},
                {"goal": "The wait from first contact to first interview falls to six weeks",
                 "measure": "Median days, from the joint calendar", "by": "2027-03-31"},
                {"goal": "Both teams know each other’s services",
                 "measure": "Eight staff cross-trained", "by": "2026-12-15"},
            ]
        },
        "services": {
            "note": "Gifts in kind are valued at what they would cost to rent or buy in Oshawa.",
            "rows": [
                {"what": "Intake worker, two days a week", "giver": "us",
                 "amount": "0.4 of a position", "value": "24000.00"},
                {"what": "Meeting room and reception on Tuesdays", "giver": "them",
                 "amount": "48 days", "value": "4800.00"},
                {"what": "Workshops on the first weeks at work", "giver": "both", "amount": "12 a year"},
            ],
        },
        "funding": {
            "funded": "funded", "total": "24000.00", "currency": "CAD", "payer": "funder",
            "invoicing": "An invoice is sent with each report and paid within 30 days.",
            "rows": [
                {"what": "On signing", "on": "2026-12-01", "amount": "8000.00"},
                {"what": "With the first report", "on": "2027-04-15", "amount": "8000.00"},
                {"what": "With the final report", "on": "2027-11-30", "amount": "8000.00"},
            ],
        },
        "communications": {
            "contact_ours": "Employment Coordinator, 905 555 0142",
            "contact_theirs": "Settlement Coordinator, 905 555 0187",
            "frequency": "Every week by telephone, every second Tuesday in person",
            "language": "English and French",
            "wording": "“A joint project of Durham Works and Centre Rivière-Nord.” Both logos appear, of equal size.",
        },
        "indicators": {
            "rows": [
                {"name": "Clients placed at 20 hours a week or more", "unit": "count", "baseline": "12", "target": "40",
                 "by": "2027-06-30", "source": "Case files", "owner": "Employment Coordinator"},
                {"name": "Median wait for a first interview", "unit": "days", "baseline": "120", "target": "42",
                 "by": "2027-03-31", "source": "Joint calendar", "owner": "Director of Settlement"},
                {"name": "Referrals that lead to intake", "unit": "percent", "baseline": "55", "target": "80",
                 "by": "2027-06-30", "source": "Referral log", "owner": "Intake Worker"},
            ]
        },
        "reporting": {
            "note": "Only counts are reported, never names; counts under five are not shown outside the two teams.",
            "rows": [
                {"what": "One-page summary of results", "to": "Both executive directors", "every": "quarterly",
                 "first_on": "2027-01-15"},
                {"what": "Financial report", "to": "The funder", "every": "half_yearly", "first_on": "2027-04-15"},
            ],
        },
        "roles": {
            "rows": [
                {"work": "Joint intake", "responsible": who("Intake Worker"), "accountable": who("Program Manager"),
                 "consulted": who("Director of Settlement"), "informed": who("Both executive directors")},
                {"work": "Workshops", "responsible": who("Employment Coordinator", "Settlement Coordinator"),
                 "accountable": who("Director of Settlement"), "consulted": who("Program Manager"), "informed": []},
            ]
        },
        "parties": {
            "name_ours": "Durham Works Employment Services Inc.", "number_ours": "812345678",
            "signatory_ours": "Amélie Roy", "title_ours": "Executive Director",
            "name_theirs": "Centre Rivière-Nord inc.", "number_theirs": "898765432",
            "signatory_theirs": "Maria Silva", "title_theirs": "Executive Director",
        },
    }  # fmt: skip
    content["term"] |= {
        "starts_on": "2026-12-01",
        "ends_on": "2027-11-30",
        "renewal": "agreed",
        "notices": ["90", "30"],
    }
    content["review"] |= {"first_on": "2027-05-15"}
    content["ending"] |= {"notice_days": 60}
    content["binding"] |= {"binding": "no"}
    return content


def french() -> Content:
    content = starters("fr")
    content |= {
        "purpose": {
            "why": "À Durham, les personnes nouvellement arrivées attendent quatre mois leur première entrevue"
            " d’emploi, parce que l’établissement et l’emploi commencent chacun par leur propre accueil. Avec un"
            " accueil commun, elles attendent six semaines.",
            "need": "Un seul premier rendez-vous, dans la langue de la personne, avec un dossier et un plan.",
            "served": "Les personnes arrivées au Canada depuis moins de cinq ans qui cherchent un emploi.",
        },
        "governance": {
            "lead_ours": "Gestion du programme d’emploi", "lead_theirs": "Direction de l’établissement",
            "decisions": "Les deux responsables décident du travail courant; les directions décident du budget.",
            "meetings": "Un mardi sur deux, à 10 h, en alternance dans chaque bureau.",
            "escalation": "Ce qui n’est pas réglé en cinq jours ouvrables va aux directions générales.",
        },
        "goals": {
            "rows": [
                {"goal": "40 personnes occupent un emploi rémunéré de 20 heures ou plus par semaine",
                 "measure": "Compte à l’accueil et après trois mois", "by": "2027-06-30"},
                {"goal": "L’attente d’une première entrevue passe à six semaines",
                 "measure": "Médiane des jours d’attente", "by": "2027-03-31"},
            ]
        },
        "services": {
            "rows": [
                {"what": "Accueil, deux jours par semaine", "giver": "us", "amount": "0,4 poste", "value": "24000.00"},
                {"what": "Salle de réunion, le mardi", "giver": "them", "amount": "48 jours", "value": "4800.00"},
            ],
        },
        "funding": {
            "funded": "funded", "total": "24000.00", "currency": "CAD", "payer": "funder",
            "invoicing": "Une facture accompagne chaque rapport; elle est payée dans les 30 jours.",
            "rows": [
                {"what": "À la signature", "on": "2026-12-01", "amount": "8000.00"},
                {"what": "Avec le premier rapport", "on": "2027-04-15", "amount": "8000.00"},
                {"what": "Avec le rapport final", "on": "2027-11-30", "amount": "8000.50"},
            ],
        },
        "communications": {
            "contact_ours": "Coordination de l’emploi", "contact_theirs": "Coordination de l’établissement",
            "frequency": "Chaque semaine par téléphone", "language": "Français et anglais",
            "wording": "« Un projet commun de Durham Works et du Centre Rivière-Nord. »",
        },
        "indicators": {
            "rows": [
                {"name": "Personnes placées à 20 heures ou plus", "unit": "count", "baseline": "12", "target": "40",
                 "by": "2027-06-30", "source": "Dossiers", "owner": "Coordination de l’emploi"},
                {"name": "Aiguillages suivis d’un accueil", "unit": "percent", "baseline": "55", "target": "80",
                 "by": "2027-06-30", "source": "Registre", "owner": "Accueil"},
            ]
        },
        "reporting": {
            "rows": [
                {"what": "Résumé d’une page", "to": "Les deux directions générales", "every": "quarterly",
                 "first_on": "2027-01-15"},
            ],
        },
        "roles": {
            "rows": [
                {"work": "Accueil commun", "responsible": who("Intervention à l’accueil"),
                 "accountable": who("Gestion du programme"), "consulted": who("Établissement"),
                 "informed": who("Directions")},
            ]
        },
        "parties": {
            "name_ours": "Durham Works Employment Services Inc.", "number_ours": "812345678",
            "signatory_ours": "Amélie Roy", "title_ours": "Directrice générale",
            "name_theirs": "Centre Rivière-Nord inc.", "number_theirs": "898765432",
            "signatory_theirs": "Maria Silva", "title_theirs": "Directrice générale",
        },
    }  # fmt: skip
    content["term"] |= {
        "starts_on": "2026-12-01",
        "ends_on": "2027-11-30",
        "renewal": "agreed",
        "notices": ["90", "30"],
    }
    content["review"] |= {"first_on": "2027-05-15"}
    content["ending"] |= {"notice_days": 60}
    content["binding"] |= {"binding": "yes"}
    return content


def paper(kind: AgreementKind = AgreementKind.memorandum, language: str = "en", **changes: Any) -> Paper:
    """A whole paper; any of its fields may be another."""
    french_one = language == "fr"
    given: dict[str, Any] = {
        "kind": kind,
        "title": "Accueil commun à Durham" if french_one else "Joint intake in Durham",
        "content": french() if french_one else english(),
        "language": language,
        "version": 3,
        "status": "Ébauche" if french_one else "Draft",
        "draft": True,
        "ours": "Durham Works",
        "theirs": "Centre Rivière-Nord",
        "made_on": date(2026, 11, 24),
    }
    return Paper(**given | changes)


def signed(language: str = "en") -> Paper:
    """A paper that both sides have signed."""
    signatures = (
        Signed("us", "Amélie Roy", "Executive Director", date(2026, 11, 25)),
        Signed("them", "Maria Silva", "Executive Director", date(2026, 11, 27)),
    )
    return paper(language=language, draft=False, status="Signed", amends=2, signatures=signatures)


def parts_of(content: Content) -> set[Part]:
    return {Part(name) for name in content}
