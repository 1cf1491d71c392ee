"""The HTML report: one page that opens offline, in which article content appears only as text, never as markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

    from provenance.model.options import ReportOptions
    from provenance.model.result import ReuseResult

__all__ = ["HtmlReporter"]


class HtmlReporter:
    """Writes the report: overview, every pair side by side, every article.

    The page is self-contained. Its Content-Security-Policy allows only its own scripts and no requests.
    """

    def write(self, result: ReuseResult, out: TextIO, options: ReportOptions) -> None:
        """Write a result."""
        from provenance.reporters.html.build import html_data
        from provenance.reporters.html.page import write_page

        write_page(html_data(result, options), out)
