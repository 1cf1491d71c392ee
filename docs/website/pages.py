"""What the site has beside the pages of docs/: references made from the code, and pages of other folders.

MkDocs calls the functions whose names begin with ``on_``.
"""

from __future__ import annotations

import posixpath
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.structure.files import File

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cyclopts import App
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

#: Pages of other folders, by where they stand on the site.
ELSEWHERE = {
    "sample-corpus.md": "seeds/README.md",
    "measured.md": "benchmarks/README.md",
    "example-plugins.md": "plugins/README.md",
    **{f"example-plugins/{name}.md": f"plugins/{name}/README.md" for name in ("digest", "furniture", "names")},
    "contributing.md": "CONTRIBUTING.md",
    "changes.md": "CHANGELOG.md",
}
#: The order of the pages; one that is not there is passed over, one that is not named comes last.
SECTIONS: dict[str, list[str]] = {
    "": ["index.md", "what-for.md", "tutorial.md", "how-do-i.md", "why.md"],
    "Use": [
        *("commands.md", "library.md", "input.md", "wire-and-web.md", "nexis.md", "reports.md"),
        *("serve.md", "from-r.md"),
        *("settings.md", "scale.md", "spark.md", "index-of-archives.md", "sample-corpus.md"),
    ],
    "How it works": ["how-it-works.md", "passages.md", "origins.md", "web-pages.md", "dedup.md", "measured.md"],
    "Extend": ["plugins.md", "plugin-tutorial.md", "compatibility.md", "example-plugins.md"],
    "Reference": ["reference/commands.md", "reference/library.md", "reference/plugins.md", "glossary.md"],
    "Project": ["trust.md", "SECURITY.md", "changes.md", "contributing.md"],
}
#: What is not called by its heading in the list of pages.
TITLES = {
    "index.md": "Home",
    "example-plugins.md": "Plugins to read",
    "reference/commands.md": "Commands",
    "reference/library.md": "Library",
    "reference/plugins.md": "Plugins",
}
_LINK = re.compile(r"(?<=\]\()([^)#\s:]+)(#[^)\s]*)?(?=\))")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are not in docs/, and put all pages in order."""
    for place, source in ELSEWHERE.items():
        text = _relinked((ROOT / source).read_text(encoding="utf-8"), source, place)
        files.append(File.generated(config, place, content=text))
    for place, text in {
        "reference/commands.md": _commands(),
        "reference/library.md": _library(),
        "reference/plugins.md": _plugins(),
    }.items():
        files.append(File.generated(config, place, content=text))
    config.nav = _nav([file.src_uri for file in files.documentation_pages()])
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Lead links to files of the repository to their pages on the site."""
    place = page.file.src_uri
    if place in ELSEWHERE or place.startswith("reference/"):
        return markdown
    return _relinked(markdown, f"docs/{place}", place)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Say in words what docstrings say in a directive."""
    return re.sub(r"<p>\.\. versionadded:: (.+?)</p>", r"<p><em>New in \1.</em></p>", html)


def _nav(pages: list[str]) -> list[Any]:
    nav: list[Any] = []
    for title, wanted in SECTIONS.items():
        found = [page for page in wanted if page in pages]
        found += [page for page in pages for first in wanted if page.startswith(f"{first.removesuffix('.md')}/")]
        named = [{TITLES[page]: page} if page in TITLES else page for page in found]
        nav += [{title: named}] if title else named
        pages = [page for page in pages if page not in found]
    return [*nav, {"More": pages}] if pages else nav


def _relinked(text: str, source: str, place: str) -> str:
    """Return a page with its links led to where their targets are on the site."""
    on_site = {path: page for page, path in ELSEWHERE.items()} | {"README.md": "index.md"}

    def lead(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(source), match.group(1)))
        page = on_site.get(target, target.removeprefix("docs/") if target.startswith("docs/") else None)
        if page is None:
            # What is wrong stays as it is: the build then says so.
            return match.group()
        return posixpath.relpath(page, posixpath.dirname(place) or ".") + (match.group(2) or "")

    parts = re.split(r"(^```.*?^```$)", text, flags=re.MULTILINE | re.DOTALL)
    return "".join(part if part.startswith("```") else _LINK.sub(lead, part) for part in parts)


def _commands() -> str:
    from cyclopts.docs.markdown import generate_markdown_docs

    from provenance.cli.app import build_app

    app = build_app()
    text = generate_markdown_docs(app, generate_toc=False)
    for chain, command in _chains(app, ("provenance",)):
        examples = command.help_epilogue
        if examples:
            shown = "\n".join(line.strip() for line in examples.splitlines()[1:])
            heading = f"{'#' * len(chain)} {' '.join(chain)}\n"
            begin = text.index(f"\n{heading}") + 1 if f"\n{heading}" in text else text.index(heading)
            after = re.compile(r"^#+ ", re.MULTILINE).search(text, begin + len(heading))
            end = after.start() if after else len(text)
            text = f"{text[:end].rstrip()}\n\n**Examples**:\n\n```sh\n{shown}\n```\n\n{text[end:]}"
    return f"{text}\nMade from the code; [the command](../commands.md) says what for.\n"


def _chains(app: App, chain: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], App]]:
    yield chain, app
    for name, command in app.resolved_commands().items():
        if not name.startswith("-"):
            yield from _chains(command, (*chain, name))


def _library() -> str:
    import provenance

    functions, classes = list[str](), list[str]()
    for name in provenance.__all__:
        value = getattr(provenance, name)
        if not isinstance(value, type) and callable(value):
            functions.append(f"::: {value.__module__}.{value.__name__}\n")
        elif isinstance(value, type) and not issubclass(value, Exception):
            classes.append(f"::: {value.__module__}.{value.__name__}\n")
    parts = ["# The library\n\nAll of it is imported from `provenance`.\n"]
    parts += ["## Functions\n", *functions, "## Classes\n", *classes, "## Errors\n", _module("provenance.errors")]
    return "\n".join(parts)


def _plugins() -> str:
    parts = ["# For plugins\n\nWhat plugins implement, yield and import; [plugins](../plugins.md) says how.\n"]
    for title, module in (
        ("Hooks", "provenance.plugins.spec"),
        ("Records", "provenance.plugins.types"),
        ("Components", "provenance.model.components"),
        ("Loading", "provenance.plugins.manager"),
        ("Escaping", "provenance.reporters.escape"),
    ):
        parts.append(f"## {title}\n\n{_module(module)}")
    parts.append("## Tests\n")
    import provenance.testing

    for name in provenance.testing.__all__:
        value = getattr(provenance.testing, name)
        if callable(value):
            parts.append(f"::: {value.__module__}.{value.__name__}\n")
    return "\n".join(parts)


def _module(name: str) -> str:
    """Return what shows the members of a module, without a heading of its own."""
    return f"::: {name}\n    options:\n      show_root_heading: false\n      show_root_toc_entry: false\n"
