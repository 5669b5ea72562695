"""The sections of a report that say what is stated: the question, the parties and their conditions, the assumptions."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.charts import power_landscape
from sim.reports import words
from sim.reports.evidence_words import cited, day_zero, key_to, numbers_of, rests_on, sources_caption
from sim.reports.figures import counted, joined, pattern, stated
from sim.reports.findings import Findings
from sim.reports.paper import Block, Figure, Grid, Section, Text, grid
from sim.reports.stated_inputs import StatedInput, stated_inputs
from sim.reports.what_if import changed_entries
from sim.scenario.asked_words import Outcome, Question
from sim.scenario.clause_words import Condition
from sim.scenario.deciders import COUNTED, by_consent, decisions
from sim.scenario.model import Scenario
from sim.scenario.party_words import Tactic
from sim.scenario.predicate_words import in_words, situation_words


def question(findings: Findings) -> Section:
    """Return what is asked, over which days, and how each outcome and question resolves."""
    scenario = findings.scenario
    # What it tells in its own words is about the case as stated; nobody can compute which of it still holds.
    texts = [Text(scenario.story)] if scenario.story and not findings.ensemble.changes else []
    first, last = dates(scenario)
    days = {"day_zero": day_zero(scenario), "days": scenario.protocol.horizon_days, "first": first, "last": last}
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
    first, last = scenario.days_played
    return first.isoformat(), last.isoformat()


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
    resting = ChangedScenario(scenario, changed_entries(findings.ensemble))
    sides = [(scenario.name_of("parties", name), *_side(resting, name)) for name in scenario.parties]
    wide, note = (1.2, 0.9, 1.4, 1.6, 1.1), key_to(scenario, scenario.parties.values())
    heads = words.PARTY_COLUMNS if scenario.protocol.status_quo == "inside" else words.PARTY_COLUMNS_OUTSIDE
    blocks: list[Block] = [
        grid(words.PARTIES_CAPTION, heads, sides, widths=wide, note=note),
        *_issues(resting),
        Figure("landscape", power_landscape(scenario), "charts.power_landscape(findings.scenario)"),
        *_statements(resting),
        *_switches(scenario),
    ]
    return Section("parties", words.PARTIES, tuple(blocks))


@dataclass(frozen=True)
class ChangedScenario:
    """A scenario with what a what-if sets of it.

    Attributes:
        scenario: The scenario that was played.
        changed: Entries of which a what-if sets something: (kind, id).
    """

    scenario: Scenario
    changed: frozenset[tuple[str, ...]]

    def of(self, kind: str, name: str) -> str:
        """Return in a few words what an entry rests on."""
        return rests_on(self.scenario, getattr(self.scenario, kind)[name], (kind, name) in self.changed)


def _side(resting: ChangedScenario, name: str) -> tuple[str, str, str, str]:
    party = resting.scenario.parties[name]
    return party.role, stated(party.no_deal.value), _tactic(party.tactic), resting.of("parties", name)


def _tactic(tactic: Tactic) -> str:
    kind = tactic.kind.replace("_", " ")
    if tactic.kind in {"steadfast", "reputation"}:
        return words.TACTIC.format(kind=kind, share=stated(tactic.aspiration))
    if tactic.kind in {"time", "tit_for_tat", "deadline"}:
        return words.TACTIC_FROM_TO.format(kind=kind, start=stated(tactic.start), end=stated(tactic.end))
    return kind


def _issues(resting: ChangedScenario) -> Iterator[Grid]:
    """Yield the issues, and who decides them where that is not the consent of those who control them."""
    scenario, consent = resting.scenario, by_consent(resting.scenario)
    rows = [
        (
            scenario.name_of("issues", name),
            "; ".join(scenario.option_name(name, option) for option in issue.options),
            *([joined(scenario.name_of("parties", party) for party in issue.controlled_by)] if consent else []),
            resting.of("issues", name),
        )
        for name, issue in scenario.issues.items()
    ]
    options = words.ISSUE_OPTIONS if scenario.protocol.status_quo == "inside" else words.ISSUE_OPTIONS_OUTSIDE
    heads = (words.ISSUE, options, *([words.NEEDS_CONSENT_OF] if consent else []), words.RESTS_ON)
    wide = (1.4, 2.4, 1.4, 1) if consent else (1.4, 2.4, 1)
    yield grid(words.ISSUES_CAPTION, heads, rows, widths=wide, note=key_to(scenario, scenario.issues.values()))
    if not consent:
        told = decisions(scenario)
        yield grid(words.DECIDES_CAPTION, words.DECIDES_COLUMNS, told, widths=(1, 2.2, 2, 0.9), note=COUNTED)


def _statements(resting: ChangedScenario) -> Iterator[Block]:
    """Yield the conditions and pledges."""
    scenario = resting.scenario
    if not scenario.conditions:
        yield Text(words.NO_CONDITIONS)
    else:
        yield _conditions(resting)
    pledges = [
        (
            scenario.name_of("pledges", name),
            scenario.name_of("parties", one.party),
            stated(one.backdown_cost),
            resting.of("pledges", name),
        )
        for name, one in scenario.pledges.items()
    ]
    if pledges:
        note = key_to(scenario, scenario.pledges.values())
        yield grid(words.PLEDGES_CAPTION, words.PLEDGE_COLUMNS, pledges, widths=(2.2, 1, 1.4, 1.2), note=note)


def _conditions(resting: ChangedScenario) -> Grid:
    """Return the conditions; what all of them are triggered by is said once."""
    scenario = resting.scenario
    triggers = {str(one.triggers) for one in scenario.conditions.values()}
    shared = len(triggers) == 1 and all(one.refuses is None for one in scenario.conditions.values())
    rows = []
    for name, one in scenario.conditions.items():
        when, require = pattern(scenario, one.triggers), words.OR.join(_met_by(scenario, one))
        asks = require if shared else (words.WHEN if require else words.REFUSES).format(when=when, require=require)
        party, label = scenario.name_of("parties", one.party), scenario.name_of("conditions", name)
        rows.append(
            (label, party, asks, stated(one.firmness), stated(one.backdown_cost), resting.of("conditions", name))
        )
    first = next(iter(scenario.conditions.values()))
    same = words.ALL_WHEN.format(when=pattern(scenario, first.triggers)) if shared else ""
    wide = (1.5, 0.8, 2.2, 0.8, 1.3, 1.1)
    note = f"{same}{_firmness(scenario)} {key_to(scenario, scenario.conditions.values())}".rstrip()
    return grid(words.CONDITIONS_CAPTION, words.CONDITION_COLUMNS, rows, widths=wide, note=note)


def _met_by(scenario: Scenario, condition: Condition) -> Iterator[str]:
    """Yield what satisfies a condition: combinations of options, and conduct."""
    yield from (pattern(scenario, met) for met in condition.met_by)
    if condition.require_conduct is not None:
        yield situation_words(scenario, condition.require_conduct)


def _firmness(scenario: Scenario) -> str:
    """Return what firmness is, and whether it is stated as a range, as far as it is."""
    ranges = sum(one.firmness.kind != "fixed" for one in scenario.conditions.values())
    every = ranges == len(scenario.conditions)
    some = words.FIRMNESS_SOME.format(ranges=ranges, of=len(scenario.conditions)) if ranges else ""
    return words.CONDITIONS_NOTE.format(range=words.FIRMNESS_RANGE if every else some)


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
    one = len(inputs) == 1
    text = words.ASSUMPTIONS_TEXT.format(
        uncertain=counted(len(inputs), words.INPUT, words.INPUTS),
        are="is" if one else "are",
        a_range="a range or distribution" if one else "ranges or distributions",
        assumed=sum(bool(one.assumed) for one in inputs),
        bare=sum(not one.assumed and not one.sources for one in inputs),
    )
    return Section("assumptions", words.ASSUMPTIONS, (Text(text),))


def all_inputs(findings: Findings) -> Section:
    """Return every uncertain input with its range and reason, by the entry in which it is stated."""
    by_entry: dict[str, list[StatedInput]] = {}
    for one in stated_inputs(findings.ensemble.game):
        by_entry.setdefault(one.entry or one.path.split(".")[0], []).append(one)
    scenario, changed = findings.scenario, changed_entries(findings.ensemble)
    rows = [_entry(scenario, inputs, changed) for inputs in by_entry.values()]
    if not rows:
        return Section("inputs", words.APPENDIX_INPUTS, (Text(words.NOTHING_UNCERTAIN),))
    about = words.INPUTS_TEXT + (f" {words.INPUTS_WHAT_IF}" if findings.ensemble.changes else "")
    table = grid(words.INPUTS_CAPTION, words.INPUT_COLUMNS, rows, widths=(1.3, 2.4, 0.8, 2.6), long=True)
    return Section("inputs", words.APPENDIX_INPUTS, (Text(about), table))


def _entry(
    scenario: Scenario, inputs: list[StatedInput], changed: frozenset[tuple[str, ...]]
) -> tuple[str, str, str, str]:
    first = inputs[0]
    by_owner: dict[str, list[str]] = {}
    for one in inputs:
        by_owner.setdefault(one.within, []).append(f"{one.field} {one.stated}")
    listed = "; ".join(f"{owner}: {', '.join(said)}" if owner else "; ".join(said) for owner, said in by_owner.items())
    if any(tuple(one.path.split("."))[:2] in changed for one in inputs):
        return first.entry_name, listed, words.NOTHING, words.ABOUT_ANOTHER_CASE
    nothing = words.NOT_STATED if not first.sources else words.NOTHING
    cells = ", ".join(cited(scenario, first.sources)) or words.NOTHING
    return first.entry_name, listed, cells, first.assumed or nothing


def sources(findings: Findings) -> Section:
    """Return the sources."""
    numbers = numbers_of(findings.scenario)
    rows = [
        (f"[{numbers[name]}]", one.title, one.date.isoformat(), one.grade or words.NOTHING, one.note or words.NOTHING)
        for name, one in findings.scenario.sources.items()
    ]
    if not rows:
        return Section("sources", words.APPENDIX_SOURCES, (Text(words.NO_SOURCES),))
    graded = any(one.grade for one in findings.scenario.sources.values())
    wide, note = (0.4, 2.8, 0.9, 0.5, 2.6), words.GRADES_NOTE if graded else ""
    caption = sources_caption(findings.scenario)
    table = grid(caption, words.SOURCE_COLUMNS, rows, widths=wide, note=note, long=True)
    return Section("sources", words.APPENDIX_SOURCES, (table,))
