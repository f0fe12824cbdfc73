"""Bank details: two agents, a safety delay, opposition; nothing in clear in the database nor in the files."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from financement.models import CoordonneesBancaires
from financement.models.coordonnees import en_service
from financement.transitions import coordonnees as gestes
from segur.noyau.comptes.models import Acteur, Appartenance, Organisation, Role, Utilisateur, acteur_pour
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie.models import Notification
from segur.noyau.transitions import Demande, Refus
from segur.portail.demonstration.enrolements import IBANS, DossierDEnrolement
from tests.monde import PDF, fichier

AUTRE, AUTRE_BIC = "FR7610278060000002034567806", "CMCIFR2A"


def codes(refus: pytest.ExceptionInfo[Refus]) -> list[str]:
    return [motif.code for motif in refus.value.verdict.obstacles]


@pytest.fixture
def declarees(enrolable: DossierDEnrolement) -> DossierDEnrolement:
    """In a file sent to the ASP, taken in charge."""
    return enrolable.complet().transmettre().prendre_en_charge()


@pytest.fixture
def changees(declarees: DossierDEnrolement) -> DossierDEnrolement:
    """Others approved after the first ones: in their safety delay."""
    declarees.verifier().approuver()
    return declarees.declarer(AUTRE, AUTRE_BIC).verifier().approuver()


def toute_la_base() -> str:
    """Every value of every table, as text."""
    morceaux = []
    with connection.cursor() as curseur:
        for modele in apps.get_models(include_auto_created=True):
            curseur.execute(f"SELECT * FROM {modele._meta.db_table}")  # noqa: S608 (names of our own tables)
            morceaux += [str(ligne) for ligne in curseur.fetchall()]
    return "\n".join(morceaux)


def tous_les_fichiers() -> bytes:
    return b"".join(f.read_bytes() for f in Path(default_storage.path("")).rglob("*") if f.is_file())


def test_ni_la_base_ni_les_fichiers_ne_contiennent_l_iban(declarees: DossierDEnrolement) -> None:
    iban = IBANS["LogiPro"]

    assert declarees.coordonnees.iban() == iban
    assert declarees.coordonnees.rib.lire().endswith(iban.encode())
    assert iban not in toute_la_base()
    assert iban[4:-4] not in toute_la_base()
    assert iban.encode() not in tous_les_fichiers()
    assert declarees.coordonnees.iban_masque == "FR76 •••• 2682"


def test_le_controle_negatif_voit_une_valeur_en_clair(declarees: DossierDEnrolement) -> None:
    """What is kept in clear is seen by the search above: it does not pass by looking nowhere."""
    assert declarees.coordonnees.bic in toute_la_base()


def test_la_rotation_rechiffre_ibans_et_fichiers(
    declarees: DossierDEnrolement, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    avant = declarees.coordonnees
    nouvelle = Fernet.generate_key().decode()
    settings.CLES_DONNEES = [nouvelle, "demonstration"]

    with django_capture_on_commit_callbacks(execute=True):
        call_command("tourner_les_cles", verbosity=0)

    settings.CLES_DONNEES = [nouvelle]
    apres = declarees.coordonnees
    assert apres.iban() == IBANS["LogiPro"]
    assert apres.rib.lire().startswith(PDF)
    assert (apres.iban_empreinte == avant.iban_empreinte, apres.cle == avant.cle) == (False, False)


def test_les_premieres_servent_des_l_approbation(declarees: DossierDEnrolement) -> None:
    declarees.verifier()
    fournisseur = declarees.enrolement.fournisseur
    assert en_service(fournisseur, declarees.instant) is None

    declarees.approuver()

    assert en_service(fournisseur, declarees.instant) == declarees.coordonnees


def test_un_changement_attend_et_les_anciennes_servent(changees: DossierDEnrolement) -> None:
    nouvelles, fournisseur = changees.coordonnees, changees.enrolement.fournisseur
    assert nouvelles.sert_le is not None

    juste_avant = en_service(fournisseur, nouvelles.sert_le - timedelta(microseconds=1))
    a_l_instant = en_service(fournisseur, nouvelles.sert_le)

    assert (juste_avant is not None and juste_avant.iban(), a_l_instant) == (IBANS["LogiPro"], nouvelles)


def test_tout_mandataire_s_oppose_pendant_le_delai(changees: DossierDEnrolement) -> None:
    logipro = Organisation.objects.get(nom="LogiPro")
    autre = Utilisateur.objects.create_user("second@logipro.example", nom="Second", prenom="Ali")
    Appartenance.objects.create(utilisateur=autre, organisation=logipro, role=Role.MANDATAIRE)
    demande = changees.demande(acteur_pour(autre), motif="Ce n’est pas nous.")

    gestes.s_opposer(changees.coordonnees, demande)

    dans_un_an = changees.instant + timedelta(days=365)
    servent = en_service(changees.enrolement.fournisseur, dans_un_an)
    assert servent is not None
    assert servent.iban() == IBANS["LogiPro"]
    assert Notification.objects.filter(sujet__contains="opposition").count() == 1


def test_on_ne_s_oppose_plus_une_fois_qu_elles_servent(changees: DossierDEnrolement) -> None:
    objet = changees.coordonnees
    assert objet.sert_le is not None

    with pytest.raises(Refus) as refus:
        gestes.s_opposer(objet, Demande(changees.mandataire, objet.sert_le, {"motif": "Trop tard."}))

    assert codes(refus) == ["opposition"]


def test_un_seul_changement_a_la_fois(changees: DossierDEnrolement) -> None:
    with pytest.raises(Refus) as refus:
        changees.declarer("FR7614508001001234567890141", "CEPAFRPP")

    assert "en_cours" in codes(refus)


def test_le_meme_iban_n_est_pas_un_changement(declarees: DossierDEnrolement) -> None:
    declarees.verifier().approuver()

    with pytest.raises(Refus) as refus:
        declarees.declarer()

    assert codes(refus) == ["saisie:iban"]


def test_tous_les_mandataires_sont_prevenus_sans_l_iban(declarees: DossierDEnrolement) -> None:
    message = Notification.objects.get(sujet__contains="coordonnées bancaires déclarées")

    assert message.destinataire == declarees.mandataire.utilisateur
    assert "2682" not in message.corps + message.sujet


def test_une_personne_aux_deux_roles_ne_decide_pas_seule(declarees: DossierDEnrolement) -> None:
    """Gestionnaire and valideur at once: she checks, somebody else approves; the database agrees."""
    gestionnaire = declarees.gestionnaire.personne
    asp = Organisation.objects.get(nature=Organisation.Nature.ASP)
    Appartenance.objects.create(utilisateur=gestionnaire, organisation=asp, role=Role.VALIDEUR)
    declarees.verifier()

    with pytest.raises(Refus) as refus:
        gestes.approuver(declarees.coordonnees, declarees.demande(acteur_pour(gestionnaire)))

    assert codes(refus) == ["personnes"]
    le = declarees.instant
    seule = {"statut": "approuvees", "approuvees_le": le, "sert_le": le, "approuvees_par": gestionnaire}
    with pytest.raises(IntegrityError, match="coordonnees_approuvees_par_autrui"), transaction.atomic():
        CoordonneesBancaires.objects.update(**seule)


def test_la_base_refuse_que_le_demandeur_verifie(declarees: DossierDEnrolement) -> None:
    objet = declarees.coordonnees

    with pytest.raises(IntegrityError, match="coordonnees_verifiees_par_autrui"), transaction.atomic():
        CoordonneesBancaires.objects.update(
            statut="verifiees", verifiees_le=declarees.instant, verifiees_par=objet.demandees_par
        )


def test_deux_fournisseurs_au_meme_iban_font_un_signal(
    declarees: DossierDEnrolement, en_plus: Callable[[str], DossierDEnrolement]
) -> None:
    assert list(gestes._signaux(declarees.coordonnees)) == []
    en_plus("MédiSoft").ouvrir().declarer(IBANS["LogiPro"], "PSSTFRPP")

    assert list(gestes._signaux(declarees.coordonnees)) == ["Signal de risque : le même IBAN est déclaré par MédiSoft."]


def test_l_iban_se_montre_a_la_demande_et_le_journal_le_dit(
    declarees: DossierDEnrolement, connecter: Callable[[Any], Any]
) -> None:
    client, adresse = connecter(declarees.gestionnaire), declarees.coordonnees.get_absolute_url()
    iban = IBANS["LogiPro"]
    assert iban not in client.get(adresse).content.decode()

    montree = client.post(f"/financement/coordonnees/{declarees.coordonnees.pk}/iban/")

    assert iban in montree.content.decode()
    entree = EntreeJournal.objects.get(action="coordonneesbancaires.reveler")
    assert (entree.acteur, entree.details) == (declarees.gestionnaire.utilisateur, {"coordonnees": "FR76 •••• 2682"})


def test_un_rib_sort_dechiffre_et_laisse_une_trace(
    declarees: DossierDEnrolement, connecter: Callable[[Any], Any]
) -> None:
    reponse = connecter(declarees.mandataire).post(f"/financement/coordonnees/{declarees.coordonnees.pk}/rib/")

    assert reponse.content.startswith(b"%PDF")
    assert EntreeJournal.objects.filter(action="coordonneesbancaires.consulter_le_rib").count() == 1


def test_toutes_les_erreurs_du_formulaire_a_la_fois(
    enrolable: DossierDEnrolement, connecter: Callable[[Any], Any]
) -> None:
    enrolable.ouvrir()
    adresse = f"/financement/fournisseurs/{enrolable.enrolement.fournisseur_id}/coordonnees/"
    donnees = {"titulaire": "", "iban": "FR76 3000 6000 0112 3456 7890 188", "bic": "AGRI", "rib": fichier("r.exe")}

    reponse = connecter(enrolable.mandataire).post(adresse, donnees)

    assert reponse.status_code == 422
    assert set(reponse.context["form"].errors) == {"titulaire", "iban", "bic", "rib"}
    assert not CoordonneesBancaires.objects.exists()


@pytest.mark.parametrize(
    ("iban", "bic", "champ"),
    [("FR7610278060000002034567806", "DEUTDEFF", "bic"), ("TN5910006035183598478831", "BIATTNTT", "iban")],
)
def test_le_pays_de_l_iban_et_celui_du_bic_s_accordent(
    enrolable: DossierDEnrolement, connecter: Callable[[Any], Any], iban: str, bic: str, champ: str
) -> None:
    enrolable.ouvrir()
    adresse = f"/financement/fournisseurs/{enrolable.enrolement.fournisseur_id}/coordonnees/"
    donnees = {"titulaire": "LogiPro", "iban": iban, "bic": bic, "rib": fichier("rib.pdf")}

    reponse = connecter(enrolable.mandataire).post(adresse, donnees)

    assert reponse.status_code == 409
    assert list(reponse.context["form"].errors) == [champ]


def test_un_iban_ne_se_declare_ni_ne_se_verifie_sans_identite_recente(
    declarees: DossierDEnrolement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever page sends it: a stale proof refuses it, and nothing is written."""
    recente = DossierDEnrolement.demande

    def perimee(dossier: DossierDEnrolement, acteur: Acteur, **donnees: Any) -> Demande:
        return replace(recente(dossier, acteur, **donnees), identite_recente=False)

    avant = CoordonneesBancaires.objects.count()
    monkeypatch.setattr(DossierDEnrolement, "demande", perimee)
    for geste in (declarees.verifier, lambda: declarees.declarer(AUTRE, AUTRE_BIC)):
        with pytest.raises(Refus) as refus:
            geste()
        assert "identite" in codes(refus)

    assert (CoordonneesBancaires.objects.count(), declarees.coordonnees.statut) == (avant, "demandees")
