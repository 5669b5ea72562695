"""Lessons for those who learn or teach the theory of negotiation; each module holds one, and the table lists them.

A lesson of your own: write a module with a `LESSON`, put it in the table, and `tests/test_lessons.py` picks it up.
"""

from sim.lessons import (
    attrition,
    bargaining_points,
    brinkmanship,
    informative_battles,
    patience,
    reputation,
    shifting_power,
    truces,
    voting_power,
    war_as_bargaining,
    water,
    zopa,
)
from sim.lessons.lesson import Lesson

LESSONS: tuple[Lesson, ...] = (
    zopa.LESSON,
    patience.LESSON,
    bargaining_points.LESSON,
    reputation.LESSON,
    attrition.LESSON,
    brinkmanship.LESSON,
    war_as_bargaining.LESSON,
    shifting_power.LESSON,
    informative_battles.LESSON,
    truces.LESSON,
    water.LESSON,
    voting_power.LESSON,
)
"""All lessons, in the order in which they may be taught."""


def lesson(name: str) -> Lesson:
    """Return the lesson with an id.

    Raises:
        KeyError: There is none.
    """
    found = next((one for one in LESSONS if one.id == name), None)
    if found is None:
        raise KeyError(f"no lesson {name!r}; there are {', '.join(one.id for one in LESSONS)}")
    return found
