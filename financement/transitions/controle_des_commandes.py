"""The first pair of eyes: a gestionnaire asks for changes, or proposes that an order be validated or rejected."""

from typing import Any

from candidatures.regles import retour_a_venir
from financement.examen import examiner, point_du_constat
from financement.models import Commande
from financement.regles import bureau as regles
from financement.transitions.annonces_du_bureau import A_MODIFIER, A_VALIDER, annoncer_seule
from financement.transitions.charge import poser
from financement.transitions.formulaires_du_bureau import ModificationsForm, MotifDuRejetForm
from segur.noyau.comptes.models import Role
from segur.noyau.regles import Verdict, verdict
from segur.noyau.transitions import Demande, transition

Statut, Proposition = Commande.Statut, Commande.Proposition
SANS_MESSAGE = "Points à corriger : voyez chacun d’eux."


def _points_a_envoyer(commande: Commande, demande: Demande) -> Verdict:
    """`points`: (key, reason) of those that come with the request, when many orders share them."""
    ajoutes = demande.donnees.get("points", ())
    nombre = len(examiner(commande).a_corriger) + len(ajoutes)
    utiles = [
        motif
        for cle, raison in ajoutes
        for motif in regles.point_utile(
            connu=cle in examiner(commande).libelles(), conforme=False, motif=raison
        ).obstacles
    ]
    date = retour_a_venir(a_rendre_le=demande.donnees["a_rendre_le"], recu_le=demande.recu_le)
    return verdict((regles.points_a_demander(nombre=nombre), date, *utiles))


@transition(
    Commande,
    de=Statut.DEPOSEE,
    vers=Statut.A_MODIFIER,
    roles=(Role.GESTIONNAIRE,),
    controle=_points_a_envoyer,
    formulaire=ModificationsForm,
    libelle="Demander des modifications",
    recit="{objet.reference} : modifications demandées",
    a_sa_page=False,
)
def demander_des_modifications(commande: Commande, demande: Demande) -> dict[str, Any]:
    """Exactly these points leave; only they open to the supplier."""
    for cle, raison in demande.donnees.get("points", ()):
        poser(commande, cle, raison, demande, conforme=False)
    points = examiner(commande).a_corriger
    for point in points:
        point.envoye_le = demande.recu_le
    commande.points.bulk_update(points, ["envoye_le"])
    commande.motif = demande.donnees.get("motif", "").strip() or SANS_MESSAGE
    commande.a_rendre_le = demande.donnees["a_rendre_le"]
    annoncer_seule(A_MODIFIER, commande, demande)
    return {"points": [str(point) for point in points], "a_rendre_le": commande.a_rendre_le}


def _validable(commande: Commande, demande: Demande) -> Verdict:
    examen = examiner(commande)
    a_corriger = regles.aucun_point_a_corriger(libelles=[point.libelle for point in examen.a_corriger])
    place = regles.place_tenue(occupe=commande.occupe, disputee=examen.est_disputee)
    return Verdict((a_corriger,)) + place + regles.moteur_favorable(examen.jugement)


def controles_faits(commande: Commande, demande: Demande) -> Verdict:
    """`controles`: the whole check-list is ticked with the request. `remarques`: by key of the finding."""
    examen, remarques = examiner(commande), demande.donnees.get("remarques", {})
    restants = [] if demande.donnees.get("controles") else [c.libelle for c in examen.controles_restants]
    doutes = [d for d in examen.doutes_restants if not remarques.get(point_du_constat(d), "").strip()]
    return Verdict((regles.controles_complets(restants=restants), regles.doutes_leves(restants=doutes)))


@transition(
    Commande,
    de=Statut.DEPOSEE,
    vers=Statut.CONTROLEE,
    roles=(Role.GESTIONNAIRE,),
    garde=_validable,
    controle=controles_faits,
    libelle="Proposer la validation",
    recit="{objet.reference} : contrôlée, validation proposée",
    a_sa_page=False,
    interne=True,
)
def proposer_la_validation(commande: Commande, demande: Demande) -> dict[str, Any]:
    """On exactly this content: whatever changes it makes the check void."""
    examen = examiner(commande)
    for doute in examen.doutes_restants:
        cle = point_du_constat(doute)
        poser(commande, cle, demande.donnees["remarques"][cle], demande, conforme=True)
    for controle in examen.controles_restants:
        poser(commande, controle.point, "", demande, conforme=True)
    return _proposer(commande, Proposition.VALIDER, demande)


def _proposer(commande: Commande, proposition: str, demande: Demande) -> dict[str, Any]:
    examen = examiner(commande)
    commande.proposition, commande.controlee_le = proposition, demande.recu_le
    commande.controlee_par = demande.acteur.personne
    commande.empreinte = commande.empreinte_controlee = examen.empreinte
    commande.jugement, commande.juge_le = examen.jugement.en_donnees(), demande.recu_le
    annoncer_seule(A_VALIDER, commande, demande)
    return {"empreinte": commande.empreinte, "prediction": examen.jugement.prediction.value}


def motif_du_rejet(commande: Commande, demande: Demande) -> str:
    """The findings chosen, then what the agent wrote. `constats`: their keys."""
    choisis = demande.donnees.get("constats", ())
    constats = [c for c in examiner(commande).jugement.obstacles if point_du_constat(c) in choisis]
    parties = (regles.noms_des_constats(constats), demande.donnees.get("motif", "").strip())
    return "\n".join(partie for partie in parties if partie)


def _rejet_fonde(commande: Commande, demande: Demande) -> Verdict:
    return Verdict((regles.rejet_fonde(motif=motif_du_rejet(commande, demande)),))


@transition(
    Commande,
    de=Statut.DEPOSEE,
    vers=Statut.CONTROLEE,
    roles=(Role.GESTIONNAIRE,),
    controle=_rejet_fonde,
    formulaire=MotifDuRejetForm,
    libelle="Proposer le rejet",
    recit="{objet.reference} : contrôlée, rejet proposé",
    a_sa_page=False,
    interne=True,
)
def proposer_le_rejet(commande: Commande, demande: Demande) -> dict[str, Any]:
    """The supplier learns nothing before another person confirms."""
    commande.motif_propose = motif_du_rejet(commande, demande)
    return _proposer(commande, Proposition.REJETER, demande) | {"motif": commande.motif_propose}
