"""How the state of an agreement moves, and what is kept of each move: who, when, why, and by which rule."""

from typing import Any

from sqlalchemy import select

from storage.agreement import BEING_WRITTEN, Agreement, AgreementMove, AgreementState
from storage.errors import Changed
from storage.shelf import Shelf


class AgreementMoves(Shelf):
    """The moves of an agreement, and of the amendment being written to it."""

    async def move(self, agreement: Agreement, to: AgreementState, *, why: str = "", by_itself: bool = False) -> None:
        """Moves the agreement's state and keeps who, when and why."""
        if agreement.state is not to:
            self.note_move(agreement, agreement.state, to, why=why, by_itself=by_itself, number=agreement.signed_number)
            agreement.state = to
            await self.session.flush()

    async def move_writing(
        self, agreement: Agreement, to: AgreementState | None, *, number: int | None = None, by_itself: bool = False
    ) -> None:
        """Moves the state of the version being written: the agreement's own, or its amendment's (None: no more)."""
        was = agreement.writing
        if was is to:
            return
        amendment = agreement.state not in BEING_WRITTEN
        self.note_move(agreement, was, to, number=number, by_itself=by_itself, amendment=amendment)
        if amendment:
            agreement.amending = to
        elif to is not None:
            agreement.state = to
        await self.session.flush()

    async def moves(self, agreement: Agreement) -> list[AgreementMove]:
        """Every move of its state, newest first."""
        found = select(AgreementMove).where(AgreementMove.agreement_id == agreement.id)
        return list(await self.session.scalars(found.order_by(AgreementMove.id.desc())))

    async def take_over(self, agreement: Agreement) -> None:
        """The actor looks after it from now on, in the place of somebody who has left. `agreement` comes from
        `for_change`. Raises `Changed` when whoever looks after it is here."""
        if not await self.store.members.gone([agreement.owner_id]):
            raise Changed
        before, agreement.owner_id = agreement.owner_id, self.store.by
        await self.session.flush()
        about = f"partner:{agreement.partner_id}"
        self.store.audit.note("agreement:owner:taken_over", about, agreement=agreement.id, before=before)

    def note_move(
        self, agreement: Agreement, was: AgreementState | None, to: AgreementState | None, **facts: Any
    ) -> None:
        """Keeps one move in the actor's name."""
        self.store.add(
            AgreementMove(
                agreement_id=agreement.id, state_from=was, state_to=to, at=self.store.now, by=self.store.by, **facts
            )
        )
