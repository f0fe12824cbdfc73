"""The format and the rules speak of the same fields: a finding names one that the documentation lists."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from financement.formats.documentation import regles_de
from financement.formats.modeles import CommandeV1, LigneV1
from financement.forms import CommandeForm
from financement.forms.commande import ancre
from financement.regles.commande.faits import Bon, Contexte
from financement.regles.commande.juger import juger
from tests.financement.commandes.exemples import bon_de_structure, bon_valide, contexte_de_structure, contexte_valide
from tests.financement.formats.test_ecriture import BONS

CHAMP = re.compile(r"(?:lignes\[\d+\]\.)?(\w+)")
DU_FOURNISSEUR = {"ELI-01", "ELI-03", "ENR-07", "ENR-11", "AV-01", "AV-02", "RET-01", "RET-02"}
CHAMPS = {**LigneV1.model_fields, **CommandeV1.model_fields}
CONTEXTES = [contexte_valide(), contexte_de_structure(), contexte_valide(fournisseur={"assujetti": False})]


def verifier(bon: Bon, contexte: Contexte) -> None:
    formulaire = CommandeForm().fields
    for constat in juger(bon, contexte).obstacles:
        if constat.champ:
            lu = CHAMP.fullmatch(constat.champ)
            assert lu is not None, constat
            assert lu[1] in CHAMPS, constat
            assert ancre(constat.champ).startswith("id_"), constat
            assert "lignes" in constat.champ or ancre(constat.champ).removeprefix("id_") in formulaire
            assert constat.regle in DU_FOURNISSEUR | set(regles_de(CHAMPS[lu[1]])), constat


@pytest.mark.exigence("ASP-11")
@given(BONS, st.sampled_from(CONTEXTES))
def test_chaque_constat_nomme_un_champ_du_format_qui_cite_sa_regle(bon: Bon, contexte: Contexte) -> None:
    verifier(bon, contexte)


@pytest.mark.parametrize("contexte", CONTEXTES)
def test_chaque_champ_fautif_a_sa_place_au_formulaire(contexte: Contexte) -> None:
    for bon in (bon_valide(), bon_de_structure()):
        verifier(bon, contexte)
        verifier(replace(bon, lignes=()), contexte)
        verifier(replace(bon, lignes=tuple(replace(ligne, montant_ht=Decimal(0)) for ligne in bon.lignes)), contexte)
