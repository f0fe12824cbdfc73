"""A file of the bank, confirmed by a person: each line does what it says, or nothing, and says why."""

from collections.abc import Iterable, Iterator

from financement.models import LigneDePaiement, LigneDeRetour, LotDePaiement, RetourBancaire, Virement
from financement.regles.paiement import PAYE, Suite, suite_du_retour
from financement.transitions import ecritures, paiement, virement
from segur.noyau.comptes.models import SYSTEME, Role
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, Refus, transition

Statut = RetourBancaire.Statut
EN_ATTENTE = LotDePaiement.Statut.EXPORTE


def suites(lignes: Iterable[LigneDeRetour], virements: Iterable[Virement]) -> Iterator[tuple[LigneDeRetour, Suite]]:
    """What each line would do, one after the other, from the transfers as they are."""
    statuts = {v.pk: v.statut for v in virements}
    montants = {v.pk: v.montant for v in virements}
    for ligne in lignes:
        pk = ligne.virement_id or 0
        suite = suite_du_retour(
            statut=statuts.get(pk),
            montant=montants.get(pk),
            constat=ligne.constat,
            montant_lu=ligne.montant,
            retour_de_fonds=ligne.retour_de_fonds,
        )
        if suite.statut:
            statuts[pk] = suite.statut
        yield ligne, suite


def _role(retour: RetourBancaire, demande: Demande) -> Verdict:
    return Verdict((paiement.role_tenu(demande.acteur, Role.PAYEUR),))


@transition(
    RetourBancaire,
    de=Statut.LU,
    vers=Statut.APPLIQUE,
    roles=(Role.PAYEUR,),
    controle=_role,
    sensible=True,
    libelle="Appliquer le retour",
    recit="Retour de la banque appliqué",
    question="Les virements payés et rejetés le deviennent ; les lignes en anomalie restent sans effet.",
    bouton="Appliquer",
)
def appliquer(retour: RetourBancaire, demande: Demande) -> dict[str, int]:
    """Batches first, then journals, each in its order; then line by line."""
    retour.applique_le, retour.applique_par = demande.recu_le, demande.acteur.personne
    lignes = list(retour.lignes.select_related("virement"))
    virements, lots = _tenir(lignes)
    appliquees = 0
    for ligne, suite in suites(lignes, virements.values()):
        ligne.anomalie = suite.anomalie or _faire(virements[ligne.virement_id or 0], ligne, demande)
        appliquees += not ligne.anomalie
    LigneDeRetour.objects.bulk_update(lignes, ["anomalie"])
    _clore(lots, demande)
    return {"appliquees": appliquees, "anomalies": len(lignes) - appliquees}


def _tenir(lignes: list[LigneDeRetour]) -> tuple[dict[int, Virement], list[LotDePaiement]]:
    concernes = {ligne.virement_id for ligne in lignes if ligne.virement_id}
    des_lots = LotDePaiement.objects.filter(virements__in=concernes).values("pk")
    lots = list(LotDePaiement.objects.filter(pk__in=des_lots).order_by("pk").select_for_update())
    verrou = Virement.objects.filter(pk__in=concernes).select_related("lot").order_by("pk")
    virements = {v.pk: v for v in verrou.select_for_update(of=("self",))}
    payees = LigneDePaiement.objects.filter(virement__in=virements, vive=True).select_related("commande__demande")
    ecritures.retenir_les_journaux(payees)
    return virements, lots


def _faire(cible: Virement, ligne: LigneDeRetour, demande: Demande) -> str:
    """Empty once done; otherwise why not."""
    geste = virement.payer if ligne.constat == PAYE else virement.rejeter
    if ligne.retour_de_fonds and cible.statut == Virement.Statut.PAYE:
        geste = virement.retourner
    try:
        cible.statut = geste(cible, Demande(SYSTEME, demande.recu_le, {"code": ligne.code})).statut
    except Refus as refus:
        return str(refus)[:300]
    return ""


def _clore(lots: list[LotDePaiement], demande: Demande) -> None:
    du_portail = Demande(SYSTEME, demande.recu_le)
    for lot in lots:
        if lot.statut == EN_ATTENTE and paiement.clore.verdict(lot, du_portail).favorable:
            paiement.clore(lot, du_portail)
