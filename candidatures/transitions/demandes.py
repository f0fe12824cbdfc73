"""MSG-03, E1-27, E2-29: what a vendor asks to change once submitted becomes an object, that the ANS accepts or refuses.

Accepting opens the fields named, and no other, by the mechanism of remarks (`remarques`).
"""

from dataclasses import replace
from typing import Any

from candidatures.avancement import Etape, libelles_de
from candidatures.echeances import limite_connue
from candidatures.models import (
    Candidature,
    ChampDemande,
    Collaborateur,
    DemandeDeModification,
)
from candidatures.regles import candidature_poursuivie
from candidatures.regles import conversation as regles
from candidatures.transitions.conversation import ecrire, nouveau_fil, poster
from candidatures.transitions.formulaires import AcceptationForm, MotifForm, motif_exige
from candidatures.transitions.preparation import remarques_de
from candidatures.transitions.remarques import ROUVRIR, valeur_de
from candidatures.transitions.saisie import reponses
from segur.noyau.comptes.models import ANS_INSTRUIT, EDITEUR
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition

Nature, Statut = DemandeDeModification.Nature, DemandeDeModification.Statut
DU_NRU = {
    "est_reference_precedemment": "Votre logiciel a-t-il été référencé précédemment ?",
    "precedents": "Précédents référencements",
}


def etape_visee(candidature: Candidature, numero: int) -> Etape:
    return candidature.administrative if numero == 1 else candidature.eligibilite


def champs_offerts(etape: Etape, nature: str) -> dict[str, str]:
    """Label of each field that may be named, by its key. To add a NRU: the block of earlier référencements."""
    if nature != Nature.NRU:
        return libelles_de(etape)
    return {cle: nom for cle, nom in DU_NRU.items() if cle == "precedents" or not getattr(etape, cle)}


def demandable(candidature: Candidature, numero: int, demande: Demande) -> Verdict:
    """Whether that step may be asked back: what the ANS could accept, and nothing asked already."""
    etape = etape_visee(candidature, numero)
    convention = candidature.convention
    en_attente = DemandeDeModification.objects.filter(candidature=candidature, etape=numero, statut=Statut.POSEE)
    modele = type(etape)
    return regles.etape_rouvrable(
        soumise=etape.statut != modele.Statut.A_COMPLETER,
        convention_commencee=convention.statut != convention.Statut.FERMEE,
    ) + Verdict(
        (
            regles.demande_unique(en_attente=en_attente.exists()),
            regles.echanges_ouverts(recu_le=demande.recu_le, date_3=limite_connue(candidature, 3, au=demande.recu_le)),
            regles.date_non_rouverte(date_1=limite_connue(candidature, 1, au=demande.recu_le)),
        )
    )


def _poursuivie(candidature: Candidature, demande: Demande) -> Verdict:
    return Verdict((candidature_poursuivie(refusee=candidature.statut == Candidature.Statut.REFUSEE),))


def _recevable(candidature: Candidature, demande: Demande) -> Verdict:
    donnees = demande.donnees
    etape = etape_visee(candidature, donnees["etape"])
    connus = champs_offerts(etape, donnees["nature"])
    nombre = sum(cle in connus for cle in donnees["champs"])
    motif = str(donnees.get("motif", ""))
    return (
        demandable(candidature, donnees["etape"], demande)
        + regles.demande_complete(motif=motif, champs=nombre)
        + Verdict((regles.texte_recevable(longueur=len(motif.strip())),))
    )


@transition(
    Candidature,
    de=Candidature.Statut.EN_COURS,
    vers=None,
    roles=EDITEUR,
    droit=Collaborateur.Droit.SOUMISSION,
    garde=_poursuivie,
    controle=_recevable,
    libelle="Demander une modification",
    recit="Modification d’une étape soumise demandée à l’ANS",
    a_sa_page=False,
)
def demander_une_modification(candidature: Candidature, demande: Demande) -> dict[str, Any]:
    """A thread of its own, whose first message is the reason. `champs`: value proposed for each key named."""
    numero, nature, motif = demande.donnees["etape"], demande.donnees["nature"], demande.donnees["motif"].strip()
    etape = etape_visee(candidature, numero)
    connus, actuelles = champs_offerts(etape, nature), reponses(etape)
    donnees = {"sujet": f"{Nature(nature).label} — étape {numero}", "objet": f"etape:{numero}", "texte": motif}
    ouverture = replace(demande, donnees=donnees)
    fil = nouveau_fil(candidature, ouverture)
    faits = poster(fil, ouverture)
    posee = DemandeDeModification.objects.create(
        candidature=candidature,
        fil=fil,
        nature=nature,
        etape=numero,
        motif=motif,
        posee_le=demande.recu_le,
        posee_par=demande.acteur.personne,
    )
    voulus = {cle: valeur for cle, valeur in demande.donnees["champs"].items() if cle in connus}
    ChampDemande.objects.bulk_create(
        ChampDemande(
            demande=posee,
            cle=cle,
            libelle=connus[cle],
            valeur_actuelle=valeur_de(cle, actuelles),
            valeur_proposee=str(valeur).strip(),
        )
        for cle, valeur in voulus.items()
    )
    return faits | {"etape": numero, "motif": motif, "champs": [connus[cle] for cle in voulus]}


