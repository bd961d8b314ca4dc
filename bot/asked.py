"""What was asked for on the command line and cannot be done as asked."""


class NoSuchWorkspace(Exception):
    """Name the workspace with --workspace: its Slack id (T…) or its name."""


class Unusable(Exception):
    """A file that cannot be used; the message says why."""
