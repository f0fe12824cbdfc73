"""A supplier signs the undertakings of portability of a solution, once for each list published (AF 4.4)."""

from typing import Any

from django.urls import reverse

from candidatures.models import Candidature
from financement.models import DemandeDeFinancement, Fournisseur, ListeDePortabilite
from financement.regles import portabilite as regles
from financement.regles.portabilite import Liste
from financement.transitions.annonces import qui_engage
from segur.noyau.comptes.models import ENGAGE_L_EDITEUR
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.regles import Verdict, Version
from segur.noyau.temps import en_clair, jour_de_paris
from segur.noyau.transitions import Demande, transition


def liste_de(candidature: Candidature, demande: Demande) -> Version[Liste] | None:
    return regles.liste_au(candidature.dispositif.code, jour_de_paris(demande.recu_le))


def signature_possible(fournisseur: Fournisseur, candidature: Candidature, demande: Demande) -> Verdict:
    liste = liste_de(candidature, demande)
    demandes = DemandeDeFinancement.objects.filter(fournisseur=fournisseur, candidature=candidature)
    signees = ListeDePortabilite.objects.filter(fournisseur=fournisseur, candidature=candidature)
    return regles.signable(
        liste=liste,
        demandee=demandes.exclude(statut__in=DemandeDeFinancement.CLOSES).exists(),
        deja=liste is not None and signees.filter(liste_du=liste.depuis).exists(),
    )


def _signable(fournisseur: Fournisseur, demande: Demande) -> Verdict:
    candidature = demande.donnees["candidature"]
    verdict, liste = signature_possible(fournisseur, candidature, demande), liste_de(candidature, demande)
    if liste is None or not verdict.favorable:
        return verdict
    return verdict + regles.tout_coche(liste=liste, coches=frozenset(demande.donnees["engagements"]))


@transition(
    Fournisseur,
    de=Fournisseur.Statut.OUVERT,
    vers=None,
    roles=ENGAGE_L_EDITEUR,
    controle=_signable,
    libelle="Signer les engagements de portabilité",
    recit="Engagements de portabilité signés",
    a_sa_page=False,
)
def signer_la_portabilite(fournisseur: Fournisseur, demande: Demande) -> dict[str, Any]:
    """`candidature`: the solution; `engagements`: codes ticked one by one. Each is journalled as it read."""
    candidature = demande.donnees["candidature"]
    liste = liste_de(candidature, demande)
    if liste is None:
        raise ValueError("Une signature porte sur une liste publiée.")
    signee = ListeDePortabilite.objects.create(
        fournisseur=fournisseur,
        candidature=candidature,
        liste_du=liste.depuis,
        empreinte=regles.empreinte_de(liste.valeur),
        signee_le=demande.recu_le,
        signee_par=demande.acteur.personne,
    )
    _annoncer(signee, demande)
    pris = {engagement.code: engagement.libelle for engagement in liste.valeur}
    return {"candidature": candidature.numero, "empreinte": signee.empreinte, "engagements": pris}


def _annoncer(signee: ListeDePortabilite, demande: Demande) -> None:
    """To who engages the firm, so that nobody commits it unknown to the others."""
    notifier(
        qui_engage(signee.fournisseur),
        categorie=Categorie.DECISION,
        evenement=f"{signee.fournisseur.cle_dossier}:portabilite:{signee.pk}",
        sujet=f"{signee.fournisseur} : engagements de portabilité signés",
        corps=f"{signee.candidature} : signés le {en_clair(demande.recu_le)} par {demande.acteur.personne}.",
        lien=f"{reverse('financement:portabilite')}?etat=signee",
    )
