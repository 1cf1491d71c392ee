"""The built-in components, offered through the same hooks as those of plugins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.hooks import hookimpl
from provenance.plugins.types import (
    AgencyEntry,
    CommandEntry,
    DuplicateReporterEntry,
    EvidenceEntry,
    KeepPolicyEntry,
    NormaliserEntry,
    ReaderEntry,
    ReporterEntry,
    TokeniserEntry,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "provenance_agencies",
    "provenance_commands",
    "provenance_duplicate_reporters",
    "provenance_evidence",
    "provenance_keep_policies",
    "provenance_normalisers",
    "provenance_readers",
    "provenance_reporters",
    "provenance_tokenisers",
]


@hookimpl
def provenance_readers() -> Iterator[ReaderEntry]:
    """Offer the built-in readers."""
    yield ReaderEntry(
        name="text",
        factory="provenance.readers.text:TextReader",
        suffixes=(".txt",),
        summary="One article per file, as plain text.",
    )
    yield ReaderEntry(
        name="jsonl",
        factory="provenance.readers.jsonl:JsonlReader",
        suffixes=(
            ".jsonl",
            ".ndjson",
            ".jsonl.gz",
            ".jsonl.zst",
            ".ndjson.gz",
            ".ndjson.zst",
        ),
        summary="One article per line, as JSON; plain, gzip or Zstandard.",
    )
    yield ReaderEntry(
        name="csv",
        factory="provenance.readers.table:CsvReader",
        suffixes=(".csv", ".tsv"),
        summary="One article per row, separated by commas or tabs.",
    )
    yield ReaderEntry(
        name="parquet",
        factory="provenance.readers.table:ParquetReader",
        suffixes=(".parquet",),
        summary="One article per row, as Parquet.",
    )
    yield ReaderEntry(
        name="export",
        factory="provenance.readers.exports.reader:ExportReader",
        suffixes=(".docx", ".doc", ".rtf", ".zip"),
        summary="Exports of Nexis, Factiva and Europresse: many articles a file.",
    )
    yield ReaderEntry(
        name="export-page",
        factory="provenance.readers.exports.reader:ExportReader",
        suffixes=(".html", ".htm"),
        sniff="provenance.readers.exports.reader:is_export",
        summary="The same as pages of the web.",
    )
    yield ReaderEntry(
        name="wire",
        factory="provenance.readers.wire.reader:WireReader",
        suffixes=(".xml", ".json", ".jsonl", ".nitf", ".newsml", ".ninjs", ".iptc", ".anpa", ".dpa", ".tst", ".txt"),
        sniff="provenance.readers.wire.reader:sniff",
        summary="Formats of news agencies: ninjs, NewsML 1 and G2, NITF, IPTC 7901, ANPA 1312.",
    )
    yield ReaderEntry(
        name="feed",
        factory="provenance.readers.web.feeds:FeedReader",
        suffixes=(".rss", ".atom", ".xml", ".rdf"),
        sniff="provenance.readers.web.feeds:sniff",
        summary="The items of a feed, RSS or Atom.",
    )
    yield ReaderEntry(
        name="warc",
        factory="provenance.readers.web.archives:WarcReader",
        suffixes=(".warc", ".warc.gz", ".wet.gz"),
        sniff="provenance.readers.web.archives:sniff",
        summary="The pages of a web archive, WARC; plain or gzip.",
    )
    # The last reader of HTML: it takes every page that no other recognises.
    yield ReaderEntry(
        name="html",
        factory="provenance.readers.web.pages:HtmlReader",
        suffixes=(".html", ".htm", ".xhtml"),
        sniff="provenance.readers.web.pages:sniff",
        summary="One article per web page.",
    )


@hookimpl
def provenance_reporters() -> Iterator[ReporterEntry]:
    """Offer the built-in reporters."""
    yield ReporterEntry(
        name="table",
        factory="provenance.reporters.table:TableReporter",
        summary="Tables for the terminal.",
    )
    yield ReporterEntry(
        name="json",
        factory="provenance.reporters.json:JsonReporter",
        suffixes=(".json",),
        summary="Everything, as JSON with a schema.",
    )
    yield ReporterEntry(
        name="jsonl",
        factory="provenance.reporters.jsonl:JsonlReporter",
        suffixes=(".jsonl", ".ndjson"),
        summary="One passage per line, as JSON; written as they are found.",
    )
    yield ReporterEntry(
        name="parquet",
        factory="provenance.reporters.parquet:ParquetReporter",
        suffixes=(".parquet",),
        summary="One passage per row, as Parquet; written as they are found.",
    )
    yield ReporterEntry(
        name="csv",
        factory="provenance.reporters.csv:CsvReporter",
        suffixes=(".csv",),
        summary="Rows for a spreadsheet.",
    )
    yield ReporterEntry(
        name="origins",
        factory="provenance.reporters.origins_csv:OriginsCsvReporter",
        suffixes=(".origins.csv",),
        summary="The origin of every part of every article: rows for a spreadsheet.",
    )
    yield ReporterEntry(
        name="articles",
        factory="provenance.reporters.sheets.writer:ArticlesReporter",
        suffixes=(".articles.csv",),
        summary="One row per article: degree, share, source, agency, credit.",
    )
    yield ReporterEntry(
        name="pairs",
        factory="provenance.reporters.sheets.writer:PairsReporter",
        suffixes=(".pairs.csv",),
        summary="One row per pair of articles: outlets, times, delay, class, direction, shares.",
    )
    yield ReporterEntry(
        name="credits",
        factory="provenance.reporters.sheets.writer:CreditsReporter",
        suffixes=(".credits.csv",),
        summary="One row per credit of an agency.",
    )
    yield ReporterEntry(
        name="clusters",
        factory="provenance.reporters.sheets.writer:ClustersReporter",
        suffixes=(".clusters.csv",),
        summary="One row per version of a shared text: all versions of it have one number.",
    )
    yield ReporterEntry(
        name="sentences",
        factory="provenance.reporters.sheets.writer:SentencesReporter",
        suffixes=(".sentences.csv",),
        summary="What became of each sentence of a dispatch: kept, edited or cut, by whom and when.",
    )
    yield ReporterEntry(
        name="rates",
        factory="provenance.reporters.sheets.writer:RatesReporter",
        suffixes=(".rates.csv",),
        summary="Rates of reuse by outlet and month, with intervals.",
    )
    yield ReporterEntry(
        name="markdown",
        factory="provenance.reporters.markdown:MarkdownReporter",
        suffixes=(".md", ".markdown"),
        summary="Tables in Markdown.",
    )
    yield ReporterEntry(
        name="html",
        factory="provenance.reporters.html:HtmlReporter",
        suffixes=(".html", ".htm"),
        summary="The report: one page that opens offline.",
    )
    yield ReporterEntry(
        name="graphml",
        factory="provenance.reporters.graph:GraphmlReporter",
        suffixes=(".graphml",),
        summary="The reuse graph as GraphML, for programs that draw networks.",
    )
    yield ReporterEntry(
        name="gexf",
        factory="provenance.reporters.graph:GexfReporter",
        suffixes=(".gexf",),
        summary="The reuse graph with its times, for Gephi.",
    )
    yield ReporterEntry(
        name="network",
        factory="provenance.reporters.network:NetworkReporter",
        suffixes=(".network.parquet",),
        summary="The pairs in time as Parquet: from the earlier article to the later, the delay in hours.",
    )
    yield ReporterEntry(
        name="prov",
        factory="provenance.reporters.prov:ProvReporter",
        suffixes=(".prov.json",),
        summary="W3C PROV-JSON: which article was derived or quoted from which.",
    )
    yield ReporterEntry(
        name="web-annotation",
        factory="provenance.reporters.web_annotation:WebAnnotationReporter",
        suffixes=(".anno.json", ".anno.jsonld"),
        summary="W3C Web Annotation: each passage as a link between two places.",
    )
    yield ReporterEntry(
        name="pan",
        factory="provenance.reporters.pan:PanReporter",
        suffixes=(".pan.xml",),
        summary="PAN XML: positions of passages, for the tools of the PAN tasks.",
    )
    yield ReporterEntry(
        name="svg",
        factory="provenance.reporters.heat_map:SvgReporter",
        suffixes=(".svg",),
        summary="The matrix as a heat map, a drawing.",
    )
    yield ReporterEntry(
        name="png",
        factory="provenance.reporters.heat_map:PngReporter",
        suffixes=(".png",),
        summary="The matrix as a heat map, a picture.",
    )


@hookimpl
def provenance_commands() -> Iterator[CommandEntry]:
    """Offer no command: those that are built in take their options from the dataclasses of options."""
    yield from ()


@hookimpl
def provenance_duplicate_reporters() -> Iterator[DuplicateReporterEntry]:
    """Offer the built-in reporters of duplicates."""
    yield DuplicateReporterEntry(
        name="html",
        factory="provenance.dedup.summaries:HtmlSummary",
        suffixes=(".html", ".htm"),
        summary="Counts, clusters and receipts, as one page.",
    )
    yield DuplicateReporterEntry(
        name="markdown",
        factory="provenance.dedup.summaries:MarkdownSummary",
        suffixes=(".md", ".markdown"),
        summary="Counts, clusters and receipts, as tables in Markdown.",
    )


@hookimpl
def provenance_normalisers() -> Iterator[NormaliserEntry]:
    """Offer the built-in normalisers."""
    yield NormaliserEntry(
        name="hyphenation",
        kind="text",
        factory="provenance.text.hyphenation:Hyphenation",
        summary="Joins words that were hyphenated at the end of a line.",
    )
    yield NormaliserEntry(
        name="spelling",
        kind="token",
        factory="provenance.text.spelling:Spelling",
        summary="Counts British and American spellings of a word as one.",
    )
    yield NormaliserEntry(
        name="signs",
        kind="text",
        factory="provenance.text.signs:Signs",
        summary="Makes words of signs of mathematics, money and programs: C++ is not C.",
    )


@hookimpl
def provenance_tokenisers() -> Iterator[TokeniserEntry]:
    """Offer the built-in tokenisers."""
    yield TokeniserEntry(
        name="words",
        factory="provenance.text.words:Words",
        summary="Words by Unicode; one token per character in scripts without spaces.",
    )
    yield TokeniserEntry(
        name="characters",
        factory="provenance.text.words:Characters",
        summary="One token per letter or digit.",
    )


@hookimpl
def provenance_agencies() -> Iterator[AgencyEntry]:
    """Offer the built-in agencies."""
    yield AgencyEntry(
        name="wire",
        factory="provenance.infer.agencies:WireAgencies",
        summary="The large news agencies of the world; always used.",
    )


@hookimpl
def provenance_evidence() -> Iterator[EvidenceEntry]:
    """Offer the built-in evidence that is off by default."""
    yield EvidenceEntry(
        name="headline",
        factory="provenance.infer.headline:Headline",
        summary="A paper that keeps the headline of a dispatch likely printed that one.",
    )


@hookimpl
def provenance_keep_policies() -> Iterator[KeepPolicyEntry]:
    """Offer the built-in keep policies."""
    for name, attribute, summary in (
        ("earliest", "Earliest", "The document that was published first stays."),
        ("latest", "Latest", "The document that was published last stays."),
        ("longest", "Longest", "The document with the most words stays."),
        ("first", "First", "The document that comes first in the input stays."),
        ("source", "Source", "The document of the source with the highest priority stays."),
        ("column", "Column", "The document with the highest value of a column stays, or the lowest."),
        ("wire", "Wire", "The dispatch of an agency stays."),
        ("none", "KeepNone", "All documents that have a duplicate are removed."),
    ):
        yield KeepPolicyEntry(name=name, factory=f"provenance.dedup.keep:{attribute}", summary=summary)
