"""Plugins that are installed: found late, loaded with care, each fault put down to its distribution."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

import pytest

from provenance.errors import OptionError, PluginError, UnknownNameError
from provenance.model.options import PluginOptions
from provenance.plugins import Owner, load_plugins

if TYPE_CHECKING:
    from pathlib import Path

START = """\
from __future__ import annotations

from provenance.hooks import hookimpl
from provenance.plugins.types import ReaderEntry, ReporterEntry


class Reporter:
    def write(self, result, out, options):
        out.write(__name__)
"""
GOOD = """
@hookimpl
def provenance_reporters():
    yield ReporterEntry(name="good", factory=f"{__name__}:Reporter", suffixes=(".good",))
"""
# What each does wrong, the stage in which it shows and what is said of it.
HOSTILE = {
    "broken-import": ("import a_module_that_is_not_there", "import", "ModuleNotFoundError"),
    "syntax": ("def", "import", "SyntaxError"),
    "exit-at-import": ("raise SystemExit(3)", "import", "SystemExit: 3"),
    "misspelt-hook": (
        """
        @hookimpl
        def provenance_reportres():
            return []

        @hookimpl
        def provenance_raeders():
            return []
        """,
        "registration",
        "provenance_r",
    ),
    "wrong-argument": (
        """
        @hookimpl
        def provenance_reporters(config):
            return []
        """,
        "registration",
        "{'config'} are declared in the hookimpl but can not be found in the hookspec",
    ),
    "default-argument": (
        """
        @hookimpl
        def provenance_reporters(limit=5):
            return [ReporterEntry(name="never", factory=Reporter)]
        """,
        "registration",
        "provenance_reporters has a default for its argument 'limit'",
    ),
    "keyword-default": (
        """
        @hookimpl
        def provenance_reporters(*, limit=5):
            return [ReporterEntry(name="never", factory=Reporter)]
        """,
        "registration",
        "provenance_reporters has a default for its argument 'limit'",
    ),
    "two-implementations": (
        """
        @hookimpl
        def provenance_reporters():
            return [ReporterEntry(name="never", factory=Reporter)]

        @hookimpl(specname="provenance_reporters")
        def second():
            return []
        """,
        "registration",
        "provenance_reporters and second both implement provenance_reporters",
    ),
    "wrapper": (
        """
        @hookimpl(wrapper=True)
        def provenance_reporters():
            return (yield)
        """,
        "registration",
        "provenance_reporters is a wrapper",
    ),
    "no-decorator": (
        "def provenance_reporters(): ...",
        "registration",
        "implements no hook; is the decorator",
    ),
    "raising-hook": (
        """
        @hookimpl
        def provenance_reporters():
            raise KeyError("k")
        """,
        "provenance_reporters()",
        "KeyError: 'k'",
    ),
    "raising-late": (
        """
        @hookimpl
        def provenance_reporters():
            yield ReporterEntry(name="never", factory=Reporter)
            raise KeyError("k")
        """,
        "provenance_reporters()",
        "KeyError: 'k'",
    ),
    "exit-in-hook": (
        """
        @hookimpl
        def provenance_reporters():
            raise SystemExit(4)
        """,
        "provenance_reporters()",
        "SystemExit: 4",
    ),
    "wrong-record": (
        """
        @hookimpl
        def provenance_reporters():
            return [{"name": "never"}]
        """,
        "provenance_reporters()",
        "expected ReporterEntry, got dict",
    ),
    "hostile-record": (
        """
        class Record:
            @property
            def __class__(self):
                raise ValueError("no class")

        @hookimpl
        def provenance_reporters():
            return [Record()]
        """,
        "provenance_reporters()",
        "ValueError: no class",
    ),
    "one-record": (
        """
        @hookimpl
        def provenance_reporters():
            return ReporterEntry(name="never", factory=Reporter)
        """,
        "provenance_reporters()",
        "it returned one ReporterEntry, not an iterable of them",
    ),
    "none": (
        """
        @hookimpl
        def provenance_reporters():
            return None
        """,
        "provenance_reporters()",
        "TypeError",
    ),
    "reserved-name": (
        """
        @hookimpl
        def provenance_reporters():
            yield ReporterEntry(name="json", factory=Reporter)
        """,
        "provenance_reporters()",
        "'json' is the name of a built-in format",
    ),
    "same-name-twice": (
        """
        @hookimpl
        def provenance_reporters():
            yield ReporterEntry(name="twice", factory=Reporter)
            yield ReporterEntry(name="twice", factory=Reporter)
        """,
        "provenance_reporters()",
        "two of the name 'twice'",
    ),
}


class Site:
    """A folder of installed distributions at the front of the path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, plugin, source=GOOD, *, distribution=None, version="1.0", points=None, text=None):
        distribution = distribution or f"provenance-{plugin}"
        module = "fake_" + re.sub(r"\W", "_", plugin)
        code = source if source.strip() in ("def",) else START + textwrap.dedent(source)
        (self.folder / f"{module}.py").write_text(code, encoding="utf-8")
        info = self.folder / f"{distribution.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        metadata = f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n"
        (info / "METADATA").write_text(metadata, encoding="utf-8")
        listed = points or f"[wire_provenance.v1]\n{plugin} = {module}\n"
        (info / "entry_points.txt").write_text(listed if text is None else text, encoding="utf-8")
        importlib.invalidate_caches()
        return module


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    yield Site(tmp_path)
    for name in [name for name in sys.modules if name.startswith("fake_")]:
        del sys.modules[name]


