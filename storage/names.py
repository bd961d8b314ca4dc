"""Finding names forgivingly, in bounded time among a million: by index first, then a short list is ranked."""

from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA
from sqlalchemy import TextClause, text

LIST = 30
SURE = 80.0
CERTAIN = 90.0  # a slip of one letter; there is no need to look further
CLOSE = 6.0  # others are meant as well when they come this near to the best
NEAREST = 55.0
SHORT = 10  # letters
LEAST = 3  # a trigram index knows nothing shorter

_CONTAINING = {
    "sqlite": text(
        "SELECT p.id, p.name_key, p.archived FROM partner_names n CROSS JOIN partners p ON p.id = n.rowid "
        "WHERE n.name_key MATCH :piece AND p.workspace_id = :workspace_id LIMIT :most"
    ),
    # By a function, since under row-level security no index would answer LIKE.
    "postgresql": text(
        "WITH named AS MATERIALIZED (SELECT partner_id FROM partners_named(:piece, :most) AS partner_id) "
        "SELECT p.id, p.name_key, p.archived FROM named JOIN partners p ON p.id = named.partner_id "
        "WHERE p.workspace_id = :workspace_id LIMIT :most"
    ),
}


def containing(dialect: str, piece: str, *, workspace_id: int, most: int = LIST) -> tuple[TextClause, dict[str, Any]]:
    """The statement that gives id, key and archived of partners whose key contains `piece`, by the trigram index."""
    if dialect == "sqlite":
        quoted = '"' + piece.replace('"', '""') + '"'
    else:
        quoted = "%" + piece.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return _CONTAINING[dialect], {"piece": quoted, "workspace_id": workspace_id, "most": most}


def ends(key: str) -> tuple[list[str], list[str]]:
    """Beginnings and endings of a mistyped key of which at least one is that of the right one, whatever one letter was
    wrong: its first half, all but its first quarter, and its last half."""
    middle, quarter = len(key) // 2, len(key) // 4
    endings = dict.fromkeys((key[quarter + 1 :], key[middle + 1 :]))
    return [key[:middle]] if middle else [], [one for one in endings if one]


def pieces(key: str) -> list[str]:
    """Parts of a mistyped key of which at least one stands in the right one, the longest, so the rarest, first.

    One letter too many, missing, wrong or two exchanged leave one half intact (halves stand a letter apart, so that an
    exchange across the middle spares both), and one in the first quarter all that follows it. Long words come last,
    for a key with words missing or added; of a short key, its ends, where halves are hardly longer than a trigram.
    """
    middle, quarter = len(key) // 2, len(key) // 4
    parts = [key[quarter + 1 :], key[:middle], key[middle + 1 :]]
    words = sorted((word for word in key.split() if len(word) > LEAST), key=len, reverse=True)[:2]
    ends = [key[:LEAST], key[-LEAST:]] if len(key) < SHORT else []
    found = [piece.strip() for piece in [*parts, *words, *ends]]
    return [piece for piece in dict.fromkeys(found) if len(piece) >= LEAST]


def likeness(typed: str, key: str) -> float:
    """How well a name key answers to what was typed, 0 to 100: whole, in part, or with its words in another order."""
    part = fuzz.partial_ratio(typed, key) * 0.97 if LEAST < len(typed) <= len(key) else 0.0
    slip = 90.0 if len(key) > LEAST and OSA.distance(typed, key, score_cutoff=1) <= 1 else 0.0
    return max(fuzz.ratio(typed, key), part, slip, fuzz.token_sort_ratio(typed, key) * 0.95)


def same_name(one: str, other: str) -> bool:
    """Whether two keys are likely one organization: equal, a typo apart, or the same words in another order."""
    if OSA.distance(one, other) <= (1 if len(one) < 12 else 2):
        return min(len(one), len(other)) > LEAST or one == other
    return fuzz.token_sort_ratio(one, other) >= 90
