"""A request is born of a file or of a form. The same bytes, or the same key, give the same request."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction as db
from django.db.models import QuerySet

from candidatures.models import Candidature
from financement.formats import ZONE, LigneLue
from financement.models import DemandeDeFinancement, Droit, Enrolement, Fournisseur
from financement.natures import nature_de
from financement.regles.fournisseur import droit_accorde
from financement.situation import rattachements
from financement.transitions.depot import confier, porte
from segur.noyau.comptes.models import EDITEUR, ENGAGE_L_EDITEUR, Acteur
from segur.noyau.documents.depot import deposer as deposer_un_document
from segur.noyau.documents.depot import empreinte
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.regles import Motif, Verdict
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import CLE_DEJA_SERVIE, Demande, Refus, exiger_le_meme_envoi, trace_de_l_envoi

Source, Nature = DemandeDeFinancement.Source, DemandeDeFinancement.Nature


def droit_de_demander(fournisseur: Fournisseur, acteur: Acteur) -> Motif:
    """Who engages the firm, or a salarié to whom a mandataire granted it (ROL-11)."""
    if acteur.tient(*ENGAGE_L_EDITEUR):
        return Motif("droit", True, "Vous engagez l’entreprise.")
    tenus = fournisseur.habilitations.actuelles().filter(utilisateur=acteur.utilisateur, droit=Droit.DEMANDER)
    return droit_accorde(accorde=tenus.exists())


def solutions(fournisseur: Fournisseur, le: datetime) -> list[Candidature]:
    """Those it edits or may distribute that day, where it has an enrolment."""
    enroles = set(Enrolement.objects.filter(fournisseur=fournisseur).values_list("dispositif", flat=True))
    liens = rattachements(fournisseur.organisation).values()
    toutes = {c.pk: c for lien in liens for c in lien.candidatures(jour_de_paris(le)) if c.dispositif_id in enroles}
    return list(toutes.values())


@dataclass(frozen=True)
class Cadre:
    """What a deposit is for: whose, which solution, which nature."""

    fournisseur: Fournisseur
    candidature: Candidature
    nature: str = Nature.AVANCE

    def envisager(self) -> DemandeDeFinancement:
        """Not saved: what the gate asks of a request."""
        return DemandeDeFinancement(
            fournisseur=self.fournisseur,
            candidature=self.candidature,
            dispositif=self.candidature.dispositif,
            nature=self.nature,
        )


def verdict_du_depot(cadre: Cadre, demande: Demande) -> Verdict:
    """Everything that opens or closes the deposit to this person for this solution."""
    droit = Verdict((droit_de_demander(cadre.fournisseur, demande.acteur),))
    return droit + porte(cadre.envisager(), demande.recu_le)


def permettre(cadre: Cadre, demande: Demande) -> Verdict:
    """Raises PermissionDenied to another role, Refus when the right or the gate is closed.

    A file received after its Date is kept and read all the same: only its lines are refused.
    """
    if not demande.acteur.tient(*EDITEUR):
        raise PermissionDenied
    verdict = verdict_du_depot(cadre, demande)
    ferme = [motif for motif in verdict.obstacles if motif.code != "echeance"]
    if ferme:
        raise Refus(Verdict(tuple(ferme)))
    return verdict


def recevoir_un_fichier(
    cadre: Cadre, fichier: File, demande: Demande, *, malgre_tout: bool
) -> tuple[DemandeDeFinancement, bool]:
    """The request of these bytes, and whether it is new. A worker reads it afterwards."""
    demande = demande.a_son_instant()
    verdict = permettre(cadre, demande)
    condense = empreinte(fichier)
    with db.atomic():
        Fournisseur.objects.select_for_update().get(pk=cadre.fournisseur.pk)
        deja = _deja(cadre, condense, demande)
        if deja:
            return deja, False
        document = deposer_un_document(
            fichier, nom=str(fichier.name), zone=ZONE, acteur=demande.acteur, le=demande.recu_le
        )
        recu = {"source": Source.FICHIER, "fichier": document, "empreinte": condense, "malgre_tout": malgre_tout}
        objet = _ecrire(cadre, demande, **recu)
        _raconter(objet, demande, "Fichier de demande reçu", verdict, {"document": document.nom, "empreinte": condense})
        db.on_commit(partial(confier, objet.pk))
    return objet, True


def _deja(cadre: Cadre, condense: str, demande: Demande) -> DemandeDeFinancement | None:
    siennes: QuerySet[DemandeDeFinancement] = DemandeDeFinancement.objects.filter(fournisseur=cadre.fournisseur)
    par_la_cle = siennes.filter(cle=demande.cle).first() if demande.cle else None
    if par_la_cle:
        _exiger_la_meme_page(par_la_cle, cadre, condense)
        exiger_le_meme_envoi(par_la_cle, demande)
        return par_la_cle
    memes = siennes.filter(dispositif=cadre.candidature.dispositif_id, nature=cadre.nature, empreinte=condense)
    return memes.exclude(empreinte="").exclude(statut__in=DemandeDeFinancement.CLOSES).first()


def _exiger_la_meme_page(objet: DemandeDeFinancement, cadre: Cadre, condense: str) -> None:
    """A key belongs to one kind of request: used again for another, it is refused and not taken as done."""
    if (objet.source == Source.FICHIER) != bool(condense) or objet.nature != cadre.nature:
        raise Refus(Verdict((CLE_DEJA_SERVIE,)))


def _ecrire(cadre: Cadre, demande: Demande, **suite: Any) -> DemandeDeFinancement:
    objet = cadre.envisager()
    objet.recue_le, objet.recue_de, objet.cle = demande.recu_le, demande.acteur.personne, demande.cle
    for champ, valeur in suite.items():
        setattr(objet, champ, valeur)
    objet.save()
    return objet


def _raconter(
    objet: DemandeDeFinancement, demande: Demande, recit: str, verdict: Verdict, details: dict[str, Any]
) -> None:
    inscrire(
        objet,
        action="demandedefinancement.recevoir",
        recit=recit,
        acteur=demande.acteur,
        recu_le=demande.recu_le,
        vers=objet.statut,
        motifs=verdict.motifs,
        details={**details, **trace_de_l_envoi(demande)},
        cle=demande.cle,
    )


def recevoir_un_formulaire(cadre: Cadre, declare: Any, demande: Demande) -> DemandeDeFinancement:
    """A request of one line, to be completed with its pieces and deposited from its own page."""
    verdict = permettre(cadre, demande)
    with db.atomic():
        Fournisseur.objects.select_for_update().get(pk=cadre.fournisseur.pk)
        deja = _deja(cadre, "", demande)
        if deja:
            return deja
        statut = DemandeDeFinancement.Statut.INCOMPLETE
        objet = _ecrire(cadre, demande, source=Source.FORMULAIRE, statut=statut, lues=1)
        (ligne,) = nature_de(objet).inserer(objet, [LigneLue(1, None, declare)])
        if ligne.erreurs:
            raise Refus(Verdict(tuple(Motif(e.chemin, False, e.remede) for e in ligne.erreurs)))
        recit = f"{nature_de(objet).un[:1].upper()}{nature_de(objet).un[1:]} saisie"
        _raconter(objet, demande, recit, verdict, {"reference": declare.reference})
    return objet
