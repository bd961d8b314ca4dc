"""The partnerships of the demonstration: first those with a history, of up to a year. All invented."""

from bot.seed_agreements import JOINT_INTAKE, TWO_SEATS, YOUTH_PROGRAM
from bot.seed_first_steps import FIRST_STEPS
from bot.seed_following import Arranged, Measured, Touched
from bot.seed_health import Heard, Held, Said
from bot.seed_people import AMELIE, DANA, MARC, NONE, PRIYA, RIVER, SAM, SHARED, Met, Planned, Sown, Step
from bot.seed_reviews import Hurdle, Looked
from bot.seed_signed import JOB_CORNER, TRIAL_SHIFTS
from storage.challenges import ChallengeKind, Severity
from storage.communication import Every, How
from storage.goals import GoalState, WayKind
from storage.meetings import Interest, Purpose
from storage.organizations import Kind
from storage.partners import Reason, Stage
from storage.positions import Position
from storage.recurrence import Frequency
from storage.requirements import RequirementKind

SCHEDULE, FINANCE = RequirementKind.schedule, RequirementKind.finance
REPORTING, MEASUREMENT = RequirementKind.reporting, RequirementKind.measurement
FORTY = "40 newcomers in paid work by June"

PARTNERS = (
    Sown(
        name="Centre Rivière-Nord",
        kinds=(Kind.community, Kind.settlement),
        reasons=(Reason.outreach, Reason.pooling),
        owner=AMELIE,
        people=(SAM,),
        region="Durham Region",
        serves="Newcomers in their first five years, many of them francophone",
        languages=("fr", "en"),
        website="https://riviere-nord.example",
        channel=RIVER,
        added=84,
        contacts=(
            ("Maria Silva", "Intake coordinator", "maria.silva@riviere-nord.example", "905 555-0142"),
            ("Jean-Luc Baptiste", "Executive director", "direction@riviere-nord.example", "905 555-0140"),
        ),
        met=(
            Met(
                60,
                14,
                Purpose.introduction,
                AMELIE,
                ("Jean-Luc Baptiste",),
                interest=Interest.not_yet,
                change="A staff person who can give half a day a week",
                notes="They see many people with trades experience and nobody to send them to.",
            ),
            Met(
                10,
                14,
                Purpose.exploration,
                AMELIE,
                ("Maria Silva", "Jean-Luc Baptiste"),
                interest=Interest.yes,
                notes="We agree to pilot a joint intake on Tuesdays.",
                goals=((FORTY, "people placed, counted together each month", 200), ("One shared intake form", "", 45)),
                ways=(
                    (WayKind.services, "Joint intake on Tuesday mornings, at their place"),
                    (WayKind.resources, "Their meeting rooms, our labour market information"),
                ),
                requirements={SCHEDULE: "Tuesdays 09:00 to 12:00, from the first week of next month", FINANCE: NONE},
                steps=(
                    Step("Send the draft schedule", SAM, -2),
                    Step("Send the reporting template", "Maria Silva", 5),
                    Step("Book the room for the first Tuesday", AMELIE, 3),
                    Step("Share our intake questions", AMELIE, -6, done=True),
                ),
                next_in=2,
            ),
        ),
        planned=(Planned(Frequency.biweekly, 2, 9),),
        agreed=(JOINT_INTAKE,),
        measured=(
            Measured("referrals_in", AMELIE, ("6", "8", "9", None, "11"), "5", "16", source="our intake register"),
            Measured("days_to_acknowledge", AMELIE, ("9", "8", "6", "6", "4"), "10", "3"),
        ),
        arranged=(Arranged(58, AMELIE, "Maria Silva", How.email, Every.weekly, "Who comes on Tuesday"),),
        touched=(Touched(4, AMELIE, "Maria Silva", How.phone, "She has the room from the first week on"),),
    ),
    Sown(
        name="Kestrel Works Co-operative",
        kinds=(Kind.employer,),
        reasons=(Reason.services, Reason.social_issue),
        owner=SAM,
        region="Marlow Falls",
        serves="Entry-level manufacturing and packing; about 120 jobs",
        languages=("en",),
        website="https://kestrel-works.example",
        added=380,
        contacts=(("Owen Harding", "Plant manager", "owen@kestrel-works.example", "289 555-0117"),),
        met=(
            Met(370, 10, Purpose.introduction, SAM, ("Owen Harding",), interest=Interest.yes),
            Met(
                340,
                10,
                Purpose.exploration,
                SAM,
                ("Owen Harding",),
                interest=Interest.yes,
                notes="Paid trial shifts instead of interviews; a buddy on each line.",
                goals=(
                    ("20 people hired after a trial shift", "hires a quarter", -20),
                    ("Half of them still there after six months", "still employed at six months", 150),
                ),
                ways=(
                    (WayKind.services, "Trial shifts every second Thursday"),
                    (WayKind.other, "Plant tours in spring"),
                ),
                requirements={
                    SCHEDULE: "Every second Thursday, 07:00 to 15:00",
                    FINANCE: "They pay the trial shifts at the usual wage",
                    REPORTING: "One page a quarter, numbers only",
                    MEASUREMENT: "Hired, and still employed after three and six months",
                },
                steps=(Step("Send the first four candidates' availability", SAM, -330, done=True),),
            ),
            Met(
                24,
                10,
                Purpose.planning,
                SAM,
                ("Owen Harding",),
                notes="Winter orders are up: room for six more by January.",
                steps=(
                    Step("Find six people for the January line", SAM, 9),
                    Step("Confirm the night bus stop with the city", "Owen Harding", 1),
                ),
            ),
        ),
        moved=((Stage.agreeing, 330, "All five items are there"), (Stage.active, 300, "Started informally")),
        settled={"20 people hired after a trial shift": GoalState.met},
        planned=(Planned(Frequency.monthly_by_weekday, 6, 10),),
        agreed=(TRIAL_SHIFTS,),
        held=(
            Held(Position.lead, SAM, 299, SAM),
            Held(Position.lead, "Owen Harding", 299, SAM),
            Held(Position.sponsor, DANA, 299, SAM),
            Held(Position.reporter, SAM, 250, SAM),
        ),
        heard=(
            Heard(
                130,
                SAM,
                ours=(Said(SAM, (5, 4, 4, 3, 4, 3, 4, 2)), Said(DANA, (5, 4, 4, 4, 4, 3, 3, 2))),
                theirs=(Said("Owen Harding", (4, 3, 4, 4, 4, 4, 4, 3)),),
            ),
            Heard(
                38,
                SAM,
                ours=(
                    Said(SAM, (5, 4, 4, 4, 4, 3, 4, 3)),
                    Said(DANA, (5, 4, 5, 4, 4, 3, 4, 2), "If Sam were away, nobody would know whom to call."),
                ),
                theirs=(Said("Owen Harding", (4, 4, 4, 4, 5, 3, 4, 3)),),
            ),
        ),
        measured=(
            Measured("placed", SAM, ("2", "1", "3", "2", "2", "4", "3"), "1", "3", source="the plant’s hiring list"),
            Measured("in_kind_hours", SAM, ("14", "18", "12", "10", "9", "8", "8"), "16", "20"),
        ),
        arranged=(Arranged(295, SAM, "Owen Harding", How.phone, Every.monthly, "The day after a trial shift"),),
        touched=(Touched(9, SAM, "Owen Harding", How.phone, "Two of the four are asked back"),),
        looked=(
            Looked(
                112,
                SAM,
                "Eleven hires after a trial shift. The buddies make the difference in the first weeks.",
                "Go on with four places a shift, and add the evening line in spring.",
                (
                    Hurdle(
                        "No bus to the plant before seven",
                        ChallengeKind.access,
                        Severity.serious,
                        SAM,
                        "Ask the township about the early run",
                    ),
                    Hurdle(
                        "Forms in English only",
                        ChallengeKind.access,
                        Severity.minor,
                        SAM,
                        learned="Translate before the first shift, not after it",
                    ),
                ),
            ),
        ),
    ),
    Sown(
        name="Collège de la Pointe-aux-Hérons",
        kinds=(Kind.education,),
        reasons=(Reason.services, Reason.duplication),
        owner=MARC,
        region="Est ontarien",
        serves="Adultes en reconversion, francisation et mise à niveau",
        languages=("fr",),
        website="https://pointe-aux-herons.example",
        added=48,
        contacts=(
            ("Solène Marchand", "Directrice de la formation continue", "s.marchand@pointe-aux-herons.example", ""),
        ),
        met=(
            Met(
                40,
                11,
                Purpose.introduction,
                MARC,
                ("Solène Marchand",),
                interest=Interest.yes,
                notes="Le collège offre deux places par cohorte à nos personnes inscrites.",
                goals=(("Deux personnes par cohorte diplômées d’ici l’été", "diplômes obtenus", 210),),
                ways=((WayKind.services, "Atelier sur le marché du travail à chaque rentrée"),),
                requirements={SCHEDULE: "Deux rentrées par année, en septembre et en janvier"},
                steps=(
                    Step("Envoyer la liste des ateliers offerts", MARC, 2),
                    Step("Transmettre le calendrier des cohortes", "Solène Marchand", 12),
                ),
            ),
        ),
        moved=((Stage.agreeing, 15, "Le reste se règle dans la lettre d’entente"),),
        planned=(Planned(Frequency.monthly_by_date, 11, 13),),
        agreed=(TWO_SEATS,),
    ),
    Sown(
        name="Tamarack Access Network",
        kinds=(Kind.disability, Kind.community),
        reasons=(Reason.outreach, Reason.social_change),
        owner=PRIYA,
        region="Durham Region",
        serves="Adults with disabilities who look for work or want to keep it",
        languages=("en", "fr"),
        website="https://tamarack-access.example",
        added=30,
        contacts=(("Renata Kowalczyk", "Employment lead", "renata@tamarack-access.example", "905 555-0168"),),
        met=(
            Met(
                17,
                15,
                Purpose.introduction,
                PRIYA,
                ("Renata Kowalczyk",),
                interest=Interest.not_yet,
                change="Proof that our rooms and forms are accessible",
                steps=(Step("Have the front door and the forms reviewed", PRIYA, 1),),
            ),
        ),
        arranged=(
            Arranged(17, PRIYA, "Renata Kowalczyk", How.phone, Every.biweekly, "How the review of our rooms goes"),
        ),
    ),
    Sown(
        name="Two Pines Friendship Lodge",
        kinds=(Kind.indigenous, Kind.community),
        reasons=(Reason.social_change, Reason.services),
        owner=DANA,
        region="Northumberland shore",
        serves="Urban Indigenous families, youth and Elders",
        languages=("en",),
        channel=SHARED,
        added=120,
        contacts=(("Stella Quill", "Community programs", "stella@two-pines.example", "905 555-0191"),),
        met=(
            Met(100, 13, Purpose.introduction, DANA, ("Stella Quill",), interest=Interest.not_yet),
            Met(
                52,
                13,
                Purpose.exploration,
                DANA,
                ("Stella Quill",),
                interest=Interest.yes,
                notes="They keep their own data; we share counts only, and only after they have seen them.",
                goals=(("A summer youth program led by the Lodge", "young people who finish it", 230),),
                ways=((WayKind.resources, "Our computers and instructors, at the Lodge"),),
                requirements={REPORTING: "Counts twice a year, reviewed by the Lodge first"},
                steps=(Step("Ask the funder about honoraria for Elders", DANA, 8),),
            ),
        ),
        moved=((Stage.agreeing, 21, "The letter says what is still open"),),
        planned=(Planned(Frequency.quarterly, 20, 13),),
        agreed=(YOUTH_PROGRAM,),
    ),
    Sown(
        name="Whitmore Public Library",
        kinds=(Kind.government, Kind.education),
        reasons=(Reason.outreach,),
        owner=DANA,
        region="Whitmore",
        serves="Everybody in Whitmore; about 400 visits a day",
        languages=("en",),
        added=230,
        contacts=(("Beatrice Osgoode", "Branch head", "b.osgoode@whitmore-library.example", "905 555-0126"),),
        agreed=(JOB_CORNER,),
    ),
    *FIRST_STEPS,
)
