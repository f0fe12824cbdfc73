"""Real threads against a real PostgreSQL: two texts on the same Date, one text published twice, two workers."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from segur.noyau.comptes.models import Appartenance, Organisation, Role, Utilisateur, acteur_pour
from segur.noyau.dispositifs.models import AvisDAmendement, Dispositif, VersionEcheance
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.portail import tasks
from segur.portail.calendriers import annonces
from segur.portail.calendriers.transitions import proposer, publier
from tests.monde import LGC, Monde
from tests.noyau.organisations.test_concurrence import ensemble, monde  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)
NOUVELLE = datetime(2026, 9, 30, 10, tzinfo=UTC)
JOUR = timedelta(days=1)


def test_deux_textes_sur_la_meme_date_publies_ensemble_un_seul_l_emporte(monde: Monde) -> None:  # noqa: F811
    lgc = Dispositif.objects.get(code=LGC)
    textes = [monde.amender(lgc, {2: NOUVELLE + ecart}) for ecart in (0 * JOUR, JOUR)]
    for texte in textes:
        proposer(texte, monde.demande(monde.responsable))

    issues = ensemble(*[partial(publier, texte, monde.demande(monde.direction)) for texte in textes])

    assert issues == ["fait", "jour"]
    assert VersionEcheance.objects.filter(amendement__in=textes).count() == 1
    assert EntreeJournal.objects.filter(action="amendement.publier").count() == 1
    assert list(anomalies()) == []


def test_un_texte_publie_par_deux_personnes_ensemble_ne_l_est_qu_une_fois(monde: Monde) -> None:  # noqa: F811
    ans = Organisation.objects.get(nature=Organisation.Nature.ANS)
    autre = Utilisateur.objects.create_user("autre@ans.example", nom="Autre", prenom="A")
    Appartenance.objects.create(utilisateur=autre, organisation=ans, role=Role.ADMINISTRATEUR)
    scenario = monde.soumise()
    texte = monde.amender(scenario.dispositif, {2: NOUVELLE})
    proposer(texte, monde.demande(monde.responsable))

    issues = ensemble(*[partial(publier, texte, monde.demande(qui)) for qui in (monde.direction, acteur_pour(autre))])

    assert issues == ["fait", "statut"]
    assert VersionEcheance.objects.filter(amendement=texte).count() == 1
    assert AvisDAmendement.objects.count() == 3


def test_trois_ouvriers_previennent_chacun_une_fois(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(annonces, "PAR_LOT", 2)
    logipro = Organisation.objects.get(nom="LogiPro")
    for rang in range(20):
        personne = Utilisateur.objects.create_user(f"m{rang}@logipro.example", nom=str(rang), prenom="M")
        Appartenance.objects.create(utilisateur=personne, organisation=logipro, role=Role.REPRESENTANT)
    scenario = monde.soumise()
    texte = monde.publier(monde.amender(scenario.dispositif, {2: NOUVELLE}))
    Notification.objects.all().delete()
    AvisDAmendement.objects.update(prevenue_le=None)

    issues = ensemble(*[partial(tasks.annoncer_l_amendement, texte.pk)] * 3, tasks.balayer_les_amendements)

    assert issues == ["fait"] * 4
    assert Notification.objects.filter(cle__startswith=f"amendement:{texte.pk}:u").count() == 23
    assert not AvisDAmendement.objects.a_ecrire().exists()


def test_un_ouvrier_tue_au_milieu_d_un_lot_n_en_garde_rien(monde: Monde) -> None:  # noqa: F811
    scenario = monde.soumise()
    texte = monde.publier(monde.amender(scenario.dispositif, {2: NOUVELLE}))
    Notification.objects.all().delete()
    AvisDAmendement.objects.update(prevenue_le=None)

    with transaction.atomic():
        annonces.ecrire_un_lot(texte.pk, timezone.now())
        transaction.set_rollback(True)

    assert (Notification.objects.count(), AvisDAmendement.objects.a_ecrire().count()) == (0, 3)
    assert tasks.balayer_les_amendements() == 3