def written(reporter):
    class Out:
        text = ""

        def write(self, text):
            self.text += text

    out = Out()
    reporter.write(None, out, None)
    return out.text


def of(plugins, distribution):
    return [failure for failure in plugins.failures if failure.owner.distribution == distribution]


def test_an_installed_plugin_is_used(site):
    module = site.add("good")
    plugins = load_plugins()
    assert written(plugins.reporter("good")) == module
    assert plugins.reporter_for("a.good") is plugins.reporter("good")
    assert plugins.owner_of(plugins.reporter("good")) == Owner("good", "provenance-good", "1.0")
    for qualified in ("good@provenance-good", "good@Provenance_Good", "good@good"):
        assert plugins.reporter(qualified) is plugins.reporter("good")


@pytest.mark.parametrize("plugin", HOSTILE)
def test_a_hostile_plugin_is_contained(site, plugin):
    source, stage, said = HOSTILE[plugin]
    site.add(plugin, source)
    site.add("good")
    plugins = load_plugins()
    assert written(plugins.reporter("good")) == "fake_good"
    failures = of(plugins, f"provenance-{plugin}")
    assert failures
    for failure in failures:
        assert failure.owner == Owner(plugin, f"provenance-{plugin}", "1.0")
        assert failure.stage == stage
        assert str(failure).startswith(f"plugin {plugin} (provenance-{plugin} 1.0) failed during {stage}: ")
        assert said in str(failure)
        assert "\n" not in str(failure)
    assert {str(failure) for failure in failures} <= set(plugins.warnings())
    assert "never" not in plugins.reporters()
    assert plugins.reporters()["json"].owner.builtin
    status = {each.distribution: each.status for each in plugins.check()}
    assert status[f"provenance-{plugin}"] == "failed"
    assert status["provenance-good"] == "ok"


def test_all_hostile_plugins_at_once(site):
    for plugin, (source, _, _) in HOSTILE.items():
        site.add(plugin, source)
    site.add("zzz-good")
    plugins = load_plugins()
    assert written(plugins.reporter("good")) == "fake_zzz_good"
    failed = {failure.owner.plugin for failure in plugins.failures}
    assert set(HOSTILE) <= failed
    assert "zzz-good" not in failed
    with pytest.raises(UnknownNameError, match=r"provenance-broken-import 1\.0"):
        plugins.reporter("never")


def test_a_fault_in_one_hook_leaves_the_others(site):
    site.add(
        "half",
        """
        @hookimpl
        def provenance_reporters():
            raise KeyError

        @hookimpl
        def provenance_readers():
            yield ReaderEntry(name="half", factory=Reporter)
        """,
    )
    plugins = load_plugins()
    assert "half" in plugins.readers()
    assert "half" not in plugins.reporters()
    with pytest.raises(PluginError, match=r"plugin half \(provenance-half 1\.0\).*has no method read\(path, context\)"):
        plugins.reader("half")


