"""The yearly review of rights: what is overdue, where, and reminding those who do it."""

from collections.abc import Callable
from datetime import datetime, time

from django.db.models import Count, Min, Q, QuerySet

from segur.noyau.comptes.models import (
    OUVRE_LES_ORGANISATIONS,
    Acteur,
    Appartenance,
    Organisation,
    Role,
    Utilisateur,
)
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.organisations import regles
from segur.noyau.organisations.transitions.revue import REVOIT
from segur.noyau.temps import instant_de_paris, jour_de_paris

SURVEILLENT = (*OUVRE_LES_ORGANISATIONS, Role.DIRECTION, Role.VALIDEUR)
Perimetre = Callable[[Acteur], Q]
_PERIMETRES: list[Perimetre] = []


def declarer(perimetre: Perimetre) -> None:
    """`perimetre(acteur)`: the firms that the actor's agency works with, as the storey that knows them says it."""
    if perimetre not in _PERIMETRES:
        _PERIMETRES.append(perimetre)


def seuil(le: datetime) -> datetime:
    """What was last reviewed before that instant is overdue."""
    return instant_de_paris(regles.a_revoir_avant(jour_de_paris(le)), time())


def a_revoir(organisation: Organisation, le: datetime) -> QuerySet[Appartenance]:
    return Appartenance.objects.a_revoir(seuil(le)).filter(organisation=organisation)


def en_retard(acteur: Acteur, le: datetime) -> QuerySet[Organisation]:
    """With `nb_a_revoir` and `plus_ancienne`; the ANS sees every firm, the ASP those it works with, each its own."""
    visees = Q(pk=acteur.entreprise.pk)
    if acteur.tient(*OUVRE_LES_ORGANISATIONS, Role.DIRECTION):
        visees |= Q(nature=Organisation.Nature.EDITEUR)
    for perimetre in _PERIMETRES:
        visees |= Q(pk__in=Organisation.objects.filter(perimetre(acteur)).values("pk"))
    dues = Appartenance.objects.a_revoir(seuil(le))
    en_cause = Q(appartenances__in=dues.values("pk"))
    lignes = Organisation.objects.filter(visees).annotate(
        nb_a_revoir=Count("appartenances", en_cause, distinct=True),
        plus_ancienne=Min("appartenances__entree_le", filter=en_cause),
    )
    return lignes.filter(nb_a_revoir__gt=0).order_by("nom", "pk")


def rappeler(le: datetime) -> int:
    """Tells who does the review of each organisation that is late, once a week. Returns how many organisations."""
    dues = Appartenance.objects.a_revoir(seuil(le)).values("organisation")
    organisations = Organisation.objects.filter(pk__in=dues).order_by("pk")
    for organisation in organisations:
        _rappeler(organisation, le)
    return len(organisations)


def _rappeler(organisation: Organisation, le: datetime) -> None:
    annee, semaine, _ = jour_de_paris(le).isocalendar()
    nombre = a_revoir(organisation, le).count()
    notifier(
        Utilisateur.objects.ayant_role(REVOIT[organisation.nature], organisation=organisation),
        categorie=Categorie.COMPTE,
        evenement=f"revue:{organisation.pk}:{annee}-{semaine}",
        sujet=f"{organisation} : la revue annuelle des droits est due",
        corps=f"Droits à confirmer, à changer ou à retirer : {nombre}. "
        "Une fois par an, chaque rôle est confirmé par la personne qui gère les membres.",
        lien=f"/organisation/{organisation.pk}/droits/",
    )
