"""The command line: options in, tables and JSON out; no arithmetic. Its verbs are listed in `sim.cli.verbs`."""
