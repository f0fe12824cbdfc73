"""What is written is read back the same; the blank file, the example, the schema and the page follow the models."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from financement.formats import ecrire, en_commande, en_entete, en_json, exemple, lire, lire_commande, vierge
from financement.formats.documentation import decrire, libelles, schema
from financement.formats.modeles import CommandeV1
from financement.formats.registre import AVANCE
from financement.formats.types import NombreIllisible
from financement.regles.commande.donnees import en_donnees
from financement.regles.commande.faits import Bon, Client, Ligne, Prestation, Signature
from segur.noyau.annuaires.identifiants import avec_cle
from tests.financement.commandes.exemples import bon_d_etablissement, bon_de_structure, bon_valide

CENTIMES = st.integers(0, 10**13).map(lambda centimes: Decimal(centimes).scaleb(-2))
TAUX = st.sampled_from([Decimal("20"), Decimal("8.5"), Decimal("0"), Decimal("5.55"), Decimal("100")])
JOURS = st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31))
LETTRES = st.characters(exclude_categories=("C", "Z"))
OUI_NON = st.none() | st.booleans()


def mots(au_plus: int, au_moins: int = 0) -> st.SearchStrategy[str]:
    return st.text(LETTRES, min_size=au_moins, max_size=au_plus)


LIGNES = st.builds(Ligne, st.sampled_from(Prestation), mots(200), CENTIMES, st.none() | CENTIMES)
BONS = st.builds(
    Bon,
    reference=mots(50, 1),
    client=st.just(Client.MEDECIN),
    cle=st.integers(10**9, 10**10 - 1).map(lambda n: avec_cle(str(n))),
    nom=mots(200, 1),
    emis_le=JOURS,
    signe_le=JOURS,
    taux_tva=st.none() | TAUX,
    lignes=st.lists(LIGNES, min_size=1, max_size=3).map(tuple),
    signature=st.sampled_from(Signature),
    signataire=mots(200),
    signataire_habilite=OUI_NON,
    version=mots(50),
    version_installee=mots(50),
    mise_a_jour_payante=st.booleans(),
    mention_etat=OUI_NON,
    mention_conditionnelle=OUI_NON,
    conditionne=OUI_NON,
    vague_1_autofinancee=OUI_NON,
    patients_mt=st.none() | st.integers(0, 100_000),
    formalites_organisation=OUI_NON,
    aides_de_minimis=st.none() | CENTIMES,
    aides_declarees_le=st.none() | JOURS,
)
PIECES = st.dictionaries(st.sampled_from(["bon", "aides", "autre"]), st.sampled_from(["a.pdf", "B-1.png", "c_2.jpeg"]))
ENTETE = en_entete(dispositif="MDV-LGC-Va2", siren="732829320")


@given(st.lists(st.tuples(BONS, PIECES), max_size=3, unique_by=(lambda p: p[0].reference, lambda p: p[0].cle)))
def test_l_aller_retour_ne_perd_rien(commandes: list[tuple[Bon, dict[str, str]]]) -> None:
    lecture = lire(ecrire(ENTETE, (en_commande(bon, pieces) for bon, pieces in commandes)))

    assert lecture.entete == ENTETE
    assert [(ligne.bon, ligne.pieces) for ligne in lecture] == commandes
    assert [en_donnees(ligne.bon) for ligne in lecture if ligne.bon] == [en_donnees(bon) for bon, _ in commandes]


@pytest.mark.parametrize("bon", [bon_valide(), bon_de_structure(), bon_d_etablissement()], ids=lambda bon: bon.client)
def test_un_bon_des_regles_s_ecrit_et_se_relit(bon: Bon) -> None:
    (ligne,) = lire(ecrire(ENTETE, [en_commande(bon)]))

    assert ligne.bon == bon


def test_ce_qui_n_a_pas_pu_etre_lu_se_reecrit_pour_etre_corrige() -> None:
    brut = {
        "reference": "a\x00\ud800",
        "taux_tva": Decimal("20.555"),
        "cle": NombreIllisible("1e99"),
        "x": [[[[[[1]]]]]],
    }

    (ligne,) = lire(ecrire(ENTETE, [brut]))

    assert ligne.brut == {"reference": "a\ufffd\ufffd", "taux_tva": "20.555", "cle": "1e99", "x": [[[[["…"]]]]]}
    assert en_json(ligne.brut) == ligne.brut


@pytest.mark.exigence("ASP-11")
def test_l_exemple_est_sans_faute() -> None:
    lignes = list(lire(exemple()))

    assert [ligne.erreurs for ligne in lignes] == [(), ()]
    assert {ligne.bon.client for ligne in lignes if ligne.bon} == {Client.MEDECIN, Client.STRUCTURE}


@pytest.mark.exigence("ASP-11")
def test_le_fichier_vierge_ne_manque_que_de_reponses() -> None:
    (ligne,) = lire(vierge(ENTETE))

    assert set(json.loads(vierge())["commandes"][0]) == set(CommandeV1.model_fields)
    assert {erreur.trouve for erreur in ligne.erreurs} == {"un texte vide"}


@pytest.mark.exigence("ASP-11")
def test_la_documentation_dit_chaque_champ() -> None:
    decrits = decrire()

    for objet, (_, _, modele) in zip(decrits, AVANCE.objets, strict=True):
        assert [champ.nom for champ in objet.champs] == list(modele.model_fields)
        assert all(champ.titre and champ.forme for champ in objet.champs)
    assert "CMD-04" in next(c.regles for c in decrits[1].champs if c.nom == "signe_le")
    assert libelles()["montant_ht"] == "Montant hors taxes"


@pytest.mark.exigence("ASP-11")
def test_l_exemple_de_chaque_champ_est_lisible() -> None:
    commande: dict[str, Any] = json.loads(exemple())["commandes"][0]
    exemples = {nom: info.examples[0] for nom, info in CommandeV1.model_fields.items() if info.examples}

    assert not lire_commande(exemples | {"lignes": commande["lignes"]}).erreurs


@pytest.mark.exigence("ASP-11")
def test_le_schema_porte_chaque_champ_et_refuse_les_autres() -> None:
    commande = schema()["$defs"]["CommandeV1"]

    assert list(commande["properties"]) == list(CommandeV1.model_fields)
    assert commande["additionalProperties"] is False
    assert commande["properties"]["signe_le"]["format"] == "date"
