"""How many words of the sample corpus have the right origin.

    python benchmarks/word_origins.py [FAULTS]

Each word is held against the origins in seeds/truth.jsonl, for the two events and for the web pages, with default
options. With a number, so many of the longest stretches that are wrong are printed too.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import stretch_truth
import truth

from provenance import find_reuse, read


def main(faults: int) -> None:
    """Print the figures."""
    result = find_reuse(read(truth.SEEDS))
    for title, is_page in (("two events", False), ("web pages", True)):
        ids = [name for name in result.documents.ids if name.startswith("web/") is is_page]
        score = stretch_truth.score(result, ids)
        named = sum(
            each.agency in stretch_truth.agencies(each.document) for each in result.derivations if each.document in ids
        )
        print(
            f"{title}: {len(ids)} articles, {score.share:.3f} of {score.words:,} words; "
            f"agency of {named} of {len(ids)}; {len(score.glued)} unseen texts made of two"
        )
        wrong = Counter[str]()
        for fault in score.faults:
            wrong[f"{fault.said[0]} for {fault.true[0]}"] += fault.words
        print("    wrong:", ", ".join(f"{words} {kind}" for kind, words in wrong.most_common()))
        for fault in sorted(score.faults, key=lambda fault: -fault.words)[:faults]:
            print(f"    {str(fault)[:160]}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
