"""The supplier's pages: who sees what, what is refused beside its field, what each costs."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from financement.demandes.traitement import traiter
from financement.forms import ArchiveForm, DepotForm
from financement.models import Commande, DemandeDeFinancement, Droit, PieceDeCommande
from financement.transitions.fournisseur import accorder, retirer
from segur.noyau.comptes.models import Acteur
from segur.noyau.documents.models import Document
from segur.portail.demonstration.commandes import DepotDeCommandes
from segur.portail.demonstration.enrolements import PDF
from segur.portail.demonstration.modeles import ImportDeModeles
from tests.monde import Monde, fichier
from tests.portail.test_requetes import BUDGET, cout

Connecter = Callable[[Any], Any]
DEPOSER = "/financement/demandes/deposer/"
SAISIR = "/financement/demandes/saisir/"
BANDEAU = "Attention : des demandes d’avance et/ou de solde n’ont pas été complétées."


@pytest.fixture
def chez_soi(depot: DepotDeCommandes, connecter: Connecter, regler_l_horloge: None) -> Any:
    return connecter(depot.dossier.mandataire)


@pytest.fixture
def regler_l_horloge(depot: DepotDeCommandes, settings: Any) -> None:
    """The pages believe in the instant of the deposits."""
    from segur.noyau import horloge

    settings.DEMO = True
    horloge.regler(depot.dossier.instant)


@pytest.mark.exigence("B-FIN-06", "ASP-01")
def test_un_fichier_et_son_archive_se_deposent_d_un_coup(depot: DepotDeCommandes, chez_soi: Any) -> None:
    bons = depot.bons(2)
    donnees = {"fichier": depot.fichier(bons), "archive": depot.archive(["BC-001"]), "cle": "cle-du-formulaire-1"}

    reponse = chez_soi.post(DEPOSER, donnees)
    objet = DemandeDeFinancement.objects.get()
    traiter(objet.pk)

    assert reponse["Location"] == objet.get_absolute_url()
    assert list(objet.commandes.values_list("statut", flat=True)) == ["deposee", "incomplete"]
    page = chez_soi.get(objet.get_absolute_url()).content.decode()
    assert BANDEAU in page
    assert "Compléter la demande" in page
    recepisse = chez_soi.get(f"{objet.get_absolute_url()}recepisse/").content.decode()
    assert objet.empreinte in recepisse
    assert "1 commande à compléter" in recepisse
    pdf = chez_soi.get(f"{objet.get_absolute_url()}recepisse/?format=pdf")
    assert pdf.content.startswith(b"%PDF")


def test_le_meme_formulaire_envoye_deux_fois_repond_pareil(depot: DepotDeCommandes, chez_soi: Any) -> None:
    bons = depot.bons(1)

    adresses = {
        chez_soi.post(
            DEPOSER,
            {"fichier": depot.fichier(bons), "archive": depot.archive(["BC-001"]), "cle": "la-meme-cle-1"},
        )["Location"]
        for _ in range(2)
    }

    assert len(adresses) == DemandeDeFinancement.objects.count() == 1
    assert DemandeDeFinancement.objects.get().envois.count() == 1


@pytest.mark.parametrize(
    ("envoi", "champs"),
    [
        ({}, {"fichier"}),
        ({"fichier": SimpleUploadedFile("d.xlsx", b"x")}, {"fichier"}),
        ({"fichier": SimpleUploadedFile("d.json", b"\x00\x01"), "archive": SimpleUploadedFile("p.zip", b"x")}, None),
    ],
)
def test_un_mauvais_envoi_est_dit_a_cote_de_son_champ(
    chez_soi: Any, envoi: dict[str, Any], champs: set[str] | None
) -> None:
    reponse = chez_soi.post(DEPOSER, envoi)

    assert reponse.status_code == 422
    assert set(reponse.context["form"].errors) == (champs or {"fichier", "archive"})
    assert not DemandeDeFinancement.objects.exists()


def test_chaque_fichier_refuse_de_l_archive_est_nomme(depot: DepotDeCommandes, chez_soi: Any) -> None:
    objet = depot.completer(depot.envoyer(depot.bons(1)), ["inconnu", "BC-002"])

    page = chez_soi.get(objet.get_absolute_url()).content.decode()

    assert page.count("n’annonce ce nom") == 2
    assert "« inconnu.pdf »" in page


@pytest.mark.exigence("ASP-10")
@pytest.mark.parametrize(
    ("nom", "contenu"), [("bon.docx", b"x"), ("bon.pdf", b"pas un pdf"), ("bon.pdf", b"%PDF-" + b"x" * 4 * 1024**2)]
)
def test_une_piece_seule_suit_les_memes_regles(
    depot: DepotDeCommandes, chez_soi: Any, nom: str, contenu: bytes
) -> None:
    commande = depot.envoyer(depot.bons(1)).commandes.get()

    reponse = chez_soi.post(f"{commande.get_absolute_url()}pieces/bon/", {"fichier": fichier(nom, contenu)})

    assert reponse.status_code == 422
    assert not PieceDeCommande.objects.exists()


@pytest.mark.exigence("AV-03", "AV-04")
def test_une_commande_se_saisit_se_relit_et_se_depose(depot: DepotDeCommandes, chez_soi: Any) -> None:
    (bon,) = depot.bons(1)
    saisie = _saisie(bon) | {"bon-fichier": SimpleUploadedFile("bon.pdf", PDF)}

    reponse = chez_soi.post(SAISIR, saisie)

    commande = Commande.objects.get()
    assert reponse["Location"] == commande.get_absolute_url(), reponse
    page = chez_soi.get(commande.get_absolute_url()).content.decode()
    assert "180,60" in page
    assert "Déposer la commande" in page
    chez_soi.post(f"/actions/commande.deposer_la_commande/{commande.pk}/")
    commande.refresh_from_db()
    assert commande.statut == "deposee"


def _saisie(bon: Any) -> dict[str, Any]:
    from financement.formats import en_commande

    brut = en_commande(bon)
    saisie = {nom: _texte(valeur) for nom, valeur in brut.items() if nom not in ("lignes", "pieces")}
    for rang, ligne in enumerate(brut["lignes"]):
        saisie |= {f"lignes-{rang}-{nom}": _texte(valeur) for nom, valeur in ligne.items()}
    return saisie


def _texte(valeur: Any) -> str:
    if isinstance(valeur, bool):
        return "true" if valeur else "false"
    return "" if valeur is None else str(valeur)


def test_une_saisie_fausse_revient_avec_ses_erreurs(chez_soi: Any) -> None:
    reponse = chez_soi.post(SAISIR, {"reference": "BC-1", "bon-fichier": SimpleUploadedFile("x.docx", b"x")})

    assert reponse.status_code == 422
    assert {"client", "cle", "signe_le"} <= set(reponse.context["form"].errors)
    assert 'value="BC-1"' in reponse.content.decode()


@pytest.mark.parametrize("suite", ["", "corriger/"])
def test_la_commande_d_une_autre_entreprise_n_existe_pas(
    depot: DepotDeCommandes, connecter: Connecter, monde: Monde, suite: str
) -> None:
    commande = depot.deposer(1).commandes.get()
    ailleurs = connecter(monde.autre_editeur)

    refusees = [
        ailleurs.get(f"{commande.get_absolute_url()}{suite}"),
        ailleurs.get(commande.demande.get_absolute_url()),
        ailleurs.get(f"{commande.demande.get_absolute_url()}recepisse/"),
        ailleurs.get(commande.pieces.get().document.get_absolute_url()),
        ailleurs.get(Document.objects.get(zone="demande_d_avance").get_absolute_url()),
        ailleurs.post(f"/actions/commande.retirer/{commande.pk}/", {"motif": "x"}),
    ]

    assert {reponse.status_code for reponse in refusees} == {404}


@pytest.mark.exigence("ROL-11")
def test_un_salarie_ne_depose_qu_avec_le_droit_de_demander(
    depot: DepotDeCommandes, connecter: Connecter, monde: Monde, regler_l_horloge: None
) -> None:
    salarie = monde.salarie
    objet = depot.envoyer(depot.bons(1))
    client = connecter(salarie)
    assert client.get(objet.get_absolute_url()).status_code == 404

    _accorder(depot, salarie, Droit.SAISIR)
    assert client.get(objet.get_absolute_url()).status_code == 200
    refus = client.post(DEPOSER, {"fichier": depot.fichier(depot.bons(1, 3))})
    assert refus.status_code == 409
    client.post(f"{objet.get_absolute_url()}pieces/", {"archive": depot.archive(["BC-001"])})
    assert not objet.envois.exists()

    _accorder(depot, salarie, Droit.DEMANDER)
    assert client.post(DEPOSER, {"fichier": depot.fichier(depot.bons(1, 3))}).status_code == 302
    client.post(f"{objet.get_absolute_url()}pieces/", {"archive": depot.archive(["BC-001"])})
    assert objet.envois.count() == 1


def _accorder(depot: DepotDeCommandes, salarie: Acteur, droit: str) -> None:
    accorder(depot.fournisseur, depot.demande(utilisateur=salarie.personne, droit=droit))


def test_le_droit_retire_ferme_la_demande_au_salarie(
    depot: DepotDeCommandes, connecter: Connecter, monde: Monde
) -> None:
    _accorder(depot, monde.salarie, Droit.DEMANDER)
    objet = depot.envoyer(depot.bons(1))
    habilitation = depot.fournisseur.habilitations.get()

    retirer(depot.fournisseur, depot.demande(habilitation=habilitation.pk))

    assert connecter(monde.salarie).get(objet.get_absolute_url()).status_code == 404


def test_plusieurs_commandes_se_retirent_ensemble(depot: DepotDeCommandes, chez_soi: Any) -> None:
    objet = depot.deposer(3)
    cochees = list(objet.commandes.values_list("pk", flat=True))[:2]

    sans_motif = chez_soi.post(f"{objet.get_absolute_url()}commandes/", {"geste": "retirer", "commandes": cochees})
    chez_soi.post(
        f"{objet.get_absolute_url()}commandes/", {"geste": "retirer", "commandes": cochees, "motif": "Doublons."}
    )

    assert sans_motif.status_code == 422
    assert sorted(objet.commandes.values_list("statut", flat=True)) == ["deposee", "retiree", "retiree"]


def test_les_listes_se_cherchent_et_s_exportent(depot: DepotDeCommandes, chez_soi: Any) -> None:
    objet = depot.deposer(2, sauf=1)
    nom = objet.commandes.earliest("rang").nom

    assert len(chez_soi.get("/financement/demandes/?q=BC-001").context["page"]) == 1
    assert len(chez_soi.get("/financement/demandes/?q=BC-999").context["page"]) == 0
    assert len(chez_soi.get("/financement/demandes/?statut=deposee").context["page"]) == 0
    assert nom in chez_soi.get(f"{objet.get_absolute_url()}?format=csv").getvalue().decode()
    assert f"{objet.pk};" in chez_soi.get("/financement/demandes/?format=csv").getvalue().decode()
    assert len(chez_soi.get(f"{objet.get_absolute_url()}?statut=incomplete").context["page"]) == 1


@pytest.mark.parametrize("champ", ["statut", "dispositif", "q", "tri", "page", "taille", "candidature"])
def test_un_parametre_inconnu_ne_casse_rien(depot: DepotDeCommandes, chez_soi: Any, champ: str) -> None:
    objet = depot.deposer(1)

    for adresse in ("/financement/demandes/", objet.get_absolute_url(), DEPOSER, SAISIR):
        assert chez_soi.get(f"{adresse}?{champ}=%00'x").status_code == 200


PAGES: dict[str, Callable[[DemandeDeFinancement], str]] = {
    "liste": lambda objet: "/financement/demandes/",
    "export": lambda objet: "/financement/demandes/?format=csv",
    "incomplètes": lambda objet: "/financement/demandes/incompletes/",
    "demande": lambda objet: objet.get_absolute_url(),
    "export des commandes": lambda objet: f"{objet.get_absolute_url()}?format=csv",
    "récépissé": lambda objet: f"{objet.get_absolute_url()}recepisse/",
    "espace": lambda objet: "/financement/",
}


@pytest.mark.parametrize("page", PAGES)
def test_une_page_coute_autant_pour_trois_commandes_que_pour_une(depot: DepotDeCommandes, page: str) -> None:
    objet, acteur = depot.deposer(2, sauf=1), depot.dossier.mandataire
    pour_une = cout(acteur, PAGES[page](objet))
    objet = depot.deposer(6, sauf=3, depuis=10)
    depot.deposer(2, sauf=1, depuis=20)

    pour_trois = cout(acteur, PAGES[page](objet))

    assert pour_trois == pour_une
    assert pour_trois <= BUDGET


@pytest.mark.parametrize("suite", ["", "corriger/"])
def test_la_page_d_une_commande_reste_dans_son_budget(depot: DepotDeCommandes, suite: str) -> None:
    commande = depot.envoyer(depot.bons(1)).commandes.get()

    assert cout(depot.dossier.mandataire, f"{commande.get_absolute_url()}{suite}") <= BUDGET


@pytest.mark.exigence("ASP-01")
def test_un_agent_ne_voit_que_ce_qui_est_depose_et_va_au_bureau(
    depot: DepotDeCommandes, connecter: Connecter, monde: Monde
) -> None:
    objet = depot.deposer(2, sauf=1)
    agent = connecter(monde.gestionnaire)
    deposee, incomplete = objet.commandes.order_by("rang")

    assert agent.get(deposee.get_absolute_url())["Location"].endswith(f"/commandes/{deposee.pk}/instruction/")
    assert agent.get(objet.get_absolute_url())["Location"].endswith(f"/demandes/{objet.pk}/instruction/")
    assert agent.get(incomplete.get_absolute_url()).status_code == 404
    assert agent.get(Document.objects.get(zone="demande_d_avance").get_absolute_url()).status_code == 404
    assert agent.post(f"{deposee.get_absolute_url()}pieces/bon/").status_code == 403
    assert agent.get("/financement/demandes/").status_code == 403


@pytest.mark.exigence("AV-02")
def test_rien_n_est_retenu_sans_que_le_fournisseur_l_ait_choisi() -> None:
    """A filing in time is never kept back by the portal's opinion of it: the box is ticked from the start."""
    assert DepotForm().fields["malgre_tout"].initial is True
    assert ArchiveForm().fields["malgre_tout"].initial is True
    assert "Date 4" in DepotForm().fields["malgre_tout"].help_text


@pytest.mark.exigence("ASP-02", "ASP-07")
def test_le_modele_valide_est_propose_au_depot(depot: DepotDeCommandes, chez_soi: Any) -> None:
    assert "Aucun de vos modèles de bon de commande n’est validé" in chez_soi.get(DEPOSER).content.decode()
    ImportDeModeles(depot.dossier).ajouter("bon_de_commande").envoyer().valider("bon_de_commande")

    for page in (DEPOSER, SAISIR):
        contenu = chez_soi.get(page).content.decode()
        assert "Modèle de bon de commande validé par l’ASP" in contenu
