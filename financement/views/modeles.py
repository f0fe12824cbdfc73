"""Models of documents, for the firm: the history, the import in progress, one model (ASP-05, ASP-08, ASP-09)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from financement.forms import ModeleForm
from financement.modeles import en_service, grille_de, lignes_de_controle, precedent, types_ouverts
from financement.models import Fournisseur, ModeleDeDocument
from financement.transitions import modeles as transitions
from segur.noyau.comptes.models import EDITEUR, Role
from segur.noyau.documents.apercus import genre
from segur.noyau.documents.models import Document
from segur.noyau.listes import paginer
from segur.noyau.regles import Motif, Verdict
from segur.noyau.requete import Requete
from segur.noyau.transitions import Refus, actions, rang_actuel
from segur.noyau.transitions.web import demande, executer

PAS_DE_FOURNISSEUR = (
    "Les modèles de documents s’ouvrent avec l’enrôlement auprès de l’ASP, même anticipé. Si votre entreprise est déjà "
    "enrôlée, un mandataire doit vous accorder un droit."
)


def _fournisseur(request: Requete) -> Fournisseur | None:
    """The firm's own, for who may see its financing."""
    if not request.acteur.tient(*EDITEUR):
        raise PermissionDenied
    return Fournisseur.objects.visibles_par(request.acteur).select_related("organisation").first()


@require_safe
def modeles(request: Requete) -> HttpResponse:
    """« Mes modèles de documents – Historique des modèles de documents » (ASP-05)."""
    fournisseur = _fournisseur(request)
    visibles = ModeleDeDocument.objects.visibles_par(request.acteur)
    siens = visibles.filter(fournisseur=fournisseur) if fournisseur else visibles.none()
    contexte = {
        "page": paginer(siens.envoyes().pour_liste(), request.GET),
        "en_service": en_service(siens.valides().select_related("document", "dispositif")),
        "ouvert": bool(fournisseur and types_ouverts(fournisseur)),
    }
    return render(request, "financement/modeles.html", contexte)


@require_http_methods(["GET", "POST"])
def importer(request: Requete) -> HttpResponse:
    """« Importer des modèles de documents »: the files of the import in progress, and one more (ASP-08, ASP-09)."""
    fournisseur = _fournisseur(request)
    if request.method == "GET":
        return _page_d_import(request, fournisseur)
    if fournisseur is None:
        messages.error(request, PAS_DE_FOURNISSEUR)
        return redirect("financement:modeles")
    form = ModeleForm(request.POST, request.FILES, types=_choix(fournisseur))
    if not form.is_valid():
        return _page_d_import(request, fournisseur, form, 422)
    try:
        executer(request, transitions.ajouter_un_modele, fournisseur, form.valeurs)
    except Refus as refus:
        _reporter(refus, form)
        return _page_d_import(request, fournisseur, form, 409)
    messages.success(request, "Fichier ajouté à l’import. Il n’est pas encore envoyé à l’ASP.")
    return redirect("financement:importer_modeles")


def _choix(fournisseur: Fournisseur) -> list[tuple[str, str]]:
    return [(choix.cle, choix.libelle) for choix in types_ouverts(fournisseur)]


def _reporter(refus: Refus, form: ModeleForm) -> None:
    """Each reason beside its field."""
    for motif in refus.verdict.obstacles:
        champ = motif.code.partition(":")[2]
        form.add_error(champ if champ in form.fields else None, motif.explication)


def _page_d_import(
    request: Requete, fournisseur: Fournisseur | None, form: ModeleForm | None = None, statut: int = 200
) -> HttpResponse:
    types = _choix(fournisseur) if fournisseur else []
    droit = _droit(request, fournisseur, bool(types))
    contexte: dict[str, Any] = {"droit": droit, "form": form}
    if fournisseur:
        en_cours = fournisseur.modeles.en_cours_d_import().pour_liste()
        contexte["en_cours"] = list(en_cours)
    if droit.favorable and form is None:
        contexte["form"] = ModeleForm(types=types)
    return render(request, "financement/importer_modeles.html", contexte, status=statut)


def _droit(request: Requete, fournisseur: Fournisseur | None, ouvert: bool) -> Verdict:
    """Whether this person may import now, and why not."""
    if fournisseur is None or not ouvert:
        return Verdict((Motif("modeles", False, PAS_DE_FOURNISSEUR),))
    return transitions.ajouter_un_modele.verdict(fournisseur, demande(request))


@require_POST
def valider_l_import(request: Requete) -> HttpResponse:
    """« Valider mon import → »: everything leaves at once."""
    fournisseur = _fournisseur(request)
    if fournisseur is None:
        messages.error(request, PAS_DE_FOURNISSEUR)
        return redirect("financement:modeles")
    try:
        executer(request, transitions.valider_l_import, fournisseur)
    except Refus as refus:
        messages.error(request, str(refus))
        return redirect("financement:importer_modeles")
    messages.success(request, "Import validé : vos modèles sont envoyés à l’ASP, qui contrôle leurs mentions.")
    return redirect("financement:modeles")


def trouver(request: Requete, pk: int) -> ModeleDeDocument:
    visibles = ModeleDeDocument.objects.visibles_par(request.acteur)
    return get_object_or_404(visibles.pour_liste().select_related("decide_par", "envoye_par"), pk=pk)


@require_POST
def supprimer(request: Requete, pk: int) -> HttpResponse:
    """Off the import in progress."""
    try:
        executer(request, transitions.supprimer, trouver(request, pk))
    except Refus as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, "Fichier retiré de l’import.")
    return redirect("financement:importer_modeles")


@require_safe
def modele(request: Requete, pk: int) -> HttpResponse:
    """The file beside its check-list: to fill for a gestionnaire, to read for the firm once decided."""
    objet = trouver(request, pk)
    acteur, decide = request.acteur, objet.decide_le is not None
    en_attente = objet.statut == ModeleDeDocument.Statut.EN_ATTENTE
    contexte = {
        "modele": objet,
        "depot": apercu_de(objet.document),
        "lignes": lignes_de_controle(objet) if en_attente and not acteur.est_editeur else [],
        "grille": grille_de(objet) if en_attente and not acteur.est_editeur else None,
        "controles": list(objet.controles.order_by("presente", "pk")) if decide else [],
        "precedent": precedent(objet),
        "controle_ouvert": en_attente and acteur.tient(Role.GESTIONNAIRE),
        "en_charge": objet.instructeur_id == acteur.personne.pk,
        "actions": actions(objet, demande(request)),
        "rang_lu": rang_actuel(objet),
    }
    return render(request, "financement/modele.html", contexte)


def apercu_de(document: Document) -> dict[str, str]:
    """What `composants/apercu.html` shows."""
    return {
        "texte": document.nom,
        "apercu": f"{document.get_absolute_url()}apercu/",
        "genre": genre(document.nom),
    }
