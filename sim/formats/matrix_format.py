"""Payoff matrices in spreadsheets as a format that `parley import` and `parley export` know."""

from collections.abc import Sequence
from pathlib import Path

from sim.formats import ExportedFiles, ImportedScenario
from sim.formats.additive import checked_data
from sim.formats.gambit import game_of, scenario_data
from sim.formats.matrix_tables import is_matrix, read_matrix, write_matrix
from sim.scenario.faults import ScenarioError
from sim.scenario.model import Scenario


class MatrixFormat:
    """Payoff matrices of two players."""

    def recognises(self, files: Sequence[Path]) -> bool:
        """Return whether there is exactly one spreadsheet and it holds a payoff matrix."""
        if len(files) != 1 or not is_matrix(files[0]):
            return False
        try:
            read_matrix(files[0])
        except (ScenarioError, OSError, ValueError):
            return False
        return True

    def read(self, files: Sequence[Path]) -> ImportedScenario:
        """Return the scenario of a game.

        Raises:
            ScenarioError: It is not a matrix, or is too large for a scenario.
            ValueError: There is more than one file.
        """
        if len(files) != 1:
            raise ValueError(f"found {len(files)} files, expected one matrix")
        return ImportedScenario(checked_data(scenario_data(read_matrix(files[0]), files[0]), str(files[0])), ())

    def write(self, scenario: Scenario) -> ExportedFiles:
        """Return a scenario's game as a matrix.

        Raises:
            ValueError: It has no game, or one of more than two players.
        """
        game, note = game_of(scenario)
        return ExportedFiles({f"{scenario.id}.csv": write_matrix(game)}, (note,))


MATRIX = MatrixFormat()
