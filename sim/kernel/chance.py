"""Addressed chance: every random number has an address and nothing has a state.

A number is Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011) of its address: key = the seed, counter = (run, moment,
purpose, who). So any run can be replayed alone, blocks and threads cannot change a number, and adding a party or a day
moves nobody else's luck.

The integer arithmetic is written so that it gives the same bits compiled (64-bit, wrapping) and as plain Python
integers: whatever wraps is masked to 32 bits at once.
"""

import zlib
from math import exp, inf, log, sqrt

from sim.kernel.compile import part, rule

MASK = 0xFFFFFFFF
SESSIONS_A_DAY = 64
"""Moments in a day; a day's sessions are moments 1 to 63 of it, what happens once a day is moment 0."""


def address(*ids: str) -> int:
    """Return the 32-bit address of a purpose or of the ids involved (CRC-32 of the ids)."""
    return zlib.crc32("\x1f".join(ids).encode())


EVENT = address("event")
VOLATILITY = address("volatility")
SESSIONS = address("sessions")
SPEAKER = address("speaker")
TURNS = address("turns")
TIE = address("tie")
ABSTAIN = address("abstain")
ANSWER = address("answer")
BALLOT = address("ballot")
MIND = address("mind")
OPINION = address("opinion")
PRESSURE = address("pressure")
BREACH = address("breach")
MISREAD = address("misread")
COLLAPSE = address("collapse")
RENEWAL = address("renewal")
RATIFY = address("ratify")
RESOLVE = address("resolve")
RED_LINE = address("red line")
MISPERCEPTION = address("misperception")
CONCESSION = address("concession")
GOING_ON = address("going on")
CASE = address("case")


@rule
def mix(first: int, second: int) -> int:
    """Return one 32-bit address for two (not symmetric)."""
    word = (int(first) ^ ((int(second) * 0x9E3779B1) & MASK)) & MASK
    word = ((word ^ (word >> 16)) * 0x85EBCA6B) & MASK
    word = ((word ^ (word >> 13)) * 0xC2B2AE35) & MASK
    return word ^ (word >> 16)


@part
def philox(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """Return the four 32-bit words of Philox4x32-10 for a counter and a key.

    Source:
        Salmon, Moraes, Dror and Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3".
    """
    for _ in range(10):
        low0 = (c0 * 0xD2511F53) & MASK
        high0 = ((c0 * 0xD2511F53) >> 32) & MASK
        low1 = (c2 * 0xCD9E8D57) & MASK
        high1 = ((c2 * 0xCD9E8D57) >> 32) & MASK
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        k0 = (k0 + 0x9E3779B9) & MASK
        k1 = (k1 + 0xBB67AE85) & MASK
    return c0, c1, c2, c3


@rule
def uniform(seed: int, run: int, moment: int, purpose: int, who: int) -> float:
    """Return the uniform number in (0, 1) at an address: 52 bits, never 0 and never 1.

    Args:
        seed: Key of the ensemble, any 64-bit integer; 0 is a seed.
        run: Number of the run, from 0.
        moment: Day and session as day x 64 + session.
        purpose: What it decides, a 32-bit address.
        who: Hash of all ids involved, a 32-bit address.
    """
    key = int(seed)
    high, low, _, _ = philox(
        int(run) & MASK, int(moment) & MASK, int(purpose) & MASK, int(who) & MASK, key & MASK, (key >> 32) & MASK
    )
    return ((high >> 6) * 67108864.0 + (low >> 6) + 0.5) / 4503599627370496.0


@rule
def normal(seed: int, run: int, moment: int, purpose: int, who: int) -> float:
    """Return the standard normal number at an address."""
    return inverse_normal(uniform(seed, run, moment, purpose, who))


@rule
def inverse_normal(p: float) -> float:
    """Return the standard normal quantile of p; minus and plus infinity at 0 and 1.

    Source:
        Wichura (1988), Algorithm AS 241 (PPND16), accurate to about 1 part in 10^16.
    """
    if p <= 0.0:
        return -inf
    if p >= 1.0:
        return inf
    q = p - 0.5
    if abs(q) <= 0.425:
        return q * _central(0.180625 - q * q)
    r = sqrt(-log(p if q < 0.0 else 1.0 - p))
    tail = _tail(r - 1.6) if r <= 5.0 else _far_tail(r - 5.0)
    return -tail if q < 0.0 else tail


@part
def _central(r: float) -> float:
    top = 2509.0809287301226727 * r + 33430.575583588128105
    top = ((top * r + 67265.770927008700853) * r + 45921.953931549871457) * r + 13731.693765509461125
    top = ((top * r + 1971.5909503065514427) * r + 133.14166789178437745) * r + 3.387132872796366608
    low = 5226.495278852545925 * r + 28729.085735721942674
    low = ((low * r + 39307.89580009271061) * r + 21213.794301586595867) * r + 5394.1960214247511077
    low = ((low * r + 687.1870074920579083) * r + 42.313330701600911252) * r + 1.0
    return top / low


@part
def _tail(r: float) -> float:
    top = 7.7454501427834140764e-4 * r + 0.0227238449892691845833
    top = ((top * r + 0.24178072517745061177) * r + 1.27045825245236838258) * r + 3.64784832476320460504
    top = ((top * r + 5.7694972214606914055) * r + 4.6303378461565452959) * r + 1.42343711074968357734
    low = 1.05075007164441684324e-9 * r + 5.475938084995344946e-4
    low = ((low * r + 0.0151986665636164571966) * r + 0.14810397642748007459) * r + 0.68976733498510000455
    low = ((low * r + 1.6763848301838038494) * r + 2.05319162663775882187) * r + 1.0
    return top / low


@part
def _far_tail(r: float) -> float:
    top = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5
    top = ((top * r + 0.0012426609473880784386) * r + 0.026532189526576123093) * r + 0.29656057182850489123
    top = ((top * r + 1.7848265399172913358) * r + 5.4637849111641143699) * r + 6.6579046435011037772
    low = 2.04426310338993978564e-15 * r + 1.4215117583164458887e-7
    low = ((low * r + 1.8463183175100546818e-5) * r + 7.868691311456132591e-4) * r + 0.0148753612908506148525
    low = ((low * r + 0.13692988092273580531) * r + 0.59983220655588793769) * r + 1.0
    return top / low


@part
def poisson(mean: float, seed: int, run: int, moment: int, purpose: int, who: int) -> int:
    """Return the Poisson count of mean `mean` at an address, by inverting its distribution.

    Large means are split into parts of at most 400, each with an address of its own: a sum of Poisson counts is one.
    """
    count = 0
    part = 0
    while mean > 0.0:
        step = min(mean, 400.0)
        count += _poisson_part(step, uniform(seed, run, moment, purpose, mix(who, part) if part else who))
        mean -= step
        part += 1
    return count


@part
def _poisson_part(mean: float, luck: float) -> int:
    term = exp(-mean)
    below = term
    count = 0
    # Beyond mean + 20 sd + 100 nothing is left that 53 bits could tell from 1.
    most = int(mean + 20.0 * sqrt(mean) + 100.0)
    while luck > below and count < most:
        count += 1
        term *= mean / count
        below += term
    return count
