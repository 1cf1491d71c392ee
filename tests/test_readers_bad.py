"""What cannot be read is said with file and line, or counted."""

from __future__ import annotations

import gzip
import json
import os
import re

import pyarrow as pa
import pytest
from pyarrow import parquet

from provenance.errors import InputError, OptionError
from provenance.model.document import Document
from provenance.model.options import ReadOptions
from provenance.readers.collect import SUFFIXES, collect
from provenance.readers.jsonl import JsonlReader
from provenance.readers.table import CsvReader, ParquetReader
from provenance.readers.text import TextReader

KINDS = {"jsonl": JsonlReader, "csv": CsvReader, "tsv": CsvReader, "txt": TextReader}
KINDS |= {"parquet": ParquetReader, "gz": JsonlReader, "zst": JsonlReader}
GOOD = '{"id": "good", "text": "Some words."}'


def reader_for(path):
    return KINDS[path.suffix[1:]]() if path.name.endswith(SUFFIXES) else None


def read(*paths, **options):
    return collect(paths, ReadOptions(**options), reader_for)


def put(folder, name, content="Some words."):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def fails(path, message, line=None, **options):
    """Check that reading raises with the file, the line and the message, and that "skip" counts the same."""
    with pytest.raises(InputError, match=message) as caught:
        read(path, **options)
    error = caught.value
    assert (str(error.path), error.line) == (str(path), line)
    assert error.message.startswith(f"{path}:{line}: " if line and path.suffix != ".parquet" else f"{path}: ")
    good = put(path.parent / "good", "good-one.txt")
    documents, summary = read(path, good, on_error="skip", **options)
    assert "good-one" in documents.ids
    assert [str(each) for each in summary.skipped] == [str(error)]
    return error


@pytest.mark.parametrize("content", ["", " \n\t\r\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xff\xfe\n\0", "\u2003\x85"])
def test_empty_text(tmp_path, content):
    fails(put(tmp_path, "a.txt", content), "is empty")


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.jsonl"])
@pytest.mark.parametrize("content", ["", "\n\n \n", b"\xef\xbb\xbf"])
def test_empty_tables(tmp_path, name, content):
    fails(put(tmp_path, name, content), "is empty")


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(range(256)) * 20,
        "Without a mark.".encode("utf-16-le"),
        b"words " * 300_000 + b"\0",
        b"caf\xe9 " * 300_000 + b"\0",
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.csv"])
def test_binary(tmp_path, name, content):
    error = fails(put(tmp_path, name, content), "looks binary")
    assert "--encoding utf-16-le" in error.hint


def test_broken_utf_8_is_not_guessed(tmp_path):
    text = "Le président a déclaré l’été ouvert à Genève. ".encode() * 20
    path = put(tmp_path, "a.txt", text[:300] + b"\xe9 " + text)
    fails(path, "is UTF-8, but the bytes at offset 300 are broken")


def test_broken_encodings(tmp_path):
    fails(
        put(tmp_path, "a.txt", b"\xff\xfea\0b"),
        "is utf-16-le by its byte order mark, but the bytes at offset 4",
    )
    lone = "\ud800".encode("utf-16-le", "surrogatepass")
    fails(put(tmp_path, "b.txt", b"\xff\xfe" + b"a\0" * 600_000 + lone + b"a\0"), "offset 1200002 are not")
    fails(put(tmp_path, "c.txt", "é".encode()), "is not ascii: the bytes at offset 0", encoding="ascii")
    # The end of the first chunk is the middle of a letter.
    late = b"a" * ((1 << 20) - 1) + "é".encode() + b"\xc3"
    fails(put(tmp_path, "d.txt", late), "is not utf-8: .* offset 1048577 do not", encoding="utf-8")
    with pytest.raises(InputError, match="is not utf-16: the bytes at offset 0"):
        read(put(tmp_path, "e.txt", b"abcd"), encoding="utf-16")


def test_a_guess_that_does_not_hold_for_the_whole_file(tmp_path):
    text = "首相は金曜日、記者会見で新しい経済対策を発表した。野党は批判している。\n".encode("shift_jis") * 3000
    fails(put(tmp_path, "a.txt", text + b"\x81\n"), rf"looks like \w+, but offset {len(text)} is not")


