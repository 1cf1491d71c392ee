"""Whose text it is: an article's own word, and the votes of credited texts that it shares words with."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.infer.bylines import with_others
from provenance.infer.components import components
from provenance.infer.votes import OTHER, Vote, has_bare_dateline, votes_of, with_stated
from provenance.model.coverage import covered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from provenance.infer.context import Context
    from provenance.infer.prose import Prose
    from provenance.infer.relations import Relations
    from provenance.infer.settings import Settings
    from provenance.infer.unseen import Clusters
    from provenance.infer.votes import Votes
    from provenance.infer.wires import Wires
    from provenance.model.documents import Documents
    from provenance.model.words import WordTable

__all__ = ["Ballot", "Claim", "Opinion", "ballots", "claims_of", "opinions_of"]


@dataclass(frozen=True, slots=True)
class Opinion:
    """Which agency an unseen text is of: the likeliest, how likely, and by which credits."""

    agency: str | None
    confidence: float
    votes: tuple[Vote, ...]


class Claim(NamedTuple):
    """Whose copy a document is as a whole.

    Parameters
    ----------
    agency : str or None
        The agency; None where it is not determined.
    confidence : float
        How likely that is.
    how : {"credit", "votes", "text", ""}
        By its own word, by texts that it shares words with, or by the unseen text that a good part of it is from.
    voters : tuple of int
        The documents whose credits say so.
    """

    agency: str | None
    confidence: float
    how: str = ""
    voters: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Ballot:
    """Who credits whom, and which of those texts are distinct.

    Parameters
    ----------
    votes : list of dict of str to (float, Credit, FieldCredit or None)
        Of each document: for each agency that it names for its text the weight of its strongest credit. What it credits
        to somebody who is no agency stands under `provenance.infer.votes.OTHER`.
    own : list of str or None
        What each document says of its whole text: an agency, OTHER, or None.
    text : numpy.ndarray, shape=(documents,), int64
        The same number for documents with votes that are copies of one text.
    """

    votes: list[Votes]
    own: list[str | None]
    text: NDArray[np.int64]


def ballots(
    documents: Documents,
    words: WordTable,
    prose: Prose,
    wires: Wires,
    relations: Relations,
    rank: NDArray[np.int64],
    settings: Settings,
) -> Ballot:
    """Collect the votes of all documents.

    Parameters
    ----------
    documents, words, prose, wires, relations, rank, settings
        The documents, their words and credits, which are dispatches, what they share, the order of their ids, and the
        numbers.
    """
    numbers = settings.agency
    votes: list[Votes] = []
    own: list[str | None] = []
    totals = np.maximum(prose.words(), 1)
    shares = np.zeros(len(documents), bool)
    shares[relations.left] = shares[relations.right] = True
    for at, (known, stated) in enumerate(zip(prose.credits, prose.stated, strict=True)):
        # Where nobody votes, and nobody is to be voted for, it does not matter which reporter is named.
        if not known and not stated and not shares[at] and not prose.is_styled[at] and not wires.is_wire[at]:
            votes.append({})
            own.append(None)
            continue
        text = documents.text(at)
        credits_ = with_others(text, list(known), staff=bool(prose.is_staffed[at]))
        places = shares_before(words, prose, at, [credit.start for credit in credits_]).tolist()
        cast, said = votes_of(credits_, text, places, int(totals[at]), numbers)
        cast, said = with_stated(cast, said, stated, numbers)
        if wires.is_wire[at]:
            name = wires.agency_of(at)
            cast, said = ({name: (numbers["wire"], None)} if name else {}), name
        votes.append(cast)
        own.append(said)
    voting = np.array([bool(cast) for cast in votes], bool)
    left, right = relations.left, relations.right
    copy = voting[left] & voting[right]
    copy &= np.minimum(relations.words_left / totals[left], relations.words_right / totals[right]) >= numbers["copy"]
    rows = np.flatnonzero(copy)
    alike = [votes[int(left[row])].keys() == votes[int(right[row])].keys() for row in rows.tolist()]
    rows = rows[np.array(alike, bool)]
    low, high = np.sort([rank[left[rows]], rank[right[rows]]], axis=0)
    return Ballot(votes, own, components(len(votes), low, high)[rank])


def shares_before(words: WordTable, prose: Prose, document: int, places: Sequence[int]) -> NDArray[np.float64]:
    """Return the share of a document's prose that stands before each of some places in its text, in code points."""
    first, last = words.document_tokens[document : document + 2].tolist()
    before = words.cp_start[first:last].searchsorted(np.array(places, np.int32))
    counts = np.concatenate([[0], np.cumsum(prose.mask[first:last], dtype=np.int64)])
    return counts[before] / max(1, int(counts[-1]))


