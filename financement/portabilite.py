"""For which solutions a supplier owes the list of portability, and which are signed."""

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from financement.models import Creance, DemandeDeFinancement, ListeDePortabilite

SIGNEE, A_SIGNER = "signee", "a_signer"
ETATS = {A_SIGNER: "Liste non signée", SIGNEE: "Liste signée"}


def solutions(demandes: QuerySet[DemandeDeFinancement]) -> QuerySet[DemandeDeFinancement]:
    """One request for each supplier and solution, the first one, with the last list signed of both."""
    ouvertes = demandes.exclude(statut__in=DemandeDeFinancement.CLOSES)
    memes = {"fournisseur": OuterRef("fournisseur"), "candidature": OuterRef("candidature")}
    signees = ListeDePortabilite.objects.filter(**memes).order_by("-liste_du")
    anterieures = DemandeDeFinancement.objects.filter(**memes, pk__lt=OuterRef("pk")).filter(
        pk__in=ouvertes.order_by().values("pk")
    )
    return (
        ouvertes.filter(~Exists(anterieures))
        .select_related("fournisseur__organisation", "candidature__produit", "dispositif")
        .annotate(
            liste_pk=Subquery(signees.values("pk")[:1]),
            liste_du=Subquery(signees.values("liste_du")[:1]),
            liste_signee_le=Subquery(signees.values("signee_le")[:1]),
            liste_signee_par=Subquery(signees.values("signee_par__nom")[:1]),
        )
        .order_by("candidature__produit__nom", "pk")
    )


def listes_signees(demande: DemandeDeFinancement) -> QuerySet[ListeDePortabilite]:
    """By the supplier of a request, for its solution; the last one first."""
    siennes = ListeDePortabilite.objects.filter(fournisseur=demande.fournisseur_id, candidature=demande.candidature_id)
    return siennes.select_related("signee_par").order_by("-liste_du")


def liste_de_la_creance(creance: Creance) -> ListeDePortabilite | None:
    """What an agent reads in front of a balance: the last list signed for its supplier and its solution."""
    return listes_signees(creance.demande).first()
