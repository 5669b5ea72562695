"""Every stated number of a scenario at its place in a run's inputs."""

from collections.abc import Mapping
from math import inf

from sim.game.layout import SIGNS, CommonCause, Layout, WordCounts
from sim.game.names import Names, effects_of, guards_of
from sim.rules import state as at
from sim.scenario.deciders import counts_votes, stated_rule, weights_of
from sim.scenario.happening_words import Deadline, Event
from sim.scenario.issue_words import Option, PartyWorth, Truce, TruceEffect
from sim.scenario.model import Scenario
from sim.scenario.numbers import Spread, fixed
from sim.scenario.party_words import Party, Trust, WalkOut
from sim.scenario.table_words import Protocol

TRUCE_FIELDS = (
    ("rate", at.RATE),
    ("branching", at.BRANCHING),
    ("retaliation", at.RETALIATION),
    ("memory_days", at.MEMORY),
    ("misread", at.MISREAD_CHANCE),
    ("tolerance", at.TOLERANCE),
    ("monitoring", at.MONITORING),
    ("cooling_days", at.COOLING),
)
COLLAPSE_FIELDS = (("scale_days", at.SCALE), ("shape", at.SHAPE), ("strain", at.STRAIN), ("early_days", at.EARLY))
TACTIC_FIELDS = (
    ("aspiration", at.ASPIRATION),
    ("from", at.FROM),
    ("to", at.TO),
    ("beta", at.BETA),
    ("last_days", at.LAST_DAYS),
)
PRESSURE_FIELDS = (
    ("points", at.POINTS),
    ("after_refusals", at.AFTER),
    ("chance", at.CHANCE),
    ("days", at.LASTS),
    ("cost", at.COST),
    ("threat", at.THREAT),
)

LEAVING_FIELDS = (
    ("after_red_lines", at.RED_LINES_BORNE),
    ("after_breaches", at.BREACHES_BORNE),
    ("returns_after", at.RETURN_DAYS),
)

NOTHING = fixed(0)
WHOLE = fixed(1)
HALF = -1.0
"""The share of yes that wins where more than half does."""
ASSUMED = Protocol.model_fields["assumed_precision"].get_default(call_default_factory=True)
"""Precision that others assume of a party about which nothing is said: the language's default."""
UNSTATED_TRUST = Trust()
"""How far a party trusts another about which nothing is said: the language's defaults."""


def lay_out(scenario: Scenario, names: Names) -> Layout:
    """Return the row of inputs of a scenario, certain figures set and uncertain ones noted."""
    layout = Layout(_sizes(scenario, names).shapes, scenario.protocol.features, causes_of(scenario))
    for number, (name, party) in enumerate(scenario.parties.items()):
        _party(layout, number, f"parties.{name}", party)
        _trust(layout, scenario, names, number, party)
        _walk_out(layout, names, number, f"parties.{name}.walk_out", party.walk_out)
    for name, worth in scenario.worth.items():
        _worth(layout, names, names.party(name), f"worth.{name}", worth)
    _bonuses(layout, scenario)
    _options(layout, scenario, names)
    _statements(layout, scenario, names)
    _guards(layout, scenario)
    _votes(layout, scenario, names)
    _ratifiers(layout, scenario, names)
    _start(layout, scenario, names)
    _events(layout, scenario, names)
    _pressures(layout, scenario)
    _shared_shocks(layout, scenario, names)
    _protocol(layout, scenario, names)
    return layout


def causes_of(scenario: Scenario) -> dict[str, CommonCause]:
    """Return what every member of a group of ranges has in common with the others, by path."""
    return {
        path: CommonCause(f"correlations.{name}", group.strength.at[0], SIGNS[direction])
        for name, group in scenario.correlations.items()
        for path, direction in group.members.items()
    }


def _sizes(scenario: Scenario, names: Names) -> WordCounts:
    return WordCounts(
        parties=len(names.parties),
        issues=len(names.issues),
        options=len(names.options),
        conditions=len(scenario.conditions),
        pledges=len(scenario.pledges),
        bonuses=sum(len(worth.bonus) for worth in scenario.worth.values()),
        truces=sum(names.stated(o).truce is not None for o in range(len(names.options))),
        events=len(scenario.happenings),
        effects=sum(1 for _ in effects_of(scenario)),
        pressures=len(scenario.pressures),
        guards=sum(1 for _ in guards_of(scenario)),
        ratifiers=len(scenario.ratifiers),
        deadlines=len(scenario.deadlines),
    )


