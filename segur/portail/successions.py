"""What a departure leaves to entrust to another person: the products whose responsable leaves (ROL-07)."""

from django.urls import reverse

from candidatures.models import Produit
from segur.noyau.comptes.models import Organisation, Utilisateur
from segur.noyau.organisations import successions
from segur.noyau.organisations.successions import Charge


def produits(organisation: Organisation, personne: Utilisateur | None) -> list[Charge]:
    """Those of that person; without a person, those whose responsable is not in place any more."""
    produits = Produit.objects.filter(editeur=organisation).select_related("responsable")
    siens = produits.filter(responsable=personne) if personne else produits.sans_responsable()
    return [_charge(produit) for produit in siens]


def _charge(produit: Produit) -> Charge:
    return Charge(
        f"produit {produit}", reverse("candidatures:responsable", args=[produit.reference]), str(produit.responsable)
    )


def declarer() -> None:
    successions.declarer(produits)