@pytest.mark.parametrize(("name", "hint"), [("cp1253x", "cp125"), ("base64", "base64|usual"), ("a\0b", "usual")])
def test_unknown_encoding(tmp_path, name, hint):
    with pytest.raises(OptionError, match=f"there is no encoding .*Hint: .*({hint})"):
        read(put(tmp_path, "a.txt"), encoding=name)


def test_missing_paths(tmp_path):
    put(tmp_path, "articles/a.txt")
    error = fails(tmp_path / "artikles", "there is no such file or folder")
    assert error.hint == f"did you mean {tmp_path / 'articles'}?"
    with pytest.raises(InputError, match=r"there is no such .*there is no folder .*no either\."):
        read(tmp_path / "no" / "b.txt")
    with pytest.raises(InputError, match="there is no such"):
        read(tmp_path / "articles" / "a.txt" / "b.txt")
    with pytest.raises(InputError, match=re.escape("~ is not expanded")):
        read("~/articles")
    with pytest.raises(InputError, match="there is no such"):
        read("a\0b")
    with pytest.raises(InputError, match="no files or folders were given"):
        read()


def test_unknown_suffixes(tmp_path):
    path = put(tmp_path, "a.odt")
    error = fails(path, r"nothing reads files that end in '\.odt'; accepted are \.txt, \.csv")
    assert "--reader" in error.hint
    fails(put(tmp_path, "README"), "nothing reads a file without a suffix")
    with pytest.raises(InputError, match=r"accepted are \.one"):
        collect([path], ReadOptions(), reader_for, suffixes=[".one"])


def test_a_folder_without_articles(tmp_path):
    for name in ("a.odt", "b.odt", "c.pdf", "README", "metadata.csv"):
        put(tmp_path, f"in/{name}")
    with pytest.raises(InputError, match=f"^no articles in {re.escape(str(tmp_path / 'in'))}") as caught:
        read(tmp_path / "in")
    error = caught.value
    assert error.path == tmp_path / "in"
    assert "there: 2 .odt, 1 without a suffix, 1 .pdf" in error.hint
    assert ".parquet" in error.hint
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="the folder is empty"):
        read(tmp_path / "empty")
    put(tmp_path, "empty/metadata.csv")
    with pytest.raises(InputError, match="only metadata"):
        read(tmp_path / "empty")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="everything is readable to root")
def test_no_permission(tmp_path):
    path = put(tmp_path, "a.txt")
    path.chmod(0)
    fails(path, "cannot be read: Permission denied")
    put(tmp_path, "in/x/b.txt")
    (tmp_path / "in" / "x").chmod(0)
    with pytest.raises(InputError, match="the folder cannot be read: Permission denied"):
        read(tmp_path / "in")
    (tmp_path / "in" / "x").chmod(0o700)


@pytest.mark.skipif(os.name != "posix", reason="needs pipes")
def test_links_to_nowhere_and_pipes(tmp_path):
    put(tmp_path, "in/a.txt")
    (tmp_path / "in" / "b.txt").symlink_to("nowhere.txt")
    (tmp_path / "in" / "c.txt").symlink_to("c.txt")
    os.mkfifo(tmp_path / "in" / "d.txt")
    (tmp_path / "in" / "e.txt").symlink_to("d.txt")
    with pytest.raises(InputError, match=r"b\.txt: cannot be read: No such file"):
        read(tmp_path / "in")
    documents, summary = read(tmp_path / "in", on_error="skip")
    assert documents.ids == ["a"]
    assert [error.path.name for error in summary.skipped] == ["b.txt", "c.txt"]
    fails(tmp_path / "in" / "d.txt", "is neither a file nor a folder")


def test_duplicate_ids(tmp_path):
    one, two = put(tmp_path, "one/a.txt"), put(tmp_path, "two/a.txt")
    error = fails_twice(tmp_path, [one, two], two, None, f"the id 'a' is also that of {one}.")
    assert "give the one above" in error.hint
    fails_twice(tmp_path, [one.parent, two.parent], two, None, f"the id 'a' is also that of {one}.")
    rows = put(tmp_path, "r.jsonl", '{"id": 1, "text": "x"}\n\n{"id": "1", "text": "y"}\n')
    fails_twice(tmp_path, [rows], rows, 3, f"the id '1' is also that of {rows}:1.")
    table = tmp_path / "r.parquet"
    parquet.write_table(pa.table({"id": [1], "text": ["x"]}), table)
    fails_twice(tmp_path, [table, put(tmp_path, "r.csv", "id,text\n1,x\n")], tmp_path / "r.csv", 2, f"{table}, row 1.")


