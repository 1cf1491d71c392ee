"""The sample corpus: built as committed, labelled truthfully, and free of unlabelled reuse."""

import importlib.util
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

Covered = defaultdict[tuple[str, str], tuple[set[int], set[int]]]

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
BUILD = Path(__file__).resolve().parent / "corpus" / "build.py"


def load_build() -> ModuleType:
    """Import the builder by its path."""
    spec = importlib.util.spec_from_file_location("corpus_build", BUILD)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["corpus_build"] = module
    spec.loader.exec_module(module)
    return module


build = load_build()


def records(name: str) -> list[dict[str, Any]]:
    lines = (SEEDS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


METADATA = {record["id"]: record for record in records("metadata")}
TRUTH = records("truth")
PASSAGES = [record for record in TRUTH if record["type"] == "passage"]
BOILERPLATE = [record for record in TRUTH if record["type"] == "furniture"]
DERIVATIONS = {record["document"]: record for record in TRUTH if record["type"] == "derivation"}


@cache
def text(document: str) -> str:
    return (SEEDS / f"{document}.txt").read_bytes().decode("utf-8")


@cache
def words(document: str) -> list[Any]:
    found: list[Any] = build.split_words(text(document))
    return found


def inside(document: str, start: int, stop: int) -> list[str]:
    return [word.text for word in words(document) if start <= word.start and word.stop <= stop]


def distance(left: list[str], right: list[str]) -> int:
    """Levenshtein distance by the plain table, to check the builder's bit-parallel one."""
    row = list(range(len(right) + 1))
    for i, mine in enumerate(left, 1):
        before, row[0] = row[0], i
        for j, yours in enumerate(right, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (mine != yours))
    return row[-1]


def test_committed_corpus_is_what_the_builder_makes() -> None:
    made = build.Corpus(BUILD.parent).files()
    for name, content in made.items():
        assert (SEEDS / name).read_bytes() == content.encode("utf-8"), name
    stored = {path.relative_to(SEEDS).as_posix() for path in SEEDS.rglob("*.txt")}
    assert stored == {name for name in made if name.endswith(".txt")}


def test_every_article_has_metadata_and_a_derivation() -> None:
    stored = {path.relative_to(SEEDS).with_suffix("").as_posix() for path in SEEDS.rglob("*.txt")}
    assert stored == set(METADATA) == set(DERIVATIONS)
    assert 44 <= len(stored) <= 50
    for record in METADATA.values():
        assert set(record) == {"id", "source", "published", "role", "language", "publisher", "title"}
        assert datetime.fromisoformat(record["published"]).tzinfo is not None
        assert record["role"] in ("wire", "outlet")
        assert text(record["id"]).startswith(record["title"] + "\n")


def test_copies_are_later_than_their_sources() -> None:
    moment = {name: datetime.fromisoformat(record["published"]) for name, record in METADATA.items()}
    for name, record in DERIVATIONS.items():
        for source in (record["source"], record.get("via"), *record.get("sources", [])):
            assert source is None or moment[source] < moment[name]
    for record in PASSAGES:
        left, right = record["left"]["document"], record["right"]["document"]
        if record["relation"] != "common-source":
            assert (moment[left] < moment[right]) == (record["relation"] == "left-source")


def test_spans_are_in_range_and_at_word_edges() -> None:
    for record in PASSAGES + BOILERPLATE:
        assert record["left"]["document"] < record["right"]["document"]
        for side in (record["left"], record["right"]):
            name, start, stop = side["document"], side["start"], side["stop"]
            assert 0 <= start < stop <= len(text(name))
            assert start in {word.start for word in words(name)}
            assert stop in {word.stop for word in words(name)}


def test_words_edits_kinds_and_quotations_are_right() -> None:
    seen: dict[tuple[str, str], int] = {}
    masks = {name: build.quotation_mask(text(name)) for name in METADATA}
    for record in PASSAGES:
        sides = [record["left"], record["right"]]
        left, right = (inside(*side.values()) for side in sides)
        longer = max(len(left), len(right))
        assert record["words"] == longer >= build.SHORTEST
        key = (" ".join(left), " ".join(right))
        if key not in seen:
            # The plain table is slow on whole articles; there the builder's own distance must do.
            measure = distance if longer < 80 else build.distance
            seen[key] = 0 if left == right else measure(left, right)
        edits = seen[key]
        assert record["edits"] == edits
        assert (edits == 0) == (left == right)
        assert record["kind"] == ("verbatim" if not edits else "edited" if 3 * edits <= longer else "paraphrase")
        quoted = [masks[s["document"]][w.start] for s in sides for w in words(s["document"]) if covers(s, w)]
        assert record["quoted"] == all(quoted)


def covers(side: dict[str, Any], word: Any) -> bool:
    return bool(side["start"] <= word.start and word.stop <= side["stop"])


def test_distance_agrees_with_the_plain_table() -> None:
    samples = ["", "a", "a b c", "b c d a", "a a b b a", "c b a", "x y z x y z", "a b c d e f g h i j"]
    for left in samples:
        for right in samples:
            assert build.distance(left.split(), right.split()) == distance(left.split(), right.split())


def test_words_are_normalised() -> None:
    def normal(sample: str) -> list[str]:
        return [word.text for word in build.split_words(sample)]

    assert normal("Let\u2019s \u2018go\u2019 \u2014 caf\u00e9 CAFE\u0301!") == ["lets", "go", "cafe", "cafe"]
    assert normal("5,000 400\u202f000 12,5 84-metre") == ["5000", "400000", "12", "5", "84", "metre"]
    assert normal("\U0001f6a2 \u6e21\u8f6e84\u7c73") == ["\u6e21", "\u8f6e", "84", "\u7c73"]


def test_passages_of_a_pair_do_not_overlap() -> None:
    taken: defaultdict[tuple[str, str, str], list[tuple[int, int]]] = defaultdict(list)
    for record in PASSAGES:
        pair = (record["left"]["document"], record["right"]["document"])
        for which in ("left", "right"):
            taken[(*pair, which)].append((record[which]["start"], record[which]["stop"]))
    for spans in taken.values():
        spans.sort()
        assert all(first[1] <= second[0] for first, second in pairwise(spans))


def covered_words() -> Covered:
    """Return, for every pair, the indexes of the words that truth covers on either side."""
    covered: Covered = defaultdict(lambda: (set(), set()))
    for record in PASSAGES + BOILERPLATE:
        sides = (record["left"], record["right"])
        for side, indexes in zip(sides, covered[sides[0]["document"], sides[1]["document"]], strict=True):
            indexes.update(i for i, word in enumerate(words(side["document"])) if covers(side, word))
    return covered


def common_runs(left: list[str], right: list[str], least: int) -> Iterator[tuple[int, int, int]]:
    """Yield the maximal common runs of at least so many words."""
    places = defaultdict(list)
    for i in range(len(left) - least + 1):
        places[tuple(left[i : i + least])].append(i)
    for j in range(len(right) - least + 1):
        for i in places.get(tuple(right[j : j + least]), ()):
            if i and j and left[i - 1] == right[j - 1]:
                continue
            length = least
            while i + length < len(left) and j + length < len(right) and left[i + length] == right[j + length]:
                length += 1
            yield i, j, length


def pairs() -> Iterator[tuple[str, str, list[str], list[str], bool]]:
    for left, right in combinations(sorted(METADATA), 2):
        chinese = "zh" in (METADATA[left]["language"], METADATA[right]["language"])
        yield left, right, [w.text for w in words(left)], [w.text for w in words(right)], chinese


def uncovered(indexes: set[int], start: int, length: int) -> bool:
    return 2 * len(indexes & set(range(start, start + length))) < length


def exactly_common(covered: Covered) -> list[tuple[str, str, str]]:
    """Find common runs that truth does not cover by half on both sides."""
    return [
        (left, right, " ".join(mine[i : i + length]))
        for left, right, mine, yours, chinese in pairs()
        for i, j, length in common_runs(mine, yours, 16 if chinese else 8)
        if uncovered(covered[left, right][0], i, length) or uncovered(covered[left, right][1], j, length)
    ]


def test_no_common_run_is_unlabelled() -> None:
    assert not exactly_common(covered_words())


def nearly_common(covered: Covered) -> list[tuple[str, str, str]]:
    """Find runs with at most one edit in eight words that truth does not cover."""
    found = []
    for left, right, mine, yours, chinese in pairs():
        for i, j, length in common_runs(mine, yours, 10 if chinese else 5):
            for total in (12, 16, 24, 32):
                if chinese and total < 24:
                    continue
                for start in range(max(0, i + length - total), i + 1):
                    if not uncovered(covered[left, right][0], start, total):
                        continue
                    near = close_window(mine[start : start + total], yours, j - (i - start))
                    if near is not None and uncovered(covered[left, right][1], *near):
                        found.append((left, right, " ".join(mine[start : start + total])))
    return found


def test_no_nearly_common_run_is_unlabelled() -> None:
    assert not nearly_common(covered_words())


def close_window(sample: list[str], other: list[str], place: int) -> tuple[int, int] | None:
    """Find words of the other side, at about a place, with at most one edit in eight."""
    allowed = len(sample) // 8
    for start in range(max(0, place - allowed), place + allowed + 1):
        window = other[start : start + len(sample)]
        shared = sum((Counter(sample) & Counter(window)).values())
        if shared >= len(sample) - 2 * allowed and build.distance(sample, window) <= 2 * allowed:
            return start, len(sample)
    return None


def test_the_search_would_find_a_missing_label() -> None:
    covered = covered_words()
    copies = ("ferry/afp-2-update", "ferry/harbour-times")
    reworded = ("ferry/afp-3-correction", "ferry/fenwick-gazette")
    chinese = ("ferry/afp-zh", "ferry/binhai-wanbao")
    reports = ("ferry/coast-observer", "ferry/rowan-chronicle")
    for pair in (copies, reworded, chinese, reports):
        covered.pop(pair)
    assert {found[:2] for found in exactly_common(covered)} == {copies, reworded, chinese, reports}
    assert {found[:2] for found in nearly_common(covered)} == {reworded, chinese, reports}


def passages(name: str) -> list[dict[str, Any]]:
    return [r for r in PASSAGES if name in (r["left"]["document"], r["right"]["document"])]


def between(left: str, right: str) -> list[dict[str, Any]]:
    names = {left, right}
    return [r for r in PASSAGES if {r["left"]["document"], r["right"]["document"]} == names]


def test_dispatch_versions_and_their_prints() -> None:
    wires = [name for name, record in METADATA.items() if record["role"] == "wire"]
    assert sorted(wires) == [f"ferry/{n}" for n in ("afp-1-flash", "afp-2-update", "afp-3-correction")] + [
        f"ferry/{n}" for n in ("afp-fr", "afp-zh", "ap-1")
    ]
    assert "CORRECTS" in text("ferry/afp-3-correction")
    printed = Counter(r["version"] for name, r in DERIVATIONS.items() if METADATA[name]["role"] == "outlet")
    assert printed["ferry/afp-1-flash"] == 1
    assert printed["ferry/afp-2-update"] >= 8
    assert printed["ferry/afp-3-correction"] >= 8
    assert printed["ferry/ap-1"] >= 3
    late = METADATA["ferry/late-city-record"]["published"]
    assert DERIVATIONS["ferry/late-city-record"]["version"] == "ferry/afp-2-update"
    correction = METADATA["ferry/afp-3-correction"]["published"]
    assert datetime.fromisoformat(late) > datetime.fromisoformat(correction)


def test_kinds_of_prints() -> None:
    def longest(document: str) -> int:
        """Words of the longest verbatim passage with the dispatch, in words of the dispatch."""
        shared = between(document, DERIVATIONS[document]["source"])
        return max((r["words"] for r in shared if r["kind"] == "verbatim"), default=0)

    derived = [name for name, r in DERIVATIONS.items() if r["source"] and METADATA[name]["role"] == "outlet"]
    verbatim = [name for name in derived if longest(name) > 300]
    assert len(verbatim) >= 4
    assert any(not DERIVATIONS[name]["credited"] for name in verbatim)
    assert sum(not DERIVATIONS[name]["credited"] for name in derived if "ferry" in name) >= 3
    for name in ("ferry/sundial", "ferry/quay-review"):
        shared = between(name, DERIVATIONS[name]["source"])
        assert sum(r["words"] for r in shared if r["kind"] == "paraphrase") > 250
    for name in ("ferry/northgate-echo", "ferry/fenwick-gazette", "ferry/summit-news"):
        edited = [r for r in between(name, DERIVATIONS[name]["source"]) if r["kind"] == "edited"]
        total, edits = sum(r["words"] for r in edited), sum(r["edits"] for r in edited)
        assert total > 150
        assert 1 / 15 < edits / total < 1 / 5
    assert DERIVATIONS["ferry/marrow-globe"]["sources"] == ["ferry/afp-3-correction", "ferry/ap-1"]
    assert DERIVATIONS["ferry/market-town-mail"]["via"] == "ferry/northgate-echo"
    own = between("ferry/market-town-mail", "ferry/northgate-echo")
    assert sum(r["words"] for r in own) > sum(
        r["words"] - r["edits"] for r in between("ferry/market-town-mail", "ferry/afp-2-update")
    )
    assert Counter(r["degree"] for r in DERIVATIONS.values()) >= Counter(wholly=15, partially=5, non=10)


def test_credits_in_all_roles_and_languages() -> None:
    outlets = [DERIVATIONS[name] for name, record in METADATA.items() if record["role"] == "outlet"]
    roles = Counter(credit["role"] for record in outlets for credit in record["credits"])
    assert min(roles[role] for role in ("sole", "shared", "fact", "photo")) >= 2
    names = {"AFP": ("AFP", "Agence France-Presse", "\u6cd5\u65b0\u793e"), "AP": ("AP", "Associated Press")}
    for record in DERIVATIONS.values():
        for credit in record["credits"]:
            assert any(n in text(record["document"]) for n in names.get(credit["agency"], (credit["agency"],)))
    for name, record in DERIVATIONS.items():
        agencies = [word.text for word in words(name) if word.text in ("afp", "ap", "reuters")]
        assert record["credits"] or not agencies
    assert Counter(record["language"] for record in METADATA.values()) >= Counter(en=40, fr=2, zh=2)


def test_independent_reports_share_only_quotations() -> None:
    for event in ("ferry", "plant"):
        reports = [n for n, r in DERIVATIONS.items() if r["degree"] == "non" and n.startswith(event)]
        reports = [n for n in reports if METADATA[n]["role"] == "outlet"]
        assert len(reports) >= 4
        for name in reports:
            shared = passages(name)
            assert shared
            assert all(8 <= r["words"] <= 30 for r in shared)
            assert all(r["quoted"] for r in shared if r["kind"] == "verbatim")
            quoted = [r for r in shared if {r["left"]["document"], r["right"]["document"]} <= set(reports)]
            assert quoted
            assert all(r["quoted"] and not r["edits"] for r in quoted)


def test_the_unseen_dispatches_have_witnesses() -> None:
    unseen = {n: r for n, r in DERIVATIONS.items() if r["agency"] and r["source"] is None}
    witnesses = [r for r in unseen.values() if r["agency"] == "Reuters"]
    assert len(witnesses) == 5
    assert sum(r["credited"] for r in witnesses) == 1
    assert sum(r["agency"] == "AFP" for r in unseen.values()) == 2
    corpus = build.Corpus(BUILD.parent)
    dispatch = corpus.all["plant/reuters"]
    kept = {s.unit for r in witnesses for s in corpus.all[r["document"]].segments}
    held = sum(s.last - s.first for s in dispatch.segments if s.unit in kept)
    assert held > 0.95 * len(dispatch.words)
    assert all(METADATA.get(name) is None for name in ("plant/reuters", "plant/afp"))


def test_furniture_of_one_publisher() -> None:
    publishers = {
        METADATA[r["left"]["document"]]["publisher"]
        for r in BOILERPLATE
        if METADATA[r["left"]["document"]]["publisher"] == METADATA[r["right"]["document"]]["publisher"]
    }
    assert publishers >= {"Lantern Media", "Ellery Press Group"}


def test_typographic_variety() -> None:
    everything = {name: text(name) for name in METADATA}
    for sign in "\u201c\"\u2018\u2019'\u00ab\u300c\u2013\u2014\u00a0\u202f\U0001f6a2":
        assert any(sign in content for content in everything.values()), ascii(sign)
    for sign in ("e\u0301", "\u00e9", "5,000", "5000", "Let's", "Let\u2019s", "colour", "color"):
        assert any(sign in content for content in everything.values()), ascii(sign)
    assert any("\n\n" in content for content in everything.values())
    assert any("\n\n" not in content for content in everything.values())
    assert not any("\r" in content or "\ufffd" in content for content in everything.values())
