"""What was asked for on the command line and cannot be done as asked."""


class NoSuchWorkspace(Exception):
    """Name the workspace with --workspace: its Slack id (T…) or its name."""


class NoSuchPerson(Exception):
    """Slack knows nobody like that here. Their Slack id works too: in their profile, ⋮, Copy member ID."""


class NoEmails(Exception):
    """Liaison may not look for people by email here: that is an optional permission (users:read.email), which
    installing again can give. Their Slack id works without it: in their profile, ⋮, Copy member ID."""


class NotATable(Exception):
    """--column is for tables: this file says by itself what is what."""


class NoSuchColumn(Exception):
    """What --column names is not there; the message says what there is."""


class Unusable(Exception):
    """A file that cannot be used; the message says why."""
