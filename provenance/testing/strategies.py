"""Hypothesis strategies: texts of every script, documents, and texts that share a passage."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import strategies as st

from provenance.model.document import Document

__all__ = ["Planted", "collections", "documents", "planted", "prose", "texts"]

# One line per script or trait. Texts are drawn from one to three lines at a time, so that rules interact.
_SCRIPTS = (
    "abcXYZ",
    "éàüñçøæœßıİŁđþﬁŒ",
    "e\u0301a\u0300o\u0308n\u0303s\u0323\u0307",
    "'’‘`´ʼ",
    "0123456789",
    "0123,.'’ \u00a0\u2009\u202f",
    "1,23.45\u0664\u0665\u0666٫٬\uff0c\uff11\uff12",
    "\"“”„«»‹›‘’'「」『』〝〟",
    "\t\n\r\v\f\u0085\u2028\u2029\u3000\u2003",
    "-–—…/()[]:;!?&%$€",
    "中文字漢國㐀𠀀",
    "かがはぱカガーヽヾ゙ﾊﾟｶﾞｰ",
    "ᄀ각각힣ᄒ\u1175\u11c2ㄱㅏ한글",
    "ᄀ\u1161\u11a8가1aé'\u0301\u00ad",
    "กำก้เแ๑๒ລາວກຳខ្មែ",
    "नमस्ते क्\u200dष क़\u0915\u093c १२३ বাংলা தமிழ்",
    "ىيیكکهةۀۃـ\u064b\u064e\u0650\u0651\u0670آأإ",
    "שלוםָׁ״׳־",
    "ελληνικάς\u0345ᾳΰ",
    "Жщёй\u0306\u0483",
    "\u00ad\u200b\u200c\u200d\u200e\u2060\ufeff",
    "😀👍🏽👩\u200d🚀🇫🇷\ufe0f①½㎏™𝔄𝟗",
    "\x00\x07\x1b\x7f\u0080\ue000\ufdd0\uffff\U0010ffff",
)
_SPACES = "   \n"
_EVERY = st.characters(codec="utf-8")
_WORDS = """
    the ferry ran aground on a sandbank before dawn and nobody was hurt said owner minister told reporters harbour port
    crew rescue boat tide storm night company court union plant steel price strike vote city
""".split()  # noqa: SIM905 - words are read more easily than a list of strings


def texts(*, surrogates: bool = False, max_size: int = 60) -> st.SearchStrategy[str]:
    """Return texts that mix scripts, marks, digits, quotations and all other code points."""
    alphabets = st.lists(st.sampled_from(_SCRIPTS), min_size=1, max_size=3).map("".join)
    any_char = st.characters() if surrogates else _EVERY
    piece = alphabets.flatmap(lambda chars: st.text(st.sampled_from(chars + _SPACES), max_size=max_size))
    return st.one_of(
        piece,
        st.text(any_char, max_size=max_size),
        st.lists(st.one_of(piece, st.text(any_char, max_size=4)), max_size=4).map("".join),
    )


def prose(*, min_words: int = 0, max_words: int = 40, vocabulary: int = 40) -> st.SearchStrategy[str]:
    """Return English-looking texts with a small vocabulary, some of it quoted or punctuated."""
    word = st.sampled_from(_WORDS[:vocabulary])
    dressed = st.tuples(word, st.sampled_from(["", "", "", "", ",", ".", '"', ' "', "\n\n"])).map("".join)
    return st.lists(dressed, min_size=min_words, max_size=max_words).map(" ".join)


class Planted(NamedTuple):
    """Two texts and the passage inserted into both."""

    left: str
    right: str
    passage: str


@st.composite
def planted(draw: st.DrawFn, *, min_words: int = 8, max_words: int = 20) -> Planted:
    """Return two texts that share a passage word for word, and little else."""
    passage = " ".join(draw(st.lists(st.sampled_from(_WORDS), min_size=min_words, max_size=max_words, unique=True)))
    sides = [
        " ".join([*(f"{side}{n}" for n in range(before)), passage, *(f"{end}{n}" for n in range(after))])
        for side, end, before, after in (
            ("x", "left", draw(st.integers(0, 6)), draw(st.integers(0, 6))),
            ("y", "back", draw(st.integers(0, 6)), draw(st.integers(0, 6))),
        )
    ]
    return Planted(sides[0], sides[1], passage)


@st.composite
def documents(draw: st.DrawFn, name: str | None = None) -> Document:
    """Return documents with texts of every script, some with a source, a role and a time.

    Parameters
    ----------
    name : str, optional
        The id; by default any text.
    """
    return Document(
        draw(texts(max_size=20)) if name is None else name,
        draw(st.one_of(texts(), prose())),
        source=draw(st.none() | st.sampled_from(["AFP", "The Miller", "日报"]) | texts(max_size=10)),
        published=draw(st.none() | st.datetimes()),
        role=draw(st.sampled_from([None, "wire", "outlet"])),
    )


@st.composite
def collections(draw: st.DrawFn, *, max_documents: int = 6) -> list[Document]:
    """Return documents with distinct ids; if there are at least two, two of them share a passage."""
    made = [draw(documents(str(number))) for number in range(draw(st.integers(0, max_documents)))]
    if len(made) >= 2:
        pair = draw(planted())
        made[0] = Document(made[0].id, pair.left, source=made[0].source, published=made[0].published)
        made[-1] = Document(made[-1].id, pair.right, source=made[-1].source, published=made[-1].published)
    return made
