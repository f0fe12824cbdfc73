"""Writing in the conversation of a dossier: opening a thread, answering, closing; and notes that stay at the ANS."""

import hashlib
from typing import Any

from candidatures.models import (
    Candidature,
    Cote,
    DemandeDeModification,
    Fil,
    Message,
    NoteDuFil,
    PieceJointe,
    cote_de,
    indexe,
)
from candidatures.regles import conversation as regles
from candidatures.sujets import Sujet, du_dossier, sujet
from segur.noyau.comptes.models import ANS_INSTRUIT, EDITEUR, Utilisateur
from segur.noyau.documents.depot import deposer
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition

ZONE = "message"
SUITE = "…\n\nLa suite se lit sur la page concernée."
FERMEES = (Candidature.Statut.REFUSEE, Candidature.Statut.RETIREE)
PARLENT = (*EDITEUR, *ANS_INSTRUIT)


def fermee(candidature: Candidature) -> str:
    """How the candidature ended, in words; "" as long as it goes on."""
    return candidature.get_statut_display() if candidature.statut in FERMEES else ""


def _texte(demande: Demande) -> str:
    return str(demande.donnees.get("texte", "")).strip()


def _texte_recevable(objet: Any, demande: Demande) -> Verdict:
    return Verdict((regles.texte_recevable(longueur=len(_texte(demande))),))


def _ouvrable(candidature: Candidature, demande: Demande) -> Verdict:
    return Verdict((regles.fil_ouvrable(fermee=fermee(candidature)),))


def _sujet_et_texte(candidature: Candidature, demande: Demande) -> Verdict:
    connu = sujet(candidature, str(demande.donnees.get("objet", ""))) is not None
    return Verdict((regles.sujet_connu(connu=connu),)) + _texte_recevable(candidature, demande)


@transition(
    Candidature,
    de=tuple(Candidature.Statut),
    vers=None,
    roles=PARLENT,
    garde=_ouvrable,
    controle=_sujet_et_texte,
    libelle="Ouvrir un fil",
    recit="Fil ouvert dans la conversation",
    a_sa_page=False,
)
def ouvrir_un_fil(candidature: Candidature, demande: Demande) -> dict[str, Any]:
    """A subject and its first message (MSG-01)."""
    fil = nouveau_fil(candidature, demande)
    return {"fil": fil.pk, "sujet": fil.sujet, "objet": fil.objet_libelle} | poster(fil, demande)


def nouveau_fil(candidature: Candidature, demande: Demande) -> Fil:
    """Its row, still without a message."""
    a_propos = sujet(candidature, str(demande.donnees["objet"])) or du_dossier(candidature)
    titre = str(demande.donnees["sujet"]).strip()
    return Fil(
        candidature=candidature,
        sujet=titre,
        objet=a_propos.cle,
        objet_libelle=a_propos.libelle[:300],
        recherche=indexe(titre, a_propos.libelle)[:500],
        ouvert_le=demande.recu_le,
        ouvert_par=demande.acteur.personne,
        dernier_message_le=demande.recu_le,
    )


def poster(fil: Fil, demande: Demande) -> dict[str, Any]:
    """The message and its files; what the journal keeps of it: its hash, never its text."""
    fil.dernier_message_le = max(demande.recu_le, fil.ouvert_le)
    cote = cote_de(demande.acteur)
    fil.attend_depuis = (fil.attend_depuis or demande.recu_le) if cote == Cote.EDITEUR else None
    fil.save()
    texte = _texte(demande)
    message = Message.objects.create(
        fil=fil,
        cote=cote,
        texte=texte,
        recherche=indexe(texte),
        auteur=demande.acteur.personne,
        organisation=demande.acteur.entreprise,
        envoye_le=demande.recu_le,
    )
    joints = [_joindre(message, fichier, demande) for fichier in demande.donnees.get("fichiers", [])]
    if not demande.donnees.get("sans_courriel"):
        _annoncer(message)
    empreinte = hashlib.sha256(texte.encode()).hexdigest()
    return {"fil": fil.pk, "message": message.pk, "empreinte": empreinte} | ({"pieces": joints} if joints else {})


def _joindre(message: Message, fichier: Any, demande: Demande) -> dict[str, str]:
    document = deposer(fichier, nom=fichier.name, zone=ZONE, acteur=demande.acteur, le=demande.recu_le)
    PieceJointe.objects.create(message=message, document=document)
    return {"document": document.nom, "empreinte": document.fichier.empreinte}


def _annoncer(message: Message) -> None:
    """That a message waits, and where: nothing of what it says leaves the portal."""
    candidature = message.fil.candidature
    notifier(
        _destinataires(message).exclude(pk=message.auteur_id),
        categorie=Categorie.MESSAGE,
        evenement=f"{candidature.cle_dossier}:message:{message.pk}",
        sujet=f"{candidature.produit} : un message vous attend",
        corps=f"Un message vous attend dans la conversation du dossier {candidature.numero} "
        f"({candidature.produit}, {candidature.dispositif.libelle}). Il se lit sur le portail.",
        lien=message.get_absolute_url(),
    )


