"""The desk of orders: what waits, since when, for whom; the filters of each person; the advances ready to be paid."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from financement.bureau import (
    A_MOI,
    A_PERSONNE,
    ETATS,
    NON,
    OUI,
    PREDICTIONS,
    Ligne,
    avances_pretes,
    file_des_commandes,
    prendre_les_plus_anciennes,
    suivante,
    totaux_par_fournisseur,
)
from financement.lots import GESTES
from financement.models import Commande, FiltreDeFile, Fournisseur
from financement.paiements import situations_de_paiement
from financement.regles.bureau import delai, limites
from financement.transitions.charge import prendre_en_charge
from segur.noyau.comptes.models import ASP, Acteur, Role
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.exports import csv_en_flux
from segur.noyau.listes import PAR_PAGE, Colonne, Tri, paginer
from segur.noyau.requete import Requete, sans_nul
from segur.noyau.temps import PARIS
from segur.noyau.transitions.web import demande

COLONNES = (
    Colonne("choix", "Choisir"),
    Colonne("commande", "Commande", ("reference", "attend_depuis")),
    Colonne("fournisseur", "Fournisseur", ("demande__fournisseur__organisation__nom", "attend_depuis")),
    Colonne("client", "Client", ("nom", "attend_depuis")),
    Colonne("prediction", "Avis automatique"),
    Colonne("avance", "Avance"),
    Colonne("depuis", "Attend depuis", ("attend_depuis",)),
    Colonne("charge", "En charge", ("instructeur__nom", "attend_depuis")),
    Colonne("etat", "État", ("statut", "attend_depuis")),
)
ENTETES = (
    "Commande",
    "Demande",
    "Fournisseur",
    "SIREN",
    "Dispositif",
    "Client",
    "RPPS ou FINESS",
    "Avis automatique",
    "Avance",
    "Attend depuis",
    "Âge (jours)",
    "Délai visé dépassé",
    "En charge",
    "État",
    "Bloquée",
    "Signaux",
)
DES_AVANCES = (
    "Commande",
    "Demande",
    "Fournisseur",
    "Dispositif",
    "RPPS ou FINESS",
    "Financement",
    "Avance",
    "Solde",
    "Validée le",
    "Contrôlée par",
    "Validée par",
)
PARAMETRES = ("q", "dispositif", "fournisseur", "prediction", "a", "etat", "bloquee", "signaux", "tri")


def reserver(request: Requete, *roles: str) -> None:
    if not request.acteur.tient(*(roles or ASP)):
        raise PermissionDenied


@require_safe
def file(request: Requete) -> HttpResponseBase:
    """Searched, filtered, sorted, paginated, exported; the orders ticked are acted on together."""
    reserver(request)
    filtres = _filtres(request.GET)
    choix = choix_de(request.GET, filtres)
    tri = Tri(COLONNES, request.GET.get("tri", ""), defaut="depuis")
    commandes = tri.trier(file_des_commandes(request.acteur, choix))
    if request.GET.get("format") == "csv":
        return csv_en_flux("commandes-a-instruire", ENTETES, (_ligne(Ligne(c, request.recu_le)) for c in commandes))
    page = paginer(commandes, request.GET, reversed(PAR_PAGE))
    jours, source = delai()
    contexte = {
        "page": page,
        "lignes": [Ligne(commande, request.recu_le) for commande in page],
        "tri": tri,
        "filtres": filtres,
        "choix": choix,
        "jours": jours,
        "source": source,
        "siens": FiltreDeFile.objects.filter(personne=request.acteur.personne),
        "requete": requete_propre(request.GET),
        "gestes": [
            (code, geste.libelle) for code, geste in GESTES.items() if geste.transition.autorise(request.acteur)
        ],
        "prises_au_plus": limites().prises_au_plus,
        "peut_prendre": prendre_en_charge.autorise(request.acteur),
    }
    return render(request, "financement/bureau.html", contexte)


def gestes_de(acteur: Acteur) -> list[tuple[str, str]]:
    """The bulk actions of that person's roles."""
    return [(code, geste.libelle) for code, geste in GESTES.items() if geste.transition.autorise(acteur)]


def choix_de(parametres: QueryDict, filtres: list[dict[str, Any]] | None = None) -> dict[str, str]:
    """What a query string chooses; a value that is not offered chooses nothing."""
    offerts = _filtres(parametres) if filtres is None else filtres
    mots = sans_nul(parametres.get("q", "")).strip()[:100]
    return {filtre["nom"]: filtre["choisi"] for filtre in offerts} | {"q": mots}


def _filtres(parametres: QueryDict) -> list[dict[str, Any]]:
    dispositifs = list(Dispositif.objects.order_by("libelle").values_list("code", "libelle"))
    oui_non = [(OUI, "Oui"), (NON, "Non")]
    offerts: list[tuple[str, str, list[Any]]] = [
        ("dispositif", "Dispositif", dispositifs),
        ("fournisseur", "Fournisseur", _fournisseurs()),
        ("prediction", "Avis automatique", PREDICTIONS),
        ("a", "En charge", [(A_MOI, "À moi"), (A_PERSONNE, "À personne")]),
        ("etat", "État", ETATS),
        ("bloquee", "Bloquée", oui_non),
        ("signaux", "Signal de risque", oui_non),
    ]
    return [
        {"nom": nom, "libelle": libelle, "options": options, "choisi": _connu(parametres.get(nom, ""), options)}
        for nom, libelle, options in offerts
    ]


