"""The formulas of the rulebook as scalar functions: one sentence, one formula, one source each."""

from math import exp, inf, isinf, log, pi, sqrt

from sim.kernel.compile import part, rule


@rule
def logistic(x: float) -> float:
    """Return 1 / (1 + exp(-x)) without overflow for any x."""
    if x >= 0.0:
        return 1.0 / (1.0 + exp(-x))
    odds = exp(x)
    return odds / (1.0 + odds)


@rule
def acceptance(surplus: float, aspiration: float, ideal: float, precision: float, rounding: float) -> float:
    """A party accepts the more readily, the further a proposal lies above what it holds out for.

    P(accept) = 1 / (1 + exp(-precision (surplus - aspiration x ideal)))

    Args:
        surplus: What the proposal adds to the deal in force, in points of the party's own scale.
        aspiration: Share of the ideal that the party holds out for, in [0, 1].
        ideal: The best surplus it could hope for on the same agenda, in points, not negative.
        precision: How sharply it chooses, per point; 0 is a coin toss, infinity a best response.
        rounding: Points by which a best response may fall short.

    Returns:
        The probability of acceptance, in [0, 1].

    Source:
        Logit quantal response, McKelvey and Palfrey (1995).
    """
    gap = surplus - aspiration * ideal
    if isinf(precision):
        return 1.0 if gap >= -rounding else 0.0
    return logistic(precision * gap)


@part
def softened_precision(precision: float, spread: float, options: float) -> float:
    """A logit of what is seen with an error, averaged over the error, is a logit of less precision.

    precision / sqrt(1 + (pi / 8) precision^2 spread^2 options)

    Args:
        precision: Per point.
        spread: Standard deviation of the error in each option's worth, in points.
        options: How many options are seen with an error.

    Source:
        MacKay (1992).
    """
    blur = precision * spread
    return precision / sqrt(1.0 + pi / 8.0 * blur * blur * options)


@part
def priced_share(days_left: float, patience: float) -> float:
    """A fixed term counts for the share of the party's patience that it lasts.

    share = min(1, days left / patience)
    """
    return min(1.0, days_left / patience)


@part
def aspiration_over_time(day: float, start: float, end: float, patience: float, beta: float) -> float:
    """A party on the clock moves from one aspiration to another, late or early as beta says.

    alpha(t) = start + (end - start) min(1, t / D)^(1/beta)

    Source:
        Time-dependent tactics, Faratin, Sierra and Jennings (1998); beta < 1 is Boulware, beta > 1 Conceder.
    """
    passed = min(1.0, day / patience)
    aspiration: float = start + (end - start) * passed ** (1.0 / beta)
    return aspiration


@part
def aspiration_at_deadline(days_left: float, start: float, end: float, last_days: float) -> float:
    """A party waits for the deadline and gives way, evenly, in the last days before it.

    alpha = end + (start - end) min(1, days left / last days)

    Source:
        The deadline effect, Roth, Murnighan and Schoumaker (1988).
    """
    return end + (start - end) * min(1.0, days_left / last_days)


@part
def aspiration_in_kind(
    previous: float, others_now: float, others_before: float, lowest: float, highest: float
) -> float:
    """A party moves, in percent, as the others have moved since the last session.

    alpha = clip(alpha' x others now / others before, lowest, highest)

    Source:
        Relative tit-for-tat, Faratin, Sierra and Jennings (1998).
    """
    ratio = others_now / others_before if others_before > 0.0 else 1.0
    return min(highest, max(lowest, previous * ratio))


@rule
def concession_hazard(own_demand: float, other_demand: float, other_rate: float) -> float:
    """A party that is taken for stubborn gives way at the rate that keeps the other indifferent.

    lambda_i = r_j (1 - x_i) / (x_i + x_j - 1)

    Args:
        own_demand: Share x_i it demands.
        other_demand: Share x_j the other demands.
        other_rate: The other's rate of time r_j = 1 / patience, per day.

    Returns:
        Concessions per day; infinite when the demands are compatible.

    Source:
        Reputational bargaining, Abreu and Gul (2000).
    """
    excess = own_demand + other_demand - 1.0
    if excess <= 0.0:
        return inf
    return other_rate * (1.0 - own_demand) / excess


