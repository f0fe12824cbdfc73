"""The claim in front of the ASP, then in a batch: two pairs of eyes, definitive data, an amount paid once."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from financement.examen import examiner
from financement.models import Commande, Ecriture, Incapacite, JournalTransmis, MoisDeMonitoring, Position
from financement.transitions import bureau_des_creances as bureau
from financement.transitions import ecritures
from segur.noyau.comptes.models import Role, Utilisateur
from segur.noyau.transitions import Demande, Refus
from tests.financement.commandes.au_bureau import collegue
from tests.financement.demande_secondaire.depot import AuBureau, DepotDeSecondaires
from tests.financement.demande_secondaire.exemples import DEFINITIF_LE, MOITIE, RECU_LE, secondaire_de

pytestmark = pytest.mark.django_db


@pytest.fixture
def salle(depot: DepotDeSecondaires, commande: Commande) -> AuBureau:
    return AuBureau(secondaire_de(commande), depot)


def codes(refus: pytest.ExceptionInfo[Refus]) -> list[str]:
    return [motif.code for motif in refus.value.verdict.obstacles]


def a_payer() -> list[Any]:
    return list(Position.objects.a_payer().filter(part="secondaire").values_list("engage", flat=True))


@pytest.mark.exigence("SEC-12", "CALC-03")
def test_une_demande_controlee_puis_validee_est_prete_a_payer(salle: AuBureau) -> None:
    salle.proposer()
    assert a_payer() == []

    validee = salle.valider()

    assert (validee.statut, validee.montant) == ("validee", MOITIE)
    assert a_payer() == [MOITIE]
    engagements = Ecriture.objects.filter(part="secondaire").values_list("nature", "montant")
    assert list(engagements) == [("engagement", MOITIE)]


def test_la_meme_personne_ne_controle_pas_et_ne_valide_pas(salle: AuBureau) -> None:
    salle.gestionnaire = collegue(Role.GESTIONNAIRE, aussi=(Role.VALIDEUR,))
    salle.proposer()

    with pytest.raises(Refus) as refus:
        salle.valider(salle.gestionnaire)

    assert "personnes" in codes(refus)
    assert a_payer() == []


@pytest.mark.exigence("SEC-07")
def test_rien_ne_se_valide_avant_que_les_donnees_soient_definitives(salle: AuBureau) -> None:
    salle.instant = RECU_LE
    salle.proposer()

    with pytest.raises(Refus) as refus:
        salle.valider()

    assert codes(refus) == ["definitif"]
    assert "31/10/2028" in str(refus.value)
    salle.instant = DEFINITIF_LE
    assert salle.valider().montant == MOITIE


@pytest.mark.exigence("SEC-09")
def test_un_journal_juge_non_conforme_entretemps_retient_le_paiement(salle: AuBureau) -> None:
    salle.proposer()
    deux = list(Utilisateur.objects.ayant_role(Role.VERIFICATEUR, Role.RESPONSABLE)[:2])
    JournalTransmis.objects.update(
        statut="non_conforme",
        motif="Traces absentes.",
        annoncee_le=RECU_LE,
        annoncee_par=deux[0],
        proposee_par=deux[0],
        conclue_le=RECU_LE,
        conclue_par=deux[1],
    )

    with pytest.raises(Refus) as refus:
        salle.valider()

    assert {"moteur", "journal", "definitif"} <= set(codes(refus))
    assert "Traces absentes." in str(refus.value)
    assert a_payer() == []


@pytest.mark.exigence("SEC-08")
def test_des_mois_corriges_depuis_la_transmission_demandent_un_regard(salle: AuBureau) -> None:
    mois = salle.creance.commande.mois_de_monitoring.order_by("mois").first()
    assert mois is not None
    type(mois).objects.filter(pk=mois.pk).update(dm=20)

    avis = salle.proposer()

    assert avis.jugement["prediction"] == "a_verifier"
    assert salle.valider().montant == MOITIE, "le niveau transmis est celui qui est payé"


def corriger_le_premier_mois(salle: AuBureau, **valeurs: Any) -> None:
    """As an import does: the value sent is kept beside the one that takes its place."""
    premier = MoisDeMonitoring.objects.filter(commande=salle.creance.commande).earliest("mois")
    MoisDeMonitoring.objects.filter(pk=premier.pk).update(remplacee_le=DEFINITIF_LE)
    premier.pk, premier.recu_le = None, DEFINITIF_LE
    for nom, valeur in valeurs.items():
        setattr(premier, nom, valeur)
    premier.save()


@pytest.mark.exigence("SEC-08")
@pytest.mark.parametrize(("valeurs", "avis"), [({"t": 900}, "a_verifier"), ({}, "accepte")], ids=["T", "la même"])
def test_toute_valeur_corrigee_se_voit_meme_a_totaux_egaux(salle: AuBureau, valeurs: Any, avis: str) -> None:
    MoisDeMonitoring.objects.update(recu_le=RECU_LE - timedelta(days=60))
    corriger_le_premier_mois(salle, **valeurs)

    jugement = examiner(salle.relue()).jugement

    assert jugement.prediction == avis
    assert ("10/2027" in " ".join(c.motif.explication for c in jugement.obstacles)) is bool(valeurs)


@pytest.mark.exigence("SEC-08")
def test_un_doute_ne_apres_le_controle_se_remarque_avant_la_validation(salle: AuBureau) -> None:
    MoisDeMonitoring.objects.update(recu_le=RECU_LE - timedelta(days=60))
    salle.proposer()
    corriger_le_premier_mois(salle, dm=0)

    with pytest.raises(Refus) as refus:
        salle.valider()

    assert (codes(refus), "SEC-08" in str(refus.value), a_payer()) == (["doutes"], True, [])
    bureau.renvoyer_au_controle(salle.relue(), salle.demande(salle.valideur, motif="Mois corrigés depuis."))
    salle.proposer()
    assert salle.valider().montant == MOITIE


@pytest.mark.exigence("REA-03")
def test_une_incapacite_retient_la_demande_et_son_paiement(salle: AuBureau) -> None:
    salle.proposer()
    salle.valider()
    Incapacite.objects.create(
        commande=salle.creance.commande,
        motif="Client parti.",
        declaree_le=DEFINITIF_LE,
        declaree_par=salle.creance.demande.recue_de,
    )

    assert a_payer() == []
    assert Position.objects.get(part="secondaire").engage == MOITIE


def test_rien_n_est_engage_deux_fois(salle: AuBureau) -> None:
    """A part engaged by another decision refuses another amount."""
    ecritures.engager_une_part(
        salle.creance.commande, "secondaire", Decimal("125.00"), Demande(salle.valideur, DEFINITIF_LE)
    )
    salle.proposer()

    with pytest.raises(Refus) as refus:
        salle.valider()

    assert codes(refus) == ["montant"]
    assert "125,00" in str(refus.value)
    assert Ecriture.objects.filter(part="secondaire").count() == 1


def test_la_page_du_bureau_dit_le_calcul_et_les_controles(salle: AuBureau, connecter: Any) -> None:
    adresse = f"/financement/creances/{salle.creance.pk}/instruction/"
    page = connecter(salle.gestionnaire).get(adresse).content.decode()

    assert all(dit in page for dit in ("62,50", "PERF = 0,5", "Le journal de monitoring transmis couvre la période"))
    file = connecter(salle.gestionnaire).get("/financement/creances/a-instruire/?part=secondaire").content.decode()
    assert salle.creance.reference in file
