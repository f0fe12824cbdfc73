"""Each person is told once per text, of all their dossiers."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction

from candidatures.models import Produit
from segur.noyau.comptes.models import Appartenance, Organisation, Role, Utilisateur
from segur.noyau.dispositifs.models import Amendement, AvisDAmendement, Dispositif
from segur.noyau.messagerie.models import Notification
from segur.portail import tasks
from segur.portail.calendriers import annonces
from segur.portail.calendriers.transitions import avancement
from tests.monde import AVANT_DATE_1, LGC, Monde

pytestmark = pytest.mark.django_db
NOUVELLE = datetime(2026, 9, 30, 10, tzinfo=UTC)


@pytest.fixture
def texte(monde: Monde) -> Amendement:
    """Published, with three dossiers of LogiPro, one of MédiSoft, and nobody told yet."""
    lgc = Dispositif.objects.get(code=LGC)
    for nom in ("LogiMed", "LogiMed Pédiatrie", "LogiMed Nomade"):
        monde.soumise(produit=nom)
    monde.soumise(produit="MédiCab", editeur="MédiSoft")
    return monde.publier(
        monde.amender(lgc, {2: NOUVELLE}, url="https://exemple.fr/arrete", hypothese="L’heure n’est pas dite.")
    )


def messages() -> dict[str, Notification]:
    recus = Notification.objects.filter(sujet="Calendrier modifié : arrêté d’essai")
    return {message.adresse: message for message in recus}


@pytest.mark.exigence("CAL-02")
def test_chacun_recoit_un_message_qui_liste_ses_dossiers_et_cite_le_texte(texte: Amendement) -> None:
    tasks.annoncer_l_amendement(texte.pk)

    recus = messages()
    corps = recus["mandataire@logipro.example"].corps
    assert set(recus) == {
        "mandataire@logipro.example",
        "representant@logipro.example",
        "salarie@logipro.example",
        "mandataire@medisoft.example",
    }
    assert [nom for nom in ("LogiMed -", "LogiMed Pédiatrie -", "LogiMed Nomade -", "MédiCab") if nom in corps] == [
        "LogiMed -",
        "LogiMed Pédiatrie -",
        "LogiMed Nomade -",
    ]
    assert corps.startswith("Arrêté d’essai (https://exemple.fr/arrete) change des dates de vos dossiers.")
    assert "22/07/2026 à 12:00 (heure de Paris) → 30/09/2026 à 12:00 (heure de Paris), + 70 jours" in corps
    assert "Hypothèse de lecture : L’heure n’est pas dite." in corps
    assert recus["mandataire@logipro.example"].lien == f"/calendrier/textes/{texte.pk}/"
    assert recus["mandataire@logipro.example"].cle.startswith(f"amendement:{texte.pk}:u")


def test_qui_ne_voit_pas_le_dossier_n_en_sait_rien(texte: Amendement) -> None:
    """A salarié of both firms collaborates on the products of LogiPro and MédiSoft; a new one on none."""
    assert AvisDAmendement.objects.filter(personne__email="salarie@logipro.example").count() == 1
    assert not AvisDAmendement.objects.filter(personne__email__endswith="@ans.example").exists()


def test_les_personnes_prevenues_sont_celles_du_produit(texte: Amendement, monde: Monde) -> None:
    """The bulk reading says the same as `Produit.personnes`, product by product."""
    attendues = {p.pk for produit in Produit.objects.all() for p in produit.personnes()}

    assert {avis.personne_id for avis in AvisDAmendement.objects.all()} == attendues


def test_un_salarie_sans_acces_n_est_pas_prevenu(monde: Monde) -> None:
    personne = Utilisateur.objects.create_user("nouveau@logipro.example", nom="Nouveau", prenom="Collègue")
    scenario = monde.soumise()
    Appartenance.objects.create(
        utilisateur=personne, organisation=Organisation.objects.get(nom="LogiPro"), role=Role.SALARIE
    )

    monde.publier(monde.amender(scenario.dispositif, {2: NOUVELLE}))

    assert not AvisDAmendement.objects.filter(personne=personne).exists()
    assert AvisDAmendement.objects.count() == 3


@pytest.mark.exigence("CAL-02")
def test_recommencer_n_ecrit_rien_de_plus(texte: Amendement) -> None:
    premiers = [tasks.annoncer_l_amendement(texte.pk) for _ in range(3)]
    AvisDAmendement.objects.update(prevenue_le=None)  # as if the mark had been lost with its machine

    encore = tasks.balayer_les_amendements()

    assert premiers == [4, 0, 0]
    assert encore == 4
    assert Notification.objects.filter(sujet__startswith="Calendrier modifié").count() == 4


def test_le_balayage_retrouve_ce_qu_une_tache_perdue_a_laisse(
    texte: Amendement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annonces, "PAR_LOT", 3)
    annonces.ecrire_un_lot(texte.pk, AVANT_DATE_1)  # then the worker dies

    assert avancement(texte) == (3, 4)
    assert tasks.balayer_les_amendements() == 1
    assert avancement(texte) == (4, 4)
    assert tasks.balayer_les_amendements() == 0


def test_une_publication_annulee_ne_previent_personne(monde: Monde) -> None:
    scenario = monde.soumise()
    texte = monde.amender(scenario.dispositif, {2: NOUVELLE})

    with transaction.atomic():
        monde.publier(texte)
        transaction.set_rollback(True)

    assert AvisDAmendement.objects.count() == 0
    assert tasks.balayer_les_amendements() == 0


def test_un_texte_qui_ne_deplace_personne_ne_previent_personne(monde: Monde) -> None:
    lgc = Dispositif.objects.get(code=LGC)

    texte = monde.publier(monde.amender(lgc, {2: NOUVELLE}))

    assert avancement(texte) == (0, 0)


def test_sans_courtier_la_publication_tient(
    monde: Monde, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    scenario = monde.soumise()

    def injoignable(*args: Any) -> None:
        raise OSError

    monkeypatch.setattr(tasks.annoncer_l_amendement, "delay", injoignable)
    with django_capture_on_commit_callbacks(execute=True):
        texte = monde.publier(monde.amender(scenario.dispositif, {2: NOUVELLE}, effet=date(2025, 12, 1)))

    assert avancement(texte) == (0, 3)
