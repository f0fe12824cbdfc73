"""Real threads against a real PostgreSQL: whatever is asked at once, money moves once. With negative controls."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError
from django.db import transaction as db

from financement.models import Ecriture, LigneDePaiement, LotDePaiement, Position, RetourBancaire
from financement.models.ecriture import PositionQuerySet
from financement.transitions import ecritures, paiement, retour
from financement.verification import ecarts
from segur.noyau.comptes.models import Appartenance, Role
from segur.noyau.documents.models import Document
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.transitions import Refus
from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.financement.conftest import validee
from tests.financement.paiements.caisse import (
    Caisse,
    collegue,
    lever_la_contrainte,
    releve,
    remettre_la_contrainte,
)
from tests.monde import Monde, referencer
from tests.noyau.organisations.test_concurrence import ensemble, monde  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["avance", "solde"])
def caisse(request: pytest.FixtureRequest, monde: Monde) -> Caisse:  # noqa: F811
    """The same races whatever is paid."""
    scenario = validee(monde)
    referencer(scenario.candidature)
    return Caisse(DossierDEnrolement("LogiPro", scenario.instant).accepte(), part=request.param)


@contextmanager
def sans(modele: Any, contrainte: str, defaire: Callable[[], None]) -> Iterator[None]:
    lever_la_contrainte(modele, contrainte)
    try:
        yield
    finally:
        defaire()
        remettre_la_contrainte(modele, contrainte)


def natures() -> list[str]:
    return list(Ecriture.objects.order_by("pk").values_list("nature", flat=True))


def test_seize_approbations_ensemble_n_en_font_qu_une(caisse: Caisse) -> None:
    caisse.commande()
    lot = caisse.preparer()
    acteurs = [collegue(Role.VALIDEUR, f"valideur{rang}") for rang in range(16)]

    issues = ensemble(*(partial(paiement.approuver, lot, caisse.demande(acteur)) for acteur in acteurs))

    assert issues == ["fait", *["statut"] * 15]
    assert EntreeJournal.objects.filter(action="lotdepaiement.approuver").count() == 1


def test_trois_exports_ensemble_ne_font_qu_un_fichier(caisse: Caisse) -> None:
    caisse.commande()
    caisse.commande("10.01")
    lot = caisse.approuver(caisse.preparer())

    issues = ensemble(*(partial(paiement.exporter, lot, caisse.demande(caisse.payeur)) for _ in range(3)))

    assert issues == ["fait"] * 3
    assert Document.objects.filter(zone="fichier_bancaire").count() == 1
    assert natures().count(caisse.part) == 2
    assert ecarts() == []


def test_deux_lots_prepares_ensemble_ne_prennent_pas_la_meme_commande(caisse: Caisse) -> None:
    caisse.commande()

    issues = ensemble(caisse.preparer, partial(caisse.preparer, acteur=collegue(Role.PAYEUR, "second")))

    assert issues == ["fait", "vide"]
    assert LigneDePaiement.objects.filter(vive=True).count() == 1


def test_le_meme_retour_importe_et_applique_ensemble(caisse: Caisse) -> None:
    caisse.commande()
    virement = caisse.exporte().virements.get()
    contenu = releve((virement.reference, virement.montant))

    assert ensemble(*(partial(caisse.importer, contenu) for _ in range(4))) == ["fait"] * 4
    objet = RetourBancaire.objects.get()
    issues = ensemble(*(partial(retour.appliquer, objet, caisse.demande(caisse.payeur)) for _ in range(4)))

    assert issues == ["fait", "statut", "statut", "statut"]
    assert natures().count("reglement") == 1
    assert Position.objects.get(part=caisse.part).regle == virement.montant
    assert ecarts() == []


def test_deux_fichiers_disent_ensemble_la_meme_chose(caisse: Caisse) -> None:
    caisse.commande()
    caisse.commande("33.33")
    virement = caisse.exporte().virements.get()
    contenu = releve((virement.reference, virement.montant))
    deux = [caisse.importer(contenu), caisse.importer(contenu.replace(b"<Ntfctn>", b"<Ntfctn> "))]

    issues = ensemble(*(partial(retour.appliquer, objet, caisse.demande(caisse.payeur)) for objet in deux))

    assert issues == ["fait", "fait"]
    assert natures().count("reglement") == 2
    assert LotDePaiement.objects.get().statut == "clos"


def test_engager_ensemble_n_engage_qu_une_fois(caisse: Caisse) -> None:
    commande = caisse.non_engagee("100", caisse.dossiers[0])
    demande = caisse.demande(caisse.valideur)

    issues = ensemble(*(partial(_engager, commande, demande) for _ in range(4)))

    assert issues.count("fait") >= 1
    assert natures() == ["engagement", "engagement"]
    assert ecarts() == []


def _engager(commande: Any, demande: Any) -> None:
    with db.atomic():
        ecritures.engager(commande, demande)


def test_un_role_retire_pendant_l_export_l_emporte_ou_attend(caisse: Caisse) -> None:
    caisse.commande()
    lot, acteur = caisse.approuver(caisse.preparer()), caisse.payeur
    demande = caisse.demande(acteur)
    siennes = Appartenance.objects.filter(utilisateur=acteur.personne)

    issues = ensemble(partial(paiement.exporter, lot, demande), partial(siennes.update, active=False))

    lot.refresh_from_db()
    assert (issues, lot.statut) in ((["fait", "fait"], "exporte"), (["fait", "role_tenu"], "approuve"))
    with pytest.raises(Refus, match="retiré"):
        paiement.exporter(lot, demande)


def test_un_iban_change_pendant_l_export_ne_se_melange_pas(caisse: Caisse) -> None:
    caisse.commande()
    lot = caisse.approuver(caisse.preparer())
    dossier = caisse.dossiers[0]
    dossier.instant = caisse.instant
    dossier.declarer("FR7610278060000002034567806", "CMCIFR2A").verifier()
    caisse.instant = dossier.instant
    demande = caisse.demande(caisse.payeur)

    issues = ensemble(dossier.approuver, partial(paiement.exporter, lot, demande))

    lot.refresh_from_db()
    assert (issues, lot.statut) in ((["fait", "fait"], "exporte"), (["coordonnees", "fait"], "approuve"))
    assert natures().count(caisse.part) == (lot.statut == "exporte")


def test_temoin_sans_la_contrainte_la_course_paierait_deux_fois(
    caisse: Caisse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: the guard that looks first is blinded; the unique constraint alone stops the second batch."""
    caisse.commande()
    monkeypatch.setattr(PositionQuerySet, "a_payer", lambda lignes: lignes.filter(part=caisse.part))
    caisse.preparer()
    second = collegue(Role.PAYEUR, "second")
    assert "ligne_de_paiement_une_vive" in repr(ensemble(partial(caisse.preparer, acteur=second)))
    assert LigneDePaiement.objects.count() == 1

    def defaire() -> None:
        LigneDePaiement.objects.exclude(pk=LigneDePaiement.objects.earliest("pk").pk).delete()

    with sans(LigneDePaiement, "ligne_de_paiement_une_vive", defaire):
        assert ensemble(partial(caisse.preparer, acteur=second)) == ["fait"]
        assert LigneDePaiement.objects.filter(vive=True).count() == 2


