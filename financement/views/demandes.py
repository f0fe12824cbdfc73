"""A supplier's requests for financing: the list, one request and its lines, what is incomplete, the receipt."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import CombinedExpression
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from financement.forms import ArchiveForm
from financement.models import Commande, DemandeDeFinancement
from financement.natures import AVANCE, NATURES, SOLDE, Ligne, Nature, nature_de
from financement.recepisse import contenu_du_recepisse, pdf_du_recepisse
from segur.noyau.comptes.models import ASP, EDITEUR, Acteur
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.exports import csv_en_flux
from segur.noyau.listes import Colonne, Tri, paginer
from segur.noyau.requete import Requete
from segur.noyau.temps import PARIS
from segur.noyau.transitions import actions
from segur.noyau.transitions.web import demande

COLONNES = (
    Colonne("numero", "Demande", ("pk",)),
    Colonne("dispositif", "Dispositif", ("dispositif__libelle",)),
    Colonne("recue", "Reçue le", ("recue_le",)),
    Colonne("statut", "Statut", ("statut",)),
    Colonne("commandes", "Lignes", ("nombre",)),
)
ENTETES = (
    "Demande",
    "Nature",
    "Dispositif",
    "Solution",
    "Reçue le",
    "Par",
    "Statut",
    "Lignes",
    "Incomplètes",
    "À modifier",
)
ENTETES_DES_COMMANDES = (
    "Rang",
    "Bon de commande",
    "Client",
    "RPPS ou FINESS",
    "Statut",
    "Bloquée",
    "Déposée le",
    "Avis du portail",
    "Motif",
)
Statut = DemandeDeFinancement.Statut
AVIS = {"accepte": "Conforme", "a_verifier": "À vérifier par l’ASP", "rejete": "Rejet probable"}
BLOQUEE, RETENUE = "bloquee", "retenue"
RETENUES = [*Commande.Statut.choices, (RETENUE, "Incomplète, rejet probable")]
FILTRES = {True: [*RETENUES, (BLOQUEE, "Bloquée")], False: RETENUES}
"""Whether the lines are orders: they alone may be blocked."""
A_RETENIR = Q(statut=Commande.Statut.INCOMPLETE, jugement__prediction="rejete")
A_BLOQUER = Q(occupe=False, deposee_le__isnull=False) & ~Q(statut__in=Commande.CLOSES)


def reserver_au_fournisseur(request: Requete) -> None:
    if not request.acteur.tient(*EDITEUR):
        raise PermissionDenied


def trouver(request: Requete, pk: int) -> DemandeDeFinancement:
    visibles = DemandeDeFinancement.objects.visibles_par(request.acteur)
    lus = (*DemandeDeFinancement.lus_avec, "recue_de", "fichier__fichier", "candidature__produit__editeur")
    return get_object_or_404(visibles.select_related(*lus).prefetch_related("envois__document__fichier"), pk=pk)


# ---- the list -------------------------------------------------------------------------------------------------------


@require_safe
def demandes(request: Requete) -> HttpResponseBase:
    """Searched, filtered, sorted, paginated, exported."""
    reserver_au_fournisseur(request)
    choix = _choix(request)
    tri = Tri(COLONNES, request.GET.get("tri", ""), defaut="numero")
    lignes = choisies(request.acteur, choix)
    lignes = tri.trier(lignes) if request.GET.get("tri") else lignes.order_by("-pk")
    if request.GET.get("format") == "csv":
        return csv_en_flux("demandes-de-financement", ENTETES, (_rangee(objet) for objet in lignes))
    contexte = {"page": paginer(lignes, request.GET), "tri": tri, "filtres": _filtres(choix), "choix": choix}
    return render(request, "financement/demandes.html", contexte)


def _colonnes(objet: DemandeDeFinancement) -> tuple[Colonne, ...]:
    nature = nature_de(objet)
    return (
        Colonne("rang", "Rang", ("rang",)),
        Colonne("reference", "Bon de commande", (nature.chemin("reference"),)),
        Colonne("client", "Client", (nature.chemin("nom"),)),
        Colonne("statut", "Statut", ("statut",)),
        Colonne("deposee", "Déposée le", ("deposee_le",)),
    )


def _choix(request: Requete) -> dict[str, str]:
    statut, dispositif = request.GET.get("statut", ""), request.GET.get("dispositif", "")
    nature = request.GET.get("nature", "")
    return {
        "nature": nature if nature in NATURES else "",
        "q": request.GET.get("q", "").replace("\x00", "").strip()[:100],
        "statut": statut if statut in DemandeDeFinancement.Statut.values else "",
        "dispositif": dispositif.replace("\x00", ""),
    }


def choisies(acteur: Acteur, choix: dict[str, str]) -> QuerySet[DemandeDeFinancement]:
    """With the number of lines, of those that lack something, of those that the ASP sent back."""
    lignes = DemandeDeFinancement.objects.visibles_par(acteur).select_related(
        *DemandeDeFinancement.lus_avec, "recue_de", "fichier", "candidature__produit"
    )
    if choix.get("statut"):
        lignes = lignes.filter(statut=choix["statut"])
    if choix.get("dispositif"):
        lignes = lignes.filter(dispositif__code=choix["dispositif"])
    if choix.get("nature"):
        lignes = lignes.filter(nature=choix["nature"])
    if q := choix.get("q"):
        portees = [
            Exists(nature.ligne._default_manager.filter(cherchee(q, nature), demande=OuterRef("pk")))
            for nature in (AVANCE, SOLDE)  # orders, and claims of any part
        ]
        numero = Q(pk=int(q)) if q.isascii() and q.isdecimal() and len(q) < 10 else Q()
        lignes = lignes.filter(portees[0] | portees[1] | Q(fichier__nom__icontains=q) | numero)
    return lignes.annotate(
        nombre=Count("commandes") + Count("creances"),
        incompletes=_au_statut(Commande.Statut.INCOMPLETE),
        a_modifier=_au_statut(Commande.Statut.A_MODIFIER),
    )


def _au_statut(statut: str) -> CombinedExpression:
    """A request has orders or claims, never both: neither count multiplies the other."""
    commandes = Count("commandes", filter=Q(commandes__statut=statut))
    return commandes + Count("creances", filter=Q(creances__statut=statut))


def cherchee(q: str, nature: Nature) -> Q:
    """By number of the order, name or key of its client."""
    reference, nom, cle = (nature.chemin(champ) for champ in ("reference", "nom", "cle"))
    return Q(**{f"{reference}__icontains": q}) | Q(**{f"{nom}__icontains": q}) | Q(**{f"{cle}__startswith": q})


def _filtres(choix: dict[str, str]) -> list[dict[str, Any]]:
    dispositifs = list(Dispositif.objects.order_by("libelle").values_list("code", "libelle"))
    offerts = [
        ("nature", "Nature", [(code, DemandeDeFinancement.Nature(code).label) for code in NATURES]),
        ("statut", "Statut", list(DemandeDeFinancement.Statut.choices)),
        ("dispositif", "Dispositif", dispositifs),
    ]
    return [
        {"nom": nom, "libelle": libelle, "options": options, "choisi": choix[nom]} for nom, libelle, options in offerts
    ]


def _rangee(objet: Any) -> tuple[object, ...]:
    recue = f"{objet.recue_le.astimezone(PARIS):%d/%m/%Y %H:%M:%S}"
    statut = objet.get_statut_display()
    fin = (statut, objet.nombre, objet.incompletes, objet.a_modifier)
    debut = (objet.pk, objet.get_nature_display(), objet.dispositif, objet.candidature.produit)
    return (*debut, recue, objet.recue_de, *fin)


@require_safe
def incompletes(request: Requete) -> HttpResponse:
    """« Suivi demandes incomplètes » (B-FIN-06): what was sent and is not deposited."""
    reserver_au_fournisseur(request)
    lignes = choisies(request.acteur, {"statut": DemandeDeFinancement.Statut.INCOMPLETE}).order_by("pk")
    return render(request, "financement/incompletes.html", {"page": paginer(lignes, request.GET)})


# ---- one request ----------------------------------------------------------------------------------------------------


@require_safe
def fiche(request: Requete, pk: int) -> HttpResponseBase:
    """The supplier's page; an agent goes to that of the desk."""
    objet = trouver(request, pk)
    if request.acteur.tient(*ASP):
        return redirect("financement:bureau_demande", pk)
    if request.GET.get("format") == "csv":
        lignes = _lignes(objet, _choix_des_lignes(request, objet))
        return csv_en_flux(f"demande-{pk}", ENTETES_DES_COMMANDES, (_rangee_de(c) for c in lignes.iterator()))
    return montrer(request, objet)


