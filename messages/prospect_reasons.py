"""Why a prospect stands where it stands: each answer in words, with its points."""

from collections.abc import Mapping

from messages import assets
from messages.organizations import language_in_text
from messages.stages import stage_name
from messages.words import N_, Rich, Words
from storage.assets import Asset
from storage.partners import Stage
from storage.prospect_rules import Asked, Because, Factor, Ranked

FACTORS: dict[Factor, str] = {
    Factor.services: N_("Services"),
    Factor.population: N_("Whom they serve"),
    Factor.region: N_("Region or distance"),
    Factor.languages: N_("Languages"),
    Factor.assets: N_("Assets needed and offered"),
    Factor.ties: N_("Existing ties"),
    Factor.duplication: N_("Duplication with partners"),
    Factor.past: N_("Past contact"),
}
ABOUT: dict[Factor, str] = {
    Factor.services: N_("how many of the services needed they name"),
    Factor.population: N_("how many of those concerned they say they serve; less when only mentioned"),
    Factor.region: N_("whether they are in the region, else how near, up to 100 km"),
    Factor.languages: N_("how many of the languages needed they offer"),
    Factor.assets: N_("how many of the assets needed your map says they hold"),
    Factor.ties: N_("people you noted there, and places shared with partners; adds"),
    Factor.duplication: N_("what your partners in the same region do already; takes away"),
    Factor.past: N_("a partnership that ended adds; a no takes away until the day to ask again"),
}


def points(words: Words, ranked: Ranked) -> str:
    return words.plural("{n} point", "{n} points", ranked.points)


def lines(words: Words, asked: Asked, ranked: Ranked) -> Rich:
    """Every answer on a line of its own."""
    return Rich("\n").join(_line(words, asked, because) for because in ranked.because)


def weights_line(words: Words, weights: Mapping[Factor, int]) -> Rich:
    """All weights, as they are shown beside what they decide."""
    told = [f"{words.text(label).lower()} {weights[factor]}" for factor, label in FACTORS.items()]
    return words.rich("How much each question counts, 0 to 10: {told}.", told=" · ".join(told))


def _line(words: Words, asked: Asked, because: Because) -> Rich:
    sign = "+" if because.points > 0 else "−" if because.points < 0 else ""
    return words.rich(
        "`{points}` {factor}: {said}",
        points=f"{sign}{abs(because.points)}",
        factor=words.text(FACTORS[because.factor]),
        said=_said(words, asked, because),
    )


def _said(words: Words, asked: Asked, because: Because) -> str:
    match because.factor:
        case Factor.region:
            return _where(words, asked, because)
        case Factor.ties:
            told = []
            if because.of:
                told.append(words.plural("you noted {n} person there", "you noted {n} people there", because.of))
            if because.found:
                told.append(words.text("they give services at {names}", names=words.listed(list(because.found))))
            return "; ".join(told)
        case Factor.duplication:
            return words.text("{names} already does this", names=words.listed(list(because.found[:3])))
        case Factor.past:
            stage = stage_name(words, Stage(because.found[0])).lower()
            return words.text("you had a partnership: {stage}", stage=stage)
        case _:
            return _of(words, because)


def _where(words: Words, asked: Asked, because: Because) -> str:
    if because.kilometres is not None:
        return words.text(
            "{kilometres} km from {region}", kilometres=words.number(because.kilometres), region=asked.region
        )
    if because.share:
        return words.text("they are in {region}", region=asked.region)
    return words.text("not known to be in {region}", region=asked.region)


def _of(words: Words, because: Because) -> str:
    found = list(because.found)
    if because.factor is Factor.languages:
        found = [language_in_text(words, code) for code in found]
    if because.factor is Factor.assets:
        found = assets.named(words, [Asset(one) for one in found])
    told = []
    if found:
        counted = {"n": words.number(len(found)), "all": words.number(because.of)}
        told.append(words.text("{found} ({n} of {all})", found=words.listed(found), **counted))
    if because.partly:
        told.append(words.text("in part {names}", names=words.listed(list(because.partly))))
    return "; ".join(told) or words.text("nothing of it is known")
