"""An IBAN serves once one agent has checked it and another approved it; a changed one waits, and may be opposed."""

from collections.abc import Iterator
from typing import Any

from financement.models import CoordonneesBancaires
from financement.models.coordonnees import en_service
from financement.regles import coordonnees as regles
from financement.transitions.annonces import prevenir_l_asp, prevenir_le_fournisseur
from financement.transitions.formulaires import MotifForm
from segur.noyau.comptes.models import ENGAGE_L_EDITEUR, Role
from segur.noyau.regles import Verdict
from segur.noyau.temps import en_clair
from segur.noyau.transitions import Demande, transition

Statut = CoordonneesBancaires.Statut
REGARDENT = (*ENGAGE_L_EDITEUR, Role.GESTIONNAIRE, Role.VALIDEUR, Role.PAYEUR)


def _trois_personnes(coordonnees: CoordonneesBancaires, demande: Demande) -> Verdict:
    personnes = regles.trois_personnes(
        demandeur=coordonnees.demandees_par_id,
        verificateur=coordonnees.verifiees_par_id,
        acteur=demande.acteur.compte_pour_une_de(coordonnees.demandees_par_id, coordonnees.verifiees_par_id),
    )
    return Verdict((personnes,))


def _signaux(coordonnees: CoordonneesBancaires) -> Iterator[str]:
    """What should make the agent look twice."""
    for jumelle in coordonnees.jumelles().select_related("fournisseur__organisation"):
        yield f"Signal de risque : le même IBAN est déclaré par {jumelle.fournisseur}."
    if coordonnees.fournisseur.coordonnees.approuvees().exists():
        yield f"Elles remplaceront celles qui servent, {regles.JOURS_DE_SECURITE} jours entiers après l’approbation."


@transition(
    CoordonneesBancaires,
    de=Statut.DEMANDEES,
    vers=Statut.VERIFIEES,
    roles=(Role.GESTIONNAIRE,),
    garde=_trois_personnes,
    consequences=_signaux,
    sensible=True,
    libelle="Vérifier les coordonnées",
    recit="Coordonnées bancaires vérifiées",
    question="Le RIB porte ce titulaire, cet IBAN et ce BIC. Un valideur les approuvera.",
    bouton="Les coordonnées sont exactes",
)
def verifier(coordonnees: CoordonneesBancaires, demande: Demande) -> None:
    """By one agent; another approves."""
    coordonnees.verifiees_le, coordonnees.verifiees_par = demande.recu_le, demande.acteur.personne
    prevenir_l_asp(coordonnees, demande, Role.VALIDEUR, "coordonnées bancaires à approuver")


@transition(
    CoordonneesBancaires,
    de=Statut.VERIFIEES,
    vers=Statut.APPROUVEES,
    roles=(Role.VALIDEUR,),
    garde=_trois_personnes,
    consequences=_signaux,
    sensible=True,
    libelle="Approuver les coordonnées",
    recit="Coordonnées bancaires approuvées",
    question="Les premières coordonnées servent aussitôt ; les suivantes, après le délai de sécurité.",
    bouton="Approuver",
)
def approuver(coordonnees: CoordonneesBancaires, demande: Demande) -> dict[str, Any]:
    """By another agent. Changed details serve after the safety delay; the former ones serve meanwhile."""
    remplacent = coordonnees.fournisseur.coordonnees.approuvees().exists()
    coordonnees.approuvees_le, coordonnees.approuvees_par = demande.recu_le, demande.acteur.personne
    coordonnees.sert_le = regles.sert_a_partir_du(approuvees_le=demande.recu_le, remplacent=remplacent)
    corps = f"Les nouvelles coordonnées bancaires serviront à partir du {en_clair(coordonnees.sert_le)}."
    if remplacent:
        corps += " Jusque-là les anciennes servent, et tout mandataire peut s’opposer au changement."
    prevenir_le_fournisseur(coordonnees, demande, "coordonnées bancaires approuvées", corps)
    return {"sert_le": coordonnees.sert_le}


