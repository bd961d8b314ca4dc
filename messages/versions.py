"""Versions of an agreement: saved, listed, compared, taken up again, amended; and the history of its states."""

from collections.abc import Mapping, Sequence

from messages import inputs
from messages.agreement_states import state_name
from messages.agreements import lead
from messages.blocks import Block, Element, actions, button, confirm, context, divider, option, section
from messages.paging import leaf
from messages.papers import PREVIEW
from messages.signing import signature_line
from messages.surfaces import View, modal
from messages.words import N_, Rich, Words, escape
from storage.agreement import Agreement, AgreementMove, AgreementState, AgreementVersion
from storage.agreements import WHY_LIMIT
from storage.approvals import AgreementSignature

SAVE, SAVING, LIST, VIEW = "versions.save", "versions.saving", "versions.list", "versions.view"
COMPARE, COMPARING, COMPARED = "versions.compare", "versions.comparing", "versions.compared"
RESTORE, AMEND, GIVE_UP = "versions.restore", "versions.amend", "versions.give_up"
HISTORY, HISTORY_VIEW, FIND = "versions.history", "versions.history_view", "versions.find"
WHY, ONE, OTHER = "why", "one", "other"
PAGE = 12
MOVES = 40
MOST_OFFERED = 100
MOST_VERSIONS = 10_000
CLOCK = "clock"
S = AgreementState
RULES: dict[tuple[AgreementState | None, AgreementState | None], str] = {
    (S.in_review, S.approved): N_("everybody who was asked approves"),
    (S.drafting, S.approved): N_("everybody who was asked approves"),
    (S.in_review, S.drafting): N_("changes were asked for"),
    (S.approved, S.drafting): N_("a new version was saved"),
    (S.drafting, S.in_review): N_("nobody asks for changes any more"),
    (S.approved, S.signed): N_("both sides have signed"),
    (S.drafting, S.signed): N_("both sides have signed"),
    (S.approved, None): N_("both sides have signed"),
    (S.drafting, None): N_("both sides have signed"),
    (S.signed, S.in_force): N_("its first day has come"),
    (S.in_force, S.expiring): N_("its end is near"),
    (S.expiring, S.in_force): N_("its end is not near any more"),
}
"""Why a state moved by itself, from one to another; what moves to the last three follows from where it moved."""
ENDS: dict[AgreementState, str] = {
    S.expired: N_("its last day has passed"),
    S.ended: N_("its last day has passed, as was decided"),
    S.superseded: N_("another agreement has taken its place"),
}
SAVED = N_("a new version was saved")


def save_form(words: Words, agreement: Agreement, partner: str, *, number: int) -> View:
    """Why this version is kept."""
    why = inputs.text(limit=WHY_LIMIT, focus=True)
    return modal(
        SAVING,
        words.text("Save a version"),
        [
            section(lead(words, agreement, partner)),
            inputs.field(WHY, words.text("What is new in version {n}?", n=number), why, optional=True),
            context(words.rich("A version never changes. You can compare any two, and take up an earlier one again.")),
        ],
        submit=words.text("Save"),
        close=words.text("Cancel"),
        meta={"subject": agreement.subject, "agreement": agreement.id},
    )


