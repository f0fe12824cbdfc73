"""Rules of the financing, one module per subject. Plain values in, verdicts out."""
