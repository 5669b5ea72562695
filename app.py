"""Entry point of the web app: ``streamlit run app.py``, or ``parley app``."""

# Streamlit runs this file as __main__. A spawned worker process imports it under another name and must not draw pages.
if __name__ == "__main__":
    from sim.ui.first_words import said_first

    with said_first("sim.ui.answers"):
        # What pages draw and play with: the first visitor waits for it, and is told so meanwhile.
        pass

    from sim.ui.main import main

    main()
