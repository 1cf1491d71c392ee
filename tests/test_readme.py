"""What the README says beside its code, which tests/test_docs.py runs."""

from __future__ import annotations

import io
import re
import types

from docs_sandbox import ROOT

from provenance import ReportOptions, compare
from provenance.model.options import PluginOptions
from provenance.plugins import load_plugins

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_reporter_works_as_a_plugin():
    code = next(code for code in re.findall(r"```python\n(.*?)```", README, re.DOTALL) if "hookimpl" in code)
    plugin = types.ModuleType("longest")
    exec(compile(code, "longest", "exec"), plugin.__dict__)  # noqa: S102
    text = "a run of words that is long enough to be a passage of its own"
    out = io.StringIO()
    plugins = load_plugins(PluginOptions(no_plugins=True), [plugin])
    plugins.reporter("longest").write(compare(text, text), out, ReportOptions())
    assert out.getvalue() == "15\tleft\tright\n"


def test_both_commands_are_marked():
    assert len(re.findall(r"<!-- command: (?:run|test) -->\n```sh\n", README)) == 2
