"""The format of the balance: read, written and described by the machinery of the orders, from its own models."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from financement.formats import (
    FORMATS,
    SOLDE,
    FichierIllisible,
    ecrire,
    en_entete,
    en_objet,
    exemple,
    lire,
    lire_ligne,
    vierge,
)
from financement.formats.documentation import decrire, libelles, regles_de, schema, valeurs_de
from financement.formats.modeles_du_solde import SoldeV1
from financement.models import DemandeDeFinancement, Part, PieceDeCreance
from financement.regles.commande.faits import Signature
from financement.regles.solde.faits import ContexteDuSolde, Declaration
from financement.regles.solde.juger import juger
from financement.regles.solde.parametres import fonctions_connues
from segur.noyau.annuaires.identifiants import avec_cle
from tests.financement.formats.test_ecriture import CENTIMES, JOURS, OUI_NON, TAUX, mots
from tests.financement.soldes.exemples import contexte_favorable, declaration_valide, solde_d_etablissement

DECLARATIONS = st.builds(
    Declaration,
    reference=mots(50, 1),
    cle=st.integers(10**9, 10**10 - 1).map(lambda n: avec_cle(str(n))),
    achevee_le=JOURS,
    va_signee_le=JOURS,
    va_signature=st.sampled_from(Signature),
    va_signataire=mots(200),
    va_signataire_habilite=OUI_NON,
    fonctions=st.frozensets(st.sampled_from(sorted(fonctions_connues()))),
    conforme_au_bon=OUI_NON,
    facture_numero=mots(50, 1),
    facture_du=JOURS,
    facture_client=mots(200, 1),
    facture_ht=CENTIMES,
    facture_ttc=st.none() | CENTIMES,
    taux_tva=st.none() | TAUX,
    facture_unique=OUI_NON,
    surcout=OUI_NON,
)
NOMS = st.sampled_from(["a.pdf", "B-1.png", "c_2.jpeg"])
PIECES = st.dictionaries(st.sampled_from(["va", "facture", "attestation", "autre"]), NOMS)
ENTETE = en_entete(dispositif="MDV-LGC-Va2", siren="732829320", format=SOLDE)
UN_ANCIEN = declaration_valide(
    reference="BC-9", achevee_le=date(2026, 1, 1), va_signee_le=date(2025, 12, 1), va_signature=Signature.AUCUNE
)


@given(st.lists(st.tuples(DECLARATIONS, PIECES), max_size=3, unique_by=(lambda p: p[0].reference, lambda p: p[0].cle)))
def test_l_aller_retour_ne_perd_rien(soldes: list[tuple[Declaration, dict[str, str]]]) -> None:
    lecture = lire(ecrire(ENTETE, (en_objet(solde, pieces, SOLDE) for solde, pieces in soldes)), format=SOLDE)

    assert lecture.entete == ENTETE
    assert [(ligne.objet, ligne.pieces) for ligne in lecture] == soldes
    assert all(ligne.bon is None for ligne in lecture)


@pytest.mark.exigence("ASP-11", "SOL-04")
def test_l_exemple_est_sans_faute_et_annonce_les_pieces_dues() -> None:
    lignes = list(lire(exemple(SOLDE), format=SOLDE))

    assert [ligne.erreurs for ligne in lignes] == [(), ()]
    assert {tuple(ligne.pieces) for ligne in lignes} == {PieceDeCreance.DUES[Part.SOLDE]}
    assert [ligne.objet.facture_ht for ligne in lignes] == [Decimal("376.25"), Decimal("2633.75")]


@pytest.mark.exigence("ASP-11")
def test_le_fichier_vierge_ne_manque_que_de_reponses() -> None:
    (ligne,) = lire(vierge(ENTETE), format=SOLDE)

    assert set(json.loads(vierge(format=SOLDE))["soldes"][0]) == set(SoldeV1.model_fields)
    assert {erreur.trouve for erreur in ligne.erreurs} == {"un texte vide"}


@pytest.mark.exigence("ASP-11")
def test_la_documentation_et_le_schema_disent_chaque_champ() -> None:
    _, solde, pieces = decrire(SOLDE)

    assert [champ.nom for champ in solde.champs] == list(SoldeV1.model_fields)
    assert all(champ.titre and champ.forme for champ in (*solde.champs, *pieces.champs))
    assert dict(next(champ.valeurs for champ in solde.champs if champ.nom == "fonctions")) == fonctions_connues()
    assert libelles(SOLDE)["va_signee_le"] == "Date de signature de la VA"
    assert list(schema(SOLDE)["$defs"]["SoldeV1"]["properties"]) == list(SoldeV1.model_fields)
    assert [champ.nom for champ in pieces.champs if champ.nom in PieceDeCreance.Nature.values] == [
        champ.nom for champ in pieces.champs
    ]


@pytest.mark.exigence("ASP-11")
def test_l_exemple_de_chaque_champ_est_lisible() -> None:
    exemples = {nom: info.examples[0] for nom, info in SoldeV1.model_fields.items() if info.examples}
    assert not lire_ligne(exemples, format=SOLDE).erreurs


@pytest.mark.exigence("REA-10")
def test_les_codes_des_fonctions_sont_ceux_des_textes() -> None:
    assert valeurs_de(SoldeV1.model_fields["fonctions"]) == tuple(fonctions_connues())
    assert len(fonctions_connues()) == 9


def test_chaque_format_est_celui_d_une_nature_de_demande() -> None:
    assert set(FORMATS) <= set(DemandeDeFinancement.Nature.values)
    assert len({format.nom for format in FORMATS.values()}) == len(FORMATS)


ERREURS = [
    ("fonctions", ["psc", "inconnue"], "fonctions[1]", "« inconnue »", "Choisissez une valeur de la liste."),
    ("fonctions", "psc", "fonctions", "« psc »", "Écrivez la liste entre crochets [ ]."),
    ("fonctions", ["psc"] * 21, "fonctions", "une liste de 21 éléments", "Raccourcissez la liste"),
    ("cle", "10003123452", "cle", "« 10003123452 »", "La clé du numéro RPPS est fausse"),
    ("achevee_le", "10/09/2027", "achevee_le", "« 10/09/2027 »", "Écrivez le jour comme 2026-10-05."),
    ("facture_ht", "1 000", "facture_ht", "« 1 000 »", "Écrivez par exemple 451.50"),
    ("facture_unique", "oui", "facture_unique", "« oui »", "Écrivez true ou false, sans guillemets."),
    ("facture_titre", "x", "facture_titre", "« x »", "Écrivez « facture_"),
    ("pieces", {"bon": "a.pdf"}, "pieces.bon", "« a.pdf »", "Retirez ce champ."),
    ("pieces", {"va": "../a.pdf"}, "pieces.va", "« ../a.pdf »", "Renommez le fichier"),
]


@pytest.mark.exigence("ASP-11")
@pytest.mark.parametrize(("champ", "valeur", "chemin", "trouve", "remede"), ERREURS)
def test_une_erreur_dit_ou_quoi_et_comment(champ: str, valeur: Any, chemin: str, trouve: str, remede: str) -> None:
    brut: dict[str, Any] = json.loads(exemple(SOLDE))["soldes"][0] | {champ: valeur}

    (erreur,) = lire_ligne(brut, format=SOLDE).erreurs

    assert (erreur.chemin, erreur.trouve) == (chemin, trouve)
    assert remede in erreur.remede


def test_un_double_nomme_la_premiere_demande() -> None:
    lignes = list(lire(ecrire(ENTETE, [en_objet(declaration_valide(), {}, SOLDE)] * 2), format=SOLDE))

    assert [len(ligne.erreurs) for ligne in lignes] == [0, 2]
    assert lignes[1].erreurs[0].attendu.endswith("celle-ci est déjà à la demande de solde n° 1")


ILLISIBLES = [
    (exemple(), "« format » vaut « demande-de-solde »"),
    (b'{"format": "demande-de-solde", "version": "1.0"}', "Le champ « soldes » n’est pas une liste."),
    (b"[]", "avec l’en-tête et les « soldes »"),
]


@pytest.mark.parametrize(("contenu", "message"), ILLISIBLES)
def test_un_fichier_d_une_autre_nature_est_refuse(contenu: bytes, message: str) -> None:
    with pytest.raises(FichierIllisible, match=message):
        lire(contenu, format=SOLDE)


def test_une_demande_de_solde_n_est_pas_lue_comme_une_avance() -> None:
    with pytest.raises(FichierIllisible, match="« format » vaut « demande-d-avance »"):
        lire(exemple(SOLDE))


# Of the order, the supplier and the solution: no field of the file is at fault.
SANS_CHAMP = {"PIL-F01", "SOL-01", "SOL-02", "SOL-03", "SOL-05"}
CONTEXTES = [
    contexte_favorable(),
    contexte_favorable(avance_validee_le=None, solde=None, finance=None, reference_le=None, pilotes_acquittes_le=None),
    solde_d_etablissement()[1],
]


@pytest.mark.exigence("ASP-11")
@given(DECLARATIONS | st.just(UN_ANCIEN), st.sampled_from(CONTEXTES))
def test_chaque_constat_nomme_un_champ_du_format_qui_cite_sa_regle(
    declaration: Declaration, contexte: ContexteDuSolde
) -> None:
    for constat in juger(declaration, contexte).obstacles:
        if constat.champ:
            assert constat.regle in regles_de(SoldeV1.model_fields[constat.champ]), constat
        else:
            assert constat.regle in SANS_CHAMP, constat