def opinions_of(
    clusters: Clusters,
    ballot: Ballot,
    documents: Documents,
    words: WordTable,
    prose: Prose,
    rank: NDArray[np.int64],
    settings: Settings,
) -> list[Opinion]:
    """Return which agency each text that is not at hand is of, by those who carry it.

    A witness counts by how much of the text it carries, and by how much of it is from there: a credit is a credit for
    the whole article. Copies of one article have one vote.
    """
    numbers = settings.agency
    cast: list[dict[tuple[str, int], Vote]] = [{} for _ in range(clusters.number)]
    shares = clusters.words / np.maximum(prose.words()[clusters.document], 1)
    for row in np.lexsort((rank[clusters.document], clusters.cluster)).tolist():
        cluster, document = int(clusters.cluster[row]), int(clusters.document[row])
        carried, share = int(clusters.words[row]), float(shares[row])
        if not ballot.votes[document]:
            continue
        part = min(1.0, carried / numbers["full"]) * min(1.0, share / numbers["part"])
        for agency, (weight, credit) in ballot.votes[document].items():
            key = (agency, int(ballot.text[document]))
            known = cast[cluster].get(key)
            if known is None or part * weight > known.weight:
                cast[cluster][key] = Vote(agency, part * weight, document, credit)
    opinions = []
    for votes in cast:
        totals: dict[str, float] = {}
        for (name, _), vote in sorted(votes.items()):
            totals[name] = totals.get(name, 0.0) + vote.weight
        opinions.append(Opinion(*likeliest(totals, numbers["unknown"]), tuple(votes.values())))
    return _with_prior(opinions, clusters, documents, words, prose, settings)


def _with_prior(
    opinions: list[Opinion],
    clusters: Clusters,
    documents: Documents,
    words: WordTable,
    prose: Prose,
    settings: Settings,
) -> list[Opinion]:
    """Say of dispatches that nobody credits whose they likely are: the agency that has most of the others, by far.

    Of texts that several print and that begin with a place and a dash, as dispatches do, that is the best guess, and as
    likely as the share of that agency among the dispatches that are credited, by the rule of succession.
    """
    numbers = settings.agency
    counts = Counter(
        opinion.agency if opinion.confidence >= settings.levels["agency"] else OTHER
        for opinion, dispatch in zip(opinions, clusters.is_dispatch.tolist(), strict=True)
        if dispatch and opinion.votes
    )
    agency, number = max(counts.items(), key=lambda item: (item[1], item[0] or ""), default=(None, 0))
    # Laplace's rule of succession, for three outcomes: this agency, another one, nobody who is named.
    share = (number + 1) / (counts.total() + 3)
    if not agency or share < settings.levels["agency"]:
        return opinions
    first = _first_words(clusters, words)
    # One document is often in many clusters that follow each other.
    text_of = lru_cache(maxsize=64)(documents.text)
    whole = clusters.words >= numbers["third"] * prose.words()[clusters.document]
    begins = np.searchsorted(clusters.cluster, np.arange(clusters.number + 1))
    for cluster in np.flatnonzero(clusters.is_dispatch).tolist():
        rows = np.arange(begins[cluster], begins[cluster + 1])
        if opinions[cluster].votes:
            continue
        witnesses = rows[whole[rows]].tolist()
        pages = {_digest(words, int(clusters.document[row])) for row in witnesses}
        # A page that was fetched twice is one.
        if len(pages) > 1 and any(
            has_bare_dateline(text_of(int(clusters.document[row])), int(first[row])) for row in witnesses
        ):
            opinions[cluster] = Opinion(agency, share, ())
    return opinions


