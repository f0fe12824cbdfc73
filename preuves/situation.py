"""From what the vendor declared and what the portal knows to the `Situation` that the engine judges."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from candidatures.echeances import date_du_texte
from candidatures.models import Candidature, PrecedentReferencement, Vague
from preuves.heritage import Anterieur, Composant, Profil, Reclamee, Situation
from preuves.models import Preuve, PreuveReclamee, ProfilRetenu
from segur.noyau.referentiel.models import Scenario


@dataclass(frozen=True)
class Precedent:
    """An earlier référencement, or one in progress, as the vendor declares it. `dispositif` in the vendor's words."""

    vague: int
    dispositif: str
    nru: str


@dataclass(frozen=True)
class Declaration:
    """What steps 1 and 2 say of héritage and équivalence."""

    precedents: tuple[Precedent, ...] = ()
    composant_principal_identique: bool | None = None
    attestation: bool = False
    composants: tuple[Composant, ...] = ()
    nouveau_proxy: bool = False


def declaration(candidature: Candidature) -> Declaration:
    """The one place that reads the forms of steps 1 and 2."""
    eligibilite = candidature.eligibilite
    attestee = eligibilite.souhaite_l_equivalence is True and eligibilite.a_une_piece("attestation_equivalence")
    composants = eligibilite.composants.all() if eligibilite.a_de_nouveaux_composants else ()
    return Declaration(
        precedents=tuple(_precedents(candidature)),
        composant_principal_identique=True if attestee else None,
        attestation=attestee,
        composants=tuple(
            Composant(composant.denomination or str(composant), frozenset(composant.titres_des_chapitres))
            for composant in composants
        ),
        nouveau_proxy=eligibilite.a_un_nouveau_proxy is True,
    )


def _precedents(candidature: Candidature) -> Iterator[Precedent]:
    """Those of wave 1 and 2, then the candidature in progress elsewhere, which counts once it is obtained (HE-14)."""
    administrative = candidature.administrative
    if administrative.est_reference_precedemment:
        for precedent in administrative.precedents.all():
            if precedent.vague:
                yield Precedent(precedent.vague, _dispositif(candidature, precedent), precedent.nru)
    if administrative.est_en_cours_ailleurs:
        for en_cours in administrative.en_cours.all():
            yield Precedent(Vague.VAGUE_2, en_cours.dispositif, en_cours.nru)


def _dispositif(candidature: Candidature, precedent: PrecedentReferencement) -> str:
    """In the vendor's words; a wave-1 référencement that names none is of the same dispositif (HE-01)."""
    if precedent.vague == Vague.VAGUE_1 and not precedent.dispositif:
        return candidature.dispositif.code
    return precedent.dispositif


def situation(candidature: Candidature, le: datetime) -> Situation:
    """As declared and known at the aware instant `le`. As many queries for three NRU as for one."""
    declare = declaration(candidature)
    retenus = set(ProfilRetenu.objects.filter(candidature=candidature).values_list("profil", flat=True))
    reclamees = PreuveReclamee.objects.filter(candidature=candidature).select_related("attendue")
    par_cas: dict[str, list[Reclamee]] = defaultdict(list)
    for reclamee in reclamees:
        par_cas[reclamee.cas].append(Reclamee(reclamee.attendue.identifiant, reclamee.motif))
    return Situation(
        dispositif=candidature.dispositif.code,
        le=le,
        date_2=date_du_texte(candidature, 2, au=le),
        anterieurs=anterieurs(candidature, declare.precedents),
        composant_principal_identique=declare.composant_principal_identique,
        attestation=declare.attestation,
        composants=declare.composants,
        nouveau_proxy=declare.nouveau_proxy,
        profils=tuple(
            Profil(profil.code, profil.libelle, profil.est_general, not retenus or profil.pk in retenus)
            for profil in candidature.eligibilite.profils.all()
        ),
        exigees=tuple(par_cas[PreuveReclamee.Cas.VAGUE_1]),
        non_conformes=tuple(par_cas[PreuveReclamee.Cas.NON_CONFORMITE]),
    )


def anterieurs(candidature: Candidature, precedents: Iterable[Precedent]) -> tuple[Anterieur, ...]:
    """Each declared NRU, completed with the candidature of the same vendor that bears it on this portal, if any."""
    declares = {_cle(precedent.nru): precedent for precedent in precedents}
    connues = _connues(candidature, [cle for cle in declares if cle])
    scenarios = _scenarios_des_rem(connues.values())
    valides = _scenarios_valides(connues.values())
    resultat = []
    for cle, precedent in declares.items():
        if connue := connues.get(cle):
            resultat.append(_connu(connue, cle, scenarios[connue.rem_id], valides[connue.pk]))
        else:
            resultat.append(Anterieur(cle, precedent.vague, precedent.dispositif))
    return tuple(resultat)


def _cle(nru: str) -> str:
    return "".join(nru.split()).upper()


def _connues(candidature: Candidature, cles: list[str]) -> dict[str, Candidature]:
    """By NRU, or by number for a référencement in progress (DEF-11). Another vendor's NRU stays unknown."""
    if not cles:
        return {}
    siennes = Candidature.objects.filter(produit__editeur=candidature.produit.editeur_id).exclude(pk=candidature.pk)
    trouvees = siennes.filter(Q(nru__in=cles) | Q(numero__in=cles)).select_related("dispositif")
    return {
        cle: c for c in trouvees.prefetch_related("eligibilite__profils") for cle in (c.nru, c.numero) if cle in cles
    }


def _connu(connue: Candidature, cle: str, scenarios: set[str], valides: set[str]) -> Anterieur:
    return Anterieur(
        nru=connue.nru or cle,
        vague=connue.dispositif.vague,
        dispositif=connue.dispositif.code,
        reference_le=connue.referencee_le,
        profils=frozenset(profil.libelle for profil in connue.eligibilite.profils.all()),
        scenarios=frozenset(scenarios),
        scenarios_valides=frozenset(valides),
    )


def _scenarios_des_rem(candidatures: Iterable[Candidature]) -> dict[int | None, set[str]]:
    versions = {candidature.rem_id for candidature in candidatures} - {None}
    resultat: dict[int | None, set[str]] = defaultdict(set)
    if versions:
        lus = Scenario.objects.filter(exigence__chapitre__version__in=versions).order_by()
        for version, identifiant in lus.values_list("exigence__chapitre__version", "identifiant"):
            resultat[version].add(identifiant)
    return resultat


def _scenarios_valides(candidatures: Iterable[Candidature]) -> dict[int, set[str]]:
    """Scenarios all of whose proofs were validated in wave 2: conform there, or equivalent to such. Not inherited."""
    pks = [candidature.pk for candidature in candidatures]
    valides: dict[int, set[str]] = defaultdict(set)
    refuses: dict[int, set[str]] = defaultdict(set)
    if not pks:
        return valides
    preuves = Preuve.objects.filter(chapitre__candidature__in=pks, attendue__isnull=False).order_by()
    for pk, scenario, statut, provenance in preuves.values_list(
        "chapitre__candidature", "attendue__scenario__identifiant", "statut", "provenance"
    ):
        validee = statut == Preuve.Statut.CONFORME or provenance == Preuve.Provenance.EQUIVALENTE
        (valides if validee else refuses)[pk].add(scenario)
    return defaultdict(set, {pk: scenarios - refuses[pk] for pk, scenarios in valides.items()})
