"""Bargaining over time: closed forms of the literature, and simulations that agree with them."""
