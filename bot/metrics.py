"""What can be measured from outside: requests, answers' time, the outbox, the clock (Prometheus, `/metrics`)."""

import time
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest

from storage.store import Database

ACK_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)  # Slack waits 3 seconds
CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4


class Metrics:
    """The figures of one bot, in a registry of its own: two bots in one process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "liaison_requests", "What Slack sent, by kind and outcome.", ["kind", "outcome"], registry=self.registry
        )
        self.refused = Counter(
            "liaison_refused_requests",
            "Requests that were turned away before anything was done for them, by status.",
            ["status"],
            registry=self.registry,
        )
        self.unanswered = Counter(
            "liaison_response_url_failures",
            "Answers that a response_url did not take, by reason.",
            ["reason"],
            registry=self.registry,
        )
        self.ack = Histogram(
            "liaison_ack_seconds", "Time until Slack was answered.", buckets=ACK_BUCKETS, registry=self.registry
        )
        self.deliveries = Counter(
            "liaison_deliveries", "Attempts to say what is due, by how they fared.", ["outcome"], registry=self.registry
        )
        self.stumbles = Counter(
            "liaison_clock_stumbles", "Looks of the clock that a fault cut short.", registry=self.registry
        )
        self.outbox = Gauge("liaison_outbox_rows", "Rows of the outbox, by state.", ["state"], registry=self.registry)
        self.answers: dict[tuple[str, str], Counter] = {}
        self.lag = Gauge(
            "liaison_clock_lag_seconds", "How long the most overdue message has been waiting.", registry=self.registry
        )

    def answered(self, kind: str, outcome: str, seconds: float) -> None:
        self.ack.observe(seconds)
        counter = self.answers.get((kind, outcome))
        if counter is None:
            counter = self.answers[kind, outcome] = self.requests.labels(kind, outcome)
        counter.inc()

    def turned_away(self, status: int) -> None:
        self.refused.labels(str(status)).inc()

    def missed(self, reason: str) -> None:
        self.unanswered.labels(reason).inc()

    def delivered(self, outcome: str) -> None:
        self.deliveries.labels(outcome).inc()

    async def shown(self, database: Database) -> bytes:
        """Everything in Prometheus' text format; the outbox is counted now."""
        async with database.outbox() as outbox:
            counts, lag = await outbox.counts(), await outbox.lag()
        for state, number in counts.items():
            self.outbox.labels(state.value).set(number)
        self.lag.set(lag.total_seconds())
        return generate_latest(self.registry)


class MeasuredApp(AsyncApp):
    """Bolt's app, timed and counted over HTTP and Socket Mode alike."""

    def __init__(self, metrics: Metrics, **given: Any) -> None:
        super().__init__(**given)
        self.metrics = metrics

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        begun = time.perf_counter()
        answer = await super().async_dispatch(req)
        self.metrics.answered(_kind(req.body), _outcome(req, answer), time.perf_counter() - begun)
        return answer


def _kind(body: dict[str, Any]) -> str:
    """ "command", "event", or the type of an interaction ("block_actions", "view_submission", …)."""
    if "command" in body:
        return "command"
    if "event" in body:
        return "event"
    return str(body.get("type", "other")) if body.get("type") in INTERACTIONS else "other"


def _outcome(req: AsyncBoltRequest, answer: BoltResponse) -> str:
    """ "done"; "refused" with a reason the person was told; "failed" by a fault of ours; "turned_away" unheard."""
    if answer.status >= 400:
        return "turned_away"
    return str(req.context.get("outcome", "done"))


INTERACTIONS = frozenset(
    ("block_actions", "block_suggestion", "message_action", "shortcut", "view_closed", "view_submission")
)
