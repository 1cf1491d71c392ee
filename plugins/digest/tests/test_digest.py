from __future__ import annotations

import email
import email.policy

import provenance_digest
import pytest
from provenance_digest.message import Digest

from provenance.testing import SAMPLES, check_plugin, sample_result, written


@check_plugin(provenance_digest)
def test_what_is_asked_of_every_plugin(check):
    check()


def parts_of(name, **options):
    message = email.message_from_string(written(Digest(), sample_result(name), **options), policy=email.policy.default)
    assert not message.defects
    return message, *(message.get_body((kind,)).get_content() for kind in ("plain", "html"))


@pytest.mark.parametrize("name", SAMPLES)
def test_it_is_a_message_with_two_parts(name):
    message, plain, html = parts_of(name)
    assert message.keys() == ["Subject", "X-Unsent", "MIME-Version", "Content-Type"]
    assert message["Subject"].startswith("Reused text: ")
    assert message.get_content_type() == "multipart/alternative"
    assert len(list(message.iter_parts())) == 2
    assert plain
    assert html.startswith("<!doctype html>")


def test_what_it_says():
    _, plain, html = parts_of("shared", limit=1)
    for text in (plain, html):
        assert "wire" in text
        assert "eleven wagons of grain rolled down the bank" in text
        assert "wholly" in text
    assert "1. " in plain
    assert "2. " not in plain


def test_nothing_of_an_article_runs_or_steers():
    message, plain, html = parts_of("hostile")
    assert "Bcc" not in message
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html
    assert "\x1b" not in plain + html


def test_an_article_cannot_end_a_part():
    raw = written(Digest(), sample_result("hostile"))
    assert raw.count("--provenance-digest") == 3
