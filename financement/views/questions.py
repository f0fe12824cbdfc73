"""Questions of the firms to the ASP: the list of each side, the form, the thread (ASP-15)."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from financement.forms import MessageForm, QuestionForm
from financement.models import Question
from financement.ouverture import poser_une_question
from financement.sujets import SUJETS
from financement.transitions import questions as transitions
from financement.views.filtres import choix_de, dispositifs, lire
from segur.noyau.comptes.models import ASP, EDITEUR
from segur.noyau.exports import csv_en_flux
from segur.noyau.listes import paginer
from segur.noyau.requete import Requete
from segur.noyau.temps import PARIS
from segur.noyau.transitions import Refus, actions
from segur.noyau.transitions.web import demande, executer

ENTETES = ("Numéro", "Entreprise", "Sujet", "Dispositif", "Question", "Posée le", "Dernier message", "Statut")
LONGUEUR_D_UN_NUMERO = 18


def reserver(request: Requete) -> None:
    if not request.acteur.tient(*EDITEUR, *ASP):
        raise PermissionDenied


@require_safe
def questions(request: Requete) -> HttpResponseBase:
    """The firm's, or every one for the ASP: filtered, paginated, exported."""
    reserver(request)
    filtres = lire(
        request,
        ("statut", "Statut", list(Question.Statut.choices)),
        ("sujet", "Sujet", list(SUJETS.items())),
        ("dispositif", "Dispositif", dispositifs()),
    )
    choix = choix_de(request, filtres)
    lignes = Question.objects.visibles_par(request.acteur).filter(_du_choix(choix)).pour_liste()
    if request.GET.get("format") == "csv":
        return csv_en_flux("questions-a-l-asp", ENTETES, (_ligne(question) for question in lignes))
    contexte = {"page": paginer(lignes, request.GET), "filtres": filtres, "choix": choix}
    return render(request, "financement/questions.html", contexte)


def _du_choix(choix: Mapping[str, str]) -> Q:
    exacts = {"statut": "statut", "sujet": "sujet", "dispositif": "dispositif__code"}
    filtre = Q(**{champ: choix[nom] for nom, champ in exacts.items() if choix[nom]})
    if mots := choix["q"]:
        numero = mots.upper().removeprefix("Q-").lstrip("0")
        connu = numero.isdecimal() and len(numero) < LONGUEUR_D_UN_NUMERO
        du_numero = Q(pk=int(numero)) if connu else Q(pk__in=[])
        filtre &= Q(objet__icontains=mots) | Q(organisation__nom__icontains=mots) | du_numero
    return filtre


def _ligne(question: Question) -> tuple[object, ...]:
    instants = (question.posee_le, question.dernier_message_le)
    posee_le, dernier_le = (f"{instant.astimezone(PARIS):%d/%m/%Y %H:%M}" for instant in instants)
    dispositif, statut = question.dispositif or "", question.get_statut_display()
    sujet = (question.organisation, question.sujet_libelle, dispositif, question.objet)
    return (question.numero, *sujet, posee_le, dernier_le, statut)


@require_http_methods(["GET", "POST"])
def poser(request: Requete) -> HttpResponse:
    """The form of contact of the firms."""
    if not request.acteur.tient(*EDITEUR):
        raise PermissionDenied
    if request.method == "GET":
        return render(request, "financement/question_poser.html", {"form": QuestionForm()})
    form, statut = QuestionForm(request.POST, request.FILES), 422
    if form.is_valid():
        try:
            question = poser_une_question(form.cleaned_data, demande(request))
        except Refus as refus:
            statut = _reporter(refus, form)
        else:
            messages.success(request, f"Question enregistrée sous le numéro {question.numero}. L’ASP est prévenue.")
            return redirect(question)
    return render(request, "financement/question_poser.html", {"form": form}, status=statut)


def _reporter(refus: Refus, form: MessageForm) -> int:
    """Each reason beside its field; the status of the answer."""
    for motif in refus.verdict.obstacles:
        champ = motif.code.partition(":")[2]
        form.add_error(champ if champ in form.fields else None, motif.explication)
    return 409


@require_http_methods(["GET", "POST"])
def question(request: Requete, pk: int) -> HttpResponse:
    """The thread; POST adds a message of the side of who writes."""
    objet = get_object_or_404(Question.objects.visibles_par(request.acteur).pour_liste(), pk=pk)
    ecrire = transitions.relancer if request.acteur.est_editeur else transitions.repondre
    form = MessageForm(request.POST, request.FILES) if request.method == "POST" else MessageForm()
    statut = 200
    if request.method == "POST":
        statut = _ecrire(request, ecrire, objet, form)
        if statut == 200:
            return redirect(f"{objet.get_absolute_url()}#dernier")
    return render(request, "financement/question.html", _contexte(request, objet, ecrire, form), status=statut)


def _ecrire(request: Requete, transition: Any, objet: Question, form: MessageForm) -> int:
    if not transition.autorise(request.acteur):
        raise PermissionDenied
    if not form.is_valid():
        return 422
    try:
        executer(request, transition, objet, form.cleaned_data)
    except Refus as refus:
        return _reporter(refus, form)
    messages.success(request, "Message envoyé.")
    return 200


def _contexte(request: Requete, objet: Question, ecrire: Any, form: MessageForm) -> dict[str, Any]:
    return {
        "question": objet,
        "fil": list(objet.messages.select_related("auteur", "document__fichier")),
        "form": form if ecrire.verdict(objet, demande(request)).favorable else None,
        "actions": actions(objet, demande(request)),
    }
