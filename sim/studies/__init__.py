"""Questions that take many ensembles to answer: what a change changes, what would flip it, how much hangs on what.

Each study plays ensembles through `sim.runs.runner` under shared luck, hands what they left behind to `sim.analysis`,
and returns one frozen finding. Nothing here draws, prints or writes a report.
"""
