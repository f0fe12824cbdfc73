"""The page of a supplier: its enrolments, what expires, who may do what."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from financement.models import Commande, CoordonneesBancaires, Enrolement, Fournisseur, Habilitation
from financement.models.coordonnees import qui_sert
from financement.ouverture import ouvrir_enrolement, peut_ouvrir
from financement.pilotes import avec_pilotes
from financement.regles.fournisseur import mandat_en_vigueur, revue_a_jour
from financement.situation import Rattachements, declarations, demandable, expirations, rattachements
from financement.transitions import fournisseur as transitions
from financement.transitions.formulaires import HabilitationForm
from segur.noyau.comptes.models import ASP, EDITEUR, ENGAGE_L_EDITEUR, Role
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.regles import Motif, Verdict
from segur.noyau.requete import Requete, sans_nul
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Refus, actions, internes
from segur.noyau.transitions.web import demande, executer

DERNIERES_ACTIONS = 20
LONGUEUR_D_UN_NUMERO = 18


@require_safe
def espace(request: Requete) -> HttpResponse:
    """A vendor's own page, before and after its first enrolment."""
    if not request.acteur.tient(*EDITEUR):
        raise PermissionDenied
    incompletes = Commande.objects.filter(demande__fournisseur=OuterRef("pk"), statut=Commande.Statut.INCOMPLETE)
    fournisseurs = Fournisseur.objects.visibles_par(request.acteur).select_related("organisation")
    fournisseurs = avec_pilotes(fournisseurs.annotate(a_completer=Exists(incompletes)), request.acteur)
    return _page(request, fournisseurs.first())


@require_safe
def fournisseur(request: Requete, pk: int) -> HttpResponse:
    fournisseurs = Fournisseur.objects.visibles_par(request.acteur).select_related("organisation")
    return _page(request, get_object_or_404(avec_pilotes(fournisseurs, request.acteur), pk=pk))


def _page(request: Requete, objet: Fournisseur | None, *, form: Any = None, statut: int = 200) -> HttpResponse:
    enrolements = _enrolements(request, objet) if objet else []
    contexte: dict[str, Any] = {
        "fournisseur": objet,
        "jour": jour_de_paris(request.recu_le),
        "enrolements": enrolements,
    }
    liens: dict[Dispositif, Rattachements] = {}
    if request.acteur.tient(*EDITEUR):
        liens = rattachements(request.acteur.entreprise)
        contexte["a_ouvrir"] = _a_ouvrir(request, enrolements, liens)
    if objet is not None:
        contexte |= _du_fournisseur(request, objet, form)
        lignes = [d for lien in liens.values() for d in lien.distribuees] if liens else declarations(objet.organisation)
        contexte["mandats"] = _mandats(lignes, jour_de_paris(request.recu_le))
    return render(request, "financement/fournisseur.html", contexte, status=statut)


def _enrolements(request: Requete, objet: Fournisseur) -> list[Enrolement]:
    visibles = Enrolement.objects.visibles_par(request.acteur).filter(fournisseur=objet)
    return list(visibles.select_related("dispositif", "fournisseur__organisation"))


def _a_ouvrir(
    request: Requete, deja: list[Enrolement], liens: dict[Dispositif, Rattachements]
) -> list[tuple[Dispositif, Verdict]]:
    """Dispositifs where the firm has something, and no enrolment yet."""
    ouverts, droit = {enrolement.dispositif for enrolement in deja}, Verdict((peut_ouvrir(request.acteur),))
    return [
        (dispositif, droit + demandable(siens, request.recu_le))
        for dispositif, siens in liens.items()
        if dispositif not in ouverts
    ]


def _du_fournisseur(request: Requete, objet: Fournisseur, form: Any) -> dict[str, Any]:
    jour, gere = jour_de_paris(request.recu_le), request.acteur.tient(Role.MANDATAIRE)
    habilitations = list(objet.habilitations.actuelles().select_related("utilisateur"))
    contexte = {
        "expirations": expirations(Fournisseur.objects.filter(pk=objet.pk)),
        "revue": revue_a_jour(derniere=objet.derniere_revue(), jour=jour),
        "actions": actions(objet, demande(request)),
    }
    if request.acteur.tient(*ENGAGE_L_EDITEUR, *ASP):
        contexte |= {"engage": True, **_de_qui_engage(request, objet, habilitations)}
    if gere:
        form = form or HabilitationForm(salaries=transitions.salaries(objet))
        contexte |= {"habilitations": habilitations, "form": form}
    return contexte


def _de_qui_engage(request: Requete, objet: Fournisseur, habilitations: list[Habilitation]) -> dict[str, Any]:
    coordonnees = list(objet.coordonnees.all())
    return {
        "droits": [*transitions.qui_a_tous_les_droits(objet), *map(str, habilitations)],
        "coordonnees": qui_sert(coordonnees, request.recu_le),
        "coordonnees_en_cours": any(c.statut in CoordonneesBancaires.EN_COURS for c in coordonnees),
        "entrees": _entrees(request, objet),
    }


def _mandats(lignes: Iterable[Any], jour: date) -> list[tuple[Any, Motif]]:
    """(declaration of an éditeur, whether it is in force) for each mandate that names the firm."""
    return [
        (ligne, mandat_en_vigueur(signe_le=ligne.mandat_signe_le, fin_le=ligne.mandat_fin_le, jour=jour))
        for ligne in lignes
    ]


def _entrees(request: Requete, objet: Fournisseur) -> Any:
    entrees = EntreeJournal.objects.filter(dossier=objet.cle_dossier).select_related("acteur").order_by("-rang")
    if not request.acteur.tient(*ASP):
        entrees = entrees.exclude(action__in=internes())
    return entrees[:DERNIERES_ACTIONS]


@require_POST
def ouvrir(request: Requete) -> HttpResponse:
    """ENR-01: a draft for that dispositif, or the one that exists already."""
    if not request.acteur.tient(*EDITEUR):
        raise PermissionDenied
    dispositif = Dispositif.objects.filter(code=sans_nul(request.POST.get("dispositif", ""))).first()
    if dispositif is None:
        messages.error(request, "Choisissez un dispositif.")
        return redirect("financement:espace")
    try:
        return redirect(ouvrir_enrolement(dispositif, demande(request)))
    except Refus as refus:
        messages.error(request, str(refus))
    return redirect("financement:espace")


@require_POST
def habilitations(request: Requete, pk: int) -> HttpResponse:
    """A right granted to a salarié, or withdrawn."""
    objet = get_object_or_404(Fournisseur.objects.visibles_par(request.acteur).select_related("organisation"), pk=pk)
    if not transitions.accorder.autorise(request.acteur):
        raise PermissionDenied
    if retiree := request.POST.get("retirer"):
        numero = int(retiree) if retiree.isdecimal() and len(retiree) < LONGUEUR_D_UN_NUMERO else 0
        return _executer(request, transitions.retirer, objet, {"habilitation": numero})
    form = HabilitationForm(request.POST, salaries=transitions.salaries(objet))
    if not form.is_valid():
        return _page(request, objet, form=form, statut=422)
    return _executer(request, transitions.accorder, objet, form.cleaned_data)


def _executer(request: Requete, transition: Any, objet: Fournisseur, donnees: dict[str, Any]) -> HttpResponse:
    try:
        executer(request, transition, objet, donnees)
    except Refus as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, f"{transition.recit}.")
    return redirect(f"{objet.get_absolute_url()}#habilitations")
