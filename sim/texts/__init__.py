"""Texts that strangers wrote, made fit for where they are shown, and shortened without cutting a character in two."""

from sim.texts.graphemes import broken, graphemes, shortened, shortened_inside, width

__all__ = ["broken", "graphemes", "shortened", "shortened_inside", "width"]
