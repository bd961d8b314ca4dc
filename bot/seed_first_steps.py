"""The partnerships of the demonstration with little behind them yet: new, met once, or put aside. All invented."""

from bot.seed_people import AMELIE, DANA, LEADERSHIP, MARC, PRIYA, SAM, Met, Sown, Step
from storage.meetings import Interest, Purpose
from storage.organizations import Kind
from storage.partners import Reason, Stage

FIRST_STEPS = (
    Sown(
        name="Marlow Falls Employment Services",
        kinds=(Kind.government,),
        reasons=(Reason.duplication,),
        owner=SAM,
        region="Marlow Falls",
        serves="Residents on social assistance",
        languages=("en",),
        added=12,
        contacts=(("Theo Blackwood", "Program supervisor", "theo.blackwood@marlowfalls.example", ""),),
    ),
    Sown(
        name="Grace Hollow Kitchen",
        kinds=(Kind.faith, Kind.community),
        reasons=(Reason.outreach,),
        owner=PRIYA,
        region="Whitmore",
        serves="Anybody who is hungry; a hot meal on Wednesdays",
        languages=("en",),
        added=5,
        contacts=(("Ruth Abernathy", "Volunteer coordinator", "", "905 555-0133"),),
    ),
    Sown(
        name="Santé Val-des-Cèdres",
        kinds=(Kind.health,),
        reasons=(Reason.social_issue, Reason.services),
        owner=AMELIE,
        region="Durham Region",
        serves="Services de santé de première ligne en français",
        languages=("fr", "en"),
        added=8,
        contacts=(("Yasmine Haddad", "Travailleuse sociale", "y.haddad@val-des-cedres.example", ""),),
    ),
    Sown(
        name="Atelier Boréal-Est",
        kinds=(Kind.community, Kind.union),
        reasons=(Reason.pooling,),
        owner=MARC,
        region="Est ontarien",
        serves="Personnes qui apprennent un métier du bois",
        languages=("fr",),
        added=200,
        contacts=(("Gilles Fontaine", "Chef d’atelier", "gilles@atelier-boreal-est.example", ""),),
        met=(
            Met(
                190,
                9,
                Purpose.introduction,
                MARC,
                ("Gilles Fontaine",),
                interest=Interest.no,
                change="Un atelier plus grand, prévu dans un an",
            ),
        ),
        moved=((Stage.declined, 190, "Pas de place avant l’agrandissement de l’atelier"),),
    ),
    Sown(
        name="Northlight Community Fund",
        kinds=(Kind.funder,),
        reasons=(Reason.pooling, Reason.social_change),
        owner=DANA,
        people=(AMELIE,),
        region="Ontario",
        serves="Small grants for community employment projects",
        languages=("en", "fr"),
        channel=LEADERSHIP,
        confidential=True,
        added=26,
        contacts=(("Harriet Lindqvist", "Grants officer", "harriet@northlight-fund.example", ""),),
        met=(
            Met(
                13,
                16,
                Purpose.exploration,
                DANA,
                ("Harriet Lindqvist",),
                interest=Interest.yes,
                goals=(("A two-year grant for joint intake", "", 120),),
                steps=(Step("Write a one-page outline of the project", AMELIE, 4),),
            ),
        ),
    ),
)
