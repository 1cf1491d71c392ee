"""Fits the numbers of ``provenance/align/confidence.toml``, writes them there, and says how well they do.

    python benchmarks/fit_passages.py FOLDER NAME [NAME ...]

A passage is an example: its two sides go back to one written text, or they do not. Those that this project has itself:
passages of the sample corpus, of its articles two by two, and of single sentences of it planted in other articles, at
whole length or cut; passages planted in a made corpus; ``same_facts.jsonl``, invented pairs of texts that tell the same
facts in words of their own, list names, or share an office, a term of law or a formula, beside others that were
rewritten; and texts drawn, each for itself, from one vocabulary. FOLDER holds corpora that do not come with this
project: ``NAME-documents.jsonl.gz`` (``id``, ``text``) with either ``NAME-pairs.jsonl.gz`` (``left``, ``right`` and
``cases``: spans; or a ``category`` or ``degree``, of which ``non`` is none), or with ``NAME-passages.jsonl``, passages
that somebody looked at (``left`` and ``right``: document, start, stop; ``same``). Most are searched with
``sensitivity="wide"``, so that there is something to tell apart.

The method is logistic regression with a ridge, for each group apart, with the same numbers for all corpora, each of
which has the same say but for `SAY` and `SAY_IN`. Figures are of the fit and of ten-fold cross-validation, in which all
that one pair of documents gives is held out together; the expected calibration error is over ten bins (Naeini et al.
2015).
"""

from __future__ import annotations

import gzip
import json
import random
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

import numpy as np
from corpus import make
from pair_classifier import chance, fitted

from provenance import Document, ReuseOptions, read
from provenance.align.confidence import FEATURES, GROUPS, features, groups
from provenance.api.components import pipeline_for
from provenance.api.inputs import as_documents
from provenance.engines.local import prepare
from provenance.model.passages import PassageTable
from provenance.plugins.manager import load_plugins

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

HERE = Path(__file__).parent
SEEDS = HERE.parent / "seeds"
NUMBERS = HERE.parent / "provenance" / "align" / "confidence.toml"
#: Of an example of the corpora named: what it says beside one of any other.
SAY = {
    "seeds": 3.0, "seeds by two": 3.0, "sentences": 1.5, "made": 0.3, "facts": 5.0, "vocabulary": 4.0, "pan13": 4.0,
    "counter": 0.3, "pages": 3.0,
}  # fmt: skip
#: And in a group: invented formulas are nearly the only exact passages that are none; summaries that somebody wrote are
#: few, and an example of none is a passage that this program found before.
SAY_IN = {"exact": {"facts": 12.0}, "condensed": {"pan13": 10.0, "pages": 1.5, "facts": 1.0}}
#: Two texts on one matter that are called independent may share a sentence all the same.
SOFT = {"clough": 0.3, "counter": 0.3}
#: A span of a document in code points.
Span = tuple[int, int]
#: What counts in each group: the others say nothing new, or something by accident.
USED = {
    "exact": ("words", "share", "rising", "names", "plain", "loose", "sentences"),
    "reworded": ("run", "order", "rising", "names", "plain", "prose", "free", "sentences", "contrast"),
    "condensed": ("run", "rising", "prose", "sentences"),
}


#: What is set: passages of web pages that were looked at say .14 of the size of a collection, all others .51.
SET = {"exact": {"sentences": 0.33}}


class Found(NamedTuple):
    """A passage: the ids of its documents, its spans, its group and its features."""

    left: str
    right: str
    left_span: Span
    right_span: Span
    group: int
    features: NDArray[np.float64]


class Example(NamedTuple):
    """A passage whose truth is known."""

    corpus: str
    group: int
    features: NDArray[np.float64]
    same: bool
    #: What one pair of documents gives is held out together.
    pair: str


_PLUGINS = load_plugins()


