"""What bears a mark, and what does not: the columns that nobody types into, and the files that say what was typed."""

import re
from collections.abc import Iterator

from sqlalchemy import JSON, Enum, String

from bot.playground.workspace import Workspace
from tests.campaign.marks import TAIL
from tests.campaign.rows import TABLES
from tests.reading import texts

MARKED = re.compile(rf"zq[pw]\d{{4}}x(?!{re.escape(TAIL)}| here b).{{0,20}}", re.DOTALL)
"""A mark that lost its tail; an export holds texts as they are compared, too: without signs."""
UNTYPED = {
    f"{table}.{column}"
    for table, *columns in map(
        str.split,
        """
actions assignee_id created_by settled_by
agreement_moves by
agreement_parts changed_by
agreement_reviews asked_by user_id
agreement_signatures file_id recorded_by user_id
agreement_versions by language
agreements created_by decided_by language notices owner_id
arrangements agreed_by member_id
asides by
assessments by
attempts work
audit by subject tag
bundles channel recipient ts
cadences channel_id created_by remind_before time_zone
challenges closed_by owner_id raised_by
check_in_comments by
check_ins asked_by asked_id drawn
contacts digest email external_id language more phone purpose
details digest external_id resource
document_templates language uploaded_by
drafts form subject user_id
feeds token_hash user_id
health_results comments sums
health_rounds started_by
health_sheets entered_by scores
health_snapshots reasons
holdings noted_by user_id
home_pages digest user_id view_hash
identifiers digest external_id more number scheme
imports channel_id counts created_by file_digest format licence message_ts
install_states state
introductions language
kpi_values by why
kpis channel_id code created_by ended_by reporter_id
likely_pairs dismissed_by reasons
locations address_id address_type city country description digest external_id more postal_code province
mappings columns headings
match_keys key
meetings contact_ids edited_by members recorded_by
members dm_channel_id language locale time_zone user_id
merge_moves after noun
merges by undone_by
mutes by reader
opportunities assets created_by languages owner_id reasons
opportunity_partners by
organization_kinds name_key
organizations digest email external_id languages more name_back name_key website
partner_people user_id
partners channel_id created_by name_back name_key owner_id reasons
phones description digest extension external_id kind more number
portfolio_shares user_id with_id
readiness_steps point
reminders channel facts kind occurrence reason recipient series subject ts worker
reports_due settled_by
requirements changed_by
resources contact created_by languages what_key words
reviews edited_by goal_notes recorded_by
role_corrections by
service_areas description digest external_id more
service_locations description digest external_id more
services alternate_name digest email external_id fees languages more url
sessions changed_by
settings default_channel language province time_zone
sources created_by licence
stage_moves by
submissions key
taxonomy_terms code description digest external_id language more name name_key parent_id taxonomy
term_links digest external_id more
touchpoints by key link logged_by
weightings by weights
workspaces bot_id bot_user_id enterprise_id installer_id scopes team_id
""".strip().splitlines(),
    )
    for column in columns
}
"""By table: ids, codes, addresses, numbers and days as text, what the machine writes; and what comes out of imported
files or forms of a strict shape, where `tests/every_form.py` and `tests/test_longest.py` have their own odd texts."""


def columns() -> Iterator[str]:
    """Every column that may hold a text."""
    for name, table in TABLES.items():
        for column in table.c:
            if isinstance(column.type, (String, JSON)) and not isinstance(column.type, Enum):
                yield f"{name}.{column.name}"


def misread(space: Workspace) -> Iterator[str]:
    """What a reader of a file that Liaison made finds in the place of what was typed."""
    for file in space.files.values():
        if file.user == space.app.bot_user_id:
            for text in texts(file.name, file.content):
                yield from (f"{file.name}: {one}" for one in MARKED.findall(text))
