"""A re-import changes only differences; nothing is ever half done."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.utils import timezone

from segur.noyau.annuaires import importation, tasks, transitions
from segur.noyau.annuaires.entrepot import Entrepot
from segur.noyau.annuaires.generation import finess
from segur.noyau.annuaires.models import ImportDeBase, Structure, VersionDeBase
from segur.noyau.annuaires.models.imports import SILENCE
from segur.noyau.comptes.models import SYSTEME, Acteur
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie.models import Notification
from segur.noyau.transitions import Demande, Refus
from tests.monde import Monde
from tests.noyau.annuaires.fichiers import JOUR, en_vigueur, importer, reference, structures

pytestmark = pytest.mark.django_db
Statut = ImportDeBase.Statut
LENDEMAIN = JOUR + timedelta(days=1)
TRENTE = dict.fromkeys(range(30), "A")


def mesures(fini: ImportDeBase) -> tuple[int, int, int, int, int, int]:
    assert fini.version is not None
    v = fini.version
    return v.nb_cles, v.cles_ajoutees, v.cles_modifiees, v.cles_retirees, v.lignes_ajoutees, v.lignes_fermees


# ---- differences ----------------------------------------------------------------------------------------------------


def test_seules_les_differences_changent(tmp_path: Path) -> None:
    importer(tmp_path, structures({1: "A", 2: "A", 3: "A"}))
    gardee = Structure.objects.get(cle=finess(1))

    fini = importer(tmp_path, structures({1: "A", 2: "B", 4: "A"}), jour=LENDEMAIN)

    assert mesures(fini) == (3, 1, 1, 1, 2, 2)
    assert Structure.objects.get(cle=finess(1)) == gardee
    assert en_vigueur("reference", 1) == {finess(1): "A", finess(2): "A", finess(3): "A"}
    assert en_vigueur("reference", 2) == {finess(1): "A", finess(2): "B", finess(4): "A"}


def test_le_meme_fichier_deux_fois_ne_change_rien(tmp_path: Path) -> None:
    importer(tmp_path, structures({1: "A"}))
    lignes = list(Structure.objects.values())

    fini = importer(tmp_path, structures({1: "A"}))

    assert (fini.statut, fini.version, VersionDeBase.objects.count()) == (Statut.SANS_CHANGEMENT, None, 1)
    assert list(Structure.objects.values()) == lignes


def test_le_meme_contenu_extrait_un_autre_jour_est_une_version_sans_mouvement(tmp_path: Path) -> None:
    importer(tmp_path, structures({1: "A"}))

    fini = importer(tmp_path, structures({1: "A"}), jour=LENDEMAIN)

    assert mesures(fini) == (1, 0, 0, 0, 0, 0)


def test_l_ordre_des_lignes_et_des_colonnes_ne_compte_pas(tmp_path: Path) -> None:
    importer(tmp_path, structures({1: "A", 2: "B"}))
    retournees = [ligne.split(";")[::-1] for ligne in structures({2: "B", 1: "A"}).splitlines()]

    fini = importer(tmp_path, "".join(f"{';'.join(ligne)}\n" for ligne in retournees), jour=LENDEMAIN)

    assert mesures(fini) == (2, 0, 0, 0, 0, 0)


def test_une_correction_du_meme_jour_remplace(tmp_path: Path) -> None:
    importer(tmp_path, structures({1: "A"}))

    importer(tmp_path, structures({1: "B"}))

    assert VersionDeBase.objects.en_vigueur_au(JOUR).get().numero == 2


def test_une_extraction_plus_ancienne_est_refusee(tmp_path: Path) -> None:
    importer(tmp_path, structures({1: "A"}), jour=LENDEMAIN)

    with pytest.raises(Refus, match="plus ancienne que la version en vigueur"):
        importer(tmp_path, structures({1: "B"}))
    assert ImportDeBase.objects.count() == 1


def test_une_panne_pendant_la_bascule_laisse_la_base_inchangee(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    importer(tmp_path, structures({1: "A"}))

    def basculer_puis_tomber(self: Entrepot, numero: int) -> None:
        Structure.objects.all().delete()
        raise OSError("disque plein")

    monkeypatch.setattr(Entrepot, "basculer", basculer_puis_tomber)
    monkeypatch.setattr("segur.noyau.annuaires.entrepot.postgresql.EntrepotPostgresql.basculer", basculer_puis_tomber)
    with pytest.raises(OSError, match="disque plein"):
        importer(tmp_path, structures({1: "B"}), jour=LENDEMAIN)

    assert en_vigueur("reference", 1) == {finess(1): "A"}
    dernier = ImportDeBase.objects.latest("pk")
    assert (dernier.statut, dernier.version, VersionDeBase.objects.count()) == (Statut.INTERROMPU, None, 1)
    assert "La base est inchangée" in dernier.issue


# ---- plausibility ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("restent", "statut"), [(27, Statut.IMPORTE), (26, Statut.A_CONFIRMER)])
def test_trop_de_retraits_demandent_une_confirmation(tmp_path: Path, restent: int, statut: str) -> None:
    """Thirty structures in force: three may go (10 %), not four."""
    importer(tmp_path, structures(TRENTE))

    fini = importer(tmp_path, structures(dict.fromkeys(range(restent), "A")), jour=LENDEMAIN)

    assert fini.statut == statut
    assert VersionDeBase.objects.derniere("reference").nb_cles == (restent if statut == Statut.IMPORTE else 30)  # type: ignore[union-attr]


def deposer(monde: Monde, contenu: str, *, par: Acteur | None = None, jour: date = LENDEMAIN) -> ImportDeBase:
    """As the screen does, by an agent of the ASP."""
    fichier = ContentFile(contenu.encode(), name="base.csv")
    demande = {"nom": "base.csv", "extrait_du": jour, "acteur": par or monde.gestionnaire, "le": timezone.now()}
    return importation.demander("reference", fichier, **demande)  # type: ignore[arg-type]


def relire(importation_: ImportDeBase) -> ImportDeBase:
    return ImportDeBase.objects.get(pk=importation_.pk)


def test_une_seconde_personne_confirme(tmp_path: Path, monde: Monde) -> None:
    importer(tmp_path, structures(TRENTE))
    attendu = deposer(monde, structures({1: "A"}))
    tasks.importer(attendu.pk)
    a_confirmer = relire(attendu)

    with pytest.raises(Refus, match="une autre personne"):
        transitions.confirmer(a_confirmer, Demande(monde.gestionnaire, timezone.now()))
    transitions.confirmer(a_confirmer, Demande(monde.responsable, timezone.now()))
    tasks.importer(attendu.pk)

    assert relire(attendu).statut == Statut.IMPORTE
    assert relire(attendu).confirme_par == monde.responsable.utilisateur
    assert en_vigueur("reference", 2) == {finess(1): "A"}
    assert "29 clients retirés sur 30 (96,7 %), pour 10 % au plus." in a_confirmer.issue


def test_la_base_refuse_que_le_demandeur_confirme(monde: Monde) -> None:
    attendu = deposer(monde, structures({1: "A"}))

    with pytest.raises(IntegrityError):
        ImportDeBase.objects.filter(pk=attendu.pk).update(confirme_par=attendu.demande_par)


def test_la_commande_nomme_qui_confirme(tmp_path: Path, monde: Monde) -> None:
    importer(tmp_path, structures(TRENTE))
    a_confirmer = importer(tmp_path, structures({1: "A"}), jour=LENDEMAIN)
    with pytest.raises(Refus, match="lu sur place par la commande"):
        transitions.confirmer(a_confirmer, Demande(monde.responsable, timezone.now()))

    fini = importer(tmp_path, structures({1: "A"}), jour=LENDEMAIN, confirme_par=monde.responsable.personne)

    assert (fini.statut, fini.confirme_par) == (Statut.IMPORTE, monde.responsable.utilisateur)
    assert relire(a_confirmer).statut == Statut.ANNULE


# ---- by a worker ----------------------------------------------------------------------------------------------------


def test_le_fichier_est_efface_une_fois_importe(monde: Monde, django_capture_on_commit_callbacks: Any) -> None:
    attendu = deposer(monde, structures({1: "A"}))
    assert default_storage.exists(attendu.chemin)

    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.importer(attendu.pk) is True

    assert not default_storage.exists(attendu.chemin)
    assert (relire(attendu).statut, relire(attendu).chemin) == (Statut.IMPORTE, "")


def test_une_tache_jouee_deux_fois_n_importe_qu_une(monde: Monde) -> None:
    attendu = deposer(monde, structures({1: "A"}))

    assert [tasks.importer(attendu.pk), tasks.importer(attendu.pk)] == [True, False]
    assert VersionDeBase.objects.count() == 1


def test_un_seul_import_a_la_fois(monde: Monde) -> None:
    deposer(monde, structures({1: "A"}))

    with pytest.raises(Refus, match=r"n’est pas terminé \(En attente\)"):
        deposer(monde, structures({2: "A"}), par=monde.responsable)
    assert len(default_storage.listdir("annuaires")[1]) == 1


def test_un_import_annule_en_route_s_arrete(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    attendu = deposer(monde, structures({1: "A"}))
    dire = importation._dire

    def annuler_puis_dire(en_cours: ImportDeBase, phase: str, lecture: Any) -> None:
        transitions.annuler(relire(en_cours), Demande(monde.responsable, timezone.now()))
        dire(en_cours, phase, lecture)

    monkeypatch.setattr(importation, "_dire", annuler_puis_dire)

    assert tasks.importer(attendu.pk) is False
    assert (relire(attendu).statut, Structure.objects.count()) == (Statut.ANNULE, 0)


def test_un_travailleur_muet_est_declare_interrompu_puis_relance(monde: Monde) -> None:
    attendu = deposer(monde, structures({1: "A"}))
    pris = transitions.prendre(attendu, Demande(SYSTEME, timezone.now(), {"maintenant": timezone.now()}))
    assert tasks.balayer() == 0

    ImportDeBase.objects.filter(pk=attendu.pk).update(signe_de_vie_le=timezone.now() - SILENCE - timedelta(seconds=1))
    assert tasks.balayer() == 1
    interrompu = relire(attendu)
    transitions.relancer(interrompu, Demande(monde.gestionnaire, timezone.now()))
    tasks.importer(attendu.pk)

    assert interrompu.statut == Statut.INTERROMPU
    assert relire(attendu).statut == Statut.IMPORTE
    assert pris.avancer(phase="lecture", pour_cent=1, lignes=1) is False  # the first worker, awake again


def test_un_travailleur_remplace_ne_publie_plus(monde: Monde) -> None:
    attendu = deposer(monde, structures({1: "A"}))
    maintenant = {"maintenant": timezone.now()}
    premier = transitions.prendre(attendu, Demande(SYSTEME, timezone.now(), maintenant))
    transitions.interrompre(premier, Demande(SYSTEME, timezone.now(), {"essai": 1, "motif": "muet"}))
    transitions.relancer(relire(attendu), Demande(monde.gestionnaire, timezone.now()))
    transitions.prendre(relire(attendu), Demande(SYSTEME, timezone.now(), maintenant))

    with pytest.raises(Refus, match="confié à un autre travailleur"):
        transitions.constater_identique(premier, Demande(SYSTEME, timezone.now(), {"essai": premier.essai}))


def test_un_import_lu_sur_place_ne_se_relance_pas_de_la_page(tmp_path: Path, monde: Monde) -> None:
    reste = importer(tmp_path, reference())
    ImportDeBase.objects.filter(pk=reste.pk).update(statut=Statut.INTERROMPU, termine_le=None)

    with pytest.raises(Refus, match="lu sur place par la commande"):
        transitions.relancer(relire(reste), Demande(monde.responsable, timezone.now()))
    importer(tmp_path, structures({1: "A"}))

    assert relire(reste).statut == Statut.ANNULE


def test_le_balayage_rend_ce_qui_attend_aux_travailleurs(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    confies: list[int] = []
    monkeypatch.setattr(tasks, "confier", confies.append)
    attendu = deposer(monde, structures({1: "A"}))

    tasks.balayer()

    assert confies == [attendu.pk]


def test_le_demandeur_est_prevenu_de_la_fin(monde: Monde) -> None:
    attendu = deposer(monde, reference())

    tasks.importer(attendu.pk)

    message = Notification.objects.get(destinataire=monde.gestionnaire.utilisateur)
    assert message.sujet == "Base de référence : import refusé"


def test_l_histoire_de_la_base_dit_qui_et_quand(tmp_path: Path, monde: Monde) -> None:
    attendu = deposer(monde, structures({1: "A"}))
    tasks.importer(attendu.pk)

    recits = EntreeJournal.objects.filter(dossier="base:reference").order_by("rang")

    assert [(e.recit.split(" : ")[0], e.acteur) for e in recits] == [
        ("Import demandé", monde.gestionnaire.utilisateur),
        ("Import terminé", None),
    ]


# ---- by command -----------------------------------------------------------------------------------------------------


def test_la_commande_lit_la_date_dans_le_nom(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fichier = tmp_path / "base-de-reference-20250502.csv"
    fichier.write_text(structures({1: "A", 2: "B"}), encoding="utf-8")

    call_command("importer_base", "reference", str(fichier))

    assert (
        "version du 02/05/2025 (n° 1) : 2 lignes lues, 2 clients ajoutés, 0 modifiés, 0 retirés."
        in capsys.readouterr().out
    )


def test_la_commande_dit_toutes_les_anomalies_et_echoue(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fichier = tmp_path / "base-de-reference-20250502.csv"
    fichier.write_text(structures({1: "Z", 2: "Y"}), encoding="utf-8")

    with pytest.raises(SystemExit):
        call_command("importer_base", "reference", str(fichier))

    erreurs = capsys.readouterr().err.splitlines()
    assert [ligne.split(" : ")[0] for ligne in erreurs] == [
        "Valeur refusée — ligne 2, Tranche « Z »",
        "Valeur refusée — ligne 3, Tranche « Y »",
    ]


@pytest.mark.parametrize(
    ("nom", "options", "erreur"),
    [
        ("base.csv", {}, "ne dit pas la date d’extraction"),
        ("base-de-reference-20250502.csv", {"confirme_par": "inconnue@ans.example"}, "ne peut pas confirmer"),
        ("absent-de-reference-20250502.csv", {"extrait_du": date(2025, 5, 2)}, "ne peut pas être lu"),
    ],
)
def test_la_commande_dit_ce_qui_lui_manque(tmp_path: Path, nom: str, options: dict[str, Any], erreur: str) -> None:
    if not nom.startswith("absent"):
        (tmp_path / nom).write_text(structures({1: "A"}), encoding="utf-8")

    with pytest.raises(CommandError, match=erreur):
        call_command("importer_base", "reference", str(tmp_path / nom), **options)
