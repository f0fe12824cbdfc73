"""What a departure leaves to entrust to another person: the products whose responsable leaves (ROL-07)."""

from candidatures.models import Produit
from segur.noyau.comptes.models import Appartenance, Organisation, Utilisateur
from segur.noyau.organisations import successions
from segur.noyau.organisations.successions import Charge


def produits(organisation: Organisation, personne: Utilisateur | None) -> list[Charge]:
    """Those of that person; without a person, those whose responsable is not in place any more."""
    siens = Produit.objects.filter(editeur=organisation).select_related("responsable")
    if personne:
        siens = siens.filter(responsable=personne)
    else:
        en_place = Appartenance.objects.actives().filter(organisation=organisation, utilisateur__is_active=True)
        siens = siens.exclude(responsable__in=en_place.values("utilisateur"))
    return [Charge(f"produit {p}", p.get_absolute_url(), str(p.responsable)) for p in siens]


def declarer() -> None:
    successions.declarer(produits)