def found(
    documents: list[Document], pairs: list[tuple[str, str]] | None = None, sensitivity: str = "wide"
) -> list[Found]:
    """Find all passages of documents, whatever their confidence, but for quotations."""
    options = ReuseOptions(sensitivity=sensitivity, min_confidence=0.0)  # type: ignore[arg-type] # a name
    given = as_documents(documents, _PLUGINS)
    wanted = None if pairs is None else [(given.position(left), given.position(right)) for left, right in pairs]
    search = prepare(given, wanted, options, pipeline_for((), "words", _PLUGINS))
    table = PassageTable.concatenate([part.table for part in search.parts()])
    order, settings = search.collection.order, search.settings
    table = table.renumbered(order.ranks)
    measured = features(table, search.collection.words, settings.idf, settings.sentences)
    rows = zip(
        order.positions[table.left].tolist(), order.positions[table.right].tolist(),
        table.left_start.tolist(), table.left_stop.tolist(), table.right_start.tolist(), table.right_stop.tolist(),
        groups(table).tolist(), measured, table.quoted.tolist(), strict=True,
    )  # fmt: skip
    passages = []
    for left, right, a, a_end, b, b_end, group, row, quoted in rows:
        # As the documents were given, whichever was compared first.
        sides = sorted([(left, (a, a_end)), (right, (b, b_end))])
        if not quoted:
            ids = [given.ids[position] for position, _ in sides]
            passages.append(Found(ids[0], ids[1], sides[0][1], sides[1][1], group, row))
    return passages


def share(span: Span, spans: list[Span]) -> float:
    """Return how much of a span others cover."""
    covered, reach = 0, span[0]
    for start, stop in sorted(spans):
        covered += max(0, min(stop, span[1]) - max(start, reach))
        reach = max(reach, min(stop, span[1]))
    return covered / max(1, span[1] - span[0])


def judged(corpus: str, passages: list[Found], gold: dict[tuple[str, str], list[tuple[Span, Span]]]) -> list[Example]:
    """Hold passages against true spans: true where these cover half of both sides, false where next to nothing."""
    examples = []
    for one in passages:
        spans = gold.get((one.left, one.right), []) + [(b, a) for a, b in gold.get((one.right, one.left), [])]
        covered = min(share(one.left_span, [a for a, _ in spans]), share(one.right_span, [b for _, b in spans]))
        # Of the text that a summary condenses only parts are in the truth.
        half = 0.1 if GROUPS[one.group] == "condensed" else 0.5
        if covered >= half or covered < 0.1:
            examples.append(Example(corpus, one.group, one.features, covered >= half, f"{one.left} {one.right}"))
    return examples


def sample_corpus() -> Iterator[Example]:
    """Yield passages of the sample corpus, of its articles two by two, and of sentences planted in other articles."""
    documents = list(read(SEEDS))
    gold = defaultdict(list)
    for record in map(json.loads, (SEEDS / "truth.jsonl").read_text(encoding="utf-8").splitlines()):
        if record["type"] in ("passage", "furniture"):
            left, right = record["left"], record["right"]
            spans = (left["start"], left["stop"]), (right["start"], right["stop"])
            gold[left["document"], right["document"]].append(spans)
    yield from judged("seeds", found(documents), gold)
    choose = random.Random(3)  # noqa: S311 - the same examples each time
    pairs = [(one, other) for at, one in enumerate(documents) for other in documents[at + 1 :]]
    for one, other in choose.sample(pairs, 220):
        yield from judged("seeds by two", found([one, other]), gold)
    for left, right, planted in sentences_in_others([document.text for document in documents], choose):
        for passage in found([Document("left", left), Document("right", right)], sensitivity="balanced"):
            begin = left.find(planted)
            if share(passage.left_span, [(begin, begin + len(planted))]) > 0.6:
                yield Example("sentences", passage.group, passage.features, True, planted)


def sentences_in_others(texts: list[str], choose: random.Random) -> Iterator[tuple[str, str, str]]:
    """Yield a text, another in which one sentence of the first stands, whole or cut and often edited, and that one."""
    english = [text for text in texts if re.search(r"\bthe\b", text)]
    for _ in range(300):
        ours, theirs = ([s for s in re.split(r"(?<=[.!?])\s+", t) if len(s) > 40] for t in choose.sample(english, 2))
        fit = [sentence for sentence in ours if 9 <= len(sentence.split()) <= 40 and "“" not in sentence]
        if not fit or min(len(ours), len(theirs)) < 5:
            continue
        planted = choose.choice(fit)
        edit = choose.choice((0.0, 0.0, 0.08, 0.15, 0.25))
        words = [word for word in planted.split() if choose.random() >= edit / 2]
        words = [choose.choice(choose.choice(english).split()) if choose.random() < edit / 2 else w for w in words]
        if choose.random() < 0.3:
            words = words[: max(8, int(len(words) * 0.7))]
        host = choose.sample(theirs, 4)
        host.insert(choose.randrange(5), " ".join(words))
        beside = [*choose.sample([s for s in ours if s != planted], 4), planted]
        choose.shuffle(beside)
        if choose.random() < 0.4:
            # Next to nothing beside it, as when two sentences are compared.
            few = choose.randrange(2)
            beside, host = [*beside[:few], planted], [" ".join(words), *host[:few]]
        yield " ".join(beside), " ".join(host), planted