def fails_twice(folder, paths, path, line, message):
    with pytest.raises(InputError, match=re.escape(message)) as caught:
        read(*paths)
    assert (caught.value.path, caught.value.line) == (path, line)
    documents, summary = read(*paths, on_error="skip")
    assert (len(documents), len(summary.skipped)) == (1, 1)
    return caught.value


def test_duplicate_ids_of_a_reader_that_gives_no_lines(tmp_path):
    class Twice:
        def read(self, path, context):
            return [Document("a", "x"), Document("a", "y")]

    with pytest.raises(InputError, match="the id 'a' is also that of"):
        collect([put(tmp_path, "a.two")], ReadOptions(), lambda path: Twice())


def test_errors_of_other_readers_get_their_file(tmp_path):
    class Bad:
        def read(self, path, context):
            yield Document("a", "x")
            context.bad(InputError("half of it.", hint="try the other."))
            yield Document("b", "x", role="paper")

    path = put(tmp_path, "a.bad")
    with pytest.raises(InputError, match=rf"^{re.escape(str(path))}: half of it\. Hint: try"):
        collect([path], ReadOptions(), lambda path: Bad())
    documents, summary = collect([path], ReadOptions(on_error="skip"), lambda path: Bad())
    assert documents.ids == ["a"]
    assert summary.files == 1
    assert [error.path for error in summary.skipped] == [path, path]
    with pytest.raises(InputError, match="gave a str, not a Document"):
        collect([path], ReadOptions(), lambda path: type("R", (), {"read": lambda *_: ["x"]})())


BAD_LINES = {
    '{"id": 1, "text": ': "is not JSON: Expecting value at column 19",
    '[{"id": 1}]': "is a list, not an object",
    '"words"': "is a single value, not an object",
    '{"id": 1, "text": "x", "score": NaN}': "NaN is no number",
    '{"id": 1, "text": "x", "score": -Infinity}': "-Infinity is no number",
    '{"id": 1, "text": "x", "n": ' + "9" * 5000 + "}": "cannot be read: Exceeds the limit",
    "[" * 200_000: "is nested too deep",
    '{"id": 1, "text": "x", "n": ' + "[" * 500 + "]" * 500 + "}": "nested more than 64 deep",
    '{"text": "x"}': "there is no key 'id'; the keys are: text",
    '{"ID": 1, "text": "x"}': r"there is no key 'id'.*Hint: did you mean --id-field ID\?",
    '{"id": 1, "texte": "x"}': r"there is no key 'text'.*Hint: did you mean --text-field texte\?",
    '{"id": "", "text": "x"}': "the id is empty",
    '{"id": null, "text": "x"}': "the id is empty",
    '{"id": true, "text": "x"}': "the id is true or false",
    '{"id": [1], "text": "x"}': "the id is a list",
    r'{"id": "\ud800", "text": "x"}': "holds half a character",
    '{"id": 1, "text": ""}': "the text of '1' is empty",
    '{"id": 1, "text": null}': "the text of '1' is empty",
    '{"id": 1, "text": " \\n"}': "the text of '1' is empty",
    '{"id": 1, "text": 5}': "the text of '1' is a number",
    '{"id": 1, "text": {"a": 1}}': "the text of '1' is an object",
    '{"id": 1, "text": "x", "role": "paper"}': "'paper'; it is 'wire', 'outlet'",
    b'{"id": 1, "text": "caf\xe9"}': "is not UTF-8 at byte 23 of the line",
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD_LINES, ids=lambda bad: str(bad)[:40].replace("\0", ""))
@pytest.mark.parametrize("compressed", [False, True])
def test_bad_lines(tmp_path, bad, compressed):
    raw = bad if isinstance(bad, bytes) else bad.encode()
    data = b"\xef\xbb\xbf" + GOOD.encode() + b"\n\n" + raw + b"\n" + GOOD.replace("good", "last").encode()
    path = put(tmp_path, "a.jsonl.gz" if compressed else "a.jsonl", gzip.compress(data) if compressed else data)
    fails(path, BAD_LINES[bad], line=3)
    documents, _ = read(path, on_error="skip")
    assert documents.ids == ["good", "last"]


def test_a_line_without_end(tmp_path):
    path = put(tmp_path, "a.jsonl.gz", gzip.compress(GOOD.encode() + b"\n" + b" " * (5 << 20), 0))
    fails(path, "the line is longer than 4 MiB", line=2, memory="1MB")


