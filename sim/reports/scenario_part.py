"""The sections of a report that say what is stated: the question, the parties and their conditions, the assumptions."""

from collections.abc import Iterator
from datetime import timedelta

from sim.charts import power_landscape
from sim.reports import words
from sim.reports.figures import counted, joined, pattern, rests_on, stated
from sim.reports.findings import Findings
from sim.reports.paper import Block, Figure, Grid, Section, Text, grid
from sim.reports.stated_inputs import StatedInput, stated_inputs
from sim.scenario.model import Outcome, Party, Question, Scenario, Tactic
from sim.scenario.predicate_words import in_words


def question(findings: Findings) -> Section:
    """Return what is asked, over which days, and how each outcome and question resolves."""
    scenario = findings.scenario
    texts = [Text(scenario.story)] if scenario.story else []
    first, last = dates(scenario)
    days = {"as_of": scenario.as_of, "days": scenario.protocol.horizon_days, "first": first, "last": last}
    rules = [(scenario.name_of("outcomes", name), _rule(scenario, one)) for name, one in scenario.outcomes.items()]
    blocks: list[Block] = [*texts, Text(words.HORIZON.format(**days))]
    blocks.append(grid(words.OUTCOMES_CAPTION, (words.OUTCOME, words.RESOLVES), rules, widths=(1, 3)))
    if scenario.questions:
        asked = [_asked(scenario, one) for one in scenario.questions.values()]
        heads = (words.ASKS, words.BY, words.OF)
        blocks.append(grid(words.QUESTIONS_CAPTION, heads, asked, widths=(3.2, 0.9, 1.6)))
    return Section("question", words.QUESTION, tuple(blocks))


def dates(scenario: Scenario) -> tuple[str, str]:
    """Return the first and the last day played."""
    last = scenario.as_of + timedelta(scenario.protocol.horizon_days)
    return (scenario.as_of + timedelta(1)).isoformat(), last.isoformat()


def _rule(scenario: Scenario, outcome: Outcome) -> str:
    if outcome.resolves:
        return outcome.resolves
    return words.OTHERWISE if outcome.when is None else in_words(scenario, outcome.when)


def _asked(scenario: Scenario, question: Question) -> tuple[str, str, str]:
    of = words.ALL_RUNS if question.of is None else words.RUNS_IN_WHICH.format(holds=in_words(scenario, question.of))
    return question.asks, question.by.isoformat(), of


def parties(findings: Findings) -> Section:
    """Return who negotiates about what, and what they have said."""
    scenario = findings.scenario
    sides = [(scenario.name_of("parties", name), *_side(party)) for name, party in scenario.parties.items()]
    blocks: list[Block] = [
        grid(words.PARTIES_CAPTION, words.PARTY_COLUMNS, sides, widths=(1.2, 0.9, 1.4, 1.6, 1.1)),
        _issues(scenario),
        Figure("landscape", power_landscape(scenario), "charts.power_landscape(findings.scenario)"),
        *_statements(scenario),
        *_switches(scenario),
    ]
    return Section("parties", words.PARTIES, tuple(blocks))


def _side(party: Party) -> tuple[str, str, str, str]:
    return party.role, stated(party.no_deal.value), _tactic(party.tactic), rests_on(party)


def _tactic(tactic: Tactic) -> str:
    kind = tactic.kind.replace("_", " ")
    if tactic.kind in {"steadfast", "reputation"}:
        return words.TACTIC.format(kind=kind, share=stated(tactic.aspiration))
    if tactic.kind in {"time", "tit_for_tat", "deadline"}:
        return words.TACTIC_FROM_TO.format(kind=kind, start=stated(tactic.start), end=stated(tactic.end))
    return kind


def _issues(scenario: Scenario) -> Grid:
    rows = [
        (
            scenario.name_of("issues", name),
            "; ".join(scenario.option_name(name, option) for option in issue.options),
            joined(scenario.name_of("parties", party) for party in issue.controlled_by),
            rests_on(issue),
        )
        for name, issue in scenario.issues.items()
    ]
    inside = scenario.protocol.status_quo == "inside"
    heads = words.ISSUE_COLUMNS if inside else words.ISSUE_COLUMNS_OUTSIDE
    return grid(words.ISSUES_CAPTION, heads, rows, widths=(1.4, 2.4, 1.4, 1))


