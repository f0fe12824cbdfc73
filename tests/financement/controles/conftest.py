from tests.financement.paiements.conftest import caisse, payeur

__all__ = ["caisse", "payeur"]
