"""100,000 hostile requests to a served bot (`make fuzz`); some ten minutes. Another number or seed may be given."""

import asyncio
import sys

from tests.fuzz.campaign import Outcome, attacked

REQUESTS = 100_000


def shown(it: Outcome) -> list[str]:
    """The counts, and each fault."""
    signed = {who: sum(n for (one, _), n in it.statuses.items() if one is who) for who in (True, False)}
    bad = {
        who: sum(n for (one, status), n in it.statuses.items() if one is who and status >= 500) for who in (True, False)
    }
    by_status = ", ".join(f"{number} x {status or 'closed'}" for status, number in sorted(_statuses(it).items()))
    return [
        f"{it.requests} requests in {it.seconds:.0f} s: {signed[False]} unsigned, {signed[True]} signed",
        f"answers: {by_status}",
        f"5xx for unsigned ones: {bad[False]}, for signed ones: {bad[True]}",
        f"memory: {it.begun_with / 2**20:.0f} MB at first, {it.ended_with / 2**20:.0f} MB at the end",
        f"log: {it.lines} lines, {it.logged / 1000:.0f} kB",
        *it.faults[:40],
        f"{len(it.faults)} faults",
    ]


def _statuses(it: Outcome) -> dict[int, int]:
    statuses: dict[int, int] = {}
    for (_, status), number in it.statuses.items():
        statuses[status] = statuses.get(status, 0) + number
    return statuses


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    outcome = asyncio.run(attacked(*(given or (REQUESTS,))))
    print("\n".join(shown(outcome)))  # noqa: T201
    sys.exit(bool(outcome.faults))
