"""Texts that spreadsheets must not take for formulas."""

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a cell begins that some spreadsheet would calculate; the last four are the wide forms of East Asian keyboards."""


def starts_formula(text: str) -> bool:
    """Return whether a spreadsheet might take a text for a formula, spaces before it or not."""
    return text.lstrip(" ").startswith(STARTS)


def guarded(text: str) -> str:
    """Return a text as a cell of a file without types: an apostrophe in front where it could be a formula."""
    return f"'{text}" if starts_formula(text) else text
