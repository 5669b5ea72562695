"""Scenarios in and out of the page: chosen, uploaded, downloaded. What is uploaded is data and never touches a path."""

from pathlib import Path, PurePath

import streamlit as st

from sim.scenario.documents import MOST_BYTES, Document, bundled
from sim.scenario.likeness import SCENARIO, SESSION, Likeness, likeness_in, mistaken_for
from sim.ui import words
from sim.ui.engine import document_of
from sim.ui.link import Link
from sim.ui.state import forget_typed, heard, heeded, link, put, told
from sim.ui.words import plain

LONGEST_NAME = 80
MEGABYTE = 1_000_000

UPLOADED = ["yaml", "yml", "json", "parley"]
"""Endings of the files that are taken; those of ours that are no scenario too, so that it is said what they are."""

_DOORS: dict[Likeness | None, str] = {SCENARIO: words.SCENARIO, SESSION: words.EXPORT}
"""The pages that open files of ours."""

EXAMPLE = "pie"
"""The smallest scenario that comes with Parley."""


def draw(document: Document) -> None:
    """Draw the choice of a scenario, the upload, the download and the way back from edits."""
    draw_choice()
    st.download_button(
        words.DOWNLOAD,
        document.text,
        file_name=file_name(link()),
        mime="application/yaml",
        key="download",
        icon=":material/download:",
        help=words.DOWNLOAD_HELP,
        on_click="ignore",
        width="stretch",
    )
    count = len(link().edits)
    if count:
        st.caption(words.counted(count, *words.EDITED))
        st.button(
            words.RESET_EDITS,
            key="reset_edits",
            icon=":material/undo:",
            help=words.RESET_EDITS_HELP,
            on_click=_reset_edits,
            width="stretch",
        )
    if not link().portable:
        st.caption(words.NOT_PORTABLE)


def draw_choice() -> None:
    """Draw the choice of a scenario that comes with Parley, and the upload of the user's own."""
    _choice()
    if link().scenario != EXAMPLE:
        st.button(words.EXAMPLE, "example", words.EXAMPLE_SCENARIO, type="tertiary", on_click=_take, args=(EXAMPLE, ""))
    _upload()


def _choice() -> None:
    own = link().scenario if link().yaml else ""
    names = [*bundled(), *([own] if own else [])]
    st.selectbox(
        words.CHOOSE,
        names,
        key=told("scenario", link().scenario if link().scenario in names else None, names),
        index=names.index(link().scenario) if link().scenario in names else None,
        format_func=lambda name: words.OWN.format(name=name) if name == own else name,
        help=words.CHOOSE_HELP,
        on_change=_chosen,
        args=(own,),
    )


@heeded
def _chosen(own: str) -> None:
    name = heard("scenario")
    if name is not None and name != own:
        _take(name, "")


def _upload() -> None:
    st.file_uploader(
        words.UPLOAD,
        type=UPLOADED,
        max_upload_size=MOST_BYTES // MEGABYTE,
        key="upload",
        help=words.UPLOAD_HELP.format(limit=MOST_BYTES // MEGABYTE),
        on_change=_uploaded,
    )
    problem = st.session_state.get("upload_problem", "")
    if problem:
        st.error(problem, icon=":material/error:")


def _uploaded() -> None:
    """Take over an uploaded file if it is a text of acceptable size; what is wrong inside is for the page to show."""
    file = st.session_state["upload"]
    st.session_state["upload_problem"] = ""
    if file is None:
        return
    # Only the last part of whatever name the browser sends, and only to show it.
    name = PurePath(file.name.replace("\\", "/")).name[:LONGEST_NAME] or "scenario.yaml"
    if file.size > MOST_BYTES:
        told = words.UPLOAD_TOO_LARGE.format(name=plain(name), size=file.size, limit=MOST_BYTES)
        st.session_state["upload_problem"] = told
        return
    st.session_state["upload_problem"] = _brought(name, file.getvalue())


def _brought(name: str, data: bytes) -> str:
    """Take over what a file holds, and return why not, in a sentence; empty where it was taken over."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return words.UPLOAD_NO_TEXT.format(name=plain(name))
    if not text:
        return words.UPLOAD_EMPTY
    if document_of(Link(scenario=name, yaml=text)).read is None:
        mistaken = mistaken_for(Path(name), SCENARIO, data=data)
        if mistaken is not None:
            return plain(f"{mistaken} {other_door(data, words.SCENARIO)}".rstrip())
    _take(name, text)
    return ""


def other_door(data: bytes, page: str) -> str:
    """Return, in a sentence, which page opens a file of ours that this page refused; empty if none does."""
    other = _DOORS.get(likeness_in(data), page)
    return words.OPENS_HERE.format(page=other) if other != page else ""


@heeded
def _take(name: str, text: str) -> None:
    """Switch to another scenario; levers, edits and jobs belong to the one before."""
    st.session_state["upload_problem"] = ""
    kept = Link(scenario=name, yaml=text, seed=link().seed, runs=link().runs)
    put(**{field: getattr(kept, field) for field in kept.__dataclass_fields__})
    forget_typed()


@heeded
def _reset_edits() -> None:
    put(edits=())
    forget_typed()


def stem() -> str:
    """Return how the names of files begin that hold what was found of the scenario of the page."""
    return PurePath(file_name(link())).stem


def file_name(current: Link) -> str:
    """Return the name under which the scenario of a page is downloaded; an edited one has a name of its own."""
    name = current.scenario if current.yaml else f"{current.scenario}.yaml"
    return f"{PurePath(name).stem}-edited.yaml" if current.edits else name
