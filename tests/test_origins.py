"""Origins by stretch: whose words each part of an article is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import Document, find_reuse
from provenance.model.credited import credited_table

TRAM = (
    "A tram left its rails on the steep bend below the castle of Ostrava Hill on Tuesday and slid into a bakery.",
    "Nineteen passengers were taken to two hospitals, most of them with broken ribs and cuts from window glass.",
    "The driver, who has steered the line for eleven years, told investigators that the brakes had answered late.",
    "Wet leaves covered the track after a night of gales, and a sanding car was due to pass only at seven.",
    "The transport office took all cars of the same series out of service until every brake has been opened.",
    "Bakers had stepped into the yard to unload flour a minute earlier, so that nobody stood behind the counter.",
    "The bend was rebuilt nine years ago after a similar slide, which damaged a fountain and three parked vans.",
    "Councillors will meet on Friday to discuss whether the line should stop at the lower square in autumn.",
)
MINE = (
    "Salt miners at Kellerberg voted by a narrow margin to end a strike that kept the pits shut for five weeks.",
    "Their union won a fourth shift and a doctor below ground, but gave up the claim for shorter winter hours.",
    "Owners had warned that the deepest gallery would fill with brine unless the pumps were staffed by Sunday.",
    "Road depots in the north hold salt for eight days of frost, about half of what they had a year before.",
    "The first train with rock salt is to leave the loading ramp on Thursday evening for the coastal towns.",
    "A mediator from the labour court said both sides had been nearer to each other than they cared to admit.",
    "Shares in the mining company rose four per cent before noon and lost most of the gain by the evening.",
    "Wives of the miners, who ran a soup kitchen at the gate, said they would keep it open until pay day.",
)
GARDEN = (
    "My neighbour grows quinces against the south wall and will not hear a word against them from anybody.",
    "She ties the branches with old stockings, cuts them in February and talks to them when frost is forecast.",
    "Last spring the blossom came early, was caught by hail, and for a week she did not greet the postman.",
    "In September there were eleven fruits, yellow as lamps, and she gave me one wrapped in the parish paper.",
    "It stood on my window sill for a month, scented the room, and in the end I could not bring myself to cook it.",
    "There is a lesson in that, I suppose, about patience, walls and the uses of stockings in a cold country.",
    "I have planted a slip of her tree beside the cellar door where the sun stands until four in the afternoon.",
    "It has three leaves so far, one of them eaten by a snail that I carried to the far end of the lane.",
)


def text(*parts):
    return "\n".join(" ".join(part) if isinstance(part, tuple) else part for part in parts)


def by_id(result):
    return {derivation.document: derivation for derivation in result.derivations}


def kinds(derivation):
    """Return the share of each kind of origin."""
    found = {}
    for origin in derivation.origins:
        found[origin.kind] = found.get(origin.kind, 0) + origin.share
    return found


AP = [Document(f"ap-{n}", text("Tram slides into bakery", "OSTRAVA HILL (AP) - " + " ".join(TRAM))) for n in range(3)]
REUTERS = [Document(f"re-{n}", text("Miners end strike", "KELLERBERG (Reuters) - " + " ".join(MINE))) for n in range(3)]
#: Two pages of the evening have a part of both, and words of their own that they share.
LIVE = [
    Document(f"live-{n}", text("The evening at a glance", TRAM[n : n + 5], GARDEN[:3], MINE[n : n + 5]))
    for n in range(2)
]


def test_a_page_that_mixes_two_dispatches_makes_them_no_one():
    result = find_reuse([*AP, *REUTERS, *LIVE])
    said = by_id(result)

    assert {said[document.id].agency for document in AP} == {"AP"}
    assert {said[document.id].agency for document in REUTERS} == {"Reuters"}
    witnesses = {dispatch.agency: {w.document for w in dispatch.witnesses} for dispatch in result.dispatches}
    assert witnesses["AP"] == {"ap-0", "ap-1", "ap-2", "live-0", "live-1"}
    assert witnesses["Reuters"] == {"re-0", "re-1", "re-2", "live-0", "live-1"}
    for page in LIVE:
        agencies = {origin.agency for origin in said[page.id].origins if origin.kind == "unseen" and origin.source}
        assert agencies >= {"AP", "Reuters"}


@pytest.mark.parametrize(
    ("headline", "is_own"), [("Tram slides into bakery", False), ("A bakery, a bend, and brakes that were late", True)]
)
def test_a_headline_is_the_papers_own_unless_the_dispatch_has_it(headline, is_own):
    wire = Document("wire", text("Tram slides into bakery", "OSTRAVA HILL (AP) - " + " ".join(TRAM)), role="wire")
    # Its first words are of the lead, so that what passages find begins with the headline.
    paper = Document("paper", text(headline, TRAM[:1], TRAM[2:5], GARDEN[:4]))
    said = by_id(find_reuse([wire, paper]))["paper"]
    spans = [span for origin in said.origins if origin.kind == "own" for span in origin.spans]

    assert any(start < len(headline) for start, _ in spans) is is_own
    assert said.degree == "partially"


def test_what_two_pages_share_beside_a_dispatch_is_not_the_agencys():
    essay = [Document(f"essay-{n}", text("Quinces", GARDEN)) for n in range(2)]

    said = by_id(find_reuse([*AP, *essay, Document("round-up", text("Read today", TRAM[:4], GARDEN[:4]))]))

    assert [said[each.id].agency for each in essay] == [None, None]


@pytest.mark.parametrize("others", [1, 6])
def test_an_articles_own_word_is_not_outvoted(others):
    paper = Document("paper", text("Tram slides", "OSTRAVA HILL (Reuters) - " + " ".join(TRAM)))
    around = [Document(f"o{n}", text(f"Number {n}", "OSTRAVA HILL (AP) - " + " ".join(TRAM))) for n in range(others)]

    said = by_id(find_reuse([paper, *around]))

    assert said["paper"].agency == "Reuters"
    assert {said[each.id].agency for each in around} == {"AP"}


def test_a_paragraph_of_an_agency_is_said_of_the_paragraph():
    column = Document("column", text("Quinces", "By Liv Hauge", GARDEN, TRAM[:2]))

    said = by_id(find_reuse([*AP, column]))["column"]

    assert said.agency is None
    [part] = [origin for origin in said.origins if origin.kind == "unseen"]
    assert part.agency == "AP"
    assert TRAM[0][:40] in column.text[part.spans[0][0] : part.spans[-1][1]]
    assert kinds(said)["own"] > 0.5


@pytest.mark.parametrize("pairs", [None, []])
def test_a_credit_counts_where_nothing_else_is_at_hand(pairs):
    documents = [Document("a", "HILL (AP) - " + " ".join(TRAM)), Document("b", text("Quinces", GARDEN))]

    said = by_id(find_reuse(documents, pairs=pairs))

    assert (said["a"].degree, said["a"].agency, said["a"].credit) == ("unknown", "AP", "sole")
    assert "agency" in [evidence.kind for evidence in said["a"].evidence]
    assert (said["b"].degree, said["b"].agency) == ("non", None)


def test_copies_of_one_article_have_one_vote():
    # Eight papers of a chain have one article that credits AP; two papers credit Reuters, each with words of its own.
    chain = [Document(f"c{n}", text("Tram slides", "HILL (AP) - " + " ".join(TRAM))) for n in range(8)]
    first = Document("r0", text("HILL (Reuters) - " + " ".join(TRAM[:6]), MINE[:3]))
    second = Document("r1", text("HILL (Reuters) - " + " ".join(TRAM[2:]), GARDEN[:3]))
    asked = Document("asked", text("Tram slides into shop", TRAM[2:6]))

    said = by_id(find_reuse([*chain, first, second, asked]))["asked"]

    assert said.agency != "AP"


def test_an_earlier_version_of_the_same_paper_is_no_source_that_lacks_credit():
    versions = [
        Document("early", text("Quinces", GARDEN[:6]), source="Valley Post"),
        Document("late", text("Quinces", GARDEN), source="Valley Post"),
    ]

    result = find_reuse(versions)

    for derivation in result.derivations:
        assert derivation.degree == "non"
        assert kinds(derivation)["publisher"] > 0.7
    assert [row.reused_not_credited for row in credited_table(result)] == [0]
    assert len(result.dispatches) == 0


@pytest.mark.parametrize(
    "late", [{"source": "Valley Post"}, {"source": "Hill Post", "metadata": {"publisher": "Posts"}}]
)
def test_the_first_of_a_house_has_its_text_as_its_own(late):
    early = Document(
        "early",
        text("Quinces", GARDEN[:6]),
        source="Valley Post",
        published="2031-05-01T08:00+02:00",
        metadata=late.get("metadata", {}),
    )
    documents = [early, Document("late", text("Walls", GARDEN), published="2031-05-02T08:00+02:00", **late)]

    result = find_reuse(documents)

    said = by_id(result)
    assert [derivation.degree for derivation in result.derivations] == ["non", "non"]
    assert kinds(said["early"]) == pytest.approx({"own": 1})
    assert kinds(said["late"])["publisher"] > 0.7
    assert {origin.source for origin in said["late"].origins if origin.kind == "publisher"} == {"early"}


@pytest.mark.parametrize("named", ["OSTRAVA HILL (Radio Hill) -", "As the Courier reported,"])
def test_who_names_the_outlet_that_had_it_first_copied_it(named):
    source = "Radio Hill" if "Radio" in named else "Ostrava Courier"
    documents = [
        Document("first", text("Tram slides", " ".join(TRAM)), source=source, published="2031-05-01T08:00+02:00"),
        Document(
            "late", text("A tram", f"{named} " + " ".join(TRAM[:6])), source="Star", published="2031-05-01T19:00+02:00"
        ),
    ]

    result = find_reuse(documents)

    first, late = result.derivations
    assert (first.degree, late.degree, late.source, late.credit) == ("non", "wholly", "first", "shared")
    assert result.direction("first", "late").verdict == "left"
    assert [row.reused_not_credited for row in credited_table(result)] == [0, 0]
    # Without the name nobody knows.
    unnamed = Document("late", documents[1].text.replace(named, ""), source="Star", published=documents[1].published)
    assert find_reuse([documents[0], unnamed]).derivations[1].source is None


def test_who_has_a_text_of_nobody_known_is_not_said_to_have_left_out_a_credit():
    result = find_reuse([Document(f"p{n}", text(f"Paper {n}", GARDEN), source=f"Paper {n}") for n in range(2)])

    assert {derivation.degree for derivation in result.derivations} == {"wholly"}
    assert sum(row.reused_not_credited for row in credited_table(result)) == 0


# What always holds

SENTENCES = (*TRAM[:4], *MINE[:4], "“We will open every brake there is,” said Ada Quist.", "Photo: Lea Marsh/AP")


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(SENTENCES), max_size=7, unique=True),
            st.sampled_from(["", "HILL (AP) - ", "HILL (Reuters) - "]),
            st.sampled_from([None, "Post", "Star"]),
            st.sampled_from([None, "wire", "outlet"]),
        ),
        min_size=1,
        max_size=6,
    ),
    st.randoms(use_true_random=False),
)
def test_every_word_has_one_origin_in_any_order_of_the_documents(rows, random):
    documents = [
        Document(f"d{n}", credit + "\n".join(some), source=source, role=role)
        for n, (some, credit, source, role) in enumerate(rows)
    ]

    result = find_reuse(documents)

    said = by_id(result)
    words = dict(zip(result.documents.ids, result.counts.words.tolist(), strict=True))
    for document in documents:
        derivation = said[document.id]
        assert sum(origin.words for origin in derivation.origins) == words[document.id]
        assert not derivation.origins or sum(origin.share for origin in derivation.origins) == pytest.approx(1)
        spans = sorted(span for origin in derivation.origins for span in origin.spans)
        assert all(0 <= start < stop <= len(document.text) for start, stop in spans)
        assert all(one[1] <= other[0] for one, other in pairwise(spans))
        prose = sum(o.words for o in derivation.origins if o.kind not in ("quotation", "boilerplate"))
        reused = sum(o.words for o in derivation.origins if o.kind in ("dispatch", "unseen", "article"))
        assert derivation.share == pytest.approx(reused / max(1, prose), abs=1e-4)
    random.shuffle(documents)
    assert by_id(find_reuse(documents)) == said