def _acceptable(objet: DemandeDeModification, demande: Demande) -> Verdict:
    """What reopening the step asks, said before the button is pressed."""
    etape = etape_visee(objet.candidature, objet.etape)
    cles = [champ.cle for champ in objet.champs.all()]
    preparees = remarques_de(etape).en_preparation().filter(cle__in=cles).select_related("posee_par")
    libres = regles.champs_libres(remarques={r.libelle: str(r.posee_par) for r in preparees})
    date_1 = limite_connue(objet.candidature, 1, au=demande.recu_le)
    dates = Verdict((libres, regles.date_non_rouverte(date_1=date_1)))
    return ROUVRIR[type(etape)].verdict(etape, demande) + dates


def _champs_rouverts(objet: DemandeDeModification) -> list[str]:
    return [f"Champ rouvert : {champ}" for champ in objet.champs.all()]


@transition(
    DemandeDeModification,
    de=Statut.POSEE,
    vers=Statut.ACCEPTEE,
    roles=ANS_INSTRUIT,
    garde=_acceptable,
    formulaire=AcceptationForm,
    consequences=_champs_rouverts,
    libelle="Accepter la demande",
    recit="Demande acceptée : {objet}",
    question="Ces champs, et eux seuls, seront ouverts à l’éditeur, qui soumettra l’étape à nouveau.",
    bouton="Accepter et ouvrir les champs",
)
def accepter(objet: DemandeDeModification, demande: Demande) -> dict[str, Any]:
    """Opens the fields, and says so in the thread: one mail for both."""
    etape = etape_visee(objet.candidature, objet.etape)
    champs = {champ.cle: (champ.libelle, _raison(objet, champ)) for champ in objet.champs.all()}
    rendre = demande.donnees.get("a_rendre_le")
    seule = Demande(demande.acteur, demande.recu_le, {"champs": champs, "a_rendre_le": rendre})
    ROUVRIR[type(etape)](etape, seule)
    ouverts = "\n".join(f"- {libelle}" for libelle, _ in champs.values())
    quand = f" À rendre le {rendre:%d/%m/%Y}." if rendre else ""
    mot = demande.donnees.get("reponse", "").strip()
    _decider(objet, demande, mot)
    texte = f"Demande acceptée.{quand} Champs ouverts :\n{ouverts}\n\n{mot}".strip()
    _repondre(objet, demande, texte)
    return {"motif": mot, "champs": [libelle for libelle, _ in champs.values()]}


def _raison(objet: DemandeDeModification, champ: ChampDemande) -> str:
    proposee = f"\nValeur proposée : {champ.valeur_proposee}" if champ.valeur_proposee else ""
    return f"Ouvert à votre demande : {objet.motif}{proposee}"


@transition(
    DemandeDeModification,
    de=Statut.POSEE,
    vers=Statut.REFUSEE,
    roles=ANS_INSTRUIT,
    controle=motif_exige,
    formulaire=MotifForm,
    libelle="Refuser la demande",
    recit="Demande refusée : {objet}",
    question="L’étape reste telle qu’elle a été soumise ; l’éditeur lira le motif dans le fil.",
    bouton="Refuser la demande",
)
def refuser(objet: DemandeDeModification, demande: Demande) -> dict[str, str]:
    """The reason is the answer, in the thread."""
    motif = demande.donnees["motif"].strip()
    _decider(objet, demande, motif)
    _repondre(objet, demande, f"Demande refusée.\n\n{motif}", sans_courriel=False)
    return {"motif": motif}


def _decider(objet: DemandeDeModification, demande: Demande, reponse: str) -> None:
    objet.reponse, objet.decidee_le, objet.decidee_par = reponse, demande.recu_le, demande.acteur.personne


def _repondre(objet: DemandeDeModification, demande: Demande, texte: str, *, sans_courriel: bool = True) -> None:
    donnees = {"texte": texte, "sans_courriel": sans_courriel}
    ecrire(objet.fil, Demande(demande.acteur, demande.recu_le, donnees))
