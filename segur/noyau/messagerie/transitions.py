"""What becomes of a mail."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from dsfr.forms import DsfrBaseForm

from segur.noyau.comptes.models import Role
from segur.noyau.messagerie import regles
from segur.noyau.messagerie.models import Courriel
from segur.noyau.messagerie.models.courriel import LONGUEUR_D_UNE_ERREUR, VOIENT_LES_COURRIELS
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition

Statut = Courriel.Statut


class MotifForm(DsfrBaseForm):
    motif = forms.CharField(
        label="Motif",
        max_length=300,
        help_text="Il reste dans l’historique.",
        error_messages={"required": "Dites pourquoi."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@transition(
    Courriel,
    de=Statut.EN_ATTENTE,
    vers=Statut.ENVOYE,
    roles=(Role.SYSTEME,),
    libelle="Constater le départ",
    recit="Courriel accepté par le serveur de messagerie",
    a_sa_page=False,
    discrete=True,
)
def constater_le_depart(courriel: Courriel, demande: Demande) -> None:
    """Accepted by the relay. A link that gives a right by itself is forgotten."""
    courriel.envoye_le, courriel.derniere_erreur = demande.recu_le, ""
    courriel.premier.notifications.filter(lien_ephemere=True).update(lien="")


@transition(
    Courriel,
    de=Statut.EN_ATTENTE,
    vers=Statut.ECHEC,
    roles=(Role.SYSTEME,),
    libelle="Constater l’échec",
    recit="Courriel refusé définitivement",
    a_sa_page=False,
)
def constater_l_echec(courriel: Courriel, demande: Demande) -> dict[str, Any]:
    """Refused for good, or for too long: nothing tries it again by itself."""
    courriel.derniere_erreur = str(demande.donnees["erreur"])[:LONGUEUR_D_UNE_ERREUR]
    return {"erreur": courriel.derniere_erreur, "essais": courriel.essais}


def _deja_tente(courriel: Courriel) -> Iterable[str]:
    if courriel.essais:
        yield (
            f"Envoi déjà tenté {courriel.essais} fois : si la connexion a été coupée au dernier moment, "
            "le destinataire l’a peut-être reçu."
        )
    yield "Les notifications restent lisibles sur le portail."


@transition(
    Courriel,
    de=Statut.EN_ATTENTE,
    vers=Statut.RAPPELE,
    roles=VOIENT_LES_COURRIELS,
    libelle="Rappeler le courriel",
    recit="Courriel rappelé avant son départ",
    question="Ce courriel ne partira jamais.",
    bouton="Rappeler",
    formulaire=MotifForm,
    consequences=_deja_tente,
)
def rappeler(courriel: Courriel, demande: Demande) -> dict[str, Any]:
    courriel.motif = demande.donnees["motif"]
    return {"motif": courriel.motif, "adresse": courriel.adresse, "sujet": courriel.sujet}


@transition(
    Courriel,
    de=Statut.ECHEC,
    vers=Statut.CLASSE,
    roles=VOIENT_LES_COURRIELS,
    libelle="Classer l’échec",
    recit="Échec d’un courriel classé",
    question="L’échec ne sera plus compté sur votre page d’accueil ; il reste dans la liste.",
    bouton="Classer",
    formulaire=MotifForm,
)
def classer(courriel: Courriel, demande: Demande) -> dict[str, Any]:
    courriel.motif = demande.donnees["motif"]
    return {"motif": courriel.motif}


def _renvoyable(courriel: Courriel, demande: Demande) -> Verdict:
    efface = courriel.premier.notifications.filter(lien_ephemere=True, lien="").exists()
    return regles.renvoyable(lien_efface=efface)


@transition(
    Courriel,
    de=(Statut.ENVOYE, Statut.ECHEC),
    vers=None,
    roles=VOIENT_LES_COURRIELS,
    libelle="Renvoyer le courriel",
    recit="Courriel renvoyé",
    question="Un nouveau courriel, de même contenu, part dans la minute à l’adresse actuelle du destinataire.",
    bouton="Renvoyer",
    garde=_renvoyable,
)
def renvoyer(courriel: Courriel, demande: Demande) -> dict[str, Any]:
    """A new row, hence a new Message-ID: mail clients do not take it for the copy of the first one."""
    premier = Courriel.objects.select_for_update(of=("self",)).get(pk=courriel.premier.pk)
    dernier, le = premier.renvois.order_by("rang").last(), timezone.now()
    nouveau = Courriel(
        genre=courriel.genre,
        destinataire=courriel.destinataire,
        adresse=courriel.destinataire.email if courriel.destinataire else courriel.adresse,
        sujet=courriel.sujet,
        nombre=courriel.nombre,
        origine=premier,
        rang=dernier.rang + 1 if dernier else 1,
        cree_le=le,
        part_le=le,
    )
    nouveau.indexer()
    nouveau.save()
    return {"renvoi": nouveau.pk, "rang": nouveau.rang, "adresse": nouveau.adresse}
