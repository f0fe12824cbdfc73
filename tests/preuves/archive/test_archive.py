"""What the archive holds, what it keeps to the ANS, and what it costs to make."""

import hashlib
import tracemalloc
from datetime import UTC, datetime
from tempfile import TemporaryFile

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from candidatures.models import Candidature
from preuves import archive as archives
from preuves.archive.ecriture import FichierAbime
from preuves.archive.fichiers import chemins
from preuves.models import Depot
from preuves.tasks import produire_archive
from segur.noyau.documents.depot import deposer
from segur.noyau.documents.models import Document
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.transitions import internes
from tests.preuves.archive.conftest import SECRET, lire_json, membres

LE = datetime(2025, 10, 20, 8, tzinfo=UTC)
MO = 1024 * 1024


def dossier(candidature: Candidature) -> Candidature:
    return Candidature.objects.pour_dossier().get(pk=candidature.pk)


def test_le_manifeste_nomme_chaque_fichier_avec_sa_taille_et_son_empreinte(archive):
    fichiers = membres(archive)
    manifeste = lire_json(archive, "manifeste.json")

    attendus = [
        {"chemin": nom, "taille": len(contenu), "sha256": hashlib.sha256(contenu).hexdigest()}
        for nom, contenu in sorted(fichiers.items())
        if nom not in ("manifeste.json", "manifeste.sig")
    ]
    assert manifeste["fichiers"] == attendus
    assert manifeste["cle"]["libelle"] == "clé de démonstration"


def test_chaque_fichier_que_l_editeur_voit_y_est_et_aucun_autre(archive, scenario):
    visibles = Document.objects.visibles_par(scenario.editeur).filter(exports=None)
    attendus = sorted(visibles.values_list("fichier__empreinte", flat=True))

    copies = {nom: contenu for nom, contenu in membres(archive).items() if nom.startswith("fichiers/")}

    assert sorted(hashlib.sha256(contenu).hexdigest() for contenu in copies.values()) == attendus
    assert len(attendus) >= 6
    assert [nom for nom in copies if nom.endswith("-ecran_dete.pdf")] != []


def test_le_dossier_dit_les_reponses_les_decisions_et_le_nru(archive, candidature):
    donnees = lire_json(archive, "dossier.json")

    reponses = {reponse["cle"]: reponse["valeur"] for reponse in donnees["etape_1"]["reponses"]}
    preuves = [preuve for chapitre in donnees["etape_3"]["chapitres"] for preuve in chapitre["preuves"]]
    fichier = next(d["fichier"] for p in preuves for d in p["depots"] if d["fichier"])
    assert donnees["candidature"]["nru"] == candidature.nru
    assert reponses["siret"] == "73282932000074"
    assert {(preuve["etat"], preuve["jugements"][-1]["verdict"]) for preuve in preuves} == {("conforme", "conforme")}
    assert hashlib.sha256(membres(archive)[fichier["chemin"]]).hexdigest() == fichier["sha256"]
    assert len(donnees["etape_4"]["documents"]) == 4


def test_les_regles_donnent_le_rem_et_le_texte_de_chaque_date_qui_s_applique(archive, candidature):
    regles = lire_json(archive, "regles.json")

    appliquees = [echeance["date"] for echeance in regles["echeances"] if echeance["s_applique"]]
    assert regles["rem"]["sha256"] == candidature.rem.empreinte
    assert appliquees == sorted(set(appliquees))
    assert [echeance for echeance in regles["echeances"] if not echeance["texte"]] == []
    assert len(regles["echeances"]) == candidature.dispositif.echeances.count()


@pytest.mark.exigence("MSG-06")
def test_la_conversation_y_est_avec_ses_pieces(archive):
    (fil,) = lire_json(archive, "dossier.json")["conversation"]

    dits = [(message["cote"], message["texte"]) for message in fil["messages"]]
    piece = fil["messages"][0]["pieces"][0]["fichier"]
    assert (fil["sujet"], fil["demande"], dits) == (
        "Question",
        None,
        [("éditeur", "Bonjour."), ("ANS", "Réponse.")],
    )
    assert membres(archive)[piece["chemin"]] == b"%PDF-2"
    assert piece["chemin"].startswith("fichiers/conversation/")


