"""What happens to a simulation. Discrete, all of it: no line in any journal, nothing for the agency to see."""

from functools import partial

from celery import current_app
from django.db import transaction as db
from kombu.exceptions import OperationalError

from financement.models import Simulation
from financement.plafonds import SIMULATEUR
from segur.noyau.comptes.models import EDITEUR, Role
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import Demande, transition

TACHE = "financement.tasks.simuler"
Statut = Simulation.Statut


def confier(pk: int) -> None:
    """To a worker; when the broker is away, the sweep will find it."""
    try:
        current_app.send_task(TACHE, args=[pk])
    except (OperationalError, OSError):
        return


def place_libre(pk_du_fournisseur: int) -> Verdict:
    """One firm does not keep the workers from the others."""
    actives = Simulation.objects.actives().filter(fournisseur=pk_du_fournisseur).count()
    explication = f"{actives} simulations sont en cours : {SIMULATEUR.en_cours_au_plus} au plus par entreprise."
    return Verdict((Motif("place", actives < SIMULATEUR.en_cours_au_plus, explication),))


def au_repos() -> Verdict:
    """The reason given to who corrects a row that a worker is judging."""
    return Verdict((Motif("au_repos", False, "La simulation est en cours : attendez sa fin pour corriger."),))


def _cet_essai(simulation: Simulation, demande: Demande) -> Verdict:
    """A worker believed dead, whose simulation was given to another one, decides nothing any more."""
    sien = demande.donnees.get("essai") == simulation.essai
    return Verdict((Motif("essai", sien, "Cette simulation a été confiée à un autre travailleur."),))


@transition(
    Simulation,
    de=Statut.EN_ATTENTE,
    vers=Statut.EN_COURS,
    roles=(Role.SYSTEME,),
    libelle="Commencer la simulation",
    recit="Simulation commencée : {objet}",
    a_sa_page=False,
    discrete=True,
)
def prendre(simulation: Simulation, demande: Demande) -> None:
    """For one worker only: whoever comes second is refused. What a former one left half-read is dropped."""
    simulation.essai += 1
    simulation.signe_de_vie_le = demande.donnees["maintenant"]
    simulation.pour_cent, simulation.lignes_faites, simulation.phase = 0, 0, ""
    if not simulation.lue:
        simulation.lignes.all().delete()


@transition(
    Simulation,
    de=Statut.EN_COURS,
    vers=Statut.TERMINEE,
    roles=(Role.SYSTEME,),
    controle=_cet_essai,
    libelle="Terminer la simulation",
    recit="Simulation terminée : {objet}",
    a_sa_page=False,
    discrete=True,
)
def terminer(simulation: Simulation, demande: Demande) -> None:
    simulation.lue, simulation.pour_cent, simulation.issue, simulation.erreurs = True, 100, "", []
    simulation.terminee_le, simulation.signe_de_vie_le = demande.recu_le, None
    simulation.compter()


@transition(
    Simulation,
    de=Statut.EN_COURS,
    vers=Statut.ECHOUEE,
    roles=(Role.SYSTEME,),
    controle=_cet_essai,
    libelle="Constater l’échec",
    recit="Simulation échouée : {objet}",
    a_sa_page=False,
    discrete=True,
)
def echouer(simulation: Simulation, demande: Demande) -> None:
    """Why, in French; and where, when it is the head of the file."""
    simulation.issue = demande.donnees["motif"][:500]
    simulation.erreurs = demande.donnees.get("erreurs", [])
    simulation.terminee_le, simulation.signe_de_vie_le = demande.recu_le, None


def _une_place(simulation: Simulation, demande: Demande) -> Verdict:
    return place_libre(simulation.fournisseur_id)


@transition(
    Simulation,
    de=(Statut.TERMINEE, Statut.ECHOUEE),
    vers=Statut.EN_ATTENTE,
    roles=EDITEUR,
    garde=_une_place,
    libelle="Relancer la simulation",
    recit="Simulation relancée : {objet}",
    a_sa_page=False,
    discrete=True,
)
def relancer(simulation: Simulation, demande: Demande) -> None:
    """On the rows as they were corrected; from the file when it was never read whole. `au`: another instant."""
    simulation.terminee_le, simulation.issue, simulation.erreurs = None, "", []
    simulation.au = demande.donnees.get("au") or simulation.au
    db.on_commit(partial(confier, simulation.pk))
