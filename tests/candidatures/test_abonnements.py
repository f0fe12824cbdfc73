"""Who is told of the changes of the registry, once each, and nobody who did not ask."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from candidatures.abonnements import (
    ENTRE_DEUX_CONFIRMATIONS,
    LIEN_VALABLE,
    a_arreter,
    a_confirmer,
    arreter,
    confirmer,
    demander,
    jeton_d_arret,
)
from candidatures.models import Abonnement, Annonce, Candidature
from candidatures.tasks import balayer_le_registre
from candidatures.transitions import college
from segur.noyau.comptes.models import SYSTEME
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.messagerie.models import Notification
from tests.monde import AVANT_DATE_1, LGC, Monde

pytestmark = pytest.mark.django_db
ADRESSE = "acheteuse@hopital.example"
SECONDE = timedelta(seconds=1)


def _messages(adresse: str = ADRESSE) -> QuerySet[Notification]:
    return Notification.objects.filter(adresse=adresse).order_by("pk")


def _abonner(adresse: str = ADRESSE, code: str = "") -> Abonnement:
    le = timezone.now()
    suivi = Dispositif.objects.get(code=code) if code else None
    return Abonnement.objects.create(adresse=adresse, dispositif=suivi, demande_le=le, confirme_le=le)


def _referencer(monde: Monde, produit: str = "LogiMed") -> Candidature:
    scenario = monde.soumise(produit=produit)
    college.prononcer(scenario.candidature, monde.demande(SYSTEME, AVANT_DATE_1))
    return Candidature.objects.get(pk=scenario.candidature.pk)


def _lien(message: Notification) -> str:
    return message.lien.rstrip("/").rpartition("/")[2]


@pytest.mark.exigence("PUB-01")
def test_un_referencement_s_annonce_une_fois_quel_que_soit_le_nombre_de_passages(monde: Monde) -> None:
    abonnement = _abonner()
    candidature = _referencer(monde)

    ecrits = [balayer_le_registre() for _ in range(3)]

    (message,) = _messages()
    assert ecrits == [1, 0, 0]
    assert (message.sujet, message.lien) == ("LogiMed : Référencée", f"/registre/{candidature.nru}/")
    assert [mot in message.corps for mot in ("LogiPro", str(candidature.nru), "06/10/2025 à 10:00")] == [True] * 3
    assert f"/registre/abonnement/arreter/{jeton_d_arret(abonnement)}/" in message.corps


def test_un_passage_interrompu_se_reprend_sans_doublon(monde: Monde) -> None:
    _abonner()
    _abonner("autre@hopital.example")
    _referencer(monde)
    balayer_le_registre()
    Annonce.objects.all().delete()
    _messages("autre@hopital.example").delete()

    repris = balayer_le_registre()

    assert (repris, _messages().count(), _messages("autre@hopital.example").count()) == (1, 1, 1)


def test_chacun_recoit_ce_qu_il_suit(monde: Monde) -> None:
    _abonner("tout@hopital.example")
    _abonner("lgc@hopital.example", LGC)
    _abonner("dui@hopital.example", "MS-DUI-Va2")
    Abonnement.objects.create(adresse="jamais@hopital.example", demande_le=timezone.now())
    _referencer(monde)

    balayer_le_registre()

    adresses = sorted(Notification.objects.filter(sujet__contains="Référencée").values_list("adresse", flat=True))
    assert adresses == ["lgc@hopital.example", "tout@hopital.example"]


def test_ce_qui_a_precede_l_abonnement_ne_s_annonce_pas(monde: Monde) -> None:
    _referencer(monde, "Avant")
    _abonner()
    _referencer(monde, "Après")

    balayer_le_registre()

    assert [message.sujet for message in _messages()] == ["Après : Référencée"]


def test_ce_qui_ne_change_pas_un_statut_public_ne_s_annonce_pas(monde: Monde) -> None:
    _abonner()
    monde.eligible()

    assert balayer_le_registre() == 0


def test_une_demande_se_confirme_par_le_lien_du_message(monde: Monde) -> None:
    lgc, le = Dispositif.objects.get(code=LGC), timezone.now()
    demander("Acheteuse@Hopital.example", lgc, le)
    avant = Abonnement.objects.get()
    (message,) = _messages()

    trouve = a_confirmer(_lien(message))
    assert trouve is not None
    confirmer(*trouve, le)

    apres = Abonnement.objects.get()
    assert (avant.confirme_le, avant.dispositif) == (None, None)
    assert (apres.adresse, apres.confirme_le, apres.dispositif) == (ADRESSE, le, lgc)
    assert message.lien_ephemere


def test_confirmer_un_autre_choix_le_remplace_et_garde_la_date(monde: Monde) -> None:
    abonnement = _abonner(code=LGC)
    depuis = abonnement.confirme_le

    confirmer(abonnement, None, timezone.now() + ENTRE_DEUX_CONFIRMATIONS)

    abonnement.refresh_from_db()
    assert (abonnement.dispositif, abonnement.confirme_le) == (None, depuis)


@pytest.mark.parametrize(
    ("delai", "nombre"),
    [(timedelta(), 1), (ENTRE_DEUX_CONFIRMATIONS - SECONDE, 1), (ENTRE_DEUX_CONFIRMATIONS, 2)],
    ids=["aussitôt", "juste avant une heure", "une heure après"],
)
def test_un_lien_au_plus_par_heure_part_vers_une_adresse(monde: Monde, delai: timedelta, nombre: int) -> None:
    le = timezone.now()
    demander(ADRESSE, None, le)

    demander(ADRESSE.upper(), Dispositif.objects.get(code=LGC), le + delai)

    assert _messages().count() == nombre


def test_qui_ne_lit_pas_la_boite_ne_change_pas_un_abonnement(monde: Monde) -> None:
    _abonner()

    demander(ADRESSE, Dispositif.objects.get(code=LGC), timezone.now() + ENTRE_DEUX_CONFIRMATIONS)

    assert Abonnement.objects.get().dispositif is None


@pytest.mark.parametrize(("age", "vaut"), [(LIEN_VALABLE - 10 * SECONDE, True), (LIEN_VALABLE + SECONDE, False)])
def test_un_lien_de_confirmation_perime(monde: Monde, monkeypatch: Any, age: timedelta, vaut: bool) -> None:
    demander(ADRESSE, None, timezone.now())
    jeton = _lien(_messages().get())
    plus_tard = timezone.now().timestamp() + age.total_seconds()

    monkeypatch.setattr("django.core.signing.time.time", lambda: plus_tard)

    assert (a_confirmer(jeton) is not None) == vaut


def test_un_lien_n_en_vaut_pas_un_autre(monde: Monde) -> None:
    abonnement = _abonner()
    demander(ADRESSE, None, timezone.now() + ENTRE_DEUX_CONFIRMATIONS)
    confirmation, arret = _lien(_messages().get()), jeton_d_arret(abonnement)

    assert (a_confirmer(arret), a_arreter(confirmation)) == (None, None)
    assert (a_confirmer(confirmation[:-1]), a_arreter(arret[:-1])) == (None, None)


def test_arreter_efface_l_adresse_et_plus_rien_ne_part(monde: Monde) -> None:
    abonnement = _abonner()
    demander(ADRESSE, None, timezone.now() + ENTRE_DEUX_CONFIRMATIONS)
    lien = _lien(_messages().get())

    for _ in range(2):
        arreter(abonnement.pk)
    _referencer(monde)

    assert (Abonnement.objects.count(), balayer_le_registre(), a_confirmer(lien)) == (0, 0, None)


def test_une_demande_sans_suite_est_oubliee(monde: Monde) -> None:
    maintenant = timezone.now()
    confirmee = _abonner("confirmee@hopital.example")
    Abonnement.objects.filter(pk=confirmee.pk).update(demande_le=maintenant - 2 * LIEN_VALABLE)
    for adresse, age in (("vieille@hopital.example", LIEN_VALABLE + SECONDE), (ADRESSE, LIEN_VALABLE - 60 * SECONDE)):
        Abonnement.objects.create(adresse=adresse, demande_le=maintenant - age)

    balayer_le_registre()

    restees = Abonnement.objects.order_by("adresse").values_list("adresse", flat=True)
    assert list(restees) == [ADRESSE, "confirmee@hopital.example"]


def test_le_lien_tient_dans_sa_colonne(monde: Monde) -> None:
    long = Dispositif.objects.create(code="X" * 20, libelle="X", nom_long="X", couloir="X", vague=2, prefixe_nru="X")
    Abonnement.objects.create(pk=10**12, adresse=ADRESSE, demande_le=timezone.now() - ENTRE_DEUX_CONFIRMATIONS)

    demander(ADRESSE, long, timezone.now())

    lien = _messages().get().lien
    assert re.fullmatch(r"/registre/abonnement/confirmer/[\w:-]+/", lien)
    assert len(lien) <= Notification._meta.get_field("lien").max_length  # type: ignore[operator]
