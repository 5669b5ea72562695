"""One run: a Mesa model, what a witness of it records, and the story in words."""
