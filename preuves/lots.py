"""Depositing many proofs: files wait in the lot of the candidature, are placed, then deposited one by one."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction as db
from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Sum

from candidatures.catalogue import verdict_saisie
from candidatures.models import Candidature
from preuves import regles
from preuves.heritage import DISPENSES
from preuves.models import Chapitre, FichierDuLot, Preuve
from preuves.placement import Place, Placement, Plan
from preuves.plafonds import LOT, MO
from preuves.transitions.preuve import OUVERT, deposer
from segur.noyau.comptes.models import Acteur
from segur.noyau.dispositifs.zones import ZONES
from segur.noyau.documents.controles import defauts
from segur.noyau.documents.depliage import Bornes, deplier
from segur.noyau.documents.depot import deposer as deposer_document
from segur.noyau.documents.depot import empreinte
from segur.noyau.documents.models import Document
from segur.noyau.regles import Motif, Verdict
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande, Refus

ZONE = ZONES["preuve"]
LONGUEUR_DU_CHEMIN = 500
BORNES = Bornes(
    entrees=LOT.fichiers_au_plus,
    octets=LOT.archive_octets_au_plus,
    octets_par_fichier=ZONE.taille_max,
    rapport=LOT.archive_rapport_au_plus,
)
Etat = FichierDuLot.Etat


def verdict_du_lot(candidature: Candidature, acteur: Acteur) -> Verdict:
    """Whether the person may prepare a lot now."""
    ouverts = Chapitre.objects.filter(candidature=candidature, statut__in=OUVERT).count()
    return verdict_saisie(candidature.produit, acteur) + Verdict((regles.lot_ouvert(chapitres_ouverts=ouverts),))


def places_de(candidature: Candidature, *, du_rem: bool = True) -> list[Place]:
    """Every proof of the candidature, and what keeps it from receiving a file. `du_rem`: those with an identifier."""
    colonnes = ("pk", "attendue__identifiant", "intitule", "statut", "provenance", "chapitre__statut")
    preuves = Preuve.objects.filter(chapitre__candidature=candidature).order_by("chapitre", "attendue__ordre", "pk")
    return [
        Place(pk, identifiant or intitule, _obstacle(*etats))
        for pk, identifiant, intitule, *etats in preuves.values_list(*colonnes)
        if identifiant or not du_rem
    ]


def _obstacle(statut: str, provenance: str, statut_du_chapitre: str) -> str:
    if provenance in DISPENSES:
        return "preuve héritée, équivalente ou plus attendue : rien à déposer."
    if statut == Preuve.Statut.CONFORME:
        return "preuve déjà conforme."
    if statut == Preuve.Statut.SOUMISE or statut_du_chapitre not in OUVERT:
        return "son chapitre est soumis ou validé."
    return ""


# ---- files arrive ---------------------------------------------------------------------------------------------------


def ajouter(candidature: Candidature, demande: Demande, fichier: File, chemin: str, plan: Plan) -> FichierDuLot:
    """One file, checked like any deposit. The same file sent again is there once. Raises Refus."""
    chemin = _propre(chemin)
    problemes = defauts(fichier, ZONE)  # type: ignore[arg-type]
    with db.atomic():
        _verrouiller(candidature, demande.acteur)
        lignes = FichierDuLot.objects.filter(candidature=candidature, chemin=chemin)
        lignes.filter(document=None).delete()
        if problemes:
            return _refuser(candidature, chemin, " ".join(problemes))
        deja = lignes.filter(document__fichier__empreinte=empreinte(fichier)).first()
        if deja and (deja.etat == Etat.EN_ATTENTE or _tient_encore(deja)):
            return deja
        ligne = deja or _ranger(candidature, demande, fichier, chemin)
        return _proposer(ligne, plan.placer(chemin))


def ajouter_archive(
    candidature: Candidature, demande: Demande, archive: IO[bytes], plan: Plan
) -> Iterator[FichierDuLot]:
    """Its files, one by one. Raises ArchiveIllisible or Refus."""
    for entree in deplier(archive, BORNES):
        if entree.refus:
            yield ajouter_refuse(candidature, demande, entree.nom, entree.refus)
        else:
            fichier = ContentFile(entree.contenu, name=entree.nom.rpartition("/")[2])
            yield ajouter(candidature, demande, fichier, entree.nom, plan)


def ajouter_refuse(candidature: Candidature, demande: Demande, chemin: str, raison: str) -> FichierDuLot:
    with db.atomic():
        _verrouiller(candidature, demande.acteur)
        return _refuser(candidature, _propre(chemin), raison)


def _tient_encore(ligne: FichierDuLot) -> bool:
    """Deposited, and not archived since."""
    if ligne.etat != Etat.DEPOSE or ligne.preuve is None or ligne.document is None:
        return False
    return ligne.preuve.depots.actuels().filter(document__fichier=ligne.document.fichier_id).exists()


def _propre(chemin: str) -> str:
    chemin = "".join(c for c in chemin.replace("\\", "/") if c.isprintable())
    return chemin[-LONGUEUR_DU_CHEMIN:]


def _refuser(candidature: Candidature, chemin: str, raison: str) -> FichierDuLot:
    _exiger(Verdict((_extensible(candidature, 0),)))
    return FichierDuLot.objects.update_or_create(
        candidature=candidature, chemin=chemin, document=None, defaults={"etat": Etat.REFUSE, "raison": raison}
    )[0]


def _ranger(candidature: Candidature, demande: Demande, fichier: File, chemin: str) -> FichierDuLot:
    _exiger(Verdict((_extensible(candidature, fichier.size),)))
    nom = chemin.rpartition("/")[2]
    document = deposer_document(fichier, nom=nom, zone=ZONE.code, acteur=demande.acteur, le=demande.recu_le)
    return FichierDuLot(candidature=candidature, chemin=chemin, document=document)


def _extensible(candidature: Candidature, octets: int) -> Motif:
    restants = FichierDuLot.objects.filter(candidature=candidature).exclude(etat=Etat.DEPOSE)
    poids = restants.aggregate(nombre=Count("pk"), octets=Sum("document__fichier__taille", default=0))
    return regles.lot_extensible(
        fichiers=poids["nombre"] + 1,
        fichiers_au_plus=LOT.fichiers_au_plus,
        mo=-(-(poids["octets"] + octets) // MO),
        mo_au_plus=LOT.mo_au_plus,
    )


def _proposer(ligne: FichierDuLot, placement: Placement) -> FichierDuLot:
    ligne.preuve_id = placement.place.cle if placement.place else None
    ligne.etat, ligne.raison = Etat.EN_ATTENTE, placement.raison
    ligne.save()
    return ligne


# ---- files are placed, then deposited -------------------------------------------------------------------------------


def choisir(candidature: Candidature, demande: Demande, choix: Mapping[int, str]) -> dict[int, str]:
    """By line: the identifier of its proof, or nothing not to deposit it. All or nothing: the errors, by line."""
    with db.atomic():
        _verrouiller(candidature, demande.acteur)
        lignes = FichierDuLot.objects.filter(candidature=candidature, pk__in=choix).select_related("preuve__attendue")
        changees = [ligne for ligne in lignes if ligne.se_place and _designation(ligne) != choix[ligne.pk].strip()]
        if not changees:
            return {}
        places = {place.identifiant.casefold(): place for place in places_de(candidature, du_rem=False)}
        placements = {ligne: _choisie(choix[ligne.pk].strip(), places) for ligne in changees}
        erreurs = {ligne.pk: p.raison for ligne, p in placements.items() if p.place is None and choix[ligne.pk].strip()}
        if not erreurs:
            for ligne, placement in placements.items():
                _proposer(ligne, placement)
    return erreurs


def _designation(ligne: FichierDuLot) -> str:
    return str(ligne.preuve) if ligne.preuve else ""


def _choisie(identifiant: str, places: Mapping[str, Place]) -> Placement:
    if not identifiant:
        return Placement(None, "Ne pas déposer : votre choix.")
    place = places.get(identifiant.casefold())
    if place is None:
        return Placement(None, f"« {identifiant} » n’est pas une preuve de cette candidature.")
    if place.obstacle:
        return Placement(None, f"{place.identifiant} : {place.obstacle}")
    return Placement(place, "Votre choix.")


def deposer_la_suite(candidature: Candidature, demande: Demande, au_plus: int | None = None) -> int:
    """Deposits the next files, each in its own transaction; says how many are left. Cut or doubled, none goes twice."""
    lignes = FichierDuLot.objects.filter(candidature=candidature).a_deposer()
    for pk in list(lignes.values_list("pk", flat=True)[:au_plus]):
        _deposer(candidature, demande, pk)
    return lignes.count()


def _deposer(candidature: Candidature, demande: Demande, pk: int) -> None:
    with db.atomic():
        _verrouiller(candidature, demande.acteur)
        lignes = FichierDuLot.objects.filter(candidature=candidature).a_deposer()
        ligne = lignes.select_related("document__fichier", "preuve__chapitre__candidature").filter(pk=pk).first()
        if ligne is None or ligne.document is None or ligne.preuve is None:
            return
        try:
            with default_storage.open(ligne.document.fichier.chemin) as flux:
                deposer(ligne.preuve, replace(demande, donnees={"fichiers": [File(flux, name=ligne.nom)]}, cle=""))
        except Refus as refus:
            ligne.etat, ligne.raison = Etat.REFUSE, str(refus)
        else:
            ligne.etat = Etat.DEPOSE
        ligne.save()


def abandonner(candidature: Candidature, demande: Demande) -> None:
    """Empties the lot. What it deposited stays deposited."""
    with db.atomic():
        _verrouiller(candidature, demande.acteur)
        lignes = FichierDuLot.objects.filter(candidature=candidature)
        documents = list(lignes.exclude(document=None).values_list("document", flat=True))
        lignes.delete()
        Document.objects.filter(pk__in=documents).delete()


def echus(le: datetime) -> QuerySet[Candidature]:
    """The candidatures whose lot holds files that nobody deposits, the last of them sent long enough before."""
    attendent = FichierDuLot.objects.gardes_sans_depot().filter(candidature=OuterRef("pk"))
    recents = attendent.filter(document__depose_le__gte=le - timedelta(days=LOT.jours_gardes))
    return Candidature.objects.filter(Exists(attendent), ~Exists(recents)).order_by("pk")


def retirer(pk: int, le: datetime) -> bool:
    """Lets the files go; each line stays and says so, until it is sent again or the list emptied."""
    with db.atomic():
        candidature = Candidature.objects.select_for_update().get(pk=pk)
        if not echus(le).filter(pk=candidature.pk).exists():
            return False
        lignes = FichierDuLot.objects.gardes_sans_depot().filter(candidature=candidature)
        documents = list(lignes.values_list("document", flat=True))
        lignes.update(document=None, preuve=None, etat=Etat.REFUSE, raison=_echu(le))
        Document.objects.filter(pk__in=documents).delete()
    return True


def _echu(le: datetime) -> str:
    jour = jour_de_paris(le)
    return f"Retiré le {jour:%d/%m/%Y} : resté {LOT.jours_gardes} jours sans être déposé. Envoyez-le de nouveau."


def gardes_jusqu_au(candidature: Candidature) -> datetime | None:
    """The instant after which the files that wait are let go; None when none waits."""
    dernier = FichierDuLot.objects.gardes_sans_depot().filter(candidature=candidature)
    le: datetime | None = dernier.aggregate(le=Max("document__depose_le"))["le"]
    return le + timedelta(days=LOT.jours_gardes) if le else None


def _verrouiller(candidature: Candidature, acteur: Acteur) -> None:
    """First the candidature, as everywhere: two people who fill or confirm the same lot wait for each other."""
    visibles = Candidature.objects.visibles_par(acteur)
    verrouillee = visibles.select_for_update(of=("self",)).select_related("produit").get(pk=candidature.pk)
    _exiger(verdict_saisie(verrouillee.produit, acteur))


def _exiger(verdict: Verdict) -> None:
    if not verdict.favorable:
        raise Refus(verdict)