def made_corpus() -> Iterator[Example]:
    """Yield passages that were planted in a made corpus."""
    corpus = make(600)
    documents = [Document(f"a{at}", text) for at, text in enumerate(corpus.texts)]
    gold = defaultdict(list)
    for one in corpus.passages:
        spans = (one.source_start, one.source_stop), (one.target_start, one.target_stop)
        gold[f"a{one.source}", f"a{one.target}"].append(spans)
    for original, copy, _ in corpus.duplicates:
        whole = (0, len(corpus.texts[original])), (0, len(corpus.texts[copy]))
        gold[f"a{original}", f"a{copy}"].append(whole)
    # Copies of one text, and carriers of one passage, are alike though nothing was planted from one in the other.
    yield from (one for one in judged("made", found(documents, sensitivity="balanced"), gold) if one.same)


def same_facts() -> Iterator[Example]:
    """Yield passages of invented pairs, each alone and all in one collection."""
    rows = [json.loads(line) for line in (HERE / "same_facts.jsonl").read_text(encoding="utf-8").splitlines()]
    every = [
        (Document(f"{at}-left", row["left"]), Document(f"{at}-right", row["right"])) for at, row in enumerate(rows)
    ]
    same = {left.id: row["same"] for (left, _), row in zip(every, rows, strict=True)}
    together = [document for pair in every for document in pair]
    collections = [*([*pair] for pair in every), together]
    for documents in collections:
        pairs = [(left.id, right.id) for left, right in every if left in documents]
        for passage in found(documents, pairs):
            yield Example("facts", passage.group, passage.features, same[passage.left], passage.left)


def _longest_run(passage: Found) -> float:
    return float(np.exp(passage.features[FEATURES.index("run")] + passage.features[FEATURES.index("words")]))


def one_vocabulary() -> Iterator[Example]:
    """Yield passages of texts that were drawn, each for itself, from one small vocabulary of a subject."""
    choose = random.Random(5)  # noqa: S311 - the same examples each time
    spelled = sorted(set(" ".join(make(60, words=(200, 300)).texts[:3]).split()))
    for _ in range(4):
        things, acts, kinds = choose.sample(spelled, 70), choose.sample(spelled, 24), choose.sample(spelled, 24)
        documents = []
        for number in range(5):
            sentences = []
            for _ in range(26):
                one, two, three = choose.sample(things, 3)
                act, other = choose.sample(acts, 2)
                kind = choose.choice(kinds)
                sentences.append(
                    choose.choice(
                        (
                            f"A {kind} {one} {act} the {two}, and a {three} {other} it.",
                            f"When the {one} {act}, some {kind} {two} and each {three} {other} too.",
                            f"The {one} of the {kind} {two} {act} no {three} until they {other} him.",
                            f"For this {one}, as for a {kind} {two}, they {act} what the {three} {other}.",
                        )
                    )
                )
            documents.append(Document(f"{number}", " ".join(sentences)))
        for passage in found(documents, sensitivity="balanced"):
            yield Example(
                "vocabulary", passage.group, passage.features, False, f"{kinds[0]} {passage.left} {passage.right}"
            )


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Read JSONL, compressed or not."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in data.splitlines()]


