"""The same action on many orders: a preview of each, then the run and its report."""

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods
from dsfr.forms import DsfrBaseForm

from financement.bureau import DEPUIS, Ligne, file_des_commandes
from financement.examen import CHAMPS, avec_signaux, examiner, examiner_ensemble, point_du_constat
from financement.lots import GESTES, Geste, executer_le_lot, prevoir
from financement.models import Commande, PieceDeCommande
from financement.regles.bureau import controles, limites
from financement.regles.commande.faits import Constat
from financement.transitions.formulaires_du_bureau import ModificationsForm
from financement.views.bureau import choix_de, reserver
from financement.views.points_du_bureau import LONGUEUR_DU_MOTIF, PointVue
from segur.noyau.comptes.models import Acteur, Role
from segur.noyau.requete import Requete, sans_nul
from segur.noyau.transitions.web import demande, identite_d_abord

POINTS = [
    ("", "Les points déjà relevés sur chacune"),
    ("piece:bon", PieceDeCommande.Nature.BON.label),
    *((f"champ:{champ}", libelle) for champ, libelle in CHAMPS.items()),
    *((controle.point, controle.libelle) for controle in controles() if not controle.si),
]


class PointCommunForm(ModificationsForm):
    """A point that all the orders share, besides those of each."""

    point = forms.ChoiceField(label="Point commun à corriger (facultatif)", choices=POINTS, required=False)
    raison = forms.CharField(
        label="Ce qui est à corriger sur ce point",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ("point", "raison", "motif", "a_rendre_le")

    def clean(self) -> dict[str, Any]:
        donnees: dict[str, Any] = super().clean() or {}
        if donnees.get("point") and not donnees.get("raison", "").strip():
            self.add_error("raison", "Dites ce qui est à corriger : le fournisseur le lira tel quel.")
        donnees["points"] = [(donnees["point"], donnees.get("raison", ""))] if donnees.get("point") else []
        return donnees


class ControlesFaitsForm(DsfrBaseForm):
    controles = forms.BooleanField(
        label="J’ai ouvert le document de chaque commande de ce lot, et chacun de ces contrôles y est conforme.",
        error_messages={"required": "Dites que chaque document est contrôlé, ou proposez les commandes une à une."},
    )


FORMULAIRES: dict[str, type[DsfrBaseForm]] = {"modifier": PointCommunForm, "proposer": ControlesFaitsForm}


@require_http_methods(["GET", "POST"])
def lot(request: Requete) -> HttpResponse:
    """GET previews and writes nothing; POST runs, order by order, and reports."""
    reserver(request, Role.GESTIONNAIRE, Role.VALIDEUR)
    parametres = request.POST if request.method == "POST" else request.GET
    code = parametres.get("geste", "")
    if code not in GESTES:
        messages.error(request, "Choisissez ce qu’il faut faire des commandes.")
        return redirect("financement:bureau")
    if not GESTES[code].transition.autorise(request.acteur):
        raise PermissionDenied
    if confirmation := identite_d_abord(request, GESTES[code].transition):
        return confirmation
    commandes = _choisies(request.acteur, parametres)
    if not commandes:
        messages.error(request, "Cochez au moins une commande.")
        return redirect("financement:bureau")
    if request.method == "POST":
        return _executer(request, code, commandes)
    classe = FORMULAIRES.get(code)
    return _prevoir(request, code, commandes, classe() if classe else None)


def _choisies(acteur: Acteur, parametres: QueryDict) -> list[Commande]:
    """Those ticked, or all of a request, or all those that the filters show; the oldest first, within a limit."""
    au_plus = limites().lot_au_plus
    if parametres.get("tout"):
        voulues = file_des_commandes(acteur, choix_de(QueryDict(parametres.get("filtre", "")[:2000])))
    else:
        voulues = avec_signaux(Commande.objects.visibles_par(acteur)).filter(**_cochees(parametres, au_plus))
    lues = voulues.select_related(*Commande.lus_avec, "instructeur", "demande__candidature__dispositif")
    return list(lues.order_by(DEPUIS, "pk")[:au_plus])


def _cochees(parametres: QueryDict, au_plus: int) -> dict[str, Any]:
    dossier = parametres.get("demande", "")
    if dossier:
        if not dossier.isdecimal() or len(dossier) > 12:
            raise Http404
        return {"demande": int(dossier), "statut__in": Commande.A_INSTRUIRE}
    cles = [int(cle) for cle in parametres.getlist("commande")[:au_plus] if cle.isdecimal() and len(cle) < 13]
    return {"pk__in": cles}


@dataclass(frozen=True)
class DouteCommun:
    """A finding that some orders of the lot share: one remark answers it for them all."""

    cle: str
    regle: str
    explication: str
    nombre: int
    remarque: str = ""

    @property
    def id(self) -> str:
        return PointVue(self.cle, "").id


def doutes_communs(commandes: list[Commande]) -> list[DouteCommun]:
    """Those that wait for a remark, in the orders that may be proposed otherwise."""
    par_cle: dict[str, list[Constat]] = {}
    for commande in commandes:
        for doute in examiner(commande).doutes_restants if commande.statut == Commande.Statut.DEPOSEE else ():
            par_cle.setdefault(point_du_constat(doute), []).append(doute)
    return [DouteCommun(cle, d[0].regle, d[0].motif.explication, len(d)) for cle, d in par_cle.items()]


def _prevoir(request: Requete, code: str, commandes: list[Commande], form: Any, statut: int = 200) -> HttpResponse:
    geste = GESTES[code]
    examiner_ensemble(commandes)
    doutes = doutes_communs(commandes) if code == "proposer" else []
    complet = {"controles": True, "remarques": {doute.cle: "à venir" for doute in doutes}} if code == "proposer" else {}
    prevues = prevoir(geste, commandes, demande(request, complet), complet=bool(complet))
    contexte = {
        "code": code,
        "geste": geste,
        "prevues": [(Ligne(prevue.commande, request.recu_le), prevue.verdict) for prevue in prevues],
        "possibles": sum(prevue.verdict.favorable for prevue in prevues),
        "au_plus": limites().lot_au_plus,
        "form": form,
        "controles": controles() if code == "proposer" else (),
        "doutes": [replace(doute, remarque=request.POST.get(f"motif:{doute.cle}", "")) for doute in doutes],
    }
    return render(request, "financement/bureau_lot.html", contexte, status=statut)


def _executer(request: Requete, code: str, commandes: list[Commande]) -> HttpResponse:
    geste, classe = GESTES[code], FORMULAIRES.get(code)
    form = classe(request.POST) if classe else None
    remarques = _remarques(request.POST)
    if form is not None and code == "proposer":
        _exiger_les_remarques(form, commandes, remarques)
    if form is not None and not form.is_valid():
        return _prevoir(request, code, commandes, form, 422)
    donnees = {**(form.cleaned_data if form else {}), "remarques": remarques}
    return _rapporter(request, geste, commandes, donnees)


def _exiger_les_remarques(form: Any, commandes: list[Commande], remarques: dict[str, str]) -> None:
    examiner_ensemble(commandes)
    for doute in doutes_communs(commandes):
        if not remarques.get(doute.cle):
            form.add_error(None, f"Constat {doute.regle} : dites ce qu’il en est, ou proposez ces commandes une à une.")


def _remarques(parametres: QueryDict) -> dict[str, str]:
    """By key of the finding."""
    saisies = {nom.removeprefix("motif:"): texte for nom, texte in parametres.items() if nom.startswith("motif:")}
    return {cle: sans_nul(str(texte)).strip()[:LONGUEUR_DU_MOTIF] for cle, texte in saisies.items()}


def _rapporter(request: Requete, geste: Geste, commandes: list[Commande], donnees: dict[str, Any]) -> HttpResponse:
    rapport = executer_le_lot(geste, commandes, demande(request, donnees))
    contexte = {"geste": geste, "rapport": rapport}
    return render(request, "financement/bureau_rapport.html", contexte)
