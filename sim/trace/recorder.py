"""Notes of one run: what a witness writes down between the steps of a day. It looks and never touches."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

import numpy as np

from sim.arrays import Floats
from sim.game.build import Game
from sim.game.masks import members
from sim.rules.day import (
    ANSWER,
    COLLAPSES,
    CONCLUDE,
    DEADLINES,
    DENOUNCE,
    DUE,
    EVENTS,
    GRIEVE,
    LEAVE,
    MOVE,
    OPEN,
    PROPOSE,
    RECORD,
    TERMS,
    TRUCES,
)
from sim.rules.foreseeing import ahead
from sim.rules.state import (
    ABSTAINING,
    ACCEPTED,
    ADJOURNED,
    BREACHES_SEEN,
    CONSENT,
    DAY,
    DAYS_WEIGHED,
    DEALS_MADE,
    DRAW,
    GAIN_AWAY,
    HELD_OUT,
    HOPE,
    IN_FORCE,
    LEFT_DAY,
    MADE_UP,
    MEDIATOR,
    MET,
    MOTION,
    MOTION_CHANCE,
    MOTION_DRAW,
    MOTION_WORTH,
    NEVER,
    ODDS,
    OUT,
    PASSED,
    POLL_CHANCE,
    POLL_DAY,
    POLL_DRAW,
    POLL_GAIN,
    POLL_WORD,
    PROPOSAL,
    SESSION,
    SPEAKER,
    STATE,
    STATUS_NAMES,
    SURPLUS,
    UNMADE,
    Case,
    World,
)
from sim.trace.days import (
    Beliefs,
    Day,
    Denunciation,
    ExpectedAnswer,
    ExplainedOffer,
    HeldBallot,
    How,
    Motion,
    MotionAnswer,
    OptionChange,
    PartyAnswer,
    PendingOption,
    Session,
    TableMove,
    TruceDay,
)
from sim.trace.surplus_terms import Explainer

DAWN = -1
"""The moment before the first step of a day."""

Onlooker = Callable[[int], None]
"""Who looks at a run after a step of its day."""


class Witness:
    """Writes down one run, day by day."""

    def __init__(self, game: Game, case: Case, world: World) -> None:
        """Open an empty notebook on a run."""
        self.days: list[Day] = []
        self._game, self._world = game, world
        self._offer: ExplainedOffer | None = None
        self._unmade: ExplainedOffer | None = None
        self._explainer = Explainer(game, case, world)
        self._looks: Mapping[int, Callable[[], None]] = {
            DAWN: self._dawn,
            EVENTS: self._events_over,
            DUE: self._due_over,
            OPEN: self._session_opened,
            DENOUNCE: self._denunciations_over,
            PROPOSE: self._proposal_made,
            ANSWER: self._answers_given,
            LEAVE: lambda: self._note_leaving("choice"),
            GRIEVE: lambda: self._note_leaving("red lines"),
            CONCLUDE: self._session_over,
            MOVE: self._motion_over,
            DEADLINES: lambda: self._note_leaving("breaches"),
            TRUCES: self._truces_kept,
            COLLAPSES: self._collapses_over,
            TERMS: self._terms_over,
            RECORD: self._dusk,
        }

    def __call__(self, step: int) -> None:
        """Look at the run after a step of its day."""
        look = self._looks.get(step)
        if look is not None:
            look()

    def _dawn(self) -> None:
        self._state = self._now(STATE)
        self._waiting = self._pending()
        self._moves: list[OptionChange] = []
        self._sessions: list[Session] = []
        self._truces: list[TruceDay] = []
        self._table_moves: list[TableMove] = []
        self._ballots: list[HeldBallot] = []
        self._out = self._now(OUT)

    def _events_over(self) -> None:
        """Note what events have changed, and who has left the table or come back."""
        self._note_moves("event")
        for party in members(self._out & ~self._now(OUT)):
            self._table_moves.append(TableMove(self._game.parties[party], "came back", self._why_back(party), 0))
        self._note_leaving("event")

    def _due_over(self) -> None:
        """Note what came into force, and what ballots were held."""
        self._note_moves("due")
        today, issues = self._now(DAY), len(self._game.issues)
        for number, (name, ratifier) in enumerate(self._game.scenario.ratifiers.items()):
            for said in self._world.polled[number * issues : (number + 1) * issues]:
                if said[POLL_DAY] == today:
                    gain, word, chance, draw = (float(said[p]) for p in (POLL_GAIN, POLL_WORD, POLL_CHANCE, POLL_DRAW))
                    self._ballots.append(HeldBallot(name, ratifier.party, draw < chance, gain, word, chance, draw))

    def _why_back(self, party: int) -> Literal["event", "return"]:
        board, today = self._game.board, self._world.happened[: len(self._game.board.event_day), self._now(DAY)]
        called = any(board.brings_back[event] >> party & 1 for event in np.flatnonzero(today))
        return "event" if called else "return"

    def _note_leaving(self, why: Literal["event", "choice", "red lines", "breaches"]) -> None:
        """Note who has left the table since the last look."""
        for party in members(self._now(OUT) & ~self._out):
            chose = self._world.tempted[party].tolist() if why == "choice" else (None, None)
            away, hope = chose[GAIN_AWAY], chose[HOPE]
            self._table_moves.append(TableMove(self._game.parties[party], "left", why, self._now(SESSION), away, hope))
        self._out = self._now(OUT)

    def _motion_over(self) -> None:
        """Note the motion that followed the session, if there was one."""
        moved = self._now(MOTION) - 1
        if moved < 0:
            return
        world, names = self._world, self._game.parties
        said = [
            MotionAnswer(
                party=names[party],
                accepts=bool(world.motion[party, MOTION_DRAW] < world.motion[party, MOTION_CHANCE] or party == speaker),
                worth=float(world.motion[party, MOTION_WORTH]),
                chance=float(world.motion[party, MOTION_CHANCE]),
                draw=0.0 if party == speaker else float(world.motion[party, MOTION_DRAW]),
            )
            for speaker in (self._now(SPEAKER),)
            for party in range(len(names))
            if world.motion[party, MOTION_CHANCE] >= 0.0
        ]
        agreed = all(answer.accepts for answer in said)
        adjourned = self._now(ADJOURNED)
        motion = Motion(
            deadline=list(self._game.scenario.deadlines)[moved],
            by=names[self._now(SPEAKER)],
            answers=tuple(said),
            agreed=agreed,
            due=int(world.deadline_due[moved]),
            adjourned=adjourned if agreed and adjourned >= self._now(DAY) else None,
        )
        self._sessions[-1] = replace(self._sessions[-1], motion=motion)

    def _ahead(self) -> dict[str, int]:
        """Return the deadlines ahead, each with its day."""
        world = self._world
        named = enumerate(self._game.scenario.deadlines)
        return {name: int(world.deadline_due[place]) for place, name in named if ahead(world, place)}

    def _decided(self) -> dict[str, str]:
        """Return the deadlines that were met or passed this evening."""
        days, today = self._world.deadline_days, self._now(DAY)
        return {
            name: word
            for place, name in enumerate(self._game.scenario.deadlines)
            for word, when in (("met", MET), ("passed", PASSED))
            if days[place, when] == today
        }

    def _session_opened(self) -> None:
        """Ask every party why it might leave what is in force; whoever does is known only after."""
        self._leaving = {
            (party, issue): self._explainer.gain_from_leaving(party, issue)
            for issue in range(len(self._game.issues))
            if self._world.status[issue] == IN_FORCE
            for party in range(len(self._game.parties))
        }
        self._offer = self._unmade = None
        self._denunciations: list[Denunciation] = []
        self._answers: list[PartyAnswer] = []
        self._pressed = self._due()
        self._deals = self._now(DEALS_MADE)

    def _denunciations_over(self) -> None:
        self._denunciations += self._denounced(self._state)
        self._note_moves("withdrawn")

    def _denounced(self, before: int) -> Iterator[Denunciation]:
        game, names = self._game, self._game.conditions
        for (party, issue), (gain, cost, red) in self._leaving.items():
            if self._world.denounced[issue] >> party & 1:
                option = int(game.board.option[before, issue])
                what = (game.parties[party], *game.options[option])
                yield Denunciation(*what, gain, cost, tuple(names[c] for c in red))

    def _proposal_made(self) -> None:
        proposal, unmade = self._now(PROPOSAL), self._now(UNMADE)
        self._offer = self._offer_of(proposal) if proposal != NEVER else None
        self._unmade = self._offer_of(unmade) if unmade not in (proposal, NEVER) else None

    def _offer_of(self, state: int) -> ExplainedOffer:
        why, game, speaker = self._explainer, self._game, self._now(SPEAKER)
        asked = [p for p in members(int(self._world.consent[state])) if p != speaker]
        suspected = [c for c in why.newly_broken(state) if game.board.owner[c] != speaker]
        return ExplainedOffer(
            aim="product of gains" if game.board.role[speaker] == MEDIATOR else "own gain",
            changes=self._changes(state),
            surplus=why.surplus_of(speaker, state),
            reasons=why.surplus_terms(speaker, state),
            held_out=self._held_out(speaker, state),
            hopes=tuple(ExpectedAnswer(game.parties[p], *why.hope(p, state)) for p in asked),
            suspected={game.conditions[c]: float(self._world.suspected[c]) for c in suspected},
            extends=self._extended(state),
            ratified=why.ratified(state),
            wins=why.wins(state),
        )

    def _extended(self, state: int) -> dict[str, int]:
        """Return the issue whose option a proposal keeps for longer, with the days that it adds."""
        issue = int(self._game.board.extends[state])
        return {self._game.issues[issue]: self._explainer.extension_of(issue)} if issue >= 0 else {}

    def _held_out(self, speaker: int, state: int) -> float:
        """Return the least surplus for which the speaker would propose; 0 if it has pledged this or only mediates."""
        mediates = self._game.board.role[speaker] == MEDIATOR
        idle = mediates and not self._world.consent[state] >> speaker & 1
        free = idle or self._explainer.pledged(speaker, state)
        return 0.0 if free else self._explainer.held_out(speaker, state)

    def _answers_given(self) -> None:
        speaker = self._now(SPEAKER)
        asked = [p for p in members(self._now(CONSENT)) if p != speaker]
        self._answers = [self._answer_of(party) for party in asked]

    def _answer_of(self, party: int) -> PartyAnswer:
        world, proposal = self._world, self._now(PROPOSAL)
        said = world.answer[party]
        return PartyAnswer(
            party=self._game.parties[party],
            accepts=bool(self._now(ACCEPTED) >> party & 1),
            surplus=float(said[SURPLUS]),
            aspiration=0.0 if self._explainer.pledged(party, proposal) else float(world.aspiration[party]),
            held_out=float(said[HELD_OUT]),
            chance=float(said[ODDS]),
            draw=float(said[DRAW]),
            vetoed=bool(world.set_vetoes[self._game.board.broken[proposal]] >> party & 1),
            reasons=self._explainer.surplus_terms(party, proposal),
            made_up=bool(said[MADE_UP]),
        )

    def _session_over(self) -> None:
        agreed = self._now(DEALS_MADE) > self._deals
        extends = dict(self._offer.extends) if self._offer else {}
        self._note_moves("agreed")
        waits = {i: waiting for i, waiting in self._pending().items() if agreed and i in (self._offer_changes())}
        if agreed:
            self._moves += [self._extension(issue) for issue in extends]
        self._waiting = self._pending()
        due = self._due() - self._pressed
        began = len(self._game.board.event_day)
        self._sessions.append(
            Session(
                session=self._now(SESSION),
                denunciations=tuple(self._denunciations),
                aspirations=self._by_party(self._world.aspiration),
                speaker=self._game.parties[self._now(SPEAKER)] if self._now(SPEAKER) != NEVER else None,
                proposal=self._offer.changes if self._offer else None,
                offer=self._offer,
                unmade=self._unmade,
                answers=tuple(self._answers),
                abstains=tuple(self._game.parties[p] for p in members(self._now(ABSTAINING))),
                agreed=agreed,
                pressures=tuple(self._game.events[began + int(p)] for p in np.flatnonzero(due)),
                extends=extends,
                waits=waits,
            )
        )

    def _offer_changes(self) -> Mapping[str, str]:
        return self._offer.changes if self._offer else {}

    def _extension(self, issue: str) -> OptionChange:
        """Return that what is in force on an issue was extended by agreement."""
        number = self._game.issues.index(issue)
        option = self._option(self._now(STATE), number)
        by = (self._game.parties[self._now(SPEAKER)], *(answer.party for answer in self._answers))
        return OptionChange(issue, option, option, "extended", by, self._now(SESSION))

    def _pending(self) -> dict[str, PendingOption]:
        """Return what is agreed and not yet in force, by issue."""
        world, game = self._world, self._game
        return {
            game.issues[i]: PendingOption(
                option=game.options[int(world.coming[i])][1],
                due=int(world.pact_due[i]),
                chance=float(world.pact_chance[i]),
                by=tuple(game.parties[p] for p in members(int(world.pact_signed[i]))),
            )
            for i in np.flatnonzero(world.pact > 0)
        }

    def _note_failures(self) -> None:
        """Note what was pending and has come to nothing."""
        pending = self._pending()
        for issue, waiting in self._waiting.items():
            stands = self._option(self._now(STATE), self._game.issues.index(issue))
            came = any(move.issue == issue and move.how in {"due", "agreed"} for move in self._moves)
            if issue not in pending and not (came and stands == waiting.option):
                self._moves.append(OptionChange(issue, waiting.option, stands, "failed", (), self._now(SESSION)))
        self._waiting = pending

    def _due(self) -> Floats:
        """Return how often each pressure will take hold tomorrow."""
        counts = self._world.happened[len(self._game.board.event_day) :, self._now(DAY) + 1]
        return counts.astype(np.float64)

    def _truces_kept(self) -> None:
        board, world = self._game.board, self._world
        for truce, option in enumerate(board.truce_option.tolist()):
            if board.option[self._now(STATE), board.issue[option]] == option:
                bound = members(int(board.binds[option]))
                sums, weights = world.ledger[truce, :, BREACHES_SEEN], world.ledger[truce, :, DAYS_WEIGHED]
                ledger = np.divide(sums, weights, out=np.zeros_like(sums), where=weights > 0.0)
                self._truces.append(
                    TruceDay(
                        issue=self._game.options[option][0],
                        option=self._game.options[option][1],
                        committed=self._counts(world.breaches[truce], bound),
                        perceived=self._counts(world.perceived[truce], bound),
                        ledger={self._game.parties[p]: float(ledger[p]) for p in bound},
                        logged=self._counts(world.logged[truce], bound),
                    )
                )

    def _counts(self, numbers: "np.typing.NDArray[np.int64]", parties: Sequence[int]) -> dict[str, int]:
        return {self._game.parties[party]: int(numbers[party]) for party in parties}

    def _collapses_over(self) -> None:
        self._note_moves("collapsed")
        ending = (self._world.status == IN_FORCE) & (self._world.ends == self._now(DAY))
        self._ending = [int(issue) for issue in np.flatnonzero(ending)]

    def _terms_over(self) -> None:
        """Note what ran out, and what was renewed: still in force, with another last day."""
        before = self._state
        self._note_moves("expired")
        for issue in self._ending:
            option = self._option(before, issue)
            if option == self._option(self._now(STATE), issue) and self._world.ends[issue] > self._now(DAY):
                self._moves.append(OptionChange(self._game.issues[issue], option, option, "renewed", (), 0))

    def _note_moves(self, how: How) -> None:
        """Note every issue whose option in force has changed since the last look."""
        before, after = self._state, self._now(STATE)
        for number, issue in enumerate(self._game.issues):
            old, new = self._option(before, number), self._option(after, number)
            if old != new:
                self._moves.append(OptionChange(issue, old, new, how, self._movers(number, how), self._now(SESSION)))
        self._state = after
        self._note_failures()

    def _movers(self, issue: int, how: How) -> tuple[str, ...]:
        if how == "agreed" and not self._world.signed[issue]:  # back at the status quo, which nobody signs
            return (self._game.parties[self._now(SPEAKER)], *(a.party for a in self._answers))
        signed = self._world.signed
        found = {"agreed": signed, "due": signed, "withdrawn": self._world.denounced}.get(how)
        return tuple(self._game.parties[party] for party in members(int(found[issue]))) if found is not None else ()

    def _dusk(self) -> None:
        day, world, game = self._now(DAY), self._world, self._game
        self.days.append(
            Day(
                day=day,
                date=self._date(day),
                in_force=game.deal(self._now(STATE)),
                statuses={issue: STATUS_NAMES[world.status[i]] for i, issue in enumerate(game.issues)},
                events=tuple(game.events[kind] for kind in np.flatnonzero(world.happened[:, day])),
                moves=tuple(self._moves),
                sessions=tuple(self._sessions),
                breaches=tuple(self._truces),
                trust=self._trust(),
                beliefs=Beliefs(
                    aspirations=self._by_party(world.expected),
                    red_lines={name: float(b) for name, b in zip(game.conditions, world.suspected, strict=True)},
                ),
                no_deal=self._by_party(world.no_deal),
                mediator_left=self._now(LEFT_DAY) == day,
                pending=self._pending(),
                deadlines=self._ahead(),
                decided=self._decided(),
                out=tuple(game.parties[party] for party in members(self._now(OUT))),
                table_moves=tuple(self._table_moves),
                ballots=tuple(self._ballots),
            )
        )

    def _trust(self) -> dict[str, dict[str, float]]:
        names = self._game.parties
        rows = zip(names, self._world.trust.tolist(), strict=True)
        return {p: {q: t for q, t in zip(names, row, strict=True) if q != p} for p, row in rows}

    def _by_party(self, numbers: Floats) -> dict[str, float]:
        return dict(zip(self._game.parties, numbers.tolist(), strict=True))

    def _changes(self, state: int) -> dict[str, str]:
        """Return the issues that a state changes, with what it brings."""
        deal = self._game.deal(state)
        return {self._game.issues[i]: deal[self._game.issues[i]] for i in members(self._explainer.agenda(state))}

    def _option(self, state: int, issue: int) -> str | None:
        option = int(self._game.board.option[state, issue])
        return self._game.options[option][1] if option >= 0 else None

    def _date(self, day: int) -> date:
        return self._game.scenario.as_of + timedelta(days=day)

    def _now(self, place: int) -> int:
        return int(self._world.now[place])
