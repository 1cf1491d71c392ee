"""Same facts, names or vocabulary are not the same text; a paragraph that was taken is."""

from __future__ import annotations

import random

import pytest

from provenance import Document, compare, find_reuse

NOTICE = (
    "The orchard of the late Miss Quill will be sold in nine lots on the green, rain or shine, and whoever buys the "
    "pear tree must let the bees stay until Michaelmas. Ladders are lent by the sexton. Bring your own baskets, and do "
    "not feed the auctioneer."
)
THINGS = """
    oven flour baker crust miller strike sack guild street window price winter wheat barge canal mayor cellar ledger
    candle clerk queue butter salt tax court judge lamp cart horse bridge barrel harvest yeast tin apron mill wheel
    lease rent market corner union tribunal
""".split()  # noqa: SIM905 - words are read more easily than a list of strings
ACTS = "raised sold lent weighed closed praised feared paid moved counted lost sued opened carried".split()  # noqa: SIM905
KINDS = "stale heavy public old narrow cheap early western broken proud".split()  # noqa: SIM905


def of_one_vocabulary(seed: int) -> str:
    """Return a text without meaning whose words are all drawn from one small vocabulary."""
    choose = random.Random(seed)  # noqa: S311
    sentences = []
    for _ in range(26):
        one, two, three = choose.sample(THINGS, 3)
        act, other = choose.sample(ACTS, 2)
        kind = choose.choice(KINDS)
        sentences.append(
            choose.choice(
                (
                    f"A {kind} {one} {act} the {two}, and some {three} {other} it.",
                    f"When the {one} {act}, no {kind} {two} and each {three} {other} too.",
                    f"Their {one} of the {kind} {two} {act} any {three} until it {other} him.",
                )
            )
        )
    return " ".join(sentences)


def test_texts_of_one_vocabulary_share_a_notice_and_no_more():
    documents = [Document(f"{seed}", f"{of_one_vocabulary(seed)}\n{NOTICE}", source=f"{seed}") for seed in range(5)]

    result = find_reuse(documents)

    part = len(NOTICE.split()) / min(len(document.text.split()) for document in documents)
    assert len(result.passages) > 0
    assert max(derivation.share for derivation in result.derivations) < 2 * part


LISTS = [
    (
        "RIFLE MEETING. The following took spoons on Saturday at Crale range: Hubert Lowe, Percival Ames, Norman Tigg, "
        "Clement Rudd, Dora Fitch, Hilda Ransome and Enid Crowe. Tea was poured by the vicar."
    ),
    (
        "FLOWER SHOW. The following took spoons on Monday at Crale hall: Hubert Vine, Percival Stott, Norman Ely, "
        "Clement Hoare, Dora Munt, Hilda Sayer and Enid Tallow. Rain fell on the band."
    ),
]
REPORTS = [
    (
        "The bishop of Crale, Osmund Tyde, will open the reservoir at Nether Foss on Thursday, a year late. It cost "
        "nine million crowns, twice what the water board had promised, and still leaks, its engineer Lil Sparrow said."
    ),
    (
        "Lil Sparrow does not sleep. Nine million crowns, says the engineer of the water board, and a wet sock. It is "
        "the second year of waiting in Nether Foss, and when Osmund Tyde, bishop of Crale, comes on Thursday to bless "
        "the thing, nobody may look down."
    ),
]


@pytest.mark.parametrize("pair", [LISTS, REPORTS])
def test_names_and_facts_alone_make_no_passage(pair):
    assert [passage for passage in compare(*pair).passages if not passage.quoted] == []


TAKEN = (
    "The clock on the town hall of Nether Foss, which had stood still since the flood, struck thirteen on Sunday while "
    "the band was playing, and nobody has been able to explain it so far."
)
EDITED = (
    "The clock on the town hall of Nether Foss, which stood still after the flood, struck thirteen on Sunday when the "
    "band was playing, and nobody was able to explain this so far."
)


@pytest.mark.parametrize("taken", [TAKEN, EDITED])
def test_one_sentence_that_was_taken_is_a_passage(taken):
    left, right = of_one_vocabulary(11), of_one_vocabulary(12)

    passages = compare(f"{left} {TAKEN}", f"{taken} {right}").passages

    assert [(p.left.start >= len(left), p.right.stop <= len(taken)) for p in passages] == [(True, True)]


def test_a_report_in_other_words_and_another_order_is_a_passage():
    report = (
        "A goose that had lived for eleven years in the lock at Nether Foss was carried to safety by firemen on Sunday "
        "after its pond had been drained by mistake. The bird bit two of them, and the mayor, who wanted to thank it."
    )
    rewritten = (
        "Firemen carried a goose to safety on Sunday after the pond in the lock at Nether Foss, where it had lived for "
        "eleven years, was drained by mistake. Two of them were bitten by the bird, as was the mayor, who wanted to "
        "thank it."
    )

    result = find_reuse([report, rewritten, *(of_one_vocabulary(seed) for seed in range(3))])

    assert {(passage.left.document, passage.right.document) for passage in result.passages} == {("0", "1")}
