"""What the rules of this room need to know of a candidature and of its proofs."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Q

from candidatures.echeances import limite_connue
from candidatures.models import Candidature, DerogationDeDelai, Eligibilite
from preuves.derogations import regles
from preuves.models import Chapitre, Preuve
from segur.noyau.dispositifs.preuves import (
    CNDA,
    LABEL,
    TEST_INTRUSION,
    CriteresIntrusion,
    Derogation,
    Substitut,
    criteres_intrusion,
    derogation,
)
from segur.noyau.regles import Motif, Verdict, Version

OUVERT = (Chapitre.Statut.A_COMPLETER, Chapitre.Statut.A_MODIFIER)


def derogation_de(preuve: Preuve, le: datetime) -> Version[Derogation] | None:
    """The substitutes that the text in force names for this proof, if any does."""
    return derogation(preuve.dossier.dispositif, preuve.nature, au=le)


def recevabilite(preuve: Preuve, code: str, montres: Sequence[int], le: datetime) -> Verdict:
    """`montres`: ranks of the elements that the vendor says the piece shows."""
    version = derogation_de(preuve, le)
    if version is None:
        return Verdict((regles.piece_provisoire_prevue(prevue=False),))
    substitut = next((s for s in version.valeur.substituts if s.code == code), None)
    numero = substitut.jusqu_a if substitut else 0
    return regles.piece_provisoire_recevable(
        substitut=substitut.libelle if substitut else "",
        admis=substitut is not None,
        manquants=[e for rang, e in enumerate(substitut.elements) if rang not in montres] if substitut else [],
        recu_le=le,
        echeance=limite_connue(preuve.dossier, numero, au=le, portee=DerogationDeDelai.Portee.PIECES),
        numero=numero,
        reference=version.reference,
    )


def substituts_ouverts(preuve: Preuve, le: datetime) -> list[Substitut]:
    """Those whose Date has not passed at that instant."""
    version = derogation_de(preuve, le)
    tous = version.valeur.substituts if version else ()
    return [s for s in tous if recevabilite(preuve, s.code, range(len(s.elements)), le).favorable]


def nils_de(candidature: Candidature) -> list[str]:
    """One NIL per commercial name, the candidate's first (E2-12, E3-33)."""
    eligibilite: Eligibilite = candidature.eligibilite
    autres = eligibilite.noms_commerciaux.values_list("nil", flat=True) if eligibilite.a_d_autres_noms else ()
    return [nil for nil in dict.fromkeys([eligibilite.nil, *autres]) if nil]


def attestations_manquantes(chapitre: Chapitre) -> Motif:
    """The CNDA proofs of the chapter that have fewer deposits than the candidature has NIL."""
    nils = nils_de(chapitre.candidature)
    if len(nils) < 2:
        return regles.attestations_par_nil(manques=(), nils=nils)
    preuves = Preuve.objects.filter(chapitre=chapitre).demandees().select_related("attendue__scenario__exigence")
    nombres = preuves.annotate(deposees=Count("depots", filter=Q(depots__archive_le=None)))
    deposees = dict(nombres.values_list("pk", "deposees"))
    manques = [(str(p), deposees[p.pk]) for p in preuves if p.nature == CNDA and 0 < deposees[p.pk] < len(nils)]
    return regles.attestations_par_nil(manques=manques, nils=nils)


def definitive_attendue(preuve: Preuve) -> bool:
    """A conform proof that rests on a provisional piece; or, its chapter being validated, a final one sent back."""
    if preuve.statut == Preuve.Statut.CONFORME:
        return preuve.depots.provisoires().exists()
    return preuve.statut == Preuve.Statut.A_MODIFIER and preuve.chapitre.statut == Chapitre.Statut.VALIDE


def criteres_de(preuve: Preuve, le: datetime) -> Version[CriteresIntrusion] | None:
    """The criteria of the intrusion test's form, for the proof that asks it."""
    if preuve.nature != TEST_INTRUSION:
        return None
    return criteres_intrusion(preuve.dossier.dispositif, au=le)


def guichet_du_test(preuve: Preuve, version: Version[CriteresIntrusion]) -> Motif:
    profils = preuve.dossier.eligibilite.profils.filter(est_general=False).values_list("code", flat=True)
    return regles.intrusion_a_ce_guichet(
        profils=frozenset(profils), reserve_a=frozenset(version.valeur.profils), reference=version.reference
    )


def verdict_intrusion(preuve: Preuve, le: datetime) -> Verdict:
    """Nothing to say as long as no figure is entered, nor where the test is not presented."""
    version, releve = criteres_de(preuve, le), getattr(preuve, "releve_intrusion", None)
    if version is None or releve is None:
        return Verdict()
    return regles.intrusion_acceptable(
        ko_hauts=releve.ko_hauts,
        ko_moyens=releve.ko_moyens,
        max_hauts=version.valeur.ko_hauts,
        max_moyens=version.valeur.ko_moyens,
        reference=version.reference,
    )


def accepte_une_declaration(preuve: Preuve) -> bool:
    return preuve.nature == LABEL