def test_rien_de_ce_que_seule_l_ans_lit_n_en_sort(archive, candidature):
    entrees = lire_json(archive, "journal.json")["entrees"]
    caches = EntreeJournal.objects.filter(dossier=candidature.cle_dossier, action__in=internes())

    reduites = [entree for entree in entrees if "contenu" not in entree]
    assert [entree["rang"] for entree in reduites] == list(caches.order_by("rang").values_list("rang", flat=True))
    assert {frozenset(entree) for entree in reduites} == {frozenset({"rang", "precedente", "empreinte"})}
    assert len(reduites) == 3
    lisibles = b"".join(contenu for nom, contenu in membres(archive).items() if not nom.startswith("fichiers/"))
    assert SECRET.encode() not in lisibles


def test_une_remarque_qui_n_est_pas_envoyee_n_en_sort_pas(candidature):
    candidature.remarques.create(
        etape=1, cle="siret", libelle="SIRET", motif=SECRET, posee_par=candidature.charte_acceptee_par, posee_le=LE
    )

    contenu = archives.lire(dossier(candidature), LE)

    assert SECRET.encode() not in contenu.textes["dossier.json"]


def test_un_nom_hostile_ne_sort_pas_de_son_dossier(candidature):
    document = Document.objects.filter(depots__isnull=False).first()
    Document.objects.filter(pk=document.pk).update(nom="../../etc/\u202epasswd\\.pdf")

    chemin = next(chemin for chemin, doc in chemins(candidature).items() if doc.pk == document.pk)

    assert chemin.rpartition("-")[2] == ".._.._etc_passwd_.pdf"
    assert chemin.count("/") == 2


def test_un_fichier_abime_empeche_l_archive(demander, candidature, caplog):
    fichier = Document.objects.filter(depots__isnull=False).first().fichier
    default_storage.delete(fichier.chemin)
    with default_storage.open(fichier.chemin, "wb") as flux:
        flux.write(b"autre chose")
    export = demander()

    with pytest.raises(FichierAbime):
        produire_archive(export.pk)

    export.refresh_from_db()
    assert (export.statut, export.document) == ("demande", None)


def test_la_lecture_coute_autant_pour_trois_fichiers_que_pour_un(candidature, scenario):
    def cout() -> int:
        with CaptureQueriesContext(connection) as requetes, transaction.atomic():
            archives.lire(dossier(candidature), LE)
        return len(requetes)

    avant = cout()
    depot = Depot.objects.filter(document__isnull=False).first()
    for rang in range(3):
        with TemporaryFile() as flux:
            flux.write(b"%d" % rang)
            document = deposer(flux, nom=f"{rang}.pdf", zone="preuve", acteur=scenario.editeur, le=LE)
        Depot.objects.create(preuve=depot.preuve, document=document, depose_le=LE, depose_par=depot.depose_par)

    assert cout() == avant


def test_la_memoire_ne_depend_pas_du_poids_des_fichiers(candidature, scenario):
    """Forty megabytes go through; a few megabytes are held at most."""
    with TemporaryFile() as lourd, TemporaryFile() as flux:
        lourd.truncate(40 * MO)
        document = deposer(lourd, nom="lourd.zip", zone="preuve", acteur=scenario.editeur, le=LE)
        depot = Depot.objects.filter(document__isnull=False).first()
        Depot.objects.create(preuve=depot.preuve, document=document, depose_le=LE, depose_par=depot.depose_par)
        contenu = archives.lire(dossier(candidature), LE)

        tracemalloc.start()
        archives.ecrire(contenu, flux, {"version": 1, "produite_le": LE}, lambda copies: None)
        _, pic = tracemalloc.get_traced_memory()
        tracemalloc.stop()

        assert flux.tell() > 40 * MO
        assert pic < 8 * MO
