"""The ANS desk for step 3: which chapters wait, at what risk, who judges them, and the next one of one's own."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from candidatures.instruction import A_MOI, instructeurs
from candidatures.views.instruction import confier_chacun, filtres_communs, offrir, reserver, retour
from preuves.file import A_REATTRIBUER, ChapitreQuiAttend, attentes, charges, en_lignes, suivant
from preuves.models import Chapitre
from preuves.regles import JOURS_D_ACTIVITE
from preuves.transitions import attribution as gestes
from preuves.views.preuve import cle_lue
from segur.noyau.exports import csv_en_flux
from segur.noyau.listes import PAR_PAGE, Colonne, Tri, paginer
from segur.noyau.requete import Requete
from segur.noyau.temps import PARIS

GESTES = {
    "prendre": (gestes.prendre_en_charge, "Chapitres pris en charge par {objet.instructeur}"),
    "attribuer": (gestes.attribuer, "Chapitres attribués à {objet.instructeur}"),
    "rendre": (gestes.rendre, "Chapitres rendus"),
}
COLONNES = (
    Colonne("choix", "Choisir"),
    Colonne("chapitre", "Chapitre", ("chapitre", "soumise_le")),
    Colonne("editeur", "Éditeur et produit", ("editeur", "produit", "chapitre")),
    Colonne("numero", "Candidature", ("numero", "chapitre")),
    Colonne("preuves", "Preuves", ("a_juger", "soumise_le")),
    Colonne("depots", "Soumission", ("depots", "soumise_le")),
    Colonne("age", "Attend depuis", ("soumise_le",)),
    Colonne("echeance", "Prochaine échéance", ("echeance", "soumise_le")),
    Colonne("a", "Suivi par", ("nom", "prenom", "soumise_le")),
)
ENTETES = (
    "Candidature",
    "Produit",
    "Version",
    "Éditeur",
    "Dispositif",
    "Chapitre",
    "Preuves à juger",
    "Preuves jugées",
    "Soumission n°",
    "Reçu le",
    "Attend depuis (jours)",
    "Échéance",
    "Date limite",
    "Risque",
    "Suivi par",
    "Depuis le",
    "En propre",
)


@require_safe
def file(request: Requete) -> HttpResponseBase:
    """Searched, filtered, sorted, paginated, exported; the chapters ticked are shared out; the load of each."""
    reserver(request)
    collegues = list(instructeurs(request.recu_le))
    filtres = offrir(request, *filtres_communs(request, collegues, [(A_REATTRIBUER, "À réattribuer")]))
    choix = {filtre["nom"]: filtre["choisi"] for filtre in filtres} | {"q": request.GET.get("q", "").strip()}
    tri = Tri(COLONNES, request.GET.get("tri", ""), defaut="echeance")
    lignes = tri.trier(attentes(request.acteur, request.recu_le, choix))
    if request.GET.get("format") == "csv":
        return csv_en_flux("chapitres-a-juger", ENTETES, map(_ligne, en_lignes(lignes, request.recu_le)))
    page = paginer(lignes, request.GET, reversed(PAR_PAGE))
    contexte = {
        "page": page,
        "lignes": en_lignes(page, request.recu_le),
        "tri": tri,
        "filtres": filtres,
        "choix": choix,
        "collegues": collegues,
        "charges": charges(request.acteur, collegues, request.recu_le),
        "jours": JOURS_D_ACTIVITE,
        "peut_attribuer": gestes.attribuer.autorise(request.acteur),
    }
    return render(request, "preuves/file.html", contexte)


def _ligne(attente: ChapitreQuiAttend) -> tuple[object, ...]:
    return (
        attente.numero,
        attente.produit,
        attente.version_du_produit,
        attente.editeur,
        attente.dispositif,
        attente.chapitre,
        attente.a_juger,
        attente.jugees,
        attente.depots,
        f"{attente.soumise_le.astimezone(PARIS):%d/%m/%Y %H:%M:%S}",
        attente.age,
        f"Date {attente.date}",
        f"{attente.echeance.astimezone(PARIS):%d/%m/%Y %H:%M:%S}" if attente.echeance else "",
        attente.libelle_du_risque,
        attente.a_qui,
        f"{attente.instruite_depuis.astimezone(PARIS):%d/%m/%Y}" if attente.instruite_depuis else "",
        "oui" if attente.en_propre else "non",
    )


@require_POST
def confier(request: Requete) -> HttpResponse:
    """Takes, gives or gives back each chapter ticked."""
    reserver(request)
    transition, recit = GESTES.get(request.POST.get("geste", ""), (None, ""))
    cles = [cle_lue(texte) for texte in request.POST.getlist("chapitre")[: max(PAR_PAGE)]]
    visibles = Chapitre.objects.visibles_par(request.acteur).filter(pk__in=cles)
    chapitres = visibles.select_related("chapitre_rem", "candidature__produit")
    if transition is None or not chapitres:
        messages.error(request, "Cochez au moins un chapitre, puis dites à qui il revient.")
    else:
        confier_chacun(request, transition, chapitres, _nommer, recit)
    return redirect(retour(request, reverse("preuves:file")))


def _nommer(chapitre: Chapitre) -> str:
    return f"{chapitre} ({chapitre.candidature.produit}, {chapitre.candidature.numero})"


@require_safe
def prochain(request: Requete) -> HttpResponse:
    """« Chapitre suivant de ma file »: the room of its first proof to judge; the queue when nothing waits any more."""
    reserver(request)
    trouve = suivant(request.acteur, request.recu_le, sauf=cle_lue(request.GET.get("sauf", "")))
    return redirect(trouve.adresse_pour_commencer if trouve else f"{reverse('preuves:file')}?a={A_MOI}")
