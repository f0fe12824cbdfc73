"""The secondary service of a supplier: its clients, the months of each, what it sends; journals seen by the ANS."""

import json
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from financement.formats.documentation import decrire, schema
from financement.formats.journal import JOURNAL, LigneDeJournal, en_csv, en_json, exemples
from financement.forms.journal import JournalForm, MoisForm
from financement.graphique import dessiner
from financement.journaux import ZONE, corriges_depuis, en_ligne, recevoir, saisir
from financement.models import Fournisseur, ImportDeJournal, JournalTransmis, MoisDeMonitoring, Part
from financement.models.monitoring import LISENT_LES_JOURNAUX
from financement.plafonds import par_lots
from financement.regles.secondaire import perf as regles
from financement.regles.secondaire.calendrier import en_mois, limite_de_verification
from financement.suivi_secondaire import Suivi, corriges, suivies, suivre, transmis
from financement.transitions import secondaire as gestes
from financement.transitions.formulaires_de_la_secondaire import ResiliationForm, RetraitDeLaResiliationForm
from segur.noyau.comptes.models import EDITEUR
from segur.noyau.documents.televersement import recoit
from segur.noyau.exports import csv_en_flux
from segur.noyau.listes import paginer
from segur.noyau.requete import Requete
from segur.noyau.temps import en_clair, jour_de_paris
from segur.noyau.transitions import Refus, actions
from segur.noyau.transitions.web import demande, executer

TAILLES = (25, 50, 100)
REFUSEE = 422
DEJA = "Ce fichier est déjà importé : voici son compte rendu."
CORRIGES = (
    " Des mois ont été corrigés depuis, et ce dépôt ne les rétablit pas : pour revenir à ses valeurs, saisissez ces "
    "mois, ou importez-les seuls dans un autre fichier."
)
ENTETES = (
    "Commande", "Client", "RPPS ou FINESS", "Démarrage", "Mois connus", "Mois manquants", "PERF", "Période du", "au",
    "Dt", "Dm", "À demander au plus tard le", "Journal transmis le",
)  # fmt: skip


def _reserver(request: Requete) -> None:
    if not request.acteur.tient(*EDITEUR):
        raise PermissionDenied


def _cherchees(request: Requete) -> Any:
    commandes = suivies(request.acteur).select_related("dispositif").order_by("reference", "pk")
    recherche = request.GET.get("q", "").strip()[:100]
    if recherche:
        commandes = commandes.filter(reference__icontains=recherche) | commandes.filter(nom__icontains=recherche)
    return commandes


@require_safe
def clients(request: Requete) -> HttpResponseBase:
    """Where each client stands; the level is found in SQL for those of the page alone."""
    _reserver(request)
    commandes = _cherchees(request)
    if request.GET.get("format") == "csv":
        return csv_en_flux("prestation-secondaire", ENTETES, _lignes(request, commandes))
    page = paginer(commandes, request.GET, TAILLES)
    contexte = {
        "page": page,
        "suivis": suivre(page.object_list, request.recu_le),
        "q": request.GET.get("q", ""),
        "imports": ImportDeJournal.objects.visibles_par(request.acteur).select_related("document")[:5],
    }
    return render(request, "financement/secondaire.html", contexte)


def _lignes(request: Requete, commandes: Any) -> Iterator[list[Any]]:
    for lot in par_lots(commandes.iterator(chunk_size=1000)):
        for suivi in suivre(lot, request.recu_le):
            yield _ligne(suivi)


def _ligne(suivi: Suivi) -> list[Any]:
    commande, trouvee = suivi.commande, suivi.meilleure
    periode = (
        [regles.en_perf(trouvee.perf), trouvee.debut, trouvee.fin, trouvee.dt, trouvee.dm] if trouvee else [""] * 5
    )
    transmis = suivi.journal.transmis_le if suivi.journal else ""
    manquants = ", ".join(en_mois(mois) for mois in suivi.manquants)
    tete = [commande.reference, commande.nom, commande.cle, suivi.debut, suivi.connus, manquants]
    return [*tete, *periode, suivi.limite, transmis]


def trouver(request: Requete, pk: int) -> Suivi:
    """Of an order that the actor sees and whose service is known, 404 otherwise; the supplier alone works on it."""
    lues = suivies(request.acteur).filter(pk=pk).select_related("dispositif", "demande__fournisseur")
    suivi = next(iter(suivre(lues, request.recu_le)), None)
    if suivi is None:
        raise Http404
    _reserver(request)
    return suivi


