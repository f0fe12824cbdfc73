"""Entering a text: lines added and removed, every error at once, nothing typed is lost."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from segur.noyau.comptes.models import Acteur
from segur.noyau.dispositifs.models import Amendement, Dispositif
from tests.monde import LGC, Monde

pytestmark = pytest.mark.django_db
NOUVEAU = "/amendements/nouveau/"
TEXTE = {"titre": "arrêté d’essai", "signe_le": "2026-08-01", "effet": "2026-08-03", "geste": "enregistrer"}
DATE = {"dispositif": LGC, "numero": "2", "instant": "2027-02-10T12:00", "article": "article 3"}
SEUIL = {"seuil": f"{LGC}/intrusion.ko_moyens", "valeur": "5", "article": "article 4"}


@pytest.fixture
def admin(monde: Monde, connecter: Callable[[Acteur], Client]) -> Client:
    return connecter(monde.administrateur)


def saisie(*lignes: tuple[str, dict[str, str]], **texte: str) -> dict[str, Any]:
    """What the browser would post: `genre` in the order of the lines, `l0-…` for the fields of the first one."""
    champs: dict[str, Any] = {**TEXTE, **texte, "genre": [genre for genre, _ in lignes]}
    for rang, (_, valeurs) in enumerate(lignes):
        champs |= {f"l{rang}-{nom}": valeur for nom, valeur in valeurs.items()}
    return champs


def test_une_saisie_complete_devient_un_brouillon(admin: Client, monde: Monde) -> None:
    reponse = admin.post(NOUVEAU, saisie(("date", DATE), ("seuil", SEUIL), jo_le="2026-08-02", jo_numero="0180"))

    texte = Amendement.objects.get(origine="saisie")
    (date,), (seuil,) = texte.dates.all(), texte.seuils.all()
    assert (reponse.status_code, reponse["Location"]) == (302, f"/amendements/{texte.pk}/")
    assert (texte.statut, texte.saisi_par) == ("brouillon", monde.administrateur.personne)
    assert texte.citation == "arrêté d’essai (JO n° 0180 du 2 août 2026)"
    assert (date.numero, date.instant, date.article) == (2, datetime(2027, 2, 10, 11, tzinfo=UTC), "article 3")
    assert (seuil.code, seuil.valeur) == ("intrusion.ko_moyens", Decimal(5))


FAUTES: dict[str, tuple[dict[str, Any], str]] = {
    "effet avant le texte": (saisie(("date", DATE), effet="2026-07-31"), "précède la date du texte (01/08/2026)"),
    "JO avant le texte": (saisie(("date", DATE), jo_le="2026-07-31"), "La parution au Journal officiel (31/07/2026)"),
    "effet d’une ligne avant le texte": (
        saisie(("date", DATE | {"effet": "2026-07-31"})),
        "L’effet (31/07/2026) précède la date du texte",
    ),
    "aucune ligne": (saisie(), "Ajoutez au moins une Date ou un seuil"),
    "valeur déjà en vigueur": (
        saisie(("date", DATE | {"instant": "2027-01-20T12:00"})),
        "c’est déjà la valeur en vigueur ce jour-là (20/01/2027 à 12:00 (heure de Paris))",
    ),
    "seuil déjà en vigueur": (saisie(("seuil", SEUIL | {"valeur": "10"})), "en vigueur ce jour-là (10 points)"),
    "jour déjà pris": (
        saisie(("date", DATE), signe_le="2026-06-08", effet="2026-06-11"),
        "une version prend déjà effet le 11/06/2026 (arrêté du 8 juin 2026",
    ),
    "deux fois la même Date": (saisie(("date", DATE), ("date", DATE)), "Ce texte change déjà cette valeur, plus haut."),
    "dates en désordre": (
        saisie(("date", DATE | {"instant": "2027-04-06T12:01"})),
        "la Date 3 (06/04/2027 à 12:00 (heure de Paris)) précède la Date 2 (06/04/2027 à 12:01",
    ),
    "ni date ni « non publiée »": (saisie(("date", DATE | {"instant": ""})), "ou cochez « Date non publiée »"),
    "les deux": (saisie(("date", DATE | {"non_publiee": "on"})), "ou cochez « Date non publiée »"),
    "heure qui n’existe pas": (
        saisie(("date", DATE | {"instant": "2027-03-28T02:30"})),
        "Cette heure n’existe pas à Paris ce jour-là",
    ),
    "heure qui a lieu deux fois": (
        saisie(("date", DATE | {"numero": "6", "instant": "2028-10-29T02:30"})),
        "Cette heure a lieu deux fois à Paris ce jour-là",
    ),
    "instant illisible": (saisie(("date", DATE | {"instant": "bientôt"})), "par exemple 20/01/2027 12:00"),
    "seuil négatif": (saisie(("seuil", SEUIL | {"valeur": "-1"})), "Indiquez un nombre à partir de 0."),
    "seuil à virgule": (saisie(("seuil", SEUIL | {"valeur": "2,5"})), "Indiquez un nombre entier."),
    "seuil en lettres": (saisie(("seuil", SEUIL | {"valeur": "cinq"})), "Indiquez un nombre."),
    "seuil sans mesure": (saisie(("seuil", SEUIL | {"valeur": "NaN"})), "Indiquez un nombre à partir de 0."),
    "seuil trop grand": (saisie(("seuil", SEUIL | {"valeur": "9" * 20})), "Indiquez un nombre à partir de 0."),
    "Date au-delà de 6": (
        saisie(("seuil", {"seuil": f"{LGC}/substitut.cnda-avancement-lgc", "valeur": "7"})),
        "Indiquez au plus 6.",
    ),
    "instant pour un nombre": (
        saisie(("seuil", {"seuil": f"{LGC}/jalon.avancement-lgc.instant", "valeur": "25"})),
        "par exemple 20/01/2027 12:00",
    ),
    "seuil d’un autre dispositif": (saisie(("seuil", SEUIL | {"seuil": "IMG-RIS-Va2/intrusion.ko_moyens"})), "Seuil"),
    "dispositif inconnu": (saisie(("date", DATE | {"dispositif": "X"})), "Dispositif"),
    "numéro inconnu": (saisie(("date", DATE | {"numero": "7"})), "Date"),
    "adresse sans rien": (saisie(("date", DATE), url="pas une adresse"), "Indiquez une adresse entière"),
    "jour impossible": (saisie(("date", DATE), effet="2026-02-30"), "Indiquez un jour, par exemple 11/06/2026."),
}


@pytest.mark.parametrize("faute", FAUTES)
def test_une_saisie_fautive_est_expliquee_et_rien_n_est_enregistre(admin: Client, faute: str) -> None:
    posteee, explication = FAUTES[faute]

    reponse = admin.post(NOUVEAU, posteee)

    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert explication in page
    assert "Rien n’est enregistré" in page
    assert 'value="arrêté d’essai"' in page
    assert not Amendement.objects.filter(origine="saisie").exists()


def test_toutes_les_erreurs_sont_dites_ensemble_et_tout_est_rendu(admin: Client) -> None:
    lignes = [
        ("date", DATE | {"instant": "bientôt", "article": "article 9"}),
        ("seuil", SEUIL | {"valeur": "beaucoup"}),
    ]

    page = admin.post(NOUVEAU, saisie(*lignes, titre="", signe_le="hier")).content.decode()

    for attendu in ("Citez le texte.", "Indiquez un jour", "par exemple 20/01/2027 12:00", "Indiquez un nombre."):
        assert attendu in page
    for tape in ('value="bientôt"', 'value="article 9"', 'value="beaucoup"', 'value="hier"'):
        assert tape in page


def test_un_ordre_confirme_est_admis(admin: Client) -> None:
    desordre = ("date", DATE | {"instant": "2027-04-06T12:01"})

    assert admin.post(NOUVEAU, saisie(desordre, ordre_confirme="on")).status_code == 302


@pytest.mark.parametrize(
    ("geste", "genres", "premier_article"),
    [
        ("ajouter:date", ["date", "seuil", "date"], "article 3"),
        ("ajouter:seuil", ["date", "seuil", "seuil"], "article 3"),
        ("retirer:l0", ["seuil"], "article 4"),
        ("retirer:l1", ["date"], "article 3"),
        ("retirer:l9", ["date", "seuil"], "article 3"),
        ("ajouter:autre", ["date", "seuil"], "article 3"),
        ("", ["date", "seuil"], "article 3"),
    ],
)
def test_ajouter_ou_retirer_une_ligne_ne_perd_rien(
    admin: Client, geste: str, genres: list[str], premier_article: str
) -> None:
    reponse = admin.post(NOUVEAU, saisie(("date", DATE), ("seuil", SEUIL), geste=geste, hypothese="midi"))

    lignes = reponse.context["saisie"].lignes
    page = reponse.content.decode()
    assert reponse.status_code == 200
    assert [genre for genre, _ in lignes] == genres
    assert lignes[0][1]["article"].value() == premier_article
    assert "midi</textarea>" in page
    assert "Rien n’est enregistré" not in page
    assert not Amendement.objects.filter(origine="saisie").exists()


def test_un_brouillon_se_rouvre_tel_qu_il_a_ete_saisi_et_se_modifie(admin: Client) -> None:
    jalon = ("seuil", {"seuil": f"{LGC}/jalon.avancement-lgc.instant", "valeur": "01/09/2026 12:00"})
    inconnue = ("date", {"dispositif": LGC, "numero": "6", "non_publiee": "on", "effet": "2026-09-01"})
    admin.post(NOUVEAU, saisie(("date", DATE), inconnue, jalon))
    texte = Amendement.objects.get(origine="saisie")
    adresse = f"/amendements/{texte.pk}/modifier/"

    page = admin.get(adresse).content.decode()
    for tape in ('value="2027-02-10T12:00"', 'value="01/09/2026 12:00"', 'value="2026-09-01"', "checked"):
        assert tape in page
    assert admin.post(adresse, saisie(("date", DATE | {"numero": "3"}), titre="arrêté repris")).status_code == 302

    relu = Amendement.objects.get(pk=texte.pk)
    assert (relu.titre, [str(ligne) for ligne in relu.lignes]) == ("arrêté repris", ["Date 3"])


def test_un_texte_propose_ne_s_ouvre_plus_a_la_saisie(admin: Client, monde: Monde) -> None:
    texte = monde.publier(monde.amender(Dispositif.objects.get(code=LGC), {2: None}))

    reponse = admin.post(f"/amendements/{texte.pk}/modifier/", saisie(("date", DATE)))

    assert (reponse.status_code, reponse["Location"]) == (302, f"/amendements/{texte.pk}/")
    assert Amendement.objects.get(pk=texte.pk).titre == "arrêté d’essai"


def test_des_lignes_sans_fin_ne_font_pas_tomber_la_page(admin: Client) -> None:
    reponse = admin.post(NOUVEAU, {**TEXTE, "geste": "ajouter:date", "genre": ["date"] * 200})

    assert len(reponse.context["saisie"].lignes) == 60
