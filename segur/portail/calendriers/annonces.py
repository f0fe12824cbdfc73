"""Telling the vendors: each person once per text, with all their dossiers, the old and the new dates."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from candidatures.models import Collaborateur
from segur.noyau.comptes.models import EDITEUR, ENGAGE_L_EDITEUR, SYSTEME, Appartenance
from segur.noyau.dispositifs.models import Amendement, AvisDAmendement
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import notifier
from segur.portail.calendriers.incidence import Dossier, dossiers, en_dossiers, mouvements

PAR_LOT = 100


def preparer_les_avis(amendement: Amendement, le: datetime) -> int:
    """In the transaction that publishes: one row per person, with its words. Returns how many persons."""
    tous = mouvements(amendement, le)
    candidatures = dossiers(SYSTEME, tous).select_related("produit__editeur", "dispositif")
    par_personne = _par_personne(list(en_dossiers(candidatures, tous)))
    avis = [
        AvisDAmendement(amendement=amendement, personne_id=personne, corps=_corps(amendement, siens))
        for personne, siens in sorted(par_personne.items())
    ]
    AvisDAmendement.objects.bulk_create(avis, ignore_conflicts=True)
    return len(avis)


def ecrire_un_lot(pk: int, le: datetime) -> int:
    """Writes to the next persons of that amendment, in one transaction. Returns how many; 0 when all are told."""
    with transaction.atomic():
        a_ecrire = AvisDAmendement.objects.a_ecrire().filter(amendement=pk).order_by("pk")
        verrouilles = a_ecrire.select_for_update(of=("self",), skip_locked=True)
        avis = list(verrouilles.select_related("personne", "amendement")[:PAR_LOT])
        for un_avis in avis:
            _ecrire(un_avis)
        AvisDAmendement.objects.filter(pk__in=[un_avis.pk for un_avis in avis]).update(prevenue_le=le)
    return len(avis)


def _ecrire(avis: AvisDAmendement) -> None:
    """The key of the event makes a second writing say nothing."""
    amendement = avis.amendement
    notifier(
        [avis.personne],
        categorie=Categorie.CALENDRIER,
        evenement=amendement.cle_dossier,
        sujet=f"Calendrier modifié : {amendement}",
        corps=avis.corps,
        lien=amendement.adresse_publique,
    )


def _corps(amendement: Amendement, dossiers: Iterable[Dossier]) -> str:
    texte = f"{amendement.citation[:1].upper()}{amendement.citation[1:]}"
    adresse = f" ({amendement.url})" if amendement.url else ""
    lignes = [ligne for dossier in dossiers for ligne in _lignes(dossier)]
    hypothese = f"\n\nHypothèse de lecture : {amendement.hypothese}" if amendement.hypothese else ""
    return (
        f"{texte}{adresse} change des dates de vos dossiers. Ce qui a déjà été déposé ou décidé garde les siennes."
        f"\n\n{chr(10).join(lignes)}{hypothese}"
    )


def _lignes(dossier: Dossier) -> Iterable[str]:
    candidature = dossier.candidature
    yield f"{candidature.produit}, {candidature.dispositif} (candidature n° {candidature.numero}) :"
    for m in dossier.mouvements:
        ecart = f", {m.ecart_dit}" if m.ecart_dit else ""
        depuis = f"à compter du {m.changement.depuis:%d/%m/%Y}"
        yield f"- {m.libelle} ({m.objet}) : {m.avant_dit} → {m.apres_dit}{ecart}, {depuis}"


def _par_personne(dossiers: list[Dossier]) -> dict[int, list[Dossier]]:
    """Who may see each product today (`Produit.personnes`), read for all of them in two queries."""
    produits = {dossier.candidature.produit_id for dossier in dossiers}
    editeurs = {dossier.candidature.produit.editeur_id for dossier in dossiers}
    roles: dict[tuple[int, int], set[str]] = defaultdict(set)
    membres = Appartenance.objects.actives().filter(
        organisation__in=editeurs, role__in=EDITEUR, utilisateur__is_active=True
    )
    for organisation, personne, role in membres.values_list("organisation", "utilisateur", "role"):
        roles[organisation, personne].add(role)
    acces = set(Collaborateur.objects.actuels().filter(produit__in=produits).values_list("produit", "utilisateur"))
    return _repartir(dossiers, roles, acces)


def _repartir(
    dossiers: list[Dossier], roles: dict[tuple[int, int], set[str]], acces: set[tuple[int, int]]
) -> dict[int, list[Dossier]]:
    membres: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for (organisation, personne), tenus in roles.items():
        membres[organisation].append((personne, not tenus.isdisjoint(ENGAGE_L_EDITEUR)))
    resultat: dict[int, list[Dossier]] = defaultdict(list)
    for dossier in dossiers:
        produit = dossier.candidature.produit
        for personne, engage in membres[produit.editeur_id]:
            if engage or personne == produit.responsable_id or (produit.pk, personne) in acces:
                resultat[personne].append(dossier)
    return resultat
