from segur.noyau.organisations.transitions import adhesion, appartenance, invitation, organisation

__all__ = ["adhesion", "appartenance", "invitation", "organisation"]
