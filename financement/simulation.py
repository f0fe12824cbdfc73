"""The simulator: the agents' engine, on lines that nobody else will see. Nothing is written in the agency's tables."""

import logging
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction as db
from django.utils import timezone

from candidatures.models import Candidature
from financement.formats import (
    AVANCE,
    ZONE,
    EnTete,
    Erreur,
    FichierIllisible,
    Format,
    Lecture,
    LigneLue,
    ecrire,
    en_entete,
    lire,
    lire_ligne,
    lire_lignes,
)
from financement.lignes_simulees import Jugee, en_ligne, juger_les_lignes
from financement.models import Enrolement, Fournisseur, LigneSimulee, Simulation
from financement.plafonds import SIMULATEUR
from financement.situation import modeles_ouverts, rattachements
from financement.transitions import simulation as transitions
from segur.noyau import horloge
from segur.noyau.comptes.models import SYSTEME, Acteur
from segur.noyau.documents.depot import deposer
from segur.noyau.regles import HorsPeriode
from segur.noyau.temps import instant_de_paris
from segur.noyau.transitions import Demande, Refus

Phase = Simulation.Phase
ARRET = "Le travailleur qui menait cette simulation s’est arrêté. Relancez-la."
CHAMPS_JUGES = (
    "reference", "cle", "nom", "recherche", "contenu", "erreurs", "jugement", "prediction", "regles",
)  # fmt: skip
logger = logging.getLogger(__name__)


class Abandon(Exception):
    """The simulation is no longer this worker's."""


def instant_du_rejeu(jour: date, heure: time | None = None) -> datetime:
    return instant_de_paris(jour, heure or SIMULATEUR.heure_du_rejeu)


def solutions(fournisseur: Fournisseur, jour: date) -> list[Candidature]:
    """The solutions that the supplier may simulate: those of the dispositifs where its early enrolment is accepted."""
    enrolements = Enrolement.objects.filter(fournisseur=fournisseur).select_related("dispositif")
    ouverts = {enrolement.dispositif for enrolement in enrolements if modeles_ouverts(enrolement).favorable}
    liens = rattachements(fournisseur.organisation)
    siennes = [c.pk for dispositif in liens if dispositif in ouverts for c in liens[dispositif].candidatures(jour)]
    return list(Candidature.objects.filter(pk__in=siennes).select_related("produit", "dispositif").order_by("pk"))


# ---- asking ------------------------------------------------------------------------------------------------------


def demander(
    fournisseur: Fournisseur,
    candidature: Candidature,
    *,
    fichier: File,
    au: datetime,
    acteur: Acteur,
    le: datetime,
    nature: str = AVANCE.nature,
) -> Simulation:
    """Keeps the file for the firm and hands it to a worker. Raises Refus when too many are running."""
    with db.atomic():
        _exiger_une_place(fournisseur)
        document = deposer(fichier, nom=fichier.name or "demande.json", zone=ZONE, acteur=acteur, le=le)
        propres = {"source": "fichier", "fichier": document, "nature": nature}
        simulation = _ouvrir(fournisseur, candidature, au, acteur, le, **propres)
        db.on_commit(lambda: transitions.confier(simulation.pk))
    return simulation


def demander_une_ligne(
    fournisseur: Fournisseur,
    candidature: Candidature,
    *,
    brut: dict[str, Any],
    au: datetime,
    acteur: Acteur,
    le: datetime,
    format: Format = AVANCE,
) -> Simulation:
    """One order or claim from the form, judged at once. Raises HorsPeriode when no text rules that day."""
    with db.atomic():
        _exiger_une_place(fournisseur)
        propres = {"source": "formulaire", "lue": True, "nombre": 1, "nature": format.nature}
        simulation = _ouvrir(fournisseur, candidature, au, acteur, le, **propres)
        (lot,) = juger_les_lignes(fournisseur, candidature, [lire_ligne(brut, format=format)], au, format)
        LigneSimulee.objects.bulk_create(en_ligne(jugee, simulation) for jugee in lot)
        prise = transitions.prendre(simulation, _demande(maintenant=timezone.now()))
        terminee: Simulation = transitions.terminer(prise, _demande(essai=prise.essai))
    return terminee


