"""Settings from a file: what goes before what, where it is looked for, and what is said of mistakes."""

import json
import tomllib
from pathlib import Path

import pytest
from cyclopts import App

from provenance.cli import main
from provenance.cli.app import build_app
from provenance.cli.flags import PLUGINS, PluginFlags
from provenance.cli.settings import TYPED_ONLY, Settings, options_of
from provenance.errors import OptionError

SENTENCE = "The ferry ran aground on a sandbank off the northern point shortly before dawn on Monday"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("provenance.kernels.tell_of_compiling", lambda tell: None)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "articles").mkdir()
    for name in ("a", "b"):
        (tmp_path / "articles" / f"{name}.txt").write_text(f"{name}: {SENTENCE}.", encoding="utf-8")
    return tmp_path


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, tuple[object, str]]:
    assert main([*arguments, "--show-options"]) == 0
    lines = [line.rsplit("  # ", 1) for line in capsys.readouterr().out.splitlines()]
    options = {}
    for value, source in lines:
        name = value.removeprefix("# ").partition(" =")[0]
        options[name] = (tomllib.loads(value).get(name), source.strip())
    return options


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(list(arguments))
    return code, capsys.readouterr().err


def test_flags_go_before_the_file_and_the_file_before_defaults(here, capsys):
    (here / "provenance.toml").write_text(
        'min-words = 12\nmax_gap = 3\nnormalisers = ["spelling"]\nno-plugins = true\n'
    )
    options = shown(capsys, "matrix", "--max-gap", "5")
    assert options["min-words"] == (12, "provenance.toml:1")
    assert options["max-gap"] == (5, "--max-gap")
    assert options["normalisers"] == (["spelling"], "provenance.toml:3")
    assert options["no-plugins"] == (True, "provenance.toml:4")
    assert options["threads"] == (0, "default")
    assert options["encoding"] == (None, "default")


def test_a_list_that_is_typed_replaces_that_of_the_file(here, capsys):
    (here / "provenance.toml").write_text('normalisers = ["spelling", "hyphenation"]\n')
    assert shown(capsys, "matrix", "--normalisers", "hyphenation")["normalisers"][0] == ["hyphenation"]


def test_a_table_of_a_command_holds_for_it_alone_and_goes_first(here, capsys):
    (here / "provenance.toml").write_text("limit = 1\n[passages]\nlimit = 2\n[plugins.list]\nno-plugins = true\n")
    assert shown(capsys, "matrix")["limit"] == (1, "provenance.toml:1")
    assert shown(capsys, "passages")["limit"] == (2, "provenance.toml:3")
    assert shown(capsys, "plugins", "list")["no-plugins"] == (True, "provenance.toml:5")
    assert shown(capsys, "plugins", "check")["no-plugins"] == (False, "default")


def test_what_is_shown_may_be_saved(here, capsys):
    main(["matrix", "--min-words", "9", "--normalisers", "spelling", "--show-options"])
    text = capsys.readouterr().out
    (here / "provenance.toml").write_text(text)
    assert shown(capsys, "matrix")["min-words"][0] == 9
    assert shown(capsys, "matrix")["normalisers"][0] == ["spelling"]


