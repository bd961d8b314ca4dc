"""When two organizations are likely one: what is compared of them, and how much each likeness says.

Nothing is compared with everything. Each organization has a few keys (its name, its name without one of its words,
its number, its domains, its phones), and only those that share a key are looked at.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from storage.names import same_name
from storage.organizations import name_key

BUSINESS_NUMBER = "CA-CRA_ACR"
MOST_KEYS = 40
"""Keys of one organization."""
MOST_WORDS = 8
"""Words of a name that are left out one by one."""
LEAST_LETTERS = 5
LIKELY = 3
ALIKE = 90.0


def _set(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


_SMALL = _set(
    "a an and at by for in of on the to with au aux avec d dans de des du en et l la le les par pour sur un une",
)
_SAME_WORDS = {
    **dict.fromkeys(("center", "centres", "centers", "ctr"), "centre"),
    **dict.fromkeys(("saint", "sainte", "ste"), "st"),
    **dict.fromkeys(("assoc", "assn", "associations"), "association"),
    **dict.fromkeys(("organisation", "organization", "organisme", "organizations"), "org"),
    **dict.fromkeys(("university", "universite"), "univ"),
    **dict.fromkeys(("foundation", "foundations"), "fondation"),
    **dict.fromkeys(("society", "societies"), "societe"),
    **dict.fromkeys(("council", "councils"), "conseil"),
    **dict.fromkeys(("community", "communities", "communautaires"), "communautaire"),
    **dict.fromkeys(("employment", "emplois"), "emploi"),
    **dict.fromkeys(("health",), "sante"),
    **dict.fromkeys(("agencies", "agence", "agences"), "agency"),
}
_PUBLIC_MAIL = _set(
    "gmail.com googlemail.com hotmail.com hotmail.ca outlook.com live.com live.ca msn.com yahoo.com yahoo.ca",
    "yahoo.fr icloud.com me.com aol.com protonmail.com proton.me gmx.com videotron.ca sympatico.ca bell.net",
    "rogers.com shaw.ca telus.net cogeco.ca eastlink.ca sasktel.net mts.net bellaliant.net",
)
_SHARED_SITES = _set(
    "facebook.com instagram.com linkedin.com twitter.com x.com youtube.com sites.google.com wixsite.com",
    "wordpress.com blogspot.com weebly.com squarespace.com canada.ca gc.ca ontario.ca gov.on.ca quebec.ca",
    "gouv.qc.ca gov.bc.ca alberta.ca gov.ab.ca gov.mb.ca gov.sk.ca gnb.ca novascotia.ca gov.nl.ca 211ontario.ca",
    "211.ca",
)


class Likeness(StrEnum):
    """One thing that two organizations share. `within`: the words of one name are all in the other."""

    number = "number"
    name = "name"
    alike = "alike"
    within = "within"
    web = "web"
    phone = "phone"


POINTS = {
    Likeness.number: 5,
    Likeness.name: 4,
    Likeness.alike: 3,
    Likeness.web: 2,
    Likeness.phone: 2,
    Likeness.within: 1,
}


@dataclass(frozen=True)
class Known:
    """What is compared of one organization, each as it is compared."""

    names: tuple[tuple[str, ...], ...]
    numbers: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name that tell it from others, in their order: no articles, one spelling for both languages."""
    every = name_key(name).split()
    kept = [_one_spelling(word) for word in every if word not in _SMALL]
    return tuple(kept or every)


def number_of(scheme: str, number: str) -> str:
    """A number as it is compared; of a business number the first nine digits (field, section 12). "" for none."""
    digits = re.sub(r"\D", "", number)
    if scheme == BUSINESS_NUMBER or (not scheme and re.fullmatch(r"\d{9}\s?R[A-Z]\s?\d{4}", number.strip())):
        return f"{BUSINESS_NUMBER}:{digits[:9]}" if len(digits) >= 9 else ""
    bare = re.sub(r"\W", "", number).casefold()
    return f"{scheme.casefold()}:{bare}" if scheme and len(bare) >= LEAST_LETTERS else ""


