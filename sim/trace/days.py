"""What a watched run leaves behind of a day, as data: moves, sessions, answers, truces, beliefs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from math import prod
from typing import Any, Literal

from sim.formatting import plain
from sim.trace.reasons import Reason

How = Literal["agreed", "due", "event", "withdrawn", "collapsed", "expired", "renewed", "extended", "failed"]


@dataclass(frozen=True)
class PendingOption:
    """What is agreed and not yet in force.

    Attributes:
        option: Id of the option.
        due: The day on which it comes into force or fails.
        chance: How likely it was reckoned to come into force when it was agreed.
        by: Who agreed to it.
    """

    option: str
    due: int
    chance: float
    by: tuple[str, ...]


@dataclass(frozen=True)
class OptionChange:
    """One issue whose option in force changed, was renewed or extended, or on which what was agreed has failed.

    Attributes:
        issue: Id of the issue.
        before: The option in force until then or, if what was agreed failed, that option; none where nothing was.
        after: The option in force from then on; none where nothing is.
        how: What did it; due: it was agreed before, and its day has come.
        by: The parties that did it: signatories of what was agreed, who denounced what was withdrawn.
        session: The session of the day at which it happened; 0 outside the talks.
    """

    issue: str
    before: str | None
    after: str | None
    how: How
    by: tuple[str, ...]
    session: int


@dataclass(frozen=True)
class Denunciation:
    """Why a party leaves an option.

    Attributes:
        party: Who leaves.
        issue: Id of the issue.
        option: What it leaves.
        gain: Points by which it is better off without it and what falls with it.
        cost: What that must exceed.
        red_lines: Conditions of its own, true red lines, that the deal in force breaks; private.
    """

    party: str
    issue: str
    option: str
    gain: float
    cost: float
    red_lines: tuple[str, ...]


@dataclass(frozen=True)
class ExpectedAnswer:
    """What a speaker expects of a party whose consent its proposal needs.

    Attributes:
        party: Whose consent it is.
        surplus: What the speaker believes the proposal to be worth to it.
        chance: How likely the speaker believes it to accept, red lines aside.
        clear: How likely the speaker believes that no red line of it is broken.
        answered: Whether the chance rests on what the party has said to offers on the same agenda.
    """

    party: str
    surplus: float
    chance: float
    clear: float
    answered: bool = False


@dataclass(frozen=True)
class ExplainedOffer:
    """A deal that a speaker proposes, or would propose, and why.

    A principal or backer looks for the largest product of its own surplus and the chance that all accept; a mediator
    for the largest product of that chance and the weighted geometric mean of how well each of those asked does.

    Attributes:
        aim: Which of the two the speaker looks for.
        changes: Issue to option, for every issue that it changes.
        surplus: What it is worth to the speaker, on the speaker's own scale.
        reasons: The terms of that surplus; they add up to it.
        held_out: The least surplus that the speaker's tactic would let it propose.
        hopes: What the speaker expects of the others whose consent is needed.
        suspected: The others' conditions that it newly breaks, and how likely each is believed to be a red line.
        extends: Issue to days, for an issue whose option it keeps for that much longer.
        ratified: How likely the speaker believes it to be ratified; 1 where nothing needs that.
        wins: How likely the speaker believes those who say yes to win the votes on it; none where all must.
    """

    aim: Literal["own gain", "product of gains"]
    changes: Mapping[str, str]
    surplus: float
    reasons: tuple[Reason, ...]
    held_out: float
    hopes: tuple[ExpectedAnswer, ...]
    suspected: Mapping[str, float]
    extends: Mapping[str, int] = field(default_factory=dict)
    ratified: float = 1.0
    wins: float | None = None

    @property
    def agreed(self) -> float:
        """The chance, as the speaker sees it, that all accept, or enough where votes are counted."""
        return prod(hope.chance * hope.clear for hope in self.hopes) if self.wins is None else self.wins

    @property
    def chance(self) -> float:
        """The chance, as the speaker sees it, that it is agreed and that it is ratified."""
        return self.ratified * self.agreed


@dataclass(frozen=True)
class PartyAnswer:
    """What a party whose consent was needed said, and why.

    Attributes:
        party: Who answers.
        accepts: Whether it accepts.
        surplus: What the proposal adds to the deal in force, on its own scale.
        aspiration: Share of the best it could hope for on these issues that it holds out for; 0 on what it pledged.
        held_out: The same in points.
        chance: Chance that it accepts, 0 if a red line forbids it.
        draw: The uniform number that decided; it accepts if this is below the chance.
        vetoed: Whether a true red line forbids it; private.
        reasons: The terms of the surplus; they add up to it.
        made_up: Whether its mind is made up on the agenda, so that the same number answers every offer on it; private.
    """

    party: str
    accepts: bool
    surplus: float
    aspiration: float
    held_out: float
    chance: float
    draw: float
    vetoed: bool
    reasons: tuple[Reason, ...]
    made_up: bool = False


@dataclass(frozen=True)
class MotionAnswer:
    """What a party makes of a motion to put off a deadline.

    Attributes:
        party: Who answers, or moves.
        accepts: Whether it says yes.
        worth: What putting it off is worth to it: what going on is worth beside what the deadline brings.
        chance: Chance that it says yes; 1 for who moves.
        draw: The number that decided; 0 for who moves.
    """

    party: str
    accepts: bool
    worth: float
    chance: float
    draw: float


@dataclass(frozen=True)
class Motion:
    """A motion to put off a deadline, after a session that has failed.

    Attributes:
        deadline: Id of the deadline.
        by: Who moves.
        answers: What those who must agree make of it, who moves among them if it must.
        agreed: Whether all say yes.
        due: The day of the deadline from then on.
        adjourned: The last day on which the talks are adjourned; none if they are not.
    """

    deadline: str
    by: str
    answers: tuple[MotionAnswer, ...]
    agreed: bool
    due: int
    adjourned: int | None


@dataclass(frozen=True)
class TableMove:
    """A party that left the table or came back to it.

    Attributes:
        party: Who.
        act: Whether it left or came back.
        why: An event; its own choice; red lines tabled by others; breaches of a truce; its time, or a gesture.
        session: The session of the day at which it left; 0 outside the talks.
        away: Points that being away was worth to it beyond the deal in force, less the cost of leaving; by choice only.
        hope: Points that going on was worth; by choice only.
    """

    party: str
    act: Literal["left", "came back"]
    why: Literal["event", "choice", "red lines", "breaches", "return"]
    session: int
    away: float | None = None
    hope: float | None = None


@dataclass(frozen=True)
class Session:
    """One round of talks.

    Attributes:
        session: Its number on its day.
        denunciations: Who left what at its start, and why.
        aspirations: Share of the attainable that each party holds out for.
        speaker: Who had the floor; none if nobody was there who could, or the talks had been broken off.
        proposal: What it proposed; none if nothing passed.
        offer: Why it proposed that.
        unmade: What it would have proposed but for red lines that it suspects; none if the same or nothing.
        answers: What those whose consent was needed said.
        agreed: Whether all accepted.
        pressures: Ids of pressures that will be applied from tomorrow because of refusals.
        extends: Issue to days, for an issue whose option the proposal keeps for that much longer.
        waits: Issue to what was agreed and is not yet in force; empty if all is, or nothing was agreed.
        motion: The motion that followed; none if nobody made one.
        abstains: Who abstained at it.
    """

    session: int
    denunciations: tuple[Denunciation, ...]
    aspirations: Mapping[str, float]
    speaker: str | None
    proposal: Mapping[str, str] | None
    offer: ExplainedOffer | None
    unmade: ExplainedOffer | None
    answers: tuple[PartyAnswer, ...]
    agreed: bool
    pressures: tuple[str, ...]
    extends: Mapping[str, int] = field(default_factory=dict)
    waits: Mapping[str, PendingOption] = field(default_factory=dict)
    motion: Motion | None = None
    abstains: tuple[str, ...] = ()


@dataclass(frozen=True)
class HeldBallot:
    """What a ratifier said to a package on the day of its ballot, and why.

    Attributes:
        ratifier: Id of the entry under `ratifiers`.
        party: Who voted.
        accepts: Whether it said yes.
        gain: What the package is worth to it over what is in force.
        word: Points that recommendations add, less what rejections before have raised.
        chance: Chance of a yes, 0 if a red line forbids it.
        draw: The uniform number that decided.
    """

    ratifier: str
    party: str
    accepts: bool
    gain: float
    word: float
    chance: float
    draw: float


@dataclass(frozen=True)
class TruceDay:
    """One day of a truce in force, by party.

    Attributes:
        issue: Id of the issue.
        option: Id of the option.
        committed: Breaches by each side today.
        perceived: Breaches by others that each side saw today, lawful acts misread among them.
        ledger: Each side's own ledger: the faded mean of what it saw per day.
        logged: All that each side has seen since the truce began.
    """

    issue: str
    option: str
    committed: Mapping[str, int]
    perceived: Mapping[str, int]
    ledger: Mapping[str, float]
    logged: Mapping[str, int]


@dataclass(frozen=True)
class Beliefs:
    """What everyone believes, from what is public.

    Attributes:
        aspirations: Party to the share that it is expected to hold out for.
        red_lines: Condition to how likely it is believed to be a red line.
    """

    aspirations: Mapping[str, float]
    red_lines: Mapping[str, float]


@dataclass(frozen=True)
class Day:
    """One day of a run, as it ended.

    Attributes:
        day: Its number; day 1 is the day after `as_of`.
        date: Its date.
        in_force: The deal in force in the evening, issue to option; empty where nothing is.
        statuses: Issue to none, in force, expired, withdrawn, collapsed or failed.
        events: Ids of events that happened and of pressures that took hold.
        moves: Every change of the deal in force, in order.
        sessions: The talks of the day.
        breaches: The truces in force and how they were kept.
        trust: Party to its trust in each other party.
        beliefs: What everyone believes.
        no_deal: Party to its no-deal value.
        mediator_left: Whether the mediator gave up on this day.
        pending: Issue to what is agreed and not yet in force in the evening.
        deadlines: The deadlines ahead in the evening, each with its day.
        decided: Deadlines that were met or passed in the evening: `met` or `passed`.
        out: Who is away from the table in the evening.
        table_moves: Who left the table and who came back, in order.
        ballots: What ratifiers said to the packages that they voted on.
    """

    day: int
    date: date
    in_force: Mapping[str, str]
    statuses: Mapping[str, str]
    events: tuple[str, ...]
    moves: tuple[OptionChange, ...]
    sessions: tuple[Session, ...]
    breaches: tuple[TruceDay, ...]
    trust: Mapping[str, Mapping[str, float]]
    beliefs: Beliefs
    no_deal: Mapping[str, float]
    mediator_left: bool
    pending: Mapping[str, PendingOption] = field(default_factory=dict)
    deadlines: Mapping[str, int] = field(default_factory=dict)
    decided: Mapping[str, str] = field(default_factory=dict)
    out: tuple[str, ...] = ()
    table_moves: tuple[TableMove, ...] = ()
    ballots: tuple[HeldBallot, ...] = ()

    @property
    def spoken(self) -> Session | None:
        """The session that stands for the day: the last with a proposal, else the last."""
        made = [session for session in self.sessions if session.proposal is not None]
        told = made or self.sessions
        return told[-1] if told else None

    @property
    def eventful(self) -> bool:
        """Whether anything happened besides breaches."""
        moved = self.moves or self.table_moves or self.decided or self.ballots
        return bool(self.events or moved or self.sessions or self.mediator_left)

    def to_dict(self) -> dict[str, Any]:
        """Return the day as plain data; speaker, proposal and answers are those of the session that stands for it."""
        told: dict[str, Any] = plain(self)
        spoken = plain(self.spoken) if self.spoken is not None else {"speaker": None, "proposal": None, "answers": []}
        return told | {key: spoken[key] for key in ("speaker", "proposal", "answers")}