def test_ctrl_c_passes_through_loading(site):
    site.add("stopped", "raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        load_plugins().reporters()


def test_one_name_from_two_distributions(site):
    site.add("one", distribution="provenance-one")
    site.add("two", distribution="provenance-two")
    plugins = load_plugins()
    with pytest.raises(OptionError) as caught:
        plugins.reporter("good")
    message = str(caught.value)
    assert "plugin one (provenance-one 1.0) and plugin two (provenance-two 1.0)" in message
    assert "name@distribution: 'good@provenance-one' or 'good@provenance-two'" in message
    assert written(plugins.reporter("good@provenance-two")) == "fake_two"
    assert written(plugins.reporter("good@one")) == "fake_one"
    assert {"good@provenance-one", "good@provenance-two"} <= set(plugins.reporters())
    with pytest.raises(OptionError, match=r"the file suffix '\.good' is offered by plugin one"):
        plugins.reporter_for("a.good")
    assert plugins.failures == ()
    assert written(load_plugins(PluginOptions(disable_plugin=("one",))).reporter("good")) == "fake_two"


def test_one_name_from_two_plugins_of_one_distribution(site):
    site.add("one", distribution="provenance-both", points="[wire_provenance.v1]\none=fake_one\ntwo=fake_two\n")
    site.add("two", distribution="provenance-none", points="[console_scripts]\nx = x:y\n")
    plugins = load_plugins()
    assert {"good@one", "good@two"} <= set(plugins.reporters())
    with pytest.raises(OptionError, match=r"'good@one' or 'good@two'"):
        plugins.reporter("good@provenance-both")


def test_two_entry_points_of_one_module(site):
    site.add("one", points="[wire_provenance.v1]\none = fake_one\nother = fake_one\n")
    plugins = load_plugins()
    assert written(plugins.reporter("good")) == "fake_one"
    [failure] = of(plugins, "provenance-one")
    assert failure.owner.plugin == "other"
    assert failure.detail == "it is the same object as plugin one (provenance-one 1.0)"


def test_a_plugin_in_code_that_is_installed_too(site):
    module = importlib.import_module(site.add("good"))
    plugins = load_plugins(extra=[module])
    assert plugins.owner_of(plugins.reporter("good")) == Owner("fake_good")
    assert of(plugins, "provenance-good") == []


@pytest.mark.parametrize("name", ["my.plugin", "My_Plugin", "my-plugin", "provenance-dist", "Provenance__DIST"])
def test_a_blocked_plugin_is_never_imported(site, name):
    site.add("my.plugin", "raise RuntimeError", distribution="provenance-dist")
    site.add("good")
    plugins = load_plugins(PluginOptions(disable_plugin=(name,)))
    assert written(plugins.reporter("good")) == "fake_good"
    assert "fake_my_plugin" not in sys.modules
    assert plugins.failures == ()
    assert plugins.warnings() == []
    [report] = [each for each in plugins.report() if each.plugin == "my.plugin"]
    assert (report.status, report.reasons, report.offers) == ("blocked", ("it is disabled",), ())
    assert (report.distribution, report.version) == ("provenance-dist", "1.0")
    with pytest.raises(UnknownNameError, match=r"disabled: plugin my\.plugin \(provenance-dist 1\.0\)"):
        plugins.reporter("other")


def test_a_blocked_name_that_matches_nothing(site):
    site.add("good")
    plugins = load_plugins(PluginOptions(disable_plugin=("provenance-goood", "")))
    plugins.reporters()
    said = plugins.warnings()
    assert len(said) == 2
    assert said[0] == (
        "no plugin is called 'provenance-goood', none was disabled by it; did you mean 'provenance-good'?"
    )
    assert plugins.failures == ()


def test_no_plugins(site):
    site.add("good")
    plugins = load_plugins(PluginOptions(no_plugins=True))
    assert "good" not in plugins.reporters()
    assert "fake_good" not in sys.modules
    assert [each.plugin for each in plugins.report()] == ["built-in"]


def test_a_plugin_for_another_edition_of_the_hooks(site):
    site.add("next", points="[wire_provenance.v2]\nnext = fake_next\n")
    site.add("both", points="[wire_provenance.v1]\nboth = fake_both\n[wire_provenance.v2]\nboth = fake_both\n")
    plugins = load_plugins()
    assert written(plugins.reporter("good")) == "fake_both"
    [failure] = plugins.failures
    assert "plugin next (provenance-next 1.0)" in str(failure)
    assert "made for wire_provenance.v2; this version of the host knows wire_provenance.v1" in str(failure)
    assert "fake_next" not in sys.modules


def test_damaged_distributions(site):
    site.add("damaged", text="[wire_provenance.v1]\nno equals sign\n")
    site.add("elsewhere", text="[console_scripts]\nno equals sign\n")
    module = site.add("nameless")
    (site.folder / "provenance_nameless-1.0.dist-info" / "METADATA").unlink()
    plugins = load_plugins()
    assert "good" in plugins.reporters()
    assert plugins.reporter("good").__class__.__module__ == module
    assert plugins.owner_of(plugins.reporter("good")).plugin == "nameless"
    assert [failure.owner.distribution for failure in plugins.failures] == ["provenance-damaged"]


def test_the_first_distribution_on_the_path_counts(site, tmp_path_factory, monkeypatch):
    older = Site(tmp_path_factory.mktemp("older"))
    sys.path.append(str(older.folder))
    try:
        older.add("good", version="0.9")
        site.add("good")
        plugins = load_plugins()
        assert plugins.reporters()["good"].owner.version == "1.0"
        assert plugins.failures == ()
    finally:
        sys.path.remove(str(older.folder))


def test_plugins_come_in_one_order(site):
    for plugin in ("b", "c", "a"):
        site.add(plugin)
    names = [each.plugin for each in load_plugins().report()]
    assert [name for name in names if name in "abc"] == ["a", "b", "c"]


def run(site, code):
    """Run code in a new process that counts the looks at what is installed."""
    start = """
    import sys, types

    class Finder:
        looks = 0
        def find_spec(self, name, path=None, target=None):
            return None
        def find_distributions(self, context=None):
            Finder.looks += 1
            return iter(())

    sys.meta_path.insert(0, Finder())
    # What a built-in reporter imports is its own affair.
    stand_in = types.ModuleType("provenance.reporters.json")
    stand_in.JsonReporter = type("JsonReporter", (), {})
    sys.modules["provenance.reporters.json"] = stand_in
    from provenance.model.options import PluginOptions
    from provenance.plugins import load_plugins
    """
    whole = textwrap.dedent(start) + textwrap.dedent(code)
    path = os.pathsep.join([str(site.folder), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-c", whole],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout.split()


def test_what_is_built_in_needs_no_look_at_plugins(site):
    site.add("good")
    assert run(
        site,
        """
        plugins = load_plugins(PluginOptions(disable_plugin=("x",)))
        assert plugins.reporter("json") is plugins.reporter_for("a.json")
        heavy = {"numba", "numpy", "pyarrow", "importlib.metadata", "fake_good", "provenance.reporters.csv"}
        print(Finder.looks, *sorted(heavy & set(sys.modules)))
        """,
    ) == ["0"]


def test_other_names_take_one_look_and_import_no_component(site):
    site.add("lazy", GOOD.replace("{__name__}:", "no_such_module:"))
    assert run(
        site,
        """
        plugins = load_plugins()
        for _ in range(3):
            plugins.reporters(), plugins.readers(), plugins.tokenisers()
        print(Finder.looks, "fake_lazy" in sys.modules, len(plugins.failures))
        """,
    ) == ["1", "True", "0"]


def test_importing_the_plugin_system_is_light(site):
    assert run(site, "print(*sorted({'numba', 'numpy', 'pyarrow', 'rich'} & set(sys.modules)))") == []


def test_loading_prints_nothing(site, capfd):
    for plugin, (source, _, _) in HOSTILE.items():
        site.add(plugin, source)
    load_plugins().check()
    assert capfd.readouterr() == ("", "")
