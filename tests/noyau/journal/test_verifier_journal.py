"""`manage.py verifier_journal`."""

from io import StringIO

from django.core.management import CommandError, call_command

from segur.noyau.journal.models import EntreeJournal


def verifier(*arguments: str) -> tuple[int, str, str]:
    """Exit code, output, errors."""
    sortie, erreurs, code = StringIO(), StringIO(), 0
    try:
        call_command("verifier_journal", *arguments, stdout=sortie, stderr=erreurs, no_color=True)
    except CommandError as erreur:
        code = erreur.returncode
        erreurs.write(str(erreur))
    return code, sortie.getvalue(), erreurs.getvalue()


def test_un_journal_intact(dossier):
    assert verifier() == (0, "Journal intact : 5 entrées vérifiées.\n", "")


def test_un_journal_vide(db):
    assert verifier() == (0, "Journal intact : 0 entrées vérifiées.\n", "")


def test_un_journal_altere_nomme_l_entree_et_echoue(dossier, en_fraude):
    with en_fraude():
        EntreeJournal.objects.filter(dossier=dossier, rang=3).update(recit="x")

    assert verifier() == (
        1,
        "",
        f"{dossier}, entrée n° 3 : le contenu a été modifié après son inscription.\n"
        "1 dossier(s) dont le journal a été altéré.",
    )


def test_un_seul_dossier(monde, dossier, en_fraude):
    intact = monde.scenario("Intact").produit.cle_dossier
    with en_fraude():
        EntreeJournal.objects.filter(dossier=dossier, rang=3).update(recit="x")

    assert verifier("--dossier", intact) == (0, "Journal intact : 1 entrées vérifiées.\n", "")
    assert verifier("--dossier", dossier)[0] == 1


def test_un_dossier_inconnu_n_est_pas_dit_intact(dossier):
    assert verifier("--dossier", "candidature:INCONNUE") == (
        1,
        "",
        "Aucune entrée pour le dossier « candidature:INCONNUE ».",
    )