def _party(layout: Layout, number: int, path: str, party: Party) -> None:
    layout.set(f"{path}.no_deal.value", party.no_deal.value, "no_deal", number)
    layout.set(f"{path}.drift", party.drift, "drift", number)
    layout.set(f"{path}.volatility", party.volatility, "volatility", number)
    layout.set(f"{path}.consistency", party.consistency, "consistency", number)
    layout.set(f"{path}.patience_days", party.patience_days, "patience", number)
    layout.set(f"{path}.resolve_correlation", party.resolve_correlation, "resolve", number)
    if party.tactic.days is None:
        layout.set(f"{path}.patience_days", party.patience_days, "conceding", number)
    else:
        layout.set(f"{path}.tactic.days", party.tactic.days, "conceding", number)
    if isinstance(party.precision, Spread):
        layout.set(f"{path}.precision", party.precision, "precision", number)
    else:
        layout.put(inf, "precision", number)
    for name, place in TACTIC_FIELDS:
        field = {"from": "start", "to": "end"}.get(name, name)
        layout.set(f"{path}.tactic.{name}", getattr(party.tactic, field), "tactic", number, place)


def _trust(layout: Layout, scenario: Scenario, names: Names, number: int, party: Party) -> None:
    for other in names.parties:
        trust = party.trust.get(other, UNSTATED_TRUST)
        path = f"parties.{names.parties[number]}.trust.{other}"
        layout.set(f"{path}.initial", trust.initial, "trust", number, names.party(other))
        layout.set(f"{path}.half_life_days", trust.half_life_days, "half_life", number, names.party(other))
        layout.set(f"{path}.prior_days", trust.prior_days, "prior", number, names.party(other))


def _walk_out(layout: Layout, names: Names, number: int, path: str, stated: WalkOut | None) -> None:
    for place in (at.RED_LINES_BORNE, at.BREACHES_BORNE, at.RETURN_DAYS):
        layout.put(inf, "walk_out", number, place)
    if stated is None:
        return
    layout.set(f"{path}.cost", stated.cost, "walk_out", number, at.LEAVING_COST)
    for name, place in LEAVING_FIELDS:
        count = getattr(stated, name)
        if count is not None:
            layout.set(f"{path}.{name}", count, "walk_out", number, place)
    for party, points in stated.no_deal.items():
        layout.set(f"{path}.no_deal.{party}", points, "absence", number, names.party(party))


def _worth(layout: Layout, names: Names, number: int, path: str, worth: PartyWorth) -> None:
    layout.set(f"{path}.total", worth.total, "total", number)
    for issue, stated in worth.issues.items():
        layout.set(f"{path}.{issue}.weight", stated.weight, "weight", number, names.issue(issue))
        for option, value in stated.values.items():
            layout.set(f"{path}.{issue}.{option}", value, "value", number, names.option(issue, option))


def _bonuses(layout: Layout, scenario: Scenario) -> None:
    every = [(party, name, bonus) for party, worth in scenario.worth.items() for name, bonus in worth.bonus.items()]
    for number, (party, name, bonus) in enumerate(every):
        layout.set(f"worth.{party}.bonus.{name}.points", bonus.points, "bonus", number)


def _options(layout: Layout, scenario: Scenario, names: Names) -> None:
    truces = 0
    for number, (issue, name) in enumerate(names.options):
        option = names.stated(number)
        path = f"issues.{issue}.options.{name}"
        _option(layout, scenario, number, path, option)
        if option.truce is not None:
            _truce(layout, truces, f"{path}.truce", option.truce)
            truces += 1


def _option(layout: Layout, scenario: Scenario, number: int, path: str, option: Option) -> None:
    if option.term_days is None:
        layout.put(inf, "term", number)
    else:
        layout.set(f"{path}.term_days", option.term_days, "term", number)
    if scenario.protocol.status_quo == "outside":
        layout.put(1.0, "settles", number)
    else:
        layout.set(f"{path}.settles", option.settles, "settles", number)
    for seat, party in enumerate(scenario.parties):
        layout.set(*_for(party, f"{path}.withdrawal_cost", option.withdrawal_cost), "withdrawal_cost", seat, number)
    layout.set(f"{path}.renewal", option.renewal, "renewal", number)
    if option.extension_days is not None:
        layout.set(f"{path}.extension_days", option.extension_days, "extension", number)
    layout.set(f"{path}.lag_days", option.lag_days, "lag", number)
    layout.put(1.0, "ratified", number)
    if isinstance(option.ratification, Spread):
        layout.set(f"{path}.ratification", option.ratification, "ratified", number)


