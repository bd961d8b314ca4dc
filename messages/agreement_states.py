"""The names of an agreement's states."""

from messages.words import N_, Words
from storage.agreement import AgreementState

STATES: dict[AgreementState, str] = {
    AgreementState.drafting: N_("Drafting"),
    AgreementState.in_review: N_("In review"),
    AgreementState.approved: N_("Approved"),
    AgreementState.signed: N_("Signed"),
    AgreementState.in_force: N_("In force"),
    AgreementState.expiring: N_("Expiring"),
    AgreementState.expired: N_("Expired"),
    AgreementState.ended: N_("Ended"),
    AgreementState.superseded: N_("Superseded"),
}


def state_name(words: Words, state: AgreementState) -> str:
    return words.text(STATES[state])
