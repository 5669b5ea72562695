"""Parley: a negotiation scenario simulator."""
