"""The parts of a new plugin that are specific to one kind of component."""

from __future__ import annotations

from dataclasses import dataclass

from provenance.cli import skeleton_sources as sources

__all__ = ["SKELETONS", "Skeleton"]


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The parts of a skeleton that are specific to one kind.

    Parameters
    ----------
    hook : str
        The end of the hook's name.
    word : str
        The word for the kind in the name of the class.
    record : str
        The class of the record that it yields.
    more : str
        Source of further arguments of the record beside name, factory and summary; may be empty.
    summary : str
        One line for lists.
    component : str
        Source of the module with the component.
    test : str
        Source of the additional tests.
    use : str
        A command that uses it.
    """

    hook: str
    word: str
    record: str
    more: str
    summary: str
    component: str
    test: str
    use: str


#: The skeletons, by the name of the kind in ``plugins new``.
SKELETONS: dict[str, Skeleton] = {
    "reporter": Skeleton(
        "reporters",
        "Reporter",
        "ReporterEntry",
        'suffixes=(".$name",),',
        "The longest passages, one a line.",
        sources.REPORTER,
        sources.REPORTER_TEST,
        "provenance matrix articles/ --format $name",
    ),
    "duplicate-reporter": Skeleton(
        "duplicate_reporters",
        "Reporter",
        "DuplicateReporterEntry",
        'suffixes=(".$name",),',
        "What was removed and why, one document a line.",
        sources.DUPLICATES,
        sources.DUPLICATES_TEST,
        "provenance dedup articles.jsonl -o kept.jsonl --report report.$name",
    ),
    "normaliser": Skeleton(
        "normalisers",
        "Normaliser",
        "NormaliserEntry",
        'kind="text",',
        "Takes lines out that are no part of the article.",
        sources.NORMALISER,
        sources.NORMALISER_TEST,
        "provenance matrix articles/ --normalisers $name",
    ),
    "token-normaliser": Skeleton(
        "normalisers",
        "Normaliser",
        "NormaliserEntry",
        'kind="token",',
        "Counts variants of one word as the same.",
        sources.WORD,
        sources.WORD_TEST,
        "provenance matrix articles/ --normalisers $name",
    ),
    "tokeniser": Skeleton(
        "tokenisers",
        "Tokeniser",
        "TokeniserEntry",
        "",
        "Cuts a text at white space.",
        sources.TOKENISER,
        sources.TOKENISER_TEST,
        "provenance matrix articles/ --tokeniser $name",
    ),
    "reader": Skeleton(
        "readers",
        "Reader",
        "ReaderEntry",
        'suffixes=(".$name",),',
        "Articles with a line of equals signs between them.",
        sources.READER,
        sources.READER_TEST,
        "provenance matrix day.$name",
    ),
    "agencies": Skeleton(
        "agencies",
        "Agencies",
        "AgencyEntry",
        "",
        "The news agencies of a region.",
        sources.AGENCIES,
        sources.AGENCIES_TEST,
        "provenance matrix articles/ --agencies $name",
    ),
    "evidence": Skeleton(
        "evidence",
        "Evidence",
        "EvidenceEntry",
        "",
        "A document that names the slug of another one was made from it.",
        sources.EVIDENCE,
        sources.EVIDENCE_TEST,
        "provenance matrix articles/ --evidence $name",
    ),
    "keep-policy": Skeleton(
        "keep_policies",
        "Policy",
        "KeepPolicyEntry",
        "",
        "The document that is free to use stays.",
        sources.POLICY,
        sources.POLICY_TEST,
        "provenance dedup articles.jsonl --keep $name -o kept.jsonl",
    ),
}
