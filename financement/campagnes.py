"""Launching a campaign: population read from the ledger, sample drawn from the seed, evidence asked. Raises Refus."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction as db

from financement.models import CampagneDeControle, Commande, ControleAPosteriori, Ecriture
from financement.regles import campagnes as regles
from financement.transitions.controles_a_posteriori import prevenir
from segur.noyau.comptes.models import Acteur, Role
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.listes import periode
from segur.noyau.regles import Motif, Verdict
from segur.noyau.temps import en_clair
from segur.noyau.transitions import Demande, Refus

Population = dict[int, list[int]]


def population(dispositif: Dispositif, part: str, du: date, au: date, acteur: Acteur) -> Population:
    """By supplier, its orders whose part was settled by the bank in those days, both included, and stays so."""
    reglees = Ecriture.objects.visibles_par(acteur).filter(
        periode("le", du=du.isoformat(), au=au.isoformat()), nature=Ecriture.Nature.REGLEMENT, part=part
    )
    lues = Commande.objects.filter(
        dispositif=dispositif, pk__in=reglees.values("commande"), positions__part=part, positions__regle__gt=0
    )
    trouvees: Population = defaultdict(list)
    for fournisseur, pk in lues.order_by("pk").values_list("demande__fournisseur", "pk"):
        trouvees[fournisseur].append(pk)
    return dict(trouvees)


def retirer(campagne: CampagneDeControle) -> list[int]:
    """The draw, made again from what the campaign keeps."""
    gardee = {int(strate): cles for strate, cles in campagne.population.items()}
    return regles.tirer(graine=campagne.graine, population=gardee, taille=campagne.taille)


def lancer(donnees: Mapping[str, Any], demande: Demande) -> CampagneDeControle:
    """`donnees`: dispositif, part, du, au, graine, taille."""
    with db.atomic():
        dispositif, part = donnees["dispositif"], donnees["part"]
        Dispositif.objects.select_for_update(no_key=True).get(pk=dispositif.pk)  # twice at once: one after the other
        trouvee = population(dispositif, part, donnees["du"], donnees["au"], demande.acteur)
        motifs = _recevable(donnees, trouvee, demande)
        if not motifs.favorable:
            raise Refus(motifs)
        campagne = _creer(donnees, trouvee, demande)
        _demander(campagne, demande)
        _raconter(campagne, motifs, demande)
    return campagne


def _recevable(donnees: Mapping[str, Any], trouvee: Population, demande: Demande) -> Verdict:
    gestionnaire = Motif("role", demande.acteur.tient(Role.GESTIONNAIRE), "Un gestionnaire lance une campagne.")
    return Verdict((gestionnaire,)) + regles.campagne_recevable(
        effectif=sum(len(cles) for cles in trouvee.values()),
        taille=donnees["taille"],
        graine=donnees["graine"],
        du=donnees["du"],
        au=donnees["au"],
        deja=CampagneDeControle.objects.filter(**_perimetre(donnees)).exists(),
    )


def _perimetre(donnees: Mapping[str, Any]) -> dict[str, Any]:
    """What makes a draw the same: where, when, how many, and the seed."""
    gardees = {nom: donnees[nom] for nom in ("dispositif", "part", "du", "au", "taille")}
    return gardees | {"graine": donnees["graine"].strip()}


def _creer(donnees: Mapping[str, Any], trouvee: Population, demande: Demande) -> CampagneDeControle:
    graine, taille = donnees["graine"].strip(), donnees["taille"]
    effectif = sum(len(cles) for cles in trouvee.values())
    return CampagneDeControle.objects.create(
        **_perimetre(donnees),
        population=trouvee,
        empreinte=regles.empreinte_de_la_population(trouvee),
        methode=regles.phrase_de_methode(graine=graine, taille=taille, effectif=effectif, strates=len(trouvee)),
        lancee_le=demande.recu_le,
        lancee_par=demande.acteur.personne,
    )


def _demander(campagne: CampagneDeControle, demande: Demande) -> None:
    limite = regles.preuves_jusqu_au(le=demande.recu_le)
    tirees = retirer(campagne)
    ControleAPosteriori.objects.bulk_create(
        ControleAPosteriori(campagne=campagne, commande_id=pk, demande_le=demande.recu_le, preuves_jusqu_au=limite)
        for pk in tirees
    )
    corps = f"Un contrôle a posteriori porte sur cette commande. Envoyez vos justificatifs jusqu’au {en_clair(limite)}."
    for controle in campagne.controles.select_related(*ControleAPosteriori.lus_avec):
        prevenir(controle, demande, "justificatifs demandés", corps)


def _raconter(campagne: CampagneDeControle, motifs: Verdict, demande: Demande) -> None:
    inscrire(
        campagne,
        action="campagnedecontrole.lancer",
        recit=f"{campagne} lancée",
        acteur=demande.acteur,
        recu_le=demande.recu_le,
        vers="lancee",
        motifs=motifs.motifs,
        details={"graine": campagne.graine, "empreinte": campagne.empreinte, "methode": campagne.methode},
        cle=demande.cle,
    )
