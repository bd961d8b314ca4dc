"""What has room in a message: lists end in how many more there are, and what is long to read is whole in a window."""

from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.playground.limits import check_message, check_view
from messages import duties, room
from messages.blocks import context, section
from messages.limits import MOST_BLOCKS, MOST_TEXT, SECTION, weight
from messages.surfaces import message
from messages.words import Rich, Words, escape
from storage.texts import length

EN, FR = (Words(language, ZoneInfo("America/Toronto")) for language in ("en", "fr"))


def names_left_out(said: str) -> int:
    """What a list that ends in "and 14 more" leaves out; 0 for one that is whole."""
    last = said.rsplit("\n", 1)[-1]
    return int(last.removeprefix("and ").removesuffix(" more")) if last.startswith("and ") else 0


@given(st.lists(st.text("ab &<🙂", min_size=1, max_size=900), max_size=40), st.none() | st.integers(1, 45))
def test_lines_are_shown_whole_or_counted(lines: list[str], most: int | None) -> None:
    said = room.under(EN, Rich("*Goals*"), lines, most=most)
    assert length(said) <= SECTION
    assert section(said)["text"]["text"] == said
    left = names_left_out(said)
    shown = [escape(line) for line in lines[: len(lines) - left]]
    assert all(length(line) > room.LONGEST_LINE or line in said for line in shown)
    assert most is None or len(shown) <= most
    assert left < len(lines) or not lines


def test_as_many_rows_as_a_message_has_room_for() -> None:
    rows = [[section("a" * 1500), context("b" * 100)] for _ in range(20)]
    beside = [section("c" * 500)]
    shown = room.how_many(rows, beside=beside)
    assert shown == 5
    said = message("text", [*beside, *(block for row in rows[:shown] for block in row)])
    assert weight(said["blocks"]) <= MOST_TEXT - room.SPARE_TEXT
    assert room.how_many([[section("a")] for _ in range(99)]) == MOST_BLOCKS - room.SPARE_BLOCKS


def test_what_comes_up_later_is_said_so() -> None:
    rows = [[section(f"{n}")] for n in range(14)]
    assert room.coming_up(EN, rows[:12], most=12) == [row[0] for row in rows[:12]]
    *_, last = room.coming_up(EN, rows, most=12)
    assert last["elements"][0]["text"] == "and 2 more, which come up here once these are settled"
    *_, last = room.coming_up(FR, rows, most=13)
    assert last["elements"][0]["text"].startswith("et 1 autre, qui apparaîtra ici")


def test_of_many_names_some() -> None:
    names = [f"n{n}" for n in range(10)]
    assert room.some(EN, names) == [*names[:8], "2 others"]
    assert room.some(EN, names[:9]) == names[:9]


@given(st.lists(st.text("ab &<🙂\n", max_size=4000), max_size=8))
def test_no_word_of_what_is_read_in_a_window_is_lost(lines: list[str]) -> None:
    blocks = room.in_sections(lines)
    assert all(length(block["text"]["text"]) <= SECTION for block in blocks)
    told = "".join(block["text"]["text"] for block in blocks)
    assert "".join(told.split()) == "".join(escape("".join(lines)).split())


def vacated(count: int) -> list[Any]:
    """Partners that somebody was named with, for everything."""
    letters = {letter: ["work " * 12] * 5 for letter in duties.COLUMNS}
    return [
        SimpleNamespace(partner=SimpleNamespace(id=n, name=f"{n} " + "é" * 190), held=(), letters=letters)
        for n in range(count)
    ]


def test_of_all_that_somebody_left_open_a_window_has_the_rest() -> None:
    reminder: Any = SimpleNamespace(id=7, recipient="U1", to_person=True)
    for words in (EN, FR):
        said = duties.vacant(words, "Sam", vacated(60), reminder)
        assert check_message({"channel": "C1", **said}) == []
        assert weight(said["blocks"]) <= MOST_TEXT
        [door] = [one["accessory"] for one in said["blocks"] if one.get("accessory", {}).get("action_id") == duties.ALL]
        assert door["value"] == "7"
        view = duties.all_vacant(words, "Sam", vacated(60))
        assert check_view(view) == []
        assert len(view["blocks"]) == 61
        assert check_view(duties.all_vacant(words, "Sam", vacated(120))) == []
    assert duties.ALL not in str(duties.vacant(EN, "Sam", vacated(2), reminder))
