"""The public registry of solutions (PUB-01, PUB-06): searched, and one permanent page per NRU."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from candidatures import registre
from candidatures.models.candidature import CandidatureQuerySet
from candidatures.nru import canonique, est_un_nru
from segur.noyau.dispositifs.models import Profil
from segur.noyau.listes import PAR_PAGE, Colonne, Tri, paginer
from segur.noyau.requete import Requete

SECONDES_EN_CACHE = 60
FILTRES = ("q", "etat", "dispositif", "profil", "editeur")
SOLUTION = Colonne("produit", "Solution", ("produit__recherche_publique",))
EDITEUR = Colonne("editeur", "Éditeur", ("produit__editeur__nom", "produit__recherche_publique"))
DISPOSITIF = Colonne("dispositif", "Dispositif", ("dispositif__libelle", "produit__recherche_publique"))
COLONNES = (
    SOLUTION,
    Colonne("version", "Version", ("administrative__version_technique", "produit__recherche_publique")),
    EDITEUR,
    DISPOSITIF,
    Colonne("profils", "Profils"),
    Colonne("nru", "NRU", ("nru",)),
    Colonne("etat", "État", ("statut", "produit__recherche_publique")),
    Colonne("date", "Date de référencement", ("referencee_le",)),
    Colonne("comparer", "Comparer"),
)
A_COMPARER = (2, 3)
COLONNES_EN_COURS = (
    SOLUTION,
    EDITEUR,
    DISPOSITIF,
    Colonne("date", "Premier dépôt de preuves prévu le", ("administrative__premier_depot_prevu_le",)),
)


def en_cache(vue: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A minute in any cache for an anonymous visitor. The page of who is signed in names them: kept by nobody."""

    @wraps(vue)
    def repondre(request: Requete, *args: Any, **kwargs: Any) -> HttpResponseBase:
        reponse = vue(request, *args, **kwargs)
        if request.user.is_authenticated:
            patch_cache_control(reponse, private=True, no_store=True)
        elif reponse.status_code == 200:
            patch_cache_control(reponse, public=True, max_age=SECONDES_EN_CACHE)
        return reponse

    return repondre


@login_not_required
@require_safe
@en_cache
def liste(request: Requete) -> HttpResponseBase:
    """Searched, filtered, sorted, paginated. `nru`: a number to check, which leads to its page."""
    if numero := canonique(request.GET.get("nru", "")):
        return redirect("portail:registre_solution", numero)
    choix = lire_les_filtres(request)
    base = registre.de_l_etat(choix["etat"])
    est_en_cours = choix["etat"] == registre.EN_COURS
    tri = Tri(COLONNES_EN_COURS if est_en_cours else COLONNES, request.GET.get("tri", ""), defaut="produit")
    page = paginer(tri.trier(retenir(base, choix)), request.GET)
    contexte = {
        "page": page,
        "solutions": [registre.decrire(candidature) for candidature in page],
        "tri": tri,
        "tailles": PAR_PAGE,
        "choix": choix,
        "est_en_cours": est_en_cours,
        "etats": registre.ETATS | {registre.EN_COURS: registre.LIBELLE_EN_COURS},
        "dispositifs": _profils_par_dispositif(),
    }
    return render(request, "portail/registre.html", contexte)


def _profils_par_dispositif() -> dict[tuple[str, str], list[tuple[str, str]]]:
    """(code, name) of each dispositif, with the key and the name of its profiles: each has at least a general one."""
    dispositifs: dict[tuple[str, str], list[tuple[str, str]]] = {}
    profils = Profil.objects.order_by("dispositif__libelle", "ordre", "code")
    for code, nom, pk, libelle in profils.values_list("dispositif__code", "dispositif__libelle", "pk", "libelle"):
        dispositifs.setdefault((code, nom), []).append((str(pk), libelle))
    return dispositifs


@login_not_required
@require_safe
@en_cache
def editeurs(request: Requete) -> HttpResponse:
    """The suggestions under the field « Éditeur », while it is typed in."""
    choix = lire_les_filtres(request)
    noms = registre.proposer_des_editeurs(registre.de_l_etat(choix["etat"]), choix["editeur"])
    return render(request, "portail/registre_editeurs.html", {"noms": noms})


def lire_les_filtres(request: Requete) -> dict[str, str]:
    return {nom: request.GET.get(nom, "").strip() for nom in FILTRES}


def retenir(solutions: CandidatureQuerySet, choix: dict[str, str]) -> CandidatureQuerySet:
    filtres = {nom: choix[nom] for nom in ("dispositif", "profil", "editeur")}
    return registre.filtrer(registre.chercher(solutions, choix["q"]), **filtres)


@login_not_required
@require_safe
@en_cache
def solution(request: Requete, numero_unique: str) -> HttpResponse:
    """The permanent page of a NRU. A number that nobody bears says what may be wrong with it."""
    numero = canonique(numero_unique)
    candidature = registre.publiables().filter(nru=numero).first()
    if candidature is None:
        contexte = {"numero": numero, "est_possible": est_un_nru(numero)}
        return render(request, "portail/registre_inconnu.html", contexte, status=404)
    if numero != numero_unique:
        return redirect("portail:registre_solution", numero)
    contexte = {"solution": registre.decrire(candidature), "historique": registre.historique(candidature)}
    return render(request, "portail/registre_solution.html", contexte)


@login_not_required
@require_safe
@en_cache
def comparer(request: Requete) -> HttpResponse:
    """Two or three solutions side by side, in the order of their names. What cannot be compared is said."""
    numeros = list(dict.fromkeys(filter(None, map(canonique, request.GET.getlist("nru")))))
    mini, maxi = A_COMPARER
    if not mini <= len(numeros) <= maxi:
        return _sans_comparaison(
            request, f"Choisissez {mini} ou {maxi} solutions : vous en avez choisi {len(numeros)}."
        )
    candidatures = registre.publiables().filter(nru__in=numeros).order_by("produit__recherche_publique", "pk")
    solutions = [registre.decrire(candidature) for candidature in candidatures]
    if inconnus := sorted(set(numeros) - {trouvee.nru for trouvee in solutions}):
        return _sans_comparaison(request, f"Aucune solution ne porte le numéro {' ni le numéro '.join(inconnus)}.")
    contexte = {"solutions": solutions, "criteres": registre.comparer(solutions)}
    return render(request, "portail/registre_comparer.html", contexte)


def _sans_comparaison(request: Requete, erreur: str) -> HttpResponse:
    return render(request, "portail/registre_comparer.html", {"erreur": erreur}, status=422)
