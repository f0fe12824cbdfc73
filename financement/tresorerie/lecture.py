"""What is known of the money of each order, in one SELECT: no loop over orders. One row per order, three parts in it.

By part, columns `<part>_engage`, `_verse`, `_regle`, `_repris`, `_demande`, `_paiement`, `_execution`… Each part has
at most one position, one claim that counts and one line of payment that lives: joins, never a sum over joins.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DecimalField,
    Exists,
    F,
    FilteredRelation,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.fields.json import KT, KeyTextTransform
from django.db.models.functions import Cast, Coalesce, TruncDate

from candidatures.echeances import jusqu_au_deroge
from candidatures.models import Candidature
from financement.models import (
    Commande,
    CoordonneesBancaires,
    Creance,
    DossierPilote,
    Indu,
    JournalTransmis,
    LigneDePaiement,
    LigneDIndu,
    PointDeCommande,
    PointDeCreance,
    PreserieValidee,
    Virement,
)
from financement.models.ecriture import reversement_attendu
from financement.regles.tresorerie.etapes import DECISION, DEPOT, ETAPES, EXECUTION
from financement.regles.tresorerie.faits import AVANCE, PARTS, SECONDAIRE, SOLDE
from financement.tresorerie.cadre import Cadre
from segur.noyau.temps import PARIS, ajouter_mois, jour_de_paris

Statut = Creance.Statut
QUI_COMPTENT = [statut.value for statut in Statut if statut not in Creance.CLOSES]
TOTAUX = ("engage", "verse", "regle", "repris")
EUROS = DecimalField(max_digits=14, decimal_places=2)
ZERO = Value(Decimal(0), EUROS)
COLONNES_DU_MODELE = ("id", "statut", "reference", "nom", "cle", "dispositif_id")
COMPTES = "AC"
"""First letters of the ISO codes of a reject that is the account's fault."""


def faits(commandes: QuerySet[Commande], cadre: Cadre) -> QuerySet[Any]:
    """One row of plain values for each order: money, facts under the names of the rules, instants."""
    lues = commandes.order_by().alias(**_jointures()).annotate(**_montants(), **_de_la_commande(cadre))
    lues = lues.annotate(**_des_parts(cadre), **_instants())
    return lues.values(*COLONNES_DU_MODELE, *lues.query.annotation_select)


# ---- joins: one row at most on each side ----------------------------------------------------------------------------


def _jointures() -> dict[str, FilteredRelation]:
    jointures = {
        "fin": FilteredRelation("attestations", condition=Q(attestations__remplacee_le=None)),
        "empechement": FilteredRelation("incapacites", condition=Q(incapacites__retiree_le=None)),
        "rupture": FilteredRelation("resiliations", condition=Q(resiliations__retiree_le=None)),
    }
    for part in PARTS:
        siennes = Q(lignes_de_paiement__part=part, lignes_de_paiement__vive=True)
        jointures[f"{part}_position"] = FilteredRelation("positions", condition=Q(positions__part=part))
        jointures[f"{part}_ligne"] = FilteredRelation("lignes_de_paiement", condition=siennes)
    for part in (SOLDE, SECONDAIRE):
        comptent = Q(creances__part=part, creances__deposee_le__isnull=False, creances__statut__in=QUI_COMPTENT)
        jointures[f"{part}_creance"] = FilteredRelation("creances", condition=comptent)
    return jointures


# ---- money ----------------------------------------------------------------------------------------------------------


def _montants() -> dict[str, Any]:
    par_part = {f"{part}_{total}": Coalesce(F(f"{part}_position__{total}"), ZERO) for part in PARTS for total in TOTAUX}
    sommes = {f"total_{total}": _somme([F(f"{part}_{total}") for part in PARTS]) for total in TOTAUX}
    return par_part | sommes | {"indu_du": _des_indus("reste"), "indu_retenu": _des_indus("retenu")}


def _somme(termes: list[Any]) -> Any:
    premier, *autres = termes
    return sum(autres, premier)


def _des_indus(quoi: str) -> Any:
    """Of the dossiers where a recovery is ordered: what is still to give back, what a transfer under way keeps."""
    formules = {"reste": F("ordonne") - F("rembourse") - F("retenu") - F("compense"), "retenu": F("retenu")}
    lignes = LigneDIndu.objects.filter(commande=OuterRef("pk"), indu__statut=Indu.Statut.ORDONNE)
    somme = lignes.order_by().values("commande").annotate(somme=Sum(formules[quoi])).values("somme")
    return Coalesce(Subquery(somme, output_field=EUROS), ZERO)


