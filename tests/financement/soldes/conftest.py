"""Suppliers whose pilots may begin, as for the pilots."""

from tests.financement.pilotes.conftest import pret

__all__ = ["pret"]