def _exiger_une_place(fournisseur: Fournisseur) -> None:
    Fournisseur.objects.select_for_update().get(pk=fournisseur.pk)
    verdict = transitions.place_libre(fournisseur.pk)
    if not verdict.favorable:
        raise Refus(verdict)


def _ouvrir(
    fournisseur: Fournisseur, candidature: Candidature, au: datetime, acteur: Acteur, le: datetime, **champs: Any
) -> Simulation:
    return Simulation.objects.create(
        fournisseur=fournisseur, candidature=candidature, au=au, demandee_le=le, demandee_par=acteur.personne, **champs
    )


# ---- doing -------------------------------------------------------------------------------------------------------


def executer(pk: int) -> bool:
    """Takes the simulation and leads it to its end. False when it is another's. Run twice, the second does nothing."""
    attendue = Simulation.objects.filter(pk=pk, statut=Simulation.Statut.EN_ATTENTE).first()
    if attendue is None:
        return False
    try:
        simulation = transitions.prendre(attendue, _demande(maintenant=timezone.now()))
        _mener(simulation)
    except (Refus, Abandon):
        logger.info("La simulation %s est à un autre travailleur, ou n’est plus.", pk)
        return False
    except Simulation.DoesNotExist:
        return False
    except FichierIllisible as refus:
        erreurs = [erreur.en_donnees() for erreur in refus.erreurs]
        return _echouer(simulation, str(refus), erreurs)
    except HorsPeriode as absence:
        return _echouer(simulation, str(absence))
    except Exception as erreur:
        _echouer(simulation, f"Erreur du portail ({type(erreur).__name__}). Relancez la simulation.")
        raise
    return True


def interrompre_les_muettes() -> int:
    """Simulations whose worker no longer speaks."""
    muettes = list(Simulation.objects.muettes())
    for simulation in muettes:
        _echouer(simulation, ARRET)
    return len(muettes)


def _echouer(simulation: Simulation, motif: str, erreurs: Sequence[Any] = ()) -> bool:
    try:
        transitions.echouer(simulation, _demande(essai=simulation.essai, motif=motif, erreurs=list(erreurs)))
    except (Refus, Simulation.DoesNotExist):
        logger.info("La simulation %s n’était plus en cours.", simulation.pk)
    return True


def _demande(**donnees: object) -> Demande:
    return Demande(SYSTEME, horloge.maintenant(), donnees)


def _mener(simulation: Simulation) -> None:
    lignes = _relues(simulation) if simulation.lue else _du_fichier(simulation)
    faites = 0
    qui = simulation.fournisseur, simulation.candidature
    for lot in juger_les_lignes(*qui, lignes, simulation.au, simulation.format):
        faites += len(lot)
        with db.atomic():  # the row of the simulation is held: a former worker writes nothing any more
            _dire(simulation, Phase.JUGEMENT, faites)
            _ecrire(simulation, lot)
    transitions.terminer(simulation, _demande(essai=simulation.essai))


def _dire(simulation: Simulation, phase: str, faites: int) -> None:
    if not simulation.avancer(phase=phase, lignes=faites):
        raise Abandon


def _ecrire(simulation: Simulation, lot: list[Jugee]) -> None:
    """Each row once, whether it comes or is judged again; when it was corrected is kept."""
    LigneSimulee.objects.bulk_create(
        (en_ligne(jugee, simulation) for jugee in lot),
        batch_size=500,
        update_conflicts=True,
        unique_fields=["simulation", "rang"],
        update_fields=CHAMPS_JUGES,
    )


def _poser(tenue: LigneSimulee, jugee: Jugee) -> None:
    nouvelle = en_ligne(jugee)
    for champ in CHAMPS_JUGES:
        setattr(tenue, champ, getattr(nouvelle, champ))


def _relues(simulation: Simulation) -> Iterator[LigneLue]:
    return lire_lignes(_contenus(simulation), simulation.format)


def _contenus(simulation: Simulation) -> Iterator[tuple[int, Any]]:
    """Rank and content of each row, lot by lot: the rows may be written meanwhile."""
    dernier = 0
    lignes = simulation.lignes.order_by("rang").values_list("rang", "contenu")
    while lot := list(lignes.filter(rang__gt=dernier)[: SIMULATEUR.lot_de_lignes]):
        yield from lot
        dernier = lot[-1][0]


