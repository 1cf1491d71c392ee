"""The local page: what people do with it in a browser, what programs get, and what is kept out."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import schemathesis
from browser import AXE_RULES, axe_source, launch
from hypothesis import HealthCheck, given, settings
from playwright.sync_api import expect, sync_playwright
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)
from test_reporters_results import HOSTILE

from provenance import Document, ReuseOptions, open_index
from provenance.cli import main
from provenance.plugins.manager import load_plugins
from provenance.serve.app import build_app
from provenance.serve.archive import Archive
from provenance.serve.limits import Limits
from provenance.serve.work import Busy, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
GATES = (
    "The harbour board voted late on Tuesday to close the northern lock for eleven weeks while divers replace the two "
    "cracked gates that flooded the fish market in February. Its chairman said nobody could promise that the work "
    "would end before the herring season begins."
)
OTHER = (
    "A court in the capital ordered the tramway company to pay back the fares of nine thousand passengers who were "
    "fined last winter although the machines that sell tickets had been frozen for days."
)
ROWS = [
    {"id": "wire/gates", "text": GATES, "source": "AFP", "published": "2025-04-24T09:00:00+00:00", "role": "wire"},
    {"id": "wire/trams & co", "text": OTHER, "source": "dpa", "published": "2025-05-02", "role": "wire"},
    {"id": "<img src=x onerror=alert(1)>", "text": f"{HOSTILE} {GATES}", "source": "<b>Courier</b>"},
]
PAPER = f"From our reporter. {GATES.replace('late on Tuesday', 'on Tuesday night')} Fishermen were angry about it."


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the command; at the end Ctrl-C stops it, and it has complained of nothing."""
    articles = tmp_path_factory.mktemp("serve") / "wire.jsonl"
    articles.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    command = [sys.executable, "-m", "provenance", "serve", str(articles), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        told = process.stdout.readline()
        found = re.fullmatch(r"Serving wire\.jsonl on (http://127\.0\.0\.1:\d+)/ \(Ctrl-C stops it\)\.\n", told)
        if found is None:
            process.kill()
            pytest.fail(told + process.stderr.read())
        yield found[1]
        process.send_signal(signal.SIGINT)
        rest, complaints = process.communicate(timeout=20)
        assert (process.returncode, rest) == (0, "Stopped.\n")
        assert not [line for line in complaints.splitlines() if not line.startswith("Note: Compiling")]


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=60) as opened:
        yield opened


def token_of(client: httpx.Client) -> str:
    found = re.search(r'name="token" value="([^"]+)"', client.get("/").text)
    assert found is not None
    return found[1]


def test_programs_trace_as_the_library_does(client, tmp_path):
    index = open_index(tmp_path / "wire.duckdb")
    rows = tmp_path / "wire.jsonl"
    rows.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    index.add(rows)
    article = {"id": "paper", "text": PAPER, "published": "2025-04-24T12:00:00Z"}
    for limits, shared in (({}, 2), ({"window": "48h"}, 1), ({"since": "2026-01-01T00:00:00Z"}, 0)):
        answer = client.post("/api/trace", json={"articles": [article], **limits})
        assert answer.status_code == 200
        [found] = answer.json()["results"]
        assert len(found["documents"]) == shared + 1
    [found] = client.post("/api/trace", json={"articles": [article]}).json()["results"]
    [traced] = index.trace([Document("paper", PAPER, published="2025-04-24T12:00:00Z")])
    expected = tmp_path / "expected.json"
    traced.write(expected)
    assert found == json.loads(expected.read_text("utf-8"))


def test_the_archive_is_searched_by_words_source_and_day(client):
    def ids(**asked: Any) -> list[str]:
        answer = client.get("/api/search", params=asked).json()
        assert answer["total"] == len(answer["documents"])
        return [one["id"] for one in answer["documents"]]

    names = [row["id"] for row in ROWS]
    assert ids() == [names[1], names[0], names[2]]
    assert ids(words="HERRING gates") == [names[0], names[2]]
    assert ids(words="herring tramway") == []
    assert ids(words="%") == ids(words="_'; DROP TABLE documents") == []
    assert ids(source="af") == [names[0]]
    assert ids(since="2025-04-25") == [names[1]]
    assert ids(until="2025-04-24", words="lock") == [names[0]]
    assert client.get("/api/search", params={"limit": 1, "offset": 1}).json()["documents"][0]["id"] == names[0]
    for row in ROWS:
        assert client.get("/api/document", params={"id": row["id"]}).json()["text"] == row["text"]
        assert client.get("/document", params={"id": row["id"]}).status_code == 200
    assert client.get("/api/document", params={"id": "nobody"}).status_code == 404
    assert "2 documents" in client.get("/search", params={"words": "herring"}).text
    assert client.get("/search", params={"since": "soon"}).status_code == 400


