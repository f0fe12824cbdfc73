"""What the upper storeys grant beyond a role, said to the kernel's page of rights and to its yearly review."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import Q

from candidatures.models import Collaborateur, Produit
from financement.models import LotDePaiement, RetourBancaire
from financement.models.fournisseur import Droit, Habilitation
from segur.noyau.comptes.models import ASP, Acteur, Organisation
from segur.noyau.organisations import droits, revues
from segur.noyau.organisations.droits import Accord, Famille
from segur.portail.templatetags.portail import pluriel

SUR_UN_PRODUIT: dict[str, tuple[Famille, ...]] = {
    Collaborateur.Droit.LECTURE: (Famille.VOIR,),
    Collaborateur.Droit.SAISIE: (Famille.VOIR, Famille.REMPLIR),
    Collaborateur.Droit.SOUMISSION: (Famille.VOIR, Famille.REMPLIR, Famille.SIGNER),
}
SUR_LE_FINANCEMENT: dict[str, tuple[Famille, ...]] = {
    Droit.SAISIR: (Famille.VOIR, Famille.REMPLIR),
    Droit.DEMANDER: (Famille.VOIR, Famille.DEMANDER),
}


def declarer() -> None:
    droits.declarer(des_produits)
    droits.declarer(du_financement)
    droits.declarer_un_paiement(LotDePaiement, RetourBancaire)
    revues.declarer(de_l_asp)


def des_produits(organisation: Organisation) -> Iterator[Accord]:
    """Who answers for a product may do everything there, and its collaborators what they were given."""
    responsables = Produit.objects.filter(editeur=organisation).values_list("pk", "responsable")
    acces = Collaborateur.objects.actuels().filter(produit__editeur=organisation)
    tenus = [(pk, personne, Collaborateur.Droit.SOUMISSION.value) for pk, personne in responsables]
    tenus += acces.values_list("produit", "utilisateur", "droit")
    uniques = {(produit, personne, nom) for produit, personne, d in tenus for nom in SUR_UN_PRODUIT[d]}
    nombres = Counter((personne, nom) for _, personne, nom in uniques)
    for (personne, nom), nombre in sorted(nombres.items()):
        yield Accord(personne, nom.value, f"{nombre} produit{pluriel(nombre)}")


def du_financement(organisation: Organisation) -> Iterator[Accord]:
    tenues = Habilitation.objects.actuelles().filter(fournisseur__organisation=organisation)
    accords = {
        (personne, nom) for personne, d in tenues.values_list("utilisateur", "droit") for nom in SUR_LE_FINANCEMENT[d]
    }
    for personne, nom in sorted(accords):
        yield Accord(personne, nom.value, "financement")


def de_l_asp(acteur: Acteur) -> Q:
    """The suppliers that sent it something once; nothing to the others."""
    if not acteur.tient(*ASP):
        return Q(pk=None)
    return Q(fournisseur__enrolements__premiere_transmission_le__isnull=False)
