"""Set-off (decision 0062): a transfer is lowered by what its supplier owes, and the ledger tells both.

Its lines are paid whole; what was kept is written on the parts recovered once the bank has paid the rest. Dossiers are
locked first, in the order of their keys: whatever is prepared, repaid or returned at once, a euro is taken once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Q

from financement.models import Indu, LigneDIndu, Retenue, Virement
from financement.regles import indus as regles
from financement.regles.monnaie import en_euros
from financement.transitions import ecritures
from segur.noyau.comptes.models import SYSTEME, Role
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import Demande, transition

DUS_A_NOUVEAU = "dus à nouveau, le paiement est revenu :"


def tenir(indus: Any) -> list[Indu]:
    """Held until the end of the transaction."""
    return list(indus.order_by("pk").select_for_update(of=("self",)))


def retenir(virement: Virement) -> None:
    """At the preparation of its batch: lowers the transfer, and books what it keeps line by line."""
    tenus = tenir(Indu.objects.a_compenser().filter(fournisseur=virement.fournisseur_id))
    lignes = {ligne.pk: ligne for ligne in LigneDIndu.objects.filter(indu__in=tenus).order_by("pk")}
    du = sum((ligne.reste for ligne in lignes.values()), Decimal(0))
    possible = regles.retenue_possible(du=du, a_payer=virement.montant)
    prises = regles.repartir(possible, [(pk, ligne.reste) for pk, ligne in lignes.items()])
    for pk, montant in prises:
        Retenue.objects.create(virement=virement, ligne=lignes[pk], montant=montant)
        _bouger(pk, retenu=montant)
    virement.retenu = sum((montant for _, montant in prises), Decimal(0))
    virement.montant -= virement.retenu
    virement.save(update_fields=["montant", "retenu"])


def _bouger(ligne: int, **montants: Decimal) -> None:
    """In the database, whose check has the last word."""
    LigneDIndu.objects.filter(pk=ligne).update(**{nom: F(nom) + montant for nom, montant in montants.items()})


def vives(virements: Iterable[Virement]) -> list[Retenue]:
    """What these transfers keep, dossiers held."""
    filtre = Q(virement__in=[virement.pk for virement in virements], vive=True)
    retenues = Retenue.objects.filter(filtre).select_related("ligne__indu", "ligne__commande__demande")
    tenir(Indu.objects.filter(pk__in=retenues.values("ligne__indu")))
    return list(retenues.order_by("pk"))


def liberer(virement: Virement) -> None:
    """The transfer does not leave, or was rejected: what it kept is owed as before."""
    for retenue in vives([virement]):
        _bouger(retenue.ligne_id, retenu=-retenue.montant)
    virement.retenues.update(vive=False)


def imputer(virement: Virement, demande: Demande) -> None:
    """The bank has paid the rest: what was kept is recovered."""
    for retenue in vives([virement]):
        _ecrire(retenue, demande, "compenser", "Compensation d’un indu", -retenue.montant)
        _bouger(retenue.ligne_id, retenu=-retenue.montant, compense=retenue.montant)
        retenue.imputee_le = demande.recu_le
        retenue.save(update_fields=["imputee_le"])
        _raconter(retenue.ligne.indu, retenue, "compenser", "retenus sur le virement", demande)
        solder_si_tout_est_repris(retenue.ligne.indu, demande)


def annuler(virement: Virement, demande: Demande) -> None:
    """The funds came back after all: the set-off falls with the payment."""
    for retenue in vives([virement]):
        _ecrire(retenue, demande, "annuler", "Compensation annulée : le paiement est revenu", retenue.montant)
        _rouvrir(retenue.ligne.indu, demande)
        levee = _est_leve(retenue.ligne.indu)
        _bouger(retenue.ligne_id, compense=-retenue.montant, **({"ordonne": -retenue.montant} if levee else {}))
        suite = "rendus, l’ordre étant levé : le paiement est revenu," if levee else DUS_A_NOUVEAU
        _raconter(retenue.ligne.indu, retenue, "annuler", suite, demande)
    virement.retenues.update(vive=False)


def _ecrire(retenue: Retenue, demande: Demande, geste: str, recit: str, montant: Decimal) -> None:
    nature = ecritures.Nature.COMPENSATION if montant < 0 else ecritures.Nature.ANNULATION
    mouvement = ecritures.Mouvement(retenue.ligne.part, nature, montant)
    ecritures.ecrire(retenue.ligne.commande, demande, geste, recit, [mouvement])


def _raconter(indu: Indu, retenue: Retenue, geste: str, recit: str, demande: Demande) -> None:
    inscrire(
        indu,
        action=f"indu.{geste}",
        recit=f"{en_euros(retenue.montant)} {recit} {retenue.virement.reference}",
        acteur=demande.acteur,
        recu_le=demande.recu_le,
        vers=indu.statut,
        de=indu.statut,
        details={"virement": retenue.virement.reference, "montant": retenue.montant},
    )


@dataclass(frozen=True)
class Bilan:
    """Of one dossier, as the database has it now."""

    ordonne: Decimal
    repris: Decimal

    @property
    def complet(self) -> bool:
        return self.repris == self.ordonne


def bilan(indu: Indu) -> Bilan:
    lignes = list(LigneDIndu.objects.filter(indu=indu))
    return Bilan(sum((li.ordonne for li in lignes), Decimal(0)), sum((li.repris for li in lignes), Decimal(0)))


def _tout_repris(indu: Indu, demande: Demande) -> Verdict:
    etat = bilan(indu)
    return Verdict((Motif("repris", etat.complet, f"{en_euros(etat.repris)} sur {en_euros(etat.ordonne)} repris."),))


@transition(
    Indu,
    de=Indu.Statut.ORDONNE,
    vers=Indu.Statut.SOLDE,
    roles=(Role.SYSTEME,),
    garde=_tout_repris,
    libelle="Solder",
    recit="{objet} soldé : tout est reversé",
    a_sa_page=False,
)
def solder(indu: Indu, demande: Demande) -> None:
    """By the portal, with the last euro."""
    conclure(indu, demande)


def conclure(indu: Indu, demande: Demande) -> None:
    """Another dossier may bear on the same parts."""
    indu.solde_le = demande.recu_le
    indu.lignes.update(vive=False)


def solder_si_tout_est_repris(indu: Indu, demande: Demande) -> None:
    if bilan(indu).complet:
        solder(indu, Demande(SYSTEME, demande.recu_le))


def _pas_repris_ailleurs(indu: Indu, demande: Demande) -> Verdict:
    siennes = LigneDIndu.objects.filter(indu=indu, ordonne__gt=0)
    ailleurs = LigneDIndu.objects.filter(vive=True, commande__in=siennes.values("commande")).exclude(indu=indu)
    parts = {(ligne.commande_id, ligne.part) for ligne in siennes}
    libre = not any((ligne.commande_id, ligne.part) in parts for ligne in ailleurs)
    return Verdict((Motif("ailleurs", libre, "Un autre dossier d’indu porte désormais sur ces sommes."),))


@transition(
    Indu,
    de=Indu.Statut.SOLDE,
    vers=Indu.Statut.ORDONNE,
    roles=(Role.SYSTEME,),
    garde=_pas_repris_ailleurs,
    libelle="Rouvrir",
    recit="{objet} rouvert : un paiement est revenu",
    a_sa_page=False,
)
def rouvrir(indu: Indu, demande: Demande) -> None:
    """Its set-off fell: the debt stands again, on the sums that were ordered."""
    indu.solde_le = None
    indu.lignes.filter(ordonne__gt=0).update(vive=True)


def _est_leve(indu: Indu) -> bool:
    """Nothing more is owed once the order is lifted: a set-off that falls makes no debt again."""
    return Indu.objects.filter(pk=indu.pk, statut=Indu.Statut.CLASSE).exists()


def _rouvrir(indu: Indu, demande: Demande) -> None:
    if Indu.objects.filter(pk=indu.pk, statut=Indu.Statut.SOLDE).exists():
        rouvrir(indu, Demande(SYSTEME, demande.recu_le))
