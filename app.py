"""Entry point of the web app: ``streamlit run app.py``, or ``parley app``.

Streamlit imports this file once to serve the app, and runs it as __main__ whenever a page is drawn. A spawned worker
process imports it under yet another name and must do neither.
"""

if __name__ == "__main__":
    from sim.ui.main import main

    main()
elif __name__ == "app":
    from streamlit import App

    from sim.ui.server import MIDDLEWARE, beside

    app = App(__file__, lifespan=beside, middleware=MIDDLEWARE)
