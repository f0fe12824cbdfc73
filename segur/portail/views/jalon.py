"""The interim milestone: which solutions meet it, which miss it, as they stood at its instant (CAL-06)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from candidatures.models import Candidature
from preuves.planification.faits import Avancement, avancements, jalon_de, motifs_du_jalon
from preuves.planification.regles import instant_du_bilan
from segur.noyau.comptes.models import ANS, Role
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.dispositifs.preuves import Jalon
from segur.noyau.exports import csv_en_flux
from segur.noyau.listes import paginer
from segur.noyau.recherche import normaliser
from segur.noyau.referentiel.models import Perimetre
from segur.noyau.regles import Motif, Version
from segur.noyau.requete import Requete
from segur.noyau.temps import en_clair

TENU, MANQUE = "tenu", "manque"
ETATS = {TENU: "Jalon tenu", MANQUE: "Jalon manqué"}
ENTETES = (
    "Candidature",
    "Produit",
    "Éditeur",
    "État",
    "Vague 2, déposées",
    "Vague 2, attendues",
    "Vague 1, déposées",
    "Vague 1, attendues",
    "Dépôt ouvert",
    "Constaté le",
)


@dataclass(frozen=True)
class Ligne:
    """One solution. Its figures are those of the instant of the list."""

    candidature: Candidature
    avancement: Avancement
    motifs: list[Motif]

    @property
    def etat(self) -> str:
        return TENU if all(motif.satisfait for motif in self.motifs) else MANQUE

    @property
    def libelle(self) -> str:
        return ETATS[self.etat]

    @property
    def vague_1(self) -> str:
        return self._compte(Perimetre.VAGUE_1)

    @property
    def vague_2(self) -> str:
        return self._compte(Perimetre.VAGUE_2)

    def _compte(self, perimetre: str) -> str:
        """Deposited and expected; empty when none is expected."""
        attendues = self.avancement.attendues.get(perimetre, 0)
        return f"{self.avancement.deposees.get(perimetre, 0)}/{attendues}" if attendues else ""


@require_safe
def jalon(request: Requete) -> HttpResponseBase:
    """Filtered, paginated, exported; as many queries for fifty solutions as for one."""
    if not request.acteur.tient(*ANS, Role.ADMINISTRATEUR):
        raise PermissionDenied
    offerts = _jalons(request.recu_le)
    if not offerts:
        return render(request, "portail/jalon.html", {})
    dispositif, version = offerts.get(request.GET.get("dispositif", "")) or next(iter(offerts.values()))
    instant, _ = instant_du_bilan(le=request.recu_le, limite=version.valeur.limite)
    lignes = _lignes(request, dispositif, version, instant)
    retenues = _filtrer(lignes, request.GET.get("etat", ""), request.GET.get("q", ""))
    if request.GET.get("format") == "csv":
        return csv_en_flux("jalon", ENTETES, (_rangee(ligne, instant) for ligne in retenues))
    contexte = {
        "page": paginer(retenues, request.GET),
        "dispositifs": [autre for autre, _ in offerts.values()],
        "dispositif": dispositif,
        "version": version,
        "instant": instant,
        "passe": instant == version.valeur.limite,
        "etats": [(code, libelle, sum(ligne.etat == code for ligne in lignes)) for code, libelle in ETATS.items()],
        "etat": request.GET.get("etat", ""),
        "recherche": request.GET.get("q", ""),
    }
    return render(request, "portail/jalon.html", contexte)


def _jalons(le: datetime) -> dict[str, tuple[Dispositif, Version[Jalon]]]:
    """By code, the dispositifs for which a text in force sets a milestone."""
    tous = (
        (dispositif, jalon_de(dispositif, le)) for dispositif in Dispositif.objects.avec_seuils().order_by("libelle")
    )
    return {dispositif.code: (dispositif, version) for dispositif, version in tous if version}


def _lignes(request: Requete, dispositif: Dispositif, version: Version[Jalon], instant: datetime) -> list[Ligne]:
    """The candidatures filed by that instant, in the order of their vendors."""
    visibles = Candidature.objects.visibles_par(request.acteur).filter(dispositif=dispositif)
    deja = visibles.filter(administrative__premiere_soumission_le__lte=instant)
    candidatures = list(deja.select_related("produit__editeur").order_by("produit__editeur__nom", "produit__nom", "pk"))
    faits = avancements([candidature.pk for candidature in candidatures], instant)
    resultat = []
    for candidature in candidatures:
        avancement = faits.get(candidature.pk, Avancement())
        resultat.append(Ligne(candidature, avancement, motifs_du_jalon(version, avancement)))
    return resultat


def _filtrer(lignes: Iterable[Ligne], etat: str, recherche: str) -> list[Ligne]:
    mots = normaliser(recherche).split()
    return [
        ligne
        for ligne in lignes
        if (etat not in ETATS or ligne.etat == etat) and all(mot in _texte(ligne.candidature) for mot in mots)
    ]


def _texte(candidature: Candidature) -> str:
    return normaliser(f"{candidature.numero} {candidature.produit} {candidature.produit.editeur}")


def _rangee(ligne: Ligne, instant: datetime) -> tuple[object, ...]:
    candidature = ligne.candidature
    ouvert = "oui" if ligne.avancement.ouvert else "non"
    identite = (candidature.numero, candidature.produit, candidature.produit.editeur)
    comptes = [
        compte.get(perimetre, 0)
        for perimetre in (Perimetre.VAGUE_2, Perimetre.VAGUE_1)
        for compte in (ligne.avancement.deposees, ligne.avancement.attendues)
    ]
    return (*identite, ligne.libelle, *comptes, ouvert, en_clair(instant))
