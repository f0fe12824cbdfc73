"""A file and its archive: what is deposited, what is incomplete, once and only once."""

from datetime import datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from candidatures.echeances import limite
from financement.demandes import pieces
from financement.demandes.lecture import lire_la_demande
from financement.demandes.reception import recevoir_un_fichier
from financement.demandes.traitement import balayer, traiter
from financement.models import Commande, DemandeDeFinancement, EnvoiDePieces, PieceDeCommande
from financement.transitions import correction
from financement.transitions.depot import abandonner, deposer, envoyer_des_pieces
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.noyau.transitions import Demande, Refus
from segur.portail.demonstration.commandes import DepotDeCommandes
from segur.portail.demonstration.enrolements import PDF
from tests.monde import Monde

Statut = Commande.Statut
INSTANT = timedelta(microseconds=1)


def statuts(objet: DemandeDeFinancement) -> list[str]:
    return list(objet.commandes.order_by("rang").values_list("statut", flat=True))


@pytest.mark.exigence("B-FIN-06", "AV-03")
def test_ce_qui_a_ses_pieces_est_depose_et_le_reste_se_complete(depot: DepotDeCommandes) -> None:
    objet = depot.deposer(3, sauf=1)
    premier = depot.dossier.instant

    assert (objet.statut, objet.lues, objet.ecartees) == ("incomplete", 3, 0)
    assert statuts(objet) == ["deposee", "deposee", "incomplete"]
    depot.completer(objet, ["BC-001", "BC-003"])

    assert (objet.statut, objet.premier_depot_le) == ("deposee", premier)
    assert statuts(objet) == ["deposee"] * 3
    instants = list(objet.commandes.order_by("rang").values_list("deposee_le", flat=True))
    assert instants == [premier, premier, depot.dossier.instant]  # what was deposited is not done again
    assert EnvoiDePieces.objects.latest("pk").refus == [{"nom": "BC-001.pdf", "raison": pieces.COMPLETE}]
    assert list(anomalies()) == []


def test_le_journal_tient_une_ligne_par_depot_et_le_fournisseur_a_son_recepisse(depot: DepotDeCommandes) -> None:
    objet = depot.deposer(3)

    entrees = EntreeJournal.objects.filter(dossier=objet.cle_dossier).order_by("rang")
    assert [entree.action.partition(".")[2] for entree in entrees] == [
        "recevoir",
        "achever_la_lecture",
        "envoyer_des_pieces",
        "deposer",
    ]
    assert entrees[3].details["deposees"] == 3
    assert len(entrees[3].details["empreinte"]) == 64
    assert Notification.objects.filter(sujet=f"Demande n° {objet.pk} : récépissé de dépôt").exists()
    assert Notification.objects.filter(sujet__endswith="3 commandes à instruire").exists()


@pytest.mark.exigence("AV-02")
@pytest.mark.parametrize(("ecart", "depose"), [(-INSTANT, True), (timedelta(), True), (INSTANT, False)])
def test_la_date_4_juge_l_instant_ou_la_derniere_piece_est_recue(
    depot: DepotDeCommandes, monkeypatch: pytest.MonkeyPatch, ecart: timedelta, depose: bool
) -> None:
    objet = depot.envoyer(depot.bons(1))
    date_4 = _une_date_4(depot, monkeypatch, depot.dossier.instant + timedelta(hours=1))
    donnees = {"archive": depot.archive(["BC-001"]), "malgre_tout": True}

    envoyer_des_pieces(objet, Demande(depot.dossier.mandataire, date_4 + ecart, donnees))
    traiter(objet.pk)

    envoi = EnvoiDePieces.objects.get()
    assert statuts(objet) == (["deposee"] if depose else ["incomplete"])
    assert ("après cette date" in envoi.issue) is not depose


