"""deduplicate: what goes, what stays, and why."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from provenance import DedupOptions, Document, InputError, OptionError, ReadOptions, deduplicate
from provenance.errors import OutputError, UnknownNameError

_RANDOM = np.random.default_rng(11)


def article(words: int = 300, vocabulary: int = 5000) -> list[str]:
    return [f"w{number}" for number in _RANDOM.integers(0, vocabulary, words)]


def edited(words: list[str], share: float) -> list[str]:
    return [f"e{_RANDOM.integers(10**9)}" if _RANDOM.random() < share else word for word in words]


BASE = article()
NEAR = edited(BASE, 0.01)
OTHER = article()
TEXTS = {"a": " ".join(BASE), "b": " ".join(NEAR), "c": " ".join(OTHER), "d": " ".join(BASE).upper() + "!"}


def rows(**columns: list[object]) -> pa.Table:
    return pa.table({"id": list(TEXTS), "text": list(TEXTS.values()), **columns})


def test_same_and_near_duplicates_go_with_a_receipt():
    result = deduplicate(TEXTS)

    assert list(result.kept) == ["a", "c"]
    assert result.keep_mask.tolist() == [True, False, True, False]
    near, same = result.removed
    assert (near.document, near.survivor, near.rule, near.row, near.match_row) == ("b", "a", "near", 1, 0)
    assert 0.8 < near.resemblance < 1
    assert near.containment == near.reverse
    assert near.band is not None
    assert (same.document, same.survivor, same.rule, same.resemblance) == ("d", "a", "same-words", 1.0)
    assert [(cluster.survivor, cluster.documents) for cluster in result.clusters] == [("a", ("a", "b", "d"))]
    assert result.explain("b") == near
    assert result.explain("a") is None
    assert result.run["documents"] == 4


@pytest.mark.parametrize(
    "make",
    [
        lambda: TEXTS,
        lambda: [Document(name, text) for name, text in TEXTS.items()],
        lambda: (Document(name, text) for name, text in TEXTS.items()),
        rows,
        lambda: rows().to_batches()[0],
        lambda: rows().to_reader(),
        lambda: pl.DataFrame(rows()),
        lambda: pd.DataFrame(rows().to_pydict()),
    ],
    ids=["mapping", "documents", "generator", "table", "batch", "stream", "polars", "pandas"],
)
def test_documents_come_in_any_shape(make, tmp_path):
    out = tmp_path / "kept.jsonl"

    assert list(deduplicate(make(), output=out).kept) == ["a", "c"]
    assert [json.loads(line) for line in out.read_text().splitlines()] == [
        {"id": name, "text": TEXTS[name]} for name in ("a", "c")
    ]
    assert list(tmp_path.iterdir()) == [out]


def test_texts_alone_are_numbered():
    assert list(deduplicate(list(TEXTS.values())).kept) == ["0", "2"]


@pytest.mark.parametrize("documents", [[], {}, iter([]), pa.table({"id": [], "text": []})], ids=type)
@pytest.mark.parametrize("measure", ["resemblance", "containment"])
@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet"])
def test_no_documents_are_an_empty_result(tmp_path, documents, measure, name):
    files = {what: tmp_path / f"{what}-{name}" for what in ("output", "receipts", "clusters")}

    result = deduplicate(documents, 0.8, measure, **files)

    assert (len(result), list(result.kept), list(result.removed), result.clusters) == (0, [], [], [])
    for path in files.values():
        assert (pq.read_table(path).num_rows if name.endswith("t") else len(path.read_bytes())) == 0


def test_files_folders_and_patterns_together(tmp_path):
    pq.write_table(rows(n=[1, 2, 3, 4]), tmp_path / "one.parquet")
    lines = "".join(json.dumps({"text": text, "id": f"x{name}", "n": name}) + "\n" for name, text in TEXTS.items())
    (tmp_path / "two.jsonl").write_text(lines)
    (tmp_path / "_SUCCESS").write_text("")
    from_folder = deduplicate(str(tmp_path))
    from_pattern = deduplicate(tmp_path / "*.p*")
    from_both = deduplicate([tmp_path / "two.jsonl", tmp_path / "one.parquet"])

    assert list(from_folder.kept) == ["a", "c"]
    assert list(from_pattern.kept) == ["a", "c"]
    assert list(from_both.kept) == ["xa", "xc"]


def test_articles_of_a_folder(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text)
    out = tmp_path / "kept.jsonl"

    assert list(deduplicate(folder, output=out).kept) == ["a", "c"]
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()] == ["a", "c"]


def test_all_columns_stay_whatever_the_format(tmp_path):
    table = rows(source=["AFP", None, "Zeitung", "AFP"], n=[1.5, 2.0, None, 4.0], tags=[["x"], [], ["y", "z"], None])
    parquet, lines, back = tmp_path / "in.parquet", tmp_path / "kept.jsonl", tmp_path / "back.parquet"
    pq.write_table(table, parquet)

    deduplicate(parquet, output=lines)
    deduplicate(lines, output=back)
    deduplicate(parquet, output=tmp_path / "kept.parquet")

    expected = table.filter(pa.array([True, False, True, False])).to_pylist()
    assert [json.loads(line) for line in lines.read_text().splitlines()] == expected
    assert pq.read_table(back).to_pylist() == expected
    assert pq.read_table(tmp_path / "kept.parquet").to_pylist() == expected


def test_lines_stay_as_they_were(tmp_path):
    kept = [
        '{"text":"caf\\u00e9 one two", "id" : "a" , "x": [1, {"y": null}]}',
        ' {"id": 7, "text": null}',
        '{"id": "z", "text": "last"}',
    ]
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(
        ("\ufeff" + kept[0] + "\r\n\n" + '{"id": "b", "text": "Café one, two."}\n' + "\n".join(kept[1:])).encode()
    )

    deduplicate(source, output=out)

    assert out.read_bytes().lstrip().split(b"\n") == [*(line.encode() for line in (kept[0] + "\r", *kept[1:])), b""]


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_compressed_lines(tmp_path, suffix):
    path, out = tmp_path / f"in.jsonl{suffix}", tmp_path / "out.jsonl"
    lines = "".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in TEXTS.items())
    with pa.CompressedOutputStream(str(path), {".gz": "gzip", ".zst": "zstd"}[suffix]) as stream:
        stream.write(lines.encode())

    assert list(deduplicate(path, output=out).kept) == ["a", "c"]
    assert out.read_text() == "".join(lines.splitlines(keepends=True)[row] for row in (0, 2))


@pytest.mark.parametrize(
    ("keep", "settings", "survivor"),
    [
        ("first", {}, "a"),
        ("earliest", {}, "d"),
        ("latest", {}, "b"),
        ("longest", {}, "a"),
        ("source", {"priority": ("reuters", "afp")}, "b"),
        ("column", {"by": "score"}, "b"),
        ("column", {"by": "score", "lowest": True}, "a"),
        ("column", {"by": "name"}, "d"),
        ("wire", {}, "d"),
    ],
)
def test_keep_policies(keep, settings, survivor):
    table = rows(
        published=["2025-04-24T10:00:00+02:00", "2025-04-26", None, datetime(2025, 4, 24, 7, tzinfo=UTC).isoformat()],
        source=["Zeitung", "AFP", None, "Blatt"],
        role=["outlet", None, None, "wire"],
        score=[1, 7, None, 3],
        name=["x", None, "y", "z"],
    )

    result = deduplicate(table, keep=keep, **settings)

    assert {receipt.survivor for receipt in result.removed} == {survivor}
    assert sorted(result.kept) == sorted([survivor, "c"])


def test_none_stays_that_has_a_duplicate():
    result = deduplicate(TEXTS, keep="none")

    assert list(result.kept) == ["c"]
    assert [(receipt.document, receipt.survivor, receipt.match) for receipt in result.removed] == [
        ("a", None, "d"),
        ("b", None, "a"),
        ("d", None, "a"),
    ]
    assert [receipt.rule for receipt in result.removed] == ["same-words", "near", "same-words"]
    assert [(cluster.survivor, cluster.documents) for cluster in result.clusters] == [(None, ("a", "b", "d"))]


def test_one_that_is_only_like_a_later_one_goes_too():
    # The last is like both others, which are not alike.
    words = [f"w{number}" for number in range(340)]
    texts = [" ".join(words[at : at + 300]) for at in (0, 40, 20)]

    result = deduplicate(texts, keep="none")

    assert list(result.kept) == []
    assert [cluster.documents for cluster in result.clusters] == [("0", "1", "2")]


@pytest.mark.parametrize("turned", [False, True])
def test_a_whole_stays_where_only_its_part_has_a_duplicate(turned):
    texts = {"whole": " ".join(BASE), "part": " ".join(BASE[:150]), "other": " ".join(OTHER)}
    if turned:
        texts = dict(reversed(texts.items()))

    result = deduplicate(texts, 0.9, "containment", "none")

    assert [(receipt.document, receipt.match, receipt.containment) for receipt in result.removed] == [
        ("part", "whole", 1.0)
    ]


def test_a_time_that_is_none_is_an_error_unless_such_are_skipped():
    table = rows(published=["24/04/2025", None, None, "2025-04-24"])

    with pytest.raises(InputError, match=r"of document 'a' is '24/04/2025'; it is ISO 8601"):
        deduplicate(table)
    result = deduplicate(table, read=ReadOptions(on_error="skip"))
    assert {receipt.survivor for receipt in result.removed} == {"d"}


def test_against_a_reference(tmp_path):
    quoted = ["new"] * 5 + BASE[:100] + article(20) + BASE[200:260]
    mine = {"copy": " ".join(NEAR), "twin": " ".join(OTHER), "twin2": " ".join(OTHER), "part": " ".join(quoted)}
    out = tmp_path / "out.jsonl"

    near = deduplicate(mine, against={"a": TEXTS["a"]}, output=out)
    held = deduplicate(mine, 0.5, "containment", against={"a": TEXTS["a"], "tiny": " ".join(BASE[:60])})

    assert list(near.kept) == ["twin", "twin2", "part"]
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()] == ["twin", "twin2", "part"]
    assert (near.removed[0].survivor, near.removed[0].match_row) == ("a", 0)
    assert list(held.kept) == ["twin", "twin2"]
    spans = held.explain("part").spans
    text = mine["part"]
    assert [text[start:stop] for start, stop in spans] == [" ".join(BASE[:100]), " ".join(BASE[200:260])]


def test_containment_is_directed():
    whole, part = " ".join(BASE), " ".join(BASE[:150])

    assert list(deduplicate({"whole": whole, "part": part}, 0.9, "containment").kept) == ["whole"]
    # What stays comes first; the longer text is not in the shorter one, so nothing of it is lost.
    assert list(deduplicate({"part": part, "whole": whole}, 0.9, "containment").kept) == ["part", "whole"]
    assert list(deduplicate({"part": part, "whole": whole}, 0.9, "containment", "longest").kept) == ["whole"]


@pytest.mark.parametrize(
    ("texts", "kept"),
    [
        (["", "", "   ", "!!!", "?"], [0, 1, 2, 3, 4]),
        (["yes", "Yes!", "no"], [0, 2]),
        (["one two", "one two three", "ONE TWO."], [0, 1]),
        (["東京タワーへ行く道", "東京タワーへ行く道。", "東京タワーへ"], [0, 2]),
        (["กรุงเทพมหานคร", "กรุงเทพมหานคร!"], [0]),
    ],
    ids=["no words", "one word", "short", "ideographs", "thai"],
)
def test_short_and_empty_texts(texts, kept):
    assert [int(name) for name in deduplicate(texts).kept] == kept


def test_near_duplicates_of_a_script_without_spaces():
    text = "".join(chr(0x4E00 + int(number)) for number in _RANDOM.integers(0, 3000, 400))

    result = deduplicate({"a": text, "b": text[:200] + "新" + text[200:], "c": text[::-1]})

    assert list(result.kept) == ["a", "c"]


def test_null_texts_and_documents_without_words(tmp_path):
    table = pa.table({"id": ["a", "b", "c"], "text": [None, "...", "word"]})

    kept = deduplicate(table)
    dropped = deduplicate(table, empty="drop", output=tmp_path / "out.jsonl")

    assert list(kept.kept) == ["a", "b", "c"]
    assert kept.run["wordless"] == 2
    assert list(dropped.kept) == ["c"]
    assert {(receipt.rule, receipt.survivor) for receipt in dropped.removed} == {("empty", None)}


def test_a_common_opening_makes_no_duplicates():
    opening = article(100)
    texts = [" ".join(opening + article(200)) for _ in range(200)]

    assert len(deduplicate(texts).removed) == 0


def test_normalisers_and_tokenisers_are_used():
    texts = {"a": "The colour of the harbour is grey today", "b": "The color of the harbor is gray today"}

    assert len(deduplicate(texts).removed) == 0
    assert len(deduplicate(texts, normalisers=("spelling",)).removed) == 1
    assert len(deduplicate({"a": "ab cd", "b": "abcd"}, tokeniser="characters").removed) == 1


def test_rows_that_cannot_be_used(tmp_path):
    path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    good = json.dumps({"id": "a", "text": "one two three"})
    path.write_text(f'{good}\n\n{{"id": "b", "text": 5}}\n{{"id": 2.5, "text": "four"}}\nnot json\n')

    with pytest.raises(InputError, match=r"in\.jsonl:3: the text of 'b' is a number, not a text"):
        deduplicate(path, output=out)
    assert not out.exists()
    result = deduplicate(path, output=out, read=ReadOptions(on_error="skip"))
    assert list(result.kept) == ["a", "2.5"]
    assert [fault.line for fault in result.skipped] == [3, 5]
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()] == ["a", 2.5]


def test_a_key_that_is_not_there(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text('{"url": "a", "body": "x"}\n')

    with pytest.raises(InputError, match=r"in\.jsonl:1: there is no key 'id'; the keys are: url, body"):
        deduplicate(path)
    assert list(deduplicate(path, read=ReadOptions(id_field="url", text_field="body")).kept) == ["a"]
    with pytest.raises(InputError, match="no column 'id'"):
        deduplicate(pa.table({"text": ["x"]}))


def test_ids_may_repeat():
    result = deduplicate(pa.table({"id": ["a", "a", "a"], "text": ["x y", "x y", "z"]}))

    assert [(receipt.row, receipt.match_row) for receipt in result.removed] == [(1, 0)]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"threshold": 0}, "threshold is 0; it is a number above 0"),
        ({"threshold": 1.5}, "threshold is 1.5"),
        ({"measure": "jaccard"}, "measure is 'jaccard'; it is one of resemblance, containment"),
        ({"keep": "newest"}, "no keep policy is called 'newest'"),
        ({"keep": "source"}, "priority is empty"),
        ({"keep": "column"}, "by is empty"),
        ({"keep": "column", "by": "nothing"}, "by is 'nothing', and no document has anything there"),
        ({"recall": 1.0}, "recall is 1"),
        ({"shingle": 0}, "shingle is 0"),
        ({"memory": "lots"}, "memory is 'lots'; it is auto or a size, as 500MB or 2GB"),
        ({"threshold": 0.05, "num_perm": 8}, "num_perm is 8, too few"),
        ({"treshold": 0.8}, "no setting is called 'treshold'"),
        ({"empty": "maybe"}, "empty is 'maybe'"),
    ],
)
def test_settings_that_are_not_accepted(settings, message):
    with pytest.raises(OptionError, match=message):
        deduplicate(TEXTS, **settings)


def test_a_stream_that_raises_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def documents():
        yield from TEXTS.values()
        raise LookupError("the feed is gone")

    for raises in (documents(), (number / 0 for number in range(3))):
        with pytest.raises((LookupError, ZeroDivisionError)):
            deduplicate(raises)
    assert not list(tmp_path.iterdir())


def test_hints():
    with pytest.raises(UnknownNameError, match="did you mean 'longest'"):
        deduplicate(TEXTS, keep="longst")
    with pytest.raises(OptionError, match=r"receipts is .*, the same as output"):
        deduplicate(TEXTS, output="x.jsonl", receipts="x.jsonl")
    with pytest.raises(OutputError, match="make the folder"):
        deduplicate(TEXTS, output="/nowhere/at/all.jsonl")


def test_options_are_frozen_and_their_record_has_what_shapes_the_result():
    record = DedupOptions().as_dict()

    assert record["threshold"] == 0.8
    assert not {"threads", "memory", "work"} & record.keys()
