"""Steps 1 and 2 fill themselves, field by field, and never over a colleague's answer."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from candidatures.avancement import Jauge, Reponse, jauge
from candidatures.models import (
    CandidatureAdministrative,
    Distributeur,
    Eligibilite,
    NomCommercial,
    PrecedentReferencement,
)
from candidatures.transitions import administrative
from candidatures.transitions.saisie import ENREGISTRER
from segur.noyau import horloge
from segur.noyau.comptes.models import Organisation
from segur.noyau.transitions import Refus
from tests.monde import AVANT_DATE_1, Monde

pytestmark = pytest.mark.django_db
VALEURS = ["", None, "x", [], ["a"], False, 0]
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def avant_la_date_1(settings: Any) -> None:
    settings.DEMO = True
    horloge.regler(AVANT_DATE_1)


@pytest.fixture
def editeur(monde: Monde, connecter: Callable[..., Client]) -> Client:
    return connecter(monde.mandataire)


def _champ(client: Client, numero: str, cle: str, valeur: Any, vu: str = "", etape: int = 1) -> Any:
    saisie = {"champ": cle, cle: valeur, "vu": vu}
    return client.post(f"/candidatures/{numero}/etape-{etape}/", saisie, headers=HTMX)


def test_un_champ_s_enregistre_seul_et_le_dit(monde: Monde, editeur: Client) -> None:
    candidature = monde.brouillon().candidature

    reponse = _champ(editeur, candidature.numero, "legal_nom", "Martin")

    page = reponse.content.decode()
    assert (reponse.status_code, CandidatureAdministrative.objects.get().legal_nom) == (200, "Martin")
    assert "Enregistré à 10:00" in page
    assert "1/19 questions obligatoires répondues" in page


def test_un_champ_faux_n_est_pas_enregistre_et_les_autres_le_restent(monde: Monde, editeur: Client) -> None:
    candidature = monde.brouillon().candidature
    _champ(editeur, candidature.numero, "legal_nom", "Martin")

    reponse = _champ(editeur, candidature.numero, "legal_email", "pas une adresse")

    etape = CandidatureAdministrative.objects.get()
    assert (reponse.status_code, etape.legal_nom, etape.legal_email) == (422, "Martin", "")


def test_deux_collegues_sur_deux_champs_ne_se_genent_pas(monde: Monde, editeur: Client) -> None:
    candidature = monde.brouillon().candidature
    collegue = Client()
    collegue.force_login(monde.salarie.personne)

    statuts = [
        _champ(editeur, candidature.numero, "legal_nom", "Martin").status_code,
        _champ(collegue, candidature.numero, "contact_nom", "Petit").status_code,
    ]

    etape = CandidatureAdministrative.objects.get()
    assert (statuts, etape.legal_nom, etape.contact_nom) == ([200, 200], "Martin", "Petit")


def test_deux_collegues_sur_le_meme_champ_se_le_disent(monde: Monde, editeur: Client) -> None:
    candidature = monde.brouillon().candidature
    collegue = Client()
    collegue.force_login(monde.salarie.personne)
    _champ(collegue, candidature.numero, "legal_nom", "Petit")

    conflit = _champ(editeur, candidature.numero, "legal_nom", "Martin", vu="")
    assert (conflit.status_code, CandidatureAdministrative.objects.get().legal_nom) == (409, "Petit")
    assert "Inès Petit a enregistré entre-temps « Petit »" in conflit.content.decode()
    en_connaissance = _champ(editeur, candidature.numero, "legal_nom", "Martin", vu="Petit")

    assert (en_connaissance.status_code, CandidatureAdministrative.objects.get().legal_nom) == (200, "Martin")


def test_une_page_perimee_revient_entiere_avec_ce_qui_a_change(monde: Monde, editeur: Client) -> None:
    candidature = monde.brouillon().candidature
    adresse = f"/candidatures/{candidature.numero}/etape-1/"
    collegue = Client()
    collegue.force_login(monde.salarie.personne)
    _champ(collegue, candidature.numero, "legal_nom", "Petit")

    perimee = editeur.post(adresse, {"version": "0", "legal_nom": "Martin", "legal_prenom": "Claire"})
    assert (perimee.status_code, CandidatureAdministrative.objects.get().legal_prenom) == (409, "")
    page = perimee.content.decode()
    assert ("entre-temps « Petit »" in page, 'value="Martin"' in page, 'value="1"' in page) == (True, True, True)
    editeur.post(adresse, {"version": "1", "legal_nom": "Martin", "legal_prenom": "Claire"})

    etape = CandidatureAdministrative.objects.get()
    assert (etape.legal_nom, etape.legal_prenom) == ("Martin", "Claire")


def test_la_page_entiere_ne_prend_pas_ses_propres_reponses_pour_celles_d_un_collegue(
    monde: Monde, editeur: Client
) -> None:
    """The page showed nothing, saved one field by itself, and is then sent whole with a newer answer."""
    candidature = monde.brouillon().candidature
    _champ(editeur, candidature.numero, "legal_nom", "Martin")
    saisie = {"version": "0", "legal_nom": "Martinet", "vus": '{"legal_nom": "Martin", "legal_prenom": ""}'}

    reponse = editeur.post(f"/candidatures/{candidature.numero}/etape-1/", saisie)

    assert (reponse.status_code, CandidatureAdministrative.objects.get().legal_nom) == (302, "Martinet")


def test_la_page_entiere_n_ecrase_pas_ce_qu_elle_n_a_pas_montre(monde: Monde, editeur: Client) -> None:
    candidature = monde.brouillon().candidature
    _champ(editeur, candidature.numero, "legal_nom", "Petit")
    saisie = {"version": "1", "legal_nom": "Martin", "vus": '{"legal_nom": ""}'}

    reponse = editeur.post(f"/candidatures/{candidature.numero}/etape-1/", saisie)

    assert (reponse.status_code, CandidatureAdministrative.objects.get().legal_nom) == (409, "Petit")


@pytest.mark.parametrize("vus", ["", "{", "[]", '{"legal_nom": 1}', "[" * 5000, "null"])
@pytest.mark.parametrize(
    ("version", "statut"), [("0", 409), ("1", 302), ("", 409), ("9" * 5000, 409), ("-1", 409), ("²", 409)]
)
def test_sans_ce_qui_a_ete_vu_la_version_de_la_page_decide(
    monde: Monde, editeur: Client, vus: str, version: str, statut: int
) -> None:
    candidature = monde.brouillon().candidature
    _champ(editeur, candidature.numero, "legal_nom", "Petit")
    saisie = {"version": version, "legal_nom": "Martin", "vus": vus}

    assert editeur.post(f"/candidatures/{candidature.numero}/etape-1/", saisie).status_code == statut


def test_une_erreur_de_la_page_entiere_est_dite_une_fois_sous_son_champ(monde: Monde, editeur: Client) -> None:
    candidature = monde.brouillon().candidature

    page = editeur.post(f"/candidatures/{candidature.numero}/etape-1/", {"siret": "123"}).content.decode()

    resume, formulaire = page.split('id="saisie"')
    assert (resume.count("n’est pas un numéro SIRET"), formulaire.count("n’est pas un numéro SIRET")) == (1, 1)
    assert "Les réponses enregistrées auparavant le restent." in resume


@pytest.mark.exigence("E1-20", "E1-22", "E1-23")
def test_les_precedents_se_repetent_mais_un_seul_est_de_vague_2(monde: Monde, editeur: Client) -> None:
    candidature = monde.brouillon().candidature
    adresse = f"/candidatures/{candidature.numero}/etape-1/"
    _champ(editeur, candidature.numero, "est_reference_precedemment", "True")
    for _ in range(3):
        editeur.post(f"{adresse}lignes/precedents/")
    un, deux, trois = PrecedentReferencement.objects.all()

    statuts = [
        _champ(editeur, candidature.numero, f"precedents-{un.pk}-vague", "2").status_code,
        _champ(editeur, candidature.numero, f"precedents-{deux.pk}-vague", "1").status_code,
        _champ(editeur, candidature.numero, f"precedents-{trois.pk}-vague", "2").status_code,
    ]

    assert statuts == [200, 200, 409]
    refus = _champ(editeur, candidature.numero, f"precedents-{trois.pk}-vague", "2").content.decode()
    assert "Un seul NRU de vague 2 peut être indiqué." in refus
    editeur.post(f"{adresse}lignes/precedents/{trois.pk}/retirer/")
    assert PrecedentReferencement.objects.count() == 2


def test_une_ligne_ne_s_ajoute_pas_a_un_bloc_qui_n_est_pas_demande(monde: Monde, editeur: Client) -> None:
    candidature = monde.brouillon().candidature

    for bloc in ("precedents", "pk", "candidature", "noms_commerciaux"):
        editeur.post(f"/candidatures/{candidature.numero}/etape-1/lignes/{bloc}/")

    assert PrecedentReferencement.objects.count() == 0


@pytest.fixture
def etape_2(monde: Monde) -> Eligibilite:
    scenario = monde.brouillon()
    scenario.remplir_etape_1()
    administrative.soumettre(scenario.candidature.administrative, scenario.demande(scenario.editeur))
    return scenario.candidature.eligibilite


@pytest.mark.exigence("E2-04", "E2-05", "E2-12")
def test_les_questions_conditionnelles_entrent_dans_le_compte(etape_2: Eligibilite, editeur: Client) -> None:
    numero = etape_2.candidature.numero
    avant = jauge(Eligibilite.objects.get()).total

    _champ(editeur, numero, "a_d_autres_noms", "True", etape=2)
    editeur.post(f"/candidatures/{numero}/etape-2/lignes/noms_commerciaux/")
    apres = jauge(Eligibilite.objects.get())

    # attestation, name, NIL and version; the attestation sur l’honneur is then due as well (E2-26, case 1)
    assert (avant, apres.total) == (8, 13)
    nom = NomCommercial.objects.get()
    assert f"noms_commerciaux-{nom.pk}-nil" in [reponse.cle for reponse in apres.restantes]


@pytest.mark.exigence("E2-21")
def test_un_mandat_ne_finit_pas_avant_sa_signature(etape_2: Eligibilite, editeur: Client) -> None:
    numero = etape_2.candidature.numero
    _champ(editeur, numero, "a_des_distributeurs", "True", etape=2)
    editeur.post(f"/candidatures/{numero}/etape-2/lignes/distributeurs/")
    ligne = Distributeur.objects.get()

    signe = _champ(editeur, numero, f"distributeurs-{ligne.pk}-mandat_signe_le", "2025-06-01", etape=2)
    avant = _champ(editeur, numero, f"distributeurs-{ligne.pk}-mandat_fin_le", "2025-05-31", etape=2)
    meme_jour = _champ(editeur, numero, f"distributeurs-{ligne.pk}-mandat_fin_le", "2025-06-01", etape=2)

    assert (signe.status_code, avant.status_code, meme_jour.status_code) == (200, 409, 200)
    assert "Le mandat de distribution finit après sa signature." in avant.content.decode()


@pytest.mark.exigence("E2-26")
@pytest.mark.parametrize(
    ("reponses", "due"),
    [
        pytest.param({}, False, id="aucun cas"),
        pytest.param({"a_d_autres_noms": True}, True, id="cas 1"),
        pytest.param({"vague": 2, "souhaite_l_equivalence": True}, True, id="cas 2 et 3"),
        pytest.param({"vague": 2, "souhaite_l_equivalence": False}, False, id="équivalence non souhaitée"),
        pytest.param({"vague": 1, "souhaite_l_equivalence": True}, False, id="référencée en vague 1 seulement"),
    ],
)
def test_l_attestation_est_demandee_exactement_quand_elle_s_applique(
    etape_2: Eligibilite, reponses: dict[str, Any], due: bool
) -> None:
    vague = reponses.pop("vague", None)
    if vague:
        CandidatureAdministrative.objects.update(est_reference_precedemment=True)
        PrecedentReferencement.objects.create(etape=etape_2.candidature.administrative, vague=vague, nru="X")
    Eligibilite.objects.update(**reponses)

    cles = [reponse.cle for reponse in jauge(Eligibilite.objects.get()).reponses]

    assert ("attestation_equivalence" in cles) == due


@pytest.mark.exigence("E2-06")
def test_l_espace_de_confiance_ne_se_demande_pas_pour_ahi_seul(monde: Monde, etape_2: Eligibilite) -> None:
    dispositif = etape_2.candidature.dispositif
    ahi = dispositif.profils.create(code="ahi", libelle="AHI", ordre=99)
    autre = dispositif.profils.exclude(pk=ahi.pk).filter(est_general=False).first()
    cles = []
    for profils in ([ahi], [ahi, autre], []):
        etape_2.profils.set([*profils, *dispositif.profils.filter(est_general=True)])
        cles.append("nru_edc_lps" in [r.cle for r in jauge(Eligibilite.objects.get()).reponses])

    assert cles == [False, True, True]


@pytest.mark.exigence("E1-12", "E1-13", "E1-16", "E1-18")
def test_completer_ne_touche_pas_ce_qui_est_deja_rempli(monde: Monde, editeur: Client) -> None:
    candidature = monde.brouillon().candidature
    Organisation.objects.filter(nom="LogiPro").update(siret="73282932000074")
    _champ(editeur, candidature.numero, "legal_nom", "Directeur")

    for source in ("legal", "moi", "entreprise", "inconnue"):
        editeur.post(f"/candidatures/{candidature.numero}/completer/{source}/")

    etape = CandidatureAdministrative.objects.get()
    assert (etape.legal_nom, etape.legal_prenom, etape.contact_email, etape.denomination) == (
        "Directeur",
        "Claire",
        "mandataire@logipro.example",
        "LogiPro",
    )
    assert etape.siret == "73282932000074"


def test_le_recepisse_dit_l_instant_le_contenu_et_l_empreinte(monde: Monde, editeur: Client) -> None:
    scenario = monde.soumise()
    numero = scenario.candidature.numero

    page = editeur.get(f"/candidatures/{numero}/etape-2/recepisse/").content.decode()
    pdf = editeur.get(f"/candidatures/{numero}/etape-2/recepisse/?format=pdf")

    for attendu in ("06/09/2025", "heure de Paris", "SHA-256", "arrêté du 30 avril 2025", "documentation-dsr.pdf"):
        assert attendu in page
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")


def test_une_etape_jamais_soumise_n_a_pas_de_recepisse(monde: Monde, editeur: Client) -> None:
    candidature = monde.brouillon().candidature

    assert editeur.get(f"/candidatures/{candidature.numero}/etape-1/recepisse/").status_code == 404


def test_un_champ_verrouille_ne_se_change_par_aucun_chemin(monde: Monde) -> None:
    scenario = monde.soumise()
    etape = scenario.candidature.administrative
    CandidatureAdministrative.objects.update(statut="a_modifier")

    with pytest.raises(Refus, match="ne sont pas à modifier : legal_nom"):
        ENREGISTRER[1](etape, monde.demande(monde.mandataire, valeurs={"": {"legal_nom": "Intrus"}}))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.tuples(st.booleans(), st.booleans(), st.sampled_from(["", None, "x", [], ["a"], False, 0])), min_size=1)
)
def test_la_jauge_ne_depasse_jamais_cent(questions: list[tuple[bool, bool, Any]]) -> None:
    reponses = tuple(Reponse(str(n), str(n), "", v, o, c) for n, (o, c, v) in enumerate(questions))
    mesure = Jauge((*reponses, Reponse("fin", "fin", "", "x")))

    assert 0 <= mesure.pourcentage <= 100
    assert mesure.repondues + sum(r.compte for r in mesure.restantes) == mesure.total
