"""JSON Lines cut natively say what Python's own JSON says."""

from __future__ import annotations

import json

import numpy as np
import pytest
import strategies as own
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

from provenance.kernels.json_lines import BLANK, ODD, PLAIN, ROOM, scan_lines

KEYS = ("id", "text", "published")


def cut(data: bytes, keys: tuple[str, ...] = KEYS) -> list[tuple[int, str | None, str | None, list[object]]]:
    """Return of each line its kind, its id, its text and its other values."""
    room = np.frombuffer(bytearray(data + bytes([123] * ROOM)), np.uint8)
    encoded = [key.encode() for key in keys]
    offsets = np.cumsum([0, *map(len, encoded)])
    most = data.count(b"\n") + 1
    lines, status = np.zeros((most, 2), np.int64), np.zeros(most, np.uint8)
    values = np.zeros((most, len(keys), 2), np.int64)
    bodies, ids = np.zeros(len(data) + ROOM, np.uint8), np.zeros(len(data) + ROOM, np.uint8)
    body_offsets, id_offsets = np.zeros(most + 1, np.int64), np.zeros(most + 1, np.int64)
    wanted = np.frombuffer(b"".join(encoded), np.uint8)
    count = scan_lines(room, len(data), wanted, offsets, lines, status, values, bodies, body_offsets, ids, id_offsets)
    found = []
    for line in range(count):
        text = bodies[body_offsets[line] : body_offsets[line + 1]].tobytes().decode()
        name = ids[id_offsets[line] : id_offsets[line + 1]].tobytes().decode()
        rest = [json.loads(data[start : abs(stop)]) if stop else None for start, stop in values[line, 2:].tolist()]
        found.append((int(status[line]), name, text, rest))
    return found


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts(max_size=4), inner, max_size=3),
    max_leaves=8,
)
_ROWS = st.fixed_dictionaries(
    {"id": texts(max_size=8).filter(bool) | st.integers(), "text": texts() | st.none()},
    optional={"published": _VALUES, "other": _VALUES, "Text": texts(max_size=8)},
)


@given(st.lists(st.tuples(_ROWS, st.booleans(), st.sampled_from([None, 1])), min_size=1, max_size=6), st.booleans())
@own.examples(100)
def test_rows_are_those_of_python(rows, last_line_feed):
    lines = [
        json.dumps(row, ensure_ascii=ascii_only, separators=(",", ":") if tight else (", ", " : "))
        for row, ascii_only, tight in rows
    ]
    data = "\n".join(lines).encode() + (b"\n" if last_line_feed else b"")

    found = cut(data)

    assert len(found) == len(rows)
    for (kind, name, text, rest), (row, _, _) in zip(found, rows, strict=True):
        # Only a key with escapes needs the full parser.
        if kind == ODD:
            assert any(not key.isascii() or not key.isprintable() or set(key) & set('"\\') for key in _keys(row))
            continue
        assert kind == PLAIN
        assert name == str(row["id"])
        assert text == (row["text"] or "")
        assert rest == [row.get("published")]


def _keys(row: dict[str, object]) -> list[str]:
    return [key for key in row if isinstance(key, str)]


@given(st.lists(_ROWS, min_size=1, max_size=2), st.data())
@own.examples(120)
def test_what_is_no_json_is_never_plain(rows, data):
    text = "\n".join(json.dumps(row) for row in rows).encode()
    at = data.draw(st.integers(0, len(text) - 1))
    what = data.draw(st.binary(max_size=3))
    broken = text[:at] + what + text[at + data.draw(st.integers(0, 3)) :]

    for line, (kind, name, body, _) in zip(broken.split(b"\n"), cut(broken), strict=False):
        try:
            row = json.loads(line.decode("utf-8"), parse_constant=_fail)
        except (ValueError, RecursionError):
            row = None
        if kind == PLAIN:
            assert isinstance(row, dict)
            assert name == str(row["id"])
            assert body == _without_halves(row["text"] or "")
        elif kind == BLANK:
            assert not line.strip()


def _fail(_name: str) -> None:
    raise ValueError


def _without_halves(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@pytest.mark.parametrize(
    "line",
    [
        '{"id": "a", "text": "b"} x',
        '{"id": "a", "text": "b",}',
        '{"id": "a" "text": "b"}',
        '["id"]',
        '{"id": "a", "text": "b", "n": 01}',
        '{"id": "a", "text": "b", "n": 1.}',
        '{"id": "a", "text": "b", "n": NaN}',
        '{"id": "a", "text": "b", "n": [1,]}',
        '{"id": "a", "text": "b", "n": {"x"}}',
        '{"id": "a", "text": "b", "n": tru}',
        '{"id": "a", "text": "b\t"}',
        '{"id": "a", "text": "b\\x"}',
        '{"id": "a", "text": "b\\u12"}',
        '{"id": "a", "text": "b',
        '{"id": "", "text": "b"}',
        '{"id": 1.5, "text": "b"}',
        '{"id": true, "text": "b"}',
        '{"id": "a", "text": 5}',
        '{"id": "a"}',
        "{}",
        '{"\\u0069d": "a", "text": "b"}',
        '{"id": "a", "text": "b", "n": ' + "[" * 100 + "]" * 100 + "}",
    ],
)
def test_lines_that_a_full_parser_has_to_judge(line):
    assert [kind for kind, *_ in cut(f'{line}\n{{"id": "x", "text": "y"}}'.encode())] == [ODD, PLAIN]


def test_broken_utf8_is_odd_and_a_real_replacement_character_is_not():
    assert cut(b'{"id": "a", "text": "b\xff"}')[0][0] == ODD
    assert cut('{"id": "a", "text": "b\ufffd"}'.encode())[0][:3] == (PLAIN, "a", "b\ufffd")


def test_blank_lines_escapes_and_repeated_keys():
    data = b' \r\n\n{"id": "a", "text": "x", "text": "\\ud83d\\ude00\\ud83d\\u0041\\n\\/\\b\\f\\r\\t\\"\\\\"}\r\n'

    assert [kind for kind, *_ in cut(data)] == [BLANK, BLANK, PLAIN]
    assert cut(data)[2][2] == '\U0001f600\ufffdA\n/\b\f\r\t"\\'


def test_one_column_may_be_wanted_twice():
    assert cut(b'{"id": "a", "text": "b"}', ("id", "text", "id"))[0] == (PLAIN, "a", "b", ["a"])
