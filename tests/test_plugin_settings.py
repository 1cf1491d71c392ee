"""Settings of plugins: declared by a dataclass, given on the command line, in a file or in Python."""

from __future__ import annotations

import textwrap

import pytest

from provenance import Document, find_reuse
from provenance.cli import main
from provenance.errors import OptionError, PluginError, UnknownNameError
from provenance.model.options import PluginOptions, ReuseOptions
from provenance.plugins import load_plugins

SOURCE = '''
import contextlib
from dataclasses import dataclass
from typing import Literal
from provenance.hooks import hookimpl
from provenance.plugins.types import NormaliserEntry, ReporterEntry

LOG = []


@dataclass(frozen=True)
class Settings:
    language: Literal["fr", "de"] = "fr"
    """The language of the articles."""
    columns: int = 3
    wide: bool = False
    share: float | None = None
    words: tuple[str, ...] = ()

    def __post_init__(self):
        if self.columns < 1:
            raise ValueError("there is at least one column")


class Mine:
    def __init__(self, settings):
        self.settings = settings

    def write(self, result, out, options):
        LOG.append("write")
        out.write(repr(self.settings))


@contextlib.contextmanager
def opened(settings):
    LOG.append("open")
    yield Mine(settings)
    LOG.append("close")


class Same:
    def __init__(self, settings):
        self.settings = settings

    def token(self, token):
        return token


@hookimpl
def provenance_reporters():
    yield ReporterEntry(name="page", factory=opened, settings=Settings)


@hookimpl
def provenance_normalisers():
    yield NormaliserEntry(name="same", kind="token", factory=Same, settings=Settings)
'''
TEXT = "A freight train left the rails near the village of Osk early on Sunday, and nobody was hurt."
PAIR = [Document("a", TEXT), Document("b", f"From Osk. {TEXT}")]


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("provenance.kernels.tell_of_compiling", lambda tell: None)
    (tmp_path / "a.txt").write_text(TEXT)
    path = tmp_path / "mine.py"
    path.write_text(SOURCE)
    return path


def plugins_with(file, *options):
    return load_plugins(PluginOptions(no_plugins=True, plugin=(file,), plugin_option=options))


def settings(file, *options, name="page"):
    with plugins_with(file, *options) as plugins:
        return plugins.settings_of(plugins.reporter(name))


def test_defaults_and_values(file):
    assert repr(settings(file)) == "Settings(language='fr', columns=3, wide=False, share=None, words=())"
    given = ("page.language=de", "page.columns=5", "page.wide=TRUE", "page.share=0.5", "page.words=a, b")
    said = "Settings(language='de', columns=5, wide=True, share=0.5, words=('a', 'b'))"
    assert repr(settings(file, *given)) == said
    assert settings(file, 'page.words=["a, b"]').words == ("a, b",)
    assert settings(file, "page.columns=4", "page.columns=6").columns == 6
    # Of the plugin, and of the component, which counts more.
    assert settings(file, "page.columns=4", "mine.columns=9").columns == 4
    assert settings(file, "mine.columns=9").columns == 9
    assert settings(file, "page@mine.columns=8").columns == 8


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("page.columns=many", "the setting columns of page is 'many'; it is a whole number"),
        ("page.wide=perhaps", "it is true or false"),
        ("page.language=it", "it is one of fr, de"),
        ("page.words=[1]", "it is a list of words"),
        (
            "page.colums=1",
            "page has no setting 'colums'; there are: columns, language, share, wide, words. Hint: did you",
        ),
        ("page.columns=0", "the settings of page are refused: there is at least one column"),
        ("columns=1", "it has the form NAME.KEY=VALUE"),
    ],
)
def test_values_that_are_refused(file, option, said):
    with pytest.raises(OptionError) as caught:
        settings(file, option)
    assert said in str(caught.value)


