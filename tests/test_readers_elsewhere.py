"""Standard input and addresses are read as files are."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import fsspec
import pytest
import wire_samples as samples

from provenance import read
from provenance.api.dedup_sources import as_sources
from provenance.api.reading import load
from provenance.cli.app import _with_standard_streams
from provenance.errors import InputError, OptionError
from provenance.model.options import PluginOptions, ReadOptions
from provenance.plugins.manager import load_plugins
from provenance.readers.context import Context

ALONE = load_plugins(PluginOptions(no_plugins=True))
ROWS = b'{"id": "1", "text": "Some words."}\n{"id": "2", "text": "Other words."}\n'


@pytest.fixture
def standard_input(monkeypatch):
    def give(content):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    return give


@pytest.fixture
def store():
    memory = fsspec.filesystem("memory")
    memory.pipe("/osk/april.jsonl", ROWS)
    memory.pipe("/osk/feed/one.nitf", samples.nitf())
    memory.pipe("/osk/feed/deep/two.xml", samples.newsml2().encode())
    memory.pipe("/osk/feed/film.mov", b"\0\0")
    memory.pipe("/osk/bad.jsonl", b'{"id": "1", "body": "Some words."}\n')
    yield "memory://osk"
    memory.rm("/osk", recursive=True)


@pytest.mark.parametrize(
    ("content", "ids"),
    [
        (ROWS, ["1", "2"]),
        (b"id,text\n1,Some words.\n", ["1"]),
        (b"Some words.\n", ["standard-input"]),
        (samples.anpa(), ["standard-input"]),
        (samples.message(samples.newsml2(), samples.newsml2()), ["standard-input#1", "standard-input#2"]),
        (
            b"<!DOCTYPE html><html><body><article><p>Some words of an article.</p></article></body></html>",
            ["standard-input"],
        ),
    ],
)
def test_standard_input_is_known_by_its_content(standard_input, content, ids):
    standard_input(content)
    assert read("-", plugins=ALONE).ids == ids


def test_standard_input_beside_files_and_with_a_named_reader(standard_input, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Some words.")
    standard_input(ROWS)
    assert read(path, Path("./-"), plugins=ALONE).ids == ["a", "1", "2"]
    standard_input(ROWS)
    documents = read("-", options=ReadOptions(reader="text"), plugins=ALONE)
    assert documents.text(0) == ROWS.decode()


def test_errors_name_standard_input(standard_input):
    standard_input(b'{"id": "1", "body": "Some words."}\n')
    with pytest.raises(InputError, match=r"^standard input:1: there is no key 'text'") as caught:
        read("-", plugins=ALONE)
    assert str(caught.value.path) == "standard input"
    standard_input(b"")
    with pytest.raises(InputError, match="standard input: is empty"):
        read("-", plugins=ALONE)
    with pytest.raises(OptionError, match="given twice"):
        read("-", "-", plugins=ALONE)


def test_a_dash_on_the_command_line_is_a_path_and_an_output():
    given = ["matrix", "-", "-o", "-", "--against", "-"]
    assert _with_standard_streams(given) == ["matrix", "./-", "--output=-", "--against", "./-"]


def test_duplicates_are_looked_for_in_standard_input(standard_input):
    standard_input(ROWS)
    (source,) = as_sources(Path("-"), Context(ReadOptions()), ALONE)
    assert sum(len(work.make().ids) for work in source.batches(())) == 2


def test_files_and_folders_through_fsspec(store):
    assert read(f"{store}/april.jsonl", plugins=ALONE).ids == ["1", "2"]
    # A path of the standard library loses a slash.
    assert read(Path(f"{store}/april.jsonl"), plugins=ALONE).ids == ["1", "2"]
    documents, summary = load([f"{store}/feed"], ReadOptions(), ALONE)
    assert documents.ids == ["deep/two", "one"]
    assert documents.files == ()
    assert summary.files == 2
    assert read(f"{store}/*.jsonl", options=ReadOptions(on_error="skip"), plugins=ALONE).ids == ["1", "2"]


def test_a_local_file_by_its_address(tmp_path):
    path = tmp_path / "april.jsonl"
    path.write_bytes(ROWS)
    assert read(path.as_uri(), plugins=ALONE).ids == ["1", "2"]
    assert read(Path(path.as_uri()), plugins=ALONE).ids == ["1", "2"]


def test_errors_name_the_address(store):
    with pytest.raises(InputError, match=r"^memory://osk/bad\.jsonl:1: there is no key 'text'"):
        read(f"{store}/bad.jsonl", plugins=ALONE)
    with pytest.raises(InputError, match=r"^memory://osk/none\.jsonl: there is no such file"):
        read(f"{store}/none.jsonl", plugins=ALONE)
    with pytest.raises(InputError, match="Protocol not known"):
        read("nowhere://osk/april.jsonl", plugins=ALONE)