def _une_date_4(depot: DepotDeCommandes, monkeypatch: pytest.MonkeyPatch, instant: datetime) -> datetime:
    """The text in force gives that instant to Date 4."""
    texte = limite(depot.candidature, 4, au=depot.dossier.instant)
    version = depot.candidature.dispositif.echeances.get(numero=4, depuis=texte.depuis)
    type(version).objects.filter(pk=version.pk).update(instant=instant)
    return instant


@pytest.mark.exigence("AV-02")
def test_un_fichier_recu_trop_tard_est_lu_et_rien_n_en_est_depose(
    depot: DepotDeCommandes, monkeypatch: pytest.MonkeyPatch
) -> None:
    _une_date_4(depot, monkeypatch, depot.dossier.instant - timedelta(minutes=1))

    objet = depot.deposer(2)

    assert (objet.statut, statuts(objet)) == ("incomplete", ["incomplete"] * 2)
    assert "Date 4" in EnvoiDePieces.objects.get().issue
    with pytest.raises(Refus, match="Date 4"):
        deposer(objet, depot.demande(malgre_tout=True))


@pytest.mark.exigence("AV-02")
def test_un_envoi_repris_apres_une_panne_garde_son_premier_instant(
    depot: DepotDeCommandes, monkeypatch: pytest.MonkeyPatch
) -> None:
    objet = depot.envoyer(depot.bons(1))
    date_4 = _une_date_4(depot, monkeypatch, depot.dossier.instant + timedelta(hours=1))
    donnees = {"archive": depot.archive(["BC-001"]), "malgre_tout": True}
    reprise = Demande(depot.dossier.mandataire, date_4 + timedelta(minutes=5), donnees, premier_recu_le=date_4)

    envoyer_des_pieces(objet, reprise)
    traiter(objet.pk)

    assert list(objet.commandes.values_list("deposee_le", flat=True)) == [date_4]


def test_le_meme_fichier_deux_fois_ne_fait_qu_une_demande(depot: DepotDeCommandes) -> None:
    bons = depot.bons(2)

    premiere, seconde = depot.envoyer(bons), depot.envoyer(bons)

    assert premiere == seconde
    assert Commande.objects.count() == 2


def test_la_meme_cle_donne_la_meme_demande(depot: DepotDeCommandes) -> None:
    instant, acteur = depot.dossier.instant, depot.dossier.mandataire

    recues = [
        recevoir_un_fichier(
            depot.cadre,
            depot.fichier(depot.bons(nombre)),
            Demande(acteur, instant, cle="une-cle"),
            malgre_tout=False,
        )
        for nombre in (1, 2)
    ]

    assert recues[0][0] == recues[1][0]
    assert [nouvelle for _, nouvelle in recues] == [True, False]


