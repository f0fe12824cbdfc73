"""A declared balance is stored and read back whole."""

import json
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from financement.regles.commande.faits import Signature
from financement.regles.solde.donnees import depuis_donnees, en_donnees
from financement.regles.solde.faits import Declaration

MONTANTS = st.decimals(min_value=0, max_value=99_999, places=2)


@given(ht=MONTANTS, ttc=st.none() | MONTANTS, jour=st.dates(), fonctions=st.frozensets(st.text(max_size=9)))
def test_l_aller_retour_ne_perd_rien(ht: Decimal, ttc: Decimal | None, jour: date, fonctions: frozenset[str]) -> None:
    declaration = Declaration(
        reference="BC-1",
        cle="10003123451",
        achevee_le=jour,
        va_signee_le=jour,
        va_signature=Signature.PSC,
        va_signataire="Camille Durand",
        va_signataire_habilite=None,
        fonctions=fonctions,
        conforme_au_bon=True,
        facture_numero="F-1",
        facture_du=jour,
        facture_client="Cabinet Durand",
        facture_ht=ht,
        facture_ttc=ttc,
        taux_tva=Decimal("8.5"),
    )
    assert depuis_donnees(json.loads(json.dumps(en_donnees(declaration)))) == declaration
