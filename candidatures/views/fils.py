"""One thread: read, answered, annotated by the ANS; and what the vendor asks to change."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from candidatures.forms import DemandeForm, MessageForm, NoteForm, NruForm
from candidatures.messagerie import messages_de, noter_la_lecture, particulariser, valeurs
from candidatures.models import Candidature, DemandeDeModification, Fil, ReponseType
from candidatures.sujets import sujet
from candidatures.transitions import conversation as gestes
from candidatures.transitions import demandes as demandes_de_modification
from candidatures.transitions.remarques import valeur_de
from candidatures.transitions.saisie import reponses
from candidatures.views.messagerie import commun
from segur.noyau.comptes.models import ANS_INSTRUIT, EDITEUR
from segur.noyau.requete import Requete
from segur.noyau.transitions import Refus, actions
from segur.noyau.transitions.web import demande, executer

LONGUEUR_D_UNE_CLE = 19
Nature = DemandeDeModification.Nature


def _fil(request: Requete, numero: str, pk: int) -> Fil:
    visibles = Fil.objects.visibles_par(request.acteur).pour_page()
    return get_object_or_404(visibles, candidature__numero=numero, pk=pk)


def _cle(texte: str) -> int | None:
    return int(texte) if texte.isdecimal() and len(texte) < LONGUEUR_D_UNE_CLE else None


@require_http_methods(["GET", "POST"])
def fil(request: Requete, numero: str, pk: int) -> HttpResponse:
    """Reads; or sends one message, that comes back with its reasons when it is refused."""
    objet = _fil(request, numero, pk)
    if request.method == "GET":
        return _page(request, objet, MessageForm(), NoteForm())
    if not gestes.ecrire.autorise(request.acteur):
        raise PermissionDenied
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, objet, form, NoteForm(), statut=422)
    donnees = {**form.cleaned_data, "vu": _cle(request.POST.get("vu", ""))}
    try:
        executer(request, gestes.ecrire, objet, donnees)
    except Refus as refus:
        return _page(request, _fil(request, numero, pk), _refuser(form, refus), NoteForm(), statut=409)
    messages.success(request, "Message envoyé.")
    return redirect(f"{objet.get_absolute_url()}#dernier")


def _refuser(form: Any, refus: Refus) -> Any:
    for motif in refus.verdict.obstacles:
        form.add_error(None, motif.explication)
    return form


def _page(request: Requete, objet: Fil, form: MessageForm, note: NoteForm, *, statut: int = 200) -> HttpResponse:
    acteur, demandee = request.acteur, demande(request)
    dits = messages_de(objet, acteur)
    posee: DemandeDeModification | None = getattr(objet, "demande", None)
    contexte = commun(request, objet.candidature) | {
        "fil": objet,
        "sujet": sujet(objet.candidature, objet.objet),
        "dits": dits,
        "a_marquer": any(dit.nouveau for dit in dits),
        "demande": posee,
        "actions_de_la_demande": _actions(posee, objet, request) if posee else [],
        "actions": actions(objet, demandee),
        "ecrire": gestes.ecrire.verdict(objet, demandee),
        "form": form,
    }
    if acteur.est_ans:
        contexte |= {"notes": list(objet.notes.select_related("ecrite_par")), "note": note}
    if acteur.tient(*ANS_INSTRUIT):
        contexte |= {"reponses": ReponseType.objects.proposees(), "annote": True}
    return render(request, "candidatures/messagerie_fil.html", contexte, status=statut)


def _actions(posee: DemandeDeModification, objet: Fil, request: Requete) -> list[Any]:
    posee.candidature, posee.fil = objet.candidature, objet
    return actions(posee, demande(request))


@require_POST
def note(request: Requete, numero: str, pk: int) -> HttpResponse:
    """A note of the ANS: another form, another address, another table."""
    objet = _fil(request, numero, pk)
    if not gestes.annoter.autorise(request.acteur):
        raise PermissionDenied
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, objet, MessageForm(), form, statut=422)
    executer(request, gestes.annoter, objet, form.cleaned_data)
    messages.success(request, "Note interne enregistrée. L’éditeur ne la lit pas.")
    return redirect(f"{objet.get_absolute_url()}#notes")


@require_POST
def lu(request: Requete, numero: str, pk: int) -> HttpResponse:
    """The receipt of who read. Observers leave none."""
    objet = _fil(request, numero, pk)
    if not request.acteur.tient(*EDITEUR, *ANS_INSTRUIT):
        raise PermissionDenied
    dernier = _cle(request.POST.get("dernier", ""))
    if dernier:
        noter_la_lecture(objet, request.acteur, dernier, request.recu_le)
    return HttpResponse(status=204) if request.htmx else redirect(objet)


@require_POST
def inserer(request: Requete, numero: str, pk: int) -> HttpResponse:
    """Adds a canned reply, filled in, to what is typed. Nothing is sent nor kept."""
    objet = _fil(request, numero, pk)
    if not request.acteur.tient(*ANS_INSTRUIT):
        raise PermissionDenied
    choisie = ReponseType.objects.proposees().filter(pk=_cle(request.POST.get("reponse", "")) or 0).first()
    texte = request.POST.get("texte", "").replace("\r\n", "\n")
    if choisie:
        remplacements = valeurs(objet.candidature, request.acteur, request.recu_le, objet)
        texte = "\n\n".join(filter(None, [texte.rstrip(), particulariser(choisie.texte, remplacements)]))
    form = MessageForm(initial={"texte": texte})
    if request.htmx:
        return render(request, "candidatures/messagerie_texte.html", {"form": form})
    return _page(request, objet, form, NoteForm())


@require_http_methods(["GET", "POST"])
def demander(request: Requete, numero: str, nature: str, etape: int) -> HttpResponse:
    """MSG-03: « modifier le formulaire » of a step submitted, « ajouter un NRU »."""
    candidature = get_object_or_404(Candidature.objects.visibles_par(request.acteur).pour_dossier(), numero=numero)
    if nature == Nature.NRU and etape != 1:
        raise Http404
    geste = demandes_de_modification.demander_une_modification
    if not geste.autorise(request.acteur):
        raise PermissionDenied
    form = _formulaire(request, candidature, nature, etape)
    if request.method == "GET":
        return _page_de_la_demande(request, candidature, form, nature, etape, 200)
    if not form.is_valid():
        return _page_de_la_demande(request, candidature, form, nature, etape, 422)
    donnees = {"nature": nature, "etape": etape, "motif": form.cleaned_data["motif"], "champs": form.voulus}
    try:
        executer(request, geste, candidature, donnees)
    except Refus as refus:
        return _page_de_la_demande(request, candidature, _refuser(form, refus), nature, etape, 409)
    messages.success(request, "Votre demande est envoyée à l’ANS.")
    return redirect(gestes.fil_ne_de(candidature, demande(request)))


def _formulaire(request: Requete, candidature: Candidature, nature: str, etape: int) -> DemandeForm | NruForm:
    donnees = request.POST if request.method == "POST" else None
    if nature == Nature.NRU:
        return NruForm(donnees)
    objet = demandes_de_modification.etape_visee(candidature, etape)
    offerts, deposees = demandes_de_modification.champs_offerts(objet, nature), reponses(objet)
    return DemandeForm(donnees, offerts=offerts, actuelles={cle: valeur_de(cle, deposees) for cle in offerts})


def _page_de_la_demande(
    request: Requete, candidature: Candidature, form: Any, nature: str, etape: int, statut: int
) -> HttpResponse:
    demandee = demande(request)
    verdict = demandes_de_modification.demander_une_modification.verdict(candidature, demandee)
    if verdict.favorable:
        verdict = demandes_de_modification.demandable(candidature, etape, demandee)
    contexte = commun(request, candidature) | {
        "form": form,
        "verdict": verdict,
        "nature": nature,
        "titre": f"{Nature(nature).label} — étape {etape}",
        "etape": etape,
        "adresse": reverse("candidatures:demander", args=[candidature.numero, nature, etape]),
    }
    return render(request, "candidatures/messagerie_demande.html", contexte, status=statut)