def test_un_travailleur_tue_puis_repris_ne_fait_aucun_double(
    depot: DepotDeCommandes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between two pieces, then run twice more."""
    objet = depot.envoyer(depot.bons(3))
    references = ["BC-001", "BC-002", "BC-003"]
    envoyer_des_pieces(objet, depot.demande(archive=depot.archive(references), malgre_tout=False))
    vrai, vus = pieces._placer, []

    def mourir(*args: object) -> None:
        vus.append(args)
        if len(vus) == 2:
            raise KeyboardInterrupt
        vrai(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(pieces, "_placer", mourir)
    with pytest.raises(KeyboardInterrupt):
        traiter(objet.pk)
    assert (PieceDeCommande.objects.count(), statuts(objet)) == (1, ["incomplete"] * 3)
    monkeypatch.setattr(pieces, "_placer", vrai)

    traiter(objet.pk)
    traiter(objet.pk)

    assert (PieceDeCommande.objects.count(), statuts(objet)) == (3, ["deposee"] * 3)
    assert EntreeJournal.objects.filter(action="demandedefinancement.deposer").count() == 1


def _archive(fichiers: dict[str, bytes]) -> SimpleUploadedFile:
    tampon = BytesIO()
    with ZipFile(tampon, "w") as archive:
        for nom, contenu in fichiers.items():
            archive.writestr(nom, contenu)
    return SimpleUploadedFile("pieces.zip", tampon.getvalue())


@pytest.mark.exigence("AV-03", "B-FIN-06")
def test_deux_fichiers_du_meme_nom_ne_vont_a_personne(depot: DepotDeCommandes) -> None:
    """One folder a client, the same name in each: the first one would go to an order that is not its own."""
    objet = depot.envoyer(depot.bons(2))
    fichiers = {
        "client-1/BC-001.pdf": PDF + b"%un",
        "client-2/bc-001.PDF": PDF + b"%deux",
        "BC-002.pdf": PDF,
        "copie/BC-002.pdf": PDF,
    }

    envoyer_des_pieces(objet, depot.demande(archive=_archive(fichiers), malgre_tout=True))
    traiter(objet.pk)

    envoi = EnvoiDePieces.objects.get()
    assert statuts(objet) == ["incomplete", "deposee"]
    assert {refus["nom"]: refus["raison"] for refus in envoi.refus} == {
        "client-1/BC-001.pdf": pieces.HOMONYMES,
        "client-2/bc-001.PDF": pieces.HOMONYMES,
        "copie/BC-002.pdf": pieces.EN_DOUBLE,
    }


@pytest.mark.exigence("AV-03")
def test_une_archive_plus_ancienne_ne_remplace_pas_une_piece_jointe_depuis(depot: DepotDeCommandes) -> None:
    objet = depot.envoyer(depot.bons(1))
    envoyer_des_pieces(objet, depot.demande(archive=depot.archive(["BC-001"]), malgre_tout=True))
    depot.dossier.instant += timedelta(minutes=5)
    bon = SimpleUploadedFile("BC-001.pdf", PDF + b"%la bonne copie")
    correction.joindre(objet.commandes.get(), depot.demande(nature="bon", fichier=bon))
    jointe = objet.commandes.get().pieces.actuelles().get()

    traiter(objet.pk)

    assert objet.commandes.get().pieces.actuelles().get() == jointe
    envoi = EnvoiDePieces.objects.get()
    assert (envoi.jointes, [refus["nom"] for refus in envoi.refus]) == (0, ["BC-001.pdf"])


def test_une_lecture_reprise_ne_lit_rien_deux_fois(depot: DepotDeCommandes) -> None:
    objet = depot.envoyer(depot.bons(2))
    perdue = DemandeDeFinancement.objects.get(pk=objet.pk)
    perdue.statut = "en_lecture"  # what a second worker believes

    lire_la_demande(perdue)

    assert Commande.objects.count() == 2
    assert EntreeJournal.objects.filter(action="demandedefinancement.achever_la_lecture").count() == 1


def test_le_balayage_reprend_ce_qu_une_tache_perdue_a_laisse(depot: DepotDeCommandes) -> None:
    objet, _ = recevoir_un_fichier(depot.cadre, depot.fichier(depot.bons(1)), depot.demande(), malgre_tout=False)
    assert balayer() == 1

    traiter(objet.pk)

    assert balayer() == 0


def test_les_mauvaises_lignes_sont_ecartees_et_nommees(depot: DepotDeCommandes) -> None:
    bon, mauvais = depot.bons(2)
    texte = depot.fichier([bon, mauvais]).read().replace(b'"BC-002", "client": "medecin"', b'"BC-002", "client": "x"')

    objet, _ = recevoir_un_fichier(depot.cadre, SimpleUploadedFile("d.json", texte), depot.demande(), malgre_tout=False)
    traiter(objet.pk)
    objet.refresh_from_db()

    assert (objet.lues, objet.ecartees, objet.commandes.count()) == (2, 1, 1)
    assert (objet.anomalies[0]["reference"], objet.anomalies[0]["erreurs"][0]["chemin"]) == ("BC-002", "client")


@pytest.mark.parametrize(
    ("contenu", "raison"),
    [(b"{", "n\u2019est pas du JSON"), (b'{"format": "autre"}', "Format et version inconnus")],
)
def test_un_fichier_illisible_est_refuse_et_peut_revenir(depot: DepotDeCommandes, contenu: bytes, raison: str) -> None:
    def envoyer() -> DemandeDeFinancement:
        fichier = SimpleUploadedFile("d.json", contenu)
        objet, _ = recevoir_un_fichier(depot.cadre, fichier, depot.demande(), malgre_tout=False)
        traiter(objet.pk)
        objet.refresh_from_db()
        return objet

    premiere, seconde = envoyer(), envoyer()

    assert premiere != seconde
    assert (premiere.statut, raison in premiere.issue) == ("refusee", True)


def test_le_fichier_d_un_autre_siren_est_refuse(depot: DepotDeCommandes) -> None:
    texte = depot.fichier(depot.bons(1)).read().replace(b'"732829320"', b'"552100554"')

    objet, _ = recevoir_un_fichier(depot.cadre, SimpleUploadedFile("d.json", texte), depot.demande(), malgre_tout=False)
    traiter(objet.pk)
    objet.refresh_from_db()

    assert objet.statut == "refusee"
    assert objet.anomalies[0]["erreurs"][0]["chemin"] == "siren"


@pytest.mark.exigence("AV-05")
def test_ce_que_l_asp_rejetterait_est_garde_a_relire_puis_depose_si_on_le_veut(depot: DepotDeCommandes) -> None:
    bons = [*depot.bons(1), *depot.bons(1, 1, mention_etat=False)]

    objet = depot.completer(depot.envoyer(bons), ["BC-001", "BC-002"])

    assert statuts(objet) == ["deposee", "incomplete"]
    retenue = objet.commandes.get(rang=2)
    assert retenue.jugement["prediction"] == "rejete"
    deposer(objet, depot.demande(malgre_tout=True))
    assert statuts(objet) == ["deposee", "deposee"]


@pytest.mark.exigence("ELI-09")
def test_un_fournisseur_ne_depose_pas_deux_fois_pour_un_client(depot: DepotDeCommandes) -> None:
    premiere = depot.deposer(1)
    (bon,) = depot.bons(1, reference="BC-777")

    seconde = depot.completer(depot.envoyer([bon]), ["BC-777"], malgre_tout=True)

    assert (statuts(premiere), statuts(seconde)) == (["deposee"], ["incomplete"])


@pytest.mark.exigence("ELI-09", "ELI-10")
def test_deux_fournisseurs_pour_un_client_le_second_est_bloque_et_les_deux_le_savent(
    depot: DepotDeCommandes, autre_depot: DepotDeCommandes
) -> None:
    premiere, seconde = depot.deposer(1), autre_depot.deposer(1)

    assert (statuts(premiere), statuts(seconde)) == (["deposee"], ["deposee"])
    assert [premiere.commandes.get().occupe, seconde.commandes.get().occupe] == [True, False]
    dites = Notification.objects.filter(sujet__endswith="commande en double")
    assert {n.destinataire.email.partition("@")[2] for n in dites if n.destinataire} == {
        "logipro.example",
        "medisoft.example",
    }
    assert not any("MédiSoft" in n.corps for n in dites.filter(destinataire__email__endswith="logipro.example"))
    assert not any("LogiPro" in n.corps for n in dites.filter(destinataire__email__endswith="medisoft.example"))


def test_l_abandon_garde_son_motif_et_ce_qui_est_depose(depot: DepotDeCommandes) -> None:
    objet = depot.deposer(2, sauf=1)

    abandonner(objet, depot.demande(motif="Le client a renoncé."))

    objet.refresh_from_db()
    assert (objet.statut, objet.motif, statuts(objet)) == ("deposee", "Le client a renoncé.", ["deposee", "retiree"])


def test_un_enrolement_ferme_ne_laisse_rien_entrer(depot: DepotDeCommandes, monde: Monde) -> None:
    depot.dossier.enrolement.pieces.update(retiree_le=depot.dossier.instant)

    with pytest.raises(Refus):
        depot.envoyer(depot.bons(1))
    assert not DemandeDeFinancement.objects.exists()
