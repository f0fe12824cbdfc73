"""The enrolment goes to the ASP, comes back with named corrections, is granted or refused (AF 6.1)."""

from collections.abc import Iterator
from typing import Any

from candidatures.regles import retour_a_venir
from financement.models import Enrolement, Piece, Point
from financement.recours import voies_de_recours
from financement.regles import enrolement as regles
from financement.situation import conformite, faits
from financement.transitions.annonces import prevenir_l_asp, prevenir_le_fournisseur
from financement.transitions.effacement import apres_le_controle
from financement.transitions.formulaires import DemandeDeCorrectionsForm, MotifForm
from financement.transitions.points import restant_a_controler, valeur_de
from segur.noyau.comptes.models import ENGAGE_L_EDITEUR, Role
from segur.noyau.regles import Motif, Verdict
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande, transition

Statut, Nature = Enrolement.Statut, Enrolement.Nature


def _conforme(enrolement: Enrolement, demande: Demande) -> Verdict:
    return conformite(enrolement, demande.recu_le)


def _a_un_certificat(enrolement: Enrolement, demande: Demande) -> bool:
    return faits(enrolement).est_referencee(jour_de_paris(demande.recu_le))


def _transmettre(enrolement: Enrolement, demande: Demande) -> dict[str, Any]:
    enrolement.transmis_le = demande.recu_le
    enrolement.premiere_transmission_le = enrolement.premiere_transmission_le or demande.recu_le
    enrolement.motif, enrolement.a_rendre_le = "", None
    prevenir_l_asp(enrolement, demande, Role.GESTIONNAIRE, f"{enrolement.get_nature_display().lower()} à instruire")
    jointes = faits(enrolement).jointes
    return {
        "nature": enrolement.nature,
        "pieces": {nature: piece.en_texte() for nature, piece in jointes.items()},
        "modifies": _lever(enrolement, demande, jointes),
    }


def _lever(enrolement: Enrolement, demande: Demande, jointes: dict[str, Piece]) -> list[str]:
    """Each point asked keeps what it was and what it became; one may be confirmed as it was."""
    points = faits(enrolement).points_ouverts
    for point in points:
        point.leve_le, point.valeur_apres = demande.recu_le, valeur_de(enrolement, point.cle, jointes)
    Point.objects.bulk_update(points, ["leve_le", "valeur_apres"])
    return [point.libelle for point in points if point.change]


@transition(
    Enrolement,
    de=Statut.BROUILLON,
    vers=Statut.TRANSMIS,
    roles=ENGAGE_L_EDITEUR,
    garde=_conforme,
    libelle="Transmettre à l’ASP",
    recit="Demande d’enrôlement transmise",
    question="Le dossier est complet. Il part à l’ASP, qui l’accepte, ou demande des corrections point par point.",
    bouton="Transmettre le dossier",
)
def transmettre(enrolement: Enrolement, demande: Demande) -> dict[str, Any]:
    """The kind of enrolment follows from the situation of that instant (ENR-08)."""
    enrolement.nature = regles.nature_demandee(
        certificat=_a_un_certificat(enrolement, demande), compte_vague_1=bool(enrolement.a_un_compte_vague_1)
    )
    return _transmettre(enrolement, demande)


def _initial_demandable(enrolement: Enrolement, demande: Demande) -> Verdict:
    deja = enrolement.initial_le is not None
    nouveau = Motif("initial", not deja, "L’enrôlement initial est déjà accepté.")
    certificat = regles.initial_demandable(certificat=_a_un_certificat(enrolement, demande))
    return Verdict((nouveau, certificat)) + conformite(enrolement, demande.recu_le)


@transition(
    Enrolement,
    de=Statut.ACCEPTE,
    vers=Statut.TRANSMIS,
    roles=ENGAGE_L_EDITEUR,
    garde=_initial_demandable,
    libelle="Demander l’enrôlement initial",
    recit="Enrôlement initial demandé",
    question="Rien n’est à ressaisir : le dossier accepté part à l’ASP avec le certificat de référencement, que le "
    "portail connaît. Le simulateur et les modèles de documents restent ouverts.",
    bouton="Demander l’enrôlement initial",
)
def passer_a_l_initial(enrolement: Enrolement, demande: Demande) -> dict[str, Any]:
    """From an early or complementary enrolment, once the certificate is there (ENR-08)."""
    enrolement.nature = Nature.INITIAL
    return _transmettre(enrolement, demande)


def _points_poses(enrolement: Enrolement, demande: Demande) -> Verdict:
    return Verdict((regles.points_a_demander(nombre=len(faits(enrolement).points_en_preparation)),))


def _date_a_venir(enrolement: Enrolement, demande: Demande) -> Verdict:
    return Verdict((retour_a_venir(a_rendre_le=demande.donnees["a_rendre_le"], recu_le=demande.recu_le),))


def _points_a_envoyer(enrolement: Enrolement) -> Iterator[str]:
    yield from (str(point) for point in faits(enrolement).points_en_preparation)


