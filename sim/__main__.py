"""The command line, as ``parley`` and as ``python -m sim``."""


def main() -> None:
    """Run the command line."""
    # Imported here, so that a process that only imports this module (a spawned worker) does not pay for the commands.
    from sim.cli import app

    app()


if __name__ == "__main__":
    main()