def _digest(words: WordTable, document: int) -> bytes:
    """Return what is equal for documents of the same words."""
    first, last = words.document_tokens[document : document + 2].tolist()
    return words.numbers[first:last].tobytes()


def _first_words(clusters: Clusters, words: WordTable) -> NDArray[np.int64]:
    """Return where the first word of each text stands in each witness, in code points, shape=(witnesses,)."""
    documents = len(words.document_tokens) - 1
    here = np.flatnonzero(clusters.token >= 0)
    owner = np.searchsorted(words.document_tokens, here, "right") - 1
    keys, first = np.unique(clusters.token[here].astype(np.int64) * documents + owner, return_index=True)
    place = np.zeros(len(clusters.document), np.int64)
    place[np.searchsorted(clusters.cluster * documents + clusters.document, keys)] = words.cp_start[here[first]]
    return place


def likeliest(scores: dict[str, float], unknown: float) -> tuple[str | None, float]:
    """Return the likeliest agency and its probability: the softmax over the agencies and "another or none"."""
    named = {agency: score for agency, score in scores.items() if agency != OTHER}
    if not named:
        return None, 0.0
    best = max(named, key=lambda agency: (named[agency], agency))
    other = unknown + scores.get(OTHER, 0.0)
    top = max(named[best], other)
    whole = sum(math.exp(score - top) for score in named.values()) + math.exp(other - top)
    return best, math.exp(named[best] - top) / whole


def claims_of(
    context: Context,
    relations: Relations,
    counts: NDArray[np.bool_],
    clusters: Clusters,
    opinions: Sequence[Opinion],
    ballot: Ballot,
) -> list[Claim]:
    """Return whose copy each document is as a whole.

    Its own word decides. Otherwise it is the agency of the credited texts in which about a third of its prose stands,
    or more, by the number of distinct texts; else that of the unseen text that so much of it is from. How sure that is,
    the words say that match, not the stretches that they stand in: reports of one event tell the same in other words.

    Parameters
    ----------
    context : Context
        The dispatches, which words are prose, the order of the ids, and the numbers.
    relations : Relations
        What the documents share.
    counts : numpy.ndarray, shape=(sides,), bool
        The passages that count: linked, and possibly reuse.
    clusters, opinions, ballot
        The texts that are not at hand, their agencies, and the votes.
    """
    prose, settings = context.prose, context.settings
    numbers = settings.agency
    scores, voters = _scores(relations, counts, ballot, prose, context.rank, settings)
    main = _of_texts(clusters, opinions, prose, settings)
    claims = []
    for at, said in enumerate(ballot.own):
        if context.wires.is_wire[at]:
            claims.append(Claim(None, 0.0))
            continue
        if said is not None and said != OTHER:
            claims.append(Claim(said, numbers["own"], "credit", (at,)))
            continue
        totals_of = dict(scores.get(at, {}))
        shared = bool(totals_of)
        for name, (weight, credit) in ballot.votes[at].items():
            # An agency among others, or facts attributed to it, say something of the text where others have it, too.
            if credit is None or credit.role == "sole" or shared:
                totals_of[name] = totals_of.get(name, 0.0) + weight
        agency, confidence = likeliest(totals_of, numbers["none"])
        how = "votes"
        cluster = main.get(at, -1)
        if confidence < settings.levels["agency"] and cluster >= 0 and said != OTHER:
            agency, confidence, how = opinions[cluster].agency, opinions[cluster].confidence, "text"
        if agency is None or confidence < settings.levels["agency"]:
            claims.append(Claim(None, confidence))
            continue
        if how == "text":
            who = tuple(vote.document for vote in opinions[cluster].votes if vote.agency == agency)
        else:
            who = voters.get((at, agency), ())
            how, who = (how, who) if who else ("credit", (at,))
        claims.append(Claim(agency, confidence, how, who))
    return claims