# ---- facts, under the names of the rules ----------------------------------------------------------------------------


def _si(condition: Q) -> Case:
    """A boolean that is never null."""
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _mot(*choix: tuple[Any, Any], sinon: str = "") -> Case:
    cas = [
        When(condition, then=then if hasattr(then, "resolve_expression") else Value(then)) for condition, then in choix
    ]
    return Case(*cas, default=Value(sinon), output_field=CharField())


def _de_la_commande(cadre: Cadre) -> dict[str, Any]:
    preseries = PreserieValidee.objects.actuelles().filter(candidature=OuterRef("demande__candidature"))
    demandable = Q(deposee_le__isnull=False, occupe=False) & ~Q(statut__in=Commande.CLOSES)
    deroge_5 = jusqu_au_deroge(numero=5, candidature="demande__candidature", dispositif="dispositif", le=cadre.le)
    return {
        "fournisseur_id": F("demande__fournisseur"),
        "nulle": _si(Q(statut=Commande.Statut.VALIDEE, solde=0)),
        "place_disputee": _si(demandable),
        "incapable": _si(Q(empechement__pk__isnull=False)),
        "retiree": _si(Q(demande__candidature__statut=Candidature.Statut.RETIREE)),
        "resiliee": _si(Q(rupture__pk__isnull=False)),
        "a_reverser": _si(reversement_attendu("pk")),
        "coordonnees": _coordonnees(cadre),
        "etat_des_pilotes": _pilotes(),
        "preserie": _si(~Q(dispositif__in=cadre.avec_preserie) | Q(Exists(preseries))),
        "date_5_reportee": deroge_5,
        "realisation": _mot(
            (Q(fin__pk__isnull=False), "attestee"),
            (_passee(cadre, 5), "hors_delai"),
            sinon="en_cours",
        ),
        "secondaire": _si(Q(dispositif__in=cadre.avec_secondaire)),
        "journal_transmis_le": Subquery(
            JournalTransmis.objects.qui_comptent()
            .filter(commande=OuterRef("pk"))
            .order_by("-pk")
            .values("transmis_le")[:1]
        ),
        "journal": _si(Q(journal_transmis_le__isnull=False)),
    }


def _passee(cadre: Cadre, numero: int) -> Q:
    """The Date of the text is over, and so is the day that a derogation gave, if one did."""
    reportee = f"date_{numero}_reportee"
    sans_report = Q(**{reportee: None}) | Q(**{f"{reportee}__lt": cadre.le})
    return Q(dispositif__in=cadre.passees(numero)) & sans_report


def _coordonnees(cadre: Cadre) -> Case:
    siennes = CoordonneesBancaires.objects.approuvees().filter(fournisseur=OuterRef("demande__fournisseur"))
    return _mot(
        (~Exists(siennes.filter(sert_le__lte=cadre.le)), "aucune"),
        (Exists(siennes.filter(sert_le__gt=cadre.le)), "delai"),
        sinon="en_service",
    )


def _pilotes() -> Case:
    """Where no text gives a number of pilots, nothing is asked of the supplier."""
    dossiers = DossierPilote.objects.filter(
        fournisseur=OuterRef("demande__fournisseur"), candidature=OuterRef("demande__candidature")
    )
    return _mot(
        (Q(dispositif__nb_pilotes=None), "inconnus"),
        (Exists(dossiers.filter(statut=DossierPilote.Statut.ACCEPTE)), "acceptes"),
        (Exists(dossiers.filter(statut=DossierPilote.Statut.TRANSMIS)), "transmis"),
        sinon="a_constituer",
    )


def _des_parts(cadre: Cadre) -> dict[str, Any]:
    """Each part has its claim, its payment and its last day."""
    faits: dict[str, Any] = {f"{part}_paiement": _paiement(part) for part in PARTS}
    faits |= {"avance_demande": F("statut"), "avance_forclos": _si(Q(pk=None))}
    for part in (SOLDE, SECONDAIRE):
        brouillons = Creance.objects.filter(commande=OuterRef("pk"), part=part, statut=Statut.INCOMPLETE)
        faits[f"{part}_demande"] = _mot(
            (Q(**{f"{part}_creance__pk__isnull": False}), F(f"{part}_creance__statut")),
            (Exists(brouillons), "brouillon"),
        )
    deroge = jusqu_au_deroge(numero=6, candidature="demande__candidature", dispositif="dispositif", le=cadre.le)
    faits["date_6_reportee"] = deroge
    faits["solde_forclos"] = _si(_passee(cadre, 6))
    faits["va"] = Cast(KeyTextTransform("va_signee_le", "solde_creance__contenu"), CharField())
    faits["secondaire_forclos"] = _si(_delai_secondaire_passe(cadre))
    return faits


