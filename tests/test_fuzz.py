"""A slice of the hostile requests (`make fuzz` sends a hundred thousand): nothing breaks, nothing is told."""

from pathlib import Path

from tests.fuzz.campaign import Outcome, attacked, look_at_log
from tests.fuzz.hostile import TYPED, Hostility

REQUESTS = 800


async def test_hostile_requests_are_answered_and_nothing_else() -> None:
    outcome = await attacked(REQUESTS, seed=2026)
    assert outcome.faults == []
    assert sum(outcome.statuses.values()) == REQUESTS
    assert {200, 400, 401, 404, 405} <= {status for _, status in outcome.statuses}
    assert outcome.statuses[True, 200] > REQUESTS / 10
    assert outcome.statuses[False, 401] > REQUESTS / 5


def test_the_same_seed_makes_the_same_requests() -> None:
    def kinds(seed: int) -> list[str]:
        hostility = Hostility(seed)
        return [next(hostility).kind for _ in range(200)]

    assert kinds(1) == kinds(1) != kinds(2)
    assert len(set(kinds(1))) > 20


def test_a_word_in_the_log_would_be_seen(tmp_path: Path) -> None:
    log = tmp_path / "log"
    for said, faults in ((b"all is well\n", 0), (b'{"event": "broke", "text": "%b"}\n' % TYPED.encode(), 1)):
        log.write_bytes(said)
        outcome = Outcome()
        look_at_log(log, outcome)
        assert len(outcome.faults) == faults
