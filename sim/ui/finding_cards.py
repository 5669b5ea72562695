"""An answer on a page: a sentence first, then the picture, the numbers, how sure it is, and the command."""

from functools import partial

import pandas as pd
import streamlit as st

from sim.charts import Picture
from sim.reports.asked import Answer
from sim.reports.paper import Figure, Grid
from sim.ui import show, words
from sim.ui.files import stem
from sim.ui.found import Found, rests_on
from sim.ui.job_lines import draw_dismissal
from sim.ui.jobs import Job
from sim.ui.offers import offer
from sim.ui.question_jobs import Asked, askable
from sim.ui.words import plain


def draw_card(job: Job, asked: Asked, found: Answer) -> None:
    """Draw an answer with the buttons that put it into the brief, or away."""
    with st.container(border=True, key=f"card.{job.id}"):
        st.subheader(plain(found.question), anchor=False)
        first, *others = found.sentences
        st.markdown(f"**{plain(first)}**")
        for text in others:
            st.markdown(plain(text))
        for place, figure in enumerate(one for one in (found.figure, *found.more) if one is not None):
            name = f"{job.id}.figure.{place}"
            show.picture(name, (name,), partial(_picture, figure))
        if found.table is not None:
            show.table_below(f"{job.id}.table", found.table.caption, frame_of(found.table), found.table.caption)
        st.caption(f"{words.HOW_SURE} {plain(found.sure)}")
        st.caption(words.CARD_MADE.format(**rests_on(asked)))
        if job.opened:
            st.caption(words.CARD_OPENED)
        show.text_below(f"{job.id}.command", words.CARD_COMMAND, lambda: found.command)
        whole = found.complete and job.state == "done"
        if whole and askable(asked):
            make = partial(_alone, (job, asked, found))
            offer(words.ANSWER_PDF, f"pdf.{job.id}", f"{stem()}-answer.pdf", make, words.ANSWER_PDF_HELP)
        draw_buttons(job, whole=whole)


def _alone(one: Found) -> bytes:
    # Only whoever presses waits for what writes files.
    from sim.ui.takeaways import brief_file, brief_of

    return brief_file(brief_of([one]), ".pdf")


def _picture(figure: Figure) -> Picture:
    return figure.picture


def draw_buttons(job: Job, *, whole: bool) -> None:
    """Draw the buttons that put what a job found into the brief, or away.

    Args:
        job: The job.
        whole: Whether it was not cut short; what was cannot be asked again, and stays out of the brief.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        if whole:
            st.button(
                words.OUT_OF_BRIEF if job.in_brief else words.INTO_BRIEF,
                key=f"brief.{job.id}",
                help=words.BRIEF_HELP,
                icon=":material/remove:" if job.in_brief else ":material/add:",
                on_click=_toggle,
                args=(job,),
            )
        else:
            st.caption(words.NOT_IN_BRIEF, width="content")
        draw_dismissal(job)


def _toggle(job: Job) -> None:
    job.in_brief = not job.in_brief


def frame_of(table: Grid) -> pd.DataFrame:
    """Return a table of an answer as a data frame; column heads that occur twice are told apart."""
    heads = list(table.columns)
    named = [head if heads.index(head) == place else f"{head} ({place + 1})" for place, head in enumerate(heads)]
    return pd.DataFrame(list(table.rows), columns=named)
