"""Real threads against a real PostgreSQL: a euro is repaid or set off once. With negative controls."""

from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.db import transaction as db
from django.test.utils import CaptureQueriesContext

from financement.models import LigneDIndu, LotDePaiement, Remboursement, Retenue, Virement
from financement.transitions import indus as gestes
from financement.transitions import retenues, retour
from financement.verification import ecarts
from segur.noyau.comptes.models import Role
from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.financement.conftest import validee
from tests.financement.indus.dossier import Recouvrement
from tests.financement.paiements.caisse import Caisse, collegue, lever_la_contrainte, releve
from tests.monde import Monde, referencer
from tests.noyau.organisations.test_concurrence import ensemble, monde  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)
CONTRAINTE = "ligne_d_indu_reprise_dans_l_ordonne"


@pytest.fixture
def recouvrement(monde: Monde) -> Recouvrement:  # noqa: F811
    scenario = validee(monde)
    referencer(scenario.candidature)
    return Recouvrement(Caisse(DossierDEnrolement("LogiPro", scenario.instant).accepte()))


@pytest.mark.exigence("IND-01")
def test_deux_remboursements_enregistres_ensemble_ne_depassent_pas(recouvrement: Recouvrement) -> None:
    recouvrement.ordonne()
    issues = ensemble(*(partial(recouvrement.rembourser, "300", f"VIR-{rang}") for rang in range(3)))
    assert issues == ["fait", "saisie:montant", "saisie:montant"]
    assert (recouvrement.ligne.rembourse, Remboursement.objects.count(), ecarts()) == (Decimal(300), 1, [])


@pytest.mark.exigence("IND-01")
def test_deux_lots_prepares_ensemble_ne_retiennent_qu_une_fois(recouvrement: Recouvrement) -> None:
    recouvrement.ordonne().compenser()
    caisse = recouvrement.caisse
    commandes = [caisse.commande("2000") for _ in range(2)]
    payeurs = [caisse.payeur, collegue(Role.PAYEUR, "second")]
    issues = ensemble(*(partial(caisse.preparer, c, acteur=a) for c, a in zip(commandes, payeurs, strict=True)))
    assert issues == ["fait", "fait"]
    assert sorted(LotDePaiement.objects.filter(statut="prepare").values_list("montant", flat=True)) == [400, 800]
    assert (recouvrement.ligne.retenu, Retenue.objects.count(), ecarts()) == (Decimal(400), 1, [])


@pytest.mark.exigence("IND-01")
def test_un_ordre_pendant_que_les_fonds_reviennent(recouvrement: Recouvrement) -> None:
    """Whoever is second sees the first: nothing is ordered back of what the bank gave back."""
    recouvrement.constater().mettre_en_demeure().proposer()
    caisse, virement = recouvrement.caisse, Virement.objects.get()
    objet = caisse.importer(releve(rejets={virement.reference: "AC04"}, montant=virement.montant))
    ordre = partial(gestes.ordonner, recouvrement.indu, caisse.demande(caisse.valideur))
    issues = ensemble(ordre, partial(retour.appliquer, objet, caisse.demande(caisse.payeur)))
    position, ligne = recouvrement.position(), recouvrement.ligne
    assert (issues, position.regle, ligne.ordonne) in ((["fait", "fait"], 400, 400), (["fait", "recu"], 0, 0))
    assert ecarts() == []


@pytest.mark.exigence("IND-01")
def test_des_fonds_retournes_deja_vus_arretent_l_ordre_sous_verrou(
    recouvrement: Recouvrement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard read before them: the order is judged again once the journals are held."""
    recouvrement.constater().mettre_en_demeure().proposer()
    caisse, virement = recouvrement.caisse, Virement.objects.get()
    contenu, tenir = releve(rejets={virement.reference: "AC04"}, montant=virement.montant), gestes.retenir_les_journaux

    def apres_les_fonds(lignes: Any) -> None:
        monkeypatch.setattr(gestes, "retenir_les_journaux", tenir)
        assert ensemble(partial(caisse.appliquer, contenu)) == ["fait"]
        tenir(lignes)

    monkeypatch.setattr(gestes, "retenir_les_journaux", apres_les_fonds)
    assert ensemble(recouvrement.ordonner) == ["recu"]
    assert (recouvrement.position().regle, recouvrement.ligne.ordonne, ecarts()) == (0, 0, [])


def test_un_remboursement_pendant_qu_un_lot_retient(recouvrement: Recouvrement) -> None:
    recouvrement.ordonne().compenser()
    caisse = recouvrement.caisse
    nouvelle = caisse.commande("500")
    issues = ensemble(partial(recouvrement.rembourser, "300"), partial(caisse.preparer, nouvelle))
    assert issues in (["fait", "fait"], ["fait", "saisie:montant"])
    ligne = recouvrement.ligne
    assert ligne.rembourse + ligne.retenu <= ligne.ordonne
    assert ecarts() == []


def test_temoin_sans_verrou_la_base_arrete_la_seconde_retenue(
    recouvrement: Recouvrement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: two batches that read the same debt at once. The check stops one; without it, both take it."""
    recouvrement.ordonne().compenser()
    caisse = recouvrement.caisse
    commandes = [caisse.commande("2000") for _ in range(2)]
    dette = Decimal(400)
    monkeypatch.setattr(LigneDIndu, "reste", property(lambda ligne: dette))
    caisse.preparer(commandes[0])
    assert CONTRAINTE in repr(ensemble(partial(caisse.preparer, commandes[1])))
    with db.atomic():
        lever_la_contrainte(LigneDIndu, CONTRAINTE)
        caisse.preparer(commandes[1])
        assert LigneDIndu.objects.get().retenu == 2 * dette
        db.set_rollback(True)
    assert LigneDIndu.objects.get().retenu == dette


def test_temoin_sans_verrou_du_dossier_deux_remboursements_passeraient(
    recouvrement: Recouvrement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: the rule is blinded; the check of the database alone refuses the second."""
    recouvrement.ordonne("300")
    recouvrement.rembourser("200")
    monkeypatch.setattr(LigneDIndu, "reste", property(lambda ligne: Decimal(300)))
    assert CONTRAINTE in repr(ensemble(partial(recouvrement.rembourser, "200", "VIR-2")))
    assert LigneDIndu.objects.get().rembourse == Decimal(200)
    assert Remboursement.objects.count() == 1


def test_les_dossiers_se_tiennent_dans_l_ordre(recouvrement: Recouvrement) -> None:
    """Whoever takes several takes them by key: the query says so, and locks."""
    recouvrement.ordonne().compenser()
    with db.atomic(), CaptureQueriesContext(connection) as vues:
        assert [indu.pk for indu in retenues.tenir(type(recouvrement.indu).objects.a_compenser())] == [
            recouvrement.indu.pk
        ]
    assert any('ORDER BY "financement_indu"."id" ASC FOR UPDATE' in requete["sql"] for requete in vues)
