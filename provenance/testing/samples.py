"""Small sample results for testing reporters, with many awkward cases."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from provenance.api.reuse import find_reuse
from provenance.model.document import Document
from provenance.model.options import PluginOptions
from provenance.plugins.manager import load_plugins
from provenance.testing.everything import every_value

if TYPE_CHECKING:
    from provenance.model.result import ReuseResult

__all__ = ["HOSTILE_TEXT", "SAMPLES", "sample_documents", "sample_result", "sample_results"]

_COPY = (
    "A freight train left the rails near the village of Osk early on Sunday, and eleven wagons of grain rolled down "
    "the bank into the river. Nobody was hurt."
)
_QUOTED = "“We heard the brakes scream and then there was nothing but dust over the whole valley,” said the miller."
#: Markup, event handlers, links, formulas, control characters of terminals and of direction, cell and section ends.
HOSTILE_TEXT = (
    '<script>alert("hostile")</script> <img src=x onerror=alert("hostile")> </textarea></style>]]> --> '
    "[click](javascript:alert(1)) | a `cell` | \x1b[31mred\x1b]0;title\x07 \x9b2J \u202egnp\u2066 \x00 "
    "\r\nBcc: all@example.org\r\n=1+1 @SUM(A1) -2 +3 ${x} {{x}} %s \u2028 \ud83d tail"
)
_AGAIN = "the plain words that follow are the same on both sides so that a passage is found around all of it"


def _documents() -> dict[str, list[Document]]:
    times = [
        datetime.fromisoformat(time) for time in ("2025-04-24T09:30+02:00", "2025-04-24T11:00+02:00", "2025-04-25")
    ]
    return {
        "no-article": [],
        "one-article": [Document("alone", _COPY)],
        "nothing-shared": [Document("a", "One thing."), Document("b", "Something else."), Document("empty", "")],
        "shared": [
            Document("wire", f"OSK (AFP) – {_COPY} {_QUOTED}", source="AFP", role="wire", published=times[0]),
            Document("paper", f"{_COPY} {_QUOTED}", source="The Miller", role="outlet", published=times[1]),
            Document("folder/weekly", f"From Osk. {_QUOTED} It rained.", source="Weekly", published=times[2]),
            Document("other", "Rain is expected in the hills tomorrow.", language="en", metadata={"page": 3}),
        ],
        "scripts": [
            Document("中文", "火车在村庄附近脱轨，十一节车厢滚下河岸，没有人受伤，当局正在调查事故原因。"),
            Document("漢字", "据报道：火车在村庄附近脱轨，十一节车厢滚下河岸，没有人受伤，当局正在调查事故原因。"),
            Document("عربي", "خرج قطار عن القضبان قرب القرية صباح الأحد ولم يصب أحد بأذى كما قالت السلطات المحلية"),
            Document("emoji 👩‍🚀", "خرج قطار عن القضبان قرب القرية صباح الأحد ولم يصب أحد بأذى كما قالت السلطات 👍🏽"),
        ],
        "hostile": [
            Document(
                f'<script>alert("hostile")</script> {side} \x1b[31m\u202e', text, source=source, metadata={source: text}
            )
            for side, text, source in (
                ("=1+1", f"{HOSTILE_TEXT} {_AGAIN}", '"><img src=x onerror=alert("hostile")>'),
                ("@b\t|\n", f"Before it: {HOSTILE_TEXT} {_AGAIN}", "]]> \x07\u2066"),
            )
        ],
    }


def sample_documents() -> dict[str, list[Document]]:
    """Return the documents that the samples are made of, by the name of the sample."""
    return _documents()


#: The names of the samples.
SAMPLES: tuple[str, ...] = (*_documents(), "every-value")


@cache
def sample_result(name: str) -> ReuseResult:
    """Return one of the `SAMPLES`.

    They are "no-article", "one-article", "nothing-shared", "shared", "scripts", "hostile", and "every-value", in which
    every kind of passage, class of overlap, degree, role of a credit and origin occurs.
    """
    if name == "every-value":
        return every_value(sample_result("shared").writer)
    return find_reuse(_documents()[name], plugins=load_plugins(PluginOptions(no_plugins=True)))


def sample_results() -> dict[str, ReuseResult]:
    """Return all sample results by name."""
    return {name: sample_result(name) for name in SAMPLES}
