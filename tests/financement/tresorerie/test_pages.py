"""Each supplier sees its own money, the ASP everybody's; the same number of queries for one order and for three."""

from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from financement.models import Commande
from segur.noyau.comptes.models import Acteur, Role, Utilisateur, acteur_pour
from tests.financement.paiements.caisse import Caisse
from tests.financement.tresorerie.exemples import mener
from tests.monde import Monde
from tests.portail.test_requetes import BUDGET, cout

pytestmark = pytest.mark.django_db
ADRESSE = "/financement/tresorerie/"


def lire(acteur: Acteur, adresse: str) -> str:
    client = Client()
    client.force_login(acteur.personne)
    reponse = client.get(adresse)
    assert reponse.status_code == 200, reponse.status_code
    return reponse.getvalue().decode()


def statut(acteur: Acteur, adresse: str) -> int:
    client = Client()
    client.force_login(acteur.personne)
    return client.get(adresse).status_code


def mandataire(firme: str) -> Acteur:
    return acteur_pour(Utilisateur.objects.get(email=f"mandataire@{firme}.example"))


def test_chacun_voit_les_siennes_et_l_asp_toutes(a_deux: Caisse, monde: Monde) -> None:
    logipro, medisoft = a_deux.dossiers
    sienne, autre = a_deux.commande(dossier=logipro), a_deux.commande("733.70", medisoft)
    fiche = f"{ADRESSE}fournisseurs/{logipro.enrolement.fournisseur_id}/"

    page = lire(mandataire("logipro"), ADRESSE)
    assert sienne.reference in page
    assert autre.nom not in page
    assert "Rapproché au centime" in page
    assert statut(mandataire("logipro"), fiche) == 200
    assert statut(mandataire("medisoft"), fiche) == 404
    assert statut(monde.direction, fiche) == 404
    assert statut(monde.direction, ADRESSE) == statut(monde.direction, f"{ADRESSE}commandes/") == 403
    assert statut(mandataire("logipro"), f"{ADRESSE}commandes/") == 403
    gestionnaire = a_deux.asp(Role.GESTIONNAIRE)
    toutes = lire(gestionnaire, f"{ADRESSE}commandes/")
    assert sienne.nom in toutes
    assert autre.nom in toutes
    assert autre.nom not in lire(gestionnaire, fiche)
    assert "MédiSoft" in lire(gestionnaire, ADRESSE)
    assert "MédiSoft" not in lire(gestionnaire, f"{ADRESSE}?q=logi")


def test_la_liste_se_filtre_se_trie_et_ne_lit_pas_n_importe_quoi(a_deux: Caisse) -> None:
    logipro = a_deux.dossiers[0]
    a_payer, en_lot = (a_deux.commande(montant, logipro) for montant in ("1204.55", "733.70"))
    mener(a_deux, "en_lot", [en_lot])
    acteur = mandataire("logipro")

    def lues(suite: str) -> list[str]:
        page = lire(acteur, f"{ADRESSE}{suite}")
        return sorted((c.nom for c in Commande.objects.all() if c.nom in page), key=page.index)

    assert lues("?etape=en_lot") == [en_lot.nom]
    assert lues("?etape=a_payer&part=avance&qui=asp") == [a_payer.nom]
    assert lues("?qui=ans") == lues("?part=secondaire") == lues("?dispositif=HOP-DPI-Va2") == []
    assert lues(f"?q={en_lot.nom.replace(' ', '+')}") == [en_lot.nom]
    assert lues("?tri=-engage") == [a_payer.nom, en_lot.nom]
    assert lues("?tri=engage") == [en_lot.nom, a_payer.nom]
    assert len(lues("?etape=x' OR 1=1&qui='&part=--&tri=nom;&page=zz&q=%00")) == 2


def test_les_exports_disent_la_meme_chose(a_deux: Caisse) -> None:
    commande = a_deux.commande(dossier=a_deux.dossiers[0])
    client = Client()
    client.force_login(mandataire("logipro").personne)

    lignes = client.get(f"{ADRESSE}?format=csv").getvalue().decode().splitlines()
    classeur = openpyxl.load_workbook(BytesIO(client.get(f"{ADRESSE}?format=xlsx").getvalue()))
    rangees = list(classeur.worksheets[0].values)

    assert len(lignes) == len(rangees) == 2
    assert commande.reference in lignes[1]
    assert "Validée, à payer" in rangees[1]
    assert len(rangees[0]) == len(rangees[1]) == len(lignes[1].split(";"))
    assert rangees[1][5] == float(commande.financement or 0), "a number stays a number"


@pytest.mark.parametrize("adresse", [ADRESSE, f"{ADRESSE}commandes/", f"{ADRESSE}?format=csv"])
@pytest.mark.parametrize("qui", ["mandataire", "gestionnaire"])
def test_autant_de_requetes_pour_trois_commandes_que_pour_une(a_deux: Caisse, adresse: str, qui: str) -> None:
    if qui == "mandataire" and "commandes" in adresse:
        adresse = f"{ADRESSE}fournisseurs/{a_deux.dossiers[0].enrolement.fournisseur_id}/"
    acteur = mandataire("logipro") if qui == "mandataire" else a_deux.asp(Role.GESTIONNAIRE)
    a_deux.commande(dossier=a_deux.dossiers[0])
    pour_une = cout(acteur, adresse)

    for dossier in a_deux.dossiers:
        mener(a_deux, "en_lot", [a_deux.commande("733.70", dossier)])

    assert cout(acteur, adresse) == pour_une <= BUDGET