def _of_texts(clusters: Clusters, opinions: Sequence[Opinion], prose: Prose, settings: Settings) -> dict[int, int]:
    """Return for each document the unseen text that says whose it is as a whole.

    A good part of its prose is from texts of that text's agency, and at most half as much from those of another.
    """
    totals = np.maximum(prose.words(), 1)
    shares: dict[int, dict[str, float]] = {}
    largest: dict[tuple[int, str], int] = {}
    for row in np.argsort(-clusters.words, kind="stable").tolist():
        document, cluster = int(clusters.document[row]), int(clusters.cluster[row])
        agency = opinions[cluster].agency
        if agency is not None and opinions[cluster].confidence >= settings.levels["agency"]:
            of = shares.setdefault(document, {})
            of[agency] = of.get(agency, 0.0) + float(clusters.words[row] / totals[document])
            largest.setdefault((document, agency), cluster)
    main = {}
    for document, of in shares.items():
        best = max(of, key=lambda agency: (of[agency], agency))
        if of[best] >= settings.agency["third"] and all(2 * of[each] <= of[best] for each in of if each != best):
            main[document] = largest[document, best]
    return main


def _scores(
    relations: Relations,
    counts: NDArray[np.bool_],
    ballot: Ballot,
    prose: Prose,
    rank: NDArray[np.int64],
    settings: Settings,
) -> tuple[dict[int, dict[str, float]], dict[tuple[int, str], tuple[int, ...]]]:
    """Return for each document what speaks for each agency, and who votes for it."""
    numbers, sides = settings.agency, relations.sides
    names = sorted({agency for cast in ballot.votes for agency in cast})
    documents, width = len(ballot.votes), max(1, len(names))
    weights = np.zeros((documents, width))
    for at, cast in enumerate(ballot.votes):
        for agency, (weight, _) in cast.items():
            weights[at, names.index(agency)] = weight
    by_rank = np.argsort(rank)
    scores: dict[int, dict[str, float]] = {}
    voters: dict[tuple[int, str], tuple[int, ...]] = {}
    totals = np.maximum(prose.words(), 1)
    for code, agency in enumerate(names):
        some = sides.take(np.flatnonzero(counts & (weights[sides.partner, code] > 0)))
        if not len(some.document):
            continue
        # Of passages that begin at one word the longest covers it, then the one that matches best, in any input order.
        some = some.take(np.lexsort((-some.matched, -some.prose_stop, some.prose_start, some.document)))
        # How much of each document stands in texts that credit this agency, however many.
        added = covered(some.document, some.prose_start, some.prose_stop)
        share = np.bincount(some.document, added, documents) / totals
        matched = np.bincount(some.document, added * some.matched, documents) / totals
        # Of each distinct text the copy that shares most.
        key = some.document * documents + rank[some.partner]
        by_partner = covered(key, some.prose_start, some.prose_stop)
        keys, inverse = np.unique(key, return_inverse=True)
        shared = np.bincount(inverse, by_partner, len(keys))
        document, placed = np.divmod(keys, documents)
        partner = by_rank[placed]
        part = shared / totals[document] / np.maximum(share[document], 1e-9)
        value = weights[partner, code] * part
        texts, place = np.unique(document * documents + ballot.text[partner], return_inverse=True)
        best = np.zeros(len(texts))
        np.maximum.at(best, place, value)
        whose = texts // documents
        strongest = np.zeros(documents)
        np.maximum.at(strongest, document, weights[partner, code])
        support = np.bincount(whose, best, documents) / np.maximum(strongest, 1e-9)
        worth = strongest * matched * (1 + numbers["more"] * np.log2(np.maximum(support, 1)))
        enough = share >= (0 if agency == OTHER else numbers["third"])
        for at in np.flatnonzero((worth > 0) & enough).tolist():
            scores.setdefault(at, {})[agency] = float(worth[at])
        order = np.lexsort((placed, -value, document))
        for row in order.tolist():
            at = int(document[row])
            known = voters.get((at, agency), ())
            if at in scores and agency in scores[at] and len(known) < 3:
                voters[at, agency] = (*known, int(partner[row]))
    return scores, voters
