"""Proposing a derogation of a deadline, for one candidature or for all the vendors of a dispositif."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.db import transaction as db

from candidatures.models import Candidature, DerogationDeDelai
from candidatures.transitions.delais import DECIDENT, proposer
from segur.noyau.documents.depot import deposer
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import Demande, Refus

ZONE = "justificatif_de_derogation"


def proposer_une_derogation(donnees: dict[str, Any], demande: Demande) -> DerogationDeDelai:
    """`donnees`: fields of the model, `fichiers` the evidence. Raises Refus; the same key twice proposes once."""
    if not demande.acteur.tient(*DECIDENT):
        explication = "Une dérogation se propose par un responsable ou la direction de l’ANS."
        raise Refus(Verdict((Motif("role", False, explication),)))
    if deja := _deja_proposee(demande):
        return deja
    champs = {champ: valeur for champ, valeur in donnees.items() if champ != "fichiers"}
    try:
        with db.atomic():
            if champs["candidature"]:  # the dossier first, then what hangs on it
                Candidature.objects.select_for_update(of=("self",)).get(pk=champs["candidature"].pk)
            derogation = _preparer(champs, donnees["fichiers"], demande)
            faite: DerogationDeDelai = proposer(derogation, demande)
            return faite
    except IntegrityError as cause:
        explication = "Une proposition attend déjà une décision pour cette Date et ces dossiers."
        raise Refus(Verdict((Motif("unique", False, explication),))) from cause


def _preparer(champs: dict[str, Any], fichiers: list[Any], demande: Demande) -> DerogationDeDelai:
    derogation = DerogationDeDelai.objects.create(
        **champs, proposee_le=demande.recu_le, proposee_par=demande.acteur.personne
    )
    derogation.pieces.set([_piece(fichier, demande, demande.recu_le) for fichier in fichiers])
    return derogation


def _piece(fichier: Any, demande: Demande, le: datetime) -> Any:
    return deposer(fichier, nom=fichier.name, zone=ZONE, acteur=demande.acteur, le=le)


def _deja_proposee(demande: Demande) -> DerogationDeDelai | None:
    if not demande.cle:
        return None
    entree = EntreeJournal.objects.filter(
        action=proposer.nom, cle=demande.cle, acteur=demande.acteur.utilisateur
    ).first()
    return DerogationDeDelai.objects.get(pk=entree.id_objet) if entree else None
