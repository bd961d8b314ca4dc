"""/partner map: the network by kind, how strong each tie is and why, as a window, a picture and GraphML."""

import io
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import networkx
from hypothesis import given, settings
from hypothesis import strategies as some

from messages import network, network_chart, network_graph, network_ties
from messages.words import Words
from storage.agreement import AgreementState
from storage.assets import Asset
from storage.audit import Entry
from storage.challenges import Raising, Severity
from storage.communication import How
from storage.health_reasons import Known
from storage.kpi_rules import Status
from storage.members import Role
from storage.network import EXPORTED, MOST_LOOKED_AT, Network, Node, Wanted
from storage.network_rules import STRENGTHS, Ground, Strength, tie_of
from storage.opportunity import Need
from storage.organizations import Kind, Organization
from storage.partners import Partner, Stage
from storage.resources import Cover, Described
from tests import agreeing
from tests.ending import ENDS
from tests.house import AMELIE, GENERAL, MARC, SAM, House
from tests.measuring import description, figures
from tests.meeting import NAME, partner
from tests.test_papers_in_slack import files

TODAY = date(2026, 11, 12)
EN, FR = (Words(language, ZoneInfo("America/Toronto")) for language in ("en", "fr"))
SHELTER, NATION = "Hillside Shelter", "Nation du Lac"


async def furnished(house: House) -> dict[str, int]:
    """A strong tie, a thin one, a confidential one and one with an Indigenous organization, by name."""
    strong = await partner(house, kinds=[Kind.community, Kind.settlement], region="Durham Region", languages=["fr"])
    await house.playground.person(MARC).command("/partner help", channel=GENERAL)
    async with house.store() as store:
        first = await store.partners.get(strong)
        await agreeing.signed(store, await agreeing.written(store, await agreeing.begun(store, first), term=ENDS))
        await store.touchpoints.log(first, at=store.now, how=How.phone)
        kpi = await store.kpis.add(first, description())
        city = await store.partners.create(name="City of <Ajax> & \x0bsons", kinds=[Kind.government], region="Ajax")
        shelter = await store.partners.create(name=SHELTER, kinds=[Kind.community], confidential=True)
        nation = await store.partners.create(name=NATION, kinds=[Kind.indigenous], region="Ajax")
        gone = await store.partners.create(name="Old Mill", kinds=[Kind.employer])
        await store.partners.move(gone, Stage.closed)
        need = Need(outcome="Joint intake", assets=(Asset.knowledge, Asset.physical))
        for pair in ((first, city), (first, shelter)):
            one = await store.opportunities.create(need)
            for found in pair:
                await store.opportunities.link(one, found)
        held = Described(Asset.knowledge, "Curriculum", organization_id=shelter.organization_id)
        await store.resources.add(held)
        await store.resources.add(Described(Asset.networks, "Table", organization_id=first.organization_id))
    await figures(house, kpi, 9, 11)
    return {NAME: strong, city.name: city.id, SHELTER: shelter.id, NATION: nation.id, gone.name: gone.id}


def shown(person: Any) -> str:
    return str(person.modal["blocks"])


