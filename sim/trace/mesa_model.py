"""One run as a Mesa model: party agents own their seat, speak, answer and remember.

The model calls the rules of `sim.rules` in the order of a day, and holds none of its own: run i of an ensemble and
`watch(scenario, seed, run=i)` are the same history, bit for bit. It is an ordinary Mesa model:

    vary = {"scenario": "pie", "changes": [None, "left_waits"], "run": range(100)}
    mesa.batch_run(NegotiationModel, vary, number_processes=1)

Nothing here rests on what Mesa 4 has removed: `batch_run` (`sim.trace.mesa_batch` has one that takes the same and
gives the same rows), `steps`, `seed` and `run_model`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import mesa
import numpy as np

from sim.analysis.predicates import outcomes_of
from sim.arrays import Floats
from sim.game.build import Game, same_pieces
from sim.game.records import Records
from sim.game.tactics import tell_outside
from sim.kernel.compile import interpreted, packed
from sim.rules.answering import answer
from sim.rules.continuing import change_course
from sim.rules.day import (
    ANSWER,
    EVENING,
    MORNING,
    PROPOSE,
    SESSION,
    passed_over,
    take_in_evening,
    take_in_morning,
    take_in_session,
)
from sim.rules.noting import must_answer
from sim.rules.proposing import propose
from sim.rules.recording import record_gain, record_run
from sim.rules.setup import begin
from sim.rules.speaking import choose_speaker, sessions_today, talks_go_on
from sim.rules.state import DAY, NEVER, PROPOSAL, SPEAKER, STATE, Case, World, new_world
from sim.rules.state import SESSION as SESSION_NOW
from sim.scenario.changes import ChangeLike
from sim.trace.days import Day
from sim.trace.prepared import Changes, Playable, prepare, what_ifs
from sim.trace.recorder import DAWN, Onlooker, Witness
from sim.trace.transcript import Transcript


@dataclass(frozen=True)
class Snapshot:
    """A run as it stands in the evening of a day, to be continued.

    Attributes:
        game: What is played.
        case: The run's inputs.
        world: Every array of the run.
        day: The day.
        run_seed: Key of all luck.
        run: Number of the run.
        days: What was noted about the days so far, if the run explains itself.
    """

    game: Game
    case: Case
    world: World
    day: int
    run_seed: int
    run: int
    days: tuple[Day, ...]


class RememberedAct(NamedTuple):
    """One thing a party did: when it proposed or answered which deal (`game.deal(state)`), and whether it said yes."""

    day: int
    session: int
    act: str
    state: int
    accepted: bool


class PartyAgent(mesa.Agent):
    """A party at the table.

    Attributes:
        party: Its id.
        seat: Its number in the game.
        memory: What it proposed and answered.
    """

    model: "NegotiationModel"

    def __init__(self, model: "NegotiationModel", seat: int) -> None:
        super().__init__(model)
        self.seat = seat
        self.party = model.game.parties[seat]
        self.memory: list[RememberedAct] = []

    @property
    def no_deal(self) -> float:
        """What carrying on without a deal is worth to it today."""
        return float(self.model.world.no_deal[self.seat])

    @property
    def aspiration(self) -> float:
        """The share of the attainable that it held out for at the last session."""
        return float(self.model.world.aspiration[self.seat])

    @property
    def expected_aspiration(self) -> float:
        """The share that the public expects it to hold out for."""
        return float(self.model.world.expected[self.seat])

    def speak(self) -> int:
        """Take the floor: put a deal on the table and return its number, or -1 for none."""
        table = self.model.table
        self.model.world.now[SPEAKER] = self.seat
        proposal = propose(table.board, table.case, table.world)
        if proposal != NEVER:
            self._remember("proposed", proposal, accepted=True)
        return proposal

    def asked(self) -> bool:
        """Return whether its consent is needed and not already given by proposing."""
        return must_answer(self.model.table.world, self.seat)

    def answer(self) -> bool:
        """Accept or refuse what is on the table."""
        table = self.model.table
        accepted = answer(table.board, table.case, table.world, self.seat)
        self._remember("answered", int(self.model.world.now[PROPOSAL]), accepted)
        return accepted

    def _remember(self, act: str, state: int, accepted: bool) -> None:
        now = self.model.world.now
        self.memory.append(RememberedAct(int(now[DAY]), int(now[SESSION_NOW]), act, state, accepted))


class PackedRun(NamedTuple):
    """What the rules take: board, case and world of one run, packed, and where plug-in tactics are called."""

    board: Any
    case: Any
    world: Any
    outside: Any


class NegotiationModel(mesa.Model):
    """One run of a scenario; a step is a day.

    Args:
        scenario: A scenario, a game made of one, or a scenario's name or path. (In `mesa.batch_run` put a `Scenario`
            in a list: Mesa would take its fields for values to vary.)
        run_seed: Key of all luck, as an ensemble's `seed`; 0 is a seed.
        run: Number of the run in the ensemble of that seed.
        rng: For Mesa's own generators only; no rule draws from them.
        changes: What-ifs: a declared one's name, several joined by +, or a list of such.
        settings: Single values set after all changes, `PATH=VALUE`, a list of such, or a mapping of paths to values.
        explain: Whether to note every day with its reasons, for `transcript`.
        resume: A run as it stood in the evening of a day, to be continued with what is said here from then on.

    Attributes:
        running: Whether there are days left.
        game: What is played.
        world: The run as it stands, as arrays.
        switchboard: Where plug-in tactics are called; it keeps what went wrong.
        seats: The party agents in the order of the game.
        datacollector: Day, deal in force and, on the last day, the outcome; per party its no-deal value, its aspiration
            and what others expect of it.

    Example:
        >>> model = NegotiationModel("pie", run=3, changes="left_waits", settings="protocol.floor=0.01")
        >>> while model.running:
        ...     model.step()
        >>> model.outcome, model.day
        ('agreed', 40)
    """

    def __init__(
        self,
        scenario: Playable,
        run_seed: int = 1,
        run: int = 0,
        rng: Any = None,
        *,
        changes: Changes = None,
        settings: Changes = None,
        explain: bool = False,
        resume: Snapshot | None = None,
    ) -> None:
        super().__init__(rng=[run_seed % 2**64, run] if rng is None else rng)
        self.prepared = prepare(scenario, what_ifs(changes, settings))
        self.game = self.prepared.game
        self.run_seed, self.run = int(run_seed), int(run)
        self.world: World = new_world(self.game.board)
        self.case = case = self.prepared.case(self.run_seed, self.run)
        self.switchboard, outside = self.prepared.outside()
        self.table = PackedRun(self.prepared.board, packed(case), packed(self.world), outside)
        begin(self.table.board, self.table.case, self.table.world, self.run_seed, self.run, self.run)
        self.seats = tuple(PartyAgent(self, seat) for seat in range(len(self.game.parties)))
        _release(self)
        self.witness = Witness(self.game, case, self.world) if explain else None
        if resume is not None:
            self._resume(resume)
        self._look: Onlooker = self.witness or _look_away
        self._ending: tuple[str | None, int | None] = (None, None)
        self.datacollector = Collector(  # type: ignore[no-untyped-call]  # Mesa has no types here
            model_reporters={name: name for name in ("day", "in_force", "outcome", "outcome_day")},
            agent_reporters={name: name for name in ("party", "no_deal", "aspiration", "expected_aspiration")},
        )

    @property
    def day(self) -> int:
        """The day played last."""
        return int(self.world.now[DAY])

    @property
    def in_force(self) -> str:
        """The agreed options in force, in words."""
        return self.prepared.label(int(self.world.now[STATE]))

    @property
    def outcome(self) -> str | None:
        """The id of the outcome that the run ends in; none before its last day is over."""
        return self._ending[0]

    @property
    def outcome_day(self) -> int | None:
        """The day on which the outcome came to hold; none before the last day is over, or if it holds on no day."""
        return self._ending[1]

    def step(self) -> None:
        """Play one day, in the order of the rulebook; after the last day nothing is left to play."""
        if not self.running:
            return
        now = self.world.now
        now[DAY] += 1
        self._look(DAWN)
        for step in MORNING:
            interpreted(take_in_morning)(step, *self.table[:3])
            self._look(step)
        for session in range(sessions_today(*self.table[:3])):
            now[SESSION_NOW] = session + 1
            if not talks_go_on(self.table.board, self.table.world):
                break
            self._hold_session()
        now[SESSION_NOW] = 0
        for step in EVENING:
            interpreted(take_in_evening)(step, *self.table[:3])
            self._look(step)
        self.switchboard.check()
        if self.day >= self.game.horizon:
            self.running = False
            (outcome,), (came,) = outcomes_of(self.game, Records(self.game, self.record()[None, :]))
            self._ending = outcome, None if np.isnan(came) else int(came)
        self.datacollector.collect(self)

    def _hold_session(self) -> None:
        """Take the steps of a session; parties speak and answer for themselves, and a witness looks after each."""
        for step in SESSION:
            if passed_over(self.table.world, step):
                continue
            if step == PROPOSE:
                self._give_floor(choose_speaker(*self.table[:3]))
            elif step == ANSWER:
                for agent in self.seats:
                    if agent.asked():
                        agent.answer()
            else:
                interpreted(take_in_session)(step, *self.table)
            self._look(step)

    def _give_floor(self, seat: int) -> None:
        """Let a party speak; where nobody is there who could, nothing is proposed."""
        if seat == NEVER:
            self.world.now[SPEAKER] = NEVER
            propose(*self.table[:3])
        else:
            self.seats[seat].speak()

    def snapshot(self) -> Snapshot:
        """Return the run as it stands, beliefs, records, memories and counters and all, to be continued.

        Example:
            >>> model = NegotiationModel("pie", run=3)
            >>> for _ in range(6):
            ...     model.step()
            >>> resumed = NegotiationModel("pie", run=3, resume=model.snapshot())
            >>> resumed.day
            6
        """
        world = World._make(array.copy() for array in self.world)
        days = tuple(self.witness.days) if self.witness is not None else ()
        return Snapshot(self.game, self.case, world, self.day, self.run_seed, self.run, days)

    def _resume(self, held: Snapshot) -> None:
        """Go on from a snapshot, with this model's own numbers and mechanisms from the next day on.

        Raises:
            ValueError: The snapshot is of another run, or of a scenario that names other things.
        """
        if (held.run_seed, held.run) != (self.run_seed, self.run):
            found = f"run {held.run} of seed {held.run_seed}"
            raise ValueError(f"the snapshot is of {found}, not of run {self.run} of seed {self.run_seed}")
        if not same_pieces(held.game, self.game):
            raise ValueError("a what-if that begins on a day may change numbers, dates and mechanisms, nothing else")
        for array, kept in zip(self.world, held.world, strict=True):
            array[...] = kept
        if held.game.scenario.digest != self.game.scenario.digest:
            change_course(self.table.board, packed(held.case), self.table.case, self.table.world)
        if self.witness is not None:
            self.witness.days += held.days

    def record(self) -> Floats:
        """Return the run's record after its last day: the row that the ensemble writes for this run."""
        row = np.zeros(len(self.prepared.plan))
        record_gain(*self.table[:3])
        record_run(self.table.world, self.prepared.plan, row)
        return row

    def transcript(self) -> Transcript:
        """Return what was noted about the run, day by day.

        Raises:
            ValueError: The model was not asked to explain itself, or has days left to play.
        """
        if self.witness is None:
            raise ValueError("only a model with explain=True notes its days")
        if self.outcome is None:
            raise ValueError(f"the run is on day {self.day} of {self.game.horizon}: play it to its last day first")
        days: tuple[Day, ...] = tuple(self.witness.days)
        return Transcript(
            scenario=self.game.scenario,
            run=self.run,
            seed=self.run_seed,
            digest=self.game.scenario.digest,
            outcome=self.outcome,
            outcome_day=self.outcome_day,
            deal=self.game.deal(int(self.world.now[STATE])),
            end_day=self.day,
            days=days,
        )


