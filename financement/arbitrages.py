"""Two orders for one client: an agent proposes which one is financed. Raises Refus when a rule says no."""

from django.db import transaction as db

from financement.models import ArbitrageDePlace, Commande, DemandeDeFinancement
from financement.regles import bureau as regles
from financement.transitions.annonces import prevenir_l_asp
from financement.transitions.places import tenue_par_une_tierce
from segur.noyau.comptes.models import Role
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import Demande, Refus


def proposer_un_arbitrage(retenue: Commande, ecartee: Commande, motif: str, demande: Demande) -> ArbitrageDePlace:
    """Both suppliers were told of the double at its deposit, and nothing of each other; now a valideur is."""
    with db.atomic():
        _verrouiller(retenue, ecartee)
        lues = Commande.objects.visibles_par(demande.acteur).select_related(*Commande.lus_avec)
        retenue, ecartee = lues.get(pk=retenue.pk), lues.get(pk=ecartee.pk)
        motifs = recevable(retenue, ecartee, motif, demande)
        if not motifs.favorable:
            raise Refus(motifs)
        arbitrage = _ecrire(retenue, ecartee, motif, demande)
        _raconter(arbitrage, motifs, demande)
        prevenir_l_asp(arbitrage, demande, Role.VALIDEUR, "à confirmer")
    return arbitrage


def _verrouiller(*commandes: Commande) -> None:
    demandes = {commande.demande_id for commande in commandes}
    list(DemandeDeFinancement.objects.filter(pk__in=demandes).select_for_update(of=("self",)).order_by("pk"))


def recevable(retenue: Commande, ecartee: Commande, motif: str, demande: Demande) -> Verdict:
    gestionnaire = demande.acteur.tient(Role.GESTIONNAIRE)
    comptent = Commande.objects.qui_comptent().filter(pk__in=(retenue.pk, ecartee.pk)).count() == 2
    memes = (retenue.dispositif_id, retenue.cle) == (ecartee.dispositif_id, ecartee.cle)
    proposes = ArbitrageDePlace.objects.en_attente().filter(dispositif=retenue.dispositif_id, cle=retenue.cle)
    return Verdict((Motif("role", gestionnaire, "Un gestionnaire propose l’arbitrage."),)) + regles.arbitrage_recevable(
        memes=memes and retenue.pk != ecartee.pk,
        comptent=comptent,
        validee=ecartee.statut == Commande.Statut.VALIDEE,
        deja=proposes.exists(),
        tierce=tenue_par_une_tierce(retenue, ecartee),
        motif=motif,
    )


def _ecrire(retenue: Commande, ecartee: Commande, motif: str, demande: Demande) -> ArbitrageDePlace:
    return ArbitrageDePlace.objects.create(
        dispositif=retenue.dispositif,
        cle=retenue.cle,
        retenue=retenue,
        ecartee=ecartee,
        empreinte_retenue=retenue.empreinte,
        empreinte_ecartee=ecartee.empreinte,
        motif=motif.strip()[:4000],
        propose_le=demande.recu_le,
        propose_par=demande.acteur.personne,
    )


def _raconter(arbitrage: ArbitrageDePlace, motifs: Verdict, demande: Demande) -> None:
    inscrire(
        arbitrage,
        action="arbitragedeplace.proposer",
        recit="Arbitrage proposé",
        acteur=demande.acteur,
        recu_le=demande.recu_le,
        vers=arbitrage.statut,
        motifs=motifs.motifs,
        details={"retenue": arbitrage.retenue_id, "ecartee": arbitrage.ecartee_id, "motif": arbitrage.motif},
        cle=demande.cle,
    )
