"""Journals read by CSV, JSON and form: good rows kept, bad ones named, nothing counted twice."""

import json
from typing import Any

import pytest

from financement.formats.journal import en_csv, en_json, exemples, lire_mois
from financement.formats.modeles_du_journal import COLONNES
from financement.journaux import saisir
from financement.models import Commande, ImportDeJournal, MoisDeMonitoring
from tests.financement.commandes.exemples import a
from tests.financement.secondaire.exemples import LE, demande, importer, ligne

pytestmark = pytest.mark.django_db
Statut = ImportDeJournal.Statut


def bilan(importation: ImportDeJournal) -> tuple[int, ...]:
    i = importation
    return (i.lues, i.gardees, i.corrigees, i.inchangees, i.ecartees)


@pytest.mark.exigence("SEC-03", "SEC-05")
def test_les_lignes_justes_sont_gardees_et_les_autres_nommees(commande: Commande) -> None:
    lignes = [
        ligne(commande, 0),
        ligne(commande, 1, dm=21),
        ligne(commande, 2) | {"dt": "douze"},
        ligne(commande, 0),
        ligne(commande, 3, mois="mars"),
        ligne(commande, 4) | {"commande": "BC-INCONNU"},
        ligne(commande, 5, tq=99, ts=100),
        ligne(commande, 17),
        ligne(commande, 6),
    ]

    importation = importer(commande, lignes)

    assert bilan(importation) == (9, 2, 0, 0, 7)
    assert [(x["ligne"], x["chemin"]) for x in importation.anomalies] == [
        (3, "dm"),
        (4, "dt"),
        (5, "mois"),
        (6, "mois"),
        (7, "commande"),
        (8, "tq"),
        (8, "ts"),
        (9, "mois"),
    ]
    assert "déjà à la ligne 2" in importation.anomalies[2]["attendu"]
    assert "n’est pas terminé" in importation.anomalies[-1]["attendu"]
    assert "2027-03" in importation.anomalies[3]["remede"]


def test_une_correction_garde_la_valeur_d_avant(commande: Commande) -> None:
    importer(commande, [ligne(commande, 0), ligne(commande, 1)])

    importation = importer(commande, [ligne(commande, 0), ligne(commande, 1, dm=15)])

    assert bilan(importation) == (2, 1, 1, 1, 0)
    versions = MoisDeMonitoring.objects.filter(commande=commande, mois="2027-11-01").order_by("pk")
    assert [(v.dm, v.remplacee_le is None) for v in versions] == [(12, False), (15, True)]


def test_les_memes_octets_donnent_le_meme_import(commande: Commande) -> None:
    premier = importer(commande, [ligne(commande, 0)])

    assert importer(commande, [ligne(commande, 0)]).pk == premier.pk
    assert MoisDeMonitoring.objects.count() == 1


def test_un_fichier_fautif_se_relit_quand_le_mois_est_fini(commande: Commande) -> None:
    lignes = [ligne(commande, 0), ligne(commande, 1)]
    premier = importer(commande, lignes, le=a(2027, 11, 30, 23))

    second = importer(commande, lignes, le=a(2027, 12, 1, 0))

    assert (bilan(premier), bilan(second)) == ((2, 1, 0, 0, 1), (2, 1, 0, 1, 0))


@pytest.mark.parametrize("forme", ["bom", "sans", "virgules", "ordre", "json", "espaces"])
def test_les_formes_d_un_meme_journal(commande: Commande, forme: str) -> None:
    lignes: list[dict[str, Any]] = [ligne(commande, rang, dt=1250, dm=1100) for rang in range(2)]
    octets, nom = en_csv(lignes), "journal.csv"
    if forme == "sans":
        octets = octets.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    elif forme == "virgules":
        octets = octets.replace(b";", b",")
    elif forme == "ordre":
        tetes = reversed(COLONNES)
        octets = "\n".join(
            ";".join(str(x[t]) for t in reversed(COLONNES))
            for x in [dict(zip(COLONNES, COLONNES, strict=True)), *lignes]
        ).encode()
        assert octets.decode().splitlines()[0] == ";".join(tetes)
    elif forme == "json":
        entete = {"dispositif": "MDV-LGC-Va2", "siren": commande.demande.fournisseur.organisation.siren}
        octets, nom = en_json(lignes, entete), "journal.json"
    elif forme == "espaces":
        octets = octets.replace(b"1250", "1\u202f250".encode())

    importation = importer(commande, octets, nom=nom)

    assert (importation.statut, importation.anomalies) == (Statut.TERMINE, [])
    assert list(MoisDeMonitoring.objects.values_list("dt", "dm")) == [(1250, 1100)] * 2


@pytest.mark.parametrize(
    ("octets", "nom", "dit"),
    [
        (b"", "j.csv", "vide"),
        (b"commande;mois\r\n", "j.csv", "colonnes attendues"),
        ("commande;cle;mois;dt;dm;t;tq;ts\r\né".encode("latin-1"), "j.csv", "UTF-8"),
        (b'commande;cle;mois;dt;dm;t;tq;ts\r\n"a', "j.csv", "guillemet"),
        (b"commande;cle;mois;dt;dm;t;tq;ts\r\n", "j.csv", "aucun mois"),
        (b"{", "j.json", "JSON"),
        (json.dumps({"format": "autre", "version": "1.0", "lignes": []}).encode(), "j.json", "inconnus"),
    ],
)
def test_un_fichier_illisible_dit_pourquoi(commande: Commande, octets: bytes, nom: str, dit: str) -> None:
    importation = importer(commande, octets, nom=nom)

    assert importation.statut == Statut.ECHOUE
    assert dit in importation.issue


def test_le_fichier_d_une_autre_entreprise_est_refuse(commande: Commande) -> None:
    octets = en_json([ligne(commande, 0)], {"dispositif": "MDV-LGC-Va2", "siren": "552100554"})

    importation = importer(commande, octets, nom="j.json")

    assert (importation.statut, importation.anomalies[0]["chemin"]) == (Statut.ECHOUE, "siren")
    assert not MoisDeMonitoring.objects.exists()


def test_un_mois_saisi_suit_les_memes_regles(commande: Commande) -> None:
    juste = lire_mois(ligne(commande, 0))
    faux = lire_mois(ligne(commande, 17))

    assert bilan(saisir(commande.demande.fournisseur, juste, demande(commande))) == (1, 1, 0, 0, 0)
    assert bilan(saisir(commande.demande.fournisseur, faux, demande(commande))) == (1, 0, 0, 0, 1)
    assert MoisDeMonitoring.objects.get().recu_le == LE


def test_l_exemple_se_lit() -> None:
    assert [lire_mois(x).erreurs for x in exemples()] == [()] * 6