def test_jsonl_in_utf_16(tmp_path):
    fails(put(tmp_path, "a.jsonl", GOOD.encode("utf-16")), "is UTF-16; JSON Lines is UTF-8")


@pytest.mark.parametrize("cut", [2, 5, 400, -1, -9])
@pytest.mark.parametrize("kind", ["gz", "zst"])
def test_truncated_files(tmp_path, kind, cut):
    text = "".join(json.dumps({"id": i, "text": os.urandom(9).hex()}) + "\n" for i in range(200)).encode()
    whole = gzip.compress(text) if kind == "gz" else pa.compress(text, "zstd", asbytes=True)
    if kind == "zst" and cut == 2:
        cut = 4
    fails(put(tmp_path, f"a.jsonl.{kind}", whole[:cut]), "is broken after line [0-9]+: ")


def test_garbled_files(tmp_path):
    data = bytearray(gzip.compress(os.urandom(5000).hex().encode()))
    data[2000] ^= 0xFF
    fails(put(tmp_path, "a.jsonl.gz", bytes(data)), "is broken after line 0: ")


BAD_TABLES = {
    "id,txt\n1,x\n": (
        r"there is no column 'text'; the columns are: id, txt\..*mean --text-field txt\?",
        None,
    ),
    "Id;text\n1;x\n": (r"there is no column 'id'; the columns are: Id, text\..*mean --id-field Id\?", None),
    "a,b\n1,x\n": (r"there is no column 'id'; the columns are: a, b\..*Hint: --id-field names", None),
    "id,text,id\n1,x,2\n": ("there are two columns 'id'", None),
    'id,text\n1,"a\nb\n\nc"\n2,x,y\n3,z\n': ("there are 3 cells; the header has 2", 6),
    'id,text\n\n1,"a\r\nb"\n2\n3,z\n': ("there are 1 cells; the header has 2", 5),
    "id,text\n1,a\n2,\n3,z\n": ("the text of '2' is empty", 3),
    "id,text\n1,a\n ,b\n3,z\n": ("the id is empty", 3),
    "id,text,role\n1,a,wire\n2,b,agency\n3,c,\n": ("'agency'; it is 'wire'", 3),
    'id,text\n1,"a"b\n3,z\n': ("is not a row of CSV: ',' expected", 2),
    'id,text\n3,z\n1,"never closed\n2,b\n': ("is not a row of CSV: unexpected end", 3),
    '"id,text\n3,z\n': ("is not a row of CSV", 1),
}


@pytest.mark.parametrize(
    ("known", "message"),
    [
        ({"published": "24/04/2025"}, "'24/04/2025'; it is ISO 8601"),
        ({"published": "12 May 2026 09:00:00 CEST"}, "it is ISO 8601"),
        ({"published": "2024042409"}, "it is ISO 8601"),
        ({"published": 2024}, "it is ISO 8601"),
        ({"published": [2024]}, "the published of '1' is a list"),
        ({"source": ["AFP"]}, "the source of '1' is a list"),
        ({"source": {"url": 7}}, "the source of '1' is an object"),
    ],
)
def test_what_is_not_understood_beside_a_text_costs_no_article(tmp_path, known, message):
    lines = [{"id": 1, "text": "x", **known}, {"id": 2, "text": "y", "source": "AP", "published": "2025-04-24"}]
    path = put(tmp_path, "a.jsonl", "\n".join(map(json.dumps, lines)))

    with pytest.raises(InputError, match=message) as caught:
        read(path)
    assert caught.value.line == 1
    assert str(caught.value).count(str(path)) == 1

    documents, summary = read(path, on_error="skip")
    assert (documents[0].id, documents[0].source, documents[0].published) == ("1", None, None)
    assert documents[1].source == "AP"
    assert not summary.skipped
    assert len(summary.notes) == 1
    assert re.search(f"1 times or sources were not understood and left out.*{message}", summary.notes[0])


@pytest.mark.parametrize("content", BAD_TABLES)
def test_bad_tables(tmp_path, content):
    message, line = BAD_TABLES[content]
    path = put(tmp_path, "a.csv", content)
    fails(path, message, line)
    if line and line > 1:
        documents, _ = read(path, on_error="skip")
        assert "3" in documents.ids


