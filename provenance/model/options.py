"""The options, each written once: the command's flags, their help and the documentation come from here."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path  # noqa: TC003 - the command reads the annotations when it runs
from typing import Any, Literal, get_args

from provenance.errors import OptionError
from provenance.model.sizes import memory_bytes

__all__ = [
    "CandidateMode",
    "Credit",
    "Measure",
    "PluginOptions",
    "Quotations",
    "ReadOptions",
    "ReportOptions",
    "ReuseOptions",
    "View",
]

Measure = Literal["containment", "resemblance", "words", "passages"]
Quotations = Literal["include", "exclude"]
Sensitivity = Literal["strict", "balanced", "wide"]
CandidateMode = Literal["auto", "every-pair", "exact", "lsh"]
View = Literal["matrix", "passages", "compare", "trace", "explain", "articles", "clusters", "sentences", "rates"]
Credit = Literal["any", "given", "missing"]


@dataclass(frozen=True, slots=True)
class ReuseOptions:
    """How shared passages are found."""

    min_words: int = 8
    """The least number of words that both sides of a passage share; two characters of a script without spaces count as
    one word."""
    max_gap: int = 8
    """The largest number of unmatched words in a row, on either side, within an edited passage."""
    candidates: CandidateMode = "auto"
    """Which pairs of articles are compared: "every-pair"; "exact": pairs that share n-grams; "lsh": pairs proposed by
    MinHash over windows of the text, which takes less memory and misses more; "auto": every pair in a small collection,
    else exact."""
    sensitivity: Sensitivity = "balanced"
    """How much evidence a reworded passage needs: strict finds fewer and more certain ones, wide finds more."""
    min_confidence: float = 0.5
    """The least probability that both sides of a passage derive from one written text; 0 shows everything."""
    max_bucket: int = 64
    """The limit for common n-grams, if not every pair is compared: of the articles that contain an n-gram, each beyond
    this number is compared only with the first and the previous one ("exact"), or with this many that have most in
    common with it ("lsh")."""
    normalisers: tuple[str, ...] = ()
    """Normalisers to apply before words are compared, by name, in this order."""
    tokeniser: str = "words"
    """The tokeniser, by name."""
    agencies: tuple[str, ...] = ()
    """Further lists of news agencies whose credits are read, by name."""
    evidence: tuple[str, ...] = ()
    """Further evidence of who copied whom, by name."""
    threads: int = 0
    """The number of threads; 0 means one per core. The result does not depend on it."""
    memory: str = "auto"
    """The memory for words and the candidate search, such as 2GB; the rest goes to temporary files. "auto" is half of
    the machine's memory. The result does not depend on it."""

    def __post_init__(self) -> None:
        _at_least("min_words", self.min_words, 3)
        _at_least("max_gap", self.max_gap, 0)
        _probability("min_confidence", self.min_confidence)
        _at_least("max_bucket", self.max_bucket, 2)
        _at_least("threads", self.threads, 0)
        memory_bytes(self.memory)
        _one_of("sensitivity", self.sensitivity, ("strict", "balanced", "wide"))
        _one_of("candidates", self.candidates, ("auto", "every-pair", "exact", "lsh"))

    def as_dict(self) -> dict[str, Any]:
        """Return the options that affect the result, for the record of a run."""
        return {key: value for key, value in asdict(self).items() if key not in ("threads", "memory")}


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How files become documents."""

    id_field: str = "id"
    """The column or key that holds an article's id."""
    text_field: str = "text"
    """The column or key that holds its text."""
    source_field: str = "source"
    """The column or key that holds its publisher."""
    published_field: str = "published"
    """The column or key that holds its time of publication."""
    role_field: str = "role"
    """The column or key that holds its role: wire or outlet."""
    language_field: str = "language"
    """The column or key that holds its language."""
    date_format: str | None = None
    """The form of times of publication, as in Python's strptime, such as "%d/%m/%Y %H:%M"; by default ISO 8601,
    RFC 822, or seconds since 1970."""
    encoding: str | None = None
    """The encoding of text files; by default UTF-8, UTF-16 if there is a byte order mark, else the detected one."""
    reader: str | None = None
    """The reader, by name; by default chosen by the file's suffix."""
    on_error: Literal["raise", "skip"] = "raise"
    """What to do with an article that cannot be read: stop, or leave it out and count it."""
    memory: str = "auto"
    """How much memory reading may take, such as 2GB: a record of more than a quarter of it is an error; "auto" allows
    256 MiB for a record. Commands use their option of this name."""

    def __post_init__(self) -> None:
        memory_bytes(self.memory)
        _one_of("on_error", self.on_error, ("raise", "skip"))


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What a reporter shows."""

    view: View = "matrix"
    """The view, which is the command the user ran."""
    measure: Measure = "containment"
    """The measure of the matrix."""
    quotations: Quotations = "include"
    """Whether words that both sides quote count in the matrix."""
    limit: int | None = None
    """How many passages to show in tables; by default the ten strongest beside a matrix, else all."""
    order: Literal["strength", "text"] = "strength"
    """The order of passages where a table shows all: the strongest first, or as they stand in the articles."""
    without_text: bool = False
    """Write only ids, positions and numbers and none of the articles' text, so that a result can be shared."""
    width: int = 80
    """The width of the terminal in columns."""
    colour: bool = False
    """Whether the output may be coloured."""
    article: str | None = None
    """The id of the article to show, for `trace` and `explain`; of the dispatch, for `sentences`."""
    other: str | None = None
    """The id of the article to compare it with, if any."""
    agency: str | None = None
    """List only articles with text of this agency."""
    outlet: str | None = None
    """List only articles of this source."""
    credit: Credit = "any"
    """List only articles that credit somebody ("given"), or that reuse text and credit nobody ("missing")."""

    def __post_init__(self) -> None:
        _one_of("view", self.view, get_args(View))
        _one_of("credit", self.credit, get_args(Credit))
        _one_of("measure", self.measure, ("containment", "resemblance", "words", "passages"))
        _one_of("quotations", self.quotations, ("include", "exclude"))
        _one_of("order", self.order, ("strength", "text"))
        if self.limit is not None:
            _at_least("limit", self.limit, 0)


@dataclass(frozen=True, slots=True)
class PluginOptions:
    """Which plugins are used."""

    disable_plugin: tuple[str, ...] = ()
    """Plugins to disable, by their own name or that of their distribution."""
    no_plugins: bool = False
    """Disable all installed plugins."""
    plugin: tuple[Path, ...] = ()
    """Python files that are plugins and not installed, each such as mine.py; they are loaded in any case."""
    plugin_option: tuple[str, ...] = ()
    """Settings of plugins, each as NAME.KEY=VALUE; "plugins info NAME" shows which there are."""
    traceback: bool = False
    """Show where in its code a plugin failed."""


def _at_least(name: str, value: int, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise OptionError(f"{name} is {value!r}; it is a whole number of at least {least}.")


def _probability(name: str, value: float) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise OptionError(f"{name} is {value!r}; it is a number from 0 to 1.")


def _one_of(name: str, value: str, accepted: tuple[str, ...]) -> None:
    if value not in accepted:
        raise OptionError(f"{name} is {value!r}; it is one of {', '.join(accepted)}.")
