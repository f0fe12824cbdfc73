"""Requests for signature: opened once per sending of the convention, then followed by what the provider answers.

The provider is always asked outside of any database transaction; what it says enters by a transition.
"""

import logging
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from candidatures.models import Candidature, Convention, DemandeDeSignature, DocumentOfficiel
from candidatures.signature import fournisseur
from candidatures.signature.interface import Etat, Fournisseur, Signataire
from candidatures.transitions.signature import PASSAGES
from segur.noyau.comptes.models import SYSTEME
from segur.noyau.documents.models import Document
from segur.noyau.transitions import Demande, Refus

Statut, Nature = DemandeDeSignature.Statut, DocumentOfficiel.Nature
NOUVEL_ESSAI = timedelta(minutes=10)
"""A request that could not be opened is tried again after it; longer than the time that opening one may take."""
OUBLI = timedelta(minutes=30)
"""An open request that nobody asked about since is asked about again, in case its webhook was lost."""
logger = logging.getLogger(__name__)


def preparer_les_demandes(le: datetime) -> None:
    """One request for each sending of a convention that has none, when no other is open for it."""
    memes = DemandeDeSignature.objects.filter(candidature=OuterRef("candidature"))
    attendues = {"statut": Convention.Statut.ENVOYEE, "candidature__statut": Candidature.Statut.EN_COURS}
    envoyees = Convention.objects.filter(**attendues).select_related("candidature__administrative")
    sans_demande = envoyees.exclude(Exists(memes.ouvertes())).exclude(
        Exists(memes.filter(envoi_le=OuterRef("envoyee_le")))
    )
    DemandeDeSignature.objects.bulk_create(
        (_nouvelle(c, c.envoyee_le, le) for c in sans_demande if c.envoyee_le), ignore_conflicts=True
    )


def _nouvelle(convention: Convention, envoi: datetime, le: datetime) -> DemandeDeSignature:
    return DemandeDeSignature(
        candidature=convention.dossier,
        cle=f"convention-{convention.dossier.numero}-{envoi:%Y%m%dT%H%M%S%f}",
        signataire=str(_signataire(convention)),
        envoi_le=envoi,
        creee_le=le,
    )


def _signataire(convention: Convention) -> Signataire:
    etape = convention.dossier.administrative
    return Signataire(etape.legal_prenom, etape.legal_nom, etape.legal_email)


def ouvrir(pk: int, le: datetime) -> bool:
    """Has the signer invited. False when another worker is at it, or when nothing waits. May be run again."""
    if not DemandeDeSignature.objects.libres(le - NOUVEL_ESSAI).filter(pk=pk).update(verifiee_le=le):
        return False
    signature = DemandeDeSignature.objects.select_related("candidature__produit").get(pk=pk)
    pdf = Document.objects.get(officiels__candidature=signature.dossier, officiels__nature=Nature.CONVENTION).lire()
    intitule = f"Convention de référencement — {signature.dossier.produit}"
    chez = fournisseur()
    reference = chez.ouvrir(signature.cle, intitule, pdf, _signataire(signature.dossier.convention))
    return _passer(signature, reference, chez, le)


def actualiser(pk: int, le: datetime) -> bool:
    """Asks where a request stands and acts on it. True when its state has changed. Raises FournisseurIndisponible."""
    signature = DemandeDeSignature.objects.ouvertes().filter(pk=pk, reference__isnull=False).first()
    if signature is None:
        return False
    vus = list(signature.evenements.filter(traite_le=None).values_list("pk", flat=True))
    changee = _passer(signature, str(signature.reference), fournisseur(), le)
    signature.evenements.filter(pk__in=vus).update(traite_le=le)
    DemandeDeSignature.objects.filter(pk=pk).update(verifiee_le=le)
    return changee


def annuler(pk: int, le: datetime) -> bool:
    """Has the provider close a request that the convention no longer waits for. May be run again.

    False when another worker is at it, when it is waited for, or when the provider did not close it yet.
    """
    signature = DemandeDeSignature.objects.sans_objet().filter(pk=pk).first()
    if signature is None or not DemandeDeSignature.objects.reprises(le - NOUVEL_ESSAI).filter(pk=pk).update(
        verifiee_le=le
    ):
        return False
    chez, deja_essayee = fournisseur(), signature.verifiee_le is not None
    reference = signature.reference or (chez.retrouver(signature.cle) if deja_essayee else None)
    if reference is None:
        return _constater(signature, Etat(Statut.CANCELED, None), {"reference": None, "expire_le": None}, le)
    etat = chez.annuler(reference)
    return _constater(signature, etat, _donnees(etat, reference, chez), le)


def _passer(signature: DemandeDeSignature, reference: str, chez: Fournisseur, le: datetime) -> bool:
    etat = chez.etat(reference)
    return _constater(signature, etat, _donnees(etat, reference, chez), le)


def _constater(signature: DemandeDeSignature, etat: Etat, donnees: dict[str, object], le: datetime) -> bool:
    if etat.statut == signature.statut or etat.statut not in PASSAGES:
        return False
    try:
        PASSAGES[etat.statut](signature, Demande(SYSTEME, le, donnees))
    except Refus as refus:
        logger.warning("Demande de signature %s, état « %s » : %s", signature.cle, etat.statut, refus)
        return False
    return True


def _donnees(etat: Etat, reference: str, chez: Fournisseur) -> dict[str, object]:
    donnees: dict[str, object] = {"reference": reference, "expire_le": etat.expire_le}
    return donnees | ({"exemplaire": chez.exemplaire(reference)} if etat.statut == Statut.DONE else {})
