"""What the desk tells: one message for each request, whatever the number of its orders decided together."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from financement.models import Commande, Creance, DemandeDeFinancement
from financement.recours import voies_de_recours
from financement.regles.monnaie import en_euros
from financement.transitions.annonces import qui_engage
from segur.noyau.comptes.models import Role, Utilisateur
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.transitions import Demande


@dataclass(frozen=True)
class Annonce:
    """One kind of message. `dire`: the lines that tell of one order."""

    quoi: str
    debut: str
    dire: Callable[[Any], str]
    fin: Callable[[], str] = str
    role: Role | None = None
    """Who is told at the ASP; the supplier when there is none."""


def _points(commande: Any) -> str:
    envoyes = commande.points.actuels().exclude(envoye_le=None)
    ensemble = f" {commande.motif}" if commande.a_rendre_le and commande.motif else ""
    rendre = f" (à rendre le {commande.a_rendre_le:%d/%m/%Y})" if commande.a_rendre_le else ""
    return f"{commande}{rendre} :{ensemble}" + "".join(f"\n  - {p.libelle} : {p.motif}" for p in envoyes)


def _montants(ligne: Any) -> str:
    return _avance(ligne) if isinstance(ligne, Commande) else f"{ligne} : {en_euros(ligne.montant or Decimal())}"


def _avance(commande: Commande) -> str:
    avance, solde = commande.avance or Decimal(), commande.solde or Decimal()
    return f"{commande} : avance de {en_euros(avance)}, solde de {en_euros(solde)}"


A_MODIFIER = Annonce("commandes à modifier", "L’ASP demande de modifier ces commandes, et ces points seuls :", _points)
VALIDEES = Annonce("commandes validées", "L’ASP a validé ces commandes. L’avance est prête à payer :", _montants)
REJETEES = Annonce(
    "commandes rejetées", "L’ASP a rejeté ces commandes :", lambda c: f"{c} : {c.motif}", voies_de_recours
)
A_VALIDER = Annonce("commandes à valider", "Contrôlées, elles attendent un valideur :", str, role=Role.VALIDEUR)
DES_CREANCES = {
    A_MODIFIER: ("demandes de paiement à modifier", "L’ASP demande de modifier ces demandes, et ces points seuls :"),
    VALIDEES: ("demandes de paiement validées", "L’ASP a validé ces demandes. Leur montant est prêt à payer :"),
    REJETEES: ("demandes de paiement rejetées", "L’ASP a rejeté ces demandes :"),
    A_VALIDER: ("demandes de paiement à valider", "Contrôlées, elles attendent un valideur :"),
}
"""The same messages, of claims."""


def annoncer(annonce: Annonce, commandes: Iterable[Any], demande: Demande) -> None:
    """To be called in the transaction of a decision, or after a bulk action, whose key makes a repeat silent."""
    par_dossier: dict[DemandeDeFinancement, list[Any]] = {}
    for commande in commandes:
        par_dossier.setdefault(commande.demande, []).append(commande)
    for dossier, siennes in par_dossier.items():
        _ecrire(annonce, dossier, siennes, demande)


def annoncer_seule(annonce: Annonce, commande: Any, demande: Demande) -> None:
    """Nothing when the order is decided with others: the bulk action tells of them all together."""
    if not demande.donnees.get("en_lot"):
        annoncer(annonce, [commande], demande)


def _ecrire(annonce: Annonce, dossier: DemandeDeFinancement, commandes: list[Any], demande: Demande) -> None:
    creances = isinstance(commandes[0], Creance)
    quoi, debut = DES_CREANCES[annonce] if creances else (annonce.quoi, annonce.debut)
    au_bureau = _au_bureau(commandes[0]) if creances else reverse("financement:bureau_demande", args=[dossier.pk])
    lignes = "\n".join(f"- {annonce.dire(commande)}" for commande in commandes)
    moment = demande.cle or f"{commandes[0].pk}:{demande.recu_le.isoformat()}"
    notifier(
        _destinataires(annonce, dossier),
        categorie=Categorie.A_INSTRUIRE if annonce.role else Categorie.DECISION,
        evenement=f"{dossier.cle_dossier}:{quoi}:{moment}",
        sujet=f"{dossier} : {quoi}",
        corps=f"{debut}\n\n{lignes}\n\n{annonce.fin()}".strip(),
        lien=au_bureau if annonce.role else dossier.get_absolute_url(),
        dossier=dossier.cle_dossier,
    )


def _destinataires(annonce: Annonce, dossier: DemandeDeFinancement) -> QuerySet[Utilisateur]:
    return Utilisateur.objects.ayant_role(annonce.role) if annonce.role else qui_engage(dossier.fournisseur)


def prevenir_le_controleur(commande: Any, controleur: Utilisateur, motif: str, demande: Demande) -> None:
    """The valideur sent it back: who checked it reads why."""
    notifier(
        [controleur],
        categorie=Categorie.A_INSTRUIRE,
        evenement=f"{commande.cle_dossier}:renvoi:{commande.pk}:{demande.recu_le.isoformat()}",
        sujet=f"{commande} : renvoyée au contrôle",
        corps=f"Motif :\n\n{motif}",
        lien=_au_bureau(commande),
        dossier=commande.cle_dossier,
    )


def _au_bureau(ligne: Any) -> str:
    """Its page at the desk."""
    nom = "creance" if isinstance(ligne, Creance) else "commande"
    return reverse(f"financement:bureau_{nom}", args=[ligne.pk])
