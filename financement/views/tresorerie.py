"""Where the money is: the orders of a supplier, those of all of them for the ASP, what blocks each, the forecast."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from financement.graphique_des_paiements import dessiner
from financement.models import Commande, Fournisseur, Part
from financement.plafonds import par_lots
from financement.regles.tresorerie.ages import en_jours
from financement.regles.tresorerie.etapes import ACTEURS, LIBELLES
from financement.tableur import ecrire_une_feuille
from financement.tresorerie import page as lecture
from financement.tresorerie.cadre import Cadre, cadre
from financement.tresorerie.mesures import delais
from financement.tresorerie.sql import Tresorerie, codes_de, parmi
from financement.views import filtres
from segur.noyau.comptes.models import ASP, EDITEUR
from segur.noyau.exports import csv_en_flux
from segur.noyau.listes import Colonne, Tri, paginer
from segur.noyau.requete import Requete
from segur.noyau.temps import jour_de_paris

TAILLES = (25, 50, 100)
COLONNES = (
    Colonne("commande", "Commande", ("reference",)),
    Colonne("client", "Client", ("nom",)),
    Colonne("engage", "Engagé", ("total_engage",)),
    Colonne("paye", "Payé", ("total_regle",)),
    Colonne("repris", "Repris ou à reverser", ("indu_du",)),
    Colonne("reste", "À venir", ("total_a_venir",)),
    Colonne("depuis", "Prochain paiement", ("depuis",)),
)
DES_FOURNISSEURS = (
    Colonne("nom", "Fournisseur", ("nom",)),
    Colonne("nombre", "Commandes", ("nombre",)),
    Colonne("engage", "Engagé", ("engage",)),
    Colonne("regle", "Réglé", ("regle",)),
    Colonne("a_venir", "À venir", ("a_venir",)),
    *(Colonne(qui, f"Attend : {libelle}", (qui,)) for qui, libelle in ACTEURS.items()),
    Colonne("indu", "À reverser", ("indu",)),
    Colonne("depuis", "Plus ancienne attente", ("depuis",)),
)
ENTETES = (
    "Fournisseur", "Dispositif", "Commande", "Client", "RPPS ou FINESS", "Engagé", "Avance réglée", "Solde réglé",
    "Secondaire réglée", "En banque", "Repris", "Retenu en cours", "À reverser", "À venir", "Prochain paiement", "État",
    "Attend", "Pourquoi", "Texte", "Montant attendu", "Attendu le", "Origine de la date", "À faire au plus tard le",
    "Depuis le", "Jours",
)  # fmt: skip


@require_safe
def tresorerie(request: Requete) -> HttpResponseBase:
    """A vendor's own orders; for the ASP, all the suppliers."""
    if request.acteur.tient(*EDITEUR):
        return _commandes(request, Commande.objects.visibles_par(request.acteur))
    _reserver_a_l_asp(request)
    return _fournisseurs(request)


@require_safe
def commandes(request: Requete) -> HttpResponseBase:
    """The orders of all the suppliers, for the ASP."""
    _reserver_a_l_asp(request)
    return _commandes(request, Commande.objects.visibles_par(request.acteur), tous=True)


@require_safe
def fournisseur(request: Requete, pk: int) -> HttpResponseBase:
    """The orders of one supplier."""
    vus = Fournisseur.objects.visibles_par(request.acteur).select_related("organisation")
    objet = get_object_or_404(vus, pk=pk)
    siennes = Commande.objects.visibles_par(request.acteur).filter(demande__fournisseur=objet)
    return _commandes(request, siennes, fournisseur=objet)


def _reserver_a_l_asp(request: Requete) -> None:
    if not request.acteur.tient(*ASP):
        raise PermissionDenied


# ---- orders ---------------------------------------------------------------------------------------------------------


def _commandes(request: Requete, visibles: QuerySet[Commande], **contexte: Any) -> HttpResponseBase:
    """Sums, bottlenecks and forecast are of all the orders; the list, of those chosen."""
    textes = cadre(request.recu_le)
    offerts = _filtres(request, textes)
    choix = filtres.choix_de(request, offerts)
    tri = Tri(COLONNES, request.GET.get("tri", ""), defaut="commande")
    choisies = Tresorerie(_cherchees(visibles, choix), textes)
    liste = lecture.Liste(choisies, _condition(choix), _ordre(tri), _champ(tri))
    if request.GET.get("format") in ("csv", "xlsx"):
        return _exporter(request, "tresorerie", ENTETES, _rangees(liste, textes))
    vu = lecture.tableau(Tresorerie(visibles, textes))
    if not choix["q"] and not choix["dispositif"]:
        liste.connu = vu.synthese.en_bref(part=choix["part"], etape=choix["etape"], qui=choix["qui"])
    page = paginer(liste, request.GET, TAILLES)
    contexte |= {
        "vu": vu,
        "graphique": dessiner(vu.prevision),
        "page": page,
        "lignes": list(lecture.lignes(page.object_list, textes, vu.delais)),
        "choisies": liste.total,
        "tri": tri,
        "filtres": offerts,
        "choix": choix,
    }
    return render(request, "financement/tresorerie.html", contexte)


def _ordre(tri: Tri) -> str:
    """A column of our own table, never what was typed."""
    return f"{tri.colonne.champs[0]} {'DESC' if tri.decroissant else 'ASC'} NULLS LAST, id"


def _champ(tri: Tri) -> str:
    """The same for the ORM, when the column is a field of the order."""
    champ = tri.colonne.champs[0]
    if champ not in lecture.CHAMPS_DE_LA_COMMANDE:
        return ""
    return f"-{champ}" if tri.decroissant else champ


