"""The desk of the ANS for the pilots: what waits, since when, for whom."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from candidatures.instruction import A_MOI, A_PERSONNE, instructeurs
from candidatures.views.instruction import confier_chacun, offrir, reserver, retour
from financement.file_des_pilotes import ETATS, AttentePilote, attentes
from financement.models import DossierPilote
from financement.transitions import revue_des_pilotes as gestes
from financement.views.pilotes import cle_lue
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.exports import csv_en_flux
from segur.noyau.listes import PAR_PAGE, Colonne, Tri, paginer
from segur.noyau.requete import Requete
from segur.noyau.temps import PARIS

GESTES = {"prendre": gestes.prendre_en_charge, "attribuer": gestes.attribuer, "rendre": gestes.rendre}
COLONNES = (
    Colonne("choix", "Choisir"),
    Colonne("solution", "Solution", ("candidature__produit__nom",)),
    Colonne("fournisseur", "Fournisseur", ("fournisseur__organisation__nom",)),
    Colonne("dispositif", "Dispositif", ("candidature__dispositif__libelle",)),
    Colonne("age", "Transmis depuis", ("transmis_le",)),
    Colonne("a", "En charge", ("instructeur__nom", "instructeur__prenom")),
)
ENTETES = ("Solution", "NRU", "Fournisseur", "SIREN", "Dispositif", "État", "Transmis le", "Âge (jours)", "En charge")


@require_safe
def file(request: Requete) -> HttpResponseBase:
    """Searched, filtered, sorted, paginated, exported; the dossiers ticked are shared out."""
    reserver(request)
    collegues = list(instructeurs(request.recu_le))
    filtres = offrir(request, *_offerts(request, collegues))
    choix = {filtre["nom"]: filtre["choisi"] for filtre in filtres} | {"q": request.GET.get("q", "").strip()}
    tri = Tri(COLONNES, request.GET.get("tri", ""), defaut="age")
    lignes = tri.trier(attentes(request.acteur, request.recu_le, choix))
    if request.GET.get("format") == "csv":
        return csv_en_flux("pilotes", ENTETES, (_ligne(AttentePilote(d, request.recu_le)) for d in lignes))
    page = paginer(lignes, request.GET, reversed(PAR_PAGE))
    contexte = {
        "page": page,
        "attentes": [AttentePilote(dossier, request.recu_le) for dossier in page],
        "tri": tri,
        "filtres": filtres,
        "choix": choix,
        "collegues": collegues,
        "peut_attribuer": gestes.attribuer.autorise(request.acteur),
    }
    return render(request, "financement/file_des_pilotes.html", contexte)


def _offerts(request: Requete, collegues: list[Any]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    personnes = [(str(p.pk), str(p)) for p in collegues if p != request.user]
    return [
        ("etat", "État", ETATS),
        ("dispositif", "Dispositif", list(Dispositif.objects.order_by("libelle").values_list("code", "libelle"))),
        ("a", "En charge", [(A_MOI, "À moi"), (A_PERSONNE, "À personne"), *personnes]),
    ]


def _ligne(attente: AttentePilote) -> tuple[object, ...]:
    dossier = attente.dossier
    organisation, candidature = dossier.fournisseur.organisation, dossier.candidature
    transmis = f"{dossier.transmis_le.astimezone(PARIS):%d/%m/%Y %H:%M}" if dossier.transmis_le else ""
    qui = str(dossier.instructeur or "")
    nom, dispositif, etat = candidature.produit.nom, candidature.dispositif, dossier.get_statut_display()
    return (nom, candidature.nru, organisation.nom, organisation.siren, dispositif, etat, transmis, attente.age, qui)


@require_POST
def confier(request: Requete) -> HttpResponse:
    """Takes, gives or gives back each dossier ticked."""
    reserver(request)
    transition = GESTES.get(request.POST.get("geste", ""))
    cles = [cle_lue(texte) for texte in request.POST.getlist("dossier")[: max(PAR_PAGE)]]
    visibles = DossierPilote.objects.visibles_par(request.acteur).filter(pk__in=cles)
    dossiers = visibles.select_related(*DossierPilote.lus_avec)
    if transition is None or not dossiers:
        messages.error(request, "Cochez au moins un dossier, puis dites à qui il revient.")
    else:
        confier_chacun(request, transition, dossiers, str)
    return redirect(retour(request, reverse("financement:file_pilotes")))
