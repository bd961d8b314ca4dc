"""The categories of what a community has (25.2 K2)."""

from enum import StrEnum


class Asset(StrEnum):
    """The first five are the standard's, the rest those of asset-based community development (field, section 2)."""

    physical = "physical"
    economic = "economic"
    knowledge = "knowledge"
    networks = "networks"
    institutions = "institutions"
    associations = "associations"
    individuals = "individuals"
    culture = "culture"
