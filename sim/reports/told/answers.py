"""Questions that a brief answers by telling a finding: one that is found now, or one that was kept before."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sim.analysis.final_deals import final_deals
from sim.charts import frontier
from sim.finding import Finding
from sim.lenses.agreement import agreement, simulated
from sim.lenses.bargaining import solve
from sim.lenses.games import games
from sim.lenses.spatial import spatial
from sim.lenses.stability import stability
from sim.reports import brief_words as words
from sim.reports.asked import Answer, Asker
from sim.reports.paper import Figure
from sim.reports.questions import AskedQuestion
from sim.reports.told.shape import Subject, Told
from sim.reports.told.verbs import TELLERS
from sim.scenario.changes import apply
from sim.scenario.documents import load_text
from sim.scenario.model import Scenario
from sim.studies.case_preview import preview
from sim.studies.discovery import FEWEST, BoxSearch, discover
from sim.studies.executors import Executor
from sim.studies.kept import SCENARIO, TIMES, KeptFinding
from sim.studies.robustness import CASES, LUCK, Stakes, robust
from sim.studies.sweep_study import sweep


def told(
    asker: Asker, question: AskedQuestion, finding: Finding, command: str, more: Mapping[str, Any] | None = None
) -> Answer:
    """Return a finding of this moment as an answer.

    Args:
        asker: What the brief rests on.
        question: What was asked.
        finding: What was found.
        command: The command that finds it alone.
        more: What else is told of it.
    """
    data = {name: value for name, value in {**finding.to_dict(), **(more or {})}.items() if name not in TIMES}
    scenario = asker.ensemble.scenario
    return _answer(TELLERS[question.verb](data, Subject(scenario, asker.outcome)), question, command, data)


def _answer(told: Told, question: AskedQuestion, command: str, finding: dict[str, Any]) -> Answer:
    figure = None if told.picture is None else Figure("told", told.picture, "", told.caption)
    return Answer(question.text, told.question, told.sentences, told.sure, command, figure, told.table, finding)


def _discovered(asker: Asker, question: AskedQuestion) -> Answer:
    scenario, runs, seed, changes = asker.same
    outcome = question.words[0] if question.words else asker.outcome
    options, method = dict(question.options), asker.ensemble.method
    absent = options.pop("absent", False)
    search = BoxSearch(**{name: options[name] for name in ("boxes", "density") if name in options})
    found = discover(
        scenario, outcome, runs, seed, changes, absent=absent, search=search, method=method, **asker.options.keywords
    )
    asker.check(found.complete, found.runs >= FEWEST)
    typed = ["--outcome", outcome, *(["--absent"] if absent else []), *_typed(options), "--method", method]
    said = told(asker, question, found, asker.command("discover", *typed, method=None))
    return replace(said, complete=found.complete)


def _typed(options: Mapping[str, Any]) -> list[str]:
    """Return options as they are typed."""
    return [
        text
        for name, value in options.items()
        for text in ([f"--{name}"] if value is True else [f"--{name}", str(value)])
    ]


def _weighed(asker: Asker, question: AskedQuestion) -> Answer:
    scenario, _, seed, changes = asker.same
    given = dict(question.options)
    size = {"cases": given.pop("cases", CASES), "luck": given.pop("luck", LUCK)}
    stakes = Stakes(given.get("for"), given.get("outcome"), given.get("avoid", False), given.get("level"))
    if stakes.party is None and stakes.outcome is None:
        stakes = replace(stakes, outcome=asker.outcome)
        given["outcome"] = asker.outcome
    found = robust(scenario, question.words, stakes, seed, changes, **size, **asker.options.keywords)
    asker.check(found.complete, found.weighing is not None)
    chosen = [text for name in question.words for text in ("--choose", name)]
    command = asker.command("robust", *chosen, *_typed({**given, **size}), method=None, runs=False)
    return replace(told(asker, question, found, command), complete=found.complete)


def _swept(asker: Asker, question: AskedQuestion) -> Answer:
    scenario, runs, seed, changes = asker.same
    options, ensemble = {name: value for name, value in question.options.items() if name != "outcome"}, asker.ensemble
    runs = options.pop("runs", runs)
    play = asker.options
    how: dict[str, Any] = {"executor": Executor(threads=play.threads), "cancel": play.cancel, **options}
    found = sweep(scenario, question.words, runs, seed, changes, method=ensemble.method, progress=play.progress, **how)
    asker.check(found.complete, bool(found.points))
    return replace(told(asker, question, found, found.plan.command), complete=found.complete)


def _solved(asker: Asker, question: AskedQuestion) -> Answer:
    ensemble = asker.ensemble
    found = solve(ensemble.scenario, **question.options)
    command = asker.command("solve", *_typed(question.options), method=None, runs=False, seed=False)
    picture = frontier(found, final_deals(ensemble.records))
    return replace(told(asker, question, found, command), figure=Figure("frontier", picture, ""))


def _stable(asker: Asker, question: AskedQuestion) -> Answer:
    wanted = dict(word.split("=", 1) for word in question.words)
    found = stability(asker.ensemble.scenario, wanted=wanted or None, **question.options)
    named = [text for word in question.words for text in ("--wanted", word)]
    return told(asker, question, found, _theory(asker, question, "stability", *named))


def _theory(asker: Asker, question: AskedQuestion, verb: str, *named: str) -> str:
    return asker.command(verb, *named, *_typed(question.options), method=None, runs=False, seed=False)


def _placed(asker: Asker, question: AskedQuestion) -> Answer:
    issue = question.words[0] if question.words else None
    found = spatial(asker.ensemble.scenario, issue=issue, **question.options)
    return told(asker, question, found, _theory(asker, question, "spatial", *(["--issue", issue] if issue else [])))


def _played(asker: Asker, question: AskedQuestion) -> Answer:
    return told(asker, question, games(asker.ensemble.scenario), _theory(asker, question, "games"))


def _expected(asker: Asker, question: AskedQuestion) -> Answer:
    ensemble = asker.ensemble
    found = agreement(ensemble.scenario, found=simulated(ensemble.records))
    more = {"runs": ensemble.runs, "seed": ensemble.seed, "digest": ensemble.digest}
    return told(asker, question, found, asker.command("lenses", method=None), more)


def _previewed(asker: Asker, question: AskedQuestion) -> Answer:
    scenario, runs, seed, changes = asker.same
    found = preview(scenario, runs, seed, changes, method=asker.ensemble.method)
    return told(asker, question, found, asker.command("preview"))


def trial(question: AskedQuestion, scenario: Scenario, runs: int) -> None:
    """Make sure that what theory is asked can be answered, before runs are played.

    Raises:
        ValueError: It cannot.
    """
    if question.verb == "ablate" and not scenario.conditions:
        raise ValueError(f"--ask {question.text}: {scenario.id} states no condition, so none can be dropped.")
    try:
        if question.verb == "stability" and question.words:
            stability(scenario, wanted=dict(word.split("=", 1) for word in question.words))
        if question.verb == "games":
            games(scenario)
    except ValueError as error:
        raise ValueError(f"--ask {question.text}: {str(error).rstrip('.')}.") from error
    if question.verb == "discover" and runs < FEWEST:
        raise ValueError(f"--ask {question.text}: boxes are looked for among at least {FEWEST} runs, not {runs:,}.")


def answer_kept(asker: Asker, question: AskedQuestion) -> Answer:
    """Return what a kept finding says.

    Raises:
        ValueError: It does not say what findings of its kind say.
    """
    kept = question.kept
    assert kept is not None
    try:
        found = TELLERS[kept.asked](kept.finding, Subject(scenario_in(kept), asker.outcome))
    except ValueError:
        raise
    except Exception as error:  # whatever comes of data that anybody may have made
        raise ValueError(
            f"--ask {question.text}: what was kept cannot be told ({type(error).__name__}: {error})"
        ) from error
    found = replace(found, sure=f"{_from(asker, kept)} {found.sure}")
    return _answer(found, question, kept.command, kept.finding)


def scenario_in(kept: KeptFinding) -> Scenario | None:
    """Return the scenario that a finding is of, with its changes; none if it is of files of others, or a classic."""
    if SCENARIO not in kept.subject:
        return None
    stated = load_text(kept.subject[SCENARIO], SCENARIO)
    return apply(stated, kept.finding.get("changes") or ())


def _from(asker: Asker, kept: KeptFinding) -> str:
    """Return that a finding was kept, and whether it is of the scenario that the brief is about."""
    found = kept.finding.get("digest")
    if SCENARIO not in kept.subject or found is None:
        return words.KEPT
    stated = load_text(kept.subject[SCENARIO], SCENARIO)
    if stated.id != asker.ensemble.base.id:
        return words.KEPT_OTHER.format(title=stated.title)
    return (
        words.KEPT if stated.digest == asker.ensemble.base.digest else words.KEPT_CHANGED.format(digest=stated.digest)
    )


FOUND: Mapping[str, Callable[[Asker, AskedQuestion], Answer]] = {
    "kept": answer_kept,
    "discover": _discovered,
    "robust": _weighed,
    "sweep": _swept,
    "solve": _solved,
    "stability": _stable,
    "spatial": _placed,
    "games": _played,
    "lenses": _expected,
    "preview": _previewed,
}
"""How each of these questions is answered."""
