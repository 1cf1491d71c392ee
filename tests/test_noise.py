"""What scanners, typesetters and desks with other spellings leave of a passage is found."""

from __future__ import annotations

import noise
import pytest
import truth

from provenance import Document, ReuseOptions, compare, find_reuse
from provenance.text.words import words

COPIED = (
    "The harbour board decided on Tuesday to close the eastern breakwater for nine weeks, because divers had found "
    "cracks below the lighthouse that were wide enough to put an arm into. Fishermen from the three villages will have "
    "to land their catch at the commercial quay, where the board promised to waive all charges until the stones are "
    "replaced. Its chairman said that nobody could have foreseen how fast the winter storms would undermine a wall "
    "which had stood since the middle of the last century."
)
BEFORE = (
    "Primary schools in the upper valley reopened after the holidays with two teachers fewer than last year. Parents "
    "complained that the council had known of the vacancies since spring and advertised them only in August. A "
    "spokeswoman answered that applicants were hard to find."
)
AFTER = (
    "Apple growers expect the smallest crop for a decade once picking starts next month. Late frost destroyed "
    "most of the blossom on low ground, and bees stayed in their hives during a cold, wet May. Prices at the "
    "weekly market have already doubled."
)


def overlap(text: str, common: str, start: int, stop: int) -> float:
    """Return the intersection over the union of a span and what is common."""
    first = text.index(common)
    both = max(0, min(stop, first + len(common)) - max(start, first))
    return both / (stop - start + len(common) - both)


def assert_is_found_as_one(changed: str, least: float = 0.95, **options) -> float:
    """Check that a changed copy is one edited passage with tight borders; return how much it is alike."""
    left, right = f"{BEFORE}\n\n{COPIED}\n", f"{changed}\n\n{AFTER}"

    [passage] = compare(left, right, ReuseOptions(**options)).passages

    assert passage.kind == "edited"
    assert not passage.quoted
    assert overlap(left, COPIED, passage.left.start, passage.left.stop) >= least
    assert overlap(right, changed, passage.right.start, passage.right.stop) >= least
    return passage.similarity


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("rate", [0.02, 0.05, 0.1, 0.15])
def test_misread_letters(seed, rate):
    alike = assert_is_found_as_one(noise.scanned(COPIED, seed, rate), 0.93)

    assert 1 - 3 * rate < alike < 1


@pytest.mark.parametrize("seed", range(6))
def test_words_that_are_cut_at_the_ends_of_lines(seed):
    changed = noise.typeset(COPIED, seed)
    assert changed.count("-\n") >= 3

    assert assert_is_found_as_one(changed) > 0.9


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("rate", [0.1, 0.3])
def test_spaces_that_are_lost_doubled_or_put_within_words(seed, rate):
    changed = noise.respaced(COPIED, seed, rate)
    assert "  " in changed

    assert assert_is_found_as_one(changed) > 0.9


@pytest.mark.parametrize("seed", range(6))
def test_all_of_it_at_once(seed):
    changed = noise.respaced(noise.scanned(noise.typeset(COPIED, seed), seed, 0.08), seed, 0.1)

    assert assert_is_found_as_one(changed, 0.93) > 0.75


def test_noise_on_both_sides():
    left = f"{BEFORE} {noise.scanned(COPIED, 1, 0.08)}"
    right = f"{noise.scanned(COPIED, 2, 0.08)} {AFTER}"

    [passage] = compare(left, right).passages

    assert passage.kind == "edited"
    assert passage.left.start == pytest.approx(len(BEFORE) + 1, abs=10)
    assert passage.right.stop == pytest.approx(len(right) - len(AFTER) - 1, abs=10)


def test_names_that_are_spelt_in_other_ways():
    left = (
        "Volodymyr Zelensky met Muammar Gaddafi in Kiev, said Sergey Lavrov, before Mahmoud Ahmadinejad flew to "
        "Tripoli with Mohammed Mursi and Alexander Lukashenko to see Hosni Mubarak"
    )
    right = (
        "Volodimir Zelenskyy met Moammar Qaddafi in Kyiv, said Sergei Lavrow, before Mahmud Ahmadinezhad flew "
        "to Tripolis with Mohamed Morsi and Aleksandr Lukashenka to see Husni Mobarak"
    )

    [passage] = compare(f"{BEFORE} {left}.", f"{right}. {AFTER}").passages

    assert passage.kind == "edited"
    assert passage.similarity > 0.75
    assert overlap(f"{BEFORE} {left}.", left, passage.left.start, passage.left.stop) > 0.97
    assert overlap(f"{right}. {AFTER}", right, passage.right.start, passage.right.stop) > 0.97


def test_a_noisy_quotation_is_quoted():
    quote = (
        "we will rebuild the lighthouse stone by stone and nobody in this village shall pay for the mistakes of the "
        "harbour board again"
    )
    changed = noise.scanned(quote, 3, 0.12)

    [passage] = compare(f"“{quote}”, said the mayor. {BEFORE}", f"“{changed}”, {AFTER}").passages

    assert passage.quoted
    assert (passage.left.start, passage.left.stop) == (1, 1 + len(quote))


def test_clean_text_is_compared_by_its_words_alone():
    reworded = (
        "Because divers discovered cracks under the lighthouse, wide enough for an arm, the harbour board will "
        "shut the eastern breakwater for nine weeks, it was decided on Tuesday."
    )
    left, right = f"{BEFORE} {COPIED}", f"{reworded} {COPIED} {AFTER}"

    passages = compare(left, right).passages

    assert [words(left[p.left.start : p.left.stop]) for p in passages if p.kind == "verbatim"] == [words(COPIED)]


def test_noise_is_no_evidence_of_reuse():
    texts = [noise.scanned(text, seed, 0.12) for seed, text in enumerate((BEFORE, COPIED, AFTER, BEFORE[::-1]))]

    assert not len(find_reuse(texts).passages)


def test_a_column_of_one_letter_costs_no_square():
    # Nothing is to be found; that it ends is what counts.
    left, right = "a" * 30_000, " ".join("a" * 30_000)

    assert len(compare(f"{left} b", right).passages) <= 1


@pytest.fixture(scope="module")
def sample():
    return truth.found()


@pytest.mark.parametrize("rate", [0.02, 0.05])
def test_noisy_copies_are_candidates_where_not_every_pair_is_compared(sample, rate):
    asked = {(p.left.document, p.right.document) for p in sample.passages if p.words >= 40 and p.similarity > 0.9}
    documents = [
        Document(document.id, noise.scanned(document.text, seed, rate) if seed % 2 else document.text)
        for seed, document in enumerate(sample.documents)
    ]

    result = find_reuse(documents, options=ReuseOptions(candidates="exact"))

    found = {(passage.left.document, passage.right.document) for passage in result.passages}
    assert len(asked & found) >= 0.98 * len(asked) > 50
    # With one character in fifty misread, n-grams of words find all of them.
    assert rate < 0.05 or "characters" in result.run.candidates
