"""The command ``provenance``: assembly of its subcommands, error handling and exit codes."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from cyclopts import App, CycloptsError, MissingArgumentError, Parameter, UnusedCliTokensError

from provenance.cli import answers, compare, dedup, explain, index, matrix, passages, report, serve, trace, tune
from provenance.cli.completion import add_completion
from provenance.cli.help import TidyHelp
from provenance.cli.loading import closing_plugins
from provenance.cli.messages import said_of, show_cause, show_error
from provenance.cli.plugin_commands import run_command, split
from provenance.cli.plugins import plugins_app
from provenance.cli.settings import Settings
from provenance.cli.show_options import show_options
from provenance.cli.terminal import prepare_streams, silence
from provenance.errors import OptionError, ProvenanceError
from provenance.plugins.guard import prints_apart
from provenance.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["build_app", "main"]

_DONE, _FAILED, _WRONG_USAGE, _INTERRUPTED, _BROKEN_PIPE = 0, 1, 2, 130, 141
#: How the parser says that a value is no number, and what it is to be instead.
_NO_NUMBER = re.compile(r'unable to convert (".*") into (int|float)(?:\|None)?\.')
_NUMBERS = {"int": "whole number", "float": "number"}
_EXAMPLES = """\
Examples:
  provenance matrix articles/
  provenance passages articles/ -o passages.csv
  provenance compare wire.txt paper.txt
  provenance trace paper.txt --against wire/
  provenance report articles/ -o report.html
"""


def build_app(settings: Settings | None = None, *, whole_help: bool = False) -> App:
    """Build the command, without running anything.

    Parameters
    ----------
    settings : Settings, optional
        The source of values for options that were not typed.
    whole_help : bool
        Whether help shows also the options that most commands share.
    """
    app = App(
        name="provenance",
        help="Which text in this article was reused, and from whom?",
        help_epilogue=_EXAMPLES,
        help_format="plaintext",
        help_formatter=TidyHelp(whole=whole_help),
        version=__version__,
        default_parameter=Parameter(negative=(), show_default=_shown_default),
        print_error=False,
        exit_on_error=False,
        result_action="return_value",
        suppress_keyboard_interrupt=False,
        config=() if settings is None else (settings,),
    )
    app.command(matrix.matrix, help_epilogue=matrix.EXAMPLES)
    app.command(passages.passages, help_epilogue=passages.EXAMPLES)
    app.command(compare.compare, help_epilogue=compare.EXAMPLES)
    app.command(trace.trace, help_epilogue=trace.EXAMPLES)
    app.command(explain.explain, help_epilogue=explain.EXAMPLES)
    app.command(report.report_command, name="report", help_epilogue=report.EXAMPLES)
    app.command(serve.serve, help_epilogue=serve.EXAMPLES)
    app.command(answers.articles, help_epilogue=answers.ARTICLES)
    app.command(answers.clusters, help_epilogue=answers.CLUSTERS)
    app.command(answers.sentences, help_epilogue=answers.SENTENCES)
    app.command(answers.rates, help_epilogue=answers.RATES)
    app.command(dedup.dedup, help_epilogue=dedup.EXAMPLES)
    app.command(tune.tune, help_epilogue=tune.EXAMPLES)
    app.command(index.index_app())
    app.command(plugins_app())
    add_completion(app)
    if settings is not None:
        settings.root = app
    return app


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; by default those of the process.

    Returns
    -------
    int
        The exit code: 0 success, 1 failure, 2 wrong usage, 130 interrupted, 141 the output pipe was closed.
    """
    prepare_streams()
    try:
        with prints_apart():
            code = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
    except BrokenPipeError:
        return _unheard()
    except SystemExit as end:
        # Rich, which prints the help, exits this way if the output pipe is closed.
        if isinstance(end.__context__, BrokenPipeError):
            return _unheard()
        raise
    except OSError as error:
        # Buffered output is written only now.
        show_error(f"standard output cannot be written: {error.strerror or error}.")
        silence(sys.stdout)
        return _FAILED
    except KeyboardInterrupt:
        show_error("interrupted.")
        return _INTERRUPTED
    return code


def _unheard() -> int:
    for stream in (sys.stdout, sys.stderr):
        silence(stream)
    return _BROKEN_PIPE


def _run(arguments: list[str]) -> int:
    settings = Settings()
    app = build_app(settings, whole_help="--help-all" in arguments)
    arguments = ["--help" if one == "--help-all" else one for one in _with_standard_streams(arguments)]
    shows_cause = "--traceback" in arguments
    try:
        if "--show-options" in arguments:
            return show_options(app, arguments, settings)
        with closing_plugins():
            options, arguments = split(arguments)
            result = run_command(options, arguments, app.resolved_commands())
            if result is None:
                arguments += options
                result = app(arguments)
    except CycloptsError as error:
        show_error(*_said_of_usage(error))
        return _WRONG_USAGE
    except BrokenPipeError:
        raise
    except ProvenanceError as error:
        show_error(said_of(error, settings.place_of), error.hint)
        if shows_cause:
            show_cause(error)
        return _WRONG_USAGE if isinstance(error, OptionError) else _FAILED
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        show_error(f"{name}{error.strerror or error}.")
        return _FAILED
    except MemoryError:
        show_error("the memory of this machine is not enough.")
        return _FAILED
    # No subcommand was given, so the help of the group was shown.
    if arguments in ([], ["plugins"], ["index"]):
        return _WRONG_USAGE
    return result if isinstance(result, int) else _DONE


def _said_of_usage(error: CycloptsError) -> tuple[str, str]:
    """Return the error message for wrong arguments, and a hint."""
    command = " ".join(["provenance", *(error.command_chain or ())])
    help_ = f"{command} --help shows what is accepted."
    name = error.argument.name if error.argument is not None else "-"
    if isinstance(error, UnusedCliTokensError):
        return f"{command}: too many arguments: {' '.join(error.unused_tokens or ())}.", help_
    if not isinstance(error, MissingArgumentError) or name.startswith("-"):
        return _NO_NUMBER.sub(lambda found: f"{found[1]} is no {_NUMBERS[found[2]]}.", str(error)), help_
    examples = error.app.help_epilogue if error.app is not None else None
    if isinstance(examples, str):
        help_ = f"as in: {examples.splitlines()[1].strip()}; {help_}"
    return f"{command}: {name} is missing.", help_


def _with_standard_streams(arguments: list[str]) -> list[str]:
    """Join ``-o -`` into one argument, and change a path "-" to "./-", so that no dash is parsed as an option."""
    joined: list[str] = []
    for argument in arguments:
        if argument == "-" and joined and joined[-1] in ("-o", "--output"):
            joined[-1] = "--output=-"
        else:
            joined.append("./-" if argument == "-" else argument)
    return joined


def _shown_default(value: object) -> str | None:
    return None if value is None or value is False or value == () else str(value)
