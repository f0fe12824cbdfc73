"""A person observes that sums are undue: the dossier opens, and the supplier knows nothing yet. Raises Refus."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction as db

from financement.a_examiner import faits_des_parts
from financement.models import Fournisseur, Indu, LigneDIndu, Position
from financement.regles import indus as regles
from segur.noyau.comptes.models import Role
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import Demande, Refus


def constater(cause: str, constat: str, montants: Mapping[int, Decimal], demande: Demande) -> Indu:
    """`montants`: by position, what is claimed of it."""
    with db.atomic():
        positions = _tenues(list(montants), demande)
        motifs = _recevable(cause, constat, positions, montants, demande)
        if not motifs.favorable:
            raise Refus(motifs)
        indu = _ouvrir(cause, constat, positions, montants, demande)
        _raconter(indu, motifs, demande)
    return indu


def _tenues(pks: list[int], demande: Demande) -> list[Position]:
    """Suppliers locked: two dossiers on the same sums are opened one after the other."""
    lues = Position.objects.visibles_par(demande.acteur).filter(pk__in=pks)
    concernes = lues.values("commande__demande__fournisseur")
    list(Fournisseur.objects.filter(pk__in=concernes).order_by("pk").select_for_update(of=("self",)))
    return list(lues.select_related("commande__demande__fournisseur__organisation").order_by("pk"))


def _recevable(
    cause: str, constat: str, positions: list[Position], montants: Mapping[int, Decimal], demande: Demande
) -> Verdict:
    faits = faits_des_parts(positions, demande.recu_le)
    un_seul = len({position.commande.demande.fournisseur_id for position in positions}) == 1
    motifs = (
        Motif("role", demande.acteur.tient(Role.GESTIONNAIRE), "Un gestionnaire constate un indu."),
        Motif("saisie:cause", cause in regles.causes(), "Choisissez la cause."),
        Motif("saisie:constat", bool(constat.strip()), "Dites ce qui est constaté : le fournisseur le lira."),
        Motif("fournisseur", un_seul, "Un dossier porte sur un seul fournisseur."),
    )
    if cause not in regles.causes():
        return Verdict(motifs)
    lignes = [(faits[position.pk], montants[position.pk]) for position in positions]
    return Verdict(motifs) + regles.constat_recevable(cause=cause, lignes=lignes, le=demande.recu_le)


def _ouvrir(
    cause: str, constat: str, positions: list[Position], montants: Mapping[int, Decimal], demande: Demande
) -> Indu:
    indu = Indu.objects.create(
        fournisseur=positions[0].commande.demande.fournisseur,
        cause=cause,
        constat=constat.strip(),
        constate_le=demande.recu_le,
        constate_par=demande.acteur.personne,
    )
    LigneDIndu.objects.bulk_create(
        LigneDIndu(indu=indu, commande=p.commande, part=p.part, montant=montants[p.pk]) for p in positions
    )
    return indu


def _raconter(indu: Indu, motifs: Verdict, demande: Demande) -> None:
    inscrire(
        indu,
        action="indu.constater",
        recit=f"{indu} constaté",
        acteur=demande.acteur,
        recu_le=demande.recu_le,
        vers=indu.statut,
        motifs=motifs.motifs,
        details={"cause": indu.cause, "constat": indu.constat},
        cle=demande.cle,
    )