def test_a_name_that_nothing_has(file):
    with pytest.raises(UnknownNameError, match=r"no plugin, or component of one, is called 'pag'.*'page'"):
        load_plugins(PluginOptions(plugin=(file,), plugin_option=("pag.columns=1",)))


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ("class Settings:\n    columns: int = 1", "not a frozen dataclass"),
        ("@dataclass(frozen=True)\nclass Settings:\n    columns: int", "'columns' has no default"),
        ("@dataclass(frozen=True)\nclass Settings:\n    columns: dict = None", "settings are bool, int"),
        ("Settings = 'no_such_module:Settings'", "ModuleNotFoundError"),
    ],
)
def test_settings_that_cannot_be(tmp_path, declared, said):
    path = tmp_path / "odd.py"
    path.write_text(
        "from dataclasses import dataclass\n"
        + declared
        + SOURCE[SOURCE.index("\n\nclass Mine") :].replace(
            "@contextlib",
            "import contextlib\nfrom provenance.hooks import hookimpl\n"
            "from provenance.plugins.types import *\n@contextlib",
        )
    )
    plugins = load_plugins(PluginOptions(no_plugins=True, plugin=(path,)))
    with pytest.raises(PluginError, match=said):
        plugins.reporter("page")
    [report] = [each for each in plugins.report() if each.plugin == "odd"]
    assert report.status == "failed"


def test_they_are_part_of_what_code_it_was(file):
    plain, french = plugins_with(file), plugins_with(file, "same.columns=5")
    said = [
        find_reuse(PAIR, options=ReuseOptions(normalisers=("same",)), plugins=each).run.plugins
        for each in (plain, french)
    ]
    assert "columns=3" in said[0][0]
    assert "columns=5" in said[1][0]


def test_a_component_is_opened_and_closed(file, capsys):
    assert main(["matrix", "a.txt", "--format", "page", "--plugin", "mine.py", "--no-plugins"]) == 0
    import sys

    assert sys.modules["provenance_plugin_file_mine"].LOG == ["open", "write", "close"]
    with plugins_with(file) as plugins:
        log = sys.modules["provenance_plugin_file_mine"].LOG
        first = plugins.reporter("page")
        assert plugins.reporter("page") is first
        plugins.close()
        assert log == ["open", "close"]
        assert plugins.reporter("page") is not first
    assert log == ["open", "close", "open", "close"]


def test_a_component_that_cannot_be_closed_is_named(file, capsys):
    file.write_text(SOURCE.replace('LOG.append("close")', "1 / 0"))
    assert main(["matrix", "a.txt", "--format", "page", "--plugin", "mine.py", "--no-plugins"]) == 1
    assert "reporter page of plugin mine failed during closing: ZeroDivisionError" in capsys.readouterr().err


def test_settings_from_a_file(file, tmp_path, capsys):
    (tmp_path / "provenance.toml").write_text(
        textwrap.dedent("""
        [plugins.page]
        columns = 7
        words = ["a", "b"]
        wide = true
        """)
    )
    arguments = ["matrix", "a.txt", "--format", "page", "--plugin", "mine.py", "--no-plugins"]
    assert main(arguments) == 0
    assert capsys.readouterr().out == "Settings(language='fr', columns=7, wide=True, share=None, words=('a', 'b'))"
    assert main([*arguments, "--plugin-option", "page.columns=8"]) == 0
    assert "columns=8, wide=True" in capsys.readouterr().out
    assert main(["plugins", "check", "--plugin", "mine.py", "--no-plugins"]) == 0
    # No file can load code.
    (tmp_path / "provenance.toml").write_text('plugin = ["mine.py"]')
    assert main(["matrix", "a.txt"]) == 2
    assert "plugin cannot be set in a file" in capsys.readouterr().err


def test_info_shows_them(file, capsys):
    assert main(["plugins", "info", "page", "--plugin", "mine.py", "--no-plugins"]) == 0
    shown = capsys.readouterr().out
    assert 'page.language = "fr" (one of fr, de): The language of the articles.' in shown
    assert "page.columns = 3 (a whole number)" in shown
