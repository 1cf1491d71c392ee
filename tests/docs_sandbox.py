"""A folder in which the examples of the documentation run: the inputs that they name, and the tutorial's plugin."""

from __future__ import annotations

import gzip
import json
import re
import tomllib
from datetime import datetime
from pathlib import Path

from exports_made import Story, docx, ended_lines

ROOT = Path(__file__).parents[1]
PLANT = ROOT / "seeds" / "plant"
PACKAGES = sorted(path.parent for path in (ROOT / "plugins").glob("*/pyproject.toml"))
TUTORIAL = ROOT / "docs" / "plugin-tutorial.md"


def tutorial_files() -> dict[str, str]:
    """Return the files that the tutorial tells its reader to write, by name."""
    named = re.findall(r"^`([\w.]+)`:\n\n```\w+\n(.*?)^```$", TUTORIAL.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return dict(named)


def fill(folder: Path) -> None:
    """Put what the examples read into a folder."""
    (folder / "seeds").symlink_to(ROOT / "seeds")
    articles = folder / "articles"
    articles.mkdir()
    texts = {name: (PLANT / f"{name}.txt").read_text("utf-8") for name in ("motor-week", "trade-wind", "union-voice")}
    for name, text in texts.items():
        (articles / f"{name}.txt").write_text(text, encoding="utf-8")
    for name, source in (("wire", "trade-wind"), ("paper", "motor-week")):
        (folder / f"{name}.txt").write_text(texts[source], encoding="utf-8")
    first = {"url": "https://example.org/7", "body": "The ferry ...", "source": "AFP", "published": "2025-04-24"}
    rows = [
        {"id": f"april/{name}", "text": text, "url": f"https://example.org/{name}", "body": text, "source": name}
        for name, text in texts.items()
    ]
    lines = [json.dumps(row) + "\n" for row in (first, *rows)]
    (folder / "april.jsonl").write_text("".join(lines), encoding="utf-8")
    (folder / "april.jsonl.gz").write_bytes(gzip.compress("".join(lines[1:]).encode()))
    (folder / "day.jsonl").write_text("".join(lines[1:]), encoding="utf-8")
    copies = [("a", texts["trade-wind"]), ("b", texts["trade-wind"] + " Updated."), ("c", texts["union-voice"])]
    for name in ("articles", "corpus", "in", "train", "test"):
        copied = "".join(json.dumps({"id": key, "text": text}) + "\n" for key, text in copies)
        (folder / f"{name}.jsonl").write_text(copied, encoding="utf-8")
    (folder / "may.csv").write_text("id,text\nmay/1,Rain fell in the hills.\n", encoding="utf-8")
    (folder / "nexis.docx").write_bytes(_export())


def _export() -> bytes:
    """Return articles of the sample corpus as Nexis exports them; one that the cover page names is missing."""
    metadata = (ROOT / "seeds" / "metadata.jsonl").read_text("utf-8")
    facts = {row["id"]: row for row in map(json.loads, metadata.splitlines())}
    stories = []
    for name in ("trade-wind", "motor-week", "nation-today", "union-voice"):
        headline, *paragraphs = filter(None, (PLANT / f"{name}.txt").read_text("utf-8").splitlines())
        known = facts[f"plant/{name}"]
        day = datetime.fromisoformat(known["published"])
        made = Story(
            headline=headline,
            source=known["source"],
            day=(day.year, day.month, day.day),
            paragraphs=tuple(paragraphs),
            byline="Staff writer",
            section="BUSINESS",
            page="7",
        )
        stories.append(made)
    return docx(ended_lines(stories, listed=5))


def install_tutorial(site: Path) -> None:
    """Put the tutorial's plugin where Python finds it, as an installer does."""
    files = tutorial_files()
    (site / "provenance_wiki.py").write_text(files["provenance_wiki.py"], encoding="utf-8")
    _announce(site, files["pyproject.toml"])


def install_packages(site: Path) -> None:
    """Put the packages of plugins/ where Python finds them, as an installer does, without their dependencies."""
    for package in PACKAGES:
        for module in _announce(site, (package / "pyproject.toml").read_text(encoding="utf-8")):
            (site / module).symlink_to(package / module)


def _announce(site: Path, pyproject: str) -> list[str]:
    """Write what says that a distribution is installed; return its modules."""
    project = tomllib.loads(pyproject)["project"]
    info = site / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    points = project["entry-points"]["wire_provenance.v1"]
    lines = [f"{name} = {module}\n" for name, module in points.items()]
    (info / "entry_points.txt").write_text("[wire_provenance.v1]\n" + "".join(lines))
    return list(points.values())