def _clore(coordonnees: CoordonneesBancaires, demande: Demande) -> dict[str, str]:
    coordonnees.closes_le, coordonnees.closes_par = demande.recu_le, demande.acteur.personne
    coordonnees.motif = demande.donnees["motif"].strip()
    return {"motif": coordonnees.motif}


@transition(
    CoordonneesBancaires,
    de=CoordonneesBancaires.EN_COURS,
    vers=Statut.REJETEES,
    roles=(Role.GESTIONNAIRE, Role.VALIDEUR),
    formulaire=MotifForm,
    consequences=_signaux,
    libelle="Rejeter les coordonnées",
    recit="Coordonnées bancaires rejetées",
    question="Celles qui servent aujourd’hui continuent de servir.",
    bouton="Rejeter",
)
def rejeter(coordonnees: CoordonneesBancaires, demande: Demande) -> dict[str, str]:
    """The supplier may declare others."""
    details = _clore(coordonnees, demande)
    prevenir_le_fournisseur(coordonnees, demande, "coordonnées bancaires rejetées", f"Motif :\n\n{coordonnees.motif}")
    return details


def _opposable(coordonnees: CoordonneesBancaires, demande: Demande) -> Verdict:
    return Verdict((regles.opposition_possible(sert_le=coordonnees.sert_le, le=demande.recu_le),))


@transition(
    CoordonneesBancaires,
    de=(*CoordonneesBancaires.EN_COURS, Statut.APPROUVEES),
    vers=Statut.OPPOSEES,
    roles=(Role.MANDATAIRE,),
    garde=_opposable,
    formulaire=MotifForm,
    libelle="S’opposer au changement",
    recit="Opposition au changement de coordonnées bancaires",
    question="Le changement s’arrête aussitôt ; celles qui servent continuent de servir. L’ASP en est prévenue.",
    bouton="S’opposer",
)
def s_opposer(coordonnees: CoordonneesBancaires, demande: Demande) -> dict[str, str]:
    """By any mandataire, until they serve: nobody diverts the payments of a firm alone and unseen."""
    details = _clore(coordonnees, demande)
    prevenir_l_asp(coordonnees, demande, Role.GESTIONNAIRE, "opposition à un changement de coordonnées bancaires")
    corps = f"{demande.acteur} s’est opposé au changement de coordonnées bancaires : {coordonnees.motif}"
    prevenir_le_fournisseur(coordonnees, demande, "changement de coordonnées arrêté", corps, Role.MANDATAIRE)
    return details


def _regard_permis(coordonnees: CoordonneesBancaires, demande: Demande) -> Verdict:
    acteur = demande.acteur
    dossiers = coordonnees.fournisseur.enrolements.filter(instructeur=acteur.personne)
    permis = regles.regard_permis(
        est_fournisseur=acteur.est_editeur,
        est_gestionnaire=acteur.tient(Role.GESTIONNAIRE),
        en_charge=dossiers.exists(),
    )
    return Verdict((permis,))


def _declarer_le_regard(nom: str, libelle: str, recit: str) -> Any:
    def regarder(coordonnees: CoordonneesBancaires, demande: Demande) -> dict[str, str]:
        """Only the line of the journal: who looked at which one, when."""
        return {"coordonnees": coordonnees.iban_masque}

    regarder.__name__ = nom
    return transition(
        CoordonneesBancaires,
        de=tuple(Statut),
        vers=None,
        roles=REGARDENT,
        garde=_regard_permis,
        libelle=libelle,
        recit=recit,
        a_sa_page=False,
    )(regarder)


reveler = _declarer_le_regard("reveler", "Voir l’IBAN", "IBAN consulté")
consulter_le_rib = _declarer_le_regard("consulter_le_rib", "Voir le RIB", "RIB consulté")


def changement_en_cours(fournisseur: Any, le: Any) -> bool:
    """Something waits for an agent, or for the end of its safety delay."""
    a_venir = fournisseur.coordonnees.approuvees().filter(sert_le__gt=le)
    return fournisseur.coordonnees.en_cours().exists() or a_venir.exists()


def iban_en_service(fournisseur: Any, le: Any) -> str:
    actuelles = en_service(fournisseur, le)
    return actuelles.iban() if actuelles else ""
