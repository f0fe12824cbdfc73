import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from segur.noyau.comptes.models import (
    ANS,
    ANS_INSTRUIT,
    ASP,
    EDITEUR,
    ENGAGE_L_EDITEUR,
    ROLES_PAR_NATURE,
    SYSTEME,
    Appartenance,
    Organisation,
    Role,
    Utilisateur,
    acteur_pour,
)
from segur.portail.demonstration.comptes import COMPTES


def appartenance(email: str, organisation: str) -> Appartenance:
    return Appartenance.objects.get(utilisateur__email=email, organisation__nom=organisation)


@pytest.mark.parametrize("compte", COMPTES, ids=lambda compte: compte.email)
def test_chaque_personne_tient_ses_roles_et_eux_seuls(monde, compte):
    acteur = acteur_pour(Utilisateur.objects.get(email=compte.email))

    attendus = {role.value for organisation, role in compte.appartenances if organisation == str(acteur.organisation)}
    assert acteur.roles == attendus
    assert [role for role in Role if acteur.tient(role)] == [role for role in Role if role in attendus]


@pytest.mark.parametrize(
    ("role", "est_editeur", "est_ans"),
    [(role, role in EDITEUR, role in ANS) for role in Role],
    ids=[role.value for role in Role],
)
def test_editeur_et_ans_ne_se_melangent_pas(monde, role, est_editeur, est_ans):
    acteur = type(SYSTEME)(None, None, frozenset({role.value}))

    assert (acteur.est_editeur, acteur.est_ans) == (est_editeur, est_ans)
    assert not (est_editeur and est_ans)


def test_les_groupes_de_roles():
    assert set(ENGAGE_L_EDITEUR) == {Role.MANDATAIRE, Role.REPRESENTANT}
    assert set(ANS_INSTRUIT) == {Role.VERIFICATEUR, Role.RESPONSABLE}
    assert sorted(role for roles in ROLES_PAR_NATURE.values() for role in roles) == sorted(set(Role) - {Role.SYSTEME})
    assert set(ROLES_PAR_NATURE[Organisation.Nature.ASP]) == set(ASP)


def test_une_personne_de_deux_organisations_agit_pour_une_a_la_fois(monde):
    ines = monde.salarie.utilisateur
    logipro, medisoft = (Organisation.objects.get(nom=nom) for nom in ("LogiPro", "MédiSoft"))

    acteurs = [acteur_pour(ines), acteur_pour(ines, logipro.pk), acteur_pour(ines, medisoft.pk)]

    assert [acteur.organisation for acteur in acteurs] == [logipro, logipro, medisoft]


def test_une_personne_tient_plusieurs_roles_dans_une_organisation_sans_les_porter_ailleurs(monde):
    ines = monde.salarie.utilisateur
    logipro, medisoft = (Organisation.objects.get(nom=nom) for nom in ("LogiPro", "MédiSoft"))
    Appartenance.objects.create(utilisateur=ines, organisation=medisoft, role=Role.MANDATAIRE)

    assert acteur_pour(ines, medisoft.pk).roles == {"salarie", "mandataire"}
    assert acteur_pour(ines, logipro.pk).roles == {"salarie"}


def test_une_organisation_qui_n_est_pas_la_sienne_ne_donne_rien(monde):
    ans = Organisation.objects.get(nom="ANS")

    acteur = acteur_pour(monde.mandataire.utilisateur, ans.pk)

    assert (str(acteur.organisation), acteur.roles) == ("LogiPro", {"mandataire"})


def test_sans_appartenance_active_il_n_y_a_pas_de_role(monde):
    Appartenance.objects.filter(utilisateur=monde.mandataire.utilisateur).update(active=False)

    acteur = acteur_pour(Utilisateur.objects.get(email="mandataire@logipro.example"))

    assert (acteur.organisation, acteur.roles) == (None, frozenset())
    assert not acteur.tient(*Role)


def test_ayant_role_ne_retient_que_les_personnes_en_place(monde):
    def adresses():
        return [personne.email for personne in Utilisateur.objects.ayant_role(*ANS_INSTRUIT)]

    assert adresses() == ["verificateur@ans.example", "responsable@ans.example"]
    Utilisateur.objects.filter(email="verificateur@ans.example").update(is_active=False)
    assert adresses() == ["responsable@ans.example"]
    Appartenance.objects.filter(role=Role.RESPONSABLE).update(active=False)
    assert adresses() == []


def test_ayant_role_se_limite_a_une_organisation(monde):
    medisoft = Organisation.objects.get(nom="MédiSoft")

    personnes = Utilisateur.objects.ayant_role(*EDITEUR, organisation=medisoft)

    assert [personne.email for personne in personnes] == ["salarie@logipro.example", "mandataire@medisoft.example"]


def test_ayant_role_ne_rend_pas_deux_fois_la_meme_personne(monde):
    assert list(Utilisateur.objects.ayant_role(Role.SALARIE)) == [monde.salarie.utilisateur]


def test_le_meme_role_ne_se_tient_pas_deux_fois(monde):
    existante = appartenance("mandataire@logipro.example", "LogiPro")
    double = Appartenance(utilisateur=existante.utilisateur, organisation=existante.organisation, role=existante.role)

    with pytest.raises(ValidationError, match="tient déjà ce rôle dans cette organisation"):
        double.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        double.save()


def test_personne_ne_tient_le_role_du_portail(monde):
    usurpation = Appartenance(
        utilisateur=monde.mandataire.utilisateur, organisation=monde.mandataire.organisation, role=Role.SYSTEME
    )

    with pytest.raises(ValidationError, match="tenu par personne"):
        usurpation.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        usurpation.save()


def test_une_adresse_n_a_qu_un_compte_quelle_que_soit_la_casse(monde):
    with pytest.raises(IntegrityError), transaction.atomic():
        Utilisateur.objects.create_user("Mandataire@LogiPro.Example", nom="X", prenom="Y")


def test_une_adresse_est_rangee_en_minuscules(db):
    personne = Utilisateur.objects.create_user("Jean.DUPONT@Exemple.FR", "mot-de-passe-long", nom="D", prenom="J")

    assert (personne.email, personne.is_staff, personne.is_superuser) == ("jean.dupont@exemple.fr", False, False)
    assert personne.check_password("mot-de-passe-long")


def test_sans_mot_de_passe_personne_n_entre(db):
    assert not Utilisateur.objects.create_user("a@exemple.fr", nom="A", prenom="B").has_usable_password()


@pytest.mark.parametrize("modele", [Utilisateur, Organisation])
def test_ce_qui_a_un_role_ne_s_efface_pas(monde, modele):
    with pytest.raises(ProtectedError):
        modele.objects.all().delete()


def test_le_portail_agit_sans_personne():
    assert (SYSTEME.utilisateur, SYSTEME.organisation, str(SYSTEME), SYSTEME.est_systeme) == (
        None,
        None,
        "Portail",
        True,
    )
    assert not SYSTEME.tient(*EDITEUR, *ANS, *ASP, Role.ADMINISTRATEUR)
