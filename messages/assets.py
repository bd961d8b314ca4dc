"""The categories of what a community has (25.2 K2), as people read them."""

from collections.abc import Iterable

from messages.blocks import Element, option
from messages.words import N_, Words
from storage.assets import Asset

NAMES: dict[Asset, str] = {
    Asset.physical: N_("Physical assets"),
    Asset.economic: N_("Economic assets"),
    Asset.knowledge: N_("Knowledge"),
    Asset.networks: N_("Networks"),
    Asset.institutions: N_("Local institutions"),
    Asset.associations: N_("Associations"),
    Asset.individuals: N_("Individuals"),
    Asset.culture: N_("Culture and stories"),
}
_EXAMPLES: dict[Asset, str] = {
    Asset.physical: N_("rooms, equipment, vehicles, land"),
    Asset.economic: N_("funds, purchasing, jobs, in-kind giving"),
    Asset.knowledge: N_("skills, data, curricula, experience"),
    Asset.networks: N_("tables, mailing lists, referral paths"),
    Asset.institutions: N_("schools, libraries, hospitals, councils"),
    Asset.associations: N_("clubs, faith groups, volunteers"),
    Asset.individuals: N_("people known for what they can do"),
    Asset.culture: N_("traditions, languages, local history"),
}


def name(words: Words, asset: Asset) -> str:
    """The category, plain text."""
    return words.text(NAMES[asset])


def named(words: Words, assets: Iterable[Asset]) -> list[str]:
    """Several categories within a sentence."""
    return [words.text(NAMES[asset]).lower() for asset in assets]


def options(words: Words) -> list[Element]:
    """The categories to choose from, each with what belongs to it."""
    return [option(words.text(label), asset.value, words.text(_EXAMPLES[asset])) for asset, label in NAMES.items()]
