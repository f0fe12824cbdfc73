"""A hospital from its order to the balance: ceilings of the base, one order per SONS, three pilots, « VA Ségur »."""

from decimal import Decimal
from typing import Any

import pytest

from financement.creances import contextes_des_commandes
from financement.examen import examiner
from financement.models import Commande, Position
from financement.regles.commande.faits import Client, Constat, Issue, Ligne, Prestation
from financement.regles.solde.juger import juger
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.transitions import Refus
from segur.portail.demonstration.bases import importer_les_bases
from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.financement.commandes.au_bureau import Bureau
from tests.financement.conftest import validee
from tests.financement.pilotes.dossier import DossierDePilotes
from tests.financement.soldes.exemples import declaration_pour
from tests.monde import Monde, referencer

pytestmark = pytest.mark.django_db
DPI = "HOP-DPI-Va2"
HOPITAUX = ("119009900", "129009908", "149009904")
MAXIMUM = Decimal("68312.00")
"""Of the first, in the base of the demonstration."""


@pytest.fixture
def hopital(monde: Monde) -> Bureau:
    scenario = validee(monde)
    candidature = scenario.candidature
    candidature.dispositif = Dispositif.objects.get(code=DPI)
    candidature.save()
    referencer(candidature)
    dossier = DossierDEnrolement("LogiPro", scenario.instant)
    dossier.dispositif = candidature.dispositif
    importer_les_bases(dossier.instant)
    return Bureau(dossier.accepte())


def au_montant(ttc: Decimal, cle: str = HOPITAUX[0]) -> dict[str, Any]:
    """An order of a hospital, of one line at 20 %."""
    ht = (ttc / Decimal("1.2")).quantize(Decimal("0.01"))
    return {
        "client": Client.ETABLISSEMENT,
        "cle": cle,
        "nom": f"Centre hospitalier {cle}",
        "lignes": (Ligne(Prestation.VAGUE_2, "Prestation principale Vague 2", ht, ttc),),
        "patients_mt": None,
        "aides_de_minimis": None,
        "aides_declarees_le": None,
    }


def constat_au_bureau(commande: Commande, code: str) -> Constat:
    lue = Commande.objects.select_related(*Commande.lus_avec).get(pk=commande.pk)
    (trouve,) = (constat for constat in examiner(lue).jugement.constats if constat.motif.code == code)
    return trouve


@pytest.mark.exigence("HOP-05", "ENR-11")
def test_le_plafond_est_celui_de_la_base(hopital: Bureau) -> None:
    (au_plafond,) = hopital.deposer(**au_montant(MAXIMUM))
    Commande.objects.filter(pk=au_plafond.pk).update(occupe=False)
    (au_dela,) = hopital.deposer(**au_montant(MAXIMUM + Decimal("0.01")))

    assert constat_au_bureau(au_plafond, "plafond:0").issue == Issue.CONFORME
    assert constat_au_bureau(au_dela, "plafond:0").issue == Issue.NON_CONFORME


@pytest.mark.exigence("HOP-05", "ELI-12")
def test_un_hopital_commande_une_fois_par_dispositif(hopital: Bureau) -> None:
    hopital.deposer(**au_montant(MAXIMUM))
    (seconde,) = hopital.deposer(occupe=False, **au_montant(MAXIMUM))

    constat = constat_au_bureau(seconde, "unicite")

    assert constat.issue != Issue.CONFORME
    assert constat.regle == "ELI-12"


@pytest.mark.exigence("HOP-07", "HOP-10", "AV-06", "PIL-F02", "SOL-08")
def test_de_la_commande_au_solde(hopital: Bureau) -> None:
    """40 % for the hospital's account, to the supplier; three pilots; then a « VA Ségur », with no présérie."""
    commandes = [hopital.deposer(**au_montant(Decimal("60000.00"), cle))[0] for cle in HOPITAUX]
    for commande in commandes:
        hopital.proposer(commande)
        hopital.valider(commande)
    dues = Position.objects.a_payer().filter(part="avance", commande__in=commandes)
    assert [position.engage - position.verse for position in dues] == [Decimal("24000.00")] * 3

    pilotes = DossierDePilotes("LogiPro", hopital.candidature, hopital.instant, commandes=0).ouvrir()
    pilotes.choisir(*commandes[:2]).joindre()
    with pytest.raises(Refus):
        pilotes.transmettre()
    pilotes.choisir(commandes[2]).joindre(pilotes.pilotes[-1]).transmettre().tout_juger_conforme().accepter()

    commande = Commande.objects.get(pk=commandes[0].pk)
    contexte = contextes_des_commandes("solde", [commande], pilotes.instant)[commande.pk]
    jugement = juger(declaration_pour(commande, fonctions=frozenset()), contexte)
    juges = {constat.motif.code: constat.issue for constat in jugement.constats}
    assert (juges["pilotes"], juges["preserie"]) == (Issue.CONFORME, Issue.CONFORME)
    assert contexte.solde == Decimal("36000.00")
