from segur.noyau.organisations.transitions import appartenance, invitation, organisation

__all__ = ["appartenance", "invitation", "organisation"]