def montrer(
    request: Requete,
    objet: DemandeDeFinancement,
    *,
    archive: ArchiveForm | None = None,
    groupe: Any = None,
    statut: int = 200,
) -> HttpResponse:
    """`archive`, `groupe`: a form that was not accepted, and comes back with its errors."""
    choix, nature = _choix_des_lignes(request, objet), nature_de(objet)
    tri = Tri(_colonnes(objet), request.GET.get("tri", ""), defaut="rang")
    contexte = {
        "demande": objet,
        "nature": nature,
        "comptes": _comptes(objet),
        "page": paginer(tri.trier(_lignes(objet, choix)), request.GET),
        "tri": tri,
        "choix": choix,
        "filtres": FILTRES[nature.ligne is Commande],
        "archive": archive or (ArchiveForm(de=nature) if objet.statut == Statut.INCOMPLETE else None),
        "groupe": groupe,
        "actions": actions(objet, demande(request)),
    }
    gabarit = "demande_fragment" if request.htmx and request.method == "GET" else "demande"
    return render(request, f"financement/{gabarit}.html", contexte, status=statut)


def _choix_des_lignes(request: Requete, objet: DemandeDeFinancement) -> dict[str, str]:
    filtre = request.GET.get("statut", "")
    return {
        "q": request.GET.get("q", "").replace("\x00", "").strip()[:100],
        "statut": filtre if filtre in dict(FILTRES[nature_de(objet).ligne is Commande]) else "",
    }


