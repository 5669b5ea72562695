"""Entry point of the web app: ``streamlit run app.py``, or ``parley app``."""

from sim.ui.main import main

# Streamlit runs this file as __main__. A spawned worker process imports it under another name and must not draw pages.
if __name__ == "__main__":
    main()
