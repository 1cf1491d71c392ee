"""Templates that escape all values unless they say otherwise."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from provenance.reporters.escape import visible
from provenance.reporters.numbers import percent

if TYPE_CHECKING:
    from jinja2 import Template

__all__ = ["template"]


def template(name: str) -> Template:
    """Return a template of the folder ``templates``.

    Its filters: ``shown`` (no control characters), ``text`` (the same, with line feeds) and ``percent``.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("provenance.reporters"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["shown"] = visible
    environment.filters["text"] = partial(visible, keep="\n\t")
    environment.filters["percent"] = percent
    return environment.get_template(name)
