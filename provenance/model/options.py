"""The options, each written once: the command's flags, their help and the documentation come from here."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from provenance.errors import OptionError
from provenance.model.sizes import memory_bytes

__all__ = [
    "CandidateMode",
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
View = Literal["matrix", "passages", "compare", "trace", "explain"]


@dataclass(frozen=True, slots=True)
class ReuseOptions:
    """How shared passages are looked for."""

    min_words: int = 8
    """The fewest words that a passage holds in common; two characters of a script without spaces are one word."""
    max_gap: int = 8
    """The longest stretch of words, on either side, that an edited passage may bridge."""
    candidates: CandidateMode = "auto"
    """Which pairs of articles are compared: every pair; those that share n-grams, of which all are joined ("exact");
    those that MinHash over windows of the text proposes, which takes less memory and misses more ("lsh"); or
    ("auto") every pair as long as the collection is small, else exact."""
    sensitivity: Sensitivity = "balanced"
    """How much evidence a reworded passage needs: strict finds fewer and is surer of them, wide finds more."""
    min_confidence: float = 0.5
    """How likely it must be that both sides of a passage go back to one written text; 0 shows everything."""
    max_bucket: int = 64
    """Where not every pair is compared: of the articles that an n-gram stands in, each beyond so many is compared with
    the first and the one before only ("exact"), or with so many that have most in common with it ("lsh")."""
    normalisers: tuple[str, ...] = ()
    """Normalisers to apply before words are compared, by name, in this order."""
    tokeniser: str = "words"
    """The tokeniser, by name."""
    agencies: tuple[str, ...] = ()
    """Further lists of news agencies whose credits are read, by name."""
    evidence: tuple[str, ...] = ()
    """Further evidence of who had it from whom, by name."""
    threads: int = 0
    """Threads to use; 0 is one for each core. The result does not depend on it."""
    memory: str = "auto"
    """The memory that words and the search for candidates may take, as 2GB; what is more goes to temporary files.
    "auto" is half of what the machine has. The result does not depend on it."""

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
        """Return the options that shape the result, for the record of a run."""
        return {key: value for key, value in asdict(self).items() if key not in ("threads", "memory")}


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How files become documents."""

    id_field: str = "id"
    """The column or key that holds an article's id."""
    text_field: str = "text"
    """The column or key that holds its text."""
    source_field: str = "source"
    """The column or key that holds who published it."""
    published_field: str = "published"
    """The column or key that holds when it was published, in ISO 8601."""
    role_field: str = "role"
    """The column or key that holds its role: wire or outlet."""
    language_field: str = "language"
    """The column or key that holds its language."""
    encoding: str | None = None
    """The encoding of text files; without it UTF-8, UTF-16 by its mark, and else what a detector finds."""
    reader: str | None = None
    """The reader, by name; without it the file's suffix decides."""
    on_error: Literal["raise", "skip"] = "raise"
    """What to do with an article that cannot be read: stop, or leave it out and count it."""

    def __post_init__(self) -> None:
        _one_of("on_error", self.on_error, ("raise", "skip"))


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What a reporter shows, and how."""

    view: View = "matrix"
    """What the user asked for."""
    measure: Measure = "containment"
    """The measure of the matrix."""
    quotations: Quotations = "include"
    """Whether words that both sides quote count in the matrix."""
    limit: int | None = None
    """How many passages to show in tables; without it the ten strongest beside a matrix, else all."""
    without_text: bool = False
    """Write ids, places and numbers only, nothing of the articles' text, so that a result can be shared."""
    width: int = 80
    """The columns of the terminal."""
    colour: bool = False
    """Whether the output may be coloured."""
    article: str | None = None
    """The id of the article that was asked about, where one was."""
    other: str | None = None
    """The id of the one it is held against, where one is."""

    def __post_init__(self) -> None:
        _one_of("view", self.view, ("matrix", "passages", "compare", "trace", "explain"))
        _one_of("measure", self.measure, ("containment", "resemblance", "words", "passages"))
        _one_of("quotations", self.quotations, ("include", "exclude"))
        if self.limit is not None:
            _at_least("limit", self.limit, 0)


@dataclass(frozen=True, slots=True)
class PluginOptions:
    """Which plugins are used."""

    disable_plugin: tuple[str, ...] = ()
    """Plugins to leave out, by their own name or their distribution's."""
    no_plugins: bool = False
    """Use no plugin of third parties at all."""


def _at_least(name: str, value: int, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise OptionError(f"{name} is {value!r}; it is a whole number of at least {least}.")


def _probability(name: str, value: float) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise OptionError(f"{name} is {value!r}; it is a number from 0 to 1.")


def _one_of(name: str, value: str, accepted: tuple[str, ...]) -> None:
    if value not in accepted:
        raise OptionError(f"{name} is {value!r}; it is one of {', '.join(accepted)}.")
