"""A story is accepted once, however many workers have it, and every hit is of the texts."""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from provenance import Document, InputError, OnlineDeduplicator, OptionError, deduplicate
from provenance.errors import SchemeMismatchError

WORDS = ["harbour", "steel", "council", "vote", "bridge", "ferry", "dawn", "captain", "mill", "price", "tide", "quay"]
SENTENCE = "The ferry ran aground on a sandbank shortly before dawn on Monday with forty people on board."


def story(number: int, length: int = 60) -> list[str]:
    chosen = random.Random(number)  # noqa: S311 - texts
    return [f"{chosen.choice(WORDS)}{chosen.randrange(400)}" for _ in range(length)]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A Redis server of our own, on loopback and a free port."""
    program = shutil.which("redis-server")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("redis-server is missing: apt-get install redis-server")
        pytest.skip("redis-server is missing: apt-get install redis-server")
    import redis

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("redis")
    process = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    client = redis.Redis(port=port)
    for _ in range(500):
        try:
            client.ping()
            break
        except redis.exceptions.ConnectionError:
            time.sleep(0.02)
    yield f"redis://127.0.0.1:{port}/0"
    process.terminate()
    process.wait(10)


@pytest.fixture(params=["memory", "redis"])
def storage(request):
    if request.param == "memory":
        return "memory"
    url = request.getfixturevalue("server")
    import redis

    redis.Redis.from_url(url).flushall()
    return url


def test_what_was_accepted_before_is_told_with_the_rule_and_the_measures(storage):
    seen = OnlineDeduplicator(storage)
    words = story(1)
    edited = [*words[:30], "other", *words[31:]]

    assert seen.add(Document("wire", " ".join(words))) is None
    said = seen.add_all(
        {
            "same": "  ".join(words),
            "upper": " ".join(words).upper(),
            "edited": " ".join(edited),
            "half": " ".join(words[:30] + story(2)[:30]),
            "wire": "Another text under the id of the first.",
            "again": " ".join(words[:30] + story(2)[:30]),
        }
    )

    assert [None if match is None else (match.survivor, match.rule) for match in said] == [
        ("wire", "exact"),
        ("wire", "same-words"),
        ("wire", "near"),
        None,
        ("wire", "id"),
        ("half", "exact"),
    ]
    assert said[2].resemblance == pytest.approx(51 / 61)
    assert said[2].containment == pytest.approx(51 / 56)
    assert seen.check([Document("x", " ".join(words)), Document("y", SENTENCE)])[1] is None
    seen.remove(["wire", "nobody"])
    assert seen.add(Document("wire", " ".join(words))) is None
    seen.close()


def test_it_accepts_what_a_run_over_all_would_keep_and_lsh_finds_what_datasketch_would(storage):
    held = {}
    for number in range(60):
        words = story(number % 40)
        if number >= 40:
            words[number % 5 * 12] = "otherwise"
        held[f"d{number:02}"] = " ".join(words)
    seen = OnlineDeduplicator(storage)

    said = dict(zip(held, seen.add_all(held), strict=True))

    expected = deduplicate(held, keep="first")
    assert [name for name, match in said.items() if match is None] == list(expected.kept)
    assert {name: match.survivor for name, match in said.items() if match} == {
        one.document: one.survivor for one in expected.removed
    }
    signed = seen._signed(seen_documents(held))
    for name, proposed in zip(held, seen._proposed(signed.values), strict=True):
        assert {key.decode() for key in seen._lsh.query(signed.to_datasketch(name))} == proposed
    seen.close()


def seen_documents(held):
    from provenance.model.documents import Documents

    return Documents.of([Document(name, text) for name, text in held.items()])


def test_a_document_is_forgotten_after_its_time_and_leaves_nothing(storage):
    seen = OnlineDeduplicator(storage, expire=timedelta(milliseconds=400))
    assert seen.add(Document("a", SENTENCE)) is None
    assert seen.add(Document("b", SENTENCE)).survivor == "a"

    deadline = time.monotonic() + 20
    while (match := seen.add(Document("b", SENTENCE))) is not None and time.monotonic() < deadline:
        assert match.survivor == "a"

    assert match is None
    while b"a" in seen._lsh and time.monotonic() < deadline:
        seen.add(Document("other", "The council met on Monday."))
    assert b"a" not in seen._lsh
    seen.close()


def test_hashes_propose_and_texts_decide(storage):
    seen = OnlineDeduplicator(storage)
    seen.add(Document("a", SENTENCE))
    # What LSH has under the signature of another text, and what it has of somebody who never came to an end.
    signed = seen._signed(seen_documents({"liar": SENTENCE, "dead": SENTENCE}))
    seen._propose(["dead"], signed)
    seen.remove(["a"])
    with seen._texts.turn() as whose:
        assert seen._texts.accept(whose, {"liar": "Nothing like it."})
    seen._propose(["liar"], signed)

    assert seen.add(Document("b", SENTENCE)) is None
    seen.close()


def test_of_threads_with_one_story_one_is_accepted(storage):
    seen = OnlineDeduplicator(storage)
    said = []

    def work(name: str) -> None:
        own = OnlineDeduplicator(storage) if storage != "memory" else seen
        said.append(own.add(Document(name, SENTENCE)))
        own.close()

    threads = [threading.Thread(target=work, args=(f"t{at}",)) for at in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert said.count(None) == 1
    assert len({match.survivor for match in said if match}) == 1


ADDING = """
import json, sys
from provenance import Document, OnlineDeduplicator
seen = OnlineDeduplicator(sys.argv[1], name="two")
held = [Document(f"{sys.argv[2]}-{at}", text) for at, text in json.load(open(sys.argv[3]))]
sys.stdin.readline()
print(json.dumps([None if match is None else match.survivor for match in seen.add_all(held)]))
"""


def test_two_processes_add_the_same_documents_and_each_is_accepted_once(server, tmp_path):
    texts = [(at, " ".join(story(at, 24))) for at in range(5000)]
    files = []
    for who in ("left", "right"):
        # In another order, so that each is first with many.
        some = texts if who == "left" else random.Random(3).sample(texts, len(texts))  # noqa: S311
        files.append(tmp_path / f"{who}.json")
        files[-1].write_text(json.dumps(some))
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", ADDING, server, path.stem, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for path in files
    ]
    said = {}
    for worker in workers:
        worker.stdin.write("\n")
        worker.stdin.flush()
    for path, worker in zip(files, workers, strict=True):
        out = worker.communicate()[0]
        numbers = [at for at, _ in json.loads(Path(path).read_text())]
        said[path.stem] = dict(zip(numbers, json.loads(out), strict=True))

    for at, _ in texts:
        left, right = said["left"][at], said["right"][at]
        assert (left is None) != (right is None)
        assert (right or left) == f"{'left' if left is None else 'right'}-{at}"
    assert min(sum(match is None for match in answers.values()) for answers in said.values()) > 100


def test_what_took_too_long_begins_again(server, monkeypatch):
    from provenance.index import online

    seen = OnlineDeduplicator(server, name="slow")
    other = OnlineDeduplicator(server, name="slow")
    propose, came = seen._propose, []

    def slowly(ids, signatures):
        propose(ids, signatures)
        if not came:
            # The turn ends, and another worker has one, between the look and the acceptance.
            seen._texts._redis.delete(seen._texts._key("turn"))
            came.append(other.add(Document("other", SENTENCE)))

    monkeypatch.setattr(seen, "_propose", slowly)

    assert seen.add(Document("slow", SENTENCE)).survivor == "other"
    assert (came, online._LEASE > 1000) == ([None], True)


def test_settings_are_those_of_all_workers_and_errors_are_ours(server, monkeypatch):
    OnlineDeduplicator(server, name="shared")

    with pytest.raises(SchemeMismatchError, match="with other settings") as refused:
        OnlineDeduplicator(server, 0.7, name="shared")
    assert "another name" in refused.value.hint
    for wrong in ({"storage": "mysql://x"}, {"words": 3}, {"expire": timedelta(0)}, {"threshold": 2}):
        with pytest.raises(OptionError):
            OnlineDeduplicator(**wrong)
    with pytest.raises(InputError, match="Redis server cannot be used"):
        OnlineDeduplicator("redis://127.0.0.1:1/0")
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(OptionError, match="not installed") as missing:
        OnlineDeduplicator(server)
    assert missing.value.hint == "pip install 'wire-provenance[redis]'"
