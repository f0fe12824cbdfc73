"""From an observation to an order to repay (AF VII): notice, answer of the supplier, decision of two persons."""

from decimal import Decimal
from typing import Any

from financement.models import Indu, LettreDIndu, LigneDIndu, ObservationDIndu, Position
from financement.models.fournisseur import Droit
from financement.regles import indus as regles
from financement.regles.monnaie import en_euros
from financement.transitions.annonces import qui_engage
from financement.transitions.ecritures import retenir_les_journaux
from financement.transitions.formulaires_des_indus import MotifForm, ObservationForm
from financement.transitions.lettres_d_indu import emettre
from financement.transitions.lignes import consigner_rien
from segur.noyau.comptes.models import EDITEUR, Role, Utilisateur
from segur.noyau.documents.depot import deposer
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.regles import Motif, Verdict
from segur.noyau.temps import en_clair
from segur.noyau.transitions import Demande, Envoi, transition

Statut, Nature = Indu.Statut, LettreDIndu.Nature
ZONE_DES_PIECES = "message"
ATTENTE = (
    "D’ici là, rien n’est payé sur les commandes concernées, sauf si l’ASP décide de retenir cette somme sur les "
    "paiements."
)


def prevenir_le_fournisseur(indu: Indu, demande: Demande, quoi: str, corps: str) -> None:
    _prevenir(qui_engage(indu.fournisseur), Categorie.DECISION, indu, demande, quoi, corps)


def prevenir_l_asp(indu: Indu, demande: Demande, role: Role, quoi: str) -> None:
    corps = f"{indu}, {indu.fournisseur} : {quoi}."
    _prevenir(Utilisateur.objects.ayant_role(role), Categorie.A_INSTRUIRE, indu, demande, quoi, corps)


def _prevenir(personnes: Any, categorie: Categorie, indu: Indu, demande: Demande, quoi: str, corps: str) -> None:
    notifier(
        personnes,
        categorie=categorie,
        evenement=f"{indu.cle_dossier}:{quoi}:{demande.recu_le.isoformat()}",
        sujet=f"{indu} : {quoi}",
        corps=corps,
        lien=indu.get_absolute_url(),
        dossier=indu.cle_dossier,
    )


@transition(
    Indu,
    de=Statut.CONSTATE,
    vers=Statut.CLASSE,
    roles=(Role.GESTIONNAIRE,),
    formulaire=MotifForm,
    libelle="Renoncer au constat",
    recit="{objet} : constat abandonné",
    question="Le fournisseur n’en a rien su. Les sommes peuvent être constatées de nouveau.",
    bouton="Renoncer",
    interne=True,
)
def renoncer(indu: Indu, demande: Demande) -> dict[str, str]:
    """Observed by mistake, before anybody was told."""
    indu.lignes.update(vive=False)
    return {"motif": demande.donnees["motif"].strip()}


def _ce_qui_part(indu: Indu) -> Any:
    yield f"Réclamé : {en_euros(sum((ligne.montant for ligne in indu.lignes.all()), Decimal(0)))}."
    yield f"Constat, que le fournisseur lira : {indu.constat}"


@transition(
    Indu,
    de=Statut.CONSTATE,
    vers=Statut.MIS_EN_DEMEURE,
    roles=(Role.GESTIONNAIRE,),
    consequences=_ce_qui_part,
    libelle="Mettre en demeure",
    recit="{objet} : mise en demeure",
    question="La lettre est émise et le fournisseur prévenu. Il remédie ou présente ses observations dans le délai.",
    bouton="Mettre en demeure",
)
def mettre_en_demeure(indu: Indu, demande: Demande) -> dict[str, Any]:
    """The delay runs from now (IND-01)."""
    limite = regles.reponse_jusqu_au(le=demande.recu_le)
    indu.mis_en_demeure_le, indu.repondre_jusqu_au = demande.recu_le, limite.valeur
    lettre = emettre(indu, Nature.MISE_EN_DEMEURE, demande)
    quand = en_clair(limite.valeur)
    corps = f"{regles.causes()[indu.cause].phrase}\n\n{indu.constat}\n\nRépondez jusqu’au {quand}, sur cette page."
    prevenir_le_fournisseur(indu, demande, "mise en demeure", corps)
    return {"lettre": lettre.document.fichier.empreinte, "jusqu_au": limite.valeur, "reference": str(limite.reference)}


