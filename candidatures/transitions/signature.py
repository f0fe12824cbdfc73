"""Step 4 signed electronically: each state that the provider tells of a request, and what it makes of the convention.

The portal alone runs these, once it has asked the provider for the state; but for sending again, by a responsable.
"""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from candidatures import regles
from candidatures.models import Convention, DemandeDeSignature
from candidatures.transitions import annonces, exemplaire
from segur.noyau.comptes.models import Role
from segur.noyau.dispositifs.zones import ZONES
from segur.noyau.documents.controles import defauts
from segur.noyau.documents.signature import signatures_de
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, Transition, transition

Statut = DemandeDeSignature.Statut
FIN_D_UN_PDF = 1024
"""How far from its end a PDF says that it is whole."""


def _exemplaire(convention: Convention, demande: Demande) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"convention-signee-{convention.dossier.numero}.pdf", demande.donnees["exemplaire"])


def _exemplaire_recevable(convention: Convention, demande: Demande) -> Verdict:
    trouves = defauts(_exemplaire(convention, demande), ZONES[exemplaire.ZONE])
    if not trouves and b"%%EOF" not in demande.donnees["exemplaire"][-FIN_D_UN_PDF:]:
        trouves = ["Le PDF reçu est interrompu."]
    recevable = Verdict((regles.exemplaire_recevable(defauts=trouves),))
    return recevable if trouves else recevable + exemplaire.intactes(signatures_de(demande.donnees["exemplaire"]))


@transition(
    Convention,
    de=Convention.Statut.ENVOYEE,
    vers=Convention.Statut.SIGNEE,
    roles=(Role.SYSTEME,),
    controle=_exemplaire_recevable,
    libelle="Recevoir la convention signée électroniquement",
    recit="Convention signée électroniquement",
)
def signer_electroniquement(convention: Convention, demande: Demande) -> dict[str, Any]:
    """The signed copy, fetched from the provider: kept and judged by the ANS like one that the vendor deposits."""
    fichier = _exemplaire(convention, demande)
    garde = exemplaire.garder(convention, fichier, demande)
    annonces.prevenir_l_ans(convention, demande, "convention signée à vérifier")
    annonces.prevenir_l_editeur(
        convention, demande, "convention signée", "La convention est signée. Les équipes de l’ANS la vérifient."
    )
    return garde


def _derniere_echouee(convention: Convention, demande: Demande) -> Verdict:
    derniere = convention.dossier.signatures.order_by("pk").last()
    echouee = derniere is not None and derniere.statut in ECHECS and derniere.envoi_le == convention.envoyee_le
    return Verdict((regles.signature_a_redemander(echouee=echouee),))


@transition(
    Convention,
    de=Convention.Statut.ENVOYEE,
    vers=Convention.Statut.ENVOYEE,
    roles=(Role.RESPONSABLE,),
    garde=_derniere_echouee,
    libelle="Renvoyer pour signature électronique",
    recit="Convention renvoyée pour signature électronique",
    question="Le responsable légal de l’entreprise sera de nouveau invité à signer la convention.",
    bouton="Renvoyer",
)
def redemander_la_signature(convention: Convention, demande: Demande) -> None:
    """After a refusal or an expiry: a new sending, for which the portal opens a new request."""
    convention.envoyee_le = demande.recu_le
    annonces.prevenir_l_editeur(
        convention, demande, "convention à signer de nouveau", "Le responsable légal est de nouveau invité à signer."
    )


def _garder(signature: DemandeDeSignature, demande: Demande) -> None:
    signature.reference, signature.expire_le = demande.donnees["reference"], demande.donnees["expire_le"]


@transition(
    DemandeDeSignature,
    de=Statut.DRAFT,
    vers=Statut.APPROVAL,
    roles=(Role.SYSTEME,),
    libelle="Attendre l’approbation",
    recit="Demande de signature soumise à l’approbation du prestataire",
    a_sa_page=False,
)
def attendre_l_approbation(signature: DemandeDeSignature, demande: Demande) -> None:
    """The provider's account has approvers: the signer is invited after them."""
    _garder(signature, demande)


@transition(
    DemandeDeSignature,
    de=(Statut.DRAFT, Statut.APPROVAL),
    vers=Statut.ONGOING,
    roles=(Role.SYSTEME,),
    libelle="Adresser au signataire",
    recit="Convention adressée au responsable légal pour signature électronique",
    a_sa_page=False,
)
def adresser(signature: DemandeDeSignature, demande: Demande) -> dict[str, str]:
    """E4-02: the provider has invited the legal representative."""
    _garder(signature, demande)
    return {"signataire": signature.signataire, "reference": str(signature.reference)}


@transition(
    DemandeDeSignature,
    de=DemandeDeSignature.OUVERTS,
    vers=Statut.DONE,
    roles=(Role.SYSTEME,),
    libelle="Constater la signature",
    recit="Signature électronique achevée",
    a_sa_page=False,
)
def achever(signature: DemandeDeSignature, demande: Demande) -> None:
    """The convention is signed with it, unless a copy was deposited by hand meanwhile: that one counts."""
    _garder(signature, demande)
    convention = Convention.objects.get(candidature=signature.dossier)
    if convention.statut == Convention.Statut.ENVOYEE:
        signer_electroniquement(convention, demande)


def _fin_sans_signature(statut: Statut, nom: str, quoi: str) -> Transition:
    def finir(signature: DemandeDeSignature, demande: Demande) -> None:
        """The convention waits: it may be sent again, or deposited by hand. When it waits no more, nobody is told."""
        _garder(signature, demande)
        if signature.est_sans_objet:
            return
        corps = "La convention reste à signer : elle peut être renvoyée, ou déposée signée sur le portail."
        annonces.prevenir_l_editeur(signature, demande, quoi, corps)
        annonces.prevenir_l_ans(signature, demande, quoi)

    finir.__name__ = nom
    declarer: Callable[[Callable[..., None]], Transition] = transition(
        DemandeDeSignature,
        de=DemandeDeSignature.OUVERTS,
        vers=statut,
        roles=(Role.SYSTEME,),
        libelle=f"Constater : {quoi}",
        recit=f"{quoi[0].upper()}{quoi[1:]}",
        a_sa_page=False,
    )
    return declarer(finir)


ECHECS: dict[str, Transition] = {
    statut: _fin_sans_signature(statut, nom, quoi)
    for statut, nom, quoi in (
        (Statut.DECLINED, "decliner", "signature électronique refusée par le signataire"),
        (Statut.EXPIRED, "perimer", "demande de signature électronique expirée"),
        (Statut.REJECTED, "rejeter", "demande de signature électronique rejetée par un approbateur"),
        (Statut.CANCELED, "annuler", "demande de signature électronique annulée"),
        (Statut.DELETED, "supprimer", "demande de signature électronique supprimée"),
    )
}
PASSAGES: dict[str, Transition] = {
    Statut.APPROVAL: attendre_l_approbation,
    Statut.ONGOING: adresser,
    Statut.DONE: achever,
    **ECHECS,
}
"""Which transition tells that a request is now in that state."""
