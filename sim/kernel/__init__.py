"""How rules are compiled, cached and given chance."""
