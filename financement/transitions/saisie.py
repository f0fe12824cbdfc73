"""Filling the enrolment: answers kept at once, pieces joined one by one, and only where the file is open."""

from typing import Any

from candidatures.saisie import texte_de
from financement.models import Enrolement, Piece
from financement.questionnaire import libelle_de
from financement.regles import enrolement as regles
from financement.regles.coordonnees import regard_permis
from financement.regles.enrolement import NATURES
from financement.regles.noms import nom_conforme
from financement.situation import faits, oublier, pieces_dues
from financement.transitions.annonces import prevenir_l_asp
from segur.noyau.comptes.models import EDITEUR, ENGAGE_L_EDITEUR, Role
from segur.noyau.documents.depot import deposer
from segur.noyau.regles import Motif, Verdict
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande, transition

Statut = Enrolement.Statut
REGARDENT_LES_IDENTITES = (*ENGAGE_L_EDITEUR, Role.GESTIONNAIRE, Role.VALIDEUR)


def ouverts(enrolement: Enrolement) -> frozenset[str] | None:
    """The keys that may change: all (None) in a draft, those that the ASP asked for afterwards."""
    if enrolement.statut == Statut.BROUILLON:
        return None
    return frozenset(point.cle for point in faits(enrolement).points_ouverts)


def piece_ouverte(enrolement: Enrolement, nature: str, jointes: dict[str, Piece]) -> bool:
    """A piece asked again; one that an answer made due; any one once accepted, to replace what expires."""
    if nature not in {due.nature for due in pieces_dues(enrolement)}:
        return False
    permis = ouverts(enrolement)
    return permis is None or enrolement.statut == Statut.ACCEPTE or nature in permis or nature not in jointes


def _champs_ouverts(enrolement: Enrolement, demande: Demande) -> Verdict:
    permis = ouverts(enrolement)
    fermes = [libelle_de(c) for c in demande.donnees["valeurs"] if permis is not None and c not in permis]
    motif = Motif("champs_ouverts", not fermes, f"Ces champs ne sont pas à modifier : {', '.join(fermes)}.")
    return Verdict((motif,)) + _sans_conflit(enrolement, demande)


def _sans_conflit(enrolement: Enrolement, demande: Demande) -> Verdict:
    """A colleague's answer is never replaced unseen: what the page showed must still be what is kept."""
    vus, qui = demande.donnees.get("vus", {}), enrolement.modifiee_par or "Un collègue"
    return Verdict(
        tuple(
            Motif(f"conflit:{champ}", False, f"{qui} a enregistré entre-temps « {actuelle or 'rien'} ».")
            for champ, valeur in demande.donnees["valeurs"].items()
            if champ in vus and (actuelle := texte_de(getattr(enrolement, champ))) not in (vus[champ], texte_de(valeur))
        )
    )


@transition(
    Enrolement,
    de=Enrolement.MODIFIABLE,
    vers=None,
    roles=EDITEUR,
    controle=_champs_ouverts,
    libelle="Enregistrer le brouillon",
    recit="Brouillon de l’enrôlement enregistré",
    a_sa_page=False,
    discrete=True,
)
def enregistrer(enrolement: Enrolement, demande: Demande) -> None:
    """What was typed; nothing is sent."""
    for champ, valeur in demande.donnees["valeurs"].items():
        setattr(enrolement, champ, valeur)
    _dater(enrolement, demande)


def _dater(enrolement: Enrolement, demande: Demande) -> None:
    enrolement.version += 1
    enrolement.modifiee_le, enrolement.modifiee_par = demande.recu_le, demande.acteur.utilisateur


def _piece_recevable(enrolement: Enrolement, demande: Demande) -> Verdict:
    nature, donnees = demande.donnees["nature"], demande.donnees
    ouverte = piece_ouverte(enrolement, nature, faits(enrolement).jointes)
    if not ouverte:
        return Verdict((Motif("piece", False, "Cette pièce n’est pas demandée, ou ne peut plus être remplacée."),))
    jour = jour_de_paris(demande.recu_le)
    return Verdict(
        (
            regles.date_donnee(nature=nature, expire_le=donnees["expire_le"], jour=jour),
            regles.perimetre_donne(nature=nature, perimetre=donnees["perimetre"]),
        )
    )


@transition(
    Enrolement,
    de=(*Enrolement.MODIFIABLE, Statut.ACCEPTE),
    vers=None,
    roles=EDITEUR,
    controle=_piece_recevable,
    libelle="Joindre une pièce",
    recit="Pièce jointe au dossier d’enrôlement",
    a_sa_page=False,
)
def joindre(enrolement: Enrolement, demande: Demande) -> dict[str, Any]:
    """Takes the place of the former one, which is kept. Once accepted, the ASP is told that there is one to judge."""
    nature, fichier = demande.donnees["nature"], demande.donnees["fichier"]
    zone = "piece_sensible" if NATURES[nature].sensible else "piece_d_enrolement"
    document = deposer(fichier, nom=fichier.name, zone=zone, acteur=demande.acteur, le=demande.recu_le)
    enrolement.pieces.actuelles().filter(nature=nature).update(retiree_le=demande.recu_le)
    piece = Piece.objects.create(
        enrolement=enrolement,
        nature=nature,
        document=document,
        nom_transmis=nom_conforme(fichier.name),
        expire_le=demande.donnees["expire_le"],
        perimetre=demande.donnees["perimetre"],
        deposee_le=demande.recu_le,
    )
    oublier(enrolement)
    _dater(enrolement, demande)
    if enrolement.statut == Statut.ACCEPTE:
        enrolement.controle_attendu_le = demande.recu_le
        prevenir_l_asp(enrolement, demande, Role.GESTIONNAIRE, f"pièce remplacée, {NATURES[nature].libelle}")
    return {"piece": NATURES[nature].libelle, "empreinte": document.fichier.empreinte, "expire_le": piece.expire_le}


def _regard_permis(enrolement: Enrolement, demande: Demande) -> Verdict:
    acteur = demande.acteur
    return Verdict(
        (
            regard_permis(
                est_fournisseur=acteur.est_editeur,
                est_gestionnaire=acteur.tient(Role.GESTIONNAIRE),
                en_charge=enrolement.instructeur_id == acteur.personne.pk,
            ),
        )
    )


@transition(
    Enrolement,
    de=tuple(Statut),
    vers=None,
    roles=REGARDENT_LES_IDENTITES,
    garde=_regard_permis,
    libelle="Consulter une pièce d’identité",
    recit="Pièce d’identité consultée",
    a_sa_page=False,
)
def consulter(enrolement: Enrolement, demande: Demande) -> dict[str, Any]:
    """Only the line of the journal: who looked at which piece, when."""
    piece = demande.donnees["piece"]
    return {"piece": piece.get_nature_display(), "document": str(piece.document.identifiant)}
