"""Texts that amend: what the loader makes of the arrêté of 8 June 2026, and what the database refuses."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from segur.noyau.comptes.models import Utilisateur
from segur.noyau.dispositifs import preuves as donnees
from segur.noyau.dispositifs import seuils
from segur.noyau.dispositifs.chargement import charger_dispositifs
from segur.noyau.dispositifs.models import Amendement, DateAmendee, Dispositif, VersionEcheance, VersionSeuil
from segur.noyau.dispositifs.seuils import Genre, Seuil, Valeur
from segur.noyau.regles import Reference, Version
from segur.noyau.temps import PARIS

LGC = "MDV-LGC-Va2"
VEILLE = datetime(2026, 6, 10, 23, 59, 59, tzinfo=PARIS)
PARUTION = datetime(2026, 6, 11, tzinfo=PARIS)
LE = datetime(2026, 6, 10, 8, tzinfo=UTC)


@pytest.mark.exigence("CAL-02", "CAL-05", "CAL-06", "CAL-07")
def test_l_arrete_du_8_juin_est_charge_comme_un_amendement_publie(dispositifs: dict[str, Dispositif]) -> None:
    texte = Amendement.objects.get()

    assert texte.citation == "arrêté du 8 juin 2026 modifiant l’arrêté du 30 avril 2025 (JO du 11 juin 2026)"
    assert (texte.statut, texte.origine, texte.saisi_par, texte.publie_par) == ("publie", "texte", None, None)
    assert [(d.dispositif.code, d.numero, d.instant) for d in texte.dates.all()] == [
        (LGC, 2, datetime(2027, 1, 20, 11, tzinfo=UTC)),
        (LGC, 3, datetime(2027, 4, 6, 10, tzinfo=UTC)),
        (LGC, 4, datetime(2027, 7, 16, 10, tzinfo=UTC)),
        (LGC, 5, datetime(2028, 1, 20, 11, tzinfo=UTC)),
        (LGC, 6, datetime(2028, 4, 13, 10, tzinfo=UTC)),
    ]
    assert {s.code: s.valeur for s in texte.seuils.all()} == {
        "jalon.avancement-lgc.instant": datetime(2026, 7, 22, 10, tzinfo=UTC),
        "jalon.avancement-lgc.vague1": Decimal(50),
        "jalon.avancement-lgc.vague2": Decimal(25),
        "substitut.cnda-avancement-lgc": Decimal(2),
    }
    assert {version.amendement for version in VersionEcheance.objects.filter(depuis=PARUTION.date())} == {texte}


def test_charger_deux_fois_ne_change_pas_l_amendement(dispositifs: dict[str, Dispositif]) -> None:
    bilan = charger_dispositifs()

    assert (bilan.creees, bilan.modifiees) == (0, 0)
    assert (Amendement.objects.count(), DateAmendee.objects.count()) == (1, 5)


def _saisi(personne: Utilisateur, **valeurs: Any) -> Amendement:
    jour = date(2026, 6, 8)
    return Amendement(**{"titre": "t", "signe_le": jour, "effet": jour, "saisi_par": personne, **valeurs})


def _seuil(dispositif: Dispositif, code: str, depuis: date, **valeur: Any) -> None:
    VersionSeuil.objects.create(dispositif=dispositif, code=code, depuis=depuis, texte="arrêté à venir", **valeur)


@pytest.mark.exigence("CAL-06")
def test_un_seuil_amende_parle_apres_celui_du_fichier(dispositifs: dict[str, Dispositif]) -> None:
    lgc = dispositifs[LGC]
    plus_tard = datetime(2026, 9, 1, 10, tzinfo=UTC)
    _seuil(lgc, "jalon.avancement-lgc.vague2", date(2026, 7, 1), nombre=Decimal(30))
    _seuil(lgc, "jalon.avancement-lgc.instant", date(2026, 7, 10), instant=plus_tard)
    _seuil(lgc, "intrusion.ko_moyens", date(2026, 7, 1), nombre=Decimal(5))

    lus = [
        (version.depuis, version.valeur.limite.day, dict(version.valeur.minima), version.reference.texte[:14])
        for jour in (datetime(2026, 6, 30, 21, 59, 59, tzinfo=UTC), datetime(2026, 6, 30, 22, tzinfo=UTC), plus_tard)
        if (version := donnees.jalon(lgc, au=jour))
    ]
    criteres = [donnees.criteres_intrusion(lgc, au=jour) for jour in (PARUTION, plus_tard)]

    assert lus == [
        (date(2026, 6, 11), 22, {"vague2": 25, "vague1": 50}, "arrêté du 8 ju"),
        (date(2026, 7, 1), 22, {"vague2": 30, "vague1": 50}, "arrêté à venir"),
        (date(2026, 7, 10), 1, {"vague2": 30, "vague1": 50}, "arrêté à venir"),
    ]
    assert [c.valeur.ko_moyens for c in criteres if c] == [10, 5]


def test_un_jalon_dont_l_instant_n_est_plus_publie_n_en_est_plus_un(dispositifs: dict[str, Dispositif]) -> None:
    lgc = dispositifs[LGC]
    _seuil(lgc, "jalon.avancement-lgc.instant", date(2026, 7, 1))

    assert donnees.jalon(lgc, au=datetime(2026, 7, 2, tzinfo=UTC)) is None
    assert donnees.jalon(lgc, au=datetime(2026, 6, 20, tzinfo=UTC)) is not None


def test_les_seuils_deja_lus_ne_coutent_aucune_requete(
    dispositifs: dict[str, Dispositif], django_assert_num_queries: Callable[..., Any]
) -> None:
    with django_assert_num_queries(3):
        lus = list(Dispositif.objects.avec_calendrier().avec_seuils())
    with django_assert_num_queries(0):
        jalons = [donnees.jalon(lu, au=PARUTION) for lu in lus]

    assert [version is not None for version in jalons] == [lu.code == LGC for lu in lus]


def test_un_etage_declare_ses_seuils_sans_migration(
    dispositifs: dict[str, Dispositif], monkeypatch: pytest.MonkeyPatch
) -> None:
    registre = dict(seuils.REGISTRE)
    monkeypatch.setattr(seuils, "REGISTRE", registre)
    debut: Version[Valeur] = Version(date(2025, 4, 30), Decimal(120), Reference("arrêté du 30 avril 2025"))
    seuils.declarer(Seuil("essai.delai", "Délai", unite="jours", initiales=(seuils.Initiale(LGC, debut),)))

    bilan = charger_dispositifs()

    version = Dispositif.objects.get(code=LGC).seuil("essai.delai", au=PARUTION)
    assert bilan.creees == 1
    assert version is not None
    assert registre["essai.delai"].dire(version.valeur) == "120 jours"
    with pytest.raises(ValueError, match="deux fois"):
        seuils.declarer(Seuil("essai.delai", "Délai"))


def test_un_seuil_se_dit_dans_les_mots_de_son_unite() -> None:
    assert [
        Seuil("x", "x", unite="€").dire(Decimal("1250.5000")),
        Seuil("x", "x", prefixe="Date ").dire(Decimal(2)),
        Seuil("x", "x", Genre.INSTANT).dire(PARUTION),
        Seuil("x", "x", Genre.INSTANT).dire(None),
    ] == ["1250,5 €", "Date 2", "11/06/2026 à 00:00 (heure de Paris)", "non publié"]


def test_le_chargement_ne_modifie_pas_une_version_publiee_sur_le_portail(dispositifs: dict[str, Dispositif]) -> None:
    auteur, autre = (Utilisateur.objects.create_user(f"{nom}@ans.example", nom=nom, prenom="A") for nom in "xy")
    publie = _saisi(auteur, statut="publie", propose_par=auteur, publie_par=autre, publie_le=LE)
    publie.save()
    version = VersionEcheance.objects.get(dispositif=dispositifs[LGC], numero=2, depuis=PARUTION.date())
    VersionEcheance.objects.filter(pk=version.pk).update(amendement=publie, instant=None)

    charger_dispositifs()

    assert VersionEcheance.objects.get(pk=version.pk).instant is None


REFUSES: dict[str, Callable[[Utilisateur, Utilisateur], dict[str, Any]]] = {
    "amendement_a_un_titre": lambda a, b: {"titre": ""},
    "amendement_effet_apres_le_texte": lambda a, b: {"effet": date(2026, 6, 7)},
    "amendement_jo_apres_le_texte": lambda a, b: {"jo_le": date(2026, 6, 7)},
    "amendement_saisi_par_une_personne": lambda a, b: {"saisi_par": None},
    "amendement_propose_par_une_personne": lambda a, b: {"statut": "a_approuver"},
    "amendement_publie_par_une_personne": lambda a, b: {"statut": "publie", "propose_par": a},
    "amendement_a_deux_personnes": lambda a, b: {
        "statut": "publie",
        "propose_par": b,
        "publie_par": a,
        "publie_le": LE,
    },
    "celui qui propose": lambda a, b: {"statut": "publie", "propose_par": b, "publie_par": b, "publie_le": LE},
    "un texte chargé n’est que publié": lambda a, b: {"origine": "texte", "saisi_par": None},
}


@pytest.mark.parametrize("contrainte", REFUSES)
def test_la_base_refuse_un_amendement_incoherent(db: None, contrainte: str) -> None:
    auteur, autre = (Utilisateur.objects.create_user(f"{nom}@ans.example", nom=nom, prenom="A") for nom in "xy")

    with pytest.raises(IntegrityError), transaction.atomic():
        _saisi(auteur, **REFUSES[contrainte](auteur, autre)).save()

    _saisi(auteur).save()