class Collector(mesa.DataCollector):
    """Mesa's data collector, with agents' rows where `mesa.batch_run` of Mesa 3.3 looks for them.

    That version reads the model's values by position, from 0, and agents' by the step under which they were kept,
    from 1, so that its rows would mix two days.
    """

    def collect(self, model: mesa.Model) -> None:
        """Collect the values of a day that has been played."""
        super().collect(model)  # type: ignore[no-untyped-call]  # Mesa has no types here
        if not hasattr(self, "_collection_steps"):
            last = max(self._agent_records)
            self._agent_records[last - 1] = self._agent_records.pop(last)


def watch(
    scenario: Playable,
    seed: int = 1,
    run: int = 0,
    changes: Sequence[ChangeLike] = (),
    from_day: int | None = None,
) -> Transcript:
    """Play one run and return it day by day, with reasons.

    Args:
        scenario: A scenario, a game, or a scenario's name or path.
        seed: Key of all luck; the same as the ensemble's.
        run: Number of the run in that ensemble.
        changes: What-ifs, as `sim.scenario.changes.apply` takes them.
        from_day: The day on whose morning the changes begin to count; none: they count from the start.

    Raises:
        sim.scenario.faults.ScenarioError: The scenario or a change cannot be used.
        sim.game.plug_ins.PluginError: A plug-in tactic failed.
        ValueError: The day is not played, or the changes change more than numbers, dates and mechanisms.

    Example:
        >>> import sim
        >>> sim.watch("pie", seed=1, run=0).outcome in sim.load("pie").outcomes
        True
    """
    resume = None if from_day is None else _evening_before(scenario, seed, run, from_day)
    model = NegotiationModel(scenario, run_seed=seed, run=run, changes=changes, explain=True, resume=resume)
    while model.running:
        model.step()
    tell_outside([model.switchboard])
    return model.transcript()


def _evening_before(scenario: Playable, seed: int, run: int, day: int) -> Snapshot:
    """Play the days before one, and return the run as it then stands."""
    base = NegotiationModel(scenario, run_seed=seed, run=run, explain=True)
    if not 1 <= day <= base.game.horizon:
        raise ValueError(f"day {day} is not played: the first is 1, the last {base.game.horizon}")
    while base.day < day - 1:
        base.step()
    return base.snapshot()


def _release(model: mesa.Model) -> None:
    """Let Mesa 3.3 forget a model whose agents are made: it counts their ids in a dict that would keep it for ever."""
    getattr(mesa.Agent, "_ids", {}).pop(model, None)


def _look_away(step: int) -> None:
    """Watch nothing."""