@require_safe
def client(request: Requete, pk: int) -> HttpResponse:
    return _page_du_client(request, trouver(request, pk))


def _page_du_client(request: Requete, suivi: Suivi, status: int = 200, **formulaires: Any) -> HttpResponse:
    contexte = {
        "suivi": suivi,
        "commande": suivi.commande,
        "graphique": dessiner(suivi),
        "niveau": regles.niveau_atteint(fenetre=suivi.meilleure, regime=suivi.regime),
        "transmission": gestes.transmission(suivi, request.recu_le),
        "creances": suivi.commande.creances.filter(part=Part.SECONDAIRE),
        "versions": MoisDeMonitoring.objects.filter(commande=suivi.commande.pk).exclude(remplacee_le=None)[:50],
        "mois_form": MoisForm(),
        "resiliation_form": ResiliationForm(),
        "retrait_form": RetraitDeLaResiliationForm(),
    }
    return render(request, "financement/secondaire_client.html", contexte | formulaires, status=status)


@require_POST
def mois(request: Requete, pk: int) -> HttpResponse:
    """One month typed, or corrected."""
    suivi, form = trouver(request, pk), MoisForm(request.POST)
    if form.is_valid():
        ligne = form.lire(suivi.commande.reference, suivi.commande.cle)
        if ligne.lue:
            _saisir(request, suivi, form, ligne)
    if form.errors:
        return _page_du_client(request, suivi, REFUSEE, mois_form=form)
    messages.success(request, "Mois enregistré.")
    return redirect("financement:secondaire_client", pk)


def _saisir(request: Requete, suivi: Suivi, form: MoisForm, ligne: LigneDeJournal) -> None:
    """What keeps it out is told by the form."""
    try:
        importation = saisir(suivi.commande.demande.fournisseur, ligne, demande(request))
    except Refus as refus:
        form.add_error(None, str(refus))
        return
    for anomalie in importation.anomalies:
        form.dire(anomalie)


@require_POST
def transmettre(request: Requete, pk: int) -> HttpResponse:
    suivi = trouver(request, pk)
    try:
        executer(request, gestes.transmettre_le_journal, suivi.commande)
    except Refus as refus:
        messages.error(request, str(refus))
        return _page_du_client(request, suivi, REFUSEE)
    le = en_clair(request.premier_recu_le or request.recu_le)
    dit = f"Journal transmis à l’ASP et à l’ANS le {le}. Adressez aussi le niveau atteint à votre client."
    messages.success(request, dit)
    return redirect("financement:secondaire_client", pk)


@require_POST
def resilier(request: Requete, pk: int) -> HttpResponse:
    suivi, form = trouver(request, pk), ResiliationForm(request.POST)
    if form.is_valid():
        try:
            executer(request, gestes.declarer_la_resiliation, suivi.commande, form.cleaned_data)
        except Refus as refus:
            form.add_error("resiliee_le", str(refus))
    if form.errors:
        return _page_du_client(request, suivi, REFUSEE, resiliation_form=form)
    messages.success(request, "Résiliation déclarée à l’ASP.")
    return redirect("financement:secondaire_client", pk)


@require_POST
def retirer_la_resiliation(request: Requete, pk: int) -> HttpResponse:
    suivi, form = trouver(request, pk), RetraitDeLaResiliationForm(request.POST)
    if form.is_valid():
        try:
            executer(request, gestes.retirer_la_resiliation, suivi.commande, form.cleaned_data)
        except Refus as refus:
            form.add_error(None, str(refus))
    if form.errors:
        return _page_du_client(request, suivi, REFUSEE, retrait_form=form)
    messages.success(request, "Résiliation retirée : l’ASP en est informée.")
    return redirect("financement:secondaire_client", pk)


# ---- files ----------------------------------------------------------------------------------------------------------


@recoit(ZONE)
@require_http_methods(["GET", "POST"])
def importer(request: Requete) -> HttpResponse:
    """A worker reads it; the same bytes again give the same import."""
    _reserver(request)
    fournisseur = Fournisseur.objects.visibles_par(request.acteur).select_related("organisation").first()
    form = JournalForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and fournisseur is None:
        form.add_error(None, "Votre entreprise n’est pas enrôlée, ou vous n’avez pas ce droit.")
    if request.method == "POST" and fournisseur and form.is_valid():
        (fichier,) = form.cleaned_data["fichier"]
        try:
            importation, nouveau = recevoir(fournisseur, fichier, demande(request))
        except Refus as refus:
            form.add_error(None, str(refus))
        else:
            if not nouveau:
                messages.info(request, DEJA + (CORRIGES if corriges_depuis(importation) else ""))
            return redirect(importation)
    status = REFUSEE if request.method == "POST" else 200
    return render(request, "financement/journal_importer.html", {"form": form}, status=status)


