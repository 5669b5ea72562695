"""Bargaining over time: closed forms of the literature, and each as a simulation of its own."""