def _fournisseurs() -> list[tuple[str, str]]:
    attendent = Commande.objects.a_instruire().filter(deposee_le__isnull=False).values("demande__fournisseur")
    noms = Fournisseur.objects.filter(pk__in=attendent).order_by("organisation__nom")
    return [(str(pk), nom) for pk, nom in noms.values_list("pk", "organisation__nom")]


def _connu(valeur: str, options: list[Any]) -> str:
    return valeur if valeur in dict(options) else ""


def requete_propre(parametres: QueryDict) -> str:
    """What is worth keeping of a query string."""
    garde = QueryDict(mutable=True)
    for nom in PARAMETRES:
        if valeur := parametres.get(nom, "").strip():
            garde[nom] = valeur
    return garde.urlencode()


def _ligne(ligne: Ligne) -> tuple[object, ...]:
    commande, age = ligne.commande, ligne.age
    organisation = commande.demande.fournisseur.organisation
    return (
        commande.reference,
        commande.demande_id,
        organisation.nom,
        organisation.siren,
        commande.dispositif,
        commande.nom,
        commande.cle,
        ligne.prediction,
        ligne.avance,
        f"{age.depuis.astimezone(PARIS):%d/%m/%Y %H:%M}",
        age.jours,
        "oui" if age.en_retard else "non",
        commande.instructeur or "",
        commande.get_statut_display(),
        "non" if commande.occupe else "oui",
        ", ".join(ligne.signaux),
    )


@require_POST
def prendre(request: Requete) -> HttpResponse:
    """« Prendre les N plus anciennes »."""
    reserver(request, Role.GESTIONNAIRE)
    nombre = request.POST.get("nombre", "")
    au_plus = limites().prises_au_plus
    if not (nombre.isdecimal() and len(nombre) < 6 and 1 <= int(nombre) <= au_plus):
        messages.error(request, f"Dites combien de commandes prendre, de 1 à {au_plus}.")
        return redirect("financement:bureau")
    prises = prendre_les_plus_anciennes(int(nombre), demande(request))
    noms = ", ".join(commande.reference for commande in prises)
    messages.success(request, f"Prises en charge : {noms}." if prises else "Aucune commande n’est libre.")
    return redirect(f"{reverse('financement:bureau')}?a={A_MOI}")


@require_POST
def filtres(request: Requete) -> HttpResponse:
    """Keeps the present filters under a name, or forgets those of that name."""
    reserver(request)
    siens = FiltreDeFile.objects.filter(personne=request.acteur.personne)
    nom = " ".join(sans_nul(request.POST.get("nom", "")).split())[:60]
    requete = requete_propre(QueryDict(request.POST.get("requete", "")[:2000]))[:500]
    if request.POST.get("oublier"):
        siens.filter(nom=nom).delete()
        messages.success(request, f"Filtre « {nom} » oublié.")
    elif probleme := _pourquoi_pas(siens, nom, requete):
        messages.error(request, probleme)
    else:
        garde = {"requete": requete, "cree_le": request.recu_le}
        FiltreDeFile.objects.update_or_create(personne=request.acteur.personne, nom=nom, defaults=garde)
        messages.success(request, f"Filtre « {nom} » enregistré.")
    return redirect(f"{reverse('financement:bureau')}?{requete}")


def _pourquoi_pas(siens: QuerySet[FiltreDeFile], nom: str, requete: str) -> str:
    if not nom:
        return "Donnez un nom au filtre."
    if not requete:
        return "Choisissez d’abord des filtres : il n’y a rien à garder."
    if siens.exclude(nom=nom).count() >= limites().filtres_au_plus:
        return f"Vous avez déjà {limites().filtres_au_plus} filtres : oubliez-en un."
    return ""


@require_safe
def prochaine(request: Requete) -> HttpResponse:
    """« Commande suivante »: the oldest of one's own; the queue when nothing waits any more."""
    reserver(request)
    sauf = request.GET.get("sauf", "")
    trouvee = suivante(request.acteur, int(sauf) if sauf.isdecimal() and len(sauf) < 12 else 0)
    if trouvee is None:
        return redirect(f"{reverse('financement:bureau')}?a={A_MOI}")
    return redirect("financement:bureau_commande", trouvee.pk)


@require_safe
def avances(request: Requete) -> HttpResponseBase:
    """Validated orders, each with its arithmetic and where its payment stands; totals to the cent. Only to be read."""
    reserver(request)
    pretes = avances_pretes(request.acteur)
    if request.GET.get("format") == "csv":
        return csv_en_flux("commandes-validees", DES_AVANCES, map(_avance, pretes))
    totaux = list(totaux_par_fournisseur(pretes))
    page = paginer(pretes, request.GET, reversed(PAR_PAGE))
    situations = situations_de_paiement([commande.pk for commande in page])
    contexte = {
        "page": page,
        "lignes": [(commande, situations[commande.pk]) for commande in page],
        "totaux": totaux,
        "total": _sommer(totaux),
    }
    return render(request, "financement/avances.html", contexte)


def _sommer(totaux: list[Mapping[str, Any]]) -> dict[str, Any]:
    return {nom: sum((total[nom] for total in totaux), Decimal()) for nom in ("financement", "avance", "solde")}


def _avance(commande: Commande) -> tuple[object, ...]:
    return (
        commande.reference,
        commande.demande_id,
        commande.demande.fournisseur,
        commande.dispositif,
        commande.cle,
        commande.financement,
        commande.avance,
        commande.solde,
        f"{commande.decidee_le.astimezone(PARIS):%d/%m/%Y %H:%M}" if commande.decidee_le else "",
        commande.controlee_par,
        commande.decidee_par,
    )
