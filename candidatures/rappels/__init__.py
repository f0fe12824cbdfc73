"""Reminders before each Date: to those who can still act, saying what is missing; one per person and palier, ever.

`obligations`: what must be done by when, filled by each storey. `prevision`: what would leave. `envoi`: it leaves.
"""