async def test_the_network_is_told_with_its_reasons_and_narrowed(house_anywhere: House) -> None:
    house = house_anywhere
    ids = await furnished(house)
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner map", channel=GENERAL)
    assert "*4 partners: 1 strong tie and 3 thin ties*" in shown(amelie)
    assert "• Community 2: 1 strong tie, 1 thin tie" in shown(amelie)
    assert "No partner yet of the kind: education and faith-based" in shown(amelie)
    [strong] = [one for one in amelie.modal["blocks"] if one.get("block_id") == f"partner:{ids[NAME]}"]
    assert strong["text"]["text"].split("\n") == [
        f"*{NAME}* · strong tie · Community · Settlement · Active · Durham Region",
        "There: an agreement is in force until 31 May 2027; last contact 12 Nov 2026; 1 of 1 indicator has figures",
        "Missing: no session was planned",
        "They hold: networks 1",
    ]
    assert f"{NAME} and {SHELTER} (1 opportunity)" in shown(amelie)
    assert "Needed, and nobody is known to have any: physical assets." in shown(amelie)
    assert "Strong: three or four of them, and no serious challenge open" in shown(amelie)
    assert "Old Mill" not in shown(amelie)
    await amelie.change(network.BY_KIND, "community")
    assert "*2 partners" in shown(amelie)
    await amelie.change(network.BY_STRENGTH, "thin")
    assert SHELTER in shown(amelie)
    assert "strong tie · Community" not in shown(amelie)
    await amelie.change(network.BY_STAGE, "closed")
    assert "Nobody fits." in shown(amelie)
    await amelie.click("Show all")
    await amelie.change(network.BY_REGION, "Ajax")
    assert "City of &lt;Ajax&gt; &amp; sons" in shown(amelie)
    assert f"*{NAME}*" not in shown(amelie)
    await amelie.change(network.BY_REGION, "any")
    assert await amelie.options(network.PARTNER, "hill")
    await amelie.change(network.PARTNER, str(ids[SHELTER]))
    assert f"Narrowed to: {SHELTER} and who shares an opportunity with it" in shown(amelie)
    assert NATION not in shown(amelie)
    await amelie.click(f"partner:{ids[NAME]}")
    assert "Maria Silva" in shown(amelie)
    async with house.store() as store:
        await store.challenges.begin(
            await store.partners.get(ids[NAME]), Raising("No room", severity=Severity.critical)
        )
    await amelie.close()
    await amelie.close()
    for typed, there in (("gouvernement", "City of"), ("durham region", NAME), ("rivière nord", SHELTER)):
        await amelie.command(f"/partner map {typed}", channel=GENERAL)
        assert there in shown(amelie)
        await amelie.close()
    await amelie.command("/partner map actif", channel=GENERAL)
    assert "1 medium tie" in shown(amelie)
    assert "In the way: 1 serious challenge open" in shown(amelie)
    assert house.playground.refused == []


async def test_the_picture_comes_with_its_words_and_without_what_may_not_be_seen(house: House) -> None:
    await furnished(house)
    marc = house.playground.person(MARC)
    await marc.command("/partner carte", channel=GENERAL)
    assert "*3 partenaires" in shown(marc)
    assert SHELTER not in shown(marc)
    assert "Demandés, mais personne n’est connu pour en avoir" in shown(marc)
    assert "savoirs" in shown(marc)  # what the shelter holds covers nothing for who may not see it
    assert await marc.options(network.PARTNER, "hill") == []
    await marc.click("M’envoyer l’image")
    assert "messages directs" in shown(marc)
    await house.liaison.afterwards.finished()
    [picture] = await files(house, MARC)
    assert picture.content.startswith(b"\x89PNG")
    assert picture.alt.startswith(
        "Notre réseau. 3 partenaires\u00a0: 1 lien fort et 2 liens ténus. Fort\u00a0: Centre Riv"
    )
    told = str(house.playground.messages(marc.dm))
    assert "Quatre faits des trois derniers mois" in told
    assert SHELTER not in told + picture.alt
    house.playground.faults.answer("files.getUploadURLExternal", "file_uploads_disabled")
    await marc.click("M’envoyer l’image")
    await house.liaison.afterwards.finished()
    assert "Notre réseau. 3 partenaires" in house.playground.messages(marc.dm)[-1]["text"]
    assert len(await files(house, MARC)) == 1


