"""Reports on the satisfaction of clients: when each is due, its deposit, the list of the ANS."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from dsfr.forms import DsfrBaseForm

from financement.models import Enrolement
from financement.regles.satisfaction import ETATS
from financement.satisfaction import Suivi, suivi_de, suivis
from financement.transitions.satisfaction import ZONE, deposer_le_bilan
from financement.views.filtres import choix_de, dispositifs, lire
from segur.noyau.comptes.models import ANS, EDITEUR, Role
from segur.noyau.documents.champs import DepotField
from segur.noyau.exports import csv_en_flux
from segur.noyau.listes import paginer
from segur.noyau.requete import Requete
from segur.noyau.temps import PARIS, jour_de_paris
from segur.noyau.transitions import Refus
from segur.noyau.transitions.web import demande, executer

ENTETES = ("Fournisseur", "SIREN", "Dispositif", "État", "Dernière VA", "À déposer jusqu’au", "Déposé le")
LISENT = (*ANS, Role.ADMINISTRATEUR)


class BilanForm(DsfrBaseForm):
    fichier = DepotField(
        label="Bilan agrégé des mesures de satisfaction",
        zone=ZONE,
        error_messages={"required": "Choisissez le fichier du bilan."},
    )

    def clean_fichier(self) -> Any:
        return self.cleaned_data["fichier"][0]


@require_safe
def liste(request: Requete) -> HttpResponseBase:
    """The enrolments of the supplier, or every accepted one for the ANS."""
    if not request.acteur.tient(*EDITEUR, *LISENT):
        raise PermissionDenied
    filtres = lire(request, ("dispositif", "Dispositif", dispositifs()))
    choix, jour = choix_de(request, filtres), jour_de_paris(request.recu_le)
    lignes = suivis(_visibles(request))
    if choix["dispositif"]:
        lignes = lignes.filter(dispositif__code=choix["dispositif"])
    if choix["q"]:
        lignes = lignes.filter(fournisseur__organisation__nom__icontains=choix["q"])
    if request.GET.get("format") == "csv":
        return csv_en_flux("bilans-de-satisfaction", ENTETES, (_rangee(Suivi(e, jour)) for e in lignes))
    page = paginer(lignes, request.GET)
    contexte = {"page": page, "suivis": [Suivi(e, jour) for e in page], "filtres": filtres, "choix": choix}
    return render(request, "financement/satisfaction.html", contexte | {"etats": ETATS})


def _visibles(request: Requete) -> Any:
    """The ANS does not read enrolments; it reads where their reports stand."""
    if request.acteur.tient(*LISENT):
        return Enrolement.objects.all()
    return Enrolement.objects.visibles_par(request.acteur)


def _rangee(suivi: Suivi) -> tuple[object, ...]:
    organisation = suivi.enrolement.fournisseur.organisation
    depose = suivi.enrolement.bilan_le
    jours = [f"{jour:%d/%m/%Y}" if jour else "" for jour in (suivi.derniere_va, suivi.echeance)]
    quand = f"{depose.astimezone(PARIS):%d/%m/%Y %H:%M:%S}" if depose else ""
    return (organisation.nom, organisation.siren, suivi.enrolement.dispositif, suivi.libelle, *jours, quand)


@require_http_methods(["GET", "POST"])
def deposer(request: Requete, pk: int) -> HttpResponse:
    """The report of one enrolment; a later one takes its place."""
    enrolement = get_object_or_404(
        Enrolement.objects.visibles_par(request.acteur).select_related(*Enrolement.lus_avec), pk=pk
    )
    if not deposer_le_bilan.autorise(request.acteur):
        raise PermissionDenied
    form = BilanForm(request.POST, request.FILES) if request.method == "POST" else BilanForm()
    statut = 200
    if request.method == "POST":
        statut = _deposer(request, enrolement, form)
        if statut == 200:
            messages.success(request, "Bilan déposé : l’ANS est prévenue.")
            return redirect("financement:satisfaction")
    contexte = {
        "enrolement": enrolement,
        "form": form,
        "suivi": suivi_de(enrolement, request.recu_le),
        "verdict": deposer_le_bilan.verdict(enrolement, demande(request)),
    }
    return render(request, "financement/deposer_un_bilan.html", contexte, status=statut)


def _deposer(request: Requete, enrolement: Enrolement, form: BilanForm) -> int:
    if not form.is_valid():
        return 422
    try:
        executer(request, deposer_le_bilan, enrolement, form.cleaned_data)
    except Refus as refus:
        form.add_error(None, str(refus))
        return 409
    return 200
