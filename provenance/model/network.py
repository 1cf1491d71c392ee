"""The network of a result: pairs of documents in time, for programs that analyse networks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from provenance.model.extras import needed
from provenance.model.tables import Rows, carried, document_columns, list_column, number_column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import networkx as nx
    import pyarrow as pa

    from provenance.model.documents import Documents
    from provenance.model.matrix import PairScore

__all__ = ["Edge", "Network", "network_of"]

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Edge:
    """Two documents that share text.

    Parameters
    ----------
    earlier, later : str
        Their ids, by time of publication; where a time is unknown, or both are equal, in input order.
    delay_hours : float or None
        How much later, in hours; None where a time is unknown. A date without a time counts as its midnight, a time
        without a zone as UTC.
    same_publisher : bool or None
        Whether both have the same publisher, or source where no publisher is known; None where one is unknown.
    containment : float
        0 to 1: the share of the later one's words that match the earlier one, in passages they share.
    reverse : float
        0 to 1: the share of the earlier one's words that match the later one.
    passages : int
        The number of passages they share.
    source : str or None
        The id of the one that was copied, by all the evidence; None where that is open, or both copied a third.
    """

    earlier: str
    later: str
    delay_hours: float | None
    same_publisher: bool | None
    containment: float
    reverse: float
    passages: int
    source: str | None


class Network(Rows[Edge]):
    """The pairs of a result as edges from the earlier document to the later one.

    As a table: the fields of `Edge`, and what is known of both documents, their metadata included, as
    ``earlier_source``, ``later_published`` ... The first two columns are the ids, as igraph in R and networkx want it.
    """

    def to_arrow(self) -> pa.Table:
        """Return one row per edge."""
        import pyarrow as pa

        from provenance.model.documents import text_array

        columns: dict[str, Any] = {
            "earlier": text_array([edge.earlier for edge in self]),
            "later": text_array([edge.later for edge in self]),
            "delay_hours": number_column(edge.delay_hours for edge in self),
            "same_publisher": list_column((edge.same_publisher for edge in self), pa.bool_()),
            "containment": number_column(edge.containment for edge in self),
            "reverse": number_column(edge.reverse for edge in self),
            "passages": list_column((edge.passages for edge in self), pa.int64()),
            "source": text_array([edge.source for edge in self]),
        }
        for side in ("earlier", "later"):
            rows = [self.documents.position(getattr(edge, side)) for edge in self]
            columns |= document_columns(self.documents, rows, f"{side}_", columns)
        return pa.table(columns)

    def to_networkx(self) -> nx.DiGraph:
        """Return a graph of all documents, with what is known of them, and of the edges with their attributes."""
        graph: nx.DiGraph = needed("networkx", "graph", "to_networkx").DiGraph()
        columns = {name: column.to_pylist() for name, column in carried(self.documents).items()}
        for at, name in enumerate(self.documents.ids):
            graph.add_node(name, **{key: values[at] for key, values in columns.items() if values[at] is not None})
        for edge in self:
            known = {key: getattr(edge, key) for key in Edge.__slots__[2:] if getattr(edge, key) is not None}
            graph.add_edge(edge.earlier, edge.later, **known)
        return graph

    def __repr__(self) -> str:
        return f"<{len(self)} edges>"


def network_of(
    pairs: Iterable[PairScore],
    documents: Documents,
    window: timedelta | None,
    source_of: Callable[[str, str], str | None],
) -> Network:
    """Return the network of pairs whose values are containments.

    Parameters
    ----------
    pairs : iterable of PairScore
        The pairs.
    documents : Documents
        Their documents.
    window : timedelta, optional
        The longest delay; with it pairs whose delay is unknown are left out.
    source_of : callable
        Called with two ids, returns the one that was copied.
    """
    moments = [None if value is None else _moment(value) for value in documents.column("published")]
    houses = documents.houses
    edges = []
    for pair in pairs:
        i, j = documents.position(pair.left), documents.position(pair.right)
        one, two = moments[i], moments[j]
        delay = None if one is None or two is None else two - one
        # The time of the earlier one, and the input order among equals.
        turned = i > j if not delay else delay < timedelta(0)
        if window is not None and (delay is None or abs(delay) > window):
            continue
        earlier, later = (pair.right, pair.left) if turned else (pair.left, pair.right)
        containment, reverse = (pair.value, pair.reverse) if turned else (pair.reverse, pair.value)
        known = houses[i] is not None and houses[j] is not None
        edges.append(
            Edge(
                earlier,
                later,
                None if delay is None else abs(delay) / _HOUR,
                houses[i] == houses[j] if known else None,
                containment,
                reverse,
                pair.passages,
                source_of(earlier, later),
            )
        )
    return Network(edges, documents)


def _moment(value: str) -> timedelta:
    moment = datetime.fromisoformat(value)
    # A difference, since year 1 in some zones falls before the first year of UTC.
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - datetime(1970, 1, 1, tzinfo=UTC)
