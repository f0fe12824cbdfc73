"""Told at each threshold, once per person; the yearly review; the rights of salariés."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from financement.expirations import prevenir_des_expirations
from financement.models import Droit, Habilitation
from financement.situation import conformite, faits
from financement.transitions import fournisseur as gestes
from financement.transitions import saisie
from segur.noyau.comptes.models import Appartenance
from segur.noyau.messagerie.models import Notification
from segur.noyau.temps import instant_de_paris, jour_de_paris
from segur.noyau.transitions import Refus
from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.monde import Monde


def rappels(quoi: str = "identité") -> list[str]:
    messages = Notification.objects.filter(categorie="rappel", sujet__contains=quoi)
    return list(messages.order_by("pk").values_list("adresse", flat=True))


def a(jour: date) -> datetime:
    return instant_de_paris(jour, time(9))


@pytest.mark.parametrize(
    ("avant", "messages"), [(61, 0), (60, 2), (59, 2), (0, 2), (-1, 2)], ids=["trop tôt", "60", "59", "jour", "après"]
)
def test_une_piece_est_annoncee_a_chaque_palier_une_fois(
    enrolable: DossierDEnrolement, avant: int, messages: int
) -> None:
    enrolable.complet().transmettre()
    dernier = faits(enrolable.enrolement).jointes["identite_representant"].expire_le
    assert dernier is not None
    le = a(dernier - timedelta(days=avant))

    for _ in range(3):
        prevenir_des_expirations(le)

    assert len(rappels()) == messages


def test_du_premier_palier_a_l_expiration(enrolable: DossierDEnrolement) -> None:
    """The mandataire and the représentant hear of it five times each, whatever the number of runs."""
    enrolable.complet().transmettre()
    dernier = faits(enrolable.enrolement).jointes["identite_representant"].expire_le
    assert dernier is not None

    for avant in range(65, -10, -1):
        prevenir_des_expirations(a(dernier - timedelta(days=avant)))

    assert len(rappels()) == 2 * 5
    fin = Notification.objects.filter(categorie="rappel", sujet__contains="identité").latest("pk")
    assert "attendent une pièce en cours de validité" in fin.corps


def test_une_piece_remplacee_n_est_plus_annoncee(enrolable: DossierDEnrolement) -> None:
    enrolable.accepte()
    dernier = faits(enrolable.enrolement).jointes["identite_representant"].expire_le
    assert dernier is not None
    enrolable.joindre("identite_representant", expire_le=dernier + timedelta(days=900))

    prevenir_des_expirations(a(dernier))

    assert rappels() == []


def test_un_brouillon_n_est_pas_relance(enrolable: DossierDEnrolement) -> None:
    enrolable.complet()
    dernier = faits(enrolable.enrolement).jointes["identite_representant"].expire_le
    assert dernier is not None

    prevenir_des_expirations(a(dernier))

    assert rappels() == []


@pytest.mark.exigence("ENR-09")
def test_la_revue_annuelle_se_rappelle_aux_mandataires_puis_se_confirme(enrolable: DossierDEnrolement) -> None:
    enrolable.accepte()
    fournisseur = enrolable.enrolement.fournisseur
    derniere = fournisseur.derniere_revue()
    assert derniere == jour_de_paris(enrolable.instant)
    un_an = a(derniere.replace(year=derniere.year + 1))

    prevenir_des_expirations(un_an)
    assert rappels("revue") == ["mandataire@logipro.example"]
    enrolable.instant = un_an
    gestes.confirmer_les_droits(fournisseur, enrolable.demande(enrolable.mandataire))

    fournisseur.refresh_from_db()
    assert fournisseur.derniere_revue() == un_an.date()
    prevenir_des_expirations(un_an + timedelta(days=1))
    assert len(rappels("revue")) == 1


@pytest.mark.exigence("ENR-09")
def test_une_revue_en_retard_se_voit_des_deux_cotes(
    enrolable: DossierDEnrolement, connecter: Callable[[Any], Any]
) -> None:
    """The clock of the tests is far after that acceptance."""
    enrolable.accepte()

    pages = [connecter(qui).get(enrolable.enrolement.fournisseur.get_absolute_url()) for qui in _deux(enrolable)]

    assert all("Revue annuelle des habilitations en retard" in page.content.decode() for page in pages)


def _deux(dossier: DossierDEnrolement) -> list[Any]:
    return [dossier.mandataire, dossier.gestionnaire]


@pytest.mark.exigence("ROL-11", "ROL-10")
def test_un_salarie_agit_selon_les_droits_accordes(
    enrolable: DossierDEnrolement, monde: Monde, connecter: Callable[[Any], Any]
) -> None:
    fournisseur = enrolable.ouvrir().enrolement.fournisseur
    adresse, salarie = enrolable.enrolement.get_absolute_url(), monde.salarie
    assert connecter(salarie).get(adresse).status_code == 404

    droit = {"utilisateur": salarie.personne, "droit": Droit.SAISIR}
    gestes.accorder(fournisseur, enrolable.demande(enrolable.mandataire, **droit))

    assert connecter(salarie).get(adresse).status_code == 200
    saisie.enregistrer(enrolable.enrolement, enrolable.demande(salarie, valeurs={"representant_nom": "Petit"}))
    coordonnees = f"/financement/fournisseurs/{fournisseur.pk}/coordonnees/"
    assert connecter(salarie).get(coordonnees).status_code == 403
    habilitation = Habilitation.objects.get()
    gestes.retirer(fournisseur, enrolable.demande(enrolable.mandataire, habilitation=habilitation.pk))
    assert connecter(salarie).get(adresse).status_code == 404


def test_demander_ne_permet_pas_de_saisir(enrolable: DossierDEnrolement, monde: Monde) -> None:
    fournisseur = enrolable.ouvrir().enrolement.fournisseur
    droit = {"utilisateur": monde.salarie.personne, "droit": Droit.DEMANDER}
    gestes.accorder(fournisseur, enrolable.demande(enrolable.mandataire, **droit))

    with pytest.raises(Refus) as refus:
        saisie.enregistrer(enrolable.enrolement, enrolable.demande(monde.salarie, valeurs={}))

    assert [motif.code for motif in refus.value.verdict.obstacles] == ["droit"]


def test_un_droit_tombe_avec_le_depart(enrolable: DossierDEnrolement, monde: Monde) -> None:
    fournisseur = enrolable.ouvrir().enrolement.fournisseur
    salarie = monde.salarie
    droit = {"utilisateur": salarie.personne, "droit": Droit.SAISIR}
    gestes.accorder(fournisseur, enrolable.demande(enrolable.mandataire, **droit))

    Appartenance.objects.filter(utilisateur=salarie.personne, organisation=fournisseur.organisation).update(
        active=False
    )

    assert not Habilitation.objects.actuelles().exists()


def test_un_droit_ne_s_accorde_qu_a_un_salarie(enrolable: DossierDEnrolement, monde: Monde) -> None:
    fournisseur = enrolable.ouvrir().enrolement.fournisseur
    droit = {"utilisateur": monde.verificateur.personne, "droit": Droit.SAISIR}

    with pytest.raises(Refus) as refus:
        gestes.accorder(fournisseur, enrolable.demande(enrolable.mandataire, **droit))

    assert [motif.code for motif in refus.value.verdict.obstacles] == ["salarie"]


def test_la_conformite_se_juge_au_jour_dit(enrolable: DossierDEnrolement) -> None:
    enrolable.complet()

    assert conformite(enrolable.enrolement, enrolable.instant).favorable
    assert not conformite(enrolable.enrolement, enrolable.instant + timedelta(days=400)).favorable
