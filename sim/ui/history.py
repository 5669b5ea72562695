"""The browser's Back and Forward: what one thing that a person does leaves in its history; and the sheet of a phone.

Streamlit writes the address of a page into the history as soon as it is told of the page. When a person has meanwhile
gone back or forward, it still hears of the page that was left, pushes that one's address, and all that lay ahead is
lost. Only the browser knows who went where, so this is decided there, where the history is written:

- Between going back or forward and the next thing done on the page nothing is added: another page's address is dropped,
  a new one of this page takes the place of the old.
- A page whose address is written in two parts, first its path and then what it shows, is one entry.
"""

import streamlit as st

KEEPER = """<script>
(() => {
    if (window.parleyHistory) return
    window.parleyHistory = true
    const push = history.pushState.bind(history), replace = history.replaceState.bind(history)
    // Whether something was done on the page since the last step back or forward; a path that awaits the rest.
    let acted = true, begun = null
    const act = event => {
        if (event.altKey || event.metaKey || event.key === 'BrowserBack' || event.key === 'BrowserForward') return
        acted = true
        begun = null
    }
    for (const kind of ['click', 'input', 'change', 'keydown', 'drop']) addEventListener(kind, act, true)
    addEventListener('popstate', () => { acted = false; begun = null }, true)
    history.pushState = (state, title, url) => {
        const next = new URL(url ?? location.href, location.href), moves = next.pathname !== location.pathname
        if (!acted && moves) return
        const rest = !moves && begun === location.href
        begun = moves && !next.search ? next.href : null
        if (!acted || rest) replace(state, title, url)
        else push(state, title, url)
    }
    // On a phone the names of pages stand in a sheet, which would stay open over the page that was chosen.
    addEventListener('click', event => {
        if (innerWidth >= 768 || !event.target.closest?.('[data-testid="stSidebarNavLink"]')) return
        document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click()
    })
})()
</script>"""
"""What runs in the browser, once for each time that the app is loaded; it sends nothing and reads only addresses."""


def keep_history() -> None:
    """Have the browser keep what lies ahead when a person goes back."""
    st.html(KEEPER, unsafe_allow_javascript=True)
