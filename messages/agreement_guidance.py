"""A sentence of guidance and an example for each part of an agreement, and what a part still lacks, in words."""

from messages.words import N_
from storage.agreement_parts import Part
from storage.agreement_quality import Gap

GUIDANCE: dict[Part, str] = {
    Part.purpose: N_("Say in a full sentence why you work together, which need that meets, and who is served."),
    Part.governance: N_("Name a lead on each side, who decides what, when you meet, and where a problem goes next."),
    Part.goals: N_("Give each goal a measure and a date, so that both sides can see when it is reached."),
    Part.services: N_("List what each side gives and how much of it; put a value on what is given in kind."),
    Part.funding: N_("Say how much is paid, by whom, when and on which invoice; if no money changes hands, say so."),
    Part.communications: N_(
        "Name a contact on each side, how often you talk, in which language, and how you speak of this in public."
    ),
    Part.indicators: N_(
        "Give at least one indicator a target, a source for the figure, and somebody who looks after it."
    ),
    Part.reporting: N_("Say what is reported, to whom, how often, and when the first report is due."),
    Part.roles: N_("For each piece of work, one position answers for it; others do it, are consulted or are informed."),
    Part.parties: N_("Use the legal names, and the positions of those who have the authority to sign."),
    Part.definitions: N_("Agree first on what words such as “client”, “placement” or “referral” mean to both sides."),
    Part.term: N_("Say when it starts and ends, and what happens then; Liaison reminds you before the end."),
    Part.review: N_("Set a day on which both sides look at how it goes, well before the end."),
    Part.amendment: N_("Say how the agreement can be changed, and who has to agree."),
    Part.ending: N_("Say how either side can end it, with how much notice, and what happens to clients then."),
    Part.confidentiality: N_(
        "Share the least that is needed, with consent, and say what happens if data are lost or seen by others."
    ),
    Part.disputes: N_("Say who talks first, who is asked next, and how long each step may take."),
    Part.liability: N_("Say what each side answers for, and which insurance it keeps."),
    Part.property: N_("Say who owns what you make together, and how each side may use it."),
    Part.binding: N_("Say whether this can be enforced by law, or only states what you both intend."),
    Part.stewardship: N_("Where data concern First Nations, the Nation decides on them; name its data steward."),
    Part.equity: N_("Say how people with disabilities, and people of other languages and cultures, take part fully."),
}
EXAMPLES: dict[Part, str] = {
    Part.purpose: N_(
        "“Newcomers in Durham wait four months for a first job interview. With one joint intake, they wait six weeks.”"
    ),
    Part.governance: N_(
        "“The two program managers decide on day-to-day work. Changes to the budget go to the two directors, within"
        " ten days.”"
    ),
    Part.goals: N_(
        "“40 newcomers in paid work of 20 hours a week or more, counted at intake and after three months, by 30 June.”"
    ),
    Part.services: N_("“Rivière-Nord gives a meeting room, two mornings a week, worth $4,800 a year.”"),
    Part.funding: N_(
        "“$24,000 in three instalments, paid by the funder within 30 days of an invoice.” Or: “No money changes hands.”"
    ),
    Part.communications: N_(
        "“The two coordinators talk every second Tuesday, in French. Both logos appear on every poster.”"
    ),
    Part.indicators: N_(
        "“People placed at 20 hours a week or more: 12 today, 40 by June, from the case files, counted by the "
        "employment coordinator.”"
    ),
    Part.reporting: N_("“A one-page summary, to both directors, every three months; the first is due on 15 October.”"),
    Part.roles: N_(
        "“Joint intake: the intake worker does it, the program manager answers for it, the settlement team is "
        "consulted.”"
    ),
    Part.parties: N_("“Centre Rivière-Nord inc., business number 812345678, signed by its executive director.”"),
    Part.definitions: N_(
        "“A referral counts when it is planned, supported, coordinated and written down; a telephone call is fine.”"
    ),
    Part.term: N_("“From 1 April 2027 to 31 March 2028, renewed if both sides agree in writing.”"),
    Part.review: N_("“The first review takes place in October, half a year before the end.”"),
    Part.amendment: N_("“Any change is written down, dated and signed by both directors.”"),
    Part.ending: N_(
        "“Either side may end this with 60 days’ notice; nobody who is being served loses their worker during that "
        "time.”"
    ),
    Part.confidentiality: N_(
        "“Only first name, telephone number and consent are shared; a breach is reported to the other side within "
        "two days.”"
    ),
    Part.disputes: N_(
        "“The coordinators have five days, then the directors have ten; after that, both sides ask a mediator.”"
    ),
    Part.liability: N_("“Each side keeps liability insurance of at least $2,000,000 and shows proof once a year.”"),
    Part.property: N_("“Both sides may use the workshop guide for free; neither sells it.”"),
    Part.binding: N_("“This memorandum states what we intend. Only the part on confidentiality binds us by law.”"),
    Part.stewardship: N_(
        "“The Nation’s data steward agrees in writing before any figure about its members leaves the program.”"
    ),
    Part.equity: N_(
        "“Every workshop is offered in both languages, in a room without steps, with captions on request.”"
    ),
}
GAPS: dict[Gap, str] = {
    Gap.nothing: N_("This part says nothing yet."),
    Gap.whole_sentence: N_("A full sentence would say more."),
    Gap.lead: N_("A lead on each side is still to be named."),
    Gap.decisions: N_("Who decides what is still to be said."),
    Gap.goal_measure: N_("A goal has no measure yet."),
    Gap.goal_day: N_("A goal has no date yet."),
    Gap.giver: N_("Who gives what is still to be said."),
    Gap.funding_unsaid: N_("Please say whether money changes hands; “no” is an answer too."),
    Gap.funding_amount: N_("The total amount is still to be said."),
    Gap.funding_payer: N_("Who pays is still to be said."),
    Gap.contact: N_("A contact on each side is still to be named."),
    Gap.frequency: N_("How often you talk is still to be said."),
    Gap.indicator: N_("At least one indicator needs a target, a source and an owner."),
    Gap.report_reader: N_("What is reported, and to whom, is still to be said."),
    Gap.report_day: N_("How often a report is due, and when first, is still to be said."),
    Gap.nobody_answers: N_("Nobody answers yet for one piece of work."),
    Gap.two_answer: N_("More than one answers for the same piece of work; one is clearer."),
    Gap.nobody_does: N_("Nobody does one piece of work yet."),
}