def _paiement(part: str) -> Case:
    rejetees = LigneDePaiement.objects.filter(
        commande=OuterRef("pk"),
        part=part,
        virement__statut=Virement.Statut.REJETE,
        virement__code__startswith=COMPTES,
    )
    neuves = CoordonneesBancaires.objects.approuvees().filter(
        fournisseur=OuterRef("virement__fournisseur"), pk__gt=OuterRef("virement__coordonnees")
    )
    return _mot(
        (Q(**{f"{part}_regle__gt": 0}), "payee"),
        (Q(**{f"{part}_verse__gt": 0}), "envoyee"),
        (Q(**{f"{part}_ligne__pk__isnull": False}), "en_lot"),
        (Exists(rejetees.exclude(Exists(neuves))), "compte_rejete"),
    )


def _delai_secondaire_passe(cadre: Cadre) -> Q:
    """Last day: that of the month after the VA, so many months later. A day is compared as it is written."""
    veille = jour_de_paris(cadre.le) - timedelta(days=1)
    passe = Q(pk=None)
    for dispositif, mois in cadre.mois_pour_demander.items():
        seuil = ajouter_mois(veille.replace(day=1), -mois)
        passe |= Q(dispositif=dispositif, va__lt=seuil.isoformat())
    return passe


# ---- since when ----------------------------------------------------------------------------------------------------


def _instants() -> dict[str, Any]:
    """`<part>_<name>`: what the rules count from; `<part>_jour_<base>`: the same as days of Paris, for the forecast.

    Only what a step of the part reads: each of these may cost a look elsewhere for each order.
    """
    instants: dict[str, Any] = {}
    for part in PARTS:
        bases, lues = _bases(part), {etape.depuis for etape in ETAPES[part] if etape.attendue} | {EXECUTION}
        instants |= {f"{part}_{nom}": valeur for nom, valeur in bases.items() if nom in lues}
        for base in (DECISION, DEPOT):
            instants[f"{part}_jour_{base}"] = TruncDate(bases[base], tzinfo=PARIS)
        instants[f"{part}_prevu"] = _prevu(part)
    return instants


def _prevu(part: str) -> Any:
    """What the engine counted, before anything is committed; unknown for the secondary service.

    An order that is decided has its amounts in columns: its long judgement is not opened again.
    """
    if part == SECONDAIRE:
        return Cast(Value(None), EUROS)
    return Coalesce(F(part), Cast(KT(f"jugement__montants__{part}"), EUROS))


def _bases(part: str) -> dict[str, Any]:
    """By name of the rules, the instants that the steps of one part are counted from."""
    ligne, lot = f"{part}_ligne__", f"{part}_ligne__virement__lot__"
    sienne = "" if part == AVANCE else f"{part}_creance__"
    transmis = DossierPilote.objects.filter(
        fournisseur=OuterRef("demande__fournisseur"), candidature=OuterRef("demande__candidature")
    )
    decision = F("decidee_le") if part == AVANCE else Coalesce(F(f"{sienne}decidee_le"), F("decidee_le"))
    return {
        "reception": F("demande__recue_le"),
        "depot": Coalesce(F(f"{sienne}redeposee_le"), F(f"{sienne}deposee_le"), F("deposee_le")),
        "controle": F(f"{sienne}controlee_le"),
        "retour": Coalesce(_retour(part), F(f"{sienne}deposee_le")),
        "decision": decision,
        "lot": F(f"{lot}prepare_le"),
        "export": F(f"{lot}exporte_le"),
        "execution": F(f"{ligne}virement__lot__execution_le"),
        "attestation": F("fin__declaree_le"),
        "pilotes": Subquery(transmis.values("transmis_le")[:1]),
        "journal": F("journal_transmis_le"),
        "solde": Coalesce(F("solde_creance__decidee_le"), F("decidee_le")),
    }


def _retour(part: str) -> Case:
    """When the ASP last sent points to correct, as long as they are to be corrected."""
    if part == AVANCE:
        points: Any = PointDeCommande.objects.filter(commande=OuterRef("pk"))
    else:
        points = PointDeCreance.objects.filter(creance=OuterRef(f"{part}_creance__pk"))
    cle = "commande" if part == AVANCE else "creance"
    dernier = Subquery(points.order_by().values(cle).annotate(dernier=Max("envoye_le")).values("dernier"))
    statut = "statut" if part == AVANCE else f"{part}_creance__statut"
    return Case(When(**{statut: Statut.A_MODIFIER}, then=dernier))