def test_the_options_of_the_file_shape_the_result(here, capsys):
    (here / "provenance.toml").write_text("min-words = 40\n[matrix]\nformat = 'json'\n")
    assert main(["matrix", "articles"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["passages"] == []
    assert result["run"]["options"]["min_words"] == 40


def test_where_it_is_looked_for(here, capsys, monkeypatch):
    (here / "pyproject.toml").write_text('[project]\nname = "x"\n[tool.provenance]\nmin-words = 9\n')
    below = here / "articles"
    monkeypatch.chdir(below)
    assert shown(capsys, "matrix")["min-words"] == (9, "../pyproject.toml:4")
    (here / "provenance.toml").write_text("min-words = 10\n")
    assert shown(capsys, "matrix")["min-words"] == (10, "../provenance.toml:1")
    (below / "pyproject.toml").write_text("[tool.other]\nx = 1\n")
    assert shown(capsys, "matrix")["min-words"][0] == 10
    (here / "other.toml").write_text("min-words = 11\n")
    assert shown(capsys, "matrix", "--config", "../other.toml")["min-words"] == (11, "../other.toml:1")
    assert shown(capsys, "matrix", "--no-config")["min-words"] == (8, "default")


MISTAKES = [
    ("min-wrds = 3", 2, "provenance.toml:1: there is no option 'min-wrds'.\nHint: did you mean 'min-words'?"),
    ("[matrix]\n\nmin-wrds = 3", 2, "provenance.toml:3: there is no option 'min-wrds'."),
    ("[matrx]\nlimit = 1", 2, "provenance.toml:1: there is no command 'matrx'.\nHint: did you mean 'matrix'?"),
    ("[matrix.deep]\nlimit = 1", 2, "provenance.toml:1: there is no command 'deep'."),
    ("[min-words]\nmost = 3", 2, "provenance.toml:1: min-words is a table; expected one value or a list."),
    (
        "[[matrix]]\nlimit = 3",
        2,
        "provenance.toml:1: matrix is a command.\nHint: put its options below a line [matrix].",
    ),
    ("min-words = 2025-01-01", 2, '"2025-01-01" is no whole number.'),
    ("min-words = 2", 2, "provenance.toml:1: min-words is 2; it is a whole number of at least 3."),
    ('min-words = "many"', 2, 'from provenance.toml:1: "many" is no whole number.'),
    ("limit = [1, 2]", 2, 'from provenance.toml:1: "[1, 2]" is no whole number.'),
    ('measure = "contain"', 2, 'from provenance.toml:1. Choose from: "containment"'),
    ('output = "x"', 2, "provenance.toml:1: output cannot be set in a file."),
    ("in-place = true", 2, "provenance.toml:1: in-place cannot be set in a file."),
    ('config = "x"', 2, "provenance.toml:1: config cannot be set in a file."),
    ("x = 1\ny = [", 1, "provenance.toml: this is not TOML: Invalid value (at end of document)."),
    ("x = 1\ny = ]", 1, "provenance.toml:2: this is not TOML: Invalid value."),
    ('x = "\x1b[31m"', 1, "provenance.toml:1: this is not TOML: Illegal character '\\x1b'."),
    ('"\\u001b[31m" = 1', 2, "there is no option '\\x1b[31m'."),
]


@pytest.mark.parametrize(("text", "code", "message"), MISTAKES, ids=[text for text, _, _ in MISTAKES])
def test_mistakes_are_said_with_their_line(here, capsys, text, code, message):
    (here / "provenance.toml").write_text(text + "\n")
    ended = said(capsys, "matrix", "articles")
    assert ended[0] == code
    assert message in ended[1]
    assert "\x1b" not in ended[1]


def test_paths_are_not_taken_from_a_file(here):
    settings = Settings()
    app = App(name="try", config=(settings,), result_action="return_value")
    settings.root = app

    @app.command
    def sift(*, receipts: Path | None = None, number: int = 1, plugins: PluginFlags = PLUGINS):
        return receipts, number

    (here / "provenance.toml").write_text("number = 2\n")
    assert app(["sift", "--receipts", "x"]) == (Path("x"), 2)
    (here / "provenance.toml").write_text('receipts = "x"\n')
    with pytest.raises(OptionError, match=r"provenance\.toml:1: receipts cannot be set in a file"):
        app(["sift"])


def test_a_file_that_cannot_be_read(here, capsys):
    assert said(capsys, "matrix", "articles", "--config", "none.toml") == (
        1,
        "Error: none.toml: the file of settings cannot be read: No such file or directory.\n",
    )
    (here / "bad.toml").write_bytes(b"a = '\xff'")
    assert said(capsys, "matrix", "articles", "--config", "bad.toml")[1].startswith("Error: bad.toml: ")


def test_options_of_other_commands_are_no_mistake(here, capsys):
    (here / "provenance.toml").write_text("min-words = 9\n[passages]\nlimit = 1\n")
    assert main(["plugins", "list"]) == 0
    assert capsys.readouterr().err == ""


def test_the_format_of_results_is_not_that_of_the_list_of_plugins(here, capsys):
    (here / "provenance.toml").write_text('format = "markdown"\n')
    assert shown(capsys, "plugins", "list")["format"] == ("table", "default")
    (here / "provenance.toml").write_text('format = "markdown"\n[plugins.list]\nformat = "json"\n')
    assert shown(capsys, "plugins", "list")["format"] == ("json", "provenance.toml:3")


def test_an_option_in_the_table_of_a_command_that_lacks_it(here, capsys):
    (here / "provenance.toml").write_text("[plugins]\nmin-words = 9\n")
    code, text = said(capsys, "plugins", "list")
    assert code == 2
    assert text.startswith("Error: provenance.toml:2: there is no option 'min-words'.\n")


def test_every_command_that_reads_articles_takes_settings():
    app = build_app(Settings())
    for name, command in app.resolved_commands().items():
        if name.startswith("-") or command.default_command is None:
            continue
        options = options_of(command.assemble_argument_collection())
        if "disable-plugin" in options:
            assert set(TYPED_ONLY) - {"output", "in-place"} <= set(options)
