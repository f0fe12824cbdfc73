"""The page of rights tells what the portal really allows, and the yearly review who confirmed it."""

from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus

import pytest
from django.test import Client

from candidatures.models import Candidature
from segur.noyau.comptes.models import Acteur, Appartenance, Organisation, Role, Utilisateur, acteur_pour
from segur.noyau.messagerie.models import Notification
from segur.noyau.organisations import droits, regles, revues
from segur.noyau.organisations.droits import Famille
from segur.noyau.organisations.transitions.appartenance import changer_role, terminer
from segur.noyau.organisations.transitions.revue import confirmer
from segur.noyau.transitions import REGISTRE, Demande, Refus
from tests.monde import AVANT_DATE_1, Monde
from tests.noyau.organisations.membres import codes, dernier, membre, preter, second_mandataire
from tests.portail.test_requetes import BUDGET, cout

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("ENR-09")]
ENTREE = datetime(2024, 10, 6, 22, 30, tzinfo=UTC)  # the 7th in Paris
VOIR, REMPLIR, SIGNER, DEMANDER, PAYER, GERER = (nom.value for nom in Famille)


def du(nom: str) -> Organisation:
    return Organisation.objects.get(nom=nom)


def cases(organisation: Organisation, email: str, le: datetime = AVANT_DATE_1) -> dict[str, str]:
    """By family, « oui », « non » or what is said of a yes that is partial."""
    ligne = next(x for x in droits.matrice(organisation, le) if x.personne.email == email)
    lues = {nom.value: ligne.case(nom.value) for nom in droits.colonnes(organisation)}
    return {nom: case.precision or ("oui" if case.oui else "non") for nom, case in lues.items()}


@pytest.mark.parametrize(
    ("email", "attendues"),
    [
        ("mandataire", {VOIR: "oui", REMPLIR: "oui", SIGNER: "oui", DEMANDER: "oui", GERER: "oui"}),
        ("representant", {VOIR: "oui", REMPLIR: "oui", SIGNER: "oui", DEMANDER: "oui", GERER: "oui"}),
        ("salarie", {VOIR: "non", REMPLIR: "non", SIGNER: "non", DEMANDER: "non", GERER: "non"}),
    ],
)
def test_la_matrice_d_une_entreprise(monde: Monde, email: str, attendues: dict[str, str]) -> None:
    assert cases(du("LogiPro"), f"{email}@logipro.example") == attendues


def test_ce_qui_est_accorde_ou_prete_a_une_salariee_s_y_lit(monde: Monde) -> None:
    logipro, salariee = du("LogiPro"), "salarie@logipro.example"
    scenario = monde.brouillon()
    vue = Candidature.objects.visibles_par(acteur_pour(monde.salarie.personne, logipro.pk)).exists()
    assert (cases(logipro, salariee)[VOIR], vue) == ("1 produit", True)
    assert cases(logipro, salariee)[SIGNER] == "1 produit"

    scenario.candidature.produit.collaborateurs.update(droit="lecture")
    assert cases(logipro, salariee) == {
        VOIR: "1 produit", REMPLIR: "non", SIGNER: "non", DEMANDER: "non", GERER: "non",
    }  # fmt: skip
    jour = timedelta(days=1)
    preter(par=monde.representant, a=monde.salarie, debut=AVANT_DATE_1, fin=AVANT_DATE_1 + jour)
    assert cases(logipro, salariee)[SIGNER] == "par délégation de Hugo Bernard"
    assert cases(logipro, salariee, AVANT_DATE_1 + 2 * jour)[SIGNER] == "non"


@pytest.mark.parametrize(
    ("nom", "email", "paie"),
    [
        ("ASP", "payeur@asp.example", "oui"),
        ("ASP", "valideur@asp.example", "oui"),
        ("ASP", "gestionnaire@asp.example", "non"),
    ],
)
def test_qui_paie_a_l_asp(monde: Monde, nom: str, email: str, paie: str) -> None:
    assert cases(du(nom), email)[PAYER] == paie


def test_chaque_role_dit_tout_ce_que_les_transitions_lui_permettent(monde: Monde) -> None:
    """No action is left out, none is added: one family each, but what everybody does for oneself."""
    for role in Role.values:
        lus = {libelle for libelles in droits.gestes(role).values() for libelle in libelles}
        permis = {t.libelle for t in REGISTRE.values() if role in t.roles and t.nom not in droits.DE_CHACUN}
        assert lus == permis, role
    assert PAYER not in droits.gestes(Role.GESTIONNAIRE)
    assert "Signer la convention et prononcer le référencement" in droits.gestes(Role.DIRECTION)[SIGNER]


def test_l_administrateur_change_un_role_de_l_etat_jamais_le_sien(monde: Monde) -> None:
    ans, admin = du("ANS"), monde.administrateur
    verificatrice = Appartenance.objects.get(role=Role.VERIFICATEUR)
    changer_role(verificatrice, monde.demande(admin, role=Role.RESPONSABLE))
    roles = acteur_pour(verificatrice.utilisateur).roles
    terminer(Appartenance.objects.get(role=Role.PAYEUR), monde.demande(admin))

    with pytest.raises(Refus) as sien:
        changer_role(Appartenance.objects.get(role=Role.ADMINISTRATEUR), monde.demande(admin, role=Role.DIRECTION))
    with pytest.raises(Refus) as de_l_autre_etat:
        changer_role(Appartenance.objects.get(role=Role.VALIDEUR), monde.demande(admin, role=Role.DIRECTION))
    with pytest.raises(Refus) as de_l_entreprise:
        changer_role(membre("salarie"), monde.demande(admin, role=Role.MANDATAIRE))

    assert roles == {Role.RESPONSABLE}
    assert dernier(ans).details["nouveau"] == Role.RESPONSABLE
    assert codes(sien) == ["dernier_administrateur", "propre_role"]
    assert codes(de_l_autre_etat) == ["role_gere"]
    assert codes(de_l_entreprise) == ["role_gere"]


