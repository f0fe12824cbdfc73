"""The conversations: what waits for the ANS, what the firm said, a search, and the threads of one dossier (MSG-01)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from candidatures.forms import FilForm
from candidatures.instruction import A_MOI, A_PERSONNE
from candidatures.messagerie import ATTENTE, ETATS, OUVERTS, age, fils, messages_trouves
from candidatures.models import Candidature, Fil, conversations_visibles
from candidatures.sujets import DOSSIER, choix_communs, sujet
from candidatures.transitions import conversation as gestes
from candidatures.transitions.demandes import demander_une_modification
from candidatures.views.instruction import offrir
from segur.noyau.comptes.models import ANS, ANS_INSTRUIT, EDITEUR, Role
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.listes import PAR_PAGE, paginer
from segur.noyau.requete import Requete
from segur.noyau.transitions import Refus
from segur.noyau.transitions.web import demande, executer

LISENT = (*EDITEUR, *ANS, Role.ADMINISTRATEUR)
SAISIS = ("q", "du", "au", "dossier")


@require_safe
def messagerie(request: Requete) -> HttpResponse:
    """Threads, or the messages that a search finds. Reviewers first see what waits for an answer."""
    if not request.acteur.tient(*LISENT):
        raise PermissionDenied
    filtres = _filtres(request)
    choix = {filtre["nom"]: filtre["choisi"] for filtre in filtres}
    choix |= {nom: request.GET.get(nom, "").strip() for nom in SAISIS}
    par_defaut = request.acteur.tient(*ANS_INSTRUIT) and not request.GET
    if par_defaut:
        choix["etat"] = next(f for f in filtres if f["nom"] == "etat")["choisi"] = ATTENTE
    cherche = bool(choix["q"] or choix["du"] or choix["au"])
    trouves = messages_trouves(request.acteur, choix) if cherche else fils(request.acteur, choix)
    page = paginer(trouves, request.GET, reversed(PAR_PAGE))
    contexte = {"filtres": filtres, "choix": choix, "page": page, "cherche": cherche}
    if not cherche:
        contexte["lignes"] = [(fil, age(fil.attend_depuis, request.recu_le)) for fil in page]
    return render(request, "candidatures/messagerie.html", contexte)


def _filtres(request: Requete) -> list[dict[str, Any]]:
    etats = list(ETATS.items())
    if request.acteur.est_editeur:
        return offrir(request, ("etat", "État", etats))
    dispositifs = list(Dispositif.objects.order_by("libelle").values_list("code", "libelle"))
    qui = [(A_MOI, "À moi"), (A_PERSONNE, "À personne")]
    return offrir(
        request, ("etat", "État", etats), ("a", "Dossier suivi par", qui), ("dispositif", "Dispositif", dispositifs)
    )


def trouver(request: Requete, numero: str) -> Candidature:
    """The candidature whose conversation is read: 404 to anyone else."""
    return get_object_or_404(conversations_visibles(request.acteur).pour_dossier(), numero=numero)


def commun(request: Requete, candidature: Candidature) -> dict[str, Any]:
    """What every page of a conversation shows. A draft is not opened to the ANS because its vendor wrote to it."""
    soumise = candidature.administrative.premiere_soumission_le is not None
    return {
        "candidature": candidature,
        "soumise": soumise,
        "dossier_ouvert": soumise or request.acteur.est_editeur,
    }


@require_safe
def conversation(request: Requete, numero: str) -> HttpResponse:
    """The threads of one dossier, open ones first."""
    candidature = trouver(request, numero)
    listes = Fil.objects.filter(candidature=candidature).order_by("-statut", "-dernier_message_le", "-pk")
    page = paginer(listes.select_related("demande"), request.GET, reversed(PAR_PAGE))
    demandee = demande(request)
    contexte = commun(request, candidature) | {
        "page": page,
        "ouvrir": gestes.ouvrir_un_fil.verdict(candidature, demandee),
        "peut_demander": demander_une_modification.verdict(candidature, demandee).favorable,
        "ouverts": OUVERTS,
    }
    return render(request, "candidatures/messagerie_dossier.html", contexte)


@require_http_methods(["GET", "POST"])
def nouveau(request: Requete, numero: str) -> HttpResponse:
    """A new subject. `objet` in the address: what the page the person comes from is about."""
    candidature = get_object_or_404(Candidature.objects.visibles_par(request.acteur).pour_dossier(), numero=numero)
    if not gestes.ouvrir_un_fil.autorise(request.acteur):
        raise PermissionDenied
    envoye = request.method == "POST"
    voulu = (request.POST if envoye else request.GET).get("objet", DOSSIER)
    objets = _objets(candidature, voulu)
    form = FilForm(
        request.POST if envoye else None,
        request.FILES if envoye else None,
        objets=objets,
        initial={"objet": voulu if voulu in dict(objets) else DOSSIER},
    )
    if not envoye:
        return _page_du_nouveau(request, candidature, form, 200)
    if not form.is_valid():
        return _page_du_nouveau(request, candidature, form, 422)
    try:
        executer(request, gestes.ouvrir_un_fil, candidature, form.cleaned_data)
    except Refus as refus:
        for motif in refus.verdict.obstacles:
            form.add_error(None, motif.explication)
        return _page_du_nouveau(request, candidature, form, 409)
    messages.success(request, "Message envoyé.")
    return redirect(gestes.fil_ne_de(candidature, demande(request)))


def _objets(candidature: Candidature, voulu: str) -> list[tuple[str, str]]:
    """What every dossier has, and what this page was asked for when the dossier has it."""
    choix, demandee = choix_communs(), sujet(candidature, voulu)
    if demandee and demandee.cle not in dict(choix):
        choix.append((demandee.cle, demandee.libelle))
    return choix


def _page_du_nouveau(request: Requete, candidature: Candidature, form: FilForm, statut: int) -> HttpResponse:
    contexte = commun(request, candidature) | {
        "form": form,
        "ouvrir": gestes.ouvrir_un_fil.verdict(candidature, demande(request)),
    }
    return render(request, "candidatures/messagerie_nouveau.html", contexte, status=statut)