def test_temoin_sans_le_total_la_meme_somme_partirait_deux_fois(caisse: Caisse) -> None:
    """Negative control: two live lines forced by hand; the totals refuse the second, and nothing else would."""
    commande = caisse.commande()
    virement = caisse.exporte().virements.get()
    demande = caisse.demande(caisse.payeur)

    def verser_de_nouveau(*leves: tuple[Any, str]) -> None:
        with db.atomic():
            for modele, nom in [(LigneDePaiement, "ligne_de_paiement_une_vive"), *leves]:
                lever_la_contrainte(modele, nom)
            autre = LigneDePaiement.objects.create(
                virement=virement, commande=commande, part=caisse.part, montant=virement.montant
            )
            ecritures.verser(autre, demande)
            assert "les totaux ne tiennent pas." in {ecart.explication for ecart in ecarts()}
            db.set_rollback(True)

    with pytest.raises(IntegrityError, match="position_versee_en_entier_ou_pas"):
        verser_de_nouveau()
    verser_de_nouveau((Position, "position_versee_en_entier_ou_pas"))
    assert natures().count(caisse.part) == 1


def test_la_base_refuse_que_qui_controle_paie_meme_sans_le_portail(caisse: Caisse) -> None:
    caisse.commande()
    lot = caisse.preparer()
    controleur = caisse.asp(Role.GESTIONNAIRE).personne
    with pytest.raises(IntegrityError, match="Qui a contrôlé"), db.atomic():
        LotDePaiement.objects.filter(pk=lot.pk).update(approuve_par=controleur)
    with pytest.raises(IntegrityError, match="lot_approuve_par_autrui"), db.atomic():
        LotDePaiement.objects.filter(pk=lot.pk).update(approuve_par=lot.prepare_par)
    with pytest.raises(IntegrityError, match="Qui a contrôlé"), db.atomic():
        LotDePaiement.objects.filter(pk=lot.pk).update(prepare_par=controleur)
