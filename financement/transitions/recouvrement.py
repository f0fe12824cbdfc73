"""What comes back once a repayment is ordered: recorded from the bank, or kept from the payments to come."""

from typing import Any

from django.db import IntegrityError
from django.db import transaction as db
from django.db.models import F

from financement.models import Indu, LigneDIndu, Remboursement
from financement.regles import indus as regles
from financement.regles.ecritures import ZERO
from financement.regles.monnaie import en_euros
from financement.transitions import ecritures
from financement.transitions.formulaires_des_indus import MotifForm, RemboursementForm
from financement.transitions.indus import prevenir_le_fournisseur
from financement.transitions.retenues import bilan, conclure
from segur.noyau.comptes.models import Role
from segur.noyau.regles import Motif, Verdict
from segur.noyau.temps import a_temps, en_clair, jour_de_paris
from segur.noyau.transitions import Demande, Refus, transition

Statut = Indu.Statut


def _lignes(indu: Indu) -> list[LigneDIndu]:
    return list(LigneDIndu.objects.filter(indu=indu).select_related("commande__demande").order_by("pk"))


def _deja_enregistree(reference: str) -> bool:
    return Remboursement.objects.filter(reference=reference).exists()


def _nouvelle(*, deja: bool) -> Verdict:
    explication = "Cette référence bancaire est déjà enregistrée." if deja else "Nouvelle."
    return Verdict((Motif("saisie:reference", not deja, explication),))


def _recevable(indu: Indu, demande: Demande) -> Verdict:
    donnees, decide_le = demande.donnees, indu.decide_le or demande.recu_le
    return _nouvelle(deja=_deja_enregistree(donnees["reference"].strip())) + regles.remboursement_recevable(
        montant=donnees["montant"],
        reste=sum((ligne.reste for ligne in _lignes(indu)), ZERO),
        valeur_le=donnees["valeur_le"],
        ordonne_le=jour_de_paris(decide_le),
        le=jour_de_paris(demande.recu_le),
    )


@transition(
    Indu,
    de=Statut.ORDONNE,
    vers=None,
    roles=(Role.PAYEUR,),
    controle=_recevable,
    formulaire=RemboursementForm,
    sensible=True,
    libelle="Enregistrer un remboursement",
    recit="{objet} : remboursement enregistré",
    question="Relevez le virement reçu sur le compte de l’ASP. Un remboursement partiel est accepté.",
    bouton="Enregistrer",
)
def rembourser(indu: Indu, demande: Demande) -> dict[str, Any]:
    """In the ledger, line after line; the last euro closes the dossier."""
    recu = _enregistrer(indu, demande)
    lignes = {ligne.pk: ligne for ligne in _lignes(indu)}
    ecritures.retenir_les_journaux(lignes.values())
    for pk, montant in regles.repartir(recu.montant, [(pk, ligne.reste) for pk, ligne in lignes.items()]):
        ecritures.reprendre(lignes[pk].commande, lignes[pk].part, montant, demande)
        LigneDIndu.objects.filter(pk=pk).update(rembourse=F("rembourse") + montant)
    if bilan(indu).complet:
        indu.statut = Statut.SOLDE
        conclure(indu, demande)
    prevenir_le_fournisseur(indu, demande, "remboursement reçu", f"L’ASP a reçu {en_euros(recu.montant)}.")
    return {"reference": recu.reference, "montant": recu.montant}


def _enregistrer(indu: Indu, demande: Demande) -> Remboursement:
    """Refus when the same reference was recorded at that very instant, on another dossier."""
    try:
        with db.atomic():
            return Remboursement.objects.create(
                indu=indu,
                reference=demande.donnees["reference"].strip(),
                montant=demande.donnees["montant"],
                valeur_le=demande.donnees["valeur_le"],
                enregistre_le=demande.recu_le,
                enregistre_par=demande.acteur.personne,
            )
    except IntegrityError:
        raise Refus(_nouvelle(deja=True)) from None


def _delai_passe(indu: Indu, demande: Demande) -> Verdict:
    limite = indu.reverser_jusqu_au
    passe = limite is not None and not a_temps(recu_le=demande.recu_le, limite=limite)
    quand = en_clair(limite) if limite else ""
    non_deja = Motif("deja", not indu.par_compensation, "La compensation est déjà décidée.")
    return Verdict((Motif("delai", passe, f"Le fournisseur a jusqu’au {quand} pour reverser.", regles.INDUS), non_deja))


@transition(
    Indu,
    de=Statut.ORDONNE,
    vers=None,
    roles=(Role.VALIDEUR,),
    garde=_delai_passe,
    sensible=True,
    libelle="Retenir sur les paiements à venir",
    recit="{objet} : compensation décidée",
    question="Les prochains virements de ce fournisseur sont diminués de ce qu’il doit encore, jusqu’au dernier euro.",
    bouton="Décider la compensation",
)
def compenser(indu: Indu, demande: Demande) -> None:
    indu.par_compensation = True
    prevenir_le_fournisseur(
        indu, demande, "retenue sur vos paiements", "Ce que vous devez encore est retenu sur vos prochains paiements."
    )


def _en_cours(indu: Indu, demande: Demande) -> Verdict:
    return Verdict((Motif("compensation", indu.par_compensation, "La compensation est décidée."),))


@transition(
    Indu,
    de=Statut.ORDONNE,
    vers=None,
    roles=(Role.VALIDEUR,),
    garde=_en_cours,
    formulaire=MotifForm,
    sensible=True,
    libelle="Suspendre la compensation",
    recit="{objet} : compensation suspendue",
    question="Ce qui est déjà retenu par un lot préparé le reste. Rien d’autre ne l’est plus.",
    bouton="Suspendre",
)
def suspendre(indu: Indu, demande: Demande) -> dict[str, str]:
    """A recourse is under way, for one."""
    indu.par_compensation = False
    return {"motif": demande.donnees["motif"].strip()}


def _levable(indu: Indu, demande: Demande) -> Verdict:
    retenu = sum((ligne.retenu for ligne in _lignes(indu)), ZERO)
    return Verdict(
        (
            regles.personnes_distinctes(
                auteur=indu.decide_par_id, acteur=demande.acteur.compte_pour(indu.decide_par_id)
            ),
            Motif("retenu", not retenu, f"{en_euros(retenu)} sont retenus par un virement en cours."),
        )
    )


@transition(
    Indu,
    de=Statut.ORDONNE,
    vers=Statut.CLASSE,
    roles=(Role.VALIDEUR,),
    garde=_levable,
    formulaire=MotifForm,
    sensible=True,
    libelle="Lever l’ordre de reversement",
    recit="{objet} : ordre de reversement levé",
    question="Après un recours, par exemple. Ce qui est déjà repris le reste ; plus rien n’est dû.",
    bouton="Lever l’ordre",
)
def lever(indu: Indu, demande: Demande) -> dict[str, Any]:
    """By somebody else than who ordered it."""
    indu.par_compensation = False
    leves = {}
    for ligne in _lignes(indu):
        leves[str(ligne.pk)] = ligne.reste
        ligne.ordonne, ligne.vive = ligne.repris, False
        ligne.save(update_fields=["ordonne", "vive"])
    prevenir_le_fournisseur(indu, demande, "ordre de reversement levé", "Plus rien n’est à reverser.")
    return {"motif": demande.donnees["motif"].strip(), "leves": leves}
