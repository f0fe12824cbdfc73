"""Looking a client up, by those who need it; and the log of these lookups."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from segur.noyau.annuaires import consultation, faits
from segur.noyau.annuaires.forms import ConsulterForm, RegistreForm
from segur.noyau.annuaires.models import Consultation, ConsultationQuerySet
from segur.noyau.comptes.models import Role
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.exports import csv_en_flux
from segur.noyau.listes import paginer
from segur.noyau.regles import Motif
from segur.noyau.requete import Requete
from segur.noyau.temps import PARIS, jour_de_paris

TROP_DE_RECHERCHES = 429
SECONDES = {"par_jour": 86_400}
UNE_HEURE = 3_600


@never_cache
@require_http_methods(["GET", "POST"])
def consulter(request: Requete) -> HttpResponse:
    """A search is sent by POST: it leaves a trace, and no address holds a person's number or name."""
    _reserver(request, *consultation.CONSULTENT)
    form = ConsulterForm(request.POST or None, aujourd_hui=jour_de_paris(request.recu_le))
    if request.method == "GET":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, statut=422)
    trace = {cle: form.cleaned_data[cle] for cle in ("critere", "valeur", "au")}
    motif = consultation.compter(request.acteur, request.recu_le)
    if not motif.satisfait:
        consultation.inscrire(request.acteur, request.recu_le, **trace, refusee=True)
        return _trop(request, form, motif)
    reponse = _chercher(request, **trace)
    if not reponse["vus"]:
        consultation.compter_sans_reponse(request.acteur, request.recu_le)
    consultation.inscrire(request.acteur, request.recu_le, **trace, trouves=reponse["vus"])
    return _page(request, form, **reponse)


def _chercher(request: Requete, *, critere: str, valeur: str, au: Any) -> dict[str, Any]:
    """The examination of one client; or, for a name that several bear, the first of them."""
    if critere != Consultation.Critere.NOM:
        examen = faits.examiner(valeur, au)
        return {"examen": examen, "vus": [valeur] if examen.connu else []}
    au_plus = consultation.limites(request.acteur).resultats_au_plus
    trouves = faits.chercher_par_nom(valeur, au, au_plus)
    montres, d_autres = trouves[:au_plus], len(trouves) > au_plus
    if len(montres) == 1:
        return {"examen": faits.examiner(montres[0].cle, au), "vus": [montres[0].cle]}
    return {"trouves": montres, "d_autres": d_autres, "vus": [trouve.cle for trouve in montres]}


def _page(request: Requete, form: ConsulterForm, statut: int = 200, **reponse: Any) -> HttpResponse:
    examen = reponse.get("examen")
    verdicts = examen.verdicts if examen else {}
    libelles = dict(Dispositif.objects.filter(code__in=verdicts).values_list("code", "libelle")) if verdicts else {}
    contexte = {
        "form": form,
        "bornes": consultation.limites(request.acteur),
        "verdicts": [(libelles.get(code, code), verdict) for code, verdict in verdicts.items()],
        **reponse,
    }
    return render(request, "annuaires/consulter.html", contexte, status=statut)


def _trop(request: Requete, form: ConsulterForm, motif: Motif) -> HttpResponse:
    reponse = _page(request, form, TROP_DE_RECHERCHES, refus=motif)
    reponse["Retry-After"] = str(SECONDES.get(motif.code, UNE_HEURE))
    return reponse


@never_cache
@require_safe
def registre(request: Requete) -> HttpResponseBase:
    """Who looked whom up, when: for the administrator of the portal alone."""
    _reserver(request, Role.ADMINISTRATEUR)
    form = RegistreForm(request.GET)
    form.is_valid()
    lignes = _filtrer(Consultation.objects.pour_liste(), form.cleaned_data)
    if request.GET.get("format") == "csv":
        entetes = ("Le", "Personne", "Organisation", "Critère", "Valeur", "Au", "Clients montrés", "Refusée")
        return csv_en_flux("consultations", entetes, _rangees(lignes))
    return render(request, "annuaires/registre.html", {"form": form, "page": paginer(lignes, request.GET)})


def _filtrer(lignes: ConsultationQuerySet, filtres: dict[str, Any]) -> ConsultationQuerySet:
    if personne := filtres.get("personne"):
        nommee = Q(personne__nom__icontains=personne) | Q(personne__prenom__icontains=personne)
        lignes = lignes.filter(nommee | Q(personne__email__icontains=personne))
    if cle := filtres.get("cle"):
        lignes = lignes.filter(Q(valeur=cle) | Q(clients__cle=cle)).distinct()
    if du := filtres.get("du"):
        lignes = lignes.filter(le__gte=datetime.combine(du, time.min, PARIS))
    if jusqu_au := filtres.get("jusqu_au"):
        lignes = lignes.filter(le__lte=datetime.combine(jusqu_au, time.max, PARIS))
    return lignes.filter(refusee=True) if filtres.get("refusees") else lignes


def _rangees(lignes: ConsultationQuerySet) -> Iterator[list[Any]]:
    for ligne in lignes.iterator(chunk_size=500):
        cles = " ".join(client.cle for client in ligne.clients.all())
        yield [
            f"{ligne.le.astimezone(PARIS):%d/%m/%Y %H:%M:%S}",
            ligne.personne,
            ligne.organisation,
            ligne.get_critere_display(),
            ligne.valeur,
            f"{ligne.au:%d/%m/%Y}",
            cles,
            "oui" if ligne.refusee else "non",
        ]


def _reserver(request: Requete, *roles: str) -> None:
    if not request.acteur.tient(*roles):
        raise PermissionDenied("Cette page est réservée à d’autres rôles.")