def listed(
    words: Words,
    agreement: Agreement,
    partner: str,
    versions: Sequence[AgreementVersion],
    names: Mapping[str, str],
    *,
    newest: int,
    signed: Mapping[int, Sequence[AgreementSignature]],
    may_write: bool,
    notice: Rich | None = None,
) -> View:
    """A page of versions, newest first; there are older ones when there is one more than `PAGE`."""
    shown, more = versions[:PAGE], len(versions) > PAGE
    blocks: list[Block] = [section(lead(words, agreement, partner))]
    if notice is not None:
        blocks.append(section(notice))
    for version in shown:
        blocks.append(section(version_line(words, version, names, signed.get(version.number, ()))))
        value = f"{agreement.id}:{version.number}"
        row = [button(words.text("Read it"), PREVIEW, value)]
        if may_write and version.number != newest:
            row.append(_restore(words, value, version.number))
        blocks.append(actions(*row))
    if not shown:
        blocks.append(section(words.text("Nothing is saved as a version yet.")))
    row = [button(words.text("Compare two"), COMPARE, str(agreement.id), style="primary")] if newest > 1 else []
    if shown and shown[0].number != newest:
        row.append(button(words.text("Newest"), LIST, str(agreement.id)))
    if more:
        row.append(button(words.text("Older"), f"{LIST}_older", f"{agreement.id}:{shown[-1].number}"))
    row.append(button(words.text("History"), HISTORY, str(agreement.id)))
    blocks += [divider(), actions(*row, block_id="ways")]
    return modal(VIEW, words.text("Versions"), blocks, close=words.text("Close"), meta={"agreement": agreement.id})


def taken_up(words: Words, version: AgreementVersion, kept: int | None) -> Rich:
    """What was done when an earlier version was taken up again; `kept` is what was being written, as a version."""
    done = words.rich("Version {n} is taken up again, as version {new}.", n=version.restores or 0, new=version.number)
    if kept is None:
        return done
    saved = words.rich("What was being written is saved as version {n}.", n=kept)
    return Rich("{} {}").format(saved, done)


def version_line(
    words: Words, version: AgreementVersion, names: Mapping[str, str], signatures: Sequence[AgreementSignature]
) -> Rich:
    """One version: number, who, when, why, what it amends or takes up again, and who has signed it."""
    name = names.get(version.by, version.by)
    at = version.at.astimezone(words.zone)
    when = words.rich("{day}, {hour}", day=words.full_date(at.date()), hour=words.hour(at))
    lines: list[str] = [words.rich("*Version {n}* · {name}, {when}", n=version.number, name=name, when=when)]
    notes: list[str] = []
    if version.amends:
        notes.append(words.rich("amends version {n}", n=version.amends))
    if version.restores:
        notes.append(words.rich("takes up version {n} again", n=version.restores))
    if version.why:
        notes.append(words.rich("“{why}”", why=version.why))
    if notes:
        lines.append(Rich(" · ").join(notes))
    if signatures:
        lines += [words.rich("*Signed by*"), *(signature_line(words, one) for one in signatures)]
    return Rich("\n").join(lines)


def choice(words: Words, version: AgreementVersion) -> Element:
    """A version to choose."""
    day = words.full_date(version.at.astimezone(words.zone).date())
    about = f"{day}, {version.why}" if version.why else day
    return option(words.text("Version {n}", n=version.number), str(version.number), about)


def compare_form(
    words: Words, agreement: Agreement, partner: str, one: AgreementVersion, other: AgreementVersion
) -> View:
    """Which two are compared; at first the newest with the one before it."""
    return modal(
        COMPARING,
        words.text("Compare versions"),
        [
            section(lead(words, agreement, partner)),
            inputs.field(ONE, words.text("From"), inputs.external(FIND, choice(words, one))),
            inputs.field(OTHER, words.text("To"), inputs.external(FIND, choice(words, other))),
        ],
        submit=words.text("Compare"),
        close=words.text("Back"),
        meta={"agreement": agreement.id},
    )


def compared(
    words: Words,
    one: AgreementVersion,
    other: AgreementVersion,
    told: Sequence[Block],
    *,
    since: int = 0,
) -> View:
    """What differs between two versions, part by part (`told`), page by page."""
    title = words.rich(
        "*{title}*\nversion {one} → version {other}", title=other.title, one=one.number, other=other.number
    )
    page = leaf(told, since)
    shown = list(page.shown)
    parts = [block for block in told[:since] if block["type"] == "header"]
    if shown and parts and shown[0]["type"] != "header":
        shown.insert(0, parts[-1])
    blocks = [section(title), *(shown or [section(words.text("These two say the same."))])]
    value = f"{one.agreement_id}:{one.number}:{other.number}"
    row = []
    if page.earlier is not None:
        row.append(button(words.text("Back"), f"{COMPARED}_back", f"{value}:{page.earlier}"))
    if page.further is not None:
        row.append(button(words.text("Go on"), COMPARED, f"{value}:{page.further}"))
    if row:
        blocks.append(actions(*row, block_id="ways"))
    small = words.rich("~Struck~ is what was removed, *bold* is what is new.")
    return modal(VIEW, words.text("Compare versions"), [*blocks, context(small)], close=words.text("Close"))