async def test_the_file_opens_elsewhere_and_leaves_out_what_is_theirs_to_give(house_anywhere: House) -> None:
    house = house_anywhere
    ids = await furnished(house)
    amelie, sam = house.playground.person(AMELIE), house.playground.person(SAM)
    for person in (amelie, sam):
        await person.command("/partner map", channel=GENERAL)
        await person.click("GraphML")
        await house.liaison.afterwards.finished()
    [whole], [theirs] = await files(house), await files(house, SAM)
    graph = networkx.read_graphml(io.BytesIO(whole.content))
    assert sorted(data["label"] for _, data in graph.nodes(data=True))[:2] == [NAME, "City of <Ajax> & sons"]
    strong, shelter = network_graph.name_of(ids[NAME]), network_graph.name_of(ids[SHELTER])
    assert graph.nodes[strong] | {"label": ""} == {
        "label": "", "role": "partner", "kind": "community", "kinds": "community;settlement",
        "kind_names": "Community; Settlement", "stage": "active", "stage_name": "Active", "region": "Durham Region",
        "languages": "fr", "language_names": "French", "tie": "strong", "assets": "networks",
        "asset_names": "Networks", "resources": 1, "confidential": False,
    }  # fmt: skip
    edge = graph.edges["us", strong]
    assert (edge["relation"], edge["tie"], edge["grounds"]) == ("partnership", "strong", "agreement;contact;figures")
    assert edge["missing"] == "no session was planned"
    assert graph.edges[strong, shelter]["opportunities"] == 1
    assert NATION not in whole.content.decode()
    assert network_graph.name_of(ids[NATION]) not in graph
    assert shelter not in networkx.read_graphml(io.BytesIO(theirs.content))
    assert "1 Indigenous organization was left out" in str(house.playground.messages(sam.dm))
    async with house.store() as store:
        [kept] = await store.audit.of(f"member:{SAM}")
        assert (kept.tag, kept.facts) == (EXPORTED, {"partners": 2, "withheld": 1})
        assert isinstance(kept, Entry)
        await store.members.give_roles({Role.owner: [AMELIE], Role.viewer: [SAM]})
    await house.pass_time(timedelta(minutes=1))
    await sam.click("GraphML")
    assert "Your role here does not include that" in shown(sam)
    await sam.close()
    await sam.command("/partner map", channel=GENERAL)
    assert "GraphML" not in shown(sam)
    assert house.playground.refused == []