@require_safe
def importation(request: Requete, pk: int) -> HttpResponse:
    """The page asks for its fragment while a worker has the file."""
    lus = ImportDeJournal.objects.visibles_par(request.acteur).select_related("document", "recu_de")
    objet = get_object_or_404(lus, pk=pk)
    nom = "financement/journal_import_fragment.html" if request.htmx else "financement/journal_import.html"
    return render(request, nom, {"importation": objet, "page": paginer(objet.anomalies, request.GET, TAILLES)})


@require_safe
def format_du_journal(request: Requete) -> HttpResponse:
    _reserver(request)
    return render(request, "financement/journal_format.html", {"objets": decrire(JOURNAL), "format": JOURNAL})


@require_safe
def modele_du_journal(request: Requete, quoi: str) -> HttpResponse:
    """vierge.csv, exemple.csv, exemple.json, schema.json."""
    _reserver(request)
    entete = {"dispositif": "MDV-LGC-Va2", "siren": "732829320"}
    contenus = {
        "vierge.csv": lambda: en_csv([]),
        "exemple.csv": lambda: en_csv(exemples()),
        "exemple.json": lambda: en_json(exemples(), entete),
        "schema.json": _schema,
    }
    if quoi not in contenus:
        raise Http404
    type_mime = "text/csv" if quoi.endswith("csv") else "application/json"
    reponse = HttpResponse(contenus[quoi](), content_type=f"{type_mime}; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="{JOURNAL.nom}-{JOURNAL.version}-{quoi}"'
    return reponse


def _schema() -> bytes:
    return json.dumps(schema(JOURNAL), ensure_ascii=False, indent=2).encode()


@require_safe
def export_du_client(request: Requete, pk: int) -> HttpResponse:
    """The months of one client, in the format."""
    suivi = trouver(request, pk)
    reponse = HttpResponse(
        en_csv(en_ligne(m, suivi.commande) for m in suivi.mois), content_type="text/csv; charset=utf-8"
    )
    reponse["Content-Disposition"] = f'attachment; filename="journal-{suivi.commande.pk}.csv"'
    return reponse


# ---- the ANS and the ASP --------------------------------------------------------------------------------------------


@require_safe
def journaux(request: Requete) -> HttpResponse:
    """Those received, with the last day of a verification."""
    if not request.acteur.tient(*LISENT_LES_JOURNAUX):
        raise PermissionDenied
    lus = JournalTransmis.objects.visibles_par(request.acteur).select_related(*JournalTransmis.lus_avec)
    statut = request.GET.get("statut", "")
    if statut in JournalTransmis.Statut.values:
        lus = lus.filter(statut=statut)
    page = paginer(lus, request.GET, TAILLES)
    contexte = {
        "page": page,
        "lignes": [(journal, _limite(journal)) for journal in page.object_list],
        "statuts": JournalTransmis.Statut.choices,
        "statut": statut,
    }
    return render(request, "financement/journaux.html", contexte)


def _limite(journal: JournalTransmis) -> Any:
    textes = gestes.textes_de(journal)
    return limite_de_verification(transmis_le=journal.transmis_le, regime=textes) if textes else None


@require_safe
def journal(request: Requete, pk: int) -> HttpResponse:
    """What was sent, the months as they were then, those corrected since, what may be done of it."""
    lus = JournalTransmis.objects.visibles_par(request.acteur).select_related(*JournalTransmis.lus_avec)
    objet = get_object_or_404(lus, pk=pk)
    versions = list(MoisDeMonitoring.objects.filter(commande=objet.commande_id))
    limite = _limite(objet)
    contexte = {
        "journal": objet,
        "mois": transmis(objet, versions),
        "corriges": corriges(objet, versions),
        "limite": limite,
        "definitif": objet.statut == JournalTransmis.Statut.TRANSMIS and _echu(request, limite),
        "actions": actions(objet, demande(request)),
    }
    return render(request, "financement/journal_transmis.html", contexte)


def _echu(request: Requete, limite: Any) -> bool:
    return limite is not None and jour_de_paris(request.recu_le) > limite
