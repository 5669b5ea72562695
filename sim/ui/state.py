"""The link in the session: read from the address, changed by widgets, written back to the address.

The link is the one home of every value. A widget is told its value when it is made (`told`) and asked for it when a
person moves it (`heard`); it never keeps one for itself. Where a value changes in another way (a named change, a reset
button, the browser's way back), or where what a widget can say changes, the widget is made anew under another name: a
browser keeps what a widget of the same name showed last, sends that back as text, and would move a lever by itself.

Every widget is told its value twice, by its key and as what it begins with: a browser that misses the one drawing in
which the key is told, because the next came before it was shown, takes what the widget begins with and sends that back.

Two things may come between a press and the page that shows it. The page is also drawn anew of the app's own accord,
when what it waited for is done, with the address as the browser knew it then: `again` sees to it that this undoes
nothing. And a request that arrives while a press is being taken over ends that: `heeded` does it again, whole.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, NoReturn, ParamSpec

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException

from sim.scenario.base import RULES
from sim.ui.link import Link, fingerprint, link_of
from sim.ui.visitor import visitor

P = ParamSpec("P")

ASKED = {"scenario", "yaml", "edits", "changes", "moves", "seed", "arms", "vary"}
"""What of a link decides what is played."""
SHELVED = 32
"""Largest number of texts of users' own scenarios kept on the server for addresses that are too short for them."""


@st.cache_resource(show_spinner=False)
def _shelves() -> dict[tuple[str, str], str]:
    """Return the texts of users' own scenarios by the browser that brought them and their fingerprint."""
    return {}


def shelf() -> dict[str, str]:
    """Return this browser's texts, which addresses name by their fingerprint, so that a page can be loaded again."""
    owner = visitor()
    return {name: text for (whose, name), text in _shelves().items() if whose == owner}


def sync(page: str) -> None:
    """Take over what the address says if it says something new, and make it say what the session holds.

    Args:
        page: The page about to be drawn. Going to another page empties the address; that says nothing new.
    """
    session = st.session_state
    said = {key: st.query_params.get_all(key) for key in st.query_params}
    # A widget that was moved just now wins over an address that the browser has not updated yet, and what was shown
    # does where nobody did anything.
    moved = session.pop("moved", False) | session.pop("again", False)
    new = "link" not in session or (not moved and said != session["said"] and (said or page == session["page"]))
    if new:
        session["link"] = _with_jobs(link_of(said, shelf()), session.get("link"))
        forget_typed()
    # What was written last may have reached the browser when a person had gone on to this address, and overwritten it.
    overwritten = new and session.pop("completed", False)
    session["page"] = page
    session["said"] = link().query()
    session["completed"] = new and said != session["said"]
    if overwritten or said != session["said"]:
        st.query_params.from_dict(session["said"])


def _with_jobs(said: Link, before: Link | None) -> Link:
    """Return what an address says with the jobs of this session: the way back undoes moves, and loses no answer."""
    if before is None or before.scenario != said.scenario:
        return said
    return replace(said, jobs=tuple(dict.fromkeys((*said.jobs, *before.jobs))))


def follow() -> None:
    """Make the address say what the session holds, where only a part of the page is drawn, or something came after it.

    Nothing is then left to be told to the browser, and the next address that it reports is a person's.
    """
    st.session_state.pop("moved", None)
    st.session_state["said"] = link().query()
    st.query_params.from_dict(st.session_state["said"])


def again() -> NoReturn:
    """Draw the whole page anew, from a part of it that is drawn alone: by the clock, or for a press within it.

    The address that comes with it is the one that the browser had when it asked for the part, and says nothing new.
    """
    st.session_state["again"] = True
    st.rerun()


