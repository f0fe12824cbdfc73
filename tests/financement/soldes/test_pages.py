"""The pages of the balance: who sees what, what is refused beside its field, what each costs."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from financement.demandes.traitement import traiter
from financement.models import Commande, Creance, DemandeDeFinancement, PieceDeCreance
from financement.transitions import correction_des_creances as correction
from segur.noyau import horloge
from segur.portail.demonstration.enrolements import PDF
from tests.financement.soldes.depot import DepotDeSoldes
from tests.financement.soldes.exemples import FONCTIONS, declaration_pour
from tests.monde import Monde
from tests.portail.test_requetes import BUDGET, cout

Connecter = Callable[[Any], Any]
DEPOSER = "/financement/demandes/deposer/solde/"
LISTE = "/financement/creances/"


@pytest.fixture
def chez_soi(depot: DepotDeSoldes, connecter: Connecter, settings: Any) -> Any:
    """The pages believe in the instant of the deposits."""
    settings.DEMO = True
    horloge.regler(depot.dossier.instant)
    return connecter(depot.dossier.mandataire)


def commander(depot: DepotDeSoldes, nombre: int = 1, **options: Any) -> list[Commande]:
    commandes = depot.commander(nombre, **options)
    horloge.regler(depot.dossier.instant)
    return commandes


def saisie(commande: Commande, **changements: Any) -> dict[str, Any]:
    """What a browser posts: the declaration, its nine functions ticked, VA and invoice."""
    declaration = declaration_pour(commande)
    noms = ("achevee_le", "va_signee_le", "va_signataire", "facture_numero", "facture_du", "facture_client")
    textes = {nom: str(getattr(declaration, nom)) for nom in (*noms, "facture_ht", "facture_ttc", "taux_tva")}
    oui = dict.fromkeys(("va_signataire_habilite", "conforme_au_bon", "facture_unique"), "true")
    pieces = {f"{genre}-fichier": SimpleUploadedFile(f"{genre}.pdf", PDF) for genre in ("va", "facture")}
    choix = {"va_signature": "psc", "surcout": "false", "fonctions": sorted(FONCTIONS)}
    return textes | oui | choix | pieces | changements


def demander(commande: Commande) -> str:
    return f"{commande.get_absolute_url()}solde/"


@pytest.mark.exigence("SOL-01", "SOL-04", "SOL-05", "REA-10")
def test_le_solde_se_demande_depuis_la_commande_se_relit_et_se_depose(depot: DepotDeSoldes, chez_soi: Any) -> None:
    (commande,) = commander(depot)
    assert "Demander le solde" in chez_soi.get(commande.get_absolute_url()).content.decode()
    page = chez_soi.get(demander(commande))
    formulaire = page.context["form"]
    depart = {nom: formulaire[nom].value() for nom in ("facture_client", "facture_ht", "facture_ttc", "taux_tva")}
    assert depart == {
        "facture_client": commande.nom,
        "facture_ht": "376.25",
        "facture_ttc": "451.50",
        "taux_tva": "20",
    }
    assert page.content.decode().count('name="fonctions"') == 9

    reponse = chez_soi.post(demander(commande), saisie(commande) | {"cle": "une-cle-de-formulaire"})

    creance = Creance.objects.get()
    assert (reponse["Location"], creance.statut, creance.commande) == (
        creance.get_absolute_url(),
        "incomplete",
        commande,
    )
    lue = chez_soi.get(creance.get_absolute_url()).content.decode()
    assert "270,90" in lue
    assert "Déposer la demande" in lue
    assert "puis demandez le solde" in chez_soi.get(commande.get_absolute_url()).content.decode()
    chez_soi.post(f"/actions/creance.deposer_la_creance/{creance.pk}/")
    creance.refresh_from_db()
    assert creance.statut == "deposee"
    apres = chez_soi.get(commande.get_absolute_url()).content.decode()
    assert "Ce qui manque pour demander" not in apres
    assert creance.get_absolute_url() in apres
    assert "Demander le solde" not in apres
    assert "puis demandez le solde" not in apres
    assert "Le solde est demandé" in apres


def test_le_meme_formulaire_envoye_deux_fois_ne_fait_qu_une_demande(depot: DepotDeSoldes, chez_soi: Any) -> None:
    (commande,) = commander(depot)

    adresses = {
        chez_soi.post(demander(commande), saisie(commande) | {"cle": "la-meme-cle-1"})["Location"] for _ in "ab"
    }

    assert (len(adresses), Creance.objects.count(), PieceDeCreance.objects.count()) == (1, 1, 2)


@pytest.mark.exigence("SOL-01")
def test_ce_qui_manque_pour_demander_le_solde_est_dit(depot: DepotDeSoldes, chez_soi: Any) -> None:
    (commande,) = commander(depot, pilotes=False, preserie=False)

    page = chez_soi.get(commande.get_absolute_url()).content.decode()
    formulaire = chez_soi.get(demander(commande)).content.decode()

    assert "Ce qui manque pour demander" in page
    assert "La présérie Ordonnance numérique de la solution n’est pas validée" in page
    assert "Demander le solde" not in page
    assert "L’ASP rejetterait cette demande aujourd’hui" in formulaire


def test_tant_que_l_avance_n_est_pas_validee_rien_ne_parle_de_solde(depot: DepotDeSoldes, chez_soi: Any) -> None:
    (commande,) = commander(depot, engagee=False)
    avant = {"statut": "deposee", "financement": None, "avance": None, "solde": None}
    Commande.objects.filter(pk=commande.pk).update(**avant, decidee_le=None, decidee_par=None)

    assert 'id="solde"' not in chez_soi.get(commande.get_absolute_url()).content.decode()
    reponse = chez_soi.post(demander(commande), saisie(commande))
    assert (reponse.status_code, Creance.objects.count()) == (409, 0)


def test_une_saisie_fausse_revient_entiere_avec_toutes_ses_erreurs(depot: DepotDeSoldes, chez_soi: Any) -> None:
    (commande,) = commander(depot)
    fausse = saisie(commande, facture_ht="cent euros", va_signee_le="", facture_numero="F-GARDÉ", fonctions=["ins"])
    fausse["va-fichier"] = SimpleUploadedFile("va.docx", b"x")

    reponse = chez_soi.post(demander(commande), fausse)

    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert set(reponse.context["form"].errors) == {"facture_ht", "va_signee_le"}
    assert [piece.nature for piece in reponse.context["pieces"] if piece.errors] == ["va"]
    assert 'value="F-GARDÉ"' in page
    assert 'value="cent euros"' in page
    assert page.count(" checked") == 1
    assert not Creance.objects.exists()


@pytest.mark.exigence("SOL-04", "B-FIN-06")
def test_un_fichier_et_son_archive_se_deposent_d_un_coup(depot: DepotDeSoldes, chez_soi: Any) -> None:
    commandes = commander(depot, 2)
    fichier = depot.fichier_de_soldes([declaration_pour(commande) for commande in commandes])
    archive = depot.pieces([commandes[0].reference])

    reponse = chez_soi.post(
        DEPOSER, {"fichier": fichier, "archive": archive, "malgre_tout": "on", "cle": "cle-fichier-1"}
    )
    objet = DemandeDeFinancement.objects.get(nature="solde")
    traiter(objet.pk)

    assert reponse["Location"] == objet.get_absolute_url()
    assert list(objet.creances.values_list("statut", flat=True)) == ["deposee", "incomplete"]
    page = chez_soi.get(objet.get_absolute_url()).content.decode()
    assert "Attention : des demandes d’avance et/ou de solde n’ont pas été complétées." in page
    recepisse = chez_soi.get(f"{objet.get_absolute_url()}recepisse/").content.decode()
    assert objet.empreinte in recepisse
    assert "1 demande de solde à compléter" in recepisse
    assert chez_soi.get(f"{objet.get_absolute_url()}recepisse/?format=pdf").content.startswith(b"%PDF")
    cochees = list(objet.creances.values_list("pk", flat=True))
    chez_soi.post(f"{objet.get_absolute_url()}commandes/", {"geste": "retirer", "commandes": cochees, "motif": "Non."})
    assert set(objet.creances.values_list("statut", flat=True)) == {"retiree"}


def test_chaque_depot_dit_ce_qu_il_attend(chez_soi: Any) -> None:
    for adresse, des in ((DEPOSER, "demandes de solde"), ("/financement/demandes/deposer/", "commandes")):
        page = chez_soi.get(adresse).content.decode()
        assert f"Fichier JSON des {des}" in page
        assert f"Déposer aussi les {des} que l’ASP rejetterait probablement" in page


@pytest.mark.exigence("SOL-07")
def test_la_correction_n_ouvre_que_les_champs_nommes(depot: DepotDeSoldes, chez_soi: Any) -> None:
    (commande,) = commander(depot)
    creance = depot.renvoyer(depot.deposer_des_soldes([commande]).creances.get(), "champ:facture_numero")
    horloge.regler(depot.dossier.instant)

    page = chez_soi.get(f"{creance.get_absolute_url()}corriger/")
    assert set(page.context["form"].fields) == {"facture_numero"}
    assert chez_soi.post(f"{creance.get_absolute_url()}corriger/", {"facture_numero": ""}).status_code == 422
    chez_soi.post(f"{creance.get_absolute_url()}corriger/", {"facture_numero": "F-2", "surcout": "true"})

    creance.refresh_from_db()
    assert (creance.contenu["facture_numero"], creance.contenu["surcout"]) == ("F-2", False)


def test_une_piece_seule_suit_les_memes_regles(depot: DepotDeSoldes, chez_soi: Any) -> None:
    creance = depot.saisir(commander(depot)[0])

    refus = chez_soi.post(f"{creance.get_absolute_url()}pieces/va/", {"fichier": SimpleUploadedFile("va.pdf", b"non")})
    assert (refus.status_code, PieceDeCreance.objects.count()) == (422, 0)
    assert chez_soi.post(f"{creance.get_absolute_url()}pieces/inconnue/").status_code == 404
    chez_soi.post(f"{creance.get_absolute_url()}pieces/va/", {"fichier": SimpleUploadedFile("va.pdf", PDF)})
    assert PieceDeCreance.objects.get().document.zone == "piece_de_creance"


@pytest.mark.parametrize("suite", ["", "corriger/"])
def test_le_solde_d_une_autre_entreprise_n_existe_pas(
    depot: DepotDeSoldes, chez_soi: Any, connecter: Connecter, monde: Monde, suite: str
) -> None:
    (commande,) = commander(depot)
    creance = depot.deposer_des_soldes([commande]).creances.get()
    ailleurs = connecter(monde.autre_editeur)

    refusees = [
        ailleurs.get(f"{creance.get_absolute_url()}{suite}"),
        ailleurs.get(demander(commande)),
        ailleurs.post(f"/actions/creance.retirer/{creance.pk}/", {"motif": "x"}),
        *(ailleurs.get(piece.document.get_absolute_url()) for piece in creance.pieces.all()),
    ]

    assert {reponse.status_code for reponse in refusees} == {404}
    assert len(ailleurs.get(LISTE).context["page"]) == 0


def test_un_agent_ne_lit_que_ce_qui_est_depose_et_n_y_touche_pas(
    depot: DepotDeSoldes, chez_soi: Any, connecter: Connecter, monde: Monde
) -> None:
    deposee, incomplete = depot.deposer_des_soldes(commander(depot, 2), sauf=1).creances.order_by("rang")
    agent = connecter(monde.gestionnaire)

    assert agent.get(incomplete.get_absolute_url()).status_code == 404
    assert agent.get(demander(deposee.commande)).status_code == 403
    assert agent.post(f"{deposee.get_absolute_url()}pieces/va/").status_code == 403
    assert agent.get(LISTE).status_code == 403
    assert agent.get(deposee.pieces.earliest("pk").document.get_absolute_url()).status_code == 200


def test_la_liste_se_cherche_se_filtre_et_s_exporte(depot: DepotDeSoldes, chez_soi: Any) -> None:
    commandes = commander(depot, 2)
    depot.deposer_des_soldes(commandes, sauf=1)

    def combien(recherche: str) -> int:
        return len(chez_soi.get(f"{LISTE}?{recherche}").context["page"])

    assert [combien(r) for r in ("", f"q={commandes[0].cle}", "q=BC-999")] == [2, 1, 0]
    assert [combien(r) for r in ("statut=deposee", "part=solde", "part=secondaire", "statut=%00")] == [1, 2, 0, 2]
    assert len(chez_soi.get("/financement/demandes/?nature=solde").context["page"]) == 1
    assert len(chez_soi.get(f"/financement/demandes/?nature=solde&q={commandes[0].nom}").context["page"]) == 1
    export = chez_soi.get(f"{LISTE}?format=csv").getvalue().decode()
    assert all(commande.reference in export for commande in commandes)


PAGES: dict[str, Callable[[Creance], str]] = {
    "liste": lambda creance: LISTE,
    "export": lambda creance: f"{LISTE}?format=csv",
    "demandes": lambda creance: "/financement/demandes/",
    "demande": lambda creance: creance.demande.get_absolute_url(),
    "récépissé": lambda creance: f"{creance.demande.get_absolute_url()}recepisse/",
}


@pytest.mark.parametrize("page", PAGES)
def test_une_page_coute_autant_pour_trois_soldes_que_pour_un(depot: DepotDeSoldes, page: str) -> None:
    creance, acteur = (
        depot.deposer_des_soldes(depot.commander(2), sauf=1).creances.earliest("rang"),
        depot.dossier.mandataire,
    )
    pour_un = cout(acteur, PAGES[page](creance))
    creance = depot.deposer_des_soldes(depot.commander(6, depuis=10), sauf=3).creances.earliest("rang")

    pour_trois = cout(acteur, PAGES[page](creance))

    assert pour_trois == pour_un
    assert pour_trois <= BUDGET


def test_les_pages_d_un_solde_restent_dans_leur_budget(depot: DepotDeSoldes) -> None:
    (commande, autre) = depot.commander(2)
    creance, acteur = depot.saisir(commande, "va"), depot.dossier.mandataire
    correction.joindre(creance, depot.demande(nature="facture", fichier=SimpleUploadedFile("f.pdf", PDF)))

    adresses = (creance.get_absolute_url(), f"{creance.get_absolute_url()}corriger/", commande.get_absolute_url())
    couts = {adresse: cout(acteur, adresse) for adresse in adresses}

    assert {adresse: prix for adresse, prix in couts.items() if prix > BUDGET} == {}
    assert cout(acteur, demander(autre)) <= BUDGET + 2  # the gate of the supplier and the conditions of the order
