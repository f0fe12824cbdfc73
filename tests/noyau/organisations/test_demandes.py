"""Asking to join a firm: what is kept, to whom it is handed, when it is not."""

from datetime import UTC, datetime, timedelta

import pytest

from segur.noyau import horloge
from segur.noyau.comptes.models import Acteur, Adhesion, Appartenance, Organisation, Role, Utilisateur, acteur_pour
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.noyau.organisations import regles, tasks
from segur.noyau.organisations.demandes import demander_a_rejoindre, transmettre
from segur.noyau.organisations.transitions import appartenance
from segur.noyau.transitions import Demande, Refus
from tests.monde import AVANT_DATE_1, Monde
from tests.noyau.organisations.membres import codes, dernier, membre

pytestmark = pytest.mark.django_db
SIREN, SIRET, INCONNU = "732829320", "73282932000074", "404833048"
SIRENS = ("404833048", "552100554", "542051180", "552032534", "775670417", "572015246")
MINUIT_A_PARIS = datetime(2025, 10, 6, 22, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def candidate(monde: Monde) -> Acteur:
    return acteur_pour(Utilisateur.objects.create_user("ana@libre.example", nom="Candidate", prenom="Ana"))


def demander(
    qui: Acteur, numero: str = SIREN, role: str = Role.SALARIE, le: datetime = AVANT_DATE_1, *, remise: bool = False
) -> Adhesion:
    adhesion = demander_a_rejoindre(numero, role, Demande(qui, le))
    assert transmettre(adhesion.pk, le) is remise
    return Adhesion.objects.get(pk=adhesion.pk)


@pytest.mark.exigence("B-CVG-04")
@pytest.mark.parametrize("numero", [SIREN, INCONNU])
def test_une_demande_est_gardee_sans_regarder_le_numero(candidate: Acteur, numero: str) -> None:
    adhesion = demander_a_rejoindre(numero, Role.SALARIE, Demande(candidate, AVANT_DATE_1))

    assert (adhesion.statut, adhesion.organisation, adhesion.demandee_le) == ("en_attente", None, AVANT_DATE_1)
    assert adhesion.expire_le == datetime(2025, 11, 5, 22, 59, tzinfo=UTC)  # 23:59 in Paris, thirty days later
    assert Notification.objects.count() == 0


def test_la_meme_demande_deux_fois_n_en_fait_qu_une(candidate: Acteur) -> None:
    premiere = demander(candidate, remise=True)

    assert demander(candidate) == premiere
    with pytest.raises(Refus) as refus:
        demander(candidate, role=Role.REPRESENTANT)
    assert (codes(refus), Adhesion.objects.count()) == (["deja_demandee"], 1)


def test_une_personne_demande_cinq_fois_par_jour_de_paris(candidate: Acteur) -> None:
    juste_avant = MINUIT_A_PARIS - INSTANT
    for numero in SIRENS[: regles.DEMANDES_PAR_JOUR]:
        demander_a_rejoindre(numero, Role.SALARIE, Demande(candidate, juste_avant))

    with pytest.raises(Refus) as refus:
        demander_a_rejoindre(SIRENS[5], Role.SALARIE, Demande(candidate, juste_avant))
    demander_a_rejoindre(SIRENS[5], Role.SALARIE, Demande(candidate, MINUIT_A_PARIS))

    assert (codes(refus), Adhesion.objects.count()) == (["par_jour"], 6)


def test_toutes_les_raisons_se_disent_ensemble() -> None:
    verdict = regles.demande_possible(de_l_etat=True, deja_membre=True, deja_demandee=True, du_jour=5)

    assert [motif.code for motif in verdict.obstacles] == ["de_l_etat", "deja_membre", "deja_demandee", "par_jour"]


@pytest.mark.parametrize("numero", [SIREN, SIRET])
def test_un_membre_ne_demande_pas_a_rejoindre_la_sienne(monde: Monde, logipro: Organisation, numero: str) -> None:
    Organisation.objects.filter(pk=logipro.pk).update(siret=SIRET)

    with pytest.raises(Refus) as refus:
        demander(monde.salarie, numero)

    assert codes(refus) == ["deja_membre"]


@pytest.mark.parametrize("qui", ["verificateur", "gestionnaire"])
def test_l_etat_ne_rejoint_pas_une_entreprise(monde: Monde, qui: str) -> None:
    with pytest.raises(Refus) as refus:
        demander(getattr(monde, qui))

    assert codes(refus) == ["de_l_etat"]


@pytest.mark.exigence("CP-04", "CP-05", "B-CVG-04")
@pytest.mark.parametrize(
    ("role", "prevenus"),
    [
        (Role.SALARIE, {"mandataire@logipro.example", "representant@logipro.example"}),
        (Role.REPRESENTANT, {"mandataire@logipro.example"}),
    ],
)
@pytest.mark.parametrize("numero", [SIREN, SIRET])
def test_l_entreprise_la_recoit_par_ceux_qui_peuvent_repondre(
    monde: Monde, candidate: Acteur, logipro: Organisation, role: Role, prevenus: set[str], numero: str
) -> None:
    Organisation.objects.filter(pk=logipro.pk).update(siret=SIRET)

    adhesion = demander(candidate, numero, role, remise=True)

    assert adhesion.organisation == logipro
    assert set(Notification.objects.values_list("adresse", flat=True)) == prevenus
    entree = dernier(logipro)
    assert (entree.action, entree.acteur, entree.vers) == ("adhesion.demander", candidate.personne, "en_attente")
    assert list(anomalies()) == []


def test_une_demande_ne_se_remet_qu_une_fois(monde: Monde, candidate: Acteur) -> None:
    adhesion = demander(candidate, remise=True)
    messages = Notification.objects.count()

    assert transmettre(adhesion.pk, AVANT_DATE_1) is False
    assert Notification.objects.count() == messages


@pytest.mark.parametrize("numero", [INCONNU, SIRET, SIREN[:-1] + "8"])
def test_seul_le_numero_exact_mene_a_l_entreprise(candidate: Acteur, numero: str) -> None:
    """LogiPro gave its SIREN and no SIRET."""
    Organisation.objects.filter(nom="LogiPro").update(siret="")

    assert demander(candidate, numero).organisation is None


@pytest.mark.exigence("CP-04")
@pytest.mark.parametrize("manque", ["mandataire", "activation", "entreprise"])
def test_sans_entreprise_ni_mandataire_la_demande_attend_puis_arrive(
    monde: Monde, candidate: Acteur, logipro: Organisation, manque: str, settings: object
) -> None:
    mandataires = Appartenance.objects.filter(organisation=logipro, role=Role.MANDATAIRE)
    if manque == "mandataire":
        mandataires.update(active=False)
    elif manque == "activation":
        Organisation.objects.filter(pk=logipro.pk).update(statut="en_attente")
    else:
        Organisation.objects.filter(pk=logipro.pk).update(siren="")
    maintenant = horloge.maintenant()
    adhesion = demander(candidate, le=maintenant)
    assert (tasks.balayer_demandes(), adhesion.organisation) == (0, None)

    mandataires.update(active=True)
    Organisation.objects.filter(pk=logipro.pk).update(statut="active", siren=SIREN)

    assert (tasks.balayer_demandes(), tasks.balayer_demandes()) == (1, 0)
    adhesion.refresh_from_db()
    assert adhesion.organisation == logipro


def test_un_mandataire_au_compte_ferme_ne_recoit_rien(monde: Monde, candidate: Acteur) -> None:
    Utilisateur.objects.filter(pk=monde.mandataire.personne.pk).update(is_active=False)

    assert demander(candidate).organisation is None


def test_une_demande_expiree_n_est_plus_remise_mais_se_refait(candidate: Acteur, logipro: Organisation) -> None:
    Organisation.objects.filter(pk=logipro.pk).update(siren="")
    adhesion = demander(candidate)
    Organisation.objects.filter(pk=logipro.pk).update(siren=SIREN)
    limite = adhesion.expire_le

    assert transmettre(adhesion.pk, limite + INSTANT) is False
    refaite = demander(candidate, role=Role.REPRESENTANT, le=limite + INSTANT, remise=True)

    assert (refaite.pk, refaite.role, refaite.demandee_le) == (adhesion.pk, "representant", limite + INSTANT)
    assert refaite.expire_le > limite


def test_une_demande_vaut_encore_a_son_dernier_instant(candidate: Acteur, logipro: Organisation) -> None:
    Organisation.objects.filter(pk=logipro.pk).update(siren="")
    adhesion = demander(candidate)
    Organisation.objects.filter(pk=logipro.pk).update(siren=SIREN)

    assert transmettre(adhesion.pk, adhesion.expire_le) is True


def test_par_ses_deux_numeros_l_entreprise_n_est_demandee_qu_une_fois(candidate: Acteur) -> None:
    Organisation.objects.filter(nom="LogiPro").update(siret=SIRET)
    demander(candidate, SIREN, remise=True)

    assert demander(candidate, SIRET).organisation is None


def test_qui_est_devenu_membre_n_est_plus_annonce(monde: Monde, candidate: Acteur, logipro: Organisation) -> None:
    adhesion = demander_a_rejoindre(SIREN, Role.SALARIE, Demande(candidate, AVANT_DATE_1))
    Appartenance.objects.create(utilisateur=candidate.personne, organisation=logipro, role=Role.SALARIE)

    assert transmettre(adhesion.pk, AVANT_DATE_1) is False


def test_un_ancien_membre_peut_demander_a_revenir(monde: Monde, logipro: Organisation) -> None:
    parti = monde.representant
    appartenance.terminer(membre("representant"), monde.demande(monde.mandataire))

    assert demander(acteur_pour(parti.personne), le=AVANT_DATE_1 + timedelta(hours=1), remise=True).statut == (
        "en_attente"
    )
