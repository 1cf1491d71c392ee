"""The time of inference alone, beyond the passages, in many articles.

    python benchmarks/inference.py [ARTICLES ...]

The corpus is that of corpus.py, cut into lines, with a credit in every third article, a quotation in each, and times.
CPU time counts: the machine may be busy.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta

import corpus

from provenance.api.components import pipeline_for
from provenance.api.inputs import as_documents
from provenance.engines.local import find_passages
from provenance.infer.credits import standard_grammar
from provenance.infer.infer import infer
from provenance.model.document import Document
from provenance.model.options import ReuseOptions
from provenance.plugins.manager import load_plugins

CREDITS = ("GALWICK (AFP) - ", "", "By Lea Marsh\n\n")
FIRST = datetime(2031, 3, 11, tzinfo=UTC)


def article(number: int, text: str) -> Document:
    """Dress a text as an article."""
    words = text.split(" ")
    lines = [" ".join(words[at : at + 60]) + "." for at in range(0, len(words), 60)]
    lines[0] = CREDITS[number % 3] + lines[0]
    lines.insert(1, f"“We will see about that {number},” said Ada Quist.")
    return Document(str(number), "\n\n".join(lines), published=FIRST + timedelta(minutes=number), role="outlet")


def main() -> None:
    """Print the times."""
    infer_once = None
    for articles in [int(each) for each in sys.argv[1:]] or [5_000, 10_000]:
        plugins = load_plugins()
        texts = corpus.make(articles, words=(600, 600)).texts
        documents = as_documents([article(number, text) for number, text in enumerate(texts)], plugins)
        started = time.process_time()
        found = find_passages(documents, None, ReuseOptions(), pipeline_for((), "words", plugins), None)
        passages = time.process_time() - started
        if infer_once is None:  # the kernels are compiled or loaded once
            infer_once = infer(documents, found.table, found.words, standard_grammar(), idf=found.settings.idf)
        started = time.process_time()
        inference = infer(documents, found.table, found.words, standard_grammar(), idf=found.settings.idf)
        seconds = time.process_time() - started
        print(
            f"{articles:,} articles, {len(found.table):,} passages in {passages:.1f} s; inference {seconds:.2f} s, "
            f"{seconds / articles * 100_000:.0f} s for 100,000; {len(inference.dispatches)} unseen dispatches",
            flush=True,
        )


if __name__ == "__main__":
    main()