@pytest.mark.parametrize(
    ("jour", "seuil"),
    [
        (date(2025, 10, 7), date(2024, 10, 7)),
        (date(2024, 2, 29), date(2023, 3, 1)),
        (date(2025, 2, 28), date(2024, 2, 28)),
    ],
)
def test_ce_qui_est_en_retard_se_lit_dans_les_deux_sens(jour: date, seuil: date) -> None:
    assert regles.a_revoir_avant(jour) == seuil
    assert regles.prochaine_revue(seuil) >= jour
    assert regles.prochaine_revue(seuil - timedelta(days=1)) < jour


@pytest.mark.parametrize(
    ("le", "dues"),
    [
        pytest.param(datetime(2025, 10, 7, 21, 59, tzinfo=UTC), 0, id="le dernier jour"),
        pytest.param(datetime(2025, 10, 7, 22, 0, tzinfo=UTC), 3, id="le lendemain, à minuit de Paris"),
    ],
)
def test_une_revue_est_due_un_an_apres(monde: Monde, le: datetime, dues: int) -> None:
    Appartenance.objects.update(entree_le=ENTREE)

    assert revues.a_revoir(du("LogiPro"), le).count() == dues


def test_la_revue_confirme_et_nul_ne_se_confirme_quand_un_autre_le_peut(monde: Monde) -> None:
    Appartenance.objects.update(entree_le=ENTREE)
    le = datetime(2025, 12, 1, tzinfo=UTC)
    claire = membre("mandataire")
    client = Client()
    client.force_login(monde.mandataire.personne)
    page = f"/organisation/{du('LogiPro').pk}/droits/"
    assert client.post(f"{page}confirmer/").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert client.post(f"{page}confirmer/", {"membre": [membre("salarie").pk]}).status_code == HTTPStatus.FOUND
    assert membre("salarie").confirmee_par == monde.mandataire.personne
    confirmer(claire, Demande(monde.mandataire, le))  # alone to do it

    second_mandataire(monde, du("LogiPro"))
    with pytest.raises(Refus) as refus:
        confirmer(claire, Demande(monde.mandataire, le))
    with pytest.raises(Refus) as representant:
        confirmer(membre("salarie"), Demande(monde.representant, le))
    with pytest.raises(Refus) as d_ailleurs:
        confirmer(membre("salarie"), Demande(monde.administrateur, le))

    assert codes(refus) == ["autrui"]
    assert codes(representant) == ["role"]
    assert codes(d_ailleurs) == ["revue"]


def test_le_rappel_part_une_fois_par_semaine_a_qui_fait_la_revue(monde: Monde) -> None:
    Appartenance.objects.update(entree_le=ENTREE)
    lundi = datetime(2025, 12, 1, 5, tzinfo=UTC)

    nombres = [revues.rappeler(lundi + timedelta(days=n)) for n in range(7)]
    rappels = Notification.objects.filter(sujet__contains="revue annuelle")
    emails = sorted(rappels.values_list("destinataire__email", flat=True))
    revues.rappeler(lundi + timedelta(days=7))

    assert set(nombres) == {5}
    assert emails == [
        "administrateur@ans.example",
        "mandataire@distrisante.example",
        "mandataire@logipro.example",
        "mandataire@medisoft.example",
        "valideur@asp.example",
    ]
    assert rappels.count() == 2 * len(emails)


def test_les_retards_lus_par_l_ans_et_par_l_asp(monde: Monde) -> None:
    """The ANS reads every firm and its own; the ASP its own, until a supplier sends it something."""
    Appartenance.objects.update(entree_le=ENTREE)
    le = datetime(2025, 12, 1, tzinfo=UTC)

    def noms(acteur: Acteur) -> list[str]:
        return [organisation.nom for organisation in revues.en_retard(acteur, le)]

    assert noms(monde.responsable) == ["ANS", "DistriSanté", "LogiPro", "MédiSoft"]
    assert noms(acteur_pour(Utilisateur.objects.get(email="valideur@asp.example"))) == ["ASP"]


@pytest.mark.parametrize("adresse", ["droits", "delegations", "revues"])
def test_ces_pages_coutent_autant_pour_trois_que_pour_un(monde: Monde, adresse: str) -> None:
    logipro = du("LogiPro")
    page = f"/organisation/{logipro.pk}/droits/" if adresse == "droits" else f"/organisation/{adresse}/"
    qui = monde.responsable if adresse == "revues" else monde.mandataire
    if adresse == "revues":
        Appartenance.objects.exclude(organisation=logipro).update(entree_le=AVANT_DATE_1 + timedelta(days=36_500))
    preter(monde.representant, monde.mandataire)
    pour_un = cout(qui, page)

    Appartenance.objects.update(entree_le=None)
    for nom in ("Un", "Deux"):
        autre = Utilisateur.objects.create_user(f"{nom}@logipro.example", nom=nom, prenom="Ida")
        Appartenance.objects.create(utilisateur=autre, organisation=logipro, role=Role.SALARIE)
        preter(monde.representant, acteur_pour(autre))

    assert cout(qui, page) == pour_un
    assert pour_un <= BUDGET
