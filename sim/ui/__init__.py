"""The web app: Streamlit only. Pages receive findings and pictures and show them; they compute nothing."""
