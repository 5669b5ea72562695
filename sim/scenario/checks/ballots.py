"""Ballots on packages as a whole: one entry for a party, and a day on which it votes."""

from collections.abc import Iterator

from sim.scenario.checks.view import View, listed
from sim.scenario.data import table
from sim.scenario.faults import Problem


def ballots(view: View) -> Iterator[Problem]:
    """A ratifier votes once on a package, on one kind of day, and follows the word of others."""
    seen: dict[str, str] = {}
    for use in view.of("Ratifier"):
        party, name = str(use.data.get("party")), str(use.path[-1])
        if party in seen and party in view.parties:
            found = f"{party}, who votes under {seen[party]} already"
            yield Problem((*use.path, "party"), found, "one entry for a party", "Name all the issues there.")
        seen.setdefault(party, name)
        if use.data.get("ballots") and use.data.get("in_days") is not None:
            hint = "Where days are named the ballot is on the first that is late enough."
            yield Problem((*use.path, "in_days"), "in_days beside ballots", "one or the other", hint, "warning", True)
        if use.data.get("ballots") == []:
            yield Problem((*use.path, "ballots"), "no day", "at least one, or in_days", at_key=True)
        if party in table(use.data.get("recommends")):
            hint = "Its own word moves nobody but itself."
            path = (*use.path, "recommends", party)
            yield Problem(path, f"{party}, who votes itself", "another party", hint, at_key=True)
        if "issues" in use.data and not listed(use.data["issues"]):
            yield Problem((*use.path, "issues"), "no issue", "at least one, or no issues for all", at_key=True)
