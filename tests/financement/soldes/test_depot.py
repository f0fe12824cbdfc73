"""A file of balances and its archive: what is deposited, what is told row by row, once and only once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from financement.demandes import pieces
from financement.demandes.reception import recevoir_un_fichier
from financement.demandes.traitement import balayer, traiter
from financement.models import Commande, Creance, DemandeDeFinancement, EnvoiDePieces, PieceDeCreance
from financement.transitions.depot import abandonner, deposer
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.noyau.transitions import Demande, Refus
from tests.financement.soldes.conftest import deposant_de_soldes
from tests.financement.soldes.depot import DepotDeSoldes, statuts
from tests.financement.soldes.exemples import SOLDE, declaration_pour
from tests.monde import Monde

INSTANT = timedelta(microseconds=1)
DIX_JOURS = timedelta(days=10)


@pytest.mark.exigence("SOL-01", "SOL-04", "B-FIN-06")
def test_ce_qui_a_ses_pieces_est_depose_et_le_reste_se_complete(depot: DepotDeSoldes) -> None:
    commandes = depot.commander(3)

    objet = depot.deposer_des_soldes(commandes, sauf=1)

    premier = depot.dossier.instant
    assert (objet.nature, objet.statut, objet.lues, objet.ecartees) == ("solde", "incomplete", 3, 0)
    assert statuts(objet) == ["deposee", "deposee", "incomplete"]
    deposee = objet.creances.get(rang=1)
    assert (deposee.commande, deposee.part, deposee.deposee_le) == (commandes[0], "solde", premier)
    assert (deposee.jugement["prediction"], deposee.jugement["montants"]) == ("accepte", {"solde": str(SOLDE)})
    assert any("270,90" in phrase for phrase in deposee.jugement["arithmetique"])
    depot.joindre_des_pieces(objet, depot.pieces([commandes[2].reference]))
    objet = depot.relire(objet)
    assert (objet.statut, objet.premier_depot_le, statuts(objet)) == ("deposee", premier, ["deposee"] * 3)
    assert set(PieceDeCreance.objects.values_list("document__zone", flat=True)) == {"piece_de_creance"}
    assert list(anomalies()) == []


@pytest.mark.exigence("SOL-04")
@pytest.mark.parametrize("genres", [("va",), ("f",)])
def test_sans_sa_va_ou_sa_facture_rien_n_est_depose(depot: DepotDeSoldes, genres: tuple[str, ...]) -> None:
    (commande,) = depot.commander()
    objet = depot.envoyer_des_soldes([declaration_pour(commande)])

    depot.joindre_des_pieces(objet, depot.pieces([commande.reference], genres))

    assert statuts(depot.relire(objet)) == ["incomplete"]


def test_le_recepisse_et_le_journal_disent_le_depot(depot: DepotDeSoldes) -> None:
    objet = depot.deposer_des_soldes(depot.commander(2))

    entrees = EntreeJournal.objects.filter(dossier=objet.cle_dossier).order_by("rang")
    gestes = [entree.action.partition(".")[2] for entree in entrees]
    assert gestes == ["recevoir", "achever_la_lecture", "envoyer_des_pieces", "deposer"]
    assert (entrees[3].details["deposees"], len(entrees[3].details["empreinte"])) == (2, 64)
    assert Notification.objects.filter(sujet=f"Demande n° {objet.pk} : récépissé de dépôt").exists()
    assert Notification.objects.filter(sujet__endswith="2 demandes de solde à instruire").exists()


@pytest.mark.exigence("SOL-03")
@pytest.mark.parametrize(("ecart", "depose"), [(-INSTANT, True), (timedelta(), True), (INSTANT, False)])
def test_la_date_6_juge_l_instant_de_reception_quand_que_le_portail_traite(
    depot: DepotDeSoldes, ecart: timedelta, depose: bool
) -> None:
    (commande,) = depot.commander()
    date_6 = depot.fixer_la_date_6(depot.dossier.instant + timedelta(hours=1))
    objet = depot.recevoir([declaration_pour(commande)])

    depot.joindre_des_pieces(objet, depot.pieces([commande.reference]), le=date_6 + ecart)
    depot.dossier.instant = date_6 + DIX_JOURS
    depot.relire(objet)

    assert statuts(objet) == (["deposee"] if depose else ["incomplete"])
    assert ("après cette date" in EnvoiDePieces.objects.get().issue) is not depose
    if depose:
        assert objet.creances.get().deposee_le == date_6 + ecart


@pytest.mark.exigence("SOL-03")
def test_un_fichier_recu_apres_la_date_6_est_lu_et_rien_n_en_est_depose(depot: DepotDeSoldes) -> None:
    commandes = depot.commander(2)
    depot.fixer_la_date_6(depot.dossier.instant - timedelta(minutes=1))

    objet = depot.deposer_des_soldes(commandes)

    assert (objet.statut, statuts(objet)) == ("incomplete", ["incomplete"] * 2)
    with pytest.raises(Refus, match="Date 6"):
        deposer(objet, depot.demande(malgre_tout=True))


def test_la_date_4_ne_ferme_pas_les_soldes(depot: DepotDeSoldes) -> None:
    """Control of the same gate on orders: each nature has its own Date."""
    commandes = depot.commander()
    depot.candidature.dispositif.echeances.filter(numero=4).update(instant=depot.dossier.instant - DIX_JOURS)

    assert statuts(depot.deposer_des_soldes(commandes)) == ["deposee"]


def test_le_meme_fichier_et_la_meme_cle_ne_font_qu_une_demande(depot: DepotDeSoldes) -> None:
    declarations = [declaration_pour(commande) for commande in depot.commander(2)]
    par_les_octets = {depot.recevoir(declarations).pk for _ in range(2)}

    acteur, instant = depot.dossier.mandataire, depot.dossier.instant
    par_la_cle = {
        recevoir_un_fichier(
            depot.cadre,
            depot.fichier_de_soldes(declarations[:nombre]),
            Demande(acteur, instant, cle="une-cle"),
            malgre_tout=True,
        )[0].pk
        for nombre in (1, 2)
    }

    assert (len(par_les_octets), len(par_la_cle)) == (1, 1)
    avance, contenu = replace(depot.cadre, nature="avance"), depot.fichier_de_soldes(declarations)
    with pytest.raises(Refus, match="déjà servi"):
        recevoir_un_fichier(avance, contenu, Demande(acteur, instant, cle="une-cle"), malgre_tout=True)


@pytest.mark.exigence("SOL-01")
def test_chaque_ligne_sans_commande_validee_est_dite_et_les_autres_vivent(depot: DepotDeSoldes, monde: Monde) -> None:
    """An order of another supplier is as unknown as one that does not exist."""
    bonne, attendue, trompee = depot.commander(3)
    Commande.objects.filter(pk=attendue.pk).update(
        statut="deposee", financement=None, avance=None, solde=None, decidee_le=None, decidee_par=None
    )
    (ailleurs,) = deposant_de_soldes(monde, "MédiSoft", "MédiCab").commander(depuis=40)
    declarations = [
        declaration_pour(bonne),
        replace(declaration_pour(trompee), reference="BC-INCONNU"),
        declaration_pour(ailleurs),
        declaration_pour(attendue),
        replace(declaration_pour(trompee), cle="99000000028"),
    ]

    objet = depot.envoyer_des_soldes(declarations)

    assert (objet.lues, objet.ecartees, [c.commande for c in objet.creances.all()]) == (5, 4, [bonne])
    dites = {a["rang"]: (a["erreurs"][0]["chemin"], a["erreurs"][0]["remede"]) for a in objet.anomalies}
    assert dites[2] == dites[3] == ("reference", dites[2][1])
    assert "inconnue" in dites[2][1]
    assert dites[4][0] == "reference"
    assert "valide l’avance" in dites[4][1]
    assert dites[5][0] == "cle"
    assert "MédiSoft" not in str(objet.anomalies)


def test_un_fichier_dont_aucune_ligne_ne_tient_est_refuse_et_peut_revenir(depot: DepotDeSoldes) -> None:
    (commande,) = depot.commander()
    inconnue = replace(declaration_pour(commande), reference="BC-INCONNU")

    premiere, seconde = depot.envoyer_des_soldes([inconnue]), depot.envoyer_des_soldes([inconnue])

    assert premiere != seconde
    assert (premiere.statut, "recevable" in premiere.issue) == ("refusee", True)


def test_un_fichier_d_avances_n_est_pas_un_fichier_de_soldes(depot: DepotDeSoldes) -> None:
    depot.commander()
    fichier = depot.fichier([])

    objet, _ = recevoir_un_fichier(depot.cadre, fichier, depot.demande(), malgre_tout=True)

    assert "« demande-de-solde »" in depot.relire(objet).issue


@pytest.mark.exigence("SOL-01")
def test_le_solde_d_une_commande_ne_se_depose_qu_une_fois(depot: DepotDeSoldes) -> None:
    commandes = depot.commander()
    premiere = depot.deposer_des_soldes(commandes)
    seconde = depot.envoyer_des_soldes([declaration_pour(commandes[0], facture_numero="F-AUTRE")])

    depot.joindre_des_pieces(seconde, depot.pieces([commandes[0].reference]))

    assert (statuts(premiere), statuts(depot.relire(seconde))) == (["deposee"], ["incomplete"])
    assert seconde.creances.get().jugement["prediction"] == "rejete"


def test_ce_que_l_asp_rejetterait_est_garde_a_relire_si_on_le_veut(depot: DepotDeSoldes) -> None:
    (commande,) = depot.commander()
    contenu = depot.fichier_de_soldes([declaration_pour(commande, surcout=True)])
    objet, _ = recevoir_un_fichier(depot.cadre, contenu, depot.demande(), malgre_tout=False)
    objet = depot.relire(objet)
    depot.joindre_des_pieces(objet, depot.pieces([commande.reference]), malgre_tout=False)

    objet = depot.relire(objet)

    assert (statuts(objet), objet.creances.get().jugement["prediction"]) == (["incomplete"], "rejete")
    deposer(objet, depot.demande(malgre_tout=True))
    assert statuts(objet) == ["deposee"]


def test_un_travailleur_tue_entre_la_lecture_et_le_depot_est_repris(
    depot: DepotDeSoldes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read, then killed between two pieces; the sweep hands it again; run twice more, nothing is double."""
    commandes = depot.commander(2)
    objet = depot.recevoir([declaration_pour(commande) for commande in commandes])
    depot.joindre_des_pieces(objet, depot.pieces([commande.reference for commande in commandes]))
    vrai, vus = pieces._placer, []

    def mourir(*args: object) -> None:
        vus.append(args)
        if len(vus) == 2:
            raise KeyboardInterrupt
        vrai(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(pieces, "_placer", mourir)
    with pytest.raises(KeyboardInterrupt):
        traiter(objet.pk)
    assert (PieceDeCreance.objects.count(), statuts(objet)) == (1, ["incomplete"] * 2)
    monkeypatch.setattr(pieces, "_placer", vrai)
    DemandeDeFinancement.objects.update(signe_de_vie_le=None)
    assert balayer() == 1

    traiter(objet.pk)
    traiter(objet.pk)

    assert (PieceDeCreance.objects.count(), Creance.objects.count(), statuts(objet)) == (4, 2, ["deposee"] * 2)
    assert EntreeJournal.objects.filter(action="demandedefinancement.deposer").count() == 1
    assert balayer() == 0


def test_l_abandon_garde_son_motif_et_ce_qui_est_depose(depot: DepotDeSoldes) -> None:
    objet = depot.deposer_des_soldes(depot.commander(2), sauf=1)

    abandonner(objet, depot.demande(motif="Facture annulée."))

    objet.refresh_from_db()
    assert (objet.statut, statuts(objet)) == ("deposee", ["deposee", "retiree"])


def test_un_enrolement_qui_n_est_plus_en_regle_ferme_les_soldes(depot: DepotDeSoldes) -> None:
    (commande,) = depot.commander()
    depot.dossier.enrolement.pieces.update(retiree_le=depot.dossier.instant)

    with pytest.raises(Refus):
        depot.recevoir([declaration_pour(commande)])
    assert not DemandeDeFinancement.objects.filter(nature="solde").exists()
