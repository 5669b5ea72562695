"""Names in any script -> permanent ids in small Latin letters, digits, underscores and hyphens.

Latin letters lose their accents; Cyrillic, Greek, Hebrew and Arabic are transliterated letter by letter; syllables of
Korean, Japanese and Indic scripts are spelled as Unicode names them, other letters by how their names begin. A sign
that stands for a word, such as a Chinese one, has no spelling of its own: its number in Unicode stands for it. The name
itself stays as the label.
"""
# ruff: noqa: RUF001 - letters of other scripts are what this is about

import re
import unicodedata
from collections.abc import Iterable

UNNAMED = "unnamed"
"""The id of a name that has neither letters nor digits."""
LONGEST = 56
"""Longest id that is made, so that there is room for a number after it."""

_PAIRS = (
    "æ=ae œ=oe ø=o ł=l đ=d ð=d þ=th \u0131=i ħ=h ŋ=ng "
    "а=a б=b в=v г=g д=d е=e з=z и=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ы=y э=e є=ie "
    "і=i ґ=g ў=u ј=j љ=lj њ=nj ћ=c ђ=dj џ=dz ѓ=gj ќ=kj ѕ=dz ж=zh ц=ts ч=ch ш=sh щ=shch ъ= ь= ю=iu я=ia "
    "α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f χ=ch ψ=ps "
    "ω=o "
    "א=a ב=b ג=g ד=d ה=h ו=v ז=z ח=kh ט=t י=y כ=k ל=l מ=m נ=n ס=s ע=e פ=p צ=ts ק=k ר=r ש=sh ת=t ך=k ם=m "
    "ן=n ף=f ץ=ts "
    "ا=a ب=b ت=t ث=th ج=j ح=h خ=kh د=d ذ=dh ر=r ز=z س=s ش=sh ص=s ض=d ط=t ظ=z ع=a غ=gh ف=f ق=q ك=k ل=l م=m "
    "ن=n ه=h و=w ي=y ة=a ى=a ء=a پ=p چ=ch ژ=zh گ=g ک=k ی=y "
)
_SPELLED = dict(pair.split("=") for pair in _PAIRS.split())
"""Letters and how they are spelled in Latin ones: Latin, Cyrillic, Greek, Hebrew, Arabic."""
_SYLLABLE = re.compile(
    r"(?:HANGUL|ETHIOPIC) SYLLABLE (\w+)|(?:HIRAGANA|KATAKANA) LETTER (?:SMALL )?(\w+)"
    r"|(?:DEVANAGARI|BENGALI|GURMUKHI|GUJARATI|ORIYA|TAMIL|TELUGU|KANNADA|MALAYALAM|SINHALA)"
    r" (?:LETTER|VOWEL SIGN) (\w+)"
)
_LETTER = re.compile(r"[A-Z]+(?: SMALL)? LETTER (\w)\w*|THAI CHARACTER (?:SARA )?(\w).*")
_ODD = re.compile(r"[^a-z0-9_-]+")


def ids_of(names: Iterable[str], reserved: Iterable[str] = ()) -> list[str]:
    """Return a permanent id for each name, all different, and none of the reserved ones."""
    taken, ids = set(reserved), []
    for name in names:
        stem = latin(name)[:LONGEST].strip("_-") or UNNAMED
        made, count = stem, 1
        while made in taken:
            count += 1
            made = f"{stem}_{count}"
        taken.add(made)
        ids.append(made)
    return ids


def latin(name: str) -> str:
    """Return a name in small Latin letters and digits, with underscores for everything else."""
    # Compatibility forms first, so that a letter with a mark that has a spelling of its own (й) keeps it.
    composed = unicodedata.normalize("NFKC", name).casefold()
    return _ODD.sub("_", "".join(_spelled(letter) for letter in composed)).strip("_-")


def _spelled(letter: str) -> str:
    if letter.isascii():
        return letter
    if letter in _SPELLED:
        return _SPELLED[letter]
    bare = "".join(one for one in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(one))
    if bare and bare != letter and all(one.isascii() or one in _SPELLED for one in bare):
        return "".join(_SPELLED.get(one, one) for one in bare)
    if unicodedata.combining(letter):
        return ""
    return _named(letter)


def _named(letter: str) -> str:
    """Return a letter as its Unicode name spells it, or as its number; a blank for what is not a letter."""
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    kind = unicodedata.category(letter)
    if kind[0] not in "LMN":
        return " "
    name = unicodedata.name(letter, "")
    spelled = _SYLLABLE.fullmatch(name) or _LETTER.fullmatch(name)
    if spelled:
        return next(part for part in spelled.groups() if part).lower()
    return f"u{ord(letter):x}_"
