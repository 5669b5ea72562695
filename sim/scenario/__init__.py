"""The language: what people state, read with every fault at once, changed and written back."""