def _for(
    party: str, path: str, stated: Spread | Mapping[str, Spread], left_out: Spread = NOTHING
) -> tuple[str, Spread]:
    """Return where a number is stated for a party, and the number: one for all, or by party; else the default."""
    if isinstance(stated, Mapping):
        return f"{path}.{party}", stated.get(party, left_out)
    return path, stated


def _truce(layout: Layout, number: int, path: str, truce: Truce) -> None:
    for name, place in TRUCE_FIELDS:
        layout.set(f"{path}.{name}", getattr(truce, name), "truce", number, place)
    for name, place in COLLAPSE_FIELDS:
        layout.set(f"{path}.collapse.{name}", getattr(truce.collapse, name), "truce", number, place)


def _statements(layout: Layout, scenario: Scenario, names: Names) -> None:
    """Conditions, pledges and exposures."""
    for number, (name, condition) in enumerate(scenario.conditions.items()):
        layout.set(f"conditions.{name}.firmness", condition.firmness, "firmness", number)
        layout.set(f"conditions.{name}.backdown_cost", condition.backdown_cost, "backdown", number)
    for number, (name, pledge) in enumerate(scenario.pledges.items()):
        layout.set(f"pledges.{name}.backdown_cost", pledge.backdown_cost, "pledge", number)
    for name, exposure in scenario.exposures.items():
        for issue, option in exposure.option.items():
            place = names.option(issue, option)
            layout.set(f"exposures.{name}.points", exposure.points, "exposure", names.party(exposure.party), place)


def _votes(layout: Layout, scenario: Scenario, names: Names) -> None:
    """What members' votes weigh, what they must reach, and when a consensus becomes a vote."""
    for name, stated in scenario.parties.items():
        layout.set(f"parties.{name}.abstains", stated.abstains, "abstains", names.party(name))
    for number, issue in enumerate(names.issues):
        path, rule = stated_rule(scenario, issue)
        layout.put(HALF, "vote_share", number)
        layout.put(inf, "vote_after", number)
        if rule is None or not counts_votes(scenario, issue):
            continue
        for party, place, weight in weights_of(scenario, issue):
            layout.set(place, weight, "vote_weight", number, names.party(party))
            united = scenario.parties[party].splits.get(issue, WHOLE)
            layout.set(f"parties.{party}.splits.{issue}", united, "vote_united", number, names.party(party))
        if rule.share is not None:
            layout.set(f"{path}.share", rule.share, "vote_share", number)
        if rule.fallback is not None:
            layout.set(f"{path}.fallback.after", rule.fallback.after, "vote_after", number)
            if rule.fallback.share is not None:
                layout.set(f"{path}.fallback.share", rule.fallback.share, "vote_share", number)


def _ratifiers(layout: Layout, scenario: Scenario, names: Names) -> None:
    for number, (name, ratifier) in enumerate(scenario.ratifiers.items()):
        path = f"ratifiers.{name}"
        layout.set(f"{path}.in_days", ratifier.in_days, "ballot_in", number)
        layout.set(f"{path}.raises", ratifier.raises, "raises", number)
        for party, points in ratifier.recommends.items():
            layout.set(f"{path}.recommends.{party}", points, "recommends", number, names.party(party))


def _start(layout: Layout, scenario: Scenario, names: Names) -> None:
    """What has happened before the first day."""
    if scenario.start is None:
        return
    for issue, stated in scenario.start.in_force.items():
        for party, breaches in stated.breaches.items():
            path = f"start.in_force.{issue}.breaches.{party}"
            layout.set(path, breaches, "opened_breaches", names.issue(issue), names.party(party))
    for party, others in scenario.start.observed.items():
        for other, seen in others.items():
            path, pair = f"start.observed.{party}.{other}", (names.party(party), names.party(other))
            layout.set(f"{path}.kept", seen.kept, "observed", 0, *pair)
            layout.set(f"{path}.broken", seen.broken, "observed", 1, *pair)


def _events(layout: Layout, scenario: Scenario, names: Names) -> None:
    for number, (name, event) in enumerate(scenario.happenings.items()):
        path = _path_of(event, name)
        if isinstance(event, Event) and event.rate is not None:
            layout.set(f"{path}.rate", event.rate, "rate", number)
        if event.days is None:
            layout.put(inf, "lasts", number)
        else:
            layout.set(f"{path}.days", event.days, "lasts", number)
        layout.set(f"{path}.goodwill", event.goodwill, "goodwill", number)
        for party, points in event.no_deal.items():
            layout.set(f"{path}.no_deal.{party}", points, "event_points", number, names.party(party))
        _truces_touched(layout, names, number, path, event)
    for number, (event_name, party, issue, option, points) in enumerate(effects_of(scenario)):
        path = _path_of(scenario.happenings[event_name], event_name)
        layout.set(f"{path}.worth.{party}.{issue}.{option}", points, "effect", number)
    for number, (name, deadline) in enumerate(scenario.deadlines.items()):
        _deadline(layout, number, f"deadlines.{name}", deadline)


