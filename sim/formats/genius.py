"""GENIUS: a domain in XML and one utility space in XML for each negotiator, read as GENIUS itself reads them.

Issues of a utility space belong to those of the domain by index, values of an issue by name; evaluations are divided by
the largest of their issue in the file. Where index and name disagree, what was done is reported.

Source:
    Lin, Kraus, Baarslag, Tykhonov, Hindriks and Jonker (2014), Genius: an integrated environment for supporting the
    design of generic automated negotiators; the files of its competitions (ANAC).
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from sim.formats import ImportedScenario
from sim.formats.additive import MOST_DEALS, Domain, Side, imported, legible
from sim.formats.files import fault, head_of, in_folders, is_folder
from sim.formats.genius_issues import IssueFound, in_order, issue_of
from sim.formats.genius_spaces import side_of
from sim.formats.genius_write import write
from sim.formats.markup import Element, Markup, parsed

__all__ = ["read", "read_domain", "recognises", "write"]

DOMAIN, SPACE = "negotiation_template", "utility_space"
CAP = 1.0
"""Largest utility there: GENIUS counts anything above as this."""


def recognises(files: Sequence[Path]) -> bool:
    """Return whether these are XML files with a domain or utility spaces, or a folder of XML files that has some."""
    listed = in_folders(files, ".xml")
    if any(is_folder(file) for file in files):
        return any(_is_ours(file) for file in listed)
    return bool(listed) and all(_is_ours(file) for file in listed)


def _is_ours(file: Path) -> bool:
    head = head_of(file)
    return SPACE.encode() in head or DOMAIN.encode() in head


def read(files: Sequence[Path]) -> ImportedScenario:
    """Return the scenario of a domain and its utility spaces.

    Args:
        files: The domain and the utility spaces in any order, or a folder of them.

    Raises:
        ScenarioError: Something is wrong with them.
    """
    return imported(read_domain(files), "GENIUS domain")


def read_domain(files: Sequence[Path]) -> Domain:
    """Return what a domain and its utility spaces state; parties in the order of the files, or by name in a folder.

    Raises:
        ScenarioError: Something is wrong with them.
    """
    named = [file for file in files if not is_folder(file)]
    listed = in_folders(files, ".xml")
    notes: list[str] = []
    tops = []
    for file in listed:
        top = _top(file, notes, file in named)
        if top is None:
            notes.append(f"{file.name}: passed over, since it is neither a domain nor a utility space.")
        else:
            tops.append((file, top))
    domains = [(file, top) for file, top in tops if top.tag == DOMAIN]
    spaces = [(file, top) for file, top in tops if top.tag == SPACE]
    if len(domains) != 1 or len(spaces) < 2:
        raise _incomplete(files, [file for file, _ in domains], len(spaces))
    file, top = domains[0]
    issues = _issues_of(file, top, notes)
    sides = tuple(side_of(space.stem, element, issues, notes) for space, element in spaces)
    domain = Domain(file.stem, tuple((one.name, one.options) for one in issues), sides, cap=CAP)
    notes += _above_cap(domain)
    return legible(replace(domain, left_out=tuple(dict.fromkeys(notes))))


def _top(file: Path, notes: list[str], is_named: bool) -> Element | None:
    """Return the outermost element of a file; None if it is an unrelated file in a folder."""
    if not is_named and not _is_ours(file):
        return None
    found: Markup = parsed(file)
    if found.top.tag not in {DOMAIN, SPACE}:
        if not is_named:
            return None
        raise fault(file, found.top.place, f"<{found.top.tag}>", f"<{DOMAIN}> or <{SPACE}>")
    notes += found.notes
    return found.top


def _incomplete(files: Sequence[Path], domains: Sequence[Path], spaces: int) -> Exception:
    found = f"{len(domains)} domains and {spaces} utility spaces"
    listed = f" ({', '.join(file.name for file in domains)})" if len(domains) > 1 else ""
    hint = "Name the files of one domain instead of the folder." if len(domains) > 1 else ""
    where = files[0] if files else Path("import")
    return fault(where, (0, 0), f"{found}{listed}", "one domain and at least two utility spaces", hint)


def _issues_of(file: Path, top: Element, notes: list[str]) -> list[IssueFound]:
    issues = [issue_of(element, notes) for element in in_order(top)]
    names, numbers = [one.name for one in issues], [one.index for one in issues]
    if not issues or len(set(names)) < len(names):
        raise fault(file, top.place, "no issues" if not issues else "two issues of one name", "issues, all different")
    again = next((number for place, number in enumerate(numbers) if number in numbers[:place]), None)
    if again is not None:
        raise fault(file, top.place, f"two issues with the index {again}", "an index of its own for each issue")
    return issues


def _above_cap(domain: Domain) -> list[str]:
    """Say whose utilities GENIUS would cap, and for how many deals."""
    most = [sum(w * max(v) for w, v in zip(side.weights, side.values, strict=True)) for side in domain.sides]
    over = [place for place, top in enumerate(most) if top > CAP + 1e-9]
    if not over:
        return []
    found = domain.utilities() if domain.deals <= MOST_DEALS else None
    said = []
    for place in over:
        side: Side = domain.sides[place]
        count = f"{int(np.sum(found[:, place] > CAP + 1e-9)):,} deals" if found is not None else "some deals"
        said.append(
            f"GENIUS caps utility at 1: {side.name} values {count} above that (up to {most[place]:.4g}). "
            "Only solve --convention genius caps them here."
        )
    return said
