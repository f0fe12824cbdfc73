"""Nobody rewrites the past: the database itself refuses, whatever the path."""

import pytest
from django.db import DatabaseError, connection, transaction

from segur.noyau.journal.declencheurs import MESSAGE, TABLE
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies

FACONS = {
    "UPDATE d’une ligne": lambda: executer("UPDATE journal_entreejournal SET recit = 'x' WHERE rang = 2"),
    "UPDATE de tout": lambda: executer("UPDATE journal_entreejournal SET recit = recit"),
    "DELETE d’une ligne": lambda: executer("DELETE FROM journal_entreejournal WHERE rang = 2"),
    "DELETE de tout": lambda: executer("DELETE FROM journal_entreejournal"),
    "update() de l’ORM": lambda: EntreeJournal.objects.filter(rang=2).update(recit="x"),
    "delete() de l’ORM": lambda: EntreeJournal.objects.filter(rang=2).delete(),
    "delete() de tout": lambda: EntreeJournal.objects.all().delete(),
    "save() d’une entrée": lambda: EntreeJournal.objects.get(rang=2).save(),
    "delete() d’une entrée": lambda: EntreeJournal.objects.get(rang=2).delete(),
    "bulk_update()": lambda: EntreeJournal.objects.bulk_update(EntreeJournal.objects.all(), ["recit"]),
    "insertion qui remplace": lambda: EntreeJournal.objects.bulk_create(
        EntreeJournal.objects.filter(rang=2), update_conflicts=True, update_fields=["recit"], unique_fields=["id"]
    ),
}


def executer(sql: str) -> None:
    with connection.cursor() as curseur:
        curseur.execute(sql)


def contenu() -> list[tuple[object, ...]]:
    with connection.cursor() as curseur:
        curseur.execute("SELECT * FROM journal_entreejournal ORDER BY id")
        return curseur.fetchall()


def refuser(geste) -> None:
    avant = contenu()
    with pytest.raises(DatabaseError, match=MESSAGE), transaction.atomic():
        geste()
    assert contenu() == avant


@pytest.mark.parametrize("facon", FACONS)
def test_rien_ne_modifie_ni_n_efface_le_journal(dossier, facon):
    refuser(FACONS[facon])


def test_truncate_est_refuse_sur_postgresql(dossier):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite n’a pas de TRUNCATE.")
    connection.check_constraints()

    refuser(lambda: executer("TRUNCATE journal_entreejournal CASCADE"))


@pytest.mark.parametrize("colonnes", ["id", "dossier et rang"])
def test_insert_or_replace_est_refuse_sur_sqlite(dossier, colonnes):
    """SQLite deletes the replaced row without firing the triggers of DELETE."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL n’a pas de INSERT OR REPLACE.")
    champs = [champ.column for champ in EntreeJournal._meta.concrete_fields]
    valeurs = ["'falsifié'" if champ == "recit" else champ for champ in champs]
    if colonnes != "id":
        champs, valeurs = champs[1:], valeurs[1:]

    refuser(
        lambda: executer(
            f"INSERT OR REPLACE INTO {TABLE} ({', '.join(champs)}) "  # noqa: S608
            f"SELECT {', '.join(valeurs)} FROM {TABLE} WHERE rang = 2"
        )
    )


@pytest.mark.parametrize(
    "modele", ["candidature", "produit", "utilisateur", "organisation"], ids=lambda modele: f"{modele} du journal"
)
def test_ce_que_le_journal_cite_ne_s_efface_pas(monde, modele):
    scenario = monde.soumise()
    cible = {
        "candidature": scenario.candidature,
        "produit": scenario.produit,
        "utilisateur": monde.mandataire.utilisateur,
        "organisation": monde.mandataire.organisation,
    }[modele]

    with pytest.raises(DatabaseError), transaction.atomic():
        cible.delete()

    assert list(anomalies()) == []


def test_les_declencheurs_reposes_refusent_de_nouveau(dossier, en_fraude):
    with en_fraude():
        EntreeJournal.objects.filter(rang=5).update(recit="x")

    refuser(FACONS["UPDATE d’une ligne"])
