"""Many runs: the compiled ensemble, its results, and results kept as folders."""