def history(
    words: Words,
    agreement: Agreement,
    partner: str,
    moves: Sequence[AgreementMove],
    saved: Mapping[int, AgreementVersion],
    names: Mapping[str, str],
    *,
    since: int = 0,
) -> View:
    """Every move of its state, newest first, page by page: when, who, and by which rule."""
    blocks: list[Block] = [section(lead(words, agreement, partner))]
    blocks += [section(_move(words, move, saved, names)) for move in moves[since : since + MOVES]]
    row = []
    if since:
        row.append(button(words.text("Newer"), f"{HISTORY}_newer", f"{agreement.id}:{max(0, since - MOVES)}"))
    if len(moves) > since + MOVES:
        row.append(button(words.text("Older"), f"{HISTORY}_older", f"{agreement.id}:{since + MOVES}"))
    if row:
        blocks.append(actions(*row, block_id="ways"))
    return modal(HISTORY_VIEW, words.text("History"), blocks, close=words.text("Close"))


def _move(words: Words, move: AgreementMove, saved: Mapping[int, AgreementVersion], names: Mapping[str, str]) -> Rich:
    at = move.at.astimezone(words.zone)
    when = words.rich("{day}, {hour}", day=words.full_date(at.date()), hour=words.hour(at))
    to = state_name(words, move.state_to) if move.state_to else words.text("Over")
    if move.amendment:
        to = words.text("Amendment: {state}", state=to)
    notes: list[str] = []
    if move.number:
        notes.append(words.rich("version {n}", n=move.number))
    if move.by_itself:
        rule = _rule(move, saved)
        notes.append(words.rich("by itself: {rule}", rule=words.text(rule)) if rule else words.rich("by itself"))
    if move.by != CLOCK:
        who = names.get(move.by, move.by)
        notes.append(words.rich("after what {name} did", name=who) if move.by_itself else escape(who))
    if move.why:
        notes.append(words.rich("“{why}”", why=move.why))
    first = words.rich("{when}\n*{state}*", when=when, state=to)
    return Rich(" · ").join([first, *notes]) if notes else first


def _rule(move: AgreementMove, saved: Mapping[int, AgreementVersion]) -> str | None:
    """The rule that moved it. What was in review is written anew for one of two reasons: a version that was saved in
    the same moment tells which."""
    version = saved.get(move.number or 0)
    if move.state_to is S.drafting and version is not None and version.at == move.at:
        return SAVED
    if move.state_to in ENDS:
        return ENDS[move.state_to]
    return RULES.get((move.state_from, move.state_to))


def give_up_button(words: Words, agreement_id: int) -> Element:
    """Ends a round of amendment without one."""
    ask = confirm(
        words.text("Give up this amendment?"),
        words.text("The signed version goes on as it is. What was written stays in the versions."),
        words.text("Give it up"),
        words.text("Keep writing"),
    )
    return button(words.text("Give up the amendment"), GIVE_UP, str(agreement_id), ask=ask)


def _restore(words: Words, value: str, number: int) -> Element:
    ask = confirm(
        words.text("Take up version {n} again?", n=number),
        words.text("It becomes a new version. What is being written now is saved as a version first."),
        words.text("Take it up"),
        words.text("Cancel"),
    )
    return button(words.text("Take up again"), RESTORE, value, ask=ask)