def test_what_is_not_its_own_is_kept_out(client):
    paper = {"articles": [{"text": PAPER}]}
    assert client.get("/", headers={"host": "evil.example"}).status_code == 421
    assert client.get("/", headers={"host": "evil.example:80"}).json()["error"]
    for headers in ({"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        assert client.post("/api/trace", json=paper, headers=headers).status_code == 403
        assert client.post("/trace", data={"text": PAPER}, headers=headers).status_code == 403
    # What a form elsewhere can send without asking is no JSON.
    simple = client.post("/api/trace", content=json.dumps(paper), headers={"content-type": "text/plain"})
    assert simple.status_code == 422
    for token in ("", "x", "é"):
        assert client.post("/trace", data={"token": token, "text": PAPER}).status_code == 403
    page = client.get("/")
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "access-control-allow-origin" not in page.headers
    assert not re.search(r"<script(?! src=\"/static/page\.js\" defer>)|<style|\son\w+=", page.text)
    assert client.get("/static/../app.py").status_code == client.get("/static/%2e%2e%2fapp.py").status_code == 404
    assert client.get("/results/unknown/0").status_code == 404


def test_forms_bring_files_of_all_readers_and_hostile_texts_stay_texts(client):
    token = token_of(client)
    files = [
        ("files", ("../../etc/paper.txt", PAPER.encode())),
        ("files", ("two.jsonl", "".join(json.dumps({"id": name, "text": PAPER}) + "\n" for name in "ab").encode())),
    ]
    hostile = f"{HOSTILE}\r\n</textarea><script>alert(1)</script> {PAPER}"
    answer = client.post("/trace", data={"token": token, "text": hostile}, files=files)
    assert answer.status_code == 303
    place = answer.headers["location"]
    page = client.get(place).text
    assert {"pasted", "paper", "a", "b"} <= set(re.findall(r">([^<>]+)</a>", page))
    assert "&lt;img src=x" in page
    assert not re.search(r"<img|<script(?! src=\"/static/page\.js\" defer>)", page)
    report = client.get(f"{place}/report")
    assert "sandbox allow-scripts" in report.headers["content-security-policy"]
    assert "default-src 'none'" in report.text
    for wrong, said in (
        ({"text": ""}, "there is no article"),
        ({"text": PAPER, "published": "soon"}, "the time of publication"),
        ({"text": PAPER, "window": "48h"}, "a window needs the time"),
        ({"text": PAPER, "window": "<b>"}, "&lt;b&gt;"),
    ):
        answer = client.post("/trace", data={"token": token, **wrong})
        assert (answer.status_code, said in answer.text) == (400, True), wrong
    broken = client.post("/trace", data={"token": token}, files=[("files", ("broken.docx", b"PK\x03\x04nothing"))])
    assert broken.status_code == 400
    assert "broken.docx" in broken.text
    assert "provenance-" not in broken.text


def test_size_and_rate_are_limited():
    app = build_app(
        Archive(None, "none", ReuseOptions(), load_plugins()), limits=Limits(body=2000, rate=0.001, burst=9)
    )

    json_type = {"content-type": "application/json"}

    async def ask() -> list[int]:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:

            async def chunks():
                for _ in range(30):
                    yield b"x" * 100

            answers = [
                await client.post("/api/trace", content=b"x" * 2001),
                await client.post("/api/trace", content=chunks()),
                await client.post("/api/trace", json={"articles": [{"text": PAPER}]}),
                await client.post("/api/trace", json={"articles": [{"text": PAPER}, {"text": PAPER}]}),
                await client.post("/api/trace", content=b'{"articles": [{"text": "\\ud800"}]}', headers=json_type),
                *[await client.get("/api/archive") for _ in range(6)],
            ]
            assert "retry-after" in answers[-1].headers
            return [answer.status_code for answer in answers]

    assert asyncio.run(ask()) == [413, 413, 400, 200, 422, *[200] * 4, 429, 429]


@pytest.mark.parametrize("arguments", [["missing.duckdb"], ["missing/"], ["--port", "-1"], ["--host", "256.1.1.1"]])
def test_the_command_says_what_is_wrong(arguments, capsys):
    assert main(["serve", *arguments]) in (1, 2)
    said = capsys.readouterr()
    assert said.err.startswith("Error: ")
    assert said.out == ""


def test_the_command_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert main(["serve"]) == 2
    assert "wire-provenance[web]" in capsys.readouterr().err


def test_fifty_at_once_are_all_answered(client):
    def ask(number: int) -> int:
        return client.post("/api/trace", json={"articles": [{"id": f"{number}", "text": PAPER}]}).status_code

    with ThreadPoolExecutor(50) as pool:
        assert set(pool.map(ask, range(50))) == {200}


def test_work_of_clients_who_have_left_is_not_begun_and_what_has_begun_ends():
    async def scene() -> list[str]:
        work, begun, left = Work(waiting=3), threading.Event(), asyncio.Event()
        may_look, told = threading.Event(), list[str]()

        async def gone() -> None:
            await left.wait()

        async def stays() -> None:
            await asyncio.Event().wait()

        def long(progress: Callable[[str, int, int], None]) -> None:
            begun.set()
            may_look.wait()
            progress("tracing", 1, 2)
            told.append("went on")

        first = asyncio.ensure_future(work.do(long, gone()))
        await asyncio.to_thread(begun.wait)
        second = asyncio.ensure_future(work.do(lambda _: told.append("was begun"), gone()))
        third = asyncio.ensure_future(work.do(lambda _: told.append("was answered"), stays()))
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await work.do(lambda _: told.append("was one too many"), stays())
        left.set()
        with pytest.raises(Busy):
            await second
        may_look.set()
        with pytest.raises(Busy):
            await first
        await third
        await work.do(lambda _: told.append("has room again"), stays())
        work.close()
        return told

    assert asyncio.run(scene()) == ["was answered", "has room again"]


@pytest.mark.filterwarnings("ignore")
def test_the_openapi_is_kept(address):
    schema = schemathesis.openapi.from_url(f"{address}/openapi.json")
    checks = [
        *(not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance),
        negative_data_rejection,
    ]
    tried = 0
    for made in schema.get_all_operations():

        @given(case=made.ok().as_strategy())
        @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        def keeps(case: Any) -> None:
            case.call_and_validate(checks=checks)

        keeps()
        tried += 1
    assert tried == 4


# In a browser.


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Open the page; at the end nothing was asked of anybody else, and nothing was complained of."""
    contexts, trouble = [], []

    def opener(screen: Any = WIDE, scheme: Any = "light") -> Page:
        context = chromium.new_context(viewport=screen, color_scheme=scheme, reduced_motion="reduce")
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: trouble.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
        page.on("dialog", lambda dialog: trouble.append(f"dialog: {dialog.message}"))
        page.on("request", lambda one: one.url.startswith((address, "data:")) or trouble.append(one.url))
        page.goto(address)
        return page

    yield opener
    for context in contexts:
        context.close()
    assert not trouble


@pytest.mark.parametrize(("screen", "scheme"), [(WIDE, "light"), (PHONE, "dark")], ids=["light wide", "dark phone"])
def test_an_article_is_pasted_and_seen_side_by_side(opened, screen, scheme, tmp_path_factory):
    page = opened(screen, scheme)
    axe = axe_source(tmp_path_factory.mktemp("axe"))
    checked = [page.url]

    def check() -> None:
        # The report in the frame, an origin of its own, is tested by itself.
        page.evaluate(axe)
        found = page.evaluate(
            "rules => axe.run(document, {runOnly: rules, iframes: false}).then(found => found.violations)", AXE_RULES
        )
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        checked.append(page.url)

    check()
    page.get_by_label("Text of the article").fill(f"{PAPER} <script>alert(1)</script>")
    page.get_by_role("button", name="Trace").click()
    expect(page.get_by_role("heading", name="pasted")).to_be_visible()
    report = page.frame_locator("iframe[name=report]")
    expect(report.locator(".panels")).to_contain_text("Fishermen were angry")
    expect(report.locator(".panels")).to_contain_text("herring season")
    check()
    page.get_by_role("link", name="The whole article").click()
    expect(report.locator(".article").first).to_contain_text("From our reporter")
    page.get_by_role("link", name="wire/gates").click()
    expect(report.locator(".panels")).to_be_visible()
    page.get_by_role("link", name="Search the archive").click()
    page.get_by_label("Words of the text").fill("herring")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("2 documents")).to_be_visible()
    check()
    page.get_by_role("link", name="wire/gates").click()
    check()
    page.get_by_role("button", name="Trace it in the archive").click()
    expect(page.get_by_role("heading", name="wire/gates")).to_be_visible()
    assert len(checked) == 5


def test_files_are_dropped_anywhere(opened, tmp_path):
    page = opened()
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          for (const name of ["one.txt", "two.txt"]) data.items.add(new File([text], name));
          document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
        }""",
        PAPER,
    )
    expect(page.get_by_role("heading", name="one")).to_be_visible()
    page.get_by_role("link", name="two", exact=True).click()
    expect(page.get_by_role("heading", name="two")).to_be_visible()
