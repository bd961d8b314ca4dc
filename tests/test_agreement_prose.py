"""Long prose goes on in numbered fields: whatever is written, no word is lost, moved or cut."""

import html

from hypothesis import given
from hypothesis import strategies as st

from messages.agreement_prose import MOST_PIECES, PIECE, joined, readable, split
from messages.blocks import section
from messages.words import Rich
from storage.agreement_texts import TEXT_LIMIT
from storage.texts import length

LETTERS = st.sampled_from(
    ["a", "é", "word ", " ", "\n", "\n\n", "…", "… ", " …", "⋯", "&", "<b>", "🧑‍🤝‍🧑", ".", "x" * 30]
)
TEXTS = st.lists(LETTERS, max_size=120).map("".join)


@given(TEXTS, st.integers(20, 60))
def test_pieces_give_the_same_text_again(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert all(length(piece) <= limit for piece in pieces)
    assert joined([piece.strip() for piece in pieces]) == text.strip()  # a form gives its fields without blanks around
    assert split(joined(pieces), limit) == pieces


@given(TEXTS)
def test_sections_hold_every_letter_and_tear_no_entity(text: str) -> None:
    parts = readable(text * 40)
    shown = [section(part)["text"]["text"] for part in parts]
    assert "".join("".join(map(html.unescape, shown)).split()) == "".join((text * 40).split())


def test_a_text_of_any_shape_has_room_in_a_form() -> None:
    shapes = ("a" * 1600 + "\n\n", "word " * 320 + "\n\n", "a", "a ", "line\n", "a" * 2990 + " ")
    for shape in shapes:
        text = (shape * TEXT_LIMIT)[:TEXT_LIMIT].strip()
        pieces = split(text)
        assert len(pieces) <= MOST_PIECES
        assert max(map(len, pieces)) <= PIECE
        assert joined(pieces) == text


def test_where_it_is_split() -> None:
    assert split(f"{'a' * 2500}\n\n{'b' * 800}") == ["a" * 2500, "b" * 800]
    assert split(f"{'a' * 2500} {'b' * 800}") == ["a" * 2500 + " …", "… " + "b" * 800]
    assert split("a" * 4000) == ["a" * 2996 + "⋯", "⋯" + "a" * 1004]
    assert joined(["One sentence.", "", "Another."]) == "One sentence.\n\nAnother."
    assert split("") == [""]
    assert readable("") == []
    assert readable(Rich("*bold*")) == ["*bold*"]
