"""The digest as plain text."""

from __future__ import annotations

__all__ = ["as_text"]


def as_text(content):
    """Return the digest as plain text."""
    lines = [content.title, ""]
    if content.articles:
        lines += ["How much of each article stands in another:"]
        lines += [f"  {share:>4}  {degree:9}  {name}" for name, degree, share in content.articles]
        lines += [""]
    if content.pairs:
        lines += ["The pairs that share most:"]
        lines += [f"  {share:>4} of {left} stands in {right}" for left, right, share in content.pairs]
        lines += [""]
    for number, passage in enumerate(content.passages, 1):
        lines += [f"{number}. {passage.about}"]
        for name, text in ((passage.left, passage.left_text), (passage.right, passage.right_text)):
            lines += [f"  {name}", *([f"    {text}"] if text is not None else [])]
        lines += [""]
    return "\n".join(lines)
