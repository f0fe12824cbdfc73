"""A request to join: who answers, until when, what each side is told."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.db import transaction as db

from segur.noyau import horloge
from segur.noyau.comptes.models import Acteur, Adhesion, Appartenance, Organisation, Role, acteur_pour
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.noyau.organisations.transitions import adhesion as transitions
from segur.noyau.transitions import Refus
from tests.monde import Monde
from tests.noyau.organisations.membres import codes, dernier, second_mandataire

pytestmark = pytest.mark.django_db
INSTANT = timedelta(microseconds=1)


def accepter(monde: Monde, adhesion: Adhesion, qui: Acteur) -> None:
    transitions.accepter(adhesion, monde.demande(qui, horloge.maintenant()))


def refuser(monde: Monde, adhesion: Adhesion, qui: Acteur, motif: str = "Inconnue de nos services.") -> None:
    transitions.refuser(adhesion, monde.demande(qui, horloge.maintenant(), motif=motif))


@pytest.mark.exigence("CP-04", "CP-05", "B-CVG-04")
@pytest.mark.parametrize(
    ("qui", "role", "obstacles"),
    [
        ("mandataire", Role.REPRESENTANT, []),
        ("mandataire", Role.SALARIE, []),
        ("representant", Role.SALARIE, []),
        ("representant", Role.REPRESENTANT, ["role_gere"]),
        ("salarie", Role.SALARIE, ["role"]),
    ],
)
def test_repond_qui_gere_le_role_demande(
    monde: Monde, logipro: Organisation, qui: str, role: Role, obstacles: list[str]
) -> None:
    adhesion = monde.demander_a_rejoindre(role)
    acteur = getattr(monde, qui)
    if obstacles:
        for repondre in (accepter, refuser):
            with pytest.raises(Refus) as refus:
                repondre(monde, adhesion, acteur)
            assert codes(refus) == obstacles
        return

    accepter(monde, adhesion, acteur)

    adhesion.refresh_from_db()
    entree = dernier(logipro)
    assert (adhesion.statut, adhesion.decidee_par) == ("acceptee", acteur.personne)
    assert acteur_pour(adhesion.demandeur).roles == {role}
    assert (entree.action, entree.de, entree.vers) == ("adhesion.accepter", "en_attente", "acceptee")
    assert list(anomalies()) == []


def test_un_autre_editeur_ne_la_voit_pas(monde: Monde) -> None:
    adhesion = monde.demander_a_rejoindre()

    with pytest.raises(Adhesion.DoesNotExist):
        accepter(monde, adhesion, monde.autre_editeur)


def test_une_demande_non_remise_n_est_vue_de_personne(monde: Monde) -> None:
    monde.demander_a_rejoindre(numero="404833048")

    vues = [Adhesion.objects.visibles_par(qui).count() for qui in (monde.mandataire, monde.autre_editeur)]

    assert vues == [0, 0]


@pytest.mark.exigence("B-CVG-04")
def test_accepter_previent_la_personne_et_les_mandataires(monde: Monde, logipro: Organisation) -> None:
    second_mandataire(monde, logipro)
    adhesion = monde.demander_a_rejoindre()
    Notification.objects.all().delete()

    accepter(monde, adhesion, monde.mandataire)

    recus = dict(Notification.objects.values_list("adresse", "sujet"))
    assert recus == {
        "candidate@libre.example": "LogiPro : votre demande est acceptée",
        "second@logipro.example": "LogiPro : Ana Candidate a rejoint l’organisation",
    }


@pytest.mark.exigence("B-CVG-04")
def test_refuser_donne_le_motif_sans_nommer_l_entreprise(monde: Monde, logipro: Organisation) -> None:
    adhesion = monde.demander_a_rejoindre()
    Notification.objects.all().delete()

    refuser(monde, adhesion, monde.representant)

    adhesion.refresh_from_db()
    message = Notification.objects.get(adresse="candidate@libre.example")
    assert (adhesion.statut, adhesion.motif) == ("refusee", "Inconnue de nos services.")
    assert ("732829320" in message.sujet, "Inconnue de nos services." in message.corps) == (True, True)
    assert "LogiPro" not in message.sujet + message.corps + message.lien
    assert Notification.objects.filter(adresse="mandataire@logipro.example").count() == 1
    assert acteur_pour(adhesion.demandeur).organisation is None


@pytest.mark.parametrize("motif", ["", "   "])
def test_un_refus_dit_pourquoi(monde: Monde, motif: str) -> None:
    adhesion = monde.demander_a_rejoindre()

    with pytest.raises(Refus) as refus:
        refuser(monde, adhesion, monde.mandataire, motif)

    assert codes(refus) == ["motif"]


def test_une_demande_s_accepte_jusqu_a_son_dernier_instant(monde: Monde) -> None:
    adhesion = monde.demander_a_rejoindre()

    with pytest.raises(Refus) as refus:
        transitions.accepter(adhesion, monde.demande(monde.mandataire, adhesion.expire_le + INSTANT))
    transitions.accepter(adhesion, monde.demande(monde.mandataire, adhesion.expire_le))

    assert codes(refus) == ["expiree"]


def test_une_demande_expiree_se_refuse_encore(monde: Monde) -> None:
    adhesion = monde.demander_a_rejoindre()
    tard = monde.demande(monde.mandataire, adhesion.expire_le + INSTANT, motif="Trop tard.")

    transitions.refuser(adhesion, tard)

    assert Adhesion.objects.get().statut == "refusee"


@pytest.mark.parametrize("seconde", [accepter, refuser])
def test_une_copie_perimee_ne_repond_pas_une_seconde_fois(monde: Monde, seconde: object) -> None:
    adhesion = monde.demander_a_rejoindre()
    perimee = Adhesion.objects.get(pk=adhesion.pk)
    accepter(monde, adhesion, monde.mandataire)

    with pytest.raises(Refus) as refus:
        seconde(monde, perimee, monde.representant)  # type: ignore[operator]

    assert codes(refus) == ["statut"]
    assert Appartenance.objects.filter(utilisateur=adhesion.demandeur, active=True).count() == 1


def test_qui_est_entre_autrement_n_entre_pas_deux_fois(monde: Monde, logipro: Organisation) -> None:
    adhesion = monde.demander_a_rejoindre()
    Appartenance.objects.create(utilisateur=adhesion.demandeur, organisation=logipro, role=Role.REPRESENTANT)

    with pytest.raises(Refus) as refus:
        accepter(monde, adhesion, monde.mandataire)

    assert codes(refus) == ["deja_membre"]


def test_qui_a_perdu_son_role_en_attendant_le_verrou_ne_repond_plus(monde: Monde) -> None:
    adhesion, acteur = monde.demander_a_rejoindre(), monde.representant
    Appartenance.objects.filter(utilisateur=acteur.personne).update(active=False)

    with pytest.raises(Refus) as refus:
        accepter(monde, adhesion, acteur)

    assert codes(refus) == ["en_place"]


@pytest.mark.parametrize(
    "changements", [{"statut": "acceptee"}, {"statut": "refusee"}, {"motif": "sans refus"}], ids=str
)
def test_la_base_refuse_une_decision_sans_auteur(monde: Monde, changements: dict[str, str]) -> None:
    monde.demander_a_rejoindre()

    with pytest.raises(IntegrityError), db.atomic():
        Adhesion.objects.update(**changements)


def test_qui_est_devenu_agent_de_l_etat_n_entre_plus(monde: Monde) -> None:
    adhesion = monde.demander_a_rejoindre()
    ans = Organisation.objects.get(nom="ANS")
    Appartenance.objects.create(utilisateur=adhesion.demandeur, organisation=ans, role=Role.VERIFICATEUR)

    with pytest.raises(Refus) as refus:
        transitions.accepter(adhesion, monde.demande(monde.mandataire, horloge.maintenant()))

    assert codes(refus) == ["de_l_etat"]
