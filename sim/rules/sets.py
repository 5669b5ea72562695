"""Sets of parties, issues and conditions as bit masks: number n is in a mask whose bit n is set."""

from sim.kernel.compile import part


@part
def has(mask: int, member: int) -> bool:
    """Return whether a set holds a member."""
    found: bool = (mask >> member) & 1 == 1
    return found


@part
def only(member: int) -> int:
    """Return the set that holds this member alone."""
    return 1 << member
