"""Who is in front of the page: one browser, known by the token that Streamlit gives it against forged requests.

A reload keeps it, another tab of the same browser has it, and an address that is copied to somebody else does not carry
it. So what belongs to a visitor, a long job or the text of an own scenario, is opened by nobody else.
"""

import hashlib

import streamlit as st

COOKIE = "_streamlit_xsrf"


def visitor() -> str:
    """Return what names this browser; empty where it has no token, as in tests without a browser."""
    cookie: object = st.context.cookies.get(COOKIE)
    token = _unmasked(cookie) if isinstance(cookie, str) else b""
    return hashlib.sha256(token).hexdigest()[:32] if token else ""


def _unmasked(cookie: str) -> bytes:
    """Return the token of a cookie `2|mask|masked token|time`, all in hexadecimal; its mask differs from day to day."""
    version, _, rest = cookie.strip("\"'").partition("|")
    parts = rest.split("|")
    if version != "2" or len(parts) < 2:
        return cookie.encode()
    try:
        mask, masked = bytes.fromhex(parts[0]), bytes.fromhex(parts[1])
    except ValueError:
        return b""
    return bytes(byte ^ mask[place % len(mask)] for place, byte in enumerate(masked)) if mask else masked