def _statements(scenario: Scenario) -> Iterator[Block]:
    """Yield the conditions and pledges."""
    if not scenario.conditions:
        yield Text(words.NO_CONDITIONS)
    else:
        yield _conditions(scenario)
    pledges = [
        (
            scenario.name_of("pledges", name),
            scenario.name_of("parties", one.party),
            stated(one.backdown_cost),
            rests_on(one),
        )
        for name, one in scenario.pledges.items()
    ]
    if pledges:
        yield grid(words.PLEDGES_CAPTION, words.PLEDGE_COLUMNS, pledges, widths=(2.2, 1, 1.4, 1.2))


def _conditions(scenario: Scenario) -> Grid:
    """Return the conditions; what all of them are triggered by is said once."""
    shared = len({str(one.when) for one in scenario.conditions.values()}) == 1
    rows = []
    for name, one in scenario.conditions.items():
        when, require = pattern(scenario, one.when), pattern(scenario, one.require)
        asks = require if shared else words.WHEN.format(when=when, require=require)
        party, label = scenario.name_of("parties", one.party), scenario.name_of("conditions", name)
        rows.append((label, party, asks, stated(one.firmness), stated(one.backdown_cost), rests_on(one)))
    first = next(iter(scenario.conditions.values()))
    same = words.ALL_WHEN.format(when=pattern(scenario, first.when)) if shared else ""
    wide = (1.5, 0.8, 2.2, 0.8, 1.3, 1.1)
    note = f"{same}{words.CONDITIONS_NOTE}"
    return grid(words.CONDITIONS_CAPTION, words.CONDITION_COLUMNS, rows, widths=wide, note=note)


def _switches(scenario: Scenario) -> Iterator[Block]:
    rows = []
    for name, switch in scenario.switches.items():
        labels = {key: reading.label or key.replace("_", " ") for key, reading in switch.readings.items()}
        others = "; ".join(label for key, label in labels.items() if key != switch.reading)
        rows.append((f"{scenario.name_of('switches', name)}. {switch.asks}", labels[switch.reading], others))
    if rows:
        yield grid(words.SWITCHES_CAPTION, words.SWITCH_COLUMNS, rows, widths=(2.4, 1.2, 1.4))


def assumptions(findings: Findings) -> Section:
    """Return how much is uncertain, and on what that rests."""
    inputs = stated_inputs(findings.ensemble.game)
    if not inputs:
        return Section("assumptions", words.ASSUMPTIONS, (Text(words.NOTHING_UNCERTAIN),))
    text = words.ASSUMPTIONS_TEXT.format(
        uncertain=counted(len(inputs), words.INPUT, words.INPUTS),
        assumed=sum(bool(one.assumed) for one in inputs),
        bare=sum(not one.assumed and not one.sources for one in inputs),
    )
    return Section("assumptions", words.ASSUMPTIONS, (Text(text),))


def all_inputs(findings: Findings) -> Section:
    """Return every uncertain input with its range and reason, by the entry in which it is stated."""
    by_entry: dict[str, list[StatedInput]] = {}
    for one in stated_inputs(findings.ensemble.game):
        by_entry.setdefault(one.entry or one.path.split(".")[0], []).append(one)
    rows = [_entry(inputs) for inputs in by_entry.values()]
    if not rows:
        return Section("inputs", words.APPENDIX_INPUTS, (Text(words.NOTHING_UNCERTAIN),))
    table = grid(words.INPUTS_CAPTION, words.INPUT_COLUMNS, rows, widths=(1.3, 2.4, 1, 2.6), long=True)
    return Section("inputs", words.APPENDIX_INPUTS, (Text(words.INPUTS_TEXT), table))


def _entry(inputs: list[StatedInput]) -> tuple[str, str, str, str]:
    first = inputs[0]
    by_owner: dict[str, list[str]] = {}
    for one in inputs:
        by_owner.setdefault(one.within, []).append(f"{one.field} {one.stated}")
    listed = "; ".join(f"{owner}: {', '.join(said)}" if owner else "; ".join(said) for owner, said in by_owner.items())
    nothing = words.NOT_STATED if not first.sources else words.NOTHING
    return first.entry_name, listed, ", ".join(first.sources) or words.NOTHING, first.assumed or nothing


def sources(findings: Findings) -> Section:
    """Return the sources."""
    rows = [
        (name, one.title, one.date.isoformat(), one.grade or words.NOTHING, one.note or words.NOTHING)
        for name, one in findings.scenario.sources.items()
    ]
    if not rows:
        return Section("sources", words.APPENDIX_SOURCES, (Text(words.NO_SOURCES),))
    wide, note = (1.1, 2.6, 0.8, 0.5, 2.2), words.GRADES_NOTE
    table = grid(words.SOURCES_CAPTION, words.SOURCE_COLUMNS, rows, widths=wide, note=note, long=True)
    return Section("sources", words.APPENDIX_SOURCES, (table,))