def test_a_header_without_rows(tmp_path):
    with pytest.raises(InputError, match=r"no articles in .*a\.csv"):
        read(put(tmp_path, "a.csv", "id,text\n"))


def test_messages_stay_short(tmp_path):
    error = fails(put(tmp_path, "a.csv", ",".join("x" * 999 + str(i) for i in range(999))), "and 979 more")
    assert len(str(error)) < 1500
    error = fails(put(tmp_path, "a.jsonl", json.dumps({"id": "x" * 100_000, "text": ""})), "is empty", 1)
    assert len(str(error)) < 500


def test_bad_parquet(tmp_path):
    path = tmp_path / "a.parquet"
    whole = pa.table({"id": [1, 2, 3], "text": ["a", None, "c"], "role": ["wire", "", None]})
    parquet.write_table(whole, path)
    error = fails(path, "row 2: the text of '2' is empty", 2)
    assert f"{path}: row 2: " in str(error)
    data = path.read_bytes()
    for name, content in (("b", data[:-9]), ("c", b"PAR1" + b"x" * 99 + b"PAR1"), ("d", b"words")):
        fails(put(tmp_path, f"{name}.parquet", content), "is not a Parquet file, or is broken: ")
    fails(put(tmp_path, "e.parquet", b""), "is empty")
    garbled = bytearray(data)
    garbled[4:60] = b"\xff" * 56
    fails(put(tmp_path, "f.parquet", bytes(garbled)), "is not a Parquet file, or is broken: ")
    parquet.write_table(pa.table({"id": [1], "body": ["a"]}), path)
    fails(path, "there is no column 'text'; the columns are: id, body")
    parquet.write_table(pa.Table.from_arrays([pa.array([1])] * 3, names=["id", "text", "id"]), path)
    fails(path, "there are two columns 'id'")


def test_parquet_text_that_is_not_utf_8(tmp_path):
    raw = pa.array([b"fine", b"caf\xe9", b"last"], pa.binary())
    for number, column in enumerate((raw, pa.Array.from_buffers(pa.string(), 3, raw.buffers()))):
        path = tmp_path / f"{number}.parquet"
        parquet.write_table(pa.table({"id": [1, 2, 3], "text": column}), path)
        fails(path, "row 2: the text of '2' is not UTF-8", 2)
        assert read(path, on_error="skip")[0].ids == ["1", "3"]


def test_bad_metadata(tmp_path):
    put(tmp_path, "a.txt")
    rows = put(tmp_path, "metadata.csv", "id,role\nb,wire\na,wire\na,outlet\n")
    for name, content, line, message in (
        ("metadata.csv", "id,role\nb,wire\na,wire\na,outlet\n", 4, "the id 'a' stands here a second time"),
        ("metadata.csv", "id,role\na,wire\nb,paper\n", 3, "'paper'; it is 'wire'"),
        ("metadata.csv", "name,role\na,wire\n", None, "there is no column 'id'.*--id-field"),
        ("metadata.csv", "", None, "is empty"),
        ("metadata.jsonl", '{"id": "a"}\n{', 2, "is not JSON"),
    ):
        rows.unlink()
        rows = put(tmp_path, name, content)
        with pytest.raises(InputError, match=message) as caught:
            read(tmp_path)
        assert (caught.value.path, caught.value.line) == (rows, line)
        documents, summary = read(tmp_path, on_error="skip")
        assert documents.ids == ["a"]
        assert len(summary.skipped) == 1
    put(tmp_path, "metadata.csv", "id,role\na,wire\n")
    with pytest.raises(InputError, match=r"there are both metadata\.csv and metadata\.jsonl"):
        read(tmp_path)


def test_nothing_left_raises_all_the_same(tmp_path):
    path = put(tmp_path, "a.jsonl", "{\n{\n{\n")
    with pytest.raises(InputError, match=r"nothing could be read; 3 .* the first: .*a\.jsonl:1: is not JSON") as caught:
        read(path, on_error="skip")
    assert (caught.value.path, caught.value.line) == (path, 1)
    with pytest.raises(InputError, match="is empty"):
        read(put(tmp_path, "a.txt", ""), on_error="skip")


def test_what_is_skipped_holds_no_frames(tmp_path):
    _, summary = read(put(tmp_path, "a.jsonl", GOOD + "\n{\n"), on_error="skip")
    assert summary.skipped[0].__traceback__ is None
    assert summary.skipped[0].__context__ is None
