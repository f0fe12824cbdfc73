"""« Vérifier un document »: by its code, by a NRU or by the file. Public, and nothing is kept of what is asked."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from candidatures.models import DocumentOfficiel
from candidatures.nru import canonique
from candidatures.verification import (
    OCTETS_AU_PLUS,
    constater,
    est_mal_recopie,
    par_code,
    par_nru,
    remplacant,
    situation,
)
from segur.noyau.documents.mesures import en_octets
from segur.noyau.requete import Requete


@login_not_required
@require_http_methods(["GET", "POST"])
def verifier(request: Requete) -> HttpResponse:
    """One page for the three ways. The GET looks a code or a NRU up; the POST reads a file."""
    contexte: dict[str, object] = {"q": request.GET.get("q", ""), "plafond": en_octets(OCTETS_AU_PLUS)}
    if request.method == "POST":
        fichier = request.FILES.get("fichier")
        if fichier is None or not fichier.size:
            return _page(request, contexte | {"erreur": "Choisissez le fichier PDF à vérifier."}, 422)
        if fichier.size > OCTETS_AU_PLUS:
            trop = f"« {fichier.name} » dépasse {en_octets(OCTETS_AU_PLUS)} : aucun document du portail n’est si gros."
            return _page(request, contexte | {"erreur": trop}, 422)
        constat = constater(fichier)
        contexte |= {"constat": constat, "fichier": fichier.name, **_faits(constat.officiel)}
    elif saisie := canonique(request.GET.get("q", "")):
        officiel = par_code(saisie)
        if officiel is not None:
            return redirect("portail:verifier_code", code=officiel.code)
        if documents := par_nru(saisie):
            contexte |= {"documents": documents, **_faits(documents[0])}
        else:
            contexte |= {"inconnu": saisie, "mal_recopie": est_mal_recopie(saisie)}
    return _page(request, contexte)


@login_not_required
@require_safe
def verifier_code(request: Requete, code: str) -> HttpResponse:
    """The page that a document's QR code leads to."""
    officiel = par_code(code)
    if officiel is None:
        return _page(
            request, {"q": code, "inconnu": canonique(code), "mal_recopie": est_mal_recopie(code), **_plafond()}, 404
        )
    return _page(request, {"q": officiel.code, **_plafond(), **_faits(officiel)})


@login_not_required
@require_safe
def verifier_json(request: Requete, code: str) -> JsonResponse:
    """The same for a machine: what the document says, its SHA-256, what is true today."""
    officiel = par_code(code)
    if officiel is None or officiel.document is None:
        raise Http404
    suivant, aujourd_hui = remplacant(officiel), situation(officiel.candidature)
    return JsonResponse(
        {
            "document": officiel.jumeau,
            "sha256": officiel.document.fichier.empreinte,
            "delivre_le": officiel.document.depose_le,
            "remplace_par": suivant and suivant.code,
            "situation": {
                "libelle": aujourd_hui.libelle,
                "depuis": aujourd_hui.depuis,
                "en_vigueur": aujourd_hui.en_vigueur,
            },
        }
    )


def _plafond() -> dict[str, object]:
    return {"plafond": en_octets(OCTETS_AU_PLUS)}


def _faits(officiel: DocumentOfficiel | None) -> dict[str, object]:
    if officiel is None:
        return {}
    return {
        "officiel": officiel,
        "candidature": officiel.candidature,
        "situation": situation(officiel.candidature),
        "remplacant": remplacant(officiel),
        "adresse_json": reverse("portail:verifier_json", args=[officiel.code]),
    }


def _page(request: Requete, contexte: dict[str, object], statut: int = 200) -> HttpResponse:
    return render(request, "portail/verifier.html", contexte, status=statut)
