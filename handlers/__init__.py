"""What we do: one file a feature. This is the table of contents."""

from types import ModuleType

from handlers import (
    actions,
    agendas,
    agreement_conflict,
    agreement_pages,
    agreements,
    approvals,
    audit,
    calendar,
    challenges,
    check_in_report,
    check_ins,
    communication,
    home,
    installs,
    kpi_forms,
    kpi_totals,
    kpis,
    lists,
    meetings,
    members,
    minutes,
    opportunities,
    opportunity_form,
    papers,
    partner_form,
    partners,
    portfolio,
    register,
    reminders,
    reports,
    resource_form,
    resources,
    review_papers,
    review_record,
    reviews,
    saved_messages,
    sessions,
    settings,
    signing,
    snoozing,
    stages,
    templates,
    terms,
    touchpoints,
    versions,
    week,
)
from handlers.conversation import routes_of_conversation
from handlers.help import routes_of_help
from handlers.routes import Routes

FEATURES: tuple[ModuleType, ...] = (
    home,
    partner_form,
    lists,
    partners,
    stages,
    audit,
    meetings,
    minutes,
    sessions,
    agendas,
    reviews,
    review_record,
    review_papers,
    challenges,
    calendar,
    communication,
    touchpoints,
    saved_messages,
    actions,
    week,
    agreements,
    agreement_pages,
    agreement_conflict,
    versions,
    approvals,
    signing,
    terms,
    reports,
    papers,
    templates,
    register,
    portfolio,
    kpis,
    kpi_forms,
    kpi_totals,
    check_ins,
    check_in_report,
    opportunities,
    opportunity_form,
    resources,
    resource_form,
    settings,
    members,
    reminders,
    snoozing,
    installs,
)


def house() -> Routes:
    """Every route of Liaison."""
    routes = Routes()
    for feature in FEATURES:
        routes.include(feature.routes)
    routes.include(routes_of_help(routes))
    routes.include(routes_of_conversation(routes))
    return routes
