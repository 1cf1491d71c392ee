"""Documents of every kind that users have."""

from __future__ import annotations

import datetime
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from provenance import Document, InputError, find_reuse, read, sign
from provenance.model.documents import Documents

TEXT = "The ferry ran aground on a sandbank shortly before dawn on Monday."
ROWS = {"id": ["a", "b", "c"], "text": [f"PARIS: {TEXT}", TEXT, "Nothing of it."]}


def same_passage(result, left: str = "a", right: str = "b") -> bool:
    """Whether the one passage is that of the two documents."""
    size = len(TEXT) - 1
    found = [
        (p.left.document, p.left.stop - p.left.start, p.right.document, p.right.start, p.right.stop)
        for p in result.passages
    ]
    return found == [(left, size, right, 0, size)]


def documents_of_rows() -> list[Document]:
    return [Document(name, text) for name, text in zip(ROWS["id"], ROWS["text"], strict=True)]


class StreamOnly:
    """A table that speaks nothing but the Arrow PyCapsule interface."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema=None):
        return self._table.__arrow_c_stream__(requested_schema)


KINDS = {
    "a list of documents": documents_of_rows,
    "a tuple of documents": lambda: tuple(documents_of_rows()),
    "a generator of documents": lambda: (document for document in documents_of_rows()),
    "a collection": lambda: Documents.of(documents_of_rows()),
    "a mapping": lambda: dict(zip(ROWS["id"], ROWS["text"], strict=True)),
    "a pyarrow table": lambda: pa.table(ROWS),
    "a pyarrow table in chunks": lambda: pa.concat_tables([pa.table(ROWS)[:1], pa.table(ROWS)[1:]]),
    "a sliced pyarrow table": lambda: pa.table({name: ["x", *column, "y"] for name, column in ROWS.items()})[1:4],
    "a record batch": lambda: pa.record_batch(ROWS),
    "a record batch reader": lambda: pa.table(ROWS).to_reader(),
    "a polars frame": lambda: pl.DataFrame(ROWS),
    "a pandas frame": lambda: pd.DataFrame(ROWS),
    "a pandas frame with another index": lambda: pd.DataFrame(ROWS, index=[7, 8, 9]),
    "an Arrow stream": lambda: StreamOnly(pa.table(ROWS)),
    "string views": lambda: pa.table({name: pa.array(column, pa.string_view()) for name, column in ROWS.items()}),
    "dictionary-encoded ids": lambda: pa.table({"id": pa.array(ROWS["id"]).dictionary_encode(), "text": ROWS["text"]}),
}


@pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)
def test_documents_of_every_kind(make):
    result = find_reuse(make())

    assert same_passage(result)
    assert [document.id for document in result.documents] == ["a", "b", "c"]
    assert result.documents[0].text == ROWS["text"][0]
    assert sign(make()).ids == ["a", "b", "c"]


@pytest.mark.parametrize("make", [list, tuple, iter], ids=["list", "tuple", "iterator"])
def test_bare_texts_are_numbered(make):
    assert same_passage(find_reuse(make(ROWS["text"])), "0", "1")


@pytest.fixture
def folder(tmp_path):
    for name, text in zip(ROWS["id"], ROWS["text"], strict=True):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_path_is_read(folder):
    assert same_passage(find_reuse(folder))
    assert same_passage(find_reuse(str(folder)))
    assert same_passage(find_reuse(read(folder)))


def test_a_list_of_paths_is_read(folder):
    assert same_passage(find_reuse([folder / "a.txt", folder / "b.txt"]))


def test_a_path_that_is_not_there():
    with pytest.raises(InputError):
        find_reuse(Path("no/such/folder"))


def test_a_mapping_with_numbers_for_ids():
    assert [document.id for document in find_reuse({1: TEXT, 2: TEXT}).documents] == ["1", "2"]


@pytest.mark.parametrize("make", [list, dict, lambda: pa.table(ROWS)[:0]], ids=["list", "mapping", "table"])
def test_no_documents(make):
    result = find_reuse(make())

    assert len(result.documents) == len(result.passages) == len(result.derivations) == 0
    assert result.matrix().values.shape == (0, 0)
    assert result.pairs() == []


@pytest.mark.parametrize("text", [TEXT, "", " "])
def test_one_document(text):
    result = find_reuse({"a": text})

    assert len(result.passages) == 0
    assert result.matrix().values.tolist() == [[1.0]]
    assert result.containment("a", "a") == 1
    assert [d.degree for d in result.derivations] == ["non"]


# What else a table says


def test_the_columns_of_a_document_and_all_others():
    table = pa.table(
        {
            "id": ["a", "b"],
            "text": [TEXT, TEXT],
            "source": ["AFP", None],
            "published": [datetime.datetime(2025, 4, 24, 9, 30), None],
            "role": ["wire", "outlet"],
            "language": ["en", None],
            "section": ["news", None],
            "page": [1, 2],
        }
    )

    first, second = find_reuse(table).documents

    assert first == Document(
        "a",
        TEXT,
        source="AFP",
        published="2025-04-24T09:30:00",
        role="wire",
        language="en",
        metadata={"section": "news", "page": 1},
    )
    assert second == Document("b", TEXT, role="outlet", metadata={"section": None, "page": 2})


def test_ids_that_are_numbers_become_text():
    table = pa.table({"id": [1, 2], "text": [TEXT, TEXT]})

    assert [document.id for document in find_reuse(table).documents] == ["1", "2"]


def test_dates_and_zones_of_a_table_are_kept():
    stamps = pa.array([datetime.datetime(2025, 4, 24, 9, 30, tzinfo=datetime.UTC)], pa.timestamp("us", "UTC"))
    dates = pa.array([datetime.date(2025, 4, 24)])

    assert find_reuse(pa.table({"id": ["a"], "text": ["x"], "published": stamps})).documents[0].published == (
        datetime.datetime(2025, 4, 24, 9, 30, tzinfo=datetime.UTC)
    )
    assert find_reuse(pa.table({"id": ["a"], "text": ["x"], "published": dates})).documents[0].published == (
        datetime.datetime(2025, 4, 24)
    )


WRONG = {
    "no text column": ({"id": ["a"], "texts": ["x"]}, "no column 'text'.*rename 'texts' to 'text'"),
    "no id column": ({"name": ["a"], "text": ["x"]}, "no column 'id'"),
    "no text in a row": ({"id": ["a", "b"], "text": ["x", None]}, "row 2 of the table has no 'text'"),
    "no id in a row": ({"id": [None, "b"], "text": ["x", "y"]}, "row 1 of the table has no 'id'"),
    "ids twice": ({"id": ["a", "b", "a"], "text": ["x", "y", "z"]}, "two documents have the id 'a'"),
    "a role that is none": ({"id": ["a"], "text": ["x"], "role": ["paper"]}, "the role of document 'a' is 'paper'"),
    "a time that is none": ({"id": ["a"], "text": ["x"], "published": ["soon"]}, "'soon'.*ISO 8601"),
    "a text that is none": ({"id": ["a"], "text": [["x", "y"]]}, "the column 'text' is (large_)?list.*, not text"),
}


@pytest.mark.parametrize(("columns", "said"), WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("make", [pa.table, pl.DataFrame, pd.DataFrame], ids=["pyarrow", "polars", "pandas"])
def test_a_table_that_cannot_be_used(make, columns, said):
    with pytest.raises(InputError, match=said):
        find_reuse(make(columns))


@pytest.mark.parametrize(
    "make",
    [
        lambda: [Document("a", TEXT), Document("b", TEXT), Document("a", "other")],
        lambda: (Document("a", TEXT) for _ in range(2)),
    ],
)
def test_an_id_that_occurs_twice(make):
    with pytest.raises(InputError, match="two documents have the id 'a'"):
        find_reuse(make())


@pytest.mark.parametrize("wrong", [7, None, 3.5, object(), b"bytes", [TEXT, 7], [None], [b"bytes"], [("a", TEXT)]])
def test_what_is_no_document(wrong):
    with pytest.raises(InputError):
        find_reuse(wrong)


@pytest.mark.parametrize("texts", [{"a": 7}, {"a": None}, {"a": b"x"}])
def test_a_text_that_is_no_text(texts):
    with pytest.raises(InputError, match="the text of document 'a' is a string"):
        find_reuse(texts)


# Documents


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": 7, "text": "x"},
        {"id": "a", "text": 7},
        {"id": "a", "text": "x", "role": "paper"},
        {"id": "a", "text": "x", "published": "yesterday"},
    ],
)
def test_a_document_says_what_is_wrong_with_it(wrong):
    with pytest.raises(InputError):
        Document(**wrong)


def test_lone_surrogates_keep_the_offsets():
    left, right = f"\ud800\udfff {TEXT}", f"😀\udc00 {TEXT}"

    [passage] = find_reuse({"a": left, "b": right}).passages

    assert (passage.left.start, passage.right.start) == (3, 3)
    assert left[passage.left.start : passage.left.stop] == TEXT[:-1]


def test_a_collection_is_a_sequence():
    documents = find_reuse(pa.table(ROWS)).documents

    assert len(documents) == 3
    assert documents[-1] == Document("c", "Nothing of it.")
    assert [document.id for document in documents[1:]] == ["b", "c"]
    assert documents.index("b") == 1
    assert documents.index(documents[2]) == 2
    assert "b" in documents
    assert documents[0] in documents
    assert "z" not in documents
    with pytest.raises(IndexError):
        documents[3]
