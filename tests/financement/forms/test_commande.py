"""One order typed by hand: the same reader as the files', each error beside its field, nothing lost."""

from dataclasses import replace
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given

from financement.formats import en_commande, lire_commande
from financement.formats.documentation import LIBELLES_DES_VALEURS, valeurs_de
from financement.formats.modeles import CommandeV1, LigneV1
from financement.formats.modeles_de_la_secondaire import SecondaireV1
from financement.formats.modeles_du_solde import SoldeV1
from financement.forms import CommandeForm
from financement.forms.commande import GROUPES
from financement.regles.commande.faits import Bon
from tests.financement.commandes.exemples import bon_de_structure, bon_valide
from tests.financement.formats.test_ecriture import BONS


def saisies(bon: Bon, **changements: str) -> dict[str, Any]:
    """What a browser sends back for an untouched form, some fields aside."""
    form = CommandeForm(brut=en_commande(bon))
    return {nom: form[nom].value() for nom in form.fields} | changements


@given(BONS)
def test_un_formulaire_rendu_tel_quel_redonne_le_bon(bon: Bon) -> None:
    form = CommandeForm(saisies(bon), brut=en_commande(bon))

    assert form.is_valid(), form.errors
    assert form.bon == bon


def test_chaque_champ_du_format_est_au_formulaire_sous_un_titre() -> None:
    form = CommandeForm()

    assert {n for noms in GROUPES.values() for n in noms} == set(CommandeV1.model_fields) - {"lignes", "pieces"}
    assert [champ.name for groupe in form.groupes for champ in groupe.champs].count("lignes-1-montant_ht") == 1
    assert sum(len(groupe.champs) for groupe in form.groupes) == len(form.fields)


def test_chaque_valeur_a_son_libelle() -> None:
    champs = [info for modele in (CommandeV1, LigneV1, SoldeV1, SecondaireV1) for info in modele.model_fields.values()]

    assert {valeur for info in champs for valeur in valeurs_de(info)} == set(LIBELLES_DES_VALEURS)


@pytest.mark.parametrize(
    ("champ", "saisie", "lu"),
    [("lignes-0-montant_ht", " 1 376,25 € ", "1376.25"), ("lignes-0-montant_ttc", "451,5", "451.50")],
)
def test_un_montant_s_ecrit_comme_on_en_a_l_habitude(champ: str, saisie: str, lu: str) -> None:
    form = CommandeForm(saisies(bon_valide(), **{champ: saisie}))

    assert form.is_valid(), form.errors
    assert str(getattr(form.bon.lignes[0], champ.removeprefix("lignes-0-"))) == lu


ERREURS = [
    ("signe_le", "5 octobre", "Attendu : jour AAAA-MM-JJ."),
    ("cle", "10003123452", "La clé du numéro RPPS est fausse"),
    ("patients_mt", "beaucoup", "Écrivez un nombre entier"),
    ("patients_mt", "²", "Écrivez un nombre entier"),
    ("signature", "inconnue", "Choisissez une valeur"),
    ("lignes-1-montant_ht", "12.345", "2 décimales au plus"),
    ("reference", "", "1 à 50 caractères"),
    ("nom", "a\x00b", "caractère"),
]


@pytest.mark.parametrize(("champ", "saisie", "message"), ERREURS)
def test_une_erreur_est_dite_a_cote_de_sa_cause(champ: str, saisie: str, message: str) -> None:
    form = CommandeForm(saisies(bon_valide(), **{champ: saisie}))

    assert not form.is_valid()
    assert list(form.errors) == [champ]
    assert message in form.errors[champ][0]


def test_toutes_les_erreurs_sont_dites_a_la_fois() -> None:
    form = CommandeForm({})

    assert not form.is_valid()
    assert {"reference", "client", "cle", "nom", "emis_le", "signe_le", "signature"} < set(form.errors)
    assert "lignes-0-prestation" in form.errors


def test_une_ligne_vide_n_en_est_pas_une_et_la_suivante_garde_sa_place() -> None:
    vide = {f"lignes-0-{nom}": "" for nom in LigneV1.model_fields}
    form = CommandeForm(saisies(bon_valide(), **vide, **{"lignes-1-montant_ht": "x"}))

    assert list(form.errors) == ["lignes-1-montant_ht"]


@pytest.mark.exigence("AV-05")
def test_seuls_les_champs_ouverts_changent() -> None:
    bon = bon_de_structure()
    donnees = QueryDict("signe_le=2026-10-20&nom=Autre&lignes-0-montant_ht=1")

    form = CommandeForm(donnees, brut=en_commande(bon), seulement={"signe_le"})

    assert form.is_valid(), form.errors
    assert list(form.fields) == ["signe_le"]
    assert form.bon == replace(bon, signe_le=form.bon.signe_le)
    assert f"{form.bon.signe_le:%d/%m/%Y}" == "20/10/2026"


def test_les_lignes_s_ouvrent_ensemble() -> None:
    form = CommandeForm(brut=en_commande(bon_valide()), seulement={"lignes"})

    assert {nom.rsplit("-", 1)[0] for nom in form.fields} == {"lignes-0", "lignes-1"}


def test_corriger_retire_les_champs_inconnus_et_garde_les_pieces() -> None:
    brut = en_commande(bon_valide(), {"bon": "a.pdf"}) | {"signee_le": "2026-10-05", "nom": ["x"]}

    form = CommandeForm(saisies(bon_valide(), nom="Cabinet"), brut=brut)

    assert form.is_valid(), form.errors
    assert lire_commande(form.en_brut()).pieces == {"bon": "a.pdf"}


@pytest.mark.parametrize("postee", ["lignes-99-prestation", "lignes-x-prestation", "lignes-5-prestation"])
def test_un_rang_de_ligne_force_ne_casse_rien(postee: str) -> None:
    form = CommandeForm(saisies(bon_valide()) | {postee: "autre"})

    assert form.is_valid() or set(form.errors) == {"lignes-5-montant_ht"}
    assert sum(nom.endswith("-prestation") for nom in form.fields) <= 20
