"""A file of the bank, confirmed by a person: each line does what it says, or nothing, and says why."""

from collections.abc import Iterable, Iterator

from financement.models import LigneDePaiement, LigneDeRetour, LotDePaiement, RetourBancaire, Virement
from financement.regles.paiement import CONTREDIT, PAYE, Suite, suite_du_retour
from financement.transitions import ecritures, paiement, retenues, virement
from segur.noyau.comptes.models import SYSTEME, Role, Utilisateur
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import Demande, Refus, transition

Statut = RetourBancaire.Statut
EN_ATTENTE = LotDePaiement.Statut.EXPORTE


def suites(lignes: Iterable[LigneDeRetour], virements: Iterable[Virement]) -> Iterator[tuple[LigneDeRetour, Suite]]:
    """What each line would do, one after the other, from the transfers as they are."""
    connus = {v.pk: v for v in virements}
    statuts = {pk: v.statut for pk, v in connus.items()}
    retenus = virement.indus_sur(v for v in connus.values() if v.statut == PAYE)
    for ligne in lignes:
        pk = ligne.virement_id or 0
        suite = _suite(ligne, connus.get(pk), statuts.get(pk))
        if suite.statut and statuts[pk] == PAYE and pk in retenus:
            suite = Suite(anomalie=retenus[pk])
        if suite.statut:
            statuts[pk] = suite.statut
        yield ligne, suite


def _suite(ligne: LigneDeRetour, cible: Virement | None, statut: str | None) -> Suite:
    return suite_du_retour(
        statut=statut,
        montant=cible.montant if cible else None,
        constat=ligne.constat,
        montant_lu=ligne.montant,
        retour_de_fonds=ligne.retour_de_fonds,
    )


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
    retour.applique_le, retour.applique_par = demande.recu_le, demande.acteur.personne
    return _appliquer(list(retour.lignes.select_related("virement")), demande)


def _a_reprendre(retour: RetourBancaire, demande: Demande) -> Verdict:
    """One line at least that nothing stands against any more."""
    cibles = Virement.objects.filter(pk__in=retour.lignes.a_appliquer_de_nouveau().values("virement"))
    obstacles, nombre = virement.indus_sur(cibles), len(cibles)
    dit = "Aucune ligne en anomalie ne peut s’appliquer de nouveau."
    libres = Motif("lignes", bool(nombre), f"{nombre} virements à reprendre." if nombre else dit)
    tenus = [Motif("indu", False, dit) for dit in obstacles.values()] if len(obstacles) == nombre else []
    return Verdict((libres, *tenus))


@transition(
    RetourBancaire,
    de=Statut.APPLIQUE,
    vers=None,
    roles=(Role.PAYEUR,),
    garde=_a_reprendre,
    controle=_role,
    sensible=True,
    libelle="Appliquer de nouveau les fonds retournés",
    recit="Fonds retournés, restés en anomalie, appliqués de nouveau",
    question="Les virements dont la banque a rendu les fonds, et qu’un indu ne retient plus, deviennent rejetés : "
    "leurs sommes sont de nouveau à payer. Les autres lignes restent comme elles sont.",
    bouton="Appliquer",
)
def appliquer_de_nouveau(retour: RetourBancaire, demande: Demande) -> dict[str, int]:
    """What was left in anomaly, once its cause is gone; refused whole when nothing of it can be done."""
    lignes = list(retour.lignes.a_appliquer_de_nouveau().select_related("virement"))
    faites = _appliquer(lignes, demande)
    if not faites["appliquees"]:
        raise Refus(Verdict(tuple(Motif("anomalie", False, ligne.anomalie) for ligne in lignes)))
    return faites


def _appliquer(lignes: list[LigneDeRetour], demande: Demande) -> dict[str, int]:
    """Batches first, then dossiers of undue sums, then journals, each in its order; then line by line."""
    virements, lots = _tenir(lignes)
    for ligne in lignes:
        cible = virements.get(ligne.virement_id or 0)
        suite = _suite(ligne, cible, cible.statut if cible else None)
        ligne.anomalie = suite.anomalie or _faire(virements[ligne.virement_id or 0], ligne, demande)
    LigneDeRetour.objects.bulk_update(lignes, ["anomalie"])
    _alerter(lignes, virements, demande)
    _clore(lots, demande)
    appliquees = sum(not ligne.anomalie for ligne in lignes)
    return {"appliquees": appliquees, "anomalies": len(lignes) - appliquees}


def _alerter(lignes: list[LigneDeRetour], virements: dict[int, Virement], demande: Demande) -> None:
    """The bank contradicts what it said before: the sums may have left twice. One file may tell both, in any order."""
    rendus = {ligne.virement_id for ligne in lignes if ligne.constat != PAYE}
    for ligne in lignes:
        if ligne.anomalie != CONTREDIT or ligne.virement_id in rendus:
            continue
        cible = virements[ligne.virement_id or 0]
        notifier(
            Utilisateur.objects.ayant_role(Role.PAYEUR, Role.VALIDEUR),
            categorie=Categorie.A_INSTRUIRE,
            evenement=f"{ligne.retour.cle_dossier}:contredit:{cible.pk}",
            sujet=f"{cible} : rejeté, puis payé",
            corps=f"{cible}, {cible.lot}. {CONTREDIT}",
            lien=ligne.retour.get_absolute_url(),
        )


def _tenir(lignes: list[LigneDeRetour]) -> tuple[dict[int, Virement], list[LotDePaiement]]:
    concernes = {ligne.virement_id for ligne in lignes if ligne.virement_id}
    des_lots = LotDePaiement.objects.filter(virements__in=concernes).values("pk")
    lots = list(LotDePaiement.objects.filter(pk__in=des_lots).order_by("pk").select_for_update())
    verrou = Virement.objects.filter(pk__in=concernes).select_related("lot").order_by("pk")
    virements = {v.pk: v for v in verrou.select_for_update(of=("self",))}
    payees = LigneDePaiement.objects.filter(virement__in=virements, vive=True).select_related("commande__demande")
    ecritures.retenir_les_journaux([*payees, *(retenue.ligne for retenue in retenues.vives(virements.values()))])
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
