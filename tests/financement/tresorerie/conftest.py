"""The suppliers of the payments."""

from tests.financement.paiements.conftest import a_deux, caisse, payeur

__all__ = ["a_deux", "caisse", "payeur"]
