"""GraphML and GEXF: the reuse graph, for Gephi and other programs that draw networks."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from provenance.model.extras import needed
from provenance.reporters.escape import xml
from provenance.reporters.links import Directions, links

if TYPE_CHECKING:
    from typing import TextIO

    import networkx as nx

    from provenance.model.options import ReportOptions
    from provenance.model.result import ReuseResult
    from provenance.reporters.links import Heading, Link

__all__ = ["GexfReporter", "GraphmlReporter", "reuse_graph"]

_DIGITS = 4
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


class GraphmlReporter:
    """Writes the reuse graph as GraphML; times are in the attribute ``published``."""

    def write(self, result: ReuseResult, out: TextIO, options: ReportOptions) -> None:
        """Write a result."""
        nx = needed("networkx", "graph", "a graph of the articles")
        out.write(_DECLARATION)
        for line in nx.generate_graphml(reuse_graph(result, options), named_key_ids=True):
            out.write(f"{line}\n")


class GexfReporter:
    """Writes the reuse graph as GEXF 1.2; if times are known, nodes and edges have a start for Gephi's timeline."""

    def write(self, result: ReuseResult, out: TextIO, options: ReportOptions) -> None:
        """Write a result."""
        nx = needed("networkx", "graph", "a graph of the articles")
        graph = reuse_graph(result, options)
        for _, attributes in (*graph.nodes(data=True), *((edge[:2], edge[2]) for edge in graph.edges(data=True))):
            if "published" in attributes:
                attributes["start"] = attributes["published"]
        out.write(_DECLARATION)
        for line in nx.generate_gexf(graph):
            out.write(f"{line}\n")


def reuse_graph(result: ReuseResult, options: ReportOptions) -> nx.DiGraph:
    """Return the reuse graph.

    Parameters
    ----------
    result : ReuseResult
        What to draw.
    options : ReportOptions
        With ``quotations="exclude"``, quoted words do not count in the attributes of edges.

    Returns
    -------
    networkx.DiGraph
        One node per document ("d0", "d1", ... with ``label``, ``words``, ``degree``, ``share`` and, if known,
        ``outlet``, ``role``, ``published``) and per unseen source ("u0", ...). One edge per pair with a shared passage,
        from source to target if known (``direction`` is "inferred", possibly with a ``confidence``), else from the
        document that comes first in the input (``direction`` is "unknown"). ``containment`` is the share of the target
        that is contained in the source, ``containment_of_source`` the reverse, ``weight`` the greater of both. Times
        are in UTC if a time zone was given.
    """
    nx = needed("networkx", "graph", "a graph of the articles")
    graph = nx.DiGraph()
    documents = result.documents
    words = result.counts.words.tolist()
    published = [_moment(value) for value in documents.column("published")]
    columns = {"outlet": documents.column("source"), "role": documents.column("role"), "published": published}
    derivations = {derivation.document: derivation for derivation in result.derivations}
    for i, name in enumerate(documents.ids):
        attributes: dict[str, Any] = {key: xml(text) for key, column in columns.items() if (text := column[i])}
        derivation = derivations.get(name)
        if derivation is not None:
            attributes |= {"degree": derivation.degree, "share": round(derivation.share, _DIGITS)}
        graph.add_node(f"d{i}", label=xml(name), kind="article", words=words[i], **attributes)
    directions = Directions(result)
    for pair in result.pairs(quotations=options.quotations):
        i, j = documents.position(pair.left), documents.position(pair.right)
        heading = directions.of(i, j)
        source, target = (min(i, j), max(i, j)) if heading is None else (heading.source, heading.target)
        forward, reverse = (pair.value, pair.reverse) if i == target else (pair.reverse, pair.value)
        graph.add_edge(
            f"d{source}",
            f"d{target}",
            relation="shared text" if heading is None else heading.relation,
            direction="unknown" if heading is None else "inferred",
            containment=round(forward, _DIGITS),
            containment_of_source=round(reverse, _DIGITS),
            weight=round(max(forward, reverse), _DIGITS),
            words=pair.words,
            passages=pair.passages,
            **_confidence(heading),
            **_start(published, i, j),
        )
    _add_unseen(graph, links(result))
    return graph


def _add_unseen(graph: nx.DiGraph, found: list[Link]) -> None:
    nodes: dict[str, str] = {}
    for link in found:
        if link.unseen is None:
            continue
        node = nodes.setdefault(link.unseen, f"u{len(nodes)}")
        graph.add_node(node, label=xml(link.unseen), kind="unseen")
        graph.add_edge(
            node,
            f"d{link.target}",
            relation=link.relation,
            direction="inferred",
            containment=round(link.share, _DIGITS),
            weight=round(link.share, _DIGITS),
            **_confidence(link),
        )


def _confidence(link: Link | Heading | None) -> dict[str, float]:
    return {} if link is None or link.confidence is None else {"confidence": round(link.confidence, _DIGITS)}


def _start(published: list[str | None], i: int, j: int) -> dict[str, str]:
    """Return the time of a link: that of the later document."""
    times = [time for time in (published[i], published[j]) if time]
    return {"published": max(times)} if len(times) == 2 else {}


def _moment(value: str | None) -> str | None:
    """Return a time as sortable text, in UTC if its zone is known; a date without a time stays a date."""
    if value is None:
        return None
    moment = datetime.fromisoformat(value)
    # The first day of year 1 may fall into year 0 in UTC, which does not exist.
    with contextlib.suppress(OverflowError):
        moment = moment if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.isoformat()
