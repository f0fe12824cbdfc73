"""One candidature as a whole: its dashboard, its history."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from candidatures.catalogue import verdict_saisie
from candidatures.echeances import derogations_en_vigueur
from candidatures.models import Candidature
from candidatures.transitions.delais import DECIDENT, en_mots
from candidatures.views.etapes import TYPE_XLSX
from candidatures.views.etapes import dossier as trouver
from preuves.models import Chapitre
from segur.noyau.exports import csv_en_flux
from segur.noyau.journal.verification import controler
from segur.noyau.requete import Requete
from segur.portail.etapes import etapes
from segur.portail.historique import (
    ENTETES,
    OBJETS,
    QUI,
    actions_de,
    chercher,
    choisir,
    classeur,
    entrees_visibles,
    lignes,
    rangees,
)

PAR_PAGE = 50
CHOIX = ("q", "du", "au", "qui", "action", "objet")


@require_safe
def tableau_de_bord(request: Requete, numero: str) -> HttpResponse:
    """CP-30, CP-31: the four steps, the chapters, the last actions."""
    candidature = trouver(request, numero)
    contexte = {
        "candidature": candidature,
        "etapes": etapes(candidature),
        "derogations": [(d, en_mots(d)) for d in derogations_en_vigueur(candidature, au=request.recu_le)],
        "peut_proposer_un_delai": request.acteur.tient(*DECIDENT),
        "entrees": entrees_visibles(candidature, request.acteur)[:5],
        "peut_saisir": candidature.statut != Candidature.Statut.REFUSEE
        and verdict_saisie(candidature.produit, request.acteur).favorable,
    }
    return render(request, "portail/dossier.html", contexte)


@require_safe
def historique(request: Requete, numero: str) -> HttpResponseBase:
    """MSG-04: the history of actions, filtered, searched, exported; its chain is verified each time it is shown."""
    candidature = get_object_or_404(Candidature.objects.visibles_par(request.acteur).pour_liste(), numero=numero)
    chapitres = list(Chapitre.objects.filter(candidature=candidature).select_related("chapitre_rem"))
    visibles = entrees_visibles(candidature, request.acteur)
    choix = {nom: request.GET.get(nom, "").strip() for nom in CHOIX}
    entrees: Any = choisir(visibles, choix)
    if choix["q"]:
        entrees = chercher(entrees, choix["q"])
    if (forme := request.GET.get("format", "")) in ("csv", "xlsx"):
        return _exporter(candidature, rangees(entrees, chapitres), forme)
    page = Paginator(entrees, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "candidature": candidature,
        "page": page,
        "lignes": lignes(page, chapitres),
        "choix": choix,
        "filtres": _filtres(chapitres, visibles, choix),
        "controle": controler(candidature.cle_dossier),
    }
    return render(request, "portail/historique.html", contexte)


def _filtres(chapitres: list[Chapitre], visibles: Any, choix: dict[str, str]) -> list[tuple[str, str, Any]]:
    objets = [(code, libelle) for code, (libelle, _) in OBJETS.items()]
    objets += [(f"chapitre:{chapitre.pk}", f"Chapitre « {chapitre} »") for chapitre in chapitres]
    if choix["objet"] not in dict(objets) and choix["objet"].startswith("preuve:"):
        objets.append((choix["objet"], "Cette preuve"))
    return [
        ("qui", "Par qui", list(QUI.items())),
        ("action", "Genre d’action", actions_de(visibles)),
        ("objet", "Objet", objets),
    ]


def _exporter(candidature: Candidature, lues: Any, forme: str) -> HttpResponseBase:
    nom = f"historique-{candidature.numero}"
    if forme == "csv":
        return csv_en_flux(nom, ENTETES, lues)
    entetes = {"Content-Disposition": f'attachment; filename="{nom}.xlsx"'}
    return HttpResponse(classeur(lues), content_type=TYPE_XLSX, headers=entetes)
