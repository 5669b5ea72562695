"""What can move nothing, as the structure of a scenario proves: no run has to be played to know it."""

from sim.game.build import Game


def why_idle(game: Game, path: str) -> str:
    """Return why an input cannot move anything, where the structure of the scenario says so; else nothing."""
    given = next((one for one in game.inputs if one.path == path), None)
    if given is not None and not given.places:
        return "what would read it is switched off"
    head, _, rest = path.partition(".")
    name = rest.partition(".")[0]
    if head == "conditions" and name in game.conditions:
        place = game.conditions.index(name)
        if not (game.board.broken_set[game.board.broken] >> place & 1).any():
            return "no deal breaks this condition"
    return ""
