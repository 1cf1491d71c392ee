"""How help is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cyclopts.help.formatters.default import DefaultFormatter

if TYPE_CHECKING:
    from cyclopts.help import HelpPanel
    from rich.console import Console, ConsoleOptions

__all__ = ["TidyHelp"]


class TidyHelp(DefaultFormatter):
    """Lets each description flow: the line ends of the source are not those of the terminal."""

    def __call__(self, console: Console, options: ConsoleOptions, panel: HelpPanel) -> None:
        """Print one panel."""
        from rich.text import Text

        for entry in panel.entries:
            text = getattr(entry.description, "primary_renderable", None)
            if isinstance(text, Text):
                text.plain = " ".join(text.plain.split())
        super().__call__(console, options, panel)
