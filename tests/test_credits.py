"""Credits: every role, agency and language, what looks like a credit and is none, offsets, hostile text."""

from __future__ import annotations

import doctest
import time
from pathlib import Path

import pytest
import truth
from hypothesis import given
from hypothesis import strategies as st

from provenance.infer import agencies, credits, templates
from provenance.infer.credits import Grammar, read_credits, standard_grammar
from provenance.model.credit import CREDIT_ROLES, Agency

LINES = Path(__file__).parent / "data" / "credits.tsv"


def lines():
    """Return (role or None, agencies, text) of each test line."""
    found = []
    for line in LINES.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        role, names, text = line.split("\t")
        found.append((None if role == "-" else role, set(names.split(",")) - {"-"}, text.replace("\\n", "\n")))
    return found


def test_the_lines_hold_every_role_of_every_agency_and_as_many_that_are_none():
    positives = [(role, names) for role, names, _ in lines() if role]
    negatives = [text for role, _, text in lines() if role is None]
    assert len(positives) + len(negatives) >= 300
    assert len(negatives) >= 150
    named = (
        "AFP AP Reuters PA dpa EFE ANSA ANP Belga TT NTB Ritzau APA Keystone-SDA PAP CTK MTI Xinhua Kyodo Yonhap TASS "
        "Interfax Anadolu PTI ANI IANS AAP CP UPI APP"
    )
    for agency in named.split():
        assert {role for role, names in positives if agency in names} == set(CREDIT_ROLES), agency


@pytest.mark.parametrize("role", CREDIT_ROLES)
def test_credits_are_read_in_their_role(role):
    found, wanted = set(), set()
    for number, (right, names, text) in enumerate(lines()):
        if right == role:
            wanted |= {(number, name) for name in names or {None}}
        found |= {(number, credit.agency) for credit in read_credits(text) if credit.role == role}
    said = {(lines()[number][2], agency) for number, agency in found ^ wanted}

    assert len(found & wanted) >= 0.98 * len(found), said
    assert len(found & wanted) >= 0.95 * len(wanted), said
