"""Real threads against a real PostgreSQL: the secondary service of one order is claimed, decided and paid once."""

from functools import partial
from typing import Any

import pytest

from financement.demandes.reception import recevoir_un_formulaire
from financement.demandes.traitement import traiter
from financement.models import Commande, Creance, Ecriture, LigneDePaiement, LotDePaiement, Position, Virement
from financement.preparation import preparer
from financement.regles.paiement import prochain_jour_ouvre
from financement.transitions import bureau_des_creances as bureau
from financement.transitions import correction_des_creances as correction
from financement.transitions import paiement
from financement.transitions.depot import envoyer_des_pieces
from financement.verification import ecarts
from segur.noyau.comptes.models import Role
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from segur.noyau.temps import jour_de_paris
from tests.financement.demande_secondaire.depot import AuBureau, DepotDeSecondaires
from tests.financement.demande_secondaire.exemples import MOITIE, declaration_pour, secondaire_de
from tests.financement.paiements.caisse import collegue
from tests.financement.soldes.depot import pdf
from tests.noyau.organisations.test_concurrence import ensemble, monde  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)
A_LA_FOIS = 4


@pytest.fixture(autouse=True)
def payeur(settings: Any) -> None:
    settings.PAYEUR_NOM = "Agence de services et de paiement"
    settings.PAYEUR_IBAN, settings.PAYEUR_BIC = "FR7630001007941234567890185", "BDFEFRPP"


@pytest.fixture
def salle(depot: DepotDeSecondaires, commande: Commande) -> AuBureau:
    return AuBureau(secondaire_de(commande), depot)


def saisie(depot: DepotDeSecondaires, commande: Commande, numero: str) -> Creance:
    """By the form, with its invoice; not deposited."""
    declaree = declaration_pour(commande, facture_numero=numero)
    creance: Creance = recevoir_un_formulaire(depot.cadre, declaree, depot.demande()).creances.get()
    correction.joindre(creance, depot.demande(nature="facture", fichier=pdf("facture.pdf")))
    return Creance.objects.get(pk=creance.pk)


def engages() -> list[Any]:
    return list(Ecriture.objects.filter(part="secondaire").values_list("nature", "montant"))


@pytest.mark.exigence("SEC-12", "SEC-13")
def test_deux_collegues_deposent_la_meme_demande_et_une_seule_compte(
    depot: DepotDeSecondaires, commande: Commande
) -> None:
    saisies = [saisie(depot, commande, f"FS-{n}") for n in (1, 2)]

    issues = ensemble(*(partial(correction.deposer_la_creance, s, depot.demande()) for s in saisies))

    assert issues == ["fait", "unicite"]
    assert Creance.objects.qui_comptent().filter(part="secondaire").count() == 1
    assert list(anomalies()) == []


@pytest.mark.exigence("SEC-12")
def test_un_fichier_et_un_formulaire_ensemble_ne_font_qu_une_demande(
    depot: DepotDeSecondaires, commande: Commande
) -> None:
    saisi = saisie(depot, commande, "FS-1")
    objet = depot.envoyer_des_soldes([declaration_pour(commande, facture_numero="FS-2")])
    archive = depot.pieces([commande.reference], ("f",))
    envoyer_des_pieces(objet, depot.demande(archive=archive, malgre_tout=True))

    ensemble(partial(correction.deposer_la_creance, saisi, depot.demande()), partial(traiter, objet.pk))

    siennes = Creance.objects.filter(part="secondaire")
    assert siennes.qui_comptent().count() == 1
    assert siennes.filter(statut="incomplete").count() == 1


@pytest.mark.exigence("SEC-12", "CALC-03")
def test_des_valideurs_ensemble_n_engagent_qu_une_fois(salle: AuBureau) -> None:
    salle.proposer()
    acteurs = [collegue(Role.VALIDEUR, f"valideur{rang}") for rang in range(A_LA_FOIS)]
    demandes = [salle.demande(acteur) for acteur in acteurs]

    issues = ensemble(*(partial(bureau.valider, salle.relue(), demande) for demande in demandes))

    assert issues == ["fait", *["statut"] * (A_LA_FOIS - 1)]
    assert engages() == [("engagement", MOITIE)]
    assert EntreeJournal.objects.filter(action="creance.valider").count() == 1
    assert (ecarts(), list(anomalies())) == ([], [])


@pytest.mark.exigence("SEC-12")
def test_valider_et_retirer_ensemble_ne_font_qu_une_chose(salle: AuBureau, depot: DepotDeSecondaires) -> None:
    salle.proposer()
    retrait = salle.demande(depot.dossier.mandataire)
    validation = salle.demande(salle.valideur)

    issues = ensemble(
        partial(bureau.valider, salle.relue(), validation), partial(correction.retirer, salle.relue(), retrait)
    )

    assert issues == ["fait", "statut"]
    payable = salle.relue().statut == "validee"
    assert engages() == ([("engagement", MOITIE)] if payable else [])


@pytest.mark.exigence("SEC-12", "SEC-11")
def test_deux_lots_ensemble_ne_paient_pas_deux_fois_la_secondaire(salle: AuBureau) -> None:
    salle.proposer()
    salle.valider()
    a_payer = list(Position.objects.a_payer().filter(part="secondaire").values_list("pk", flat=True))
    payeurs = [collegue(Role.PAYEUR, f"payeur{rang}") for rang in (1, 2)]
    jour = prochain_jour_ouvre(jour_de_paris(salle.instant))
    demandes = [salle.demande(payeur) for payeur in payeurs]

    issues = ensemble(*(partial(preparer, a_payer, jour, demande) for demande in demandes))

    assert (len(a_payer), issues) == (1, ["fait", "vide"])
    lot = LotDePaiement.objects.get()
    paiement.approuver(lot, salle.demande(collegue(Role.VALIDEUR, "approbateur")))
    exports = [salle.demande(payeur) for payeur in payeurs]
    assert ensemble(*(partial(paiement.exporter, lot, demande) for demande in exports)) == ["fait", "fait"]
    assert list(Virement.objects.values_list("montant", flat=True)) == [MOITIE]
    assert LigneDePaiement.objects.filter(part="secondaire").count() == 1
    assert engages() == [("engagement", MOITIE), ("secondaire", MOITIE)]
    assert ecarts() == []
