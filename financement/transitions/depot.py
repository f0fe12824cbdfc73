"""A request for financing, from the file received to its lines deposited: orders (AF 6.2.1) or claims (AF 6.4).

A line is deposited at the instant when its form and its pieces are all received (AV-03, SOL-04): that instant is judged
against Date 4 (AV-02) or Date 6 (SOL-03), whatever time the portal takes.
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

from financement.models import Commande, DemandeDeFinancement, Droit, Enrolement, EnvoiDePieces, Instruite
from financement.natures import Nature, nature_de, noter
from financement.plafonds import par_lots
from financement.regles import depot as regles
from financement.regles.commande.donnees import empreinte
from financement.regles.commande.faits import Prediction
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
Statut = DemandeDeFinancement.Statut
DeLigne = Instruite.Statut
OUVERTES = (Statut.INCOMPLETE, Statut.DEPOSEE)


def confier(pk: int) -> None:
    """To a worker; when the broker is away, the sweep will find it."""
    try:
        current_app.send_task(TACHE, args=[pk])
    except (OperationalError, OSError):
        return


# ---- who may, and until when ----------------------------------------------------------------------------------------


def porte(objet: DemandeDeFinancement, le: datetime) -> Verdict:
    """What its nature asks of the enrolment; then the Date that closes its deposits."""
    nature = nature_de(objet)
    enrolement = Enrolement.objects.select_related("fournisseur__organisation", "dispositif").filter(
        fournisseur=objet.fournisseur_id, dispositif=objet.dispositif_id
    )
    ouverts = [nature.ouverture(e, objet.candidature, le) for e in enrolement]
    enrole = Motif("enrolement", bool(ouverts), "Un enrôlement est ouvert pour ce dispositif.")
    return sum(ouverts, Verdict((enrole,))) + Verdict((nature.echeance(objet.candidature, le),))


def _porte_ouverte(objet: DemandeDeFinancement, demande: Demande) -> Verdict:
    return porte(objet, demande.recu_le)


# ---- judging many lines ---------------------------------------------------------------------------------------------


@dataclass
class Pretes:
    """Lines of a request that have their pieces, once judged. `retenues`: the ASP would reject them."""

    a_deposer: list[int] = field(default_factory=list)
    retenues: list[int] = field(default_factory=list)


Complete = tuple[Any, list[Any]]
"""A line and its pieces."""


def completes(objet: DemandeDeFinancement, *, le: datetime, parmi: Sequence[int] | None = None) -> Iterator[Complete]:
    """Incomplete lines whose pieces are all there, form and pieces received at `le` at the latest."""
    nature = nature_de(objet)
    lues = _incompletes(objet, parmi).filter(Q(modifiee_le=None) | Q(modifiee_le__lte=le))
    lues = lues.filter(pieces__remplacee_le=None, pieces__nature=nature.indispensable)
    siennes: QuerySet[Any] = nature.piece._default_manager.filter(remplacee_le=None)
    actuelles = Prefetch("pieces", siennes.select_related(*AVEC))
    for pks in par_lots(list(lues.values_list("pk", flat=True))):
        for ligne in objet.lignes.filter(pk__in=pks).select_related(*_autour(nature)).prefetch_related(actuelles):
            jointes = list(ligne.pieces.all())
            if ligne.attendues <= {piece.nature for piece in jointes if piece.deposee_le <= le}:
                yield ligne, jointes


AVEC = ("document__fichier",)


def _autour(nature: Nature) -> tuple[str, ...]:
    """What a line is judged with."""
    return () if nature.ligne is Commande else ("commande__demande__candidature__dispositif",)


def _incompletes(objet: DemandeDeFinancement, parmi: Sequence[int] | None) -> QuerySet[Any]:
    lues: QuerySet[Any] = objet.lignes.filter(statut=DeLigne.INCOMPLETE)
    return lues if parmi is None else lues.filter(pk__in=parmi)


def juger_les_completes(
    objet: DemandeDeFinancement, le: datetime, *, malgre_tout: bool, parmi: Sequence[int] | None = None
) -> Pretes:
    """Writes on each what the engine says of it at that instant, and sorts them."""
    pretes, nature = Pretes(), nature_de(objet)
    for lot in par_lots(completes(objet, le=le, parmi=parmi)):
        lignes = [ligne for ligne, _ in lot]
        for (ligne, jointes), juge in zip(lot, nature.juger(objet, lignes, le), strict=True):
            noter(ligne, juge, le)
            ligne.empreinte = ligne.calculer_l_empreinte(jointes)
            rejetee = juge[0].prediction == Prediction.REJETE and not malgre_tout
            (pretes.retenues if rejetee else pretes.a_deposer).append(ligne.pk)
        nature.ligne._default_manager.bulk_update(lignes, ["jugement", "juge_le", "empreinte"])
    return pretes


# ---- received, read, refused ----------------------------------------------------------------------------------------


def _consigner_rien(objet: Any, demande: Demande, entree: Any) -> None:
    """Each line keeps the instant of its own deposit."""


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
    """Good rows wait for their pieces; bad ones are told."""
    carnet = demande.donnees["carnet"]
    objet.lues, objet.ecartees, objet.anomalies = carnet.lues, carnet.ecartees, carnet.anomalies
    objet.signe_de_vie_le = None
    if not objet.envois.exists():
        bonnes = carnet.lues - carnet.ecartees
        dites = f"{nature_de(objet).compter(bonnes)} : joignez les pièces pour déposer."
        prevenir_d_une_lecture(objet, demande, f"Lu : {dites}")
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
    """No row could be read. The supplier may send it again, repaired."""
    objet.issue, objet.anomalies = demande.donnees["issue"][:500], demande.donnees["anomalies"]
    objet.lues = objet.ecartees = demande.donnees.get("lues", 0)
    objet.signe_de_vie_le = None
    traite_le = Greatest(F("recu_le"), Value(demande.recu_le))
    objet.envois.filter(traite_le=None).update(traite_le=traite_le, issue="Le fichier de la demande est refusé.")
    prevenir_d_une_lecture(objet, demande, f"Le fichier est refusé, rien n’est déposé. {objet.issue}")
    return {"motif": objet.issue}


# ---- deposited ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bilan:
    """What a deposit did: keys of the lines deposited, of those blocked among them, of those asked already."""

    deposees: list[int]
    bloquees: list[int]
    doubles: list[int]


def _touchee_le(objet: DemandeDeFinancement) -> datetime | None:
    """When a line or a piece of it was last changed: a retry does not make it older than that."""
    instants = objet.lignes.aggregate(ligne=Max("modifiee_le"), piece=Max("pieces__deposee_le"))
    return max((instant for instant in instants.values() if instant), default=None)


def _pretes(objet: DemandeDeFinancement, demande: Demande) -> Verdict:
    pretes = any(True for _ in completes(objet, le=demande.recu_le, parmi=demande.donnees.get("commandes")))
    return Verdict((regles.quelque_chose_a_deposer(pretes=pretes, quoi=nature_de(objet).un),))


@transition(
    DemandeDeFinancement,
    de=Statut.INCOMPLETE,
    vers=None,
    roles=(*EDITEUR, Role.SYSTEME),
    droit=Droit.DEMANDER,
    garde=_porte_ouverte,
    controle=_pretes,
    envoi=Envoi(_consigner_rien, _touchee_le),
    libelle="Déposer ce qui est prêt",
    recit="Dépôt de ce qui était prêt",
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
        prevenir_du_depot(objet, demande, len(bilan.deposees), _incompletes(objet, None).count())
    return {
        "deposees": len(bilan.deposees),
        "retenues": len(pretes.retenues),
        "doubles": len(bilan.doubles),
        "bloquees": len(bilan.bloquees),
        "empreinte": empreinte_du_depot(objet, bilan.deposees),
    }


def _deposer(objet: DemandeDeFinancement, pks: list[int], demande: Demande) -> Bilan:
    bilan, nature = Bilan([], [], []), nature_de(objet)
    verrouiller(objet.dispositif_id)
    for lot in par_lots(pks):
        cles = dict(objet.lignes.filter(pk__in=lot).order_by("rang").values_list("pk", nature.cle))
        siennes = set(deja_siennes(objet, cles.values()))
        nouvelles = _une_fois({pk: cle for pk, cle in cles.items() if cle not in siennes})
        a_deposer = objet.lignes.filter(pk__in=nouvelles)
        a_deposer.update(statut=DeLigne.DEPOSEE, deposee_le=demande.recu_le)
        if nature.ligne is Commande:
            bilan.bloquees.extend(attribuer(objet.dispositif_id, nouvelles).bloquees)
        bilan.deposees.extend(nouvelles)
        bilan.doubles.extend(pk for pk in cles if pk not in nouvelles)
    bloquees = Commande.objects.filter(pk__in=bilan.bloquees).select_related("demande__fournisseur__organisation")
    prevenir_des_blocages(list(bloquees), demande)
    return bilan


def _une_fois(cles: dict[int, Any]) -> dict[int, Any]:
    """The first line of each client, of each order."""
    premieres = {cle: pk for pk, cle in reversed(cles.items())}
    return {pk: cle for pk, cle in cles.items() if premieres[cle] == pk}


def deja_siennes(objet: DemandeDeFinancement, cles: Iterable[Any], *, sauf: int = 0) -> QuerySet[Any]:
    """Among these clients, or orders, those on which a line of this supplier counts already. Read under the lock."""
    nature = nature_de(objet)
    qui_comptent = nature.ligne.objects.qui_comptent()
    siennes = qui_comptent.filter(
        dispositif=objet.dispositif_id,
        demande__fournisseur=objet.fournisseur_id,
        demande__nature=objet.nature,
        **{f"{nature.cle}__in": list(cles)},
    )
    return siennes.exclude(pk=sauf).values_list(nature.cle, flat=True)


def empreinte_du_depot(objet: DemandeDeFinancement, pks: Sequence[int]) -> str:
    """SHA-256 of what was deposited: rank, number and fingerprint of each line."""
    lignes: list[list[Any]] = []
    for lot in par_lots(sorted(pks)):
        deposees = objet.lignes.filter(pk__in=lot).order_by("pk")
        lignes += [
            list(ligne) for ligne in deposees.values_list("rang", nature_de(objet).chemin("reference"), "empreinte")
        ]
    return empreinte(lignes)


def actualiser(objet: DemandeDeFinancement, demande: Demande, *, deposees: bool = False) -> None:
    """What remains to be completed says the status of the whole. Sets it on the instance, which the caller saves."""
    if deposees:
        objet.premier_depot_le = objet.premier_depot_le or demande.recu_le
    reste = _incompletes(objet, None).exists()
    if objet.statut not in OUVERTES:
        return
    objet.statut = Statut.INCOMPLETE if reste else Statut.DEPOSEE
    if not reste and objet.premier_depot_le is None:
        objet.statut, objet.motif = Statut.ABANDONNEE, "Tout ce qu’elle portait a été retiré."


# ---- abandoned ------------------------------------------------------------------------------------------------------


def _rien_en_cours(objet: DemandeDeFinancement, demande: Demande) -> Verdict:
    explication = "Une archive de pièces est en cours de traitement : attendez qu’elle soit lue."
    return Verdict((Motif("traitement", not objet.envois.filter(traite_le=None).exists(), explication),))


def _incompletes_a_retirer(objet: DemandeDeFinancement) -> Iterator[str]:
    nombre, compter = _incompletes(objet, None).count(), nature_de(objet).compter
    yield f"Ce qui part : {compter(nombre)}, faute de pièces."
    if objet.premier_depot_le:
        yield "Ce qui est déjà déposé le reste."


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
    recit="Abandon de ce qui était incomplet",
    question="Ce qui n’a pas toutes ses pièces ne sera pas déposé.",
    bouton="Abandonner",
)
def abandonner(objet: DemandeDeFinancement, demande: Demande) -> dict[str, Any]:
    """What was deposited stays; the rest leaves with its reason."""
    objet.motif = demande.donnees["motif"].strip()
    retirees = _incompletes(objet, None).update(statut=DeLigne.RETIREE, motif=objet.motif)
    objet.statut = Statut.DEPOSEE if objet.premier_depot_le else Statut.ABANDONNEE
    return {"motif": objet.motif, "retirees": retirees}
