"""The link in the session: read from the address, changed by widgets, written back to the address.

Widgets do not hold state of their own: each is set from the link before it is drawn and changes the link when it is
moved. So address, reset buttons and the browser's way back all work on one value.
"""

from dataclasses import replace
from typing import Any

import streamlit as st

from sim.ui.link import Link, fingerprint, link_of

_UNSET = object()

SHELVED = 32
"""Texts of own scenarios kept on the server for addresses that are too short for them."""


@st.cache_resource(show_spinner=False)
def _shelf() -> dict[tuple[str, str], str]:
    """Return the texts that addresses name by fingerprint, each for the browser that brought it."""
    return {}


def owner() -> str:
    """Return what tells this browser from others, which a reload keeps and a copied link does not carry.

    It is the secret with which Streamlit's forms are signed: a cookie that hides it under another mask every time.
    """
    cookie = str(st.context.cookies.get("_streamlit_xsrf", ""))
    version, _, rest = cookie.strip('"').partition("|")
    mask, _, masked = rest.partition("|")
    try:
        hidden, key = bytes.fromhex(masked.partition("|")[0]), bytes.fromhex(mask)
    except ValueError:
        return ""
    if version != "2" or not key:
        return ""
    return bytes(byte ^ key[place % len(key)] for place, byte in enumerate(hidden)).hex()


def sync(page: str) -> None:
    """Take over what the address says if it says something new, and make it say what the session holds.

    Args:
        page: The page about to be drawn. Going to another page empties the address, which means nothing.
    """
    session = st.session_state
    said = {key: st.query_params.get_all(key) for key in st.query_params}
    # A widget that was moved just now wins over an address that the browser has not updated yet.
    moved = session.pop("moved", False)
    if "link" not in session or (not moved and said != session["said"] and (said or page == session["page"])):
        mine = owner()
        kept = {name: text for (whose, name), text in _shelf().items() if whose == mine}
        session["link"] = link_of(said, kept)
        forget_typed()
    session["page"] = page
    session["said"] = link().query()
    if said != session["said"]:
        st.query_params.from_dict(session["said"])


def link() -> Link:
    """Return what the pages are to show."""
    found: Link = st.session_state["link"]
    return found


def put(**changes: Any) -> None:
    """Change some of what the pages are to show; the address follows when the page is drawn."""
    changed = replace(link(), **{"ignored": (), **changes})
    st.session_state["link"] = changed
    st.session_state["moved"] = True
    if not changed.portable:
        _keep(changed.yaml)


def _keep(text: str) -> None:
    """Put a text on the shelf; the one that has lain there longest makes room."""
    kept = _shelf()
    kept[owner(), fingerprint(text)] = text
    for name in list(kept)[:-SHELVED]:
        kept.pop(name, None)


def forget_typed() -> None:
    """Give the sheets that are edited in place new names, so that they forget what was typed into them."""
    st.session_state["sheets"] = st.session_state.get("sheets", 0) + 1


def steer(key: str, value: Any) -> None:
    """Set a widget about to be drawn to a value, unless it stands there already."""
    if st.session_state.get(key, _UNSET) != value:
        st.session_state[key] = value
