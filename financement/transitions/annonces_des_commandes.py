"""Whom to tell of orders, in which words. Of another supplier's order, nothing is told but that there is one."""

from collections.abc import Iterable, Sequence

from django.urls import reverse

from financement.models import Commande, DemandeDeFinancement
from financement.natures import AVANCE, Ligne, nature_de
from financement.transitions.annonces import qui_engage
from segur.noyau.comptes.models import Role, Utilisateur
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.transitions import Demande

NOMMEES = 20
BLOQUEE = "bloquée : une autre commande existe pour ce client"


def prevenir_du_depot(objet: DemandeDeFinancement, demande: Demande, deposees: int, restantes: int) -> None:
    """The supplier has its receipt; who examines at the ASP has something to do."""
    compter, accord = nature_de(objet).compter, _s(deposees)
    suite = f" {compter(restantes)} à compléter : non déposée{_s(restantes)}." if restantes else ""
    dites = f"{compter(deposees)} déposée{accord}."
    _au_fournisseur(objet, demande, "récépissé de dépôt", f"{dites}{suite}", _recepisse(objet))
    notifier(
        Utilisateur.objects.ayant_role(Role.GESTIONNAIRE),
        categorie=Categorie.A_INSTRUIRE,
        evenement=f"{objet.cle_dossier}:a_instruire:{demande.recu_le.isoformat()}",
        sujet=f"{objet.fournisseur} : {compter(deposees)} à instruire",
        corps=f"{objet} : {dites}",
        lien=objet.get_absolute_url(),
    )


def prevenir_d_une_lecture(objet: DemandeDeFinancement, demande: Demande, corps: str) -> None:
    """The file was read, or refused."""
    _au_fournisseur(objet, demande, "fichier lu", corps, objet.get_absolute_url())


def prevenir_des_blocages(bloquees: Sequence[Commande], demande: Demande) -> None:
    """Both suppliers, and who arbitrates. `bloquees`: just deposited, with the request of each."""
    if not bloquees:
        return
    tenantes = _qui_tiennent(bloquees)
    for objet, siennes in _par_demande([*bloquees, *tenantes]).items():
        corps = "\n".join(f"- {c.reference}, {c.nom} : {_mot(c)}" for c in siennes[:NOMMEES])
        reste = f"\n… et {len(siennes) - NOMMEES} autres." if len(siennes) > NOMMEES else ""
        texte = f"L’ASP tranche entre deux commandes d’un même client.\n\n{corps}{reste}"
        _au_fournisseur(objet, demande, "commande en double", texte, objet.get_absolute_url())
    notifier(
        Utilisateur.objects.ayant_role(Role.GESTIONNAIRE),
        categorie=Categorie.A_INSTRUIRE,
        evenement=f"doublons:{bloquees[0].pk}:{demande.recu_le.isoformat()}",
        sujet=f"{_compte(len(bloquees))} en double à trancher",
        corps="\n".join(f"- {c.cle} : {c.reference}, {c.demande.fournisseur}" for c in bloquees[:NOMMEES]),
        lien=bloquees[0].demande.get_absolute_url(),
    )


def _mot(commande: Commande) -> str:
    return BLOQUEE if not commande.occupe else "une autre commande a été déposée pour ce client"


def _qui_tiennent(bloquees: Sequence[Commande]) -> list[Commande]:
    cles, dispositif = {c.cle for c in bloquees}, bloquees[0].dispositif_id
    tenantes = Commande.objects.filter(dispositif=dispositif, cle__in=cles, occupe=True)
    return list(tenantes.select_related("demande__fournisseur__organisation"))


def _par_demande(commandes: Iterable[Commande]) -> dict[DemandeDeFinancement, list[Commande]]:
    groupes: dict[DemandeDeFinancement, list[Commande]] = {}
    for commande in commandes:
        groupes.setdefault(commande.demande, []).append(commande)
    return groupes


def prevenir_de_la_place(commande: Commande, demande: Demande) -> None:
    """A blocked order has the client's place at last."""
    corps = f"La commande {commande.reference} ({commande.nom}) n’est plus bloquée : elle suit son cours."
    _au_fournisseur(
        commande.demande, demande, f"commande {commande.reference} débloquée", corps, commande.get_absolute_url()
    )


def prevenir_d_un_retour(ligne: Ligne, demande: Demande, quoi: str) -> None:
    """Who has the line in charge, or who examines: the supplier answered."""
    personnes: Iterable[Utilisateur] = Utilisateur.objects.ayant_role(Role.GESTIONNAIRE)
    if ligne.instructeur:
        personnes = [ligne.instructeur]
    nom = f"{nature_de(ligne.demande).un} {ligne.reference}"
    notifier(
        personnes,
        categorie=Categorie.A_INSTRUIRE,
        evenement=f"{ligne._meta.model_name}:{ligne.pk}:{quoi}:{demande.recu_le.isoformat()}",
        sujet=f"{ligne.demande.fournisseur} : {nom} {quoi}",
        corps=f"{nom[:1].upper()}{nom[1:]} de {ligne.demande.fournisseur} : {quoi}.",
        lien=ligne.get_absolute_url(),
    )


def _au_fournisseur(objet: DemandeDeFinancement, demande: Demande, quoi: str, corps: str, lien: str) -> None:
    notifier(
        qui_engage(objet.fournisseur),
        categorie=Categorie.DECISION,
        evenement=f"{objet.cle_dossier}:{quoi}:{demande.recu_le.isoformat()}",
        sujet=f"Demande n° {objet.pk} : {quoi}",
        corps=corps,
        lien=lien,
    )


def _recepisse(objet: DemandeDeFinancement) -> str:
    return reverse("financement:recepisse", args=[objet.pk])


def _compte(nombre: int) -> str:
    return AVANCE.compter(nombre)


def _s(nombre: int) -> str:
    return "s" if nombre >= 2 else ""
