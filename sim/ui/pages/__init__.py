"""The pages; `sim.ui.main` lists them. Streamlit runs each file as a script."""