def heeded(press: Callable[P, None]) -> Callable[P, None]:
    """Return what takes a press over, done whole.

    Streamlit ends it where it stands when another request has arrived by then; the widget would show what was pressed,
    and nothing else on the page would know of it. It must be possible to do it twice.
    """

    @wraps(press)
    def done(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            press(*args, **kwargs)
        except RerunException:
            press(*args, **kwargs)
            raise

    return done


def link() -> Link:
    """Return what the pages are to show."""
    found: Link = st.session_state["link"]
    return found


@heeded
def put(**changes: Any) -> None:
    """Change some of what the pages are to show; the address follows when the page is drawn."""
    # What is asked here is asked under this rulebook, whatever the address said that led here.
    rules = RULES if ASKED & set(changes) else link().rules
    changed = replace(link(), **{"rules": rules, **changes})
    st.session_state["link"] = changed
    st.session_state["moved"] = True
    if not changed.portable:
        _keep(changed.yaml)


def _keep(text: str) -> None:
    """Put a text on the shelf; the one that has lain there longest makes room."""
    kept = _shelves()
    kept[visitor(), fingerprint(text)] = text
    for name in list(kept)[:-SHELVED]:
        kept.pop(name, None)


@heeded
def wish(what: str, how: Any = True) -> None:
    """Note what a pressed button asks for.

    It is done where the page is drawn (`wished`), on what all widgets say by then: a button that is pressed right after
    something else was chosen knows only what stood beside it when it was drawn.
    """
    st.session_state["wishes"] = {**st.session_state.get("wishes", {}), what: how}
    st.session_state["moved"] = True


def wished(what: str) -> Any:
    """Return what a pressed button asked for, once; None if nothing was asked."""
    wishes: dict[str, Any] = st.session_state.get("wishes", {})
    return wishes.pop(what, None)


def forget_typed() -> None:
    """Give the sheets that are edited in place new names, so that they forget what was typed into them."""
    st.session_state["sheets"] = st.session_state.get("sheets", 0) + 1


@dataclass(frozen=True)
class Seat:
    """A widget as it was drawn last: how often it was made anew, what it can say, and what it was told or said.

    Attributes:
        times: How often it was made anew.
        choices: What it can say, and how that reads.
        value: What it was told last, or said.
        former: The widget that stood there before it was made anew.
    """

    times: int
    choices: tuple[str, ...]
    value: Any
    former: "Seat | None" = None


def told(name: str, value: Any, choices: Iterable[str] = ()) -> str:
    """Return the key of a widget that is about to be drawn with a value.

    Args:
        name: Name of the widget.
        value: What it is to show.
        choices: What it can say and how that reads; where either changes the widget is made anew.
    """
    session, now = st.session_state, tuple(choices)
    seats: dict[str, Seat] = session.setdefault("seats", {})
    seat = seats.get(name, Seat(0, now, value))
    if seat.choices != now or not _same(seat.value, value):
        seat = Seat(seat.times + 1, now, value, _still_there(name, seat))
    seats[name] = seat
    key = key_at(name, seat)
    if key not in session:
        session[key] = value
    return key


def index_of(value: Any, choices: Sequence[Any]) -> int:
    """Return the place of a value among choices; the first where it is none of them."""
    return choices.index(value) if value in choices else 0


def heard(name: str) -> Any:
    """Return what a person moved a widget to, from within its callback.

    Where a widget is being made anew, a person may still move the one that stood there before: if what is new says what
    it was told, and one that was there before says something else, it is the former that was moved.
    """
    seats: dict[str, Seat] = st.session_state["seats"]
    seat = seats[name]
    value, former = st.session_state[key_at(name, seat)], seat.former
    while former is not None and _same(value, seat.value):
        before = st.session_state.get(key_at(name, former), former.value)
        if not _same(before, former.value):
            return before
        former = former.former
    seats[name] = replace(seat, value=value)
    return value


def _still_there(name: str, seat: Seat | None) -> Seat | None:
    """Return a widget that is being made anew, with those before it, as far as a browser may still have them."""
    if seat is None or key_at(name, seat) not in st.session_state:
        return None
    return replace(seat, former=_still_there(name, seat.former))


def key_at(name: str, seat: Seat) -> str:
    """Return the key of a widget as it was drawn last."""
    return f"{name}~{seat.times}" if seat.times else name


def _same(one: Any, other: Any) -> bool:
    """Return whether two values are the same to a widget: 1 is 1.0, and neither is True."""
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)
