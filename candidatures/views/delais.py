"""Derogations of a deadline: the ANS proposes, decides, lists; a vendor reads the one that benefits it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from dsfr.forms import DsfrBaseForm

from candidatures.delais import ZONE, proposer_une_derogation
from candidatures.models import Candidature, DerogationDeDelai
from candidatures.transitions.delais import DECIDENT, ce_qui_change, en_mots
from candidatures.views.instruction import offrir
from segur.noyau.comptes.models import ANS, Role
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.documents.champs import DepotField
from segur.noyau.exports import csv_en_flux
from segur.noyau.listes import PAR_PAGE, Colonne, Tri, paginer
from segur.noyau.recherche import normaliser
from segur.noyau.requete import Requete
from segur.noyau.temps import PARIS
from segur.noyau.transitions import Refus, actions, rang_actuel
from segur.noyau.transitions.web import demande

DEPOTS, PIECES = DerogationDeDelai.Portee.DEPOTS, DerogationDeDelai.Portee.PIECES
REPORTS = {
    "depots-1": "Date 1 — première soumission de la candidature administrative et de l’éligibilité",
    "depots-2": "Date 2 — première soumission de toutes les preuves",
    "depots-3": "Date 3 — fin des échanges avec l’ANS",
    "depots-4": "Date 4",
    "depots-5": "Date 5",
    "depots-6": "Date 6",
    "pieces-2": "Pièces provisoires (CNDA, EDC PSC) admises jusqu’à la Date 2",
    "pieces-3": "Pièces provisoires (CNDA, EDC PSC) admises jusqu’à la Date 3",
    "etape-1": "Réouverture de la candidature administrative refusée",
    "etape-2": "Réouverture de l’éligibilité refusée",
}
DATES = [(str(numero), f"Date {numero}") for numero in range(1, 7)]
COLONNES = (
    Colonne("numero", "Dérogation", ("pk",)),
    Colonne("date", "Date", ("numero", "pk")),
    Colonne("pour", "Pour", ("candidature__produit__editeur__nom", "candidature__produit__nom")),
    Colonne("jusqu_au", "Jusqu’au", ("jusqu_au",)),
    Colonne("statut", "Statut", ("statut", "pk")),
    Colonne("proposee", "Proposée", ("proposee_le",)),
    Colonne("decidee", "Décidée", ("decidee_le",)),
)
ENTETES = (
    "Dérogation",
    "Nature",
    "Date",
    "Portée",
    "Dispositif",
    "Candidature",
    "Produit",
    "Éditeur",
    "Jusqu’au",
    "Statut",
    "Proposée le",
    "Proposée par",
    "Décidée le",
    "Décidée par",
    "Motif",
    "Texte",
)


class DerogationForm(DsfrBaseForm):
    candidature = forms.CharField(
        label="N° de la candidature",
        help_text="Pour un seul dossier. Laissez vide pour tous les éditeurs d’un dispositif.",
        max_length=9,
        required=False,
    )
    dispositif = forms.ModelChoiceField(
        Dispositif.objects.order_by("libelle"),
        label="Dispositif",
        help_text="Pour tous les éditeurs, de la même façon.",
        empty_label="Aucun : un seul dossier",
        required=False,
    )
    report = forms.ChoiceField(
        label="Ce qui est reporté ou rouvert",
        choices=[("", "Choisir…"), *REPORTS.items()],
        error_messages={"required": "Dites ce que la dérogation reporte ou rouvre."},
    )
    jusqu_au = forms.DateTimeField(
        label="Jusqu’au",
        help_text="Heure de Paris ; cet instant compris.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "required": "Indiquez le jour et l’heure jusqu’auxquels les envois comptent.",
            "invalid": "Indiquez un jour et une heure, par exemple 20/01/2027 12:00.",
        },
    )
    motif = forms.CharField(
        label="Motif",
        help_text="L’éditeur lira ce texte tel quel si la dérogation est accordée.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Donnez le motif de la dérogation."},
    )
    fondement = forms.CharField(
        label="Texte qui la fonde (facultatif)",
        help_text="Par exemple : arrêté du 8 juin 2026, article 3.",
        max_length=300,
        required=False,
    )
    pieces = DepotField(label="Pièces justificatives", zone=ZONE, multiple=True)

    def clean_candidature(self) -> Candidature | None:
        """By its exact number, which the vendor gives in its request: a draft is not seen by the ANS otherwise."""
        numero = self.cleaned_data["candidature"].strip().upper()
        if not numero:
            return None
        trouvee = Candidature.objects.select_related("dispositif").filter(numero=numero).first()
        if trouvee is None:
            raise forms.ValidationError(f"Aucune candidature ne porte le n° {numero}.")
        return trouvee

    def clean(self) -> dict[str, Any]:
        donnees: dict[str, Any] = super().clean() or {}
        candidature, dispositif = donnees.get("candidature"), donnees.get("dispositif")
        if "candidature" in donnees and not candidature and not dispositif:
            self.add_error("candidature", "Donnez un n° de candidature, ou choisissez un dispositif.")
        if candidature and dispositif:
            self.add_error("dispositif", "Choisissez un seul dossier ou tous les éditeurs, pas les deux.")
        if dispositif and donnees.get("report", "").startswith("etape"):
            self.add_error("report", "Une étape refusée se rouvre dossier par dossier.")
        return donnees

    def champs(self) -> dict[str, Any]:
        """As the model has them."""
        donnees = self.cleaned_data
        nature, _, rang = donnees["report"].partition("-")
        return {
            "candidature": donnees["candidature"],
            "dispositif": donnees["dispositif"] or donnees["candidature"].dispositif,
            "numero": 1 if nature == "etape" else int(rang),
            "portee": PIECES if nature == "pieces" else DEPOTS,
            "rouvre": int(rang) if nature == "etape" else None,
            "jusqu_au": donnees["jusqu_au"],
            "motif": donnees["motif"].strip(),
            "fondement": donnees["fondement"].strip(),
            "fichiers": donnees["pieces"],
        }


def reserver(request: Requete) -> None:
    if not request.acteur.tient(*ANS, Role.ADMINISTRATEUR):
        raise PermissionDenied


@require_safe
def liste(request: Requete) -> HttpResponseBase:
    """Every derogation, proposed, granted, set aside or revoked: searched, filtered, sorted, exported."""
    reserver(request)
    filtres = offrir(
        request,
        ("statut", "Statut", list(DerogationDeDelai.Statut.choices)),
        ("date", "Date", DATES),
        ("dispositif", "Dispositif", list(Dispositif.objects.order_by("libelle").values_list("code", "libelle"))),
    )
    choix = {filtre["nom"]: filtre["choisi"] for filtre in filtres} | {"q": request.GET.get("q", "").strip()}
    tri = Tri(COLONNES, request.GET.get("tri", "-numero"), defaut="numero")
    lignes = tri.trier(_choisies(request, choix))
    if request.GET.get("format") == "csv":
        return csv_en_flux("derogations-de-delai", ENTETES, (_ligne(d) for d in lignes.iterator(500)))
    contexte = {
        "page": paginer(lignes, request.GET, reversed(PAR_PAGE)),
        "tri": tri,
        "filtres": filtres,
        "choix": choix,
        "peut_proposer": request.acteur.tient(*DECIDENT),
    }
    return render(request, "candidatures/derogations.html", contexte)


def _choisies(request: Requete, choix: dict[str, str]) -> QuerySet[DerogationDeDelai]:
    filtre = Q(statut=choix["statut"]) if choix["statut"] else Q()
    if choix["date"]:
        filtre &= Q(numero=int(choix["date"]))
    if choix["dispositif"]:
        filtre &= Q(dispositif__code=choix["dispositif"])
    if mots := choix["q"]:
        produit = Q(candidature__produit__recherche__contains=normaliser(mots))
        filtre &= produit | Q(candidature__numero__iexact=mots) | Q(candidature__produit__editeur__nom__icontains=mots)
    visibles = DerogationDeDelai.objects.visibles_par(request.acteur).filter(filtre)
    return visibles.select_related(*DerogationDeDelai.lus_avec, "proposee_par", "decidee_par")


def _ligne(derogation: DerogationDeDelai) -> tuple[object, ...]:
    candidature = derogation.candidature
    return (
        derogation.pk,
        derogation.get_nature_display(),
        f"Date {derogation.numero}",
        f"Étape {derogation.rouvre} rouverte" if derogation.rouvre else derogation.get_portee_display(),
        derogation.dispositif.libelle,
        candidature.numero if candidature else "toutes",
        candidature.produit if candidature else "",
        candidature.produit.editeur if candidature else "",
        f"{derogation.jusqu_au.astimezone(PARIS):%d/%m/%Y %H:%M:%S}",
        derogation.get_statut_display(),
        f"{derogation.proposee_le.astimezone(PARIS):%d/%m/%Y %H:%M:%S}",
        derogation.proposee_par,
        f"{derogation.decidee_le.astimezone(PARIS):%d/%m/%Y %H:%M:%S}" if derogation.decidee_le else "",
        derogation.decidee_par or "",
        derogation.motif,
        derogation.fondement,
    )


@require_http_methods(["GET", "POST"])
def proposer(request: Requete) -> HttpResponse:
    """By a responsable or the direction; another of them decides."""
    if not request.acteur.tient(*DECIDENT):
        raise PermissionDenied
    if request.method != "POST":
        return _formulaire(request, DerogationForm(initial={"candidature": request.GET.get("candidature", "")}), 200)
    form = DerogationForm(request.POST, request.FILES)
    if not form.is_valid():
        return _formulaire(request, form, 422)
    try:
        derogation = proposer_une_derogation(form.champs(), demande(request))
    except Refus as refus:
        form.add_error(None, [motif.explication for motif in refus.verdict.obstacles])
        return _formulaire(request, form, 409)
    messages.success(request, "Dérogation proposée. Une autre personne de l’ANS doit maintenant décider.")
    return redirect(derogation)


def _formulaire(request: Requete, form: DerogationForm, statut: int) -> HttpResponse:
    return render(request, "candidatures/derogation_proposer.html", {"form": form}, status=statut)


@require_safe
def fiche(request: Requete, pk: int) -> HttpResponse:
    """What it gives, why, by whom; for the ANS also its evidence, its filings and the decision to take."""
    visibles = DerogationDeDelai.objects.visibles_par(request.acteur)
    objets = visibles.select_related(
        *DerogationDeDelai.lus_avec, "proposee_par", "decidee_par", "revoquee_par", "version"
    )
    derogation = get_object_or_404(objets, pk=pk)
    pour_l_ans = not request.acteur.est_editeur
    contexte = {
        "derogation": derogation,
        "en_mots": en_mots(derogation),
        "change": list(ce_qui_change(derogation)) if derogation.statut == DerogationDeDelai.Statut.PROPOSEE else [],
        "pour_l_ans": pour_l_ans,
        "pieces": derogation.pieces.select_related("fichier").order_by("pk") if pour_l_ans else [],
        "envois": derogation.envois.count() if pour_l_ans else 0,
        "dossier_visible": _dossier_visible(request, derogation),
        "actions": actions(derogation, demande(request)),
        "rang_lu": rang_actuel(derogation),
    }
    return render(request, "candidatures/derogation.html", contexte)


def _dossier_visible(request: Requete, derogation: DerogationDeDelai) -> bool:
    """A draft stays unseen by the ANS, even when a derogation names it."""
    if derogation.candidature_id is None:
        return False
    return Candidature.objects.visibles_par(request.acteur).filter(pk=derogation.candidature_id).exists()