@transition(
    Enrolement,
    de=Statut.TRANSMIS,
    vers=Statut.A_COMPLETER,
    roles=(Role.GESTIONNAIRE,),
    garde=_points_poses,
    controle=_date_a_venir,
    formulaire=DemandeDeCorrectionsForm,
    consequences=_points_a_envoyer,
    libelle="Demander des corrections",
    recit="Corrections demandées",
    question="Le fournisseur recevra ces points ; eux seuls lui seront ouverts.",
    bouton="Envoyer la demande",
)
def demander_des_corrections(enrolement: Enrolement, demande: Demande) -> dict[str, Any]:
    """Only the named pieces and answers open to the supplier."""
    enrolement.motif, enrolement.a_rendre_le = demande.donnees["motif"], demande.donnees["a_rendre_le"]
    points = _envoyer_les_points(enrolement, demande)
    lignes = "\n".join(f"- {point}" for point in points)
    corps = f"L’ASP demande {len(points)} correction(s), à rendre le {enrolement.a_rendre_le:%d/%m/%Y} :\n\n{lignes}"
    prevenir_le_fournisseur(enrolement, demande, "enrôlement à compléter", f"{corps}\n\n{enrolement.motif}".strip())
    return {"points": points, "a_rendre_le": enrolement.a_rendre_le}


def _envoyer_les_points(enrolement: Enrolement, demande: Demande) -> list[str]:
    """The supplier sees them from now on."""
    points = faits(enrolement).points_en_preparation
    for point in points:
        point.envoye_le = demande.recu_le
    Point.objects.bulk_update(points, ["envoye_le"])
    return [str(point) for point in points]


@transition(
    Enrolement,
    de=Statut.A_COMPLETER,
    vers=Statut.TRANSMIS,
    roles=ENGAGE_L_EDITEUR,
    garde=_conforme,
    libelle="Transmettre les corrections",
    recit="Corrections transmises",
    question="L’ASP verra, point par point, ce qui a changé.",
    bouton="Transmettre les corrections",
)
def completer(enrolement: Enrolement, demande: Demande) -> dict[str, Any]:
    """Comes back as a diff: what was asked, what it was, what it became."""
    return _transmettre(enrolement, demande)


def _acceptable(enrolement: Enrolement, demande: Demande) -> Verdict:
    approuvees = bool(faits(enrolement).coordonnees_approuvees)
    return conformite(enrolement, demande.recu_le) + Verdict(
        (
            regles.controles_faits(restants=restant_a_controler(enrolement)),
            regles.coordonnees_acceptees(approuvees=approuvees),
        )
    )


@transition(
    Enrolement,
    de=Statut.TRANSMIS,
    vers=Statut.ACCEPTE,
    roles=(Role.GESTIONNAIRE,),
    garde=_acceptable,
    libelle="Accepter l’enrôlement",
    recit="Enrôlement accepté",
    question="L’enrôlement est de droit : chaque condition est remplie et chaque pièce jugée conforme.",
    bouton="Accepter",
)
def accepter(enrolement: Enrolement, demande: Demande) -> dict[str, str]:
    """Opens the simulator and the models; the initial one opens the deposits too (ENR-02, ENR-08)."""
    enrolement.accepte_le = enrolement.accepte_le or demande.recu_le
    enrolement.decide_par = demande.acteur.personne
    if enrolement.nature == Nature.INITIAL:
        enrolement.initial_le = demande.recu_le
    ouvre = "Il ouvre le simulateur et les modèles de documents"
    suite = " et le dépôt des demandes de financement." if enrolement.initial_le else "."
    nature = enrolement.get_nature_display()
    corps = f"{nature} accepté, {enrolement.dispositif.libelle}. {ouvre}{suite}"
    prevenir_le_fournisseur(enrolement, demande, f"{nature.lower()} accepté", corps)
    apres_le_controle(enrolement)
    return {"nature": enrolement.nature}


def _refus_fonde(enrolement: Enrolement, demande: Demande) -> Verdict:
    obstacles = [motif.explication for motif in conformite(enrolement, demande.recu_le).obstacles]
    points = [str(point) for point in faits(enrolement).points_en_preparation]
    return Verdict((regles.refus_fonde(manquements=[*obstacles, *points]),))


@transition(
    Enrolement,
    de=Statut.TRANSMIS,
    vers=Statut.REFUSE,
    roles=(Role.GESTIONNAIRE,),
    garde=_refus_fonde,
    formulaire=MotifForm,
    consequences=_points_a_envoyer,
    libelle="Refuser l’enrôlement",
    recit="Enrôlement refusé",
    question="Le fournisseur recevra le motif, les conditions non remplies et les voies de recours.",
    bouton="Refuser",
)
def refuser(enrolement: Enrolement, demande: Demande) -> dict[str, Any]:
    """Says why and how to contest it; the supplier may take the file up again."""
    enrolement.motif, enrolement.decide_par = demande.donnees["motif"].strip(), demande.acteur.personne
    points = _envoyer_les_points(enrolement, demande)
    lignes = "".join(f"\n- {point}" for point in points)
    corps = f"Motif du refus :\n\n{enrolement.motif}\n{lignes}\n\n{voies_de_recours()}"
    prevenir_le_fournisseur(enrolement, demande, "enrôlement refusé", corps)
    apres_le_controle(enrolement)
    return {"motif": enrolement.motif, "points": points}


@transition(
    Enrolement,
    de=Statut.REFUSE,
    vers=Statut.BROUILLON,
    roles=ENGAGE_L_EDITEUR,
    libelle="Reprendre le dossier",
    recit="Dossier d’enrôlement repris après refus",
    question="Les réponses et les pièces sont gardées, sauf les pièces d’identité, effacées après la décision ; tout "
    "redevient modifiable.",
    bouton="Reprendre le dossier",
)
def reprendre(enrolement: Enrolement, demande: Demande) -> None:
    """A new request may follow a refusal; the points of the refusal stay in sight until it is sent."""