def _path_of(event: Event | Deadline, name: str) -> str:
    return f"{'events' if isinstance(event, Event) else 'deadlines'}.{name}"


def _deadline(layout: Layout, number: int, path: str, deadline: Deadline) -> None:
    if deadline.in_days is not None:
        layout.set(f"{path}.in_days", deadline.in_days, "deadline", number, at.IN_DAYS)
    prolong = deadline.prolong
    if prolong is not None:
        layout.set(f"{path}.prolong.days", prolong.days, "deadline", number, at.PUT_OFF)
        near, within = ("days", prolong.days) if prolong.within_days is None else ("within_days", prolong.within_days)
        layout.set(f"{path}.prolong.{near}", within, "deadline", number, at.WITHIN)
        layout.set(f"{path}.prolong.pause_days", prolong.pause_days, "deadline", number, at.PAUSE)


def _truces_touched(layout: Layout, names: Names, number: int, path: str, event: Event | Deadline) -> None:
    truces = [o for o in range(len(names.options)) if names.stated(o).truce is not None]
    for place, option in enumerate(truces):
        issue, name = names.options[option]
        effect = event.truces.get(issue, {}).get(name, TruceEffect())
        layout.set(f"{path}.truces.{issue}.{name}.rate", effect.rate, "event_truce", number, place, at.TO_BREACHES)
        layout.set(
            f"{path}.truces.{issue}.{name}.collapse", effect.collapse, "event_truce", number, place, at.TO_HAZARD
        )


def _guards(layout: Layout, scenario: Scenario) -> None:
    for number, ((issue, option), (other, guarded), how) in enumerate(guards_of(scenario)):
        path = f"issues.{issue}.options.{option}.guards.{other}.{guarded}"
        layout.set(f"{path}.exposure", how.exposure, "guard", number, at.EXPOSED)
        layout.set(f"{path}.collapse", how.collapse, "guard", number, at.HAZARD)
        layout.set(f"{path}.misread", how.misread, "guard", number, at.MISREADING)


def _pressures(layout: Layout, scenario: Scenario) -> None:
    for number, (name, pressure) in enumerate(scenario.pressures.items()):
        for field, place in PRESSURE_FIELDS:
            layout.set(f"pressures.{name}.{field}", getattr(pressure, field), "pressure", number, place)


def _shared_shocks(layout: Layout, scenario: Scenario, names: Names) -> None:
    for name, shock in scenario.shared_shocks.items():
        for party in shock.parties:
            layout.set(f"shared_shocks.{name}.strength", shock.strength, "shared", names.party(party))


def _protocol(layout: Layout, scenario: Scenario, names: Names) -> None:
    protocol = scenario.protocol
    fields = (
        ("sessions_per_day", at.SESSION_RATE),
        ("floor", at.FLOOR),
        ("collapse_observations", at.COLLAPSE_COUNT),
        ("withdrawal_observations", at.WITHDRAWAL_COUNT),
        ("failure_observations", at.FAILURE_COUNT),
    )
    for name, place in fields:
        layout.set(f"protocol.{name}", getattr(protocol, name), "protocol", place)
    alone = protocol.sessions_per_day if protocol.sessions_alone is None else protocol.sessions_alone
    pace = "sessions_per_day" if protocol.sessions_alone is None else "sessions_alone"
    layout.set(f"protocol.{pace}", alone, "protocol", at.ALONE_RATE)
    if protocol.mediator_patience is None:
        layout.put(inf, "protocol", at.FAILURES_BORNE)
    else:
        layout.set("protocol.mediator_patience", protocol.mediator_patience, "protocol", at.FAILURES_BORNE)
    for number, party in enumerate(names.parties):
        layout.set(*_for(party, "protocol.misperception", protocol.misperception), "misperceived", number)
        assumed = _for(party, "protocol.assumed_precision", protocol.assumed_precision, ASSUMED)
        layout.set(*assumed, "assumed", number)
        layout.put(1.0, "kappa", number)
        if party in protocol.mediator_weights:
            layout.set(f"protocol.mediator_weights.{party}", protocol.mediator_weights[party], "kappa", number)
        if not isinstance(protocol.speaks, str) and party in protocol.speaks:
            layout.set(f"protocol.speaks.{party}", protocol.speaks[party], "share", number)
