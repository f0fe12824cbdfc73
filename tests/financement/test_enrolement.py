"""The enrolment from its opening to the decision: what each gesture does, and what it refuses."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from candidatures.models import Candidature
from financement.models import Enrolement, Fournisseur, Point
from financement.ouverture import ouvrir_enrolement
from financement.situation import conformite, depots_ouverts, faits, modeles_ouverts, pieces_dues
from financement.transitions import enrolement as gestes
from financement.transitions import saisie
from segur.noyau.comptes.models import Role
from segur.noyau.documents.models import Document
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.noyau.transitions import Demande, Refus
from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.monde import Monde, referencer


def codes(refus: pytest.ExceptionInfo[Refus]) -> list[str]:
    return [motif.code for motif in refus.value.verdict.obstacles]


@pytest.mark.exigence("ENR-01", "E1-32", "ASP-17")
def test_l_enrolement_ne_s_ouvre_pas_avant_la_validation(monde: Monde) -> None:
    dossier = DossierDEnrolement("LogiPro", monde.soumise().instant)

    with pytest.raises(Refus) as refus:
        dossier.ouvrir()

    assert codes(refus) == ["candidature_validee"]
    assert not Fournisseur.objects.exists()


@pytest.mark.exigence("ENR-01")
def test_ouvrir_deux_fois_donne_le_meme_dossier(enrolable: DossierDEnrolement) -> None:
    premier = enrolable.ouvrir().pk

    assert enrolable.ouvrir().pk == premier
    assert EntreeJournal.objects.filter(action="enrolement.ouvrir").count() == 1


def test_un_salarie_n_ouvre_pas_l_enrolement(enrolable: DossierDEnrolement, monde: Monde) -> None:
    with pytest.raises(Refus) as refus:
        ouvrir_enrolement(enrolable.dispositif, enrolable.demande(monde.salarie))

    assert codes(refus) == ["engage"]


@pytest.mark.exigence("ENR-03", "ENR-04", "ENR-05")
def test_un_dossier_vide_dit_tout_ce_qui_manque(enrolable: DossierDEnrolement) -> None:
    enrolable.ouvrir()

    with pytest.raises(Refus) as refus:
        enrolable.transmettre()

    assert codes(refus) == ["formulaire", "marche", "piece:identite_representant", "engagement", "coordonnees"]


@pytest.mark.exigence("ENR-08")
@pytest.mark.parametrize(
    ("referencee", "compte", "nature"),
    [(False, False, "anticipe"), (True, False, "initial"), (False, True, "complementaire")],
)
def test_la_nature_suit_la_situation(
    enrolable: DossierDEnrolement, referencee: bool, compte: bool, nature: str
) -> None:
    if referencee:
        referencer(Candidature.objects.get())

    enrolable.ouvrir().remplir(a_un_compte_vague_1=compte).joindre_tout().declarer().transmettre()

    assert (enrolable.enrolement.nature, enrolable.enrolement.statut) == (nature, "transmis")


@pytest.mark.exigence("ENR-08", "ASP-02", "ASP-16")
def test_de_l_anticipe_a_l_initial_sans_rien_ressaisir(enrolable: DossierDEnrolement) -> None:
    enrolable.accepte()
    anticipe = enrolable.enrolement
    assert modeles_ouverts(anticipe).favorable
    assert not depots_ouverts(anticipe, enrolable.instant).favorable
    with pytest.raises(Refus) as refus:
        gestes.passer_a_l_initial(anticipe, enrolable.demande(enrolable.mandataire))
    assert codes(refus) == ["certificat"]
    referencer(Candidature.objects.get())

    gestes.passer_a_l_initial(enrolable.enrolement, enrolable.demande(enrolable.mandataire))
    enrolable.accepter()

    initial = enrolable.enrolement
    assert (initial.nature, initial.statut) == ("initial", "accepte")
    assert (initial.accepte_le, initial.initial_le) == (anticipe.accepte_le, enrolable.instant)
    assert depots_ouverts(initial, enrolable.instant).favorable
    assert modeles_ouverts(initial).favorable


@pytest.mark.exigence("ENR-07")
@pytest.mark.parametrize("situation", ["suspendue", "retiree"])
def test_un_referencement_suspendu_ou_retire_ferme_les_depots(referencee: DossierDEnrolement, situation: str) -> None:
    referencee.accepte()
    assert depots_ouverts(referencee.enrolement, referencee.instant).favorable

    Candidature.objects.update(statut=situation)

    obstacles = depots_ouverts(referencee.enrolement, referencee.instant).obstacles
    assert [motif.code for motif in obstacles] == ["certificat"]
    assert "situation" in [m.code for m in conformite(referencee.enrolement, referencee.instant).obstacles]


@pytest.mark.exigence("ENR-10")
def test_une_piece_expiree_ferme_les_depots_le_lendemain(referencee: DossierDEnrolement) -> None:
    referencee.accepte()
    dernier = faits(referencee.enrolement).jointes["identite_representant"].expire_le
    assert dernier is not None
    ecart = dernier - referencee.instant.date()

    assert depots_ouverts(referencee.enrolement, referencee.instant + ecart).favorable
    lendemain = depots_ouverts(referencee.enrolement, referencee.instant + ecart + timedelta(days=1))
    assert [motif.code for motif in lendemain.obstacles] == ["piece:identite_representant"]


@pytest.mark.exigence("ENR-02")
def test_l_acceptation_attend_chaque_controle_et_les_coordonnees(enrolable: DossierDEnrolement) -> None:
    enrolable.complet().transmettre()

    with pytest.raises(Refus) as refus:
        enrolable.accepter()

    assert codes(refus) == ["controles", "coordonnees_approuvees"]


@pytest.mark.exigence("ENR-02")
def test_un_jugement_tombe_quand_la_piece_change(enrolable: DossierDEnrolement) -> None:
    enrolable.complet().transmettre().prendre_en_charge().verifier().approuver().tout_juger_conforme()
    enrolable.juger("non_hds", "Mauvais modèle.")
    demande = enrolable.demande(enrolable.gestionnaire, motif="", a_rendre_le=date(2030, 1, 1))
    gestes.demander_des_corrections(enrolable.enrolement, demande)
    enrolable.joindre("non_hds", "bonne.pdf")
    gestes.completer(enrolable.enrolement, enrolable.demande(enrolable.mandataire))

    with pytest.raises(Refus) as refus:
        enrolable.accepter()
    assert codes(refus) == ["controles"]
    enrolable.juger("non_hds").accepter()

    assert enrolable.enrolement.statut == "accepte"


def test_seuls_les_points_demandes_s_ouvrent_et_reviennent_en_comparaison(enrolable: DossierDEnrolement) -> None:
    enrolable.complet().transmettre().juger("non_hds", "Il manque la signature.").juger("representant_nom", "Faute.")
    demande = enrolable.demande(enrolable.gestionnaire, motif="", a_rendre_le=date(2030, 1, 1))
    gestes.demander_des_corrections(enrolable.enrolement, demande)

    assert saisie.ouverts(enrolable.enrolement) == {"non_hds", "representant_nom"}
    with pytest.raises(Refus) as ailleurs:
        enrolable.joindre("identite_representant")
    assert codes(ailleurs) == ["piece"]
    with pytest.raises(Refus) as champ:
        _changer(enrolable, representant_prenom="Autre")
    assert codes(champ) == ["champs_ouverts"]
    enrolable.joindre("non_hds", "signee.pdf")
    gestes.completer(enrolable.enrolement, enrolable.demande(enrolable.mandataire))

    points = {point.cle: point for point in Point.objects.all()}
    assert points["non_hds"].vu.startswith("non_hds.pdf")
    assert points["non_hds"].valeur_apres.startswith("signee.pdf")
    assert (points["representant_nom"].change, points["non_hds"].change) == (False, True)


def _changer(dossier: DossierDEnrolement, **valeurs: Any) -> None:
    saisie.enregistrer(dossier.enrolement, dossier.demande(dossier.mandataire, valeurs=valeurs))


def test_une_reponse_corrigee_ouvre_la_piece_qu_elle_rend_due(enrolable: DossierDEnrolement) -> None:
    enrolable.complet().transmettre().juger("heberge", "Votre site annonce du SaaS.")
    demande = enrolable.demande(enrolable.gestionnaire, motif="", a_rendre_le=date(2030, 1, 1))
    gestes.demander_des_corrections(enrolable.enrolement, demande)
    _changer(enrolable, heberge=True)

    obstacles = [m.code for m in conformite(enrolable.enrolement, enrolable.instant).obstacles]

    assert "activite_hds" in obstacles
    assert "non_hds" not in [due.nature for due in pieces_dues(enrolable.enrolement)]


@pytest.mark.exigence("ENR-02")
def test_un_refus_sans_fondement_est_refuse(enrolable: DossierDEnrolement) -> None:
    enrolable.complet().transmettre()

    with pytest.raises(Refus) as refus:
        gestes.refuser(enrolable.enrolement, enrolable.demande(enrolable.gestionnaire, motif="Non."))

    assert codes(refus) == ["refus_fonde"]


@pytest.mark.exigence("ENR-02")
def test_un_refus_dit_pourquoi_et_comment_le_contester(enrolable: DossierDEnrolement) -> None:
    enrolable.complet().transmettre().juger("non_hds", "Signature illisible.")

    gestes.refuser(enrolable.enrolement, enrolable.demande(enrolable.gestionnaire, motif="Dossier non conforme."))

    message = Notification.objects.filter(sujet__contains="refusé").first()
    assert message is not None
    assert all(mot in message.corps for mot in ("Dossier non conforme.", "Signature illisible.", "R. 421-1"))
    gestes.reprendre(enrolable.enrolement, enrolable.demande(enrolable.mandataire))
    enrolable.joindre("non_hds", "lisible.pdf").transmettre()
    assert enrolable.enrolement.statut == "transmis"


def test_une_piece_remplacee_apres_l_acceptation_revient_a_l_asp(enrolable: DossierDEnrolement) -> None:
    enrolable.accepte().joindre("identite_representant", "nouvelle.pdf")
    assert Enrolement.objects.a_instruire().count() == 1

    enrolable.juger("identite_representant")

    assert Enrolement.objects.a_instruire().count() == 0
    assert enrolable.enrolement.statut == "accepte"


@pytest.mark.exigence("ENR-10")
@pytest.mark.parametrize(("jours", "admise"), [(-1, False), (0, True)])
def test_une_piece_deja_expiree_n_est_pas_recue(enrolable: DossierDEnrolement, jours: int, admise: bool) -> None:
    enrolable.ouvrir().remplir()
    dernier = enrolable.instant.date() + timedelta(days=jours)

    if admise:
        enrolable.joindre("identite_representant", expire_le=dernier)
    else:
        with pytest.raises(Refus):
            enrolable.joindre("identite_representant", expire_le=dernier)

    assert enrolable.enrolement.pieces.count() == int(admise)


@pytest.mark.exigence("ASP-10")
def test_le_nom_de_l_utilisateur_est_garde_et_un_autre_transmis(enrolable: DossierDEnrolement) -> None:
    enrolable.ouvrir().remplir().joindre("non_hds", "Déclaration non-HDS signée.pdf")

    piece = enrolable.enrolement.pieces.get()

    assert piece.document.nom == "Déclaration non-HDS signée.pdf"
    assert piece.nom_transmis == "Declaration_non-HDS_signee.pdf"


def test_un_second_dispositif_reprend_reponses_et_pieces(enrolable: DossierDEnrolement, monde: Monde) -> None:
    enrolable.accepte()
    dui = enrolable.dispositif.__class__.objects.get(code="MS-DUI-Va2")
    scenario = monde.eligible(produit="Autre")
    Candidature.objects.filter(pk=scenario.candidature.pk).update(dispositif=dui)

    second = ouvrir_enrolement(dui, enrolable.demande(enrolable.mandataire))

    assert second.representant_nom == enrolable.enrolement.representant_nom
    assert set(faits(second).jointes) == set(faits(enrolable.enrolement).jointes)
    assert conformite(second, enrolable.instant).favorable


@pytest.mark.exigence("ELI-01", "E2-21")
def test_un_distributeur_declare_s_enrole_tant_que_son_mandat_court(monde: Monde) -> None:
    scenario = monde.brouillon()
    fin = scenario.instant.date() + timedelta(days=10)
    mandat = {"denomination": "DistriSanté", "siret": "51234876400014", "signe_le": date(2025, 1, 1), "fin_le": fin}
    scenario.soumettre_etapes_1_et_2(distributeurs=[mandat])
    scenario.declarer_eligible()
    referencer(scenario.candidature)
    dossier = DossierDEnrolement("DistriSanté", scenario.instant).accepte()
    dernier_jour = dossier.instant + (fin - dossier.instant.date())

    assert depots_ouverts(dossier.enrolement, dernier_jour).favorable
    obstacles = depots_ouverts(dossier.enrolement, dernier_jour + timedelta(days=1)).obstacles
    assert [motif.code for motif in obstacles] == ["certificat", "fournisseur"]


@pytest.mark.exigence("ELI-01")
def test_un_distributeur_que_personne_n_a_declare_ne_s_enrole_pas(monde: Monde) -> None:
    dossier = DossierDEnrolement("DistriSanté", monde.eligible().instant)

    with pytest.raises(Refus) as refus:
        dossier.ouvrir()

    assert codes(refus) == ["fournisseur", "candidature_validee"]


def test_une_piece_d_identite_ne_s_ouvre_qu_au_gestionnaire_en_charge(
    enrolable: DossierDEnrolement, connecter: Callable[[Any], Any]
) -> None:
    enrolable.complet().transmettre()
    piece = faits(enrolable.enrolement).jointes["identite_representant"]
    client = connecter(enrolable.gestionnaire)

    refusee = client.post(f"/financement/pieces/{piece.pk}/")
    enrolable.prendre_en_charge()
    ouverte = client.post(f"/financement/pieces/{piece.pk}/")

    assert refusee.status_code == 302
    assert ouverte.content.startswith(b"%PDF")
    assert "no-store" in ouverte["Cache-Control"]
    entree = EntreeJournal.objects.get(action="enrolement.consulter")
    assert (entree.acteur, entree.details["piece"]) == (
        enrolable.gestionnaire.utilisateur,
        "Pièce d’identité du représentant légal",
    )
    assert client.get(piece.document.get_absolute_url()).status_code == 404
    assert not Document.objects.filter(pk=piece.document_id).visibles_par(enrolable.mandataire).exists()


def test_la_base_refuse_une_acceptation_sans_date(enrolable: DossierDEnrolement) -> None:
    enrolable.ouvrir()

    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolement.objects.update(statut="accepte")


def test_le_journal_raconte_tout_l_enrolement(enrolable: DossierDEnrolement) -> None:
    enrolable.accepte()

    dossier = enrolable.enrolement.cle_dossier
    changements = EntreeJournal.objects.filter(dossier=dossier).exclude(vers="").order_by("rang")
    assert [e.action for e in changements if e.vers != e.de and e.action.startswith("enrolement")] == [
        "enrolement.ouvrir",
        "enrolement.transmettre",
        "enrolement.accepter",
    ]
    assert list(anomalies()) == []


def test_les_gestionnaires_et_les_mandataires_sont_prevenus(enrolable: DossierDEnrolement) -> None:
    enrolable.complet().transmettre()

    a_instruire = Notification.objects.filter(categorie="a_instruire", sujet__contains="à instruire")
    assert [str(n.destinataire) for n in a_instruire] == [str(enrolable.gestionnaire.utilisateur)]


def test_un_role_sans_le_droit_est_refuse(enrolable: DossierDEnrolement) -> None:
    enrolable.complet().transmettre()

    with pytest.raises(Refus) as refus:
        gestes.accepter(enrolable.enrolement, Demande(enrolable.asp(Role.PAYEUR), enrolable.instant))

    assert codes(refus) == ["role"]