def _destinataires(message: Message) -> Any:
    """The other side: the members who see the product; or who follows the dossier, else every reviewer."""
    candidature = message.fil.candidature
    if message.cote == Cote.ANS:
        return candidature.produit.personnes()
    suivi = candidature.instructeur_en_place(message.envoye_le)
    return Utilisateur.objects.filter(pk=suivi.pk) if suivi else Utilisateur.objects.ayant_role(*ANS_INSTRUIT)


def fil_ne_de(candidature: Candidature, demande: Demande) -> Fil:
    """The thread that this request opened, the first time it was received."""
    if demande.cle:
        entree = EntreeJournal.objects.get(dossier=candidature.cle_dossier, cle=demande.cle)
        return Fil.objects.select_related("candidature").get(pk=entree.details["fil"])
    return Fil.objects.select_related("candidature").filter(candidature=candidature).latest("pk")


def _inscriptible(fil: Fil, demande: Demande) -> Verdict:
    clos = fil.statut == Fil.Statut.CLOS
    return Verdict((regles.fil_inscriptible(clos=clos, fermee=fermee(fil.candidature)),))


def _relu(fil: Fil, demande: Demande) -> Verdict:
    """`vu`: key of the last message that the page showed; None when the page did not say."""
    verdict, vu = _texte_recevable(fil, demande), demande.donnees.get("vu")
    if vu is None:
        return verdict
    manques = fil.messages.filter(pk__gt=vu).exclude(auteur=demande.acteur.utilisateur)
    dernier = manques.select_related("auteur").last()
    return verdict + Verdict((regles.fil_relu(dernier_auteur=str(dernier.auteur) if dernier else ""),))


@transition(
    Fil,
    de=tuple(Fil.Statut),
    vers=Fil.Statut.OUVERT,
    roles=PARLENT,
    garde=_inscriptible,
    controle=_relu,
    libelle="Répondre",
    recit="Message envoyé dans le fil « {objet} »",
    a_sa_page=False,
)
def ecrire(fil: Fil, demande: Demande) -> dict[str, Any]:
    """One more message; a closed thread opens again."""
    fil.clos_le = fil.clos_par = None
    return poster(fil, demande)


def _clorable(fil: Fil, demande: Demande) -> Verdict:
    posee: DemandeDeModification | None = getattr(fil, "demande", None)
    attend = posee is not None and posee.statut == DemandeDeModification.Statut.POSEE
    return Verdict((regles.fil_clorable(demande_en_attente=attend),))


@transition(
    Fil,
    de=Fil.Statut.OUVERT,
    vers=Fil.Statut.CLOS,
    roles=PARLENT,
    garde=_clorable,
    libelle="Clore le fil",
    recit="Fil « {objet} » clos",
    question="Un fil clos reste lisible ; un nouveau message le rouvre.",
    bouton="Clore le fil",
)
def clore(fil: Fil, demande: Demande) -> None:
    fil.clos_le, fil.clos_par, fil.attend_depuis = demande.recu_le, demande.acteur.personne, None


@transition(
    Fil,
    de=tuple(Fil.Statut),
    vers=None,
    roles=ANS_INSTRUIT,
    controle=_texte_recevable,
    libelle="Écrire une note interne",
    recit="Note interne écrite sur un fil",
    a_sa_page=False,
    interne=True,
)
def annoter(fil: Fil, demande: Demande) -> None:
    """The journal tells it to the ANS alone; nobody is written to."""
    NoteDuFil.objects.create(
        fil=fil, texte=_texte(demande), ecrite_le=demande.recu_le, ecrite_par=demande.acteur.personne
    )


def dire(candidature: Candidature, a_propos: Sujet, titre: str, texte: str, demande: Demande) -> None:
    """What a decision taken elsewhere says in the conversation, in the name of who took it, without a mail of its own.

    In the open thread about the same object and of the same title, or in a new one.
    """
    donnees = {"sujet": titre[:120], "objet": a_propos.cle, "texte": _abrege(texte), "sans_courriel": True}
    seule = Demande(demande.acteur, demande.recu_le, donnees)
    ouverts = Fil.objects.filter(candidature=candidature, objet=a_propos.cle, sujet=titre[:120])
    fil = ouverts.filter(statut=Fil.Statut.OUVERT).first()
    if fil:
        ecrire(fil, seule)
    else:
        ouvrir_un_fil(candidature, seule)


def _abrege(texte: str) -> str:
    """A decision on two hundred proofs is not refused because it tells them all."""
    if len(texte) <= regles.LONGUEUR_D_UN_MESSAGE:
        return texte
    return texte[: regles.LONGUEUR_D_UN_MESSAGE - len(SUITE)] + SUITE
