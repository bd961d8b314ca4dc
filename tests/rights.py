"""What each route is for, by hand from docs/using.md and the pages it names: the least role that may go it.

A command stands by its word, everything else by its noun with its verbs."""

from storage.members import Right

BY_HAND = {
    Right.use: {
        "command": """
            actions agree agreements assets calendar contact duplicates export find health help kpis list
            map mute need portfolio ready review roles settings show week
        """,
        "submit": """
            agreements: pick
            approvals: changing
            mutes: form
            portfolio: making readers
            reviews: pick share
            settings: own
            versions: comparing
        """,
        "click": """
            actions: of own page page.first
            agendas: prepare
            agreement_text: earlier further
            agreements: agree all open
            approvals: afresh again approve changes
            calendar: add link open revoke
            communication: show
            duplicates: show show_denied turn turn.first
            exports: mine
            health: history open picture turn turn.back
            help: open
            introductions: open
            kpi_overview: by_code by_status turn turn.back
            kpi_totals: changed csv xlsx
            kpis: everywhere of page picture totals
            members: ask
            merges: show_recent
            minutes: open
            mutes: open undo
            network: by_kind by_region by_stage by_strength every partner picture turn turn.back
            opportunities: by_owner by_state by_urgency find of_partner open turn turn.back
            papers: markdown preview word
            partners: all more newest older page page.back search show
            portfolio: look share summary
            prospects: for open show_asides turn turn.back
            readiness: of_partner open past
            register: all csv page page.back xlsx
            reminders: to_me why
            resources: by_category by_side coverage every open picture search turn turn.back
            reviews: full of open share
            roles: all open turn turn.back
            settings: open open_own
            signing: copy
            snoozing: later wake
            terms: reports
            versions: compare compared compared_back history history_newer history_older list list_older
            week: all open turn turn.back turn.now
            week_digest: decline stop want
        """,
        "look_up": """
            agreements: partner
            network: partner
            partners: find search
            resources: search
            versions: find
        """,
    },
    Right.edit: {
        "command": """
            archive edit meet new plan restore stage
        """,
        "submit": """
            actions: date give
            agreement_conflict: choose
            agreement_pages: page
            agreements: begin describing
            approvals: replacing sending signing
            challenges: form learning
            check_ins: commenting handing leaving reporting
            communication: form
            contact_data: form
            health: answering entering pacing
            introductions: form
            kpi_forms: form periods taking
            meetings: form pick
            merges: form preview
            minutes: decline
            opportunities: form linking moving
            partners: edit new
            prospects: setting
            readiness: form
            reminders: chosen
            resources: form
            reviews: form
            roles: correcting ending naming
            saved_messages: form
            sessions: form move picked skipping
            stages: form
            terms: closing
            touchpoints: form
            versions: saving
        """,
        "click": """
            actions: date done give more reopen
            agreement_conflict: earlier further return
            agreement_pages: add_row afresh back continue example go starter
            agreements: clause describe new part take_over titled
            approvals: instead send sign
            challenges: afresh change close learn new reopen
            check_ins: afresh ask comment correct hand_over none report
            communication: change end go_on halt new pause resume
            contact_data: afresh open
            contacts: add
            duplicates: deny take_back undo
            exports: contacts
            goals: add
            health: afresh answer close correct enter pace start take_back
            introductions: afresh language
            kpi_forms: afresh choose
            kpis: add change correct end report resume take_over
            meetings: add_step afresh meet partner
            merges: back compare keep take_apart
            minutes: agree complete decline
            network: graph
            opportunities: afresh back continue edit link link_again move new
            partners: afresh archive continue edit new other restore
            prospects: again contact make not_for_us
            readiness: act afresh bring_back check correct go_on stop take_back unact
            reminders: choose leave post_again
            resources: afresh archive edit new restore undo
            reviews: add_challenge afresh complete now record
            roles: held position remove take_over work
            saved_messages: undo
            sessions: afresh edit end new plan preview reschedule resume skip unskip zones
            signing: afresh
            stages: choose move
            terms: afresh close hand_over not_reported reconsider renegotiate renew reported
            touchpoints: afresh change details log other_day remove today undo yesterday
            versions: amend give_up restore save
        """,
        "look_up": """
            agreement_pages: who
            exports: contacts
            meetings: contacts partner who
            resources: holders
            roles: who
            sessions: zones
            settings: zones
            signing: contact
        """,
        "shortcut": """
            meetings: record
            saved_messages: save
        """,
    },
    Right.coordinate: {
        "command": """
            import
        """,
        "submit": """
            imports: form match
            prospects: weighing
            templates: upload
        """,
        "click": """
            exports: erase hand_out person write.csv write.hsds-csv write.hsds-json write.json write.xlsx
            imports: columns discard go resume stop undo
            papers: templates
            prospects: default_weights weights
            templates: remove start
        """,
        "look_up": """
            exports: person
        """,
    },
    Right.administer: {
        "submit": """
            settings: workspace
        """,
        "click": """
            members: take
        """,
    },
}
"""Everybody who is one of us; members (of a partner whoever may edit it, which is looked at besides); coordinators
(files of everybody's data, imports, own documents, weights, a contact who asks); owners."""


def _named(kinds: dict[str, str]) -> list[tuple[str, str]]:
    """Each route of a right: its way in and its name."""
    found = []
    for way, text in kinds.items():
        for line in filter(None, map(str.strip, text.splitlines())):
            noun, colon, verbs = line.rpartition(":")
            found += [(way, f"{noun}.{verb}" if colon else verb) for verb in verbs.split()]
    return found


ROWS = [(way, name, right) for right, kinds in BY_HAND.items() for way, name in _named(kinds)]
"""The table: the way in, the name, the right."""
