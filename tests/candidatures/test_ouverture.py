"""Adding a product; opening a candidature by accepting the Charte."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from candidatures.charte import CHARTE
from candidatures.models import Candidature, CandidatureAdministrative, Convention, Eligibilite, Interet, Produit
from candidatures.ouverture import ajouter_produit, ouvrir_candidature, rattacher, verdict_ouverture
from segur.noyau.comptes.models import Appartenance, Role, Utilisateur, acteur_pour
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.transitions import Refus
from tests.monde import LGC

DATE_1 = datetime(2025, 10, 15, 10, tzinfo=UTC)


@pytest.fixture
def lgc(monde) -> Dispositif:
    return Dispositif.objects.get(code=LGC)


@pytest.fixture
def produit(monde) -> Produit:
    return monde.scenario().produit


def ouvrir(produit, lgc, demande, *, case_cochee=True) -> Candidature:
    return ouvrir_candidature(produit, lgc, demande, case_cochee=case_cochee)


def codes(refus) -> list[str]:
    return [motif.code for motif in refus.value.verdict.obstacles]


@pytest.mark.exigence("CP-27", "CP-28", "CP-29")
def test_accepter_la_charte_ouvre_la_candidature_et_ses_etapes(monde, produit, lgc):
    candidature = ouvrir(produit, lgc, monde.demande(monde.mandataire, DATE_1))

    assert (candidature.charte_version, candidature.charte_acceptee_le) == (CHARTE.version, DATE_1)
    assert candidature.charte_empreinte == sha256(CHARTE.texte.encode()).hexdigest()
    assert candidature.charte_acceptee_par == monde.mandataire.utilisateur
    assert (candidature.statut, candidature.rem.numero, candidature.nru) == ("en_cours", 1, None)
    assert [
        etape.statut for etape in (candidature.administrative, candidature.eligibilite, candidature.convention)
    ] == [
        "a_completer",
        "a_completer",
        "fermee",
    ]
    entree = EntreeJournal.objects.get(dossier=candidature.cle_dossier)
    assert (entree.action, entree.recu_le, entree.acteur) == (
        "candidature.ouvrir",
        DATE_1,
        monde.mandataire.utilisateur,
    )
    assert entree.details == {"charte": CHARTE.version, "empreinte": CHARTE.empreinte}
    assert [motif["code"] for motif in entree.motifs] == ["engage_l_editeur", "case_cochee", "echeance"]


@pytest.mark.exigence("B-CVG-01")
@pytest.mark.parametrize(
    ("role", "accepte"), [(Role.MANDATAIRE, True), (Role.REPRESENTANT, True), (Role.SALARIE, False)]
)
def test_seul_qui_engage_l_editeur_accepte_la_charte(monde, produit, lgc, role, accepte):
    appartenance = Appartenance.objects.filter(organisation__nom="LogiPro", role=role).get()
    acteur = acteur_pour(appartenance.utilisateur, appartenance.organisation_id)

    verdict = verdict_ouverture(lgc, monde.demande(acteur), case_cochee=True)

    assert verdict.favorable is accepte
    if accepte:
        assert ouvrir(produit, lgc, monde.demande(acteur)).charte_acceptee_par == acteur.utilisateur
    else:
        with pytest.raises(Refus, match="par un mandataire ou un représentant"):
            ouvrir(produit, lgc, monde.demande(acteur))


@pytest.mark.exigence("CP-28")
def test_sans_la_case_rien_ne_s_ouvre(monde, produit, lgc):
    with pytest.raises(Refus) as refus:
        ouvrir(produit, lgc, monde.demande(monde.mandataire), case_cochee=False)

    assert codes(refus) == ["case_cochee"]
    assert [modele.objects.count() for modele in (Candidature, CandidatureAdministrative, Eligibilite, Convention)] == [
        0,
        0,
        0,
        0,
    ]


@pytest.mark.parametrize(
    ("seconde", "ouverte"), [(59, True), (60, True), (61, False)], ids=["11:59:59", "12:00:00", "12:00:01"]
)
def test_la_candidature_s_ouvre_jusqu_a_la_date_1(monde, produit, lgc, seconde, ouverte):
    instant = datetime.fromtimestamp(DATE_1.timestamp() + seconde - 60, UTC)

    if ouverte:
        assert ouvrir(produit, lgc, monde.demande(monde.mandataire, instant)).charte_acceptee_le == instant
    else:
        with pytest.raises(Refus, match="à 12:00:01 .heure de Paris., après cette date"):
            ouvrir(produit, lgc, monde.demande(monde.mandataire, instant))


def test_avant_tout_texte_c_est_explique(monde, produit, lgc):
    with pytest.raises(Refus) as refus:
        ouvrir(produit, lgc, monde.demande(monde.mandataire, datetime(2025, 4, 1, tzinfo=UTC)))

    assert codes(refus) == ["hors_periode"]


def test_ouvrir_deux_fois_donne_le_meme_dossier(monde, produit, lgc):
    premiere = ouvrir(produit, lgc, monde.demande(monde.mandataire))

    seconde = ouvrir(produit, lgc, monde.demande(monde.mandataire))

    assert (seconde.pk, seconde.numero) == (premiere.pk, premiere.numero)
    assert EntreeJournal.objects.filter(action="candidature.ouvrir").count() == 1


def test_le_produit_d_un_autre_n_existe_pas(monde, produit, lgc):
    with pytest.raises(Produit.DoesNotExist):
        ouvrir(produit, lgc, monde.demande(monde.autre_editeur))


def test_un_produit_a_une_candidature_par_dispositif(monde, produit, lgc):
    dui = Dispositif.objects.get(code="MS-DUI-Va2")
    le = datetime(2026, 7, 1, tzinfo=UTC)

    premiere = ouvrir(produit, lgc, monde.demande(monde.mandataire))
    seconde = ouvrir(produit, dui, monde.demande(monde.mandataire, le))

    assert premiere.numero != seconde.numero
    assert seconde.rem is None


def donnees(monde, nom: str = "LogiMed") -> dict:
    return {
        "nom": nom,
        "version": "1.0",
        "responsable": monde.mandataire.utilisateur,
        "description": "Logiciel.",
        "interets": [Interet.Programme.SEGUR],
    }


@pytest.mark.exigence("CP-16", "CP-17")
def test_un_produit_ajoute_est_celui_de_l_entreprise_de_l_acteur(monde):
    produit = ajouter_produit(donnees(monde), monde.demande(monde.salarie))

    assert (produit.editeur, str(produit)) == (monde.salarie.organisation, "LogiMed - 1.0")
    assert list(produit.interets.values_list("programme", flat=True)) == [Interet.Programme.SEGUR]
    assert EntreeJournal.objects.get(dossier=produit.cle_dossier).action == "produit.ajouter"


@pytest.mark.parametrize("qui", ["verificateur", "gestionnaire"])
def test_seul_un_membre_d_une_entreprise_ajoute_un_produit(monde, qui):
    with pytest.raises(Refus):
        ajouter_produit(donnees(monde), monde.demande(getattr(monde, qui)))

    assert Produit.objects.count() == 0


@pytest.mark.exigence("CP-22")
def test_rattacher_deux_fois_ne_raconte_qu_une_fois(monde):
    produit = ajouter_produit(donnees(monde) | {"interets": []}, monde.demande(monde.mandataire))

    for _ in range(2):
        rattacher(produit, monde.demande(monde.mandataire))

    assert list(produit.interets.values_list("programme", flat=True)) == [Interet.Programme.SEGUR]
    assert EntreeJournal.objects.filter(action="produit.rattacher").count() == 1


def test_une_personne_sans_role_n_ouvre_rien(monde, produit, lgc):
    Appartenance.objects.filter(utilisateur=monde.mandataire.utilisateur).update(active=False)
    sans_role = acteur_pour(Utilisateur.objects.get(email="mandataire@logipro.example"))

    with pytest.raises(Produit.DoesNotExist):
        ouvrir(produit, lgc, monde.demande(sans_role))
