"""Printing of help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cyclopts.help import DefaultFormatter, HelpPanel
    from rich.console import Console, ConsoleOptions

__all__ = ["TidyHelp"]


class TidyHelp:
    """Rewraps each description to the width of the terminal."""

    def __call__(self, console: Console, options: ConsoleOptions, panel: HelpPanel) -> None:
        """Print one panel."""
        from rich.text import Text

        for entry in panel.entries:
            text = getattr(entry.description, "primary_renderable", None)
            if isinstance(text, Text):
                text.plain = " ".join(text.plain.split())
        _formatter()(console, options, panel)

    def render_usage(self, console: Console, options: ConsoleOptions, usage: Any) -> None:
        """Print the usage line."""
        _formatter().render_usage(console, options, usage)


def _formatter() -> DefaultFormatter:
    # Imported only when help is printed, which is rare.
    from cyclopts.help import DefaultFormatter

    return DefaultFormatter()
