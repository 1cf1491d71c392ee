"""Articles of an export, their conversion to documents, and checks that none is missing or cut."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from provenance.model.document import Document
from provenance.readers.context import at
from provenance.readers.exports.labels import count_of_words, language_tag, rights_holder, section_page
from provenance.readers.place import Place, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from provenance.model.components import ReadContext
    from provenance.readers.exports.dates import When

__all__ = ["Article", "Export", "documents_of"]

_EXAMPLES = 3
_OF_AN_ARTICLE = frozenset({"word_count", "load_date", "publication_type"})
_WIRE = re.compile(r"newswire|wire service|agentur|agence|persbureau", re.IGNORECASE)
_OUTLET = re.compile(r"newspaper|zeitung|krant|quotidien|journal|magazin|zeitschrift|tijdschrift|web", re.IGNORECASE)
#: A text with a smaller share of its stated words has lost some; with a greater one it has text of another article.
_LESS, _MORE, _SOME = 0.8, 1.6, 25
#: Scripts without spaces between words, where counts of words differ.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")


@dataclass(slots=True)
class Article:
    """The parts of one article.

    Parameters
    ----------
    headline : str
        The headline; empty if there is none.
    source : str, optional
        The publisher.
    when : When, optional
        The time of publication.
    paragraphs : list of str
        Its text.
    key : str
        The number of the article in the database; empty if there is none.
    language : str, optional
        A language tag.
    fields : dict
        Everything else, by the names of `provenance.readers.exports.labels`.
    """

    headline: str = ""
    source: str | None = None
    when: When | None = None
    paragraphs: list[str] = field(default_factory=list)
    key: str = ""
    language: str | None = None
    fields: dict[str, Any] = field(default_factory=dict)

    def put(self, name: str, value: str) -> None:
        """Set a field; the value is parsed according to the field."""
        value = " ".join(value.split())
        if not value:
            return
        if name == "headline":
            self.headline = self.headline or value
        elif name == "language":
            tag = language_tag(value)
            self.language = self.language or tag
            if tag is None:
                self.fields.setdefault("language_name", value)
        elif name == "word_count":
            number = count_of_words(value)
            if number is not None:
                self.fields.setdefault(name, number)
        elif name == "section":
            section, page = section_page(value)
            for part, said in (("section", section), ("page", page)):
                if said:
                    self.fields.setdefault(part, said)
        elif name == "copyright_holder":
            self.fields.setdefault(name, rights_holder(value))
        elif name in self.fields:
            if value not in str(self.fields[name]):
                self.fields[name] = f"{self.fields[name]}; {value}"
        else:
            self.fields[name] = value

    @property
    def text(self) -> str:
        """The text, with a blank line between paragraphs."""
        return "\n\n".join(paragraph.strip() for paragraph in self.paragraphs if paragraph.strip())


@dataclass(slots=True)
class Export:
    """The content of one file.

    Parameters
    ----------
    provider : str
        The database: "Nexis", "Factiva" or "Europresse".
    articles : list of Article
        The articles, in order.
    strangers : list of str
        Texts in place of an article that are not articles, such as an error message of the database.
    expected : int, optional
        The number of articles that the file states.
    counted_by : str
        The part of the file that states it, for the message.
    missing : list of (int, int)
        Gaps in the numbers of articles: the first and the last missing number of each.
    notes : list of str
        Other messages about the file.
    """

    provider: str
    articles: list[Article] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    expected: int | None = None
    counted_by: str = "the cover page"
    missing: list[tuple[int, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, article: Article, said: str) -> None:
        """Add an article, or record the text in its place if it is not one.

        An article has a date, a length or a number, or else another field and a text of some length.
        """
        known = article.when is not None or article.key or article.fields.keys() & _OF_AN_ARTICLE
        if known or (article.fields and len(article.text.split()) >= _SOME):
            self.articles.append(article)
        else:
            self.strangers.append(" ".join(said.split())[:60] or "nothing")


def documents_of(export: Export, path: Path, name: str, context: ReadContext) -> Iterator[Document]:
    """Yield the articles of an export as documents, then note what is missing.

    Parameters
    ----------
    export : Export
        The export.
    path : pathlib.Path
        The file, for messages.
    name : str
        The id of a single article; with several articles, the beginning of their ids, followed by the database's number
        or the place in the file.
    context : ReadContext
        Gets the notes.
    """
    taken: set[str] = set()
    loaded = 0
    empty: list[str] = []
    short: list[str] = []
    long: list[str] = []
    lacking: dict[str, list[str]] = {"date": [], "source": []}
    for number, article in enumerate(export.articles, 1):
        called = f"no. {number}" + (f" ({article.headline[:40].strip()})" if article.headline else "")
        text = article.text
        if not text:
            empty.append(called)
            continue
        stated = article.fields.get("word_count")
        if isinstance(stated, int) and not _UNSPACED.search(text[:500]):
            counted = len(text.split())
            if counted < _LESS * stated and stated - counted >= _SOME:
                short.append(f"no. {number} ({counted} of {stated})")
            elif counted > _MORE * stated and counted - stated >= 4 * _SOME:
                long.append(f"no. {number} ({counted} for {stated})")
        if article.when is None:
            lacking["date"].append(called)
        if not article.source:
            lacking["source"].append(called)
        at(context, Place(path))
        key = article.key or str(number)
        identity = name if len(export.articles) == 1 else f"{name}/{key}"
        if identity in taken:
            identity = f"{identity}#{number}"
        taken.add(identity)
        yield _document(article, export.provider, identity, text)
        loaded += article.fields.get("published_by") == "load_date"
    said = [*_counted(export), *export.notes]
    if export.strangers:
        where = _many(
            export.strangers,
            "part stands in the place of an article but is none",
            "parts stand in the place of an article but are none",
        )
        said.append(f"{where}: {_few([repr(text) for text in export.strangers])}")
    if loaded:
        said.append(
            f"{loaded} {'article has' if loaded == 1 else 'articles have'} no date: the day of loading stands for it"
        )
    if empty:
        said.append(f"{_many(empty, 'article has', 'articles have')} no text and {_are(empty)} left out: {_few(empty)}")
    if short:
        said.append(f"{_many(short, 'article has', 'articles have')} fewer words than stated: {_few(short)}")
    if long:
        said.append(
            f"{_many(long, 'article has', 'articles have')} many more words than stated, as if another ran into it: "
            f"{_few(long)}"
        )
    for what, names in lacking.items():
        if names:
            said.append(f"{_many(names, 'article has', 'articles have')} no {what}: {_few(names)}")
    for note in said:
        context.note(f"{path}: {note}.")


def _document(article: Article, provider: str, identity: str, text: str) -> Document:
    metadata: dict[str, Any] = {"provider": provider}
    if article.headline:
        metadata["headline"] = article.headline
    metadata |= article.fields
    if article.key:
        metadata["accession_number"] = article.key
    when = article.when
    if when is not None:
        metadata["time_precision"] = when.precision
        if when.zone:
            metadata["time_zone"] = when.zone
    kind = str(article.fields.get("publication_type", ""))
    return Document(
        identity,
        text,
        source=article.source or None,
        published=None if when is None else when.time,
        role="wire" if _WIRE.search(kind) else "outlet" if _OUTLET.search(kind) else None,
        language=article.language,
        metadata=metadata,
    )


def _counted(export: Export) -> Iterator[str]:
    found = len(export.articles)
    if export.expected is not None and export.expected != found:
        were = "article was" if found == 1 else "articles were"
        yield f"{found} {were} found, {export.counted_by} says {export.expected}"
    if export.missing:
        few = listed([str(first) if first == last else f"{first}-{last}" for first, last in export.missing])
        yield f"the numbering of the articles passes over {few}"


def _many(names: list[str], one: str, more: str) -> str:
    return f"{len(names)} {one if len(names) == 1 else more}"


def _are(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _few(names: Iterable[str]) -> str:
    names = list(names)
    return ", ".join(names[:_EXAMPLES]) + (f" and {len(names) - _EXAMPLES} more" if len(names) > _EXAMPLES else "")