def _du_fichier(simulation: Simulation) -> Lecture:
    """Raises FichierIllisible when no order can be read, or when the file is another's."""
    _dire(simulation, Phase.LECTURE, 0)
    if simulation.fichier is None:
        raise FichierIllisible("Aucun fichier n’est joint à cette simulation.")
    with default_storage.open(simulation.fichier.fichier.chemin) as flux:
        lecture = lire(flux, format=simulation.format)
    verifier_l_entete(lecture.entete, simulation.fournisseur, simulation.candidature)
    if not len(lecture):
        raise FichierIllisible(f"Le fichier ne contient aucune {simulation.format.une}.")
    simulation.nombre = len(lecture)
    return lecture


def verifier_l_entete(entete: EnTete, fournisseur: Fournisseur, candidature: Candidature) -> None:
    """The head of the file says the same as who brings it. Raises FichierIllisible otherwise."""
    attendus = {
        "siren": (entete.siren, fournisseur.organisation.siren, "le SIREN de votre entreprise"),
        "dispositif": (entete.dispositif, candidature.dispositif.code, "le dispositif de la solution choisie"),
        "nru": (entete.nru or candidature.nru, candidature.nru, "le NRU de la solution choisie"),
    }
    erreurs = tuple(
        Erreur(champ, f"« {lu} »", f"{quoi} : {attendu or 'null'}", "Corrigez l’en-tête, ou choisissez la solution.")
        for champ, (lu, attendu, quoi) in attendus.items()
        if lu != attendu
    )
    if erreurs:
        raise FichierIllisible("L’en-tête du fichier ne correspond pas à cette demande.", erreurs)


# ---- correcting --------------------------------------------------------------------------------------------------


def corriger(ligne: LigneSimulee, brut: dict[str, Any], le: datetime) -> LigneSimulee:
    """One row, judged again where it stands. Raises Refus while a worker has the simulation."""
    with db.atomic():
        simulation = Simulation.objects.select_for_update(of=("self",)).get(pk=ligne.simulation_id)
        if simulation.en_chemin:
            raise Refus(transitions.au_repos())
        lue = _sans_double(simulation, lire_ligne(brut, ligne.rang, simulation.format))
        qui = simulation.fournisseur, simulation.candidature
        (lot,) = juger_les_lignes(*qui, [lue], simulation.au, simulation.format)
        _poser(ligne, lot[0])
        ligne.corrigee_le = le
        ligne.save()
        simulation.compter()
        simulation.save(update_fields=["nombre", "acceptees", "a_verifier", "rejetees"])
    return ligne


def _sans_double(simulation: Simulation, lue: LigneLue) -> LigneLue:
    """As the whole run would see it: among the rows before it that can be read."""
    if lue.objet is None:
        return lue
    semblables = simulation.lignes.filter(rang__lt=lue.rang, erreurs=[])
    memes = semblables.filter(reference=lue.objet.reference) | semblables.filter(cle=lue.objet.cle)
    avant = memes.order_by("rang").values_list("rang", "contenu")
    return list(lire_lignes([*avant, (lue.rang, lue.brut)], simulation.format))[-1]


def supprimer(simulation: Simulation) -> None:
    """The rows and the file's name go; its bytes too, once nothing else names them."""
    with db.atomic():
        document = simulation.fichier
        simulation.delete()
        if document:
            document.delete()


def supprimer_les_echues(le: datetime) -> int:
    echues = list(Simulation.objects.echues(le)[:100])
    for simulation in echues:
        supprimer(simulation)
    return len(echues)


def fichier_corrige(simulation: Simulation) -> bytes:
    """The whole file, as it stands after the corrections; what was too long to be kept is left out."""
    candidature, organisation = simulation.candidature, simulation.fournisseur.organisation
    code, format = candidature.dispositif.code, simulation.format
    entete = en_entete(dispositif=code, siren=organisation.siren, nru=candidature.nru, format=format)
    return ecrire(entete, (contenu for _, contenu in _contenus(simulation) if isinstance(contenu, dict)))
