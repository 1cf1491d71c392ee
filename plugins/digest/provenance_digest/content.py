"""What the digest says, whatever its form."""

from __future__ import annotations

from dataclasses import dataclass

from provenance.reporters.escape import one_line

__all__ = ["Content", "Extract"]

_PASSAGES, _PAIRS, _WORDS = 5, 10, 60


@dataclass(frozen=True, slots=True)
class Extract:
    """One passage: what is known of it, and its text on both sides, or None where texts are left out."""

    about: str
    left: str
    right: str
    left_text: str | None
    right_text: str | None


@dataclass(frozen=True, slots=True)
class Content:
    """All that is said, without a character that could steer what shows it."""

    title: str
    articles: list[tuple[str, str, str]]
    pairs: list[tuple[str, str, str]]
    passages: list[Extract]

    @classmethod
    def of(cls, result, options):
        """Take what is said from a result."""
        documents, passages = len(result.documents), len(result.passages)
        texts = {document.id: document.text for document in result.documents}
        without_text = getattr(options, "without_text", False)

        def text(side):
            if without_text:
                return None
            words = one_line(texts[side.document][side.start : side.stop]).split()
            return " ".join(words[:_WORDS]) + (" …" if len(words) > _WORDS else "")

        return cls(
            f"Reused text: {documents:,} articles, {passages:,} shared passages",
            [
                (one_line(each.document), each.degree, f"{each.share:.0%}")
                for each in sorted(result.derivations, key=lambda each: -each.share)
                if each.degree != "non"
            ],
            [
                (one_line(pair.left), one_line(pair.right), f"{pair.value:.0%}")
                for pair in result.pairs(quotations=options.quotations)[:_PAIRS]
            ],
            [
                Extract(
                    f"{passage.kind}{', quoted' if passage.quoted else ''}, {passage.words:,} words",
                    one_line(passage.left.document),
                    one_line(passage.right.document),
                    text(passage.left),
                    text(passage.right),
                )
                for passage in result.passages.longest(_PASSAGES if options.limit is None else options.limit)
            ],
        )
