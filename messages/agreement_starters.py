"""Plain-language starters for the further clauses of an agreement: a text to change, never one to sign unread."""

from messages.words import N_
from storage.agreement_parts import Part

STARTERS: dict[Part, str] = {
    Part.definitions: N_(
        "In this agreement:\n"
        "“client” means a person who uses a service of either party;\n"
        "“referral” means that one party sends a client to the other, with the client’s consent, and writes it down;\n"
        "“placement” means paid work of 20 hours a week or more.\n"
        "Where a word is unclear, the parties agree on its meaning before they count or report anything."
    ),
    Part.term: N_(
        "This agreement starts and ends on the days written above. At least 90 days before the end, the parties decide"
        " together whether to renew it, to change it or to close the partnership."
    ),
    Part.review: N_(
        "The parties review this agreement together at least once a year. They look at the goals, the indicators, the"
        " work of each party and what clients say, and they write down what they decide to change."
    ),
    Part.amendment: N_(
        "This agreement can be changed only in writing. A change says which part it replaces and from which day, and"
        " takes effect when somebody with authority has signed it for each party."
    ),
    Part.ending: N_(
        "Either party may end this agreement by telling the other in writing, with the notice written above.\n"
        "If a party seriously breaks the agreement and does not put it right within 30 days of being told, the other"
        " may end it at once.\n"
        "Before the last day, the parties agree on a plan so that no client loses a service without warning: each"
        " client is told, chooses what comes next, and is handed over with consent. Money that was paid and not used,"
        " and property that was lent, are returned. Data are returned or destroyed, and this is confirmed in writing."
    ),
    Part.confidentiality: N_(
        "Each party keeps confidential what it learns about clients and about the other party.\n"
        "Minimum: the parties share only the personal information that the work needs, and only with people who need"
        " it.\n"
        "Consent: personal information is shared only with the person’s informed consent, which can be withdrawn at"
        " any time, or where the law requires it.\n"
        "Safety: each party keeps the information secure, keeps it no longer than it is needed, and follows the"
        " privacy law that applies to it.\n"
        "Breach: if information is lost, stolen or seen by somebody who should not see it, the party concerned tells"
        " the other within two working days, and both agree on what to do and who is told.\n"
        "These duties go on after the agreement ends."
    ),
    Part.disputes: N_(
        "If the parties disagree, their leads talk within five working days. If they do not find an answer, the"
        " directors meet within ten more working days. If that does not help, the parties ask a mediator whom both"
        " accept and share the cost. Services to clients go on in the meantime."
    ),
    Part.liability: N_(
        "Each party answers for its own staff, volunteers, work and property. Neither party acts on behalf of the"
        " other or makes promises in its name. Each party keeps the insurance that its work needs, including general"
        " liability insurance, and shows proof of it when asked."
    ),
    Part.property: N_(
        "What a party brings with it stays its own. What the parties make together belongs to both; each may use and"
        " change it for its own work, names the other as co-author, and does not sell it without the other’s written"
        " consent. A party’s name and logo are used only as the party has agreed."
    ),
    Part.binding: N_(
        "This agreement says what the parties intend to do together. It does not create legal duties, except for the"
        " parts on confidentiality and data sharing, which bind both parties and go on after it ends."
    ),
    Part.stewardship: N_(
        "Where data concern a First Nation or its members, the First Nations principles of ownership, control, access"
        " and possession (OCAP®) apply. The Nation owns the data and decides on collecting, using, sharing and"
        " destroying them. Its data steward agrees in writing beforehand. The Nation can see its data at any time, and"
        " they are kept where and how it decides. Nothing about the Nation is published without its agreement."
    ),
    Part.equity: N_(
        "Both parties make sure that people can take part fully, whatever their disability, language, culture, gender"
        " or income. Places and documents are accessible, and adjustments are made on request, at no cost to clients."
        " Services are offered in English and in French where clients need it, and interpretation is arranged where it"
        " is needed. The parties look together at who is not being reached, and change what keeps them away."
    ),
}
"""By the part whose field `text` it fills; parties need none."""
