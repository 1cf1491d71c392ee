"""Printing of help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cyclopts.help import DefaultFormatter, HelpPanel
    from rich.console import Console, ConsoleOptions

__all__ = ["TidyHelp"]


#: Groups of options that most commands share; `--help` only says that they are there.
_SHARED = ("How passages are found", "How articles are read", "Plugins", "Settings")


class TidyHelp:
    """Rewraps each description to the width of the terminal, and folds the options that most commands share.

    Parameters
    ----------
    whole : bool
        Whether to show these too.
    """

    def __init__(self, *, whole: bool = False) -> None:
        self._whole = whole

    def __call__(self, console: Console, options: ConsoleOptions, panel: HelpPanel) -> None:
        """Print one panel."""
        from rich.text import Text

        if not self._whole and panel.title in _SHARED:
            if panel.title == _SHARED[-1]:
                console.print(f"More options, with --help-all: {', '.join(_SHARED).lower()}.\n", soft_wrap=False)
            return
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