def site_of(address: str) -> str:
    """The host of a website, "" where it is one that many share."""
    host = (urlsplit(address if "://" in address else f"//{address}").hostname or "").removeprefix("www.")
    return host if host and not _shared(host, _SHARED_SITES) else ""


def mail_of(address: str) -> str:
    """The domain of an e-mail address, "" for public mail."""
    domain = address.rpartition("@")[2].strip().casefold() if "@" in address else ""
    return domain if domain and not _shared(domain, _PUBLIC_MAIL | _SHARED_SITES) else ""


def phone_of(number: str) -> str:
    """The ten digits of a North American number, "" for what is none."""
    digits = re.sub(r"\D", "", re.split(r"(?i)\s*(?:x|ext|poste)", number)[0])
    digits = digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
    return digits if len(digits) == 10 else ""


def keys_of(known: Known) -> list[str]:
    """What it is looked up by, the surest first."""
    keys = [f"#{one}" for one in sorted(known.numbers)]
    keys += [f"@{one}" for one in sorted(known.domains)]
    keys += [f"+{one}" for one in sorted(known.phones)]
    for words in known.names:
        kept = sorted(set(words))
        keys.append(f"w{' '.join(kept)}")
        if len(kept) == 1:
            word = kept[0]
            if len(word) >= LEAST_LETTERS:
                keys += [f"w{word[:place]}{word[place + 1 :]}" for place in range(min(len(word), MOST_KEYS // 2))]
            continue
        keys += [f"w{' '.join(kept[:place] + kept[place + 1 :])}" for place in range(len(kept))[:MOST_WORDS]]
    return list(dict.fromkeys(keys))[:MOST_KEYS]


def likenesses(one: Known, other: Known) -> list[str]:
    """What two organizations share, the weightiest first, each as `likeness:what`."""
    found = [f"{Likeness.number}:{number.partition(':')[2]}" for number in sorted(one.numbers & other.numbers)[:1]]
    named = max((_named(mine, theirs) for mine in one.names for theirs in other.names), key=_weight, default=None)
    if named:
        found.append(f"{named}:")
    found += [f"{Likeness.web}:{domain}" for domain in sorted(one.domains & other.domains)[:1]]
    found += [f"{Likeness.phone}:{phone}" for phone in sorted(one.phones & other.phones)[:1]]
    return sorted(found, key=lambda each: -POINTS[likeness_of(each)[0]])


def points_of(found: Iterable[str]) -> int:
    """How much likenesses say together; from `LIKELY` on two organizations are likely one."""
    return sum(POINTS[likeness_of(each)[0]] for each in found)


def likeness_of(kept: str) -> tuple[Likeness, str]:
    """A likeness as it is kept, and what is shared."""
    kind, _, what = kept.partition(":")
    return Likeness(kind), what


def _weight(likeness: Likeness | None) -> int:
    return POINTS[likeness] if likeness else 0


def _named(mine: Sequence[str], theirs: Sequence[str]) -> Likeness | None:
    one, other = set(mine), set(theirs)
    if one == other:
        return Likeness.name
    if _digits(one) != _digits(other):
        return None
    left, right = " ".join(mine), " ".join(theirs)
    if same_name(left, right) or fuzz.token_sort_ratio(left, right) >= ALIKE:
        return Likeness.alike
    fewer, more = sorted((one, other), key=len)
    return Likeness.within if len(fewer) > 1 and fewer < more else None


def _digits(words: set[str]) -> set[str]:
    """Numbers in a name tell branches apart, however alike the rest is."""
    return {word for word in words if any(letter.isdigit() for letter in word)}


def _one_spelling(word: str) -> str:
    same = _SAME_WORDS.get(word)
    if same:
        return same
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


def _shared(host: str, many: frozenset[str]) -> bool:
    """Whether a host is one of many's, or below it."""
    labels = host.split(".")
    return any(".".join(labels[place:]) in many for place in range(len(labels) - 1))
