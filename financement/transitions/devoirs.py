"""A supplier confirms that its client was told what the texts oblige it to tell (AF 4.3; MSG-10, CMD-08)."""

from typing import Any

from django.urls import reverse

from financement.devoirs import confirmee, devoir_de
from financement.models import Commande, Droit, InformationDuClient
from financement.regles.devoirs import MOTIFS, Devoir, information_confirmable
from financement.transitions.annonces import qui_engage
from segur.noyau.comptes.models import EDITEUR
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.regles import Verdict
from segur.noyau.temps import en_clair, jour_de_paris
from segur.noyau.transitions import Demande, transition

Statut = Commande.Statut
VIVANTES = tuple(statut for statut in Statut if statut != Statut.RETIREE)


def _du(commande: Commande, demande: Demande) -> Devoir | None:
    return devoir_de(commande, demande.donnees["motif"], demande.recu_le)


def _confirmable(commande: Commande, demande: Demande) -> Verdict:
    deja = confirmee(commande, demande.donnees["motif"])
    return information_confirmable(
        devoir=_du(commande, demande),
        deja_le=deja.informe_le if deja else None,
        informe_le=demande.donnees["informe_le"],
        jour=jour_de_paris(demande.recu_le),
    )


@transition(
    Commande,
    de=VIVANTES,
    vers=None,
    roles=EDITEUR,
    droit=Droit.DEMANDER,
    controle=_confirmable,
    libelle="Confirmer que le client est informé",
    recit="Client informé, comme les textes le demandent",
    a_sa_page=False,
)
def informer_le_client(commande: Commande, demande: Demande) -> dict[str, Any]:
    """`motif` (one of `InformationDuClient.Motif`), `informe_le`, `moyen`, `envoi`: what was sent, when and how."""
    devoir, donnees = _du(commande, demande), demande.donnees
    if devoir is None:
        raise ValueError("Une information confirmée répond à un devoir.")
    information = InformationDuClient.objects.create(
        commande=commande,
        motif=devoir.motif,
        ne_le=jour_de_paris(devoir.depuis),
        informe_le=donnees["informe_le"],
        moyen=donnees["moyen"],
        envoi=donnees["envoi"].strip(),
        confirmee_le=demande.recu_le,
        confirmee_par=demande.acteur.personne,
    )
    _annoncer(commande, demande, devoir.motif)
    return {"motif": devoir.motif, "le": information.informe_le, "par": information.moyen, "envoi": information.envoi}


def _annoncer(commande: Commande, demande: Demande, motif: str) -> None:
    """To who engages the firm: one message for all the orders confirmed together."""
    fournisseur = commande.demande.fournisseur
    notifier(
        qui_engage(fournisseur),
        categorie=Categorie.DECISION,
        evenement=f"{fournisseur.cle_dossier}:informes:{motif}:{demande.recu_le.isoformat()}",
        sujet=f"{fournisseur} : clients confirmés informés",
        corps=f"« {MOTIFS[motif]} » : confirmé le {en_clair(demande.recu_le)} par {demande.acteur.personne}.",
        lien=f"{reverse('financement:devoirs')}?motif={motif}&etat=informes",
    )
