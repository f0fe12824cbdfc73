"""The thread of a question: the firm writes, an agent of the ASP answers, either of them closes (ASP-15)."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from financement.models import MessageDeQuestion, Question
from financement.regles import questions as regles
from financement.sujets import LIMITES, PIECE_JOINTE
from segur.noyau.comptes.models import ASP, EDITEUR, Acteur, Role, Utilisateur
from segur.noyau.documents.depot import deposer
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition

UNE_HEURE = timedelta(hours=1)
Statut = Question.Statut
EN_COURS = (Statut.OUVERTE, Statut.REPONDUE)


def texte_de(demande: Demande) -> str:
    return str(demande.donnees.get("texte", "")).strip()


def message_recevable(demande: Demande) -> Verdict:
    """For the firm as for the agents: a text, not too long, and not too many of them."""
    recents = MessageDeQuestion.objects.filter(
        auteur=demande.acteur.personne, envoye_le__gt=demande.recu_le - UNE_HEURE, envoye_le__lte=demande.recu_le
    )
    return Verdict(
        (
            regles.texte_recevable(longueur=len(texte_de(demande)), au_plus=LIMITES.texte_au_plus),
            regles.rythme_permis(recents=recents.count(), par_heure=LIMITES.messages_par_heure),
        )
    )


def _recevable(question: Question, demande: Demande) -> Verdict:
    return message_recevable(demande)


def ecrire(question: Question, demande: Demande) -> MessageDeQuestion:
    """One more message of the thread, with its file when there is one."""
    fichier = demande.donnees.get("fichier")
    depose = None
    if fichier:
        depose = deposer(fichier, nom=fichier.name, zone=PIECE_JOINTE.code, acteur=demande.acteur, le=demande.recu_le)
    question.dernier_message_le = max(question.dernier_message_le, demande.recu_le)
    return MessageDeQuestion.objects.create(
        question=question,
        cote=cote_de(demande.acteur),
        texte=texte_de(demande),
        document=depose,
        auteur=demande.acteur.personne,
        envoye_le=demande.recu_le,
    )


def cote_de(acteur: Acteur) -> MessageDeQuestion.Cote:
    return MessageDeQuestion.Cote.FOURNISSEUR if acteur.est_editeur else MessageDeQuestion.Cote.ASP


def _du_fournisseur(question: Question) -> QuerySet[Utilisateur]:
    """Whoever wrote for the firm in this thread, while they belong to it."""
    auteurs = question.messages.filter(cote=MessageDeQuestion.Cote.FOURNISSEUR).values("auteur")
    return Utilisateur.objects.ayant_role(*EDITEUR, organisation=question.organisation).filter(pk__in=auteurs)


def prevenir(question: Question, demande: Demande, quoi: str, corps: str, *, l_asp: bool) -> None:
    """The other side: the gestionnaires, or whoever wrote for the firm."""
    notifier(
        Utilisateur.objects.ayant_role(Role.GESTIONNAIRE) if l_asp else _du_fournisseur(question),
        categorie=Categorie.MESSAGE,
        evenement=f"{question.cle_dossier}:{quoi}:{demande.recu_le.isoformat()}",
        sujet=f"{question.numero} : {quoi}",
        corps=corps,
        lien=question.get_absolute_url(),
        dossier=question.cle_dossier,
    )


@transition(
    Question,
    de=EN_COURS,
    vers=Statut.OUVERTE,
    roles=EDITEUR,
    controle=_recevable,
    libelle="Écrire à l’ASP",
    recit="Message du fournisseur, {objet.numero}",
    a_sa_page=False,
)
def relancer(question: Question, demande: Demande) -> dict[str, Any]:
    """The question waits for the ASP again."""
    message = ecrire(question, demande)
    prevenir(question, demande, "nouveau message", f"{question.objet}\n\n{message.texte}", l_asp=True)
    return {"message": message.pk}


@transition(
    Question,
    de=EN_COURS,
    vers=Statut.REPONDUE,
    roles=ASP,
    controle=_recevable,
    libelle="Répondre",
    recit="Réponse de l’ASP, {objet.numero}",
    a_sa_page=False,
)
def repondre(question: Question, demande: Demande) -> dict[str, Any]:
    message = ecrire(question, demande)
    prevenir(question, demande, "réponse de l’ASP", f"{question.objet}\n\n{message.texte}", l_asp=False)
    return {"message": message.pk}


@transition(
    Question,
    de=EN_COURS,
    vers=Statut.CLOSE,
    roles=(*EDITEUR, *ASP),
    libelle="Clore la question",
    recit="Question {objet.numero} close",
    question="Plus personne n’y écrira ; elle reste lisible. Une autre question peut toujours être posée.",
    bouton="Clore la question",
)
def clore(question: Question, demande: Demande) -> None:
    question.close_le, question.close_par = demande.recu_le, demande.acteur.personne
    l_asp = demande.acteur.est_editeur
    prevenir(question, demande, "question close", f"{question.objet}\n\nLa question est close.", l_asp=l_asp)