def _apporte_tout(indu: Indu) -> None:
    """An answer comes whole: sent again after a failure of the portal's, it keeps its first instant."""


def _dans_le_delai(indu: Indu, demande: Demande) -> Verdict:
    if indu.repondre_jusqu_au is None:
        return Verdict()
    return Verdict((regles.observations_recevables(recu_le=demande.recu_le, jusqu_au=indu.repondre_jusqu_au),))


@transition(
    Indu,
    de=Statut.MIS_EN_DEMEURE,
    vers=None,
    roles=EDITEUR,
    droit=Droit.DEMANDER,
    garde=_dans_le_delai,
    envoi=Envoi(consigner_rien, _apporte_tout),
    formulaire=ObservationForm,
    libelle="Présenter des observations",
    recit="{objet} : observations du fournisseur",
    question="Dites ce qui est corrigé, ou pourquoi la somme n’est pas due. Plusieurs envois sont possibles.",
    bouton="Envoyer à l’ASP",
)
def observer(indu: Indu, demande: Demande) -> dict[str, Any]:
    """A text and, if need be, a file."""
    fichier = demande.donnees.get("fichier")
    depose = None
    if fichier:
        depose = deposer(fichier, nom=fichier.name, zone=ZONE_DES_PIECES, acteur=demande.acteur, le=demande.recu_le)
    observation = ObservationDIndu.objects.create(
        indu=indu,
        texte=demande.donnees["texte"].strip(),
        document=depose,
        deposee_le=demande.recu_le,
        deposee_par=demande.acteur.personne,
    )
    prevenir_l_asp(indu, demande, Role.GESTIONNAIRE, "observations du fournisseur")
    return {"observation": observation.pk}


def _delai_passe(indu: Indu, demande: Demande) -> Verdict:
    if indu.repondre_jusqu_au is None:
        return Verdict()
    return Verdict((regles.mise_en_demeure_infructueuse(le=demande.recu_le, jusqu_au=indu.repondre_jusqu_au),))


def _montants_proposes(indu: Indu, demande: Demande) -> Verdict:
    proposes = demande.donnees["montants"]
    return Verdict(
        tuple(
            regles.montant_proposable(
                ligne=f"montant_{ligne.pk}", reclame=ligne.montant, propose=proposes.get(ligne.pk, Decimal(-1))
            )
            for ligne in indu.lignes.all()
        )
    )


@transition(
    Indu,
    de=Statut.MIS_EN_DEMEURE,
    vers=Statut.PROPOSE,
    roles=(Role.GESTIONNAIRE,),
    garde=_delai_passe,
    controle=_montants_proposes,
    libelle="Proposer une décision",
    recit="{objet} : décision proposée",
    a_sa_page=False,
    interne=True,
)
def proposer(indu: Indu, demande: Demande) -> dict[str, Any]:
    """`montants`: by line, what is to be repaid; all, part or nothing."""
    indu.propose_le, indu.propose_par = demande.recu_le, demande.acteur.personne
    indu.motivation = demande.donnees["motivation"].strip()
    for ligne in indu.lignes.all():
        ligne.propose = demande.donnees["montants"][ligne.pk]
        ligne.save(update_fields=["propose"])
    prevenir_l_asp(indu, demande, Role.VALIDEUR, "décision à prendre")
    return {"montants": {str(pk): montant for pk, montant in demande.donnees["montants"].items()}}


def _propose(indu: Indu) -> Decimal:
    return sum((ligne.propose or Decimal(0) for ligne in indu.lignes.all()), Decimal(0))


def _autre_personne(indu: Indu, demande: Demande) -> Verdict:
    auteur = indu.propose_par_id
    return Verdict((regles.personnes_distinctes(auteur=auteur, acteur=demande.acteur.compte_pour(auteur)),))


def _a_ordonner(indu: Indu, demande: Demande) -> Verdict:
    du = _propose(indu)
    dit = f"Proposé : {en_euros(du)}." if du else "Rien n’est proposé à reverser : classez le dossier."
    return _autre_personne(indu, demande) + Verdict((Motif("du", du > 0, dit), *_encore_recus(indu)))


def _recus_sous_verrou(indu: Indu, demande: Demande) -> Verdict:
    """Judged again once the journals of the orders are held: funds that come back at that instant wait, or are seen."""
    retenir_les_journaux(indu.lignes.select_related("commande__demande"))
    return Verdict(tuple(_encore_recus(indu)))


