"""How prospects are ranked: eight questions with weights that everybody can see, and an answer to each of them.

No more than arithmetic: the same facts give the same order, and every point is explained.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt

from storage.assets import Asset
from storage.lexicon import phrases, places, spoken
from storage.opportunity import Opportunity
from storage.partners import Reason, Stage
from storage.search import language_word, people_word, place_word

NEAR_KM = 100.0
"""Kilometres beyond which being near counts for nothing."""
MENTIONED = 0.6
"""What a population counts that is spoken of, but not as those who are served."""
HEAVIEST = 10
ENDED = (Stage.closed, Stage.declined)
Point = tuple[float, float]


class Factor(StrEnum):
    """The questions. The first five ask how well somebody fits; ties and past contact add to that or take away,
    duplication takes away."""

    services = "services"
    population = "population"
    region = "region"
    languages = "languages"
    assets = "assets"
    ties = "ties"
    duplication = "duplication"
    past = "past"


FIT = (Factor.services, Factor.population, Factor.region, Factor.languages, Factor.assets)
DEFAULTS: Mapping[Factor, int] = {
    Factor.services: 8,
    Factor.population: 6,
    Factor.region: 5,
    Factor.languages: 4,
    Factor.assets: 4,
    Factor.ties: 2,
    Factor.duplication: 3,
    Factor.past: 2,
}


@dataclass(frozen=True)
class Asked:
    """What is looked for: services as they are listed, with their concepts; whom, word by word with its concept; where,
    in which languages, which assets. `anywhere`: words that may be said of anything, a name or a place too. `pooled`:
    to do the same as others do is what is wanted (the reason "eliminate duplication of effort")."""

    services: tuple[tuple[str, tuple[str, ...]], ...] = ()
    whom: tuple[tuple[str, str], ...] = ()
    regions: tuple[str, ...] = ()
    region: str = ""
    languages: tuple[str, ...] = ()
    assets: tuple[Asset, ...] = ()
    anywhere: bool = False
    pooled: bool = False

    @classmethod
    def of(cls, one: Opportunity) -> "Asked":
        """What an opportunity needs; where it names no services, its outcome speaks of them."""
        return cls(
            services=tuple(phrases(one.services) or _words(one.outcome)),
            whom=tuple((said, word) for word, said in spoken(one.whom)),
            regions=tuple(places(one.region)),
            region=one.region,
            languages=tuple(one.languages),
            assets=tuple(Asset(asset) for asset in one.assets),
            pooled=Reason.duplication in one.reasons,
        )

    @classmethod
    def words(cls, text: str) -> "Asked":
        """What a person typed: each word, or each phrase between commas, counts alike."""
        listed = phrases(text)
        if len(listed) == 1 and len(listed[0][1]) > 1:
            listed = _words(text)
        return cls(services=tuple(listed), anywhere=True)


@dataclass(frozen=True)
class Known:
    """What is known of one organization. `words` are those of the index; `ties` name what is shared already, `stage`
    is that of a partnership that has ended, with the day to ask again."""

    id: int
    name: str
    name_key: str
    words: frozenset[str]
    assets: frozenset[Asset] = frozenset()
    contacts: int = 0
    shared_with: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    stage: Stage | None = None
    ask_again_on: date | None = None


@dataclass(frozen=True)
class Because:
    """The answer to one question: `share` from -1 to 1, the points it gives, and what it was found in; `partly` are
    services of which only some words were found."""

    factor: Factor
    share: float
    points: int
    found: tuple[str, ...] = ()
    of: int = 0
    kilometres: int | None = None
    partly: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ranked:
    """One organization with its points and every answer; 100 are for whoever has all that is asked for."""

    known: Known
    points: int
    because: tuple[Because, ...]


@dataclass(frozen=True)
class _Answer:
    share: float
    found: tuple[str, ...] = ()
    of: int = 0
    kilometres: int | None = None
    partly: tuple[str, ...] = ()


@dataclass
class Ranking:
    """Ranks candidates for what is asked. `partners` are those with whom the workspace works today."""

    asked: Asked
    weights: Mapping[Factor, int]
    today: date
    partners: Sequence[Known] = field(default=())

    def of(self, candidates: Iterable[Known]) -> list[Ranked]:
        """The best first; equal ones by name."""
        everybody = list(candidates)
        asked, centre = self.applicable(), self._centre(everybody)
        ranked = [self._one(known, asked, centre) for known in everybody]
        return sorted(ranked, key=lambda one: (-one.points, one.known.name_key, one.known.id))

    def applicable(self) -> list[Factor]:
        """The questions of fit that what is asked for raises."""
        given = {
            Factor.services: self.asked.services,
            Factor.population: self.asked.whom,
            Factor.region: self.asked.regions,
            Factor.languages: self.asked.languages,
            Factor.assets: self.asked.assets,
        }
        return [factor for factor in FIT if given[factor] and self.weights[factor]]

    def _one(self, known: Known, asked: Sequence[Factor], centre: Point | None) -> Ranked:
        whole = sum(self.weights[factor] for factor in asked) or 1
        answers = {factor: self._answer(factor, known, centre) for factor in asked}
        answers |= {Factor.ties: _ties(known), Factor.past: _past(known, self.today)}
        if self.partners and not self.asked.pooled:
            answers[Factor.duplication] = self._duplication(known)
        because = tuple(
            Because(
                factor=factor,
                share=answer.share,
                points=round(100 * self.weights[factor] * answer.share / whole),
                found=answer.found,
                of=answer.of,
                kilometres=answer.kilometres,
                partly=answer.partly,
            )
            for factor, answer in answers.items()
            if factor in asked or (answer.share and self.weights[factor])
        )
        return Ranked(known, max(0, sum(one.points for one in because)), because)

    def _answer(self, factor: Factor, known: Known, centre: Point | None) -> _Answer:
        asked = self.asked
        match factor:
            case Factor.services:
                shares = {label: self._share(words, known) for label, words in asked.services}
                found = tuple(label for label, share in shares.items() if share == 1.0)
                partly = tuple(label for label, share in shares.items() if 0 < share < 1.0)
                return _Answer(sum(shares.values()) / len(shares), found, len(shares), partly=partly)
            case Factor.population:
                served = [said for said, word in asked.whom if people_word(word) in known.words]
                named = [said for said, word in asked.whom if word in known.words and said not in served]
                share = (len(served) + MENTIONED * len(named)) / len(asked.whom)
                return _Answer(share, tuple(served + named), len(asked.whom))
            case Factor.languages:
                codes = [code for code in asked.languages if language_word(code) in known.words]
                return _Answer(len(codes) / len(asked.languages), tuple(codes), len(asked.languages))
            case Factor.assets:
                held = [asset.value for asset in asked.assets if asset in known.assets]
                return _Answer(len(held) / len(asked.assets), tuple(held), len(asked.assets))
            case _:
                return self._where(known, centre)

    def _share(self, words: Sequence[str], known: Known) -> float:
        found = sum(word in known.words or (self.asked.anywhere and place_word(word) in known.words) for word in words)
        return found / len(words)

    def _where(self, known: Known, centre: Point | None) -> _Answer:
        there = self._named(known)
        if there == 1.0 or centre is None or not known.points:
            return _Answer(there, (self.asked.region,) if there else ())
        kilometres = min(distance(centre, point) for point in known.points)
        near = max(0.0, 1 - kilometres / NEAR_KM)
        return _Answer(max(there, near), (self.asked.region,), kilometres=round(kilometres))

    def _named(self, known: Known) -> float:
        words = self.asked.regions
        return sum(place_word(word) in known.words for word in words) / len(words) if words else 0.0

    def _centre(self, everybody: Sequence[Known]) -> Point | None:
        """Where the region that is asked for is: the middle of those who are known to be in it."""
        points = [point for known in everybody if self._named(known) == 1.0 for point in known.points[:1]]
        if not points:
            return None
        return sum(at for at, _ in points) / len(points), sum(at for _, at in points) / len(points)

    def _duplication(self, known: Known) -> _Answer:
        """How much of what they would bring somebody we work with does already, in the same place."""
        offered = {label: words for label, words in self.asked.services if self._share(words, known) == 1.0}
        if not offered:
            return _Answer(0.0)
        there = [one for one in self.partners if one.id != known.id and (not self.asked.regions or self._named(one))]
        doubled = {
            label: [one.name for one in there if self._share(words, one) == 1.0] for label, words in offered.items()
        }
        names = dict.fromkeys(name for partners in doubled.values() for name in partners)
        return _Answer(-sum(map(bool, doubled.values())) / len(offered), tuple(names))


def distance(one: Point, other: Point) -> float:
    """Kilometres between two points (latitude, longitude), along the earth."""
    (north, east), (north_too, east_too) = [tuple(map(radians, point)) for point in (one, other)]
    half = sin((north_too - north) / 2) ** 2 + cos(north) * cos(north_too) * sin((east_too - east) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(half))


def _ties(known: Known) -> _Answer:
    share = (0.5 if known.contacts else 0.0) + (0.5 if known.shared_with else 0.0)
    return _Answer(share, known.shared_with, known.contacts)


def _past(known: Known, today: date) -> _Answer:
    """A partnership that ended well counts for, a no against, until the day to ask again has come."""
    if known.stage is None:
        return _Answer(0.0)
    if known.stage is Stage.closed:
        return _Answer(1.0, (known.stage,))
    asked_again = known.ask_again_on is not None and known.ask_again_on <= today
    return _Answer(0.5 if asked_again else -1.0, (known.stage,))


def _words(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Each word of a text by itself."""
    return [(said, (word,)) for word, said in spoken(text)]
