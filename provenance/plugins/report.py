"""Reports on plugins for `plugins list` and `plugins check`: what each offers and why it failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from provenance.errors import PluginError
from provenance.plugins.catalogue import suffixes
from provenance.plugins.making import settings_class
from provenance.plugins.owner import BUILTIN, PluginFailure
from provenance.plugins.settings import declared

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from provenance.plugins.catalogue import Catalogue, Offer
    from provenance.plugins.kinds import Kind
    from provenance.plugins.owner import Owner
    from provenance.plugins.registry import Registry
    from provenance.plugins.settings import Setting

__all__ = ["OfferReport", "PluginReport", "failures_of", "reports"]


@dataclass(frozen=True, slots=True)
class OfferReport:
    """One component that a plugin offers.

    Parameters
    ----------
    component : str
        "reader", "reporter", "normaliser" or "tokeniser".
    name : str
        Its name, qualified as ``name@distribution`` if several plugins share it.
    summary : str
        One line about it.
    suffixes : tuple of str
        The file suffixes that choose it.
    settings : tuple of Setting
        The settings that it declares.
    """

    component: str
    name: str
    summary: str
    suffixes: tuple[str, ...]
    settings: tuple[Setting, ...] = ()


@dataclass(frozen=True, slots=True)
class PluginReport:
    """One plugin.

    Parameters
    ----------
    plugin : str
        Its name; "built-in" for what comes with this package.
    distribution, version : str or None
        The installed distribution; None if the plugin was passed in code.
    status : {"ok", "failed", "blocked"}
        "failed" if anything went wrong; `offers` has what still works.
    offers : tuple of OfferReport
        The components it offers.
    reasons : tuple of str
        Why it failed or is blocked, one line each; with the option ``traceback`` more lines follow.
    """

    plugin: str
    distribution: str | None
    version: str | None
    status: Literal["ok", "failed", "blocked"]
    offers: tuple[OfferReport, ...] = ()
    reasons: tuple[str, ...] = ()


def failures_of(
    catalogues: Sequence[Catalogue[Any]], make: Callable[[Kind[Any], Offer[Any]], object]
) -> list[PluginFailure]:
    """Make all components, and return what failed."""
    failures: list[PluginFailure] = []
    for catalogue in catalogues:
        for offer in catalogue.offers:
            try:
                make(catalogue.kind, offer)
            except PluginError as error:
                failures.append(PluginFailure(offer.owner, error.stage, error.__cause__ or error.detail))
            except Exception as error:  # noqa: BLE001 - what is built in raises unchanged, as a missing library
                stage = f"making the {catalogue.kind.component} {offer.entry.name!r}"
                failures.append(PluginFailure(offer.owner, stage, error))
    return failures


def reports(
    registry: Registry, catalogues: Sequence[Catalogue[Any]], failures: Sequence[PluginFailure]
) -> list[PluginReport]:
    """Return a report for each plugin, the built-in one first."""
    offered: dict[Owner, list[OfferReport]] = {}
    for catalogue in catalogues:
        for name, offer in catalogue.named().items():
            try:
                kind = settings_class(catalogue.kind, offer)
            except PluginError as error:
                failures = [*failures, PluginFailure(offer.owner, error.stage, error.__cause__ or error.detail)]
                kind = None
            shown = () if kind is None else declared(kind)
            told = OfferReport(catalogue.kind.component, name, offer.entry.summary, suffixes(offer.entry), shown)
            offered.setdefault(offer.owner, []).append(told)
    reasons: dict[Owner, list[str]] = {}
    for failure in failures:
        trace = failure.traceback if registry.options.traceback else None
        reason = f"{failure.stage}: {failure.detail}"
        reasons.setdefault(failure.owner, []).append(reason if trace is None else f"{reason}\n{trace}")
    return [
        _blocked(owner)
        if owner in registry.blocked
        else _loaded(owner, tuple(offered.get(owner, ())), tuple(reasons.get(owner, ())))
        for owner in dict.fromkeys((BUILTIN, *registry.owners))
    ]


def _blocked(owner: Owner) -> PluginReport:
    return PluginReport(owner.plugin, owner.distribution, owner.version, "blocked", reasons=("it is disabled",))


def _loaded(owner: Owner, offers: tuple[OfferReport, ...], reasons: tuple[str, ...]) -> PluginReport:
    version = _own_version() if owner.builtin else owner.version
    status: Literal["ok", "failed"] = "failed" if reasons else "ok"
    return PluginReport(owner.plugin, owner.distribution, version, status, offers, reasons)


def _own_version() -> str | None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(str(BUILTIN.distribution))
    except PackageNotFoundError:
        return None
