"""Reading the file of a request: good rows become incomplete lines, bad ones are set aside and named."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.core.files.storage import default_storage
from django.utils import timezone

from financement.formats import FORMATS, EnTete, Erreur, FichierIllisible, LigneLue, lire
from financement.models import DemandeDeFinancement
from financement.natures import nature_de
from financement.plafonds import DEPOT, par_lots
from financement.transitions.depot import achever_la_lecture, refuser_le_fichier
from segur.noyau import horloge
from segur.noyau.comptes.models import SYSTEME
from segur.noyau.transitions import Demande, Refus, Transition


@dataclass
class Carnet:
    """What was read so far."""

    lues: int = 0
    ecartees: int = 0
    anomalies: list[dict[str, Any]] = field(default_factory=list)

    def noter(self, lignes: Iterable[LigneLue]) -> None:
        for ligne in lignes:
            self.lues += 1
            if ligne.objet is None:
                self.ecartees += 1
                self._garder(ligne)

    def _garder(self, ligne: LigneLue) -> None:
        if len(self.anomalies) < DEPOT.anomalies_gardees:
            reference = ligne.brut.get("reference") if isinstance(ligne.brut, dict) else None
            erreurs = [erreur.en_donnees() for erreur in ligne.erreurs]
            self.anomalies.append({"rang": ligne.rang, "reference": _court(reference), "erreurs": erreurs})


def _court(valeur: Any) -> str:
    return "".join(c for c in str(valeur or "")[:50] if c.isprintable())


def lire_la_demande(objet: DemandeDeFinancement) -> None:
    """Twice at once or after a worker died, it gives the same lines: the rank in the file says which is which."""
    carnet = Carnet()
    try:
        _verser(objet, carnet)
        if carnet.lues == carnet.ecartees:
            raise FichierIllisible(f"Aucune {nature_de(objet).un} du fichier n’est recevable.")
        _conclure(achever_la_lecture, objet, carnet=carnet)
    except FichierIllisible as raison:
        _refuser(objet, str(raison), raison.erreurs, carnet)


def _verser(objet: DemandeDeFinancement, carnet: Carnet) -> None:
    if objet.fichier is None:
        raise FichierIllisible("Le fichier de la demande est absent.")
    nature = nature_de(objet)
    with default_storage.open(objet.fichier.fichier.chemin) as flux:
        lecture = lire(flux, format=FORMATS[objet.nature])
    _exiger_le_bon_entete(objet, lecture.entete)
    for lot in par_lots(lecture):
        carnet.noter(nature.inserer(objet, lot))
        donner_signe(objet, lues=carnet.lues, ecartees=carnet.ecartees)


def donner_signe(objet: DemandeDeFinancement, **avancement: int) -> None:
    """A sign of life: the page shows how far the worker is, and the sweep leaves it alone."""
    DemandeDeFinancement.objects.filter(pk=objet.pk).update(signe_de_vie_le=timezone.now(), **avancement)


def _exiger_le_bon_entete(objet: DemandeDeFinancement, entete: EnTete) -> None:
    """The file says for whom and for which solution it is: another one was chosen by mistake."""
    attendus = {
        "dispositif": (entete.dispositif, objet.dispositif.code),
        "siren": (entete.siren, objet.fournisseur.organisation.siren),
        "nru": (entete.nru or objet.candidature.nru, objet.candidature.nru),
    }
    erreurs = tuple(
        Erreur(champ, str(ecrit), str(attendu or "aucun"), "Corrigez l’en-tête, ou choisissez la bonne solution.")
        for champ, (ecrit, attendu) in attendus.items()
        if ecrit != attendu
    )
    if erreurs:
        noms = ", ".join(erreur.chemin for erreur in erreurs)
        raise FichierIllisible(f"L’en-tête du fichier ne correspond pas à la solution choisie : {noms}.", erreurs)


def _refuser(objet: DemandeDeFinancement, issue: str, erreurs: Iterable[Erreur], carnet: Carnet) -> None:
    tetes = [erreur.en_donnees() for erreur in erreurs]
    anomalies = [{"rang": 0, "reference": "", "erreurs": tetes}] if tetes else []
    donnees = {"issue": issue, "anomalies": anomalies + carnet.anomalies, "lues": carnet.lues}
    _conclure(refuser_le_fichier, objet, **donnees)


def _conclure(transition: Transition, objet: DemandeDeFinancement, **donnees: Any) -> None:
    """Whoever comes second finds it done."""
    with suppress(Refus):
        transition(objet, Demande(SYSTEME, horloge.maintenant(), donnees))
