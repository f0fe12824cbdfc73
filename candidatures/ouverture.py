"""Adding a product; opening a candidature by accepting the Charte (CP-16…CP-29)."""

from typing import Any

from django.db import transaction as db

from candidatures import regles
from candidatures.charte import CHARTE
from candidatures.models import (
    Candidature,
    CandidatureAdministrative,
    Convention,
    Eligibilite,
    Interet,
    Produit,
)
from segur.noyau.comptes.models import EDITEUR, ENGAGE_L_EDITEUR
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.referentiel.models import VersionRem
from segur.noyau.regles import HorsPeriode, Motif, Verdict
from segur.noyau.transitions import Demande, Refus


def ajouter_produit(donnees: dict[str, Any], demande: Demande) -> Produit:
    """A product of the actor's organisation, with the programmes it is meant for (CP-16, CP-17)."""
    if not demande.acteur.tient(*EDITEUR):
        raise Refus(Verdict((Motif("role", False, "Un produit est ajouté par un membre de l’entreprise."),)))
    deja = _deja_ajoute(demande)
    if deja is not None:
        return deja
    programmes = donnees.pop("interets")
    with db.atomic():
        produit = Produit.objects.create(editeur=demande.acteur.entreprise, **donnees)
        Interet.objects.bulk_create([Interet(produit=produit, programme=programme) for programme in programmes])
        _raconter(produit, demande, "produit.ajouter", "Produit ajouté au catalogue", {"programmes": programmes})
    return produit


def _deja_ajoute(demande: Demande) -> Produit | None:
    """The product that this very form already made: a double click makes one."""
    if not demande.cle:
        return None
    faits = EntreeJournal.objects.filter(action="produit.ajouter", cle=demande.cle, acteur=demande.acteur.personne)
    fait = faits.values_list("id_objet", flat=True).first()
    return Produit.objects.filter(pk=fait).first() if fait else None


def rattacher(produit: Produit, demande: Demande) -> None:
    """CP-22: attaches afterwards a product that was not meant for the Ségur. Twice does nothing more."""
    with db.atomic():
        _, nouveau = Interet.objects.get_or_create(produit=produit, programme=Interet.Programme.SEGUR)
        if nouveau:
            _raconter(produit, demande, "produit.rattacher", "Produit rattaché à la démarche Ségur", {})


def verdict_ouverture(dispositif: Dispositif, demande: Demande, *, case_cochee: bool) -> Verdict:
    """Whether a candidature may be opened now: Charte accepted by the right person, Date 1 not passed."""
    verdict = regles.charte_acceptable(
        engage_l_editeur=demande.acteur.tient(*ENGAGE_L_EDITEUR), case_cochee=case_cochee
    )
    try:
        date_1 = dispositif.echeance(1, au=demande.recu_le)
    except HorsPeriode as absence:
        return verdict + Verdict((Motif("hors_periode", False, str(absence)),))
    objet = f"Candidature administrative, {dispositif.libelle} (Date 1)"
    return verdict + Verdict((regles.echeance_respectee(objet=objet, recu_le=demande.recu_le, echeance=date_1),))


def ouvrir_candidature(produit: Produit, dispositif: Dispositif, demande: Demande, *, case_cochee: bool) -> Candidature:
    """Creates the dossier and its steps. Raises Refus; the same product and dispositif twice give the same dossier."""
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
        for etape in (CandidatureAdministrative, Eligibilite, Convention):
            etape.objects.create(candidature=candidature)
        charte = {"charte": CHARTE.version, "empreinte": CHARTE.empreinte}
        _raconter(candidature, demande, "candidature.ouvrir", "Charte acceptée, candidature ouverte", charte, verdict)
    return candidature


def _raconter(
    objet: Any, demande: Demande, action: str, recit: str, details: dict[str, Any], verdict: Verdict | None = None
) -> None:
    inscrire(
        objet,
        action=action,
        recit=recit,
        acteur=demande.acteur,
        recu_le=demande.recu_le,
        vers=getattr(objet, "statut", ""),
        motifs=(verdict or Verdict()).motifs,
        details=details,
        cle=demande.cle,
    )