def _lignes(objet: DemandeDeFinancement, choix: dict[str, str]) -> QuerySet[Any]:
    lignes = nature_de(objet).pour_liste(objet)
    if choix["q"]:
        lignes = lignes.filter(cherchee(choix["q"], nature_de(objet)))
    particuliers = {BLOQUEE: A_BLOQUER, RETENUE: A_RETENIR}
    if choix["statut"]:
        lignes = lignes.filter(particuliers.get(choix["statut"], Q(statut=choix["statut"])))
    return lignes


def _comptes(objet: DemandeDeFinancement) -> dict[str, int]:
    DeLigne = Commande.Statut
    comptes: dict[str, int] = objet.lignes.aggregate(
        total=Count("pk"),
        deposees=Count("pk", filter=Q(deposee_le__isnull=False)),
        incompletes=Count("pk", filter=Q(statut=DeLigne.INCOMPLETE)),
        retenues=Count("pk", filter=A_RETENIR),
        a_modifier=Count("pk", filter=Q(statut=DeLigne.A_MODIFIER)),
        validees=Count("pk", filter=Q(statut=DeLigne.VALIDEE)),
        rejetees=Count("pk", filter=Q(statut=DeLigne.REJETEE)),
        **({"bloquees": Count("pk", filter=A_BLOQUER)} if nature_de(objet).ligne is Commande else {}),
    )
    return comptes


def _rangee_de(ligne: Ligne) -> tuple[object, ...]:
    deposee = f"{ligne.deposee_le.astimezone(PARIS):%d/%m/%Y %H:%M:%S}" if ligne.deposee_le else ""
    debut = (ligne.rang, ligne.reference, ligne.nom, ligne.cle, ligne.get_statut_display())
    avis = AVIS.get(ligne.jugement.get("prediction", ""), "")
    return (*debut, "oui" if getattr(ligne, "bloquee", False) else "", deposee, avis, ligne.motif)


# ---- the receipt ----------------------------------------------------------------------------------------------------


@require_safe
def recepisse(request: Requete, pk: int) -> HttpResponse:
    """What was received and deposited, when, and what is missing; on screen or as a PDF."""
    objet = trouver(request, pk)
    reserver_au_fournisseur(request)
    if objet.statut == DemandeDeFinancement.Statut.EN_LECTURE:
        return redirect(objet)
    contexte = contenu_du_recepisse(objet)
    if request.GET.get("format") == "pdf":
        entetes = {"Content-Disposition": f'attachment; filename="Recepisse_demande-{pk}.pdf"'}
        return HttpResponse(pdf_du_recepisse(contexte), content_type="application/pdf", headers=entetes)
    return render(request, "financement/recepisse.html", contexte)
