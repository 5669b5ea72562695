"""What is pressed is taken over whole, whatever the browser or the server does meanwhile."""

from typing import Any, NoReturn

import pytest
from streamlit.runtime.scriptrunner import RerunData, RerunException

from sim.ui import state
from sim.ui.link import Link, link_of


class Address(dict[str, list[str]]):
    """The address of a page, as Streamlit tells it and takes it."""

    def get_all(self, key: str) -> list[str]:
        return self[key]

    def from_dict(self, said: dict[str, Any]) -> None:
        self.clear()
        self.update({key: [value] if isinstance(value, str) else list(value) for key, value in said.items()})


class Browser:
    """A session and the address that comes with its next request."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.session: dict[str, Any] = {}
        self.address = Address()
        for name, value in (("session_state", self.session), ("query_params", self.address), ("rerun", self._rerun)):
            monkeypatch.setattr(f"sim.ui.state.st.{name}", value)
        monkeypatch.setattr("sim.ui.state.visitor", lambda: "me")

    def _rerun(self) -> NoReturn:
        raise RerunException(RerunData())

    def asks(self, said: Link) -> Link:
        """Draw the page at an address and return what it is to show."""
        self.address.from_dict(said.query())
        state.sync("answer")
        return state.link()


@pytest.fixture(name="browser")
def _browser(monkeypatch: pytest.MonkeyPatch) -> Browser:
    return Browser(monkeypatch)


def at(**moved: Any) -> Link:
    return link_of({"scenario": ["pie"], "runs": ["500"], **{key: [str(value)] for key, value in moved.items()}}, {})


def test_an_address_from_before_a_press_undoes_nothing_when_the_page_is_drawn_by_the_clock(browser: Browser) -> None:
    before = browser.asks(at())
    state.put(seed=7)
    assert browser.asks(before).seed == 7
    with pytest.raises(RerunException):
        state.again()
    assert browser.asks(before).seed == 7
    assert link_of(browser.address, {}).seed == 7


def test_the_way_back_is_followed_once_the_page_has_been_drawn(browser: Browser) -> None:
    before = browser.asks(at())
    state.put(seed=7)
    browser.asks(before)
    with pytest.raises(RerunException):
        state.again()
    browser.asks(at(seed=7))
    assert browser.asks(before).seed == before.seed == 1


def test_a_button_pressed_right_after_a_move_does_not_take_the_move_back(browser: Browser) -> None:
    before = browser.asks(at())
    state.put(seed=7)
    browser.asks(before)
    state.wish("precise")
    assert browser.asks(before).seed == 7
    assert state.wished("precise")


def test_a_press_that_another_request_ends_is_done_again_and_the_request_is_heeded_too(browser: Browser) -> None:
    browser.asks(at())
    times: list[int] = []

    @state.heeded
    def press() -> None:
        times.append(len(times))
        if len(times) == 1:
            browser._rerun()
        state.put(seed=7)

    with pytest.raises(RerunException):
        press()
    assert times == [0, 1]
    assert state.link().seed == 7


def test_a_press_on_a_widget_that_is_being_made_anew_is_heard_and_not_the_new_one(browser: Browser) -> None:
    session = browser.session
    stops = ["0", "stated", "1"]
    old = state.told("lever", "stated", stops)
    session[old] = "1"
    assert state.heard("lever") == "1"
    # It is made anew as a range with two thumbs; before it is in the browser, the old one is moved once more.
    new = state.told("lever", (0.2, 0.8), ["range"])
    assert new != old and session[new] == (0.2, 0.8)
    session[old] = "0"
    assert state.heard("lever") == state.heard("lever") == "0"
    # From then on the new one speaks, though what was moved last on the old one is still known.
    session[new] = (0.3, 0.8)
    assert state.heard("lever") == (0.3, 0.8)
    del session[old]
    session[new] = (0.3, 0.7)
    assert state.heard("lever") == (0.3, 0.7)


def test_a_press_is_heard_though_the_widget_was_made_anew_twice(browser: Browser) -> None:
    session = browser.session
    old = state.told("lever", "stated", ["0", "stated", "1"])
    state.told("lever", (0.2, 0.8), ["range"])
    newest = state.told("lever", "stated", ["stated", "1"])
    session[old] = "0"
    assert state.heard("lever") == "0"
    # What no browser has any more is not remembered.
    for key in [key for key in session if key.startswith("lever") and key != newest]:
        del session[key]
    state.told("lever", "1", ["stated", "1"])
    former = session["seats"]["lever"].former
    assert former is not None and former.former is None


def test_a_widget_that_was_made_anew_and_did_not_move_says_what_it_was_told(browser: Browser) -> None:
    old = state.told("runs", 0)
    browser.session[old] = 500
    assert state.heard("runs") == 500
    state.told("runs", 500)
    state.told("runs", 1_000)
    assert state.heard("runs") == 1_000