async def test_an_empty_network_says_how_to_begin(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner map", channel=GENERAL)
    assert "No partners yet. Add the first one" in shown(amelie)
    assert "Send me the picture" not in shown(amelie)
    await amelie.click("New partner")
    assert amelie.modal["title"]["text"] == "New partner"
    await amelie.command("/partner map nobody at all", channel=GENERAL)
    assert house.playground.refused == []


async def test_pages_of_ties_and_a_bound_on_what_is_looked_at(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner help", channel=GENERAL)
    async with house.store() as store:
        for number in range(10):
            await store.partners.create(name=f"Partner {number}", kinds=[Kind.union])
        some_of = await store.networks.of(Wanted(), most=4)
        assert (len(some_of.nodes), some_of.total, some_of.left_out) == (4, 10, 6)
        assert "The first 4 were looked at" in network.left_out(EN, some_of)
        assert "4 of 10 partners are drawn" in network_chart.comment(EN, some_of, Wanted(), "")
    await amelie.command("/partner map", channel=GENERAL)
    assert "Partner 9" not in shown(amelie)
    await amelie.click("Next")
    assert "Partner 9" in shown(amelie)
    assert "*Partner 0*" not in shown(amelie)
    await amelie.click("Previous")
    assert "*Partner 0*" in shown(amelie)
    assert house.playground.refused == []


KNOWN = some.builds(
    Known,
    promised=some.integers(0, 4),
    held=some.integers(0, 4),
    indicators=some.dictionaries(some.sampled_from(Status), some.integers(1, 3), max_size=3),
    last_contact=some.none() | some.dates(date(2026, 1, 1), TODAY),
    agreement=some.none() | some.sampled_from(AgreementState),
    challenges=some.dictionaries(some.sampled_from(Severity), some.integers(1, 3)),
)


@settings(max_examples=25, deadline=None)
@given(KNOWN)
def test_a_tie_is_what_its_facts_say_and_each_of_them_is_told(known: Known) -> None:
    tie = tie_of(known, TODAY)
    serious = known.challenges.get(Severity.serious, 0) + known.challenges.get(Severity.critical, 0)
    assert (tie.strength is Strength.strong) == (len(tie.grounds) >= 3 and not serious)
    assert (tie.strength is Strength.thin) == (len(tie.grounds) < 2)
    assert (Ground.agreement in tie.grounds) == (known.agreement in ("in_force", "expiring"))
    for words in (EN, FR):
        assert len(network_ties.there(words, tie)) + len(network_ties.missing(words, tie)) == len(Ground)
        assert bool(network_ties.hindered(words, tie)) == bool(serious)


def invented(many: int) -> Network:
    """So many partners, of several kinds or of none, with names that are hard to draw."""
    names = ["Centre $5 & $6", "職業 🚀", "Commission scolaire des Hautes-Rives et des environs", "<b>\x07"]
    nodes = []
    for number in range(many):
        known = Known(
            promised=number % 3,
            held=number % 2,
            last_contact=TODAY,
            indicators={Status.on_track: 1} if number % 4 else {},
        )
        organization = Organization(name=f"{names[number % 4]} {number}", languages=[], region="")
        one = Partner(id=number + 1, organization=organization, stage=Stage.active, confidential=False)
        kinds = [kind for place, kind in enumerate(Kind) if (number + place) % 5 == 0 and number % 7]
        nodes.append(Node(one, kinds, tie_of(known, TODAY), {}))
    nodes.sort(key=lambda one: STRENGTHS.index(one.tie.strength))
    needed: list[Any] = [object()]
    covers = [Cover(one, place % 3, place % 2, needed if place % 3 == 0 else []) for place, one in enumerate(Asset)]
    return Network(nodes, many, {(1, 2): 2, (1, 5): 1} if many > 4 else {}, covers)


def test_the_picture_is_bounded_and_the_same_for_the_same_facts() -> None:
    for many, words in ((1, FR), (6, EN), (60, FR), (300, EN)):
        found = invented(many)
        left, right = network_chart.sides(words, found)
        drawn = [row.node.id for row in [*left, *right] if row.node]
        assert len(drawn) == len(set(drawn)) == min(many, network_chart.MOST_DRAWN)
        assert {one.kinds[0] for one in found.nodes if one.kinds} == {
            row.node.kinds[0] for row in [*left, *right] if row.node and row.node.kinds
        }
        assert abs(len(left) - len(right)) <= 2
        assert all(rows[-1].node for rows in (left, right) if rows)
        alt = network_chart.alt(words, found, "")
        assert len(alt) <= 1000
        assert f"{many} part" in alt
    pictures = {network_chart.png(EN, found, ours="A $1 & $2 Centre", narrowed="") for found in [invented(60)] * 2}
    assert len(pictures) == 1
    assert MOST_LOOKED_AT >= 300


def test_the_file_holds_what_xml_refuses_no_more() -> None:
    made = network_graph.graphml(FR, invented(300), ours="Us\x00 & <co>")
    graph = networkx.read_graphml(io.BytesIO(made))
    assert len(graph) == 301
    assert graph.nodes["us"]["label"] == "Us & <co>"
    assert graph.nodes["partner-4"]["label"] == "<b> 3"


async def test_a_name_that_means_two_is_asked_about(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    await partner(house)
    async with house.store() as store:
        for name in ("Harbour East", "Harbour West"):
            await store.partners.create(name=name, region="Ajax")
    await amelie.command("/partner map harbour", channel=GENERAL)
    assert amelie.modal is None
    await amelie.click("Harbour West")
    assert "Harbour West" in str(amelie.modal["blocks"])
    assert "Harbour East" not in str(amelie.modal["blocks"])
    assert house.playground.refused == []
