"""What the desk tells: one message for each request, whatever the number of its orders decided together."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.urls import reverse

from financement.models import Commande, DemandeDeFinancement
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
    dire: Callable[[Commande], str]
    fin: Callable[[], str] = str
    role: Role | None = None
    """Who is told at the ASP; the supplier when there is none."""


def _points(commande: Commande) -> str:
    envoyes = commande.points.actuels().exclude(envoye_le=None)
    ensemble = f" {commande.motif}" if commande.a_rendre_le and commande.motif else ""
    rendre = f" (à rendre le {commande.a_rendre_le:%d/%m/%Y})" if commande.a_rendre_le else ""
    return f"{commande}{rendre} :{ensemble}" + "".join(f"\n  - {p.libelle} : {p.motif}" for p in envoyes)


def _avance(commande: Commande) -> str:
    avance, solde = commande.avance or Decimal(), commande.solde or Decimal()
    return f"{commande} : avance de {en_euros(avance)}, solde de {en_euros(solde)}"


A_MODIFIER = Annonce("commandes à modifier", "L’ASP demande de modifier ces commandes, et ces points seuls :", _points)
VALIDEES = Annonce("commandes validées", "L’ASP a validé ces commandes. L’avance est prête à payer :", _avance)
REJETEES = Annonce(
    "commandes rejetées", "L’ASP a rejeté ces commandes :", lambda c: f"{c} : {c.motif}", voies_de_recours
)
A_VALIDER = Annonce("commandes à valider", "Contrôlées, elles attendent un valideur :", str, role=Role.VALIDEUR)


def annoncer(annonce: Annonce, commandes: Iterable[Commande], demande: Demande) -> None:
    """To be called in the transaction of a decision, or after a bulk action, whose key makes a repeat silent."""
    par_dossier: dict[DemandeDeFinancement, list[Commande]] = {}
    for commande in commandes:
        par_dossier.setdefault(commande.demande, []).append(commande)
    for dossier, siennes in par_dossier.items():
        _ecrire(annonce, dossier, siennes, demande)


def annoncer_seule(annonce: Annonce, commande: Commande, demande: Demande) -> None:
    """Nothing when the order is decided with others: the bulk action tells of them all together."""
    if not demande.donnees.get("en_lot"):
        annoncer(annonce, [commande], demande)


def _ecrire(annonce: Annonce, dossier: DemandeDeFinancement, commandes: list[Commande], demande: Demande) -> None:
    lignes = "\n".join(f"- {annonce.dire(commande)}" for commande in commandes)
    moment = demande.cle or f"{commandes[0].pk}:{demande.recu_le.isoformat()}"
    notifier(
        _destinataires(annonce, dossier),
        categorie=Categorie.A_INSTRUIRE if annonce.role else Categorie.DECISION,
        evenement=f"{dossier.cle_dossier}:{annonce.quoi}:{moment}",
        sujet=f"{dossier} : {annonce.quoi}",
        corps=f"{annonce.debut}\n\n{lignes}\n\n{annonce.fin()}".strip(),
        lien=reverse("financement:bureau_demande", args=[dossier.pk]) if annonce.role else dossier.get_absolute_url(),
        dossier=dossier.cle_dossier,
    )


def _destinataires(annonce: Annonce, dossier: DemandeDeFinancement) -> QuerySet[Utilisateur]:
    return Utilisateur.objects.ayant_role(annonce.role) if annonce.role else qui_engage(dossier.fournisseur)


def prevenir_le_controleur(commande: Commande, controleur: Utilisateur, motif: str, demande: Demande) -> None:
    """The valideur sent it back: who checked it reads why."""
    notifier(
        [controleur],
        categorie=Categorie.A_INSTRUIRE,
        evenement=f"{commande.cle_dossier}:renvoi:{commande.pk}:{demande.recu_le.isoformat()}",
        sujet=f"{commande} : renvoyée au contrôle",
        corps=f"Motif :\n\n{motif}",
        lien=reverse("financement:bureau_commande", args=[commande.pk]),
        dossier=commande.cle_dossier,
    )
