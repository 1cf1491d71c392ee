"""Files and folders become documents, with every code point of their texts."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from provenance.model.document import Document
from provenance.model.options import ReadOptions
from provenance.readers.collect import SUFFIXES, collect
from provenance.readers.jsonl import JsonlReader
from provenance.readers.table import CsvReader, ParquetReader
from provenance.readers.text import TextReader

if TYPE_CHECKING:
    from provenance.model.components import Reader

KINDS = {"jsonl": JsonlReader, "ndjson": JsonlReader, "csv": CsvReader, "tsv": CsvReader}
KINDS |= {"txt": TextReader, "parquet": ParquetReader, "gz": JsonlReader, "zst": JsonlReader}


def reader_for(path: Path) -> Reader | None:
    if not path.name.lower().endswith(SUFFIXES):
        return None
    return KINDS[path.suffix.lower()[1:]]()


def read(*paths, **options):
    return collect(paths, ReadOptions(**options), reader_for)


def put(folder: Path, name: str, content: str | bytes = "Some words.") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def lines(*rows: dict) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


# Any text that UTF-8 can hold and that is not blank; the ends of lines of all kinds are frequent.
anything = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("\r\n\x85\u2028\ufeff\"',;\t𝒳é"))
)
articles = anything.filter(lambda text: text and not text.isspace())
round_trip = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@round_trip
@given(text=articles.filter(lambda text: "\0" not in text and text[0] != "\ufeff"))
def test_txt_keeps_every_code_point(mark, text):
    with tempfile.TemporaryDirectory() as folder:
        path = put(Path(folder), "a.txt", mark + text.encode())
        documents, _ = read(path)
    assert documents[0] == Document("a", text)


@pytest.mark.parametrize("codec", ["utf-16", "utf-32", "utf-16-le", "utf-32-be"])
@round_trip
@given(text=articles.filter(lambda text: "\0" not in text and text[0] != "\ufeff"))
def test_txt_in_utf_16_and_32_by_the_mark(codec, text):
    mark = "" if codec in ("utf-16", "utf-32") else "\ufeff"
    with tempfile.TemporaryDirectory() as folder:
        documents, summary = read(put(Path(folder), "a.txt", (mark + text).encode(codec)))
    assert documents.text(0) == text
    assert not summary.notes


@round_trip
@given(texts=st.lists(articles, min_size=1, max_size=4), compress=st.sampled_from(["", ".gz", ".zst"]))
def test_jsonl_keeps_every_code_point(texts, compress):
    rows = [json.dumps({"id": i, "text": text}, ensure_ascii=i % 2 == 0) for i, text in enumerate(texts)]
    data = "\n".join(rows).encode()
    if compress == ".gz":
        data = gzip.compress(data)
    elif compress:
        data = pa.compress(data, "zstd", asbytes=True)
    with tempfile.TemporaryDirectory() as folder:
        documents, _ = read(put(Path(folder), "a.jsonl" + compress, data))
    assert documents.column("text") == texts
    assert documents.ids == [str(i) for i in range(len(texts))]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@round_trip
@given(texts=st.lists(articles.filter(lambda text: "\0" not in text), min_size=1, max_size=4))
def test_csv_keeps_every_code_point(delimiter, end, texts):
    out = io.StringIO(newline="")
    # Left to itself the writer of older Pythons forgets to quote a lone carriage return.
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([["id", "text"], *([i, text] for i, text in enumerate(texts))])
    with tempfile.TemporaryDirectory() as folder:
        documents, _ = read(put(Path(folder), "a.csv", out.getvalue()))
    assert documents.column("text") == texts


@round_trip
@given(
    texts=st.lists(articles, min_size=1, max_size=4),
    kind=st.sampled_from(["string", "large_string", "binary"]),
)
def test_parquet_keeps_every_code_point(texts, kind):
    values = [text.encode() for text in texts] if kind == "binary" else texts
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.parquet")
        table = pa.table({"id": range(len(texts)), "text": pa.array(values, getattr(pa, kind)())})
        parquet.write_table(table, path)
        documents, _ = read(path)
    assert documents.column("text") == texts


def test_all_columns_arrive(tmp_path):
    row = {
        "nr": 7,
        "body": "Some words.",
        "paper": "Le Monde",
        "day": "2025-04-24",
        "kind": "outlet",
        "lang": "fr",
    }
    names = {"id_field": "nr", "text_field": "body", "source_field": "paper", "published_field": "day"}
    names |= {"role_field": "kind", "language_field": "lang"}
    row |= {"desk": "sport"}
    whole = Document("7", "Some words.", source="Le Monde", published=datetime(2025, 4, 24), role="outlet",
                     language="fr", metadata={"desk": "sport"})  # fmt: skip
    put(tmp_path, "a.jsonl", lines(row))
    put(tmp_path, "a.csv", ";".join(row) + "\n" + ";".join(map(str, row.values())) + "\n")
    put(tmp_path, "a.tsv", "\t".join(row) + "\n" + "\t".join(map(str, row.values())) + "\n")
    parquet.write_table(pa.Table.from_pylist([row]), tmp_path / "a.parquet")
    for name in ("a.jsonl", "a.csv", "a.tsv", "a.parquet"):
        documents, summary = read(tmp_path / name, **names)
        assert documents[0] == whole, name
        assert (summary.articles, summary.files, summary.skipped, summary.notes) == (1, 1, (), ())


def test_empty_values_are_none(tmp_path):
    put(tmp_path, "a.csv", "id,text,source,published,role,language\n1,Some words.,,,,\n")
    put(tmp_path, "b.jsonl", lines({"id": 2, "text": "x", "source": "", "role": None, "published": " "}))
    documents, _ = read(tmp_path / "a.csv", tmp_path / "b.jsonl")
    assert documents[0] == Document("1", "Some words.")
    assert documents[1] == Document("2", "x")


def test_parquet_types(tmp_path):
    day = datetime(2025, 4, 24, 9, 30, tzinfo=UTC)
    table = pa.table(
        {
            "id": [1, 2],
            "text": pa.array(["one", "two"]).dictionary_encode(),
            "published": pa.array([day, None], pa.timestamp("ns", "UTC")),
            "score": [0.5, float("nan")],
            "tags": [["a", "b"], None],
            "seen": pa.array([1, 10**18], pa.timestamp("ns")),
        }
    )
    parquet.write_table(table, tmp_path / "a.parquet")
    documents, _ = read(tmp_path / "a.parquet")
    assert documents[0].published == day
    assert documents[1].published is None
    assert documents[0].metadata["tags"] == ["a", "b"]
    assert documents[1].metadata["score"] is None


def test_parquet_with_more_rows_than_a_batch(tmp_path):
    names = [f"n{i}" for i in range(5000)]
    parquet.write_table(pa.table({"id": names, "text": names}), tmp_path / "a.parquet")
    documents, _ = read(tmp_path)
    assert documents.ids == names == documents.column("text")


def test_a_table_without_rows_is_noted(tmp_path):
    parquet.write_table(pa.table({"id": pa.array([], pa.string()), "text": pa.array([], pa.string())}),
                        tmp_path / "a.parquet")  # fmt: skip
    put(tmp_path, "b.csv", "id,text\n1,x\n")
    documents, summary = read(tmp_path)
    assert documents.ids == ["1"]
    assert "a.parquet: there are no rows" in summary.notes[0]


def test_csv_details(tmp_path):
    # A byte order mark, blank lines above and between, spaces in the header, an unnamed column, a long cell
    long = "word " * 100_000
    put(tmp_path, "a.csv", f'\ufeff\n\nid , text;x,\n\n1,"a ""b""\r\nc",9\n,,\n2,"{long}",\n')
    documents, _ = read(tmp_path / "a.csv", text_field="text;x")
    assert documents.column("text") == ['a "b"\r\nc', long]
    assert documents[0].metadata == {"column 3": "9"}


def test_csv_delimiter_is_the_one_that_gives_the_names(tmp_path):
    put(tmp_path, "a.csv", "text;id;a,b,c,d,e\nSome words.;1;x\n")
    documents, _ = read(tmp_path / "a.csv")
    assert documents[0].metadata == {"a,b,c,d,e": "x"}


def test_jsonl_details(tmp_path):
    put(tmp_path, "a.jsonl", '\ufeff{"id": 1, "text": "a"}\r\n\n  \n{"id": 2.5, "text": "b\\u0000\\ud800c"}')
    put(
        tmp_path,
        "b.ndjson.gz",
        gzip.compress(b'{"id": 3, "text": "c"}\n') + gzip.compress(b'{"id":4,"text":"d"}'),
    )
    put(tmp_path, "c.jsonl.gz", lines({"id": 5, "text": "not compressed"}))
    put(tmp_path, "d.jsonl", lines({"id": 6, "text": "long " * 1_000_000, "deep": {"a": [1, {"b": None}]}}))
    documents, _ = read(tmp_path)
    assert documents.ids == ["1", "2.5", "3", "4", "5", "6"]
    # Half a character cannot be held: one code point stands for one.
    assert documents.text(1) == "b\0\ufffdc"
    assert len(documents.text(5)) == 5_000_000
    assert documents[5].metadata == {"deep": {"a": [1, {"b": None}]}}


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        (
            "cp1252",
            "Le président a déclaré que l’été coûterait 5 € par élève. « Nous sommes prêts », dit-il. ",
        ),
        ("cp1252", "Die Gespräche würden fortgeführt, hieß es. Ärzte müßten größere Lücken schließen. "),
        ("cp1252", "The café owners said “we will not wait” – and it’s time to act, the minister said. "),
        ("cp1252", "Kaupunginvaltuusto päätti myydä lautat. ”Tämä on surullinen päivä”, sanoi pormestari. "),
        ("cp1252", "The firm will pay 30 million € for the ferries, the council said. “We are sorry,” he added. "),
        ("cp1252", "Färjan gick på grund tidigt på måndagen. ”Vi är ledsna”, sade borgmästaren på ön. "),
        ("cp1252", "Færgen gik på grund tidligt mandag. »Vi er kede af det«, sagde borgmesteren på øen. "),
        ("cp1252", "A câmara decidiu vender as embarcações. “Não há solução”, disse o presidente. "),
        ("cp1250", "Burmistrz powiedział „nie” i poszedł do domu. Łódź odpłynęła, a mieszkańcy są źli. "),
        ("cp1250", "Starosta řekl „ne“ a odešel domů. Přívoz přes řeku jezdí a lidé se bojí, že ceny porostou. "),
        ("iso8859_2", "Burmistrz powiedział nie i poszedł do domu. Łódź odpłynęła, a mieszkańcy są źli. "),
        (
            "cp1254",
            "Belediye başkanı “hayır” dedi ve eve gitti. Adanın halkı şaşırmadı; fiyatların artacağı söyleniyor. ",
        ),
        ("cp1253", "Ο δήμαρχος είπε «όχι» και πήγε σπίτι του. Το πλοίο περνά τον ποταμό εδώ και εννέα χρόνια. "),
        ("cp1251", "Президент заявил, что переговоры будут продолжены на следующей неделе. "),
        ("koi8-r", "Президент заявил, что переговоры будут продолжены на следующей неделе. "),
        ("shift_jis", "首相は金曜日、記者会見で新しい経済対策を発表した。野党は批判している。"),
        ("gb18030", "总理星期五在记者会上宣布了新的经济措施。反对党对此提出批评。"),
        ("euc-kr", "총리는 금요일 기자회견에서 새로운 경제 대책을 발표했다. 야당은 비판하고 있다."),
    ],
)
@pytest.mark.parametrize("repeat", [2, 3000])
def test_an_encoding_is_found_and_noted(tmp_path, codec, text, repeat):
    path = put(tmp_path, "a.txt", (text * repeat).encode(codec))
    documents, summary = read(path)
    assert documents.text(0) == text * repeat
    assert summary.notes[0].startswith(f"{path}: read as ")
    if codec == "cp1252":
        assert "read as cp1252, which is a guess" in summary.notes[0]


def test_what_is_not_ascii_may_come_late(tmp_path):
    text = "Plain words of a long file.\n" * 100_000 + "Then the café, the élève and the crème brûlée came.\n"
    documents, summary = read(put(tmp_path, "a.txt", text.encode("cp1252")))
    assert documents.text(0) == text
    assert "cp1252" in summary.notes[0]


def test_an_encoding_that_is_given(tmp_path):
    put(tmp_path, "a.txt", "żółć".encode("iso-8859-2"))
    put(tmp_path, "b.txt", "żółć".encode("utf-8-sig"))
    documents, summary = read(tmp_path, encoding="iso-8859-2")
    assert documents.column("text") == ["żółć", "żółć"]
    assert not summary.notes
    put(tmp_path, "c.csv", "id;text\n1;żółć\n".encode("utf-16-le"))
    assert read(tmp_path / "c.csv", encoding="utf-16-le")[0].text(0) == "żółć"


def test_csv_encodings(tmp_path):
    rows = "id;text\n" + "".join(f"{i};Le président a déclaré l’été ouvert à Genève.\r\n" for i in range(3000))
    for name, codec in (("a.csv", "utf-16"), ("b.csv", "cp1252")):
        documents, summary = read(put(tmp_path, name, rows.encode(codec)))
        assert documents.text(2999) == "Le président a déclaré l’été ouvert à Genève."
        assert ("cp1252" in "".join(summary.notes)) == (codec == "cp1252")


def test_ids_and_order_of_a_folder(tmp_path):
    for name in (
        "b.txt",
        "a/z.txt",
        "a/B.TXT",
        "a-b.txt",
        "é.v2.txt",
        ".hidden.txt",
        ".git/c.txt",
        "a/.x/d.txt",
    ):
        put(tmp_path, name)
    (tmp_path / "folder.txt").mkdir()
    put(tmp_path, "folder.txt/inside.txt")
    documents, summary = read(tmp_path)
    assert documents.ids == ["a/B", "a/z", "a-b", "b", "folder.txt/inside", "é.v2"]
    assert summary.files == summary.articles == 6
    assert read(str(tmp_path / "a" / "z.txt"))[0].ids == ["z"]
    assert collect(tmp_path / "b.txt", ReadOptions(), reader_for)[0].ids == ["b"]


def test_paths_stay_in_their_order(tmp_path):
    paths = [put(tmp_path, name) for name in ("c.txt", "a.txt", "b.txt")]
    assert read(*paths)[0].ids == ["c", "a", "b"]


def test_links_are_followed_but_not_in_circles(tmp_path):
    put(tmp_path, "in/a.txt")
    put(tmp_path, "out/b.txt")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "out")
    (tmp_path / "in" / "again").symlink_to(tmp_path / "out")
    (tmp_path / "in" / "c.txt").symlink_to(tmp_path / "out" / "b.txt")
    (tmp_path / "out" / "up").symlink_to(tmp_path)
    documents, _ = read(tmp_path / "in")
    assert documents.ids == ["a", "again/b", "c"]


def test_a_folder_of_data_files(tmp_path):
    put(tmp_path, "b.csv", "id,text\n2,two\n")
    put(tmp_path, "a/a.jsonl", lines({"id": "1", "text": "one"}))
    put(tmp_path, "metadata.csv", "id,source\n1,AFP\n2,AP\n")
    put(tmp_path, "notes.odt")
    documents, summary = read(tmp_path)
    assert documents.ids == ["1", "2"]
    assert documents.column("source") == ["AFP", "AP"]
    assert summary.files == 2


def test_data_files_beside_txt_are_noted(tmp_path):
    put(tmp_path, "a.txt")
    put(tmp_path, "b.csv", "id,text\n2,two\n")
    put(tmp_path, "metadata.csv", "id,source\na,AFP\n")
    documents, summary = read(tmp_path)
    assert documents.ids == ["a"]
    assert summary.notes == (f"{tmp_path}: of a folder with .txt files only these are read; left out: b.csv.",)


def test_a_reader_by_name_reads_every_file_of_a_folder(tmp_path):
    put(tmp_path, "a.art")
    put(tmp_path, "sub/b.txt")
    put(tmp_path, "metadata.csv", "id,source\na,AFP\n")
    documents, _ = collect([tmp_path], ReadOptions(reader="text"), lambda path: TextReader())
    assert documents.ids == ["a", "sub/b"]
    assert documents[0].source == "AFP"


@pytest.mark.parametrize("name", ["metadata.csv", "metadata.jsonl"])
def test_metadata_are_joined(tmp_path, name):
    for article in ("x/a", "b", "c"):
        put(tmp_path, f"{article}.txt")
    rows = [
        {"id": "x/a", "source": "AFP", "published": "2025-04-24T09:30+02:00", "role": "wire", "desk": "eco"},
        {"id": "c", "source": "Le Monde", "published": "", "role": "", "desk": ""},
        *({"id": f"gone{i}", "source": "", "published": "", "role": "", "desk": ""} for i in range(5)),
    ]
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    put(tmp_path, name, out.getvalue() if name == "metadata.csv" else lines(*rows))
    documents, summary = read(tmp_path)
    assert documents.ids == ["b", "c", "x/a"]
    assert documents[0] == Document("b", "Some words.")
    assert documents[1] == Document("c", "Some words.", source="Le Monde", metadata={"desk": ""})
    assert documents[2] == Document("x/a", "Some words.", source="AFP", published="2025-04-24T09:30+02:00",
                                    role="wire", metadata={"desk": "eco"})  # fmt: skip
    assert "5 of 7 ids have no article, as gone0, gone1, gone2;" in summary.notes[0]


def test_an_article_knows_better_than_the_metadata(tmp_path):
    put(tmp_path, "a.jsonl", lines({"id": 1, "text": "one", "source": "AP", "desk": "a"}))
    put(
        tmp_path,
        "metadata.jsonl",
        lines({"id": 1, "source": "AFP", "language": "fr", "desk": "b", "page": 3}),
    )
    documents, _ = read(tmp_path)
    assert documents[0] == Document("1", "one", source="AP", language="fr", metadata={"desk": "a", "page": 3})


def test_many_articles(tmp_path):
    put(tmp_path, "a.jsonl", lines(*({"id": i, "text": f"text {i}"} for i in range(10_000))))
    documents, summary = read(tmp_path / "a.jsonl")
    assert documents.ids == [str(i) for i in range(10_000)]
    assert summary.articles == 10_000


def test_a_reader_of_others_needs_only_the_protocol(tmp_path):
    class Halves:
        def read(self, path, context):
            context.note("halved")
            text = path.read_text()
            return [Document(f"{path.stem}-{i}", half) for i, half in enumerate(text.split("|"))]

    documents, summary = collect([put(tmp_path, "a.half", "x|y")], ReadOptions(), lambda path: Halves())
    assert documents.ids == ["a-0", "a-1"]
    assert summary.notes == ("halved",)
