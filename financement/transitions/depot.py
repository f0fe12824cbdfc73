"""A request for financing, from the file received to orders deposited (AF 6.2.1).

An order is deposited at the instant when its form and its signed copy are both received (AV-03): that instant is judged
against Date 4 (AV-02), whatever time the portal takes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from celery import current_app
from django.db import transaction as db
from django.db.models import F, Max, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Greatest
from kombu.exceptions import OperationalError

from candidatures.echeances import limite_connue
from financement.contextes import contextes, depots_permis
from financement.models import Commande, DemandeDeFinancement, Droit, Enrolement, EnvoiDePieces, PieceDeCommande
from financement.plafonds import par_lots
from financement.regles import depot as regles
from financement.regles.commande.donnees import empreinte
from financement.regles.commande.faits import Bon, Contexte, Jugement, Prediction
from financement.regles.commande.juger import arithmetique, juger
from financement.transitions.annonces_des_commandes import (
    prevenir_d_une_lecture,
    prevenir_des_blocages,
    prevenir_du_depot,
)
from financement.transitions.formulaires import AbandonForm
from financement.transitions.places import attribuer, verrouiller
from segur.noyau.comptes.models import EDITEUR, Role
from segur.noyau.documents.depot import deposer as deposer_un_document
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import Demande, Envoi, transition

TACHE = "financement.tasks.traiter_une_demande"
DATE = 4
Statut = DemandeDeFinancement.Statut
OUVERTES = (Statut.INCOMPLETE, Statut.DEPOSEE)


def confier(pk: int) -> None:
    """To a worker; when the broker is away, the sweep will find it."""
    try:
        current_app.send_task(TACHE, args=[pk])
    except (OperationalError, OSError):
        return


# ---- who may, and until when ----------------------------------------------------------------------------------------


def porte(objet: DemandeDeFinancement, le: datetime) -> Verdict:
    """Enrolment, pieces in order, certificate or the exception of RET-01; then Date 4."""
    enrolement = Enrolement.objects.select_related("fournisseur__organisation", "dispositif").filter(
        fournisseur=objet.fournisseur_id, dispositif=objet.dispositif_id
    )
    date_4 = limite_connue(objet.candidature, DATE, au=le)
    ouverts = [depots_permis(e, objet.candidature, le) for e in enrolement]
    enrole = Motif("enrolement", bool(ouverts), "Un enrôlement est ouvert pour ce dispositif.")
    return sum(ouverts, Verdict((enrole,))) + Verdict((regles.depot_a_temps(recu_le=le, date_4=date_4),))


def _porte_ouverte(objet: DemandeDeFinancement, demande: Demande) -> Verdict:
    return porte(objet, demande.recu_le)


# ---- judging many orders --------------------------------------------------------------------------------------------


@dataclass
class Pretes:
    """Orders of a request that have their pieces, once judged. `retenues`: the ASP would reject them."""

    a_deposer: list[int] = field(default_factory=list)
    retenues: list[int] = field(default_factory=list)


Complete = tuple[Commande, list[PieceDeCommande]]


def completes(objet: DemandeDeFinancement, *, le: datetime, parmi: Sequence[int] | None = None) -> Iterator[Complete]:
    """Incomplete orders whose pieces are all there, form and pieces received at `le` at the latest."""
    lues = _incompletes(objet, parmi).filter(Q(modifiee_le=None) | Q(modifiee_le__lte=le))
    lues = lues.filter(pieces__remplacee_le=None, pieces__nature=PieceDeCommande.Nature.BON)
    for pks in par_lots(list(lues.values_list("pk", flat=True))):
        actuelles = Prefetch("pieces", PieceDeCommande.objects.actuelles())
        for commande in Commande.objects.filter(pk__in=pks).prefetch_related(actuelles).order_by("rang"):
            jointes = list(commande.pieces.all())
            if commande.attendues <= {piece.nature for piece in jointes if piece.deposee_le <= le}:
                yield commande, jointes


def _incompletes(objet: DemandeDeFinancement, parmi: Sequence[int] | None) -> QuerySet[Commande]:
    lues = objet.commandes.filter(statut=Commande.Statut.INCOMPLETE)
    return lues if parmi is None else lues.filter(pk__in=parmi)


def juger_les_completes(
    objet: DemandeDeFinancement, le: datetime, *, malgre_tout: bool, parmi: Sequence[int] | None = None
) -> Pretes:
    """Writes on each what the engine says of it at that instant, and sorts them."""
    pretes = Pretes()
    for lot in par_lots(completes(objet, le=le, parmi=parmi)):
        bons, pks = [commande.bon for commande, _ in lot], [commande.pk for commande, _ in lot]
        autour = contextes(objet.fournisseur, objet.candidature, bons, le, sauf=pks)
        for (commande, jointes), bon, contexte in zip(lot, bons, autour, strict=True):
            jugement = juger_et_noter(commande, bon, contexte, le)
            commande.empreinte = commande.calculer_l_empreinte(jointes)
            rejetee = jugement.prediction == Prediction.REJETE and not malgre_tout
            (pretes.retenues if rejetee else pretes.a_deposer).append(commande.pk)
        Commande.objects.bulk_update([commande for commande, _ in lot], ["jugement", "juge_le", "empreinte"])
    return pretes


def juger_et_noter(commande: Commande, bon: Bon, contexte: Contexte, le: datetime) -> Jugement:
    """What the supplier reads of it: findings, amounts, and how these are found."""
    jugement = juger(bon, contexte)
    commande.jugement, commande.juge_le = jugement.en_donnees(), le
    commande.jugement["arithmetique"] = arithmetique(bon, contexte)
    return jugement


# ---- received, read, refused ----------------------------------------------------------------------------------------


def _consigner_rien(objet: Any, demande: Demande, entree: Any) -> None:
    """Each order keeps the instant of its own deposit."""


def _apporte_tout(objet: Any) -> None:
    """The request brings the archive whole: nothing else is filed with it."""


@transition(
    DemandeDeFinancement,
    de=(Statut.EN_LECTURE, *OUVERTES),
    vers=None,
    roles=EDITEUR,
    droit=Droit.DEMANDER,
    envoi=Envoi(_consigner_rien, _apporte_tout),
    libelle="Envoyer les pièces",
    recit="Archive de pièces reçue",
    a_sa_page=False,
)
def envoyer_des_pieces(objet: DemandeDeFinancement, demande: Demande) -> dict[str, Any]:
    """Kept at once, looked at by a worker: what is deposited thanks to it counts from this instant."""
    archive, recu_le = demande.donnees["archive"], demande.recu_le
    document = deposer_un_document(
        archive, nom=archive.name, zone="archive_de_commandes", acteur=demande.acteur, le=recu_le
    )
    EnvoiDePieces.objects.create(
        demande=objet,
        document=document,
        recu_le=recu_le,
        recu_de=demande.acteur.personne,
        malgre_tout=demande.donnees["malgre_tout"],
    )
    objet.archive, objet.signe_de_vie_le = document, None
    db.on_commit(partial(confier, objet.pk))
    return {"document": document.nom, "empreinte": document.fichier.empreinte}


@transition(
    DemandeDeFinancement,
    de=Statut.EN_LECTURE,
    vers=Statut.INCOMPLETE,
    roles=(Role.SYSTEME,),
    libelle="Achever la lecture",
    recit="Fichier lu",
    a_sa_page=False,
)
def achever_la_lecture(objet: DemandeDeFinancement, demande: Demande) -> dict[str, int]:
    """Good orders wait for their pieces; bad rows are told."""
    carnet = demande.donnees["carnet"]
    objet.lues, objet.ecartees, objet.anomalies = carnet.lues, carnet.ecartees, carnet.anomalies
    objet.signe_de_vie_le = None
    if not objet.envois.exists():
        bonnes = carnet.lues - carnet.ecartees
        prevenir_d_une_lecture(objet, demande, f"{bonnes} commande(s) lue(s) : joignez leurs pièces pour les déposer.")
    return {"lues": carnet.lues, "ecartees": carnet.ecartees}


@transition(
    DemandeDeFinancement,
    de=Statut.EN_LECTURE,
    vers=Statut.REFUSEE,
    roles=(Role.SYSTEME,),
    libelle="Refuser le fichier",
    recit="Fichier refusé",
    a_sa_page=False,
)
def refuser_le_fichier(objet: DemandeDeFinancement, demande: Demande) -> dict[str, str]:
    """No order could be read. The supplier may send it again, repaired."""
    objet.issue, objet.anomalies = demande.donnees["issue"][:500], demande.donnees["anomalies"]
    objet.lues = objet.ecartees = demande.donnees.get("lues", 0)
    objet.signe_de_vie_le = None
    traite_le = Greatest(F("recu_le"), Value(demande.recu_le))
    objet.envois.filter(traite_le=None).update(traite_le=traite_le, issue="Le fichier des commandes est refusé.")
    prevenir_d_une_lecture(objet, demande, f"Le fichier est refusé, rien n’est déposé. {objet.issue}")
    return {"motif": objet.issue}


# ---- deposited ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bilan:
    """What a deposit did: keys of the orders deposited, of those blocked among them, of those already deposited."""

    deposees: list[int]
    bloquees: list[int]
    doubles: list[int]


def _touchee_le(objet: DemandeDeFinancement) -> datetime | None:
    """When an order or a piece of it was last changed: a retry does not make it older than that."""
    commandes = objet.commandes.aggregate(instant=Max("modifiee_le"))["instant"]
    pieces = PieceDeCommande.objects.filter(commande__demande=objet).aggregate(instant=Max("deposee_le"))["instant"]
    return max((instant for instant in (commandes, pieces) if instant), default=None)


def _pretes(objet: DemandeDeFinancement, demande: Demande) -> Verdict:
    pretes = any(True for _ in completes(objet, le=demande.recu_le, parmi=demande.donnees.get("commandes")))
    return Verdict((regles.quelque_chose_a_deposer(pretes=pretes),))


@transition(
    DemandeDeFinancement,
    de=Statut.INCOMPLETE,
    vers=None,
    roles=(*EDITEUR, Role.SYSTEME),
    droit=Droit.DEMANDER,
    garde=_porte_ouverte,
    controle=_pretes,
    envoi=Envoi(_consigner_rien, _touchee_le),
    libelle="Déposer les commandes prêtes",
    recit="Commandes déposées",
    a_sa_page=False,
)
def deposer(objet: DemandeDeFinancement, demande: Demande) -> dict[str, Any]:
    """Those whose pieces are all there, at one instant; one line in the journal, whose fingerprint bears on them all.

    `malgre_tout`: also those that the ASP would reject, which are kept back otherwise; `commandes`: keys of the only
    ones to deposit.
    """
    donnees = demande.donnees
    pretes = juger_les_completes(
        objet, demande.recu_le, malgre_tout=donnees["malgre_tout"], parmi=donnees.get("commandes")
    )
    bilan = _deposer(objet, pretes.a_deposer, demande)
    actualiser(objet, demande, deposees=bool(bilan.deposees))
    if bilan.deposees:
        prevenir_du_depot(objet, demande, len(bilan.deposees), objet.commandes.filter(statut="incomplete").count())
    return {
        "deposees": len(bilan.deposees),
        "retenues": len(pretes.retenues),
        "doubles": len(bilan.doubles),
        "bloquees": len(bilan.bloquees),
        "empreinte": empreinte_du_depot(objet, bilan.deposees),
    }


def _deposer(objet: DemandeDeFinancement, pks: list[int], demande: Demande) -> Bilan:
    bilan = Bilan([], [], [])
    verrouiller(objet.dispositif_id)
    for lot in par_lots(pks):
        cles = dict(Commande.objects.filter(pk__in=lot).order_by("rang").values_list("pk", "cle"))
        siennes = set(_deja_siennes(objet, cles.values()))
        nouvelles = _une_fois({pk: cle for pk, cle in cles.items() if cle not in siennes})
        a_deposer = Commande.objects.filter(pk__in=nouvelles)
        a_deposer.update(statut=Commande.Statut.DEPOSEE, deposee_le=demande.recu_le)
        bilan.bloquees.extend(attribuer(objet.dispositif_id, nouvelles).bloquees)
        bilan.deposees.extend(nouvelles)
        bilan.doubles.extend(pk for pk in cles if pk not in nouvelles)
    bloquees = Commande.objects.filter(pk__in=bilan.bloquees).select_related("demande__fournisseur__organisation")
    prevenir_des_blocages(list(bloquees), demande)
    return bilan


def _une_fois(cles: dict[int, str]) -> dict[int, str]:
    """The first order of each client."""
    premieres = {cle: pk for pk, cle in reversed(cles.items())}
    return {pk: cle for pk, cle in cles.items() if premieres[cle] == pk}


def _deja_siennes(objet: DemandeDeFinancement, cles: Iterable[str]) -> QuerySet[Any]:
    """Clients for whom this supplier already has an order that counts, read under the lock."""
    siennes = Commande.objects.qui_comptent().filter(
        dispositif=objet.dispositif_id, demande__fournisseur=objet.fournisseur_id, cle__in=list(cles)
    )
    return siennes.values_list("cle", flat=True)


def empreinte_du_depot(objet: DemandeDeFinancement, pks: Sequence[int]) -> str:
    """SHA-256 of what was deposited: rank, number and fingerprint of each order."""
    lignes: list[list[Any]] = []
    for lot in par_lots(sorted(pks)):
        deposees = objet.commandes.filter(pk__in=lot).order_by("pk")
        lignes += [list(ligne) for ligne in deposees.values_list("rang", "reference", "empreinte")]
    return empreinte(lignes)


def actualiser(objet: DemandeDeFinancement, demande: Demande, *, deposees: bool = False) -> None:
    """What remains to be completed says the status of the whole. Sets it on the instance, which the caller saves."""
    if deposees:
        objet.premier_depot_le = objet.premier_depot_le or demande.recu_le
    reste = objet.commandes.filter(statut=Commande.Statut.INCOMPLETE).exists()
    if objet.statut not in OUVERTES:
        return
    objet.statut = Statut.INCOMPLETE if reste else Statut.DEPOSEE
    if not reste and objet.premier_depot_le is None:
        objet.statut, objet.motif = Statut.ABANDONNEE, "Toutes ses commandes ont été retirées."


# ---- abandoned ------------------------------------------------------------------------------------------------------


def _rien_en_cours(objet: DemandeDeFinancement, demande: Demande) -> Verdict:
    explication = "Une archive de pièces est en cours de traitement : attendez qu’elle soit lue."
    return Verdict((Motif("traitement", not objet.envois.filter(traite_le=None).exists(), explication),))


def _incompletes_a_retirer(objet: DemandeDeFinancement) -> Iterator[str]:
    nombre = _incompletes(objet, None).count()
    yield f"{nombre} commande{'s incomplètes sont retirées' if nombre > 1 else ' incomplète est retirée'}."
    if objet.premier_depot_le:
        yield "Les commandes déjà déposées le restent."


@transition(
    DemandeDeFinancement,
    de=Statut.INCOMPLETE,
    vers=None,
    roles=EDITEUR,
    droit=Droit.DEMANDER,
    garde=_rien_en_cours,
    formulaire=AbandonForm,
    consequences=_incompletes_a_retirer,
    libelle="Abandonner ce qui est incomplet",
    recit="Commandes incomplètes abandonnées",
    question="Les commandes qui n’ont pas toutes leurs pièces ne seront pas déposées.",
    bouton="Abandonner",
)
def abandonner(objet: DemandeDeFinancement, demande: Demande) -> dict[str, Any]:
    """What was deposited stays; the rest leaves with its reason."""
    objet.motif = demande.donnees["motif"].strip()
    retirees = _incompletes(objet, None).update(statut=Commande.Statut.RETIREE, motif=objet.motif)
    objet.statut = Statut.DEPOSEE if objet.premier_depot_le else Statut.ABANDONNEE
    return {"motif": objet.motif, "retirees": retirees}
