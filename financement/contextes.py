"""What the rules of orders ask of the database, gathered for many orders at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

from django.db.models import F, OuterRef, Subquery, Sum

from candidatures.echeances import limite_connue
from candidatures.models import Candidature, Convention
from candidatures.models.obsolete import VersionObsolete
from financement.models import Commande, DemandeDeFinancement, Ecriture, Enrolement, Fournisseur, Position
from financement.regles.commande.aides import debut_de_la_periode
from financement.regles.commande.faits import (
    Bon,
    Contexte,
    DuCalendrier,
    DuClient,
    DuFournisseur,
    DuReferencement,
)
from financement.regles.commande.parametres import parametres
from financement.situation import depots_ouverts, faits
from preuves.models import Chapitre
from segur.noyau.annuaires.faits import Connu, connaitre
from segur.noyau.regles import Motif, Verdict
from segur.noyau.temps import instant_de_paris, jour_de_paris
from segur.noyau.transitions import dernier_changement

Autres = dict[str, list[tuple[int, str]]]
"""By client, the supplier and the reference of each order that counts."""


def contextes(
    fournisseur: Fournisseur,
    candidature: Candidature,
    bons: Sequence[Bon],
    recu_le: datetime,
    sauf: Collection[int] = (),
) -> list[Contexte]:
    """In the order of `bons`; a constant number of queries. `recu_le`: aware instant of reception, whose texts apply.

    `sauf`: primary keys of the orders that are being judged, which do not count against themselves.
    """
    communs = Communs(fournisseur, candidature, recu_le)
    cles = {bon.cle for bon in bons}
    connus = connaitre(cles, jour_de_paris(recu_le), candidature.dispositif.code)
    autres = _autres_commandes(candidature, cles, sauf)
    versees = aides_versees(cles, communs.debut_des_aides)
    return [
        communs.autour(_du_client(connus[bon.cle], autres.get(bon.cle, ()), versees.get(bon.cle, {}), fournisseur))
        for bon in bons
    ]


def contexte_de(commande: Commande, le: datetime | None = None) -> Contexte:
    """Around one order, at the instant of its deposit unless another is given."""
    demande = commande.demande
    return autour_des_commandes(demande, [commande], le or commande.deposee_le or demande.recue_le)[0]


def autour_des_commandes(
    demande: DemandeDeFinancement, commandes: Sequence[Commande], recu_le: datetime
) -> list[Contexte]:
    """Around orders of one request, in their order; what was corrected since is dated by its correction (AV-05)."""
    bons, pks = [commande.bon for commande in commandes], [commande.pk for commande in commandes]
    lus = contextes(demande.fournisseur, demande.candidature, bons, recu_le, sauf=pks)
    return [replace(lu, corrige_le=c.modifiee_le) for lu, c in zip(lus, commandes, strict=True)]


class Communs:
    """What all the orders of one request share, read once."""

    def __init__(self, fournisseur: Fournisseur, candidature: Candidature, recu_le: datetime) -> None:
        self.dispositif, self.recu_le = candidature.dispositif.code, recu_le
        self.fournisseur = _du_fournisseur(fournisseur, candidature, recu_le)
        self.referencement = _du_referencement(candidature)
        self.calendrier = _du_calendrier(candidature, recu_le)

    @property
    def debut_des_aides(self) -> date | None:
        """From when the aids paid to a client count (PRIX-04); None when no text rules that day."""
        jour = jour_de_paris(self.recu_le)
        textes = parametres(self.dispositif, jour)
        return debut_de_la_periode(jour=jour, annees=textes.annees_de_minimis.valeur) if textes else None

    def autour(self, client: DuClient) -> Contexte:
        return Contexte(self.dispositif, self.recu_le, self.fournisseur, self.referencement, self.calendrier, client)


def depots_permis(enrolement: Enrolement, candidature: Candidature, le: datetime) -> Verdict:
    """The gate of deposits for one solution: as long as it has no certificate, the exception of RET-01 is asked."""
    return depots_ouverts(enrolement, le, en_attente=candidature.referencee_le is None, solution=candidature)


def _du_fournisseur(fournisseur: Fournisseur, candidature: Candidature, le: datetime) -> DuFournisseur:
    lus = Enrolement.objects.select_related("fournisseur__organisation", "dispositif")
    enrolement = lus.filter(fournisseur=fournisseur, dispositif=candidature.dispositif_id).first()
    if enrolement is None:
        sans = Motif("enrolement", False, "Aucun enrôlement n’est ouvert pour ce dispositif.")
        return DuFournisseur(Verdict((sans,)), est_editeur=False)
    liens = faits(enrolement).liens
    mandats = [d for d in liens.distribuees if d.etape.candidature_id == candidature.pk]
    return DuFournisseur(
        depots_ouverts=depots_permis(enrolement, candidature, le),
        est_editeur=any(editee.pk == candidature.pk for editee in liens.editees),
        mandats=tuple((mandat.mandat_signe_le, mandat.mandat_fin_le) for mandat in mandats),
        assujetti=enrolement.assujetti,
    )


def _du_referencement(candidature: Candidature) -> DuReferencement:
    eligibilite = candidature.eligibilite
    obsoletes = VersionObsolete.objects.publiees().filter(etape=eligibilite).values_list("version", flat=True)
    return DuReferencement(
        reference_le=candidature.referencee_le,
        dossier_complet_le=dossier_complet_le(candidature),
        retire=candidature.statut == Candidature.Statut.RETIREE,
        profils=frozenset(eligibilite.profils.values_list("code", flat=True)),
        versions_obsoletes=frozenset(obsoletes),
        refuse_le=_refuse_le(candidature),
    )


def _refuse_le(candidature: Candidature) -> datetime | None:
    """When the direction refused the référencement, or when the candidature was closed."""
    if candidature.statut != Candidature.Statut.REFUSEE:
        return None
    refusee = Convention.objects.filter(candidature=candidature, statut=Convention.Statut.REFUSEE).first()
    if refusee:
        return refusee.decidee_le
    fermeture = dernier_changement(candidature)
    return fermeture.recu_le if fermeture else None


def dossier_complet_le(candidature: Candidature) -> datetime | None:
    """When the last chapter of the REM was filed for the first time; None while one was not (« réputé complet »)."""
    return dossiers_complets_le([candidature.pk]).get(candidature.pk)


def dossiers_complets_le(candidatures: Collection[int]) -> dict[int, datetime]:
    """The same for several, by primary key, in one query; those that are complete alone."""
    du_rem = Chapitre.objects.filter(candidature__in=candidatures, chapitre_rem__isnull=False)
    instants: dict[int, list[datetime | None]] = {}
    for pk, instant in du_rem.exclude(statut=Chapitre.Statut.DISPENSE).values_list(
        "candidature", "premiere_soumission_le"
    ):
        instants.setdefault(pk, []).append(instant)
    return {pk: max(filter(None, lus)) for pk, lus in instants.items() if None not in lus}


def _du_calendrier(candidature: Candidature, le: datetime) -> DuCalendrier:
    return DuCalendrier(**{f"date_{numero}": limite_connue(candidature, numero, au=le) for numero in (0, 2, 4, 5)})


def _autres_commandes(candidature: Candidature, cles: Iterable[str], sauf: Collection[int]) -> Autres:
    lues = Commande.objects.qui_comptent().filter(dispositif=candidature.dispositif_id, cle__in=cles)
    autres: Autres = {}
    for pk, cle, fournisseur, reference in lues.values_list("pk", "cle", "demande__fournisseur", "reference"):
        if pk not in sauf:
            autres.setdefault(cle, []).append((fournisseur, reference))
    return autres


def aides_versees(cles: Collection[str], debut: date | None) -> dict[str, Mapping[int, Decimal]]:
    """By client, then by supplier: what the ledger says was sent since that day and not taken back, in one query.

    Whatever the SONS: the ceiling is that of the client. A part sent again after a reject counts once, from that day.
    """
    if debut is None:
        return {}
    envois = Ecriture.objects.filter(commande=OuterRef("commande"), part=OuterRef("part"), nature=OuterRef("part"))
    positions = Position.objects.filter(commande__cle__in=cles, verse__gt=0).annotate(
        verse_le=Subquery(envois.order_by("-le").values("le")[:1])
    )
    comptees = positions.filter(verse_le__gte=instant_de_paris(debut, time())).order_by()
    sommes = comptees.values_list("commande__cle", "commande__demande__fournisseur").annotate(
        net=Sum(F("verse") - F("repris"))
    )
    aides: dict[str, dict[int, Decimal]] = {}
    for cle, fournisseur, montant in sommes:
        aides.setdefault(cle, {})[fournisseur] = montant
    return dict(aides)


def _du_client(
    connu: Connu, autres: Sequence[tuple[int, str]], versees: Mapping[int, Decimal], fournisseur: Fournisseur
) -> DuClient:
    siennes = [reference for titulaire, reference in autres if titulaire == fournisseur.pk]
    return DuClient(
        eligible=connu.eligible,
        vague_1=connu.vague_1,
        tranche=connu.tranche,
        plafond=connu.plafond,
        departement=connu.departement,
        deja_commande_par_soi=siennes[0] if siennes else "",
        deja_commande_ailleurs=len(siennes) < len(autres),
        aides_versees=sum(versees.values(), Decimal(0)),
        aides_d_autrui=any(montant for titulaire, montant in versees.items() if titulaire != fournisseur.pk),
    )
