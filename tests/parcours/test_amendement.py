"""A text changes the calendar: entered by one person, seen on the dossiers it moves, published by another."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from segur.noyau.dispositifs.models import Amendement
from segur.portail import tasks
from tests.monde import LGC, Monde
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
APRES_L_EFFET = datetime(2025, 10, 14, 8, tzinfo=UTC)


@pytest.mark.exigence("CAL-02", "CAL-05")
def test_un_administrateur_saisit_un_autre_publie_et_l_editeur_le_voit(
    portail: Callable[..., Onglet], regler_horloge: Callable[[datetime], None]
) -> None:
    admin = portail("administrateur@ans.example", largeur=320)
    direction = portail("direction@ans.example")
    editeur = portail("mandataire@logipro.example", largeur=320)
    scenario = Monde().eligible()

    admin.aller("/amendements/").cliquer("Saisir un texte")
    admin.page.get_by_label("Intitulé du texte").fill("arrêté d’essai")
    admin.page.get_by_label("Date du texte").fill("2025-10-06")
    admin.page.get_by_label("En vigueur à compter du").fill("2025-10-05")
    admin.page.get_by_label("Dispositif").select_option(LGC)
    admin.page.locator("#id_l0-numero").select_option("2")
    admin.page.get_by_label("Nouvelle date et heure").fill("2026-07-22T12:00")
    admin.cliquer("Ajouter un seuil", role="button")
    assert admin.page.get_by_label("Intitulé du texte").input_value() == "arrêté d’essai"
    admin.cliquer("Retirer la ligne 2", role="button")
    admin.cliquer("Enregistrer le brouillon", role="button")
    assert "précède la date du texte (06/10/2025)" in admin.lire()
    admin.page.get_by_label("En vigueur à compter du").fill("2025-10-13")
    admin.cliquer("Enregistrer le brouillon", role="button")
    assert "c’est déjà la valeur en vigueur ce jour-là" in admin.lire()
    assert not admin.deborde()
    admin.page.get_by_label("Nouvelle date et heure").fill("2026-08-26T12:00")
    admin.cliquer("Enregistrer le brouillon", role="button")

    assert "Date 2 (première soumission des preuves) : 1 dossier, + 35 jours" in admin.lire()
    assert scenario.candidature.numero in admin.lire()
    assert not admin.deborde()
    admin.cliquer("Proposer à la publication").cliquer("Proposer", role="button", exact=True)
    assert "Vous avez saisi ou proposé cet amendement : une autre personne le publie." in admin.lire()

    texte = Amendement.objects.get(origine="saisie")
    direction.aller(f"/amendements/{texte.pk}/").cliquer("Voir ces dépôts")
    direction.aller(f"/amendements/{texte.pk}/").cliquer("Publier l’amendement")
    assert "22/07/2026 à 12:00 (heure de Paris) → 26/08/2026 à 12:00 (heure de Paris) (+ 35 jours)" in direction.lire()
    direction.cliquer("Publier", role="button", exact=True)
    tasks.annoncer_l_amendement(texte.pk)
    direction.aller(f"/amendements/{texte.pk}/")
    assert "Personnes prévenues : 3 sur 3." in direction.lire()

    editeur.aller("/notifications/")
    assert "Calendrier modifié : arrêté d’essai" in editeur.lire()
    editeur.aller(texte.adresse_publique)
    assert "26/08/2026 à 12:00" in editeur.lire()
    assert not editeur.deborde()
    regler_horloge(APRES_L_EFFET)
    grille = f"/candidatures/{scenario.candidature.numero}/etape-3/"
    assert "26/08/2026 à 12:00" in editeur.aller(grille).lire()
    assert "22/07/2026 à 12:00" in editeur.aller("/calendrier/?au=2025-10-12").lire()
    editeur.aller("/calendrier/comparer/?du=2025-10-12&au=2025-10-13")
    assert "+ 35 jours" in editeur.lire()
    editeur.aller(f"/calendrier/{LGC}/")
    assert not editeur.deborde()