@rule
def exhaustion_day(stubborn: float, hazard: float) -> float:
    """The day by which a party would have conceded unless it were stubborn: -ln z / lambda."""
    if isinf(hazard):
        return 0.0
    if stubborn <= 0.0 or hazard <= 0.0:
        return inf
    return -log(stubborn) / hazard


@part
def concession_day(luck: float, stubborn: float, hazard: float, last: float) -> float:
    """The day on which a party gives way: at once, later, or never.

    With c = z exp(lambda T): at once with chance 1 - c; by day t with chance 1 - c exp(-lambda t); never with z.

    Args:
        luck: Uniform number in (0, 1).
        stubborn: z, the chance that it is a type that never concedes.
        hazard: lambda, concessions per day.
        last: T, the day on which the first of the two is exhausted.

    Source:
        Abreu and Gul (2000), proposition 1.
    """
    if isinf(hazard):
        return 0.0
    if isinf(last):
        return inf if hazard <= 0.0 else -log(1.0 - luck) / hazard
    mass = stubborn * exp(min(700.0, hazard * last))
    if luck <= 1.0 - mass:
        return 0.0
    if luck >= 1.0 - stubborn or hazard <= 0.0:
        return inf
    return log(mass / (1.0 - luck)) / hazard


@part
def belief_after_refusal(belief: float, otherwise: float) -> float:
    """A refusal makes a red line the likelier, the more readily the party would else have accepted.

    b' = b / (b + (1 - b)(1 - h))

    Args:
        belief: b, before the refusal.
        otherwise: h, the chance of acceptance if this were no red line.
    """
    rest = belief + (1.0 - belief) * (1.0 - otherwise)
    return belief / rest if rest > 0.0 else belief


@part
def survival_hazard(age: float, scale: float, shape: float) -> float:
    """The chance that a truce of this age ends today, ledgers aside.

    h(t) = 1 - exp(-((t/s)^k - ((t-1)/s)^k))

    Source:
        Discrete Weibull, Nakagawa and Osaki (1975).
    """
    return 1.0 - exp(-((age / scale) ** shape - ((age - 1.0) / scale) ** shape))


@part
def strain_factor(ledger: float, tolerance: float, strain: float) -> float:
    """A ledger over tolerance multiplies the hazard: exp(strain x max(0, ledger/tolerance - 1)).

    Without any tolerance each breach a day counts as one tolerance.
    """
    over = ledger / tolerance - 1.0 if tolerance > 0.0 else ledger
    return exp(min(700.0, strain * max(0.0, over)))


@part
def kept_share(breaches: float, tolerance: float) -> float:
    """A truce day counts as kept for the share by which breaches stay below twice what is tolerated.

    1 - min(1, l / (2 tolerance)). Without any tolerance each breach a day counts as one tolerance.

    Args:
        breaches: Mean of the other's breaches a day, as perceived.
        tolerance: Breaches a day that a side puts up with.
    """
    borne = tolerance if tolerance > 0.0 else 1.0
    return 1.0 - min(1.0, breaches / (2.0 * borne))


@part
def whole_days(days: float) -> int:
    """Return days rounded half up to whole ones; none if there are fewer than a half."""
    return int(days + 0.5)


@part
def evidence_trust(initial: float, prior: float, kept: float, broke: float) -> float:
    """Trust is the share of kept truce days, the initial trust counting as so many days.

    T = (prior x initial + kept) / (prior + kept + broke)
    """
    days = prior + kept + broke
    return (prior * initial + kept) / days if days > 0.0 else initial
