"""An infected file: a line in the journal, a word to who deposited it and to the agents who would open it."""

from collections.abc import Iterable
from datetime import datetime

from segur.noyau.comptes.models import SYSTEME, Role, Utilisateur, acteur_pour
from segur.noyau.documents.antivirus import alertes
from segur.noyau.documents.models import Document
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.temps import en_clair

AGENTS = (Role.RESPONSABLE, Role.GESTIONNAIRE)
A_FAIRE = " Vérifiez le poste dont il vient, puis déposez à sa place un fichier sain."


def declarer() -> None:
    alertes.declarer(annoncer)


def annoncer(document: Document, le: datetime) -> None:
    """What is said names the file as its author did."""
    fichier = document.fichier
    inscrire(
        fichier,
        action="fichier.infecte",
        recit=f"Fichier infecté : {fichier.virus}",
        acteur=SYSTEME,
        recu_le=le,
        details={"document": document.nom, "signature": fichier.virus, "moteur": fichier.moteur},
    )
    dit = (
        f"« {document.nom} », déposé le {en_clair(document.depose_le)}, est infecté : l’antivirus y a reconnu "
        f"« {fichier.virus} ». Le fichier est gardé, et n’est remis à personne. SHA-256 : {fichier.empreinte}."
    )
    _prevenir(document, [document.depose_par] if document.depose_par else [], dit + A_FAIRE)
    _prevenir(document, _agents(document), dit)


def _prevenir(document: Document, personnes: Iterable[Utilisateur], corps: str) -> None:
    notifier(
        personnes,
        categorie=Categorie.OFFICIEL,
        evenement=f"document:{document.pk}:infecte",
        sujet=f"Fichier infecté : {document.nom}",
        corps=corps,
        urgente=True,
    )


def _agents(document: Document) -> Iterable[Utilisateur]:
    """Those who see it. An encrypted paper leaves by the ASP's door only: its agents are told."""
    if document.fichier.cle:
        return Utilisateur.objects.ayant_role(Role.GESTIONNAIRE)
    return [agent for agent in Utilisateur.objects.ayant_role(*AGENTS) if _voit(agent, document)]


def _voit(agent: Utilisateur, document: Document) -> bool:
    return Document.objects.visibles_par(acteur_pour(agent)).filter(pk=document.pk).exists()