def _encore_recus(indu: Indu) -> list[Motif]:
    lignes = list(indu.lignes.select_related("commande"))
    lues = Position.objects.filter(commande__in=[ligne.commande_id for ligne in lignes])
    restes = {(p.commande_id, p.part): p.regle - p.repris for p in lues}
    return [
        regles.encore_recu(
            ligne=str(ligne),
            propose=ligne.propose or Decimal(0),
            reprenable=restes.get((ligne.commande_id, ligne.part), Decimal(0)),
        )
        for ligne in lignes
    ]


def _a_classer(indu: Indu, demande: Demande) -> Verdict:
    dit = "Un reversement est proposé : ordonnez-le, ou renvoyez la proposition."
    return _autre_personne(indu, demande) + Verdict((Motif("du", not _propose(indu), dit),))


def _la_decision(indu: Indu) -> Any:
    yield f"Proposé par {indu.propose_par} : {en_euros(_propose(indu))} à reverser."
    yield f"Motifs, que le fournisseur lira : {indu.motivation}"


@transition(
    Indu,
    de=Statut.PROPOSE,
    vers=Statut.ORDONNE,
    roles=(Role.VALIDEUR,),
    garde=_a_ordonner,
    controle=_recus_sous_verrou,
    consequences=_la_decision,
    sensible=True,
    libelle="Ordonner le reversement",
    recit="{objet} : reversement ordonné",
    question=f"La décision et l’ordre de reversement sont émis, et le fournisseur prévenu. {ATTENTE}",
    bouton="Ordonner",
)
def ordonner(indu: Indu, demande: Demande) -> dict[str, Any]:
    """Line by line, what was proposed (IND-01): the two letters tell how to repay and how to contest."""
    limite = regles.reversement_jusqu_au(le=demande.recu_le)
    indu.decide_le, indu.decide_par, indu.reverser_jusqu_au = demande.recu_le, demande.acteur.personne, limite.valeur
    for ligne in indu.lignes.all():
        ligne.ordonne, ligne.vive = ligne.propose or Decimal(0), bool(ligne.propose)
        ligne.save(update_fields=["ordonne", "vive"])
    emettre(indu, Nature.DECISION, demande)
    emettre(indu, Nature.ORDRE, demande)
    quand = en_clair(limite.valeur)
    corps = f"{en_euros(_propose(indu))} sont à reverser jusqu’au {quand}. {ATTENTE}\n\n{indu.motivation}"
    prevenir_le_fournisseur(indu, demande, "reversement ordonné", corps)
    return {"montant": _propose(indu), "jusqu_au": limite.valeur}


@transition(
    Indu,
    de=Statut.PROPOSE,
    vers=Statut.CLASSE,
    roles=(Role.VALIDEUR,),
    garde=_a_classer,
    consequences=_la_decision,
    sensible=True,
    libelle="Classer sans suite",
    recit="{objet} : classé sans suite",
    question="Rien n’est à reverser. La décision est émise et le fournisseur prévenu.",
    bouton="Classer",
)
def classer(indu: Indu, demande: Demande) -> None:
    indu.decide_le, indu.decide_par = demande.recu_le, demande.acteur.personne
    indu.lignes.update(vive=False)
    emettre(indu, Nature.DECISION, demande)
    prevenir_le_fournisseur(indu, demande, "classé sans suite", f"Rien n’est à reverser.\n\n{indu.motivation}")


@transition(
    Indu,
    de=Statut.PROPOSE,
    vers=Statut.MIS_EN_DEMEURE,
    roles=(Role.VALIDEUR,),
    formulaire=MotifForm,
    garde=_autre_personne,
    libelle="Renvoyer la proposition",
    recit="{objet} : proposition renvoyée",
    question="Le gestionnaire propose de nouveau. Le fournisseur n’en sait rien.",
    bouton="Renvoyer",
    interne=True,
)
def renvoyer(indu: Indu, demande: Demande) -> dict[str, str]:
    indu.propose_le, indu.propose_par, indu.motivation = None, None, ""
    LigneDIndu.objects.filter(indu=indu).update(propose=None)
    prevenir_l_asp(indu, demande, Role.GESTIONNAIRE, "proposition renvoyée")
    return {"motif": demande.donnees["motif"].strip()}
