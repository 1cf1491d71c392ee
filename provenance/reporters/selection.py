"""The articles that a list asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.model.credited import is_reused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.model.derivation import Derivation
    from provenance.model.options import ReportOptions
    from provenance.model.result import ReuseResult

__all__ = ["selected_articles"]


def selected_articles(result: ReuseResult, options: ReportOptions) -> Iterator[Derivation]:
    """Yield the derivations of the articles asked for: of an outlet, with text of an agency, with or without credit.

    Parameters
    ----------
    result : ReuseResult
        What was found.
    options : ReportOptions
        ``agency``: whose text some of it is, or whose copy it is as a whole. ``outlet``: its source. ``credit``:
        "missing" if it is reused and credits nobody for it, "given" if it credits somebody.
    """
    sources, roles = result.documents.column("source"), result.documents.column("role")
    publishers = dict(zip(result.documents.ids, sources, strict=True))
    for one, source, role in zip(result.derivations, sources, roles, strict=True):
        if options.outlet is not None and source != options.outlet:
            continue
        if options.agency is not None and options.agency not in {one.agency, *(part.agency for part in one.origins)}:
            continue
        if (options.agency is not None or options.credit != "any") and role == "wire":
            continue
        if options.credit == "given" and not one.credited:
            continue
        if options.credit == "missing" and (one.credited or not is_reused(one, publishers)):
            continue
        yield one
