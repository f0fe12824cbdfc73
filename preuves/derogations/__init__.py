"""Proofs for which a provisional piece, a statement or figures are accepted (DER-01…DER-09, E3-33, E3-43…E3-48)."""
