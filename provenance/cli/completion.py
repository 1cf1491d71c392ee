"""``provenance completion``: completion of commands, options and formats with the Tab key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from cyclopts import App

__all__ = ["EXAMPLES", "add_completion"]

EXAMPLES = """\
Examples:
  provenance completion bash > ~/.local/share/bash-completion/completions/provenance
  provenance completion zsh > ~/.zfunc/_provenance
  provenance completion fish > ~/.config/fish/completions/provenance.fish
  provenance completion powershell >> $PROFILE
"""


def add_completion(app: App) -> None:
    """Add the command ``completion`` to the app."""

    def completion(shell: Annotated[Literal["bash", "zsh", "fish", "powershell"], Parameter(name="SHELL")], /) -> None:
        """Print a script for completion of commands, options and formats; save it where the shell looks for it.

        Parameters
        ----------
        shell
            The shell.
        """
        print(app.generate_completion(prog_name="provenance", shell=shell))

    app.command(completion, help_epilogue=EXAMPLES)
