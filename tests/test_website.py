"""The documentation site: it builds without a warning, fetches nothing, and its pictures can be drawn."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest
from docs_sandbox import ROOT

WEBSITE = ROOT / "docs" / "website"


def loaded(name: str):
    spec = importlib.util.spec_from_file_location(f"website_{name}", WEBSITE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pictures_can_be_drawn(tmp_path, monkeypatch):
    # As where the file is run.
    monkeypatch.syspath_prepend(WEBSITE)
    pictures = loaded("pictures")
    pictures.main(tmp_path)
    drawn = {path.name for path in tmp_path.iterdir()}
    kept = {path.name for path in (ROOT / "docs" / "pictures").glob("*.svg")}
    assert drawn <= kept
    for path in tmp_path.iterdir():
        root = ET.parse(path).getroot()  # noqa: S314 - our own
        assert root.find("{http://www.w3.org/2000/svg}title").text


def test_every_picture_is_described():
    for page in (ROOT / "docs").glob("*.md"):
        for described, target in re.findall(r"!\[(.*?)\]\((.*?)\)", page.read_text(encoding="utf-8")):
            assert len(described) > 10
            assert (page.parent / target).is_file()


def test_it_builds_without_a_warning(tmp_path):
    for module in ("mkdocs", "material", "mkdocstrings"):
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"without {module}; CI builds it")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", WEBSITE / "mkdocs.yml", "--site-dir", tmp_path],
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    pages = {
        path.relative_to(tmp_path).as_posix(): path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.html")
    }
    for name in ("why", "tutorial", "how-it-works", "settings", "glossary", "plugin-tutorial", "reference/library"):
        assert f"{name}/index.html" in pages
    for page in (ROOT / "docs").glob("*.md"):
        assert page.stem == "index" or f"{page.stem}/index.html" in pages
    for name, text in pages.items():
        assert not re.search(r"<(?:script|img|link|iframe)[^>]+(?:src|href)=[\"']?(?:https?:)?//", text), name
    import provenance

    library = pages["reference/library/index.html"]
    for name in provenance.__all__:
        assert name.startswith("__") or re.search(rf'id="provenance\.[\w.]*\b{name}"', library), name
    assert "Examples" in pages["reference/commands/index.html"]
