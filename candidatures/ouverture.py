"""Adding a product; opening a candidature by accepting the Charte (CP-16…CP-29)."""

from typing import Any

from django.db import transaction as db

from candidatures import regles
from candidatures.catalogue import ouvrir_acces, raconter, verdict_saisie
from candidatures.charte import CHARTE
from candidatures.echeances import applicable, limite_de_tous
from candidatures.envois import inscrire_l_envoi
from candidatures.models import (
    Candidature,
    CandidatureAdministrative,
    Collaborateur,
    Convention,
    Eligibilite,
    EnvoiRecu,
    Interet,
    Produit,
)
from segur.noyau.comptes.models import EDITEUR, ENGAGE_L_EDITEUR, Organisation
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.referentiel.models import VersionRem
from segur.noyau.regles import HorsPeriode, Motif, Verdict
from segur.noyau.transitions import Demande, Refus

OUVRIR = "candidature.ouvrir"


def ajouter_produit(donnees: dict[str, Any], demande: Demande) -> Produit:
    """A product of the actor's organisation, with its programmes (CP-16, CP-17); who adds it has every right on it.

    The same key twice (double click, retry) adds one product.
    """
    if not demande.acteur.tient(*EDITEUR):
        raise Refus(Verdict((Motif("role", False, "Un produit est ajouté par un membre de l’entreprise."),)))
    champs = {champ: valeur for champ, valeur in donnees.items() if champ != "interets"}
    with db.atomic():
        editeur = Organisation.objects.select_for_update().get(pk=demande.acteur.entreprise.pk)
        if deja := _deja_ajoute(editeur, demande):
            return deja
        produit = Produit(editeur=editeur, **champs)
        produit.indexer()
        produit.save(force_insert=True)
        Interet.objects.bulk_create([Interet(produit=produit, programme=p) for p in donnees["interets"]])
        ouvrir_acces(produit, demande.acteur.personne, Collaborateur.Droit.SOUMISSION, demande.recu_le)
        programmes = {"programmes": donnees["interets"]}
        raconter(produit, demande, "produit.ajouter", "Produit ajouté au catalogue", programmes, cle=demande.cle)
    return produit


def _deja_ajoute(editeur: Organisation, demande: Demande) -> Produit | None:
    if not demande.cle:
        return None
    entree = EntreeJournal.objects.filter(
        action="produit.ajouter", cle=demande.cle, acteur=demande.acteur.utilisateur, organisation=editeur
    ).first()
    return Produit.objects.get(pk=entree.id_objet) if entree else None


def rattacher(produit: Produit, demande: Demande) -> None:
    """CP-22: attaches afterwards a product that was not meant for the Ségur. Twice does nothing more."""
    with db.atomic():
        verdict = verdict_saisie(produit, demande.acteur)
        if not verdict.favorable:
            raise Refus(verdict)
        _, nouveau = Interet.objects.get_or_create(produit=produit, programme=Interet.Programme.SEGUR)
        if nouveau:
            raconter(produit, demande, "produit.rattacher", "Produit rattaché à la démarche Ségur", {})


def verdict_ouverture(dispositif: Dispositif, demande: Demande, *, case_cochee: bool) -> Verdict:
    """Whether a candidature may be opened now: Charte accepted by the right person, Date 1 not passed."""
    verdict = regles.charte_acceptable(
        engage_l_editeur=demande.acteur.tient(*ENGAGE_L_EDITEUR), case_cochee=case_cochee
    )
    try:
        date_1 = limite_de_tous(dispositif, 1, au=demande.recu_le)
    except HorsPeriode as absence:
        return verdict + Verdict((Motif("hors_periode", False, str(absence)),))
    objet = f"Candidature administrative, {dispositif.libelle} (Date 1)"
    return verdict + Verdict((regles.echeance_respectee(objet=objet, recu_le=demande.recu_le, echeance=date_1),))


def ouvrir_candidature(produit: Produit, dispositif: Dispositif, demande: Demande, *, case_cochee: bool) -> Candidature:
    """Creates the dossier and its steps. Raises Refus; the same product and dispositif twice give the same dossier."""
    demande = demande.a_son_instant()
    with db.atomic():
        produit = Produit.objects.visibles_par(demande.acteur).select_for_update(of=("self",)).get(pk=produit.pk)
        deja = Candidature.objects.filter(produit=produit, dispositif=dispositif).first()
        if deja:
            return deja
        verdict = verdict_ouverture(dispositif, demande, case_cochee=case_cochee)
        if not verdict.favorable:
            raise Refus(verdict)
        candidature = Candidature.objects.create(
            produit=produit,
            dispositif=dispositif,
            rem=VersionRem.objects.en_vigueur(dispositif),
            charte_version=CHARTE.version,
            charte_empreinte=CHARTE.empreinte,
            charte_acceptee_le=demande.recu_le,
            charte_acceptee_par=demande.acteur.personne,
        )
        for etape in (CandidatureAdministrative, Convention):
            etape.objects.create(candidature=candidature)
        eligibilite = Eligibilite.objects.create(candidature=candidature)
        eligibilite.profils.set(dispositif.profils.filter(est_general=True))  # E2-17, REM-01: ticked from the start
        charte = {"charte": CHARTE.version, "empreinte": CHARTE.empreinte}
        recit = "Charte acceptée, candidature ouverte"
        entree = raconter(candidature, demande, OUVRIR, recit, charte, verdict=verdict, cle=demande.cle)
        regle = applicable(candidature, 1, au=demande.recu_le)
        inscrire_l_envoi(candidature, EnvoiRecu.Nature.OUVERTURE, regle, entree)
    return candidature