def labelled(folder: Path, name: str) -> Iterator[Example]:
    """Yield passages of a corpus that others made."""
    documents = [Document(row["id"], row["text"]) for row in rows_of(folder / f"{name}-documents.jsonl.gz")]
    looked_at = folder / f"{name}-passages.jsonl"
    if looked_at.exists():
        by_span = {(p.left, p.right, p.left_span, p.right_span): p for p in found(documents, sensitivity="balanced")}
        for row in rows_of(looked_at):
            left, right = row["left"], row["right"]
            spans = (left["start"], left["stop"]), (right["start"], right["stop"])
            passage = by_span.get((left["document"], right["document"], *spans))
            if passage:
                yield Example(name, passage.group, passage.features, row["same"], f"{passage.left} {passage.right}")
        return
    pairs = rows_of(folder / f"{name}-pairs.jsonl.gz")
    if "cases" in pairs[0]:
        gold = {(p["left"], p["right"]): [((c[0], c[1]), (c[2], c[3])) for c in p["cases"]] for p in pairs}
        for sensitivity in ("balanced", "wide"):
            yield from judged(name, found(documents, list(gold), sensitivity), gold)
        return
    # A text of its own on the matter is as good as any other of them to be held against.
    degree = {(p["left"], p["right"]): p.get("degree") or p["category"] for p in pairs}
    own = {left for (left, _), said in degree.items() if said == "non"}
    all_pairs = list(degree)
    if "category" in pairs[0]:
        all_pairs = [(a.id, b.id) for at, a in enumerate(documents) for b in documents[at + 1 :]]
    for passage in found(documents, all_pairs):
        pair = f"{passage.left} {passage.right}"
        said = degree.get((passage.left, passage.right)) or degree.get((passage.right, passage.left))
        if said and said != "non":
            yield Example(name, passage.group, passage.features, True, pair)
        # A sentence that two of them have word for word was copied all the same.
        elif (said or passage.left in own or passage.right in own) and _longest_run(passage) < 14:
            yield Example(name, passage.group, passage.features, False, pair)


def calibration_error(said: NDArray[np.float64], same: NDArray[np.bool_], weights: NDArray[np.float64]) -> float:
    """Return the expected calibration error over ten bins."""
    bins = np.minimum((said * 10).astype(int), 9)
    total = 0.0
    for number in range(10):
        here = bins == number
        if here.any():
            of_bin = weights[here]
            gap = abs(np.average(said[here], weights=of_bin) - np.average(same[here], weights=of_bin))
            total += gap * of_bin.sum()
    return float(total / weights.sum())


def main() -> None:
    """Fit, print the figures, and write the numbers."""
    folder, names = Path(sys.argv[1]), sys.argv[2:]
    sources: list[Callable[[], Iterator[Example]]] = [sample_corpus, made_corpus, same_facts, one_vocabulary]
    examples = [example for source in sources for example in source()]
    examples += [example for name in names for example in labelled(folder, name)]
    corpora = np.array([example.corpus for example in examples])
    group = np.array([example.group for example in examples])
    measured = np.array([example.features for example in examples])
    same = np.array([example.same for example in examples])
    weights = np.array([SAY.get(corpus, 1.0) for corpus in corpora])
    for corpus, much in SOFT.items():
        weights[~same & (corpora == corpus)] *= much
    for name, some in SAY_IN.items():
        for corpus, much in some.items():
            weights[(group == GROUPS.index(name)) & (corpora == corpus)] = much
    fold = np.array([crc32(f"{example.corpus} {example.pair}".encode()) % 10 for example in examples])
    tables = []
    for number, name in enumerate(GROUPS):
        given = SET.get(name, {})
        free = [feature for feature in USED[name] if feature not in given]
        columns = [FEATURES.index(feature) for feature in free]
        rows = np.flatnonzero(group == number)
        values, truth, say = measured[rows][:, columns], same[rows], weights[rows]
        added = measured[rows] @ np.array([given.get(feature, 0.0) for feature in FEATURES])
        beta = fitted(values, truth, say, added)
        crossed = np.zeros(len(rows))
        for which in range(10):
            train = fold[rows] != which
            part = fitted(values[train], truth[train], say[train], added[train])
            crossed[~train] = chance(part, values[~train], added[~train])
        for how, said in (("fitted", chance(beta, values, added)), ("ten-fold", crossed)):
            right = np.average((said >= 0.5) == truth, weights=say)
            print(f"{name} {how}: {len(rows)} passages, right {right:.3f}, ", end="")
            print(f"calibration error {calibration_error(said, truth, say):.3f}")
        for corpus in dict.fromkeys(corpora[rows].tolist()):
            here = corpora[rows] == corpus
            lost, kept = (here & truth & (crossed < 0.5)).sum(), (here & ~truth & (crossed >= 0.5)).sum()
            print(f"    {corpus}: {lost} of {(here & truth).sum()} lost, {kept} of {(here & ~truth).sum()} kept")
        numbers = {**dict(zip(("bias", *free), beta, strict=True)), **given}
        lines = [f"{feature} = {numbers[feature]:.3f}" for feature in ("bias", *USED[name])]
        tables.append("\n".join([f"[{name}]", *lines]))
    # What stands above the numbers of the groups was set, and stays.
    before, _, _ = NUMBERS.read_text(encoding="utf-8").partition(f"[{GROUPS[0]}]")
    NUMBERS.write_text(before + "\n\n".join(tables) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
