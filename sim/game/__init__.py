"""Names become numbers: what the rules read, as arrays."""