def _filtres(request: Requete, textes: Cadre) -> list[dict[str, Any]]:
    dispositifs = sorted(((d.code, d.libelle) for d in textes.dispositifs.values()), key=lambda choix: choix[1])
    return filtres.lire(
        request,
        ("part", "Prochain paiement", Part.choices),
        ("qui", "Qui doit agir", list(ACTEURS.items())),
        ("etape", "État", sorted(LIBELLES.items(), key=lambda choix: choix[1])),
        ("dispositif", "Dispositif", dispositifs),
    )


def _cherchees(visibles: QuerySet[Commande], choix: dict[str, str]) -> QuerySet[Commande]:
    filtre = Q(dispositif__code=choix["dispositif"]) if choix["dispositif"] else Q()
    if mots := choix["q"]:
        filtre &= Q(reference__icontains=mots) | Q(nom__icontains=mots) | Q(cle__startswith="".join(mots.split()))
    return visibles.filter(filtre)


def _condition(choix: dict[str, str]) -> str:
    """Of options that the page offers: `filtres` keeps no other."""
    conditions = [parmi(nom, [choix[cle]]) for cle, nom in (("part", "prochaine"), ("etape", "etape")) if choix[cle]]
    conditions += [parmi("etape", codes_de(choix["qui"]))] if choix["qui"] else []
    return " AND ".join(conditions) or lecture.TOUTES


def _rangees(liste: lecture.Liste, textes: Cadre) -> Iterator[tuple[object, ...]]:
    mesures = delais(textes.le)
    for lot in par_lots(liste.tout()):
        yield from map(_rangee, lecture.lignes(lot, textes, mesures))


def _rangee(ligne: lecture.Ligne) -> tuple[object, ...]:
    commande, vue = ligne.commande, ligne.vue
    fournisseur, dispositif = str(commande.demande.fournisseur), commande.dispositif.libelle
    identite = (fournisseur, dispositif, commande.reference, commande.nom, commande.cle)
    regle = (vue["avance_regle"], vue["solde_regle"], vue["secondaire_regle"])
    suite = (vue["total_verse"] - vue["total_regle"], vue["total_repris"], vue["indu_retenu"], vue["indu_du"])
    return (*identite, vue["total_engage"], *regle, *suite, vue["total_a_venir"], *_prochain(ligne))


def _prochain(ligne: lecture.Ligne) -> tuple[object, ...]:
    etape, attente, vue = ligne.etape, ligne.attente, ligne.vue
    if etape is None or attente is None:
        return ("", "", "", ligne.rapporte, *[""] * 7)
    attendu = "" if vue["attendu"] is None else vue["attendu"]
    limite, depuis = _en_jour(ligne.limite), _en_jour(vue["depuis"] and jour_de_paris(vue["depuis"]))
    texte = str(ligne.reference or "")
    quoi = (ligne.part, etape.libelle, ligne.qui, etape.pourquoi, texte, attendu, _en_jour(attente.le), attente.dit)
    return (*quoi, limite, depuis, "" if ligne.jours is None else ligne.jours)


def _en_jour(jour: date | None) -> str:
    return f"{jour:%d/%m/%Y}" if jour else ""


# ---- suppliers ------------------------------------------------------------------------------------------------------


def _fournisseurs(request: Requete) -> HttpResponseBase:
    visibles, textes = Commande.objects.visibles_par(request.acteur), cadre(request.recu_le)
    vues = Tresorerie(visibles, textes)
    tri = Tri(DES_FOURNISSEURS, request.GET.get("tri", ""), defaut="nom")
    q = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    vu, fournisseurs = lecture.tableau_et_fournisseurs(vues)
    tous = _trier([f for f in fournisseurs if q.casefold() in f.nom.casefold()], tri)
    if request.GET.get("format") in ("csv", "xlsx"):
        entetes = [colonne.libelle for colonne in DES_FOURNISSEURS] + ["Jours"]
        return _exporter(request, "tresorerie-des-fournisseurs", entetes, (_du_fournisseur(f, textes) for f in tous))
    contexte = {"vu": vu, "graphique": dessiner(vu.prevision), "page": paginer(tous, request.GET, TAILLES), "tri": tri}
    return render(request, "financement/tresorerie_des_fournisseurs.html", contexte | {"q": q})


def _trier(tous: list[lecture.DuFournisseur], tri: Tri) -> list[lecture.DuFournisseur]:
    """What has no value comes last, whichever way."""
    nom = tri.colonne.cle

    def valeur(f: lecture.DuFournisseur) -> Any:
        return f.attend[nom] if nom in f.attend else getattr(f, nom)

    connus = sorted((f for f in tous if valeur(f) is not None), key=valeur, reverse=tri.decroissant)
    return [*connus, *(f for f in tous if valeur(f) is None)]


def _du_fournisseur(f: lecture.DuFournisseur, textes: Cadre) -> tuple[object, ...]:
    depuis = _en_jour(f.depuis and jour_de_paris(f.depuis))
    jours = en_jours(f.depuis, textes.le)
    return (f.nom, f.nombre, f.engage, f.regle, f.a_venir, *f.attentes, f.indu, depuis, "" if jours is None else jours)


def _exporter(
    request: Requete, nom: str, entetes: Sequence[str], rangees: Iterable[tuple[object, ...]]
) -> HttpResponseBase:
    if request.GET.get("format") == "xlsx":
        return FileResponse(
            ecrire_une_feuille("Trésorerie", entetes, rangees), as_attachment=True, filename=f"{nom}.xlsx"
        )
    return csv_en_flux(nom, entetes, rangees)
