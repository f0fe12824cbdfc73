"""Many orders at once: the preview writes nothing, each order stands alone, the same key changes nothing more."""

from typing import Any

import pytest
from django.test import Client

from financement.lots import GESTES, executer_le_lot
from financement.models import Commande, FiltreDeFile
from financement.regles.bureau import limites
from financement.transitions.decision_des_commandes import annuler_si_change
from segur.noyau.comptes.models import Acteur, Role
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie.models import Notification
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import Refus
from tests.financement.commandes.au_bureau import Bureau, collegue

pytestmark = pytest.mark.django_db
LOT, FILE = "/financement/commandes/lot/", "/financement/commandes/a-instruire/"


def client(acteur: Acteur) -> Client:
    navigateur = Client()
    navigateur.force_login(acteur.personne)
    return navigateur


def statuts() -> list[str]:
    return list(Commande.objects.order_by("rang").values_list("statut", flat=True))


def remarques(page: str) -> dict[str, str]:
    """A remark in each field that the preview shows."""
    noms = [morceau.split('"')[0] for morceau in page.split('name="motif:')[1:]]
    return {f"motif:{nom}": "Vérifié pour le lot." for nom in noms}


def cochees(commandes: list[Commande], **autres: Any) -> dict[str, Any]:
    return {"commande": [commande.pk for commande in commandes], **autres}


def test_l_apercu_dit_pour_chacune_et_n_ecrit_rien(bureau: Bureau) -> None:
    commandes = bureau.deposer(2)
    bureau.relever(commandes[1])
    lignes = EntreeJournal.objects.count()

    page = client(bureau.gestionnaire).get(LOT, cochees(commandes, geste="proposer")).content.decode()

    assert "1 commande sur 2 le peut" in page
    assert "sera proposée à la validation" in page
    assert "À corriger : Date de signature" in page
    assert EntreeJournal.objects.count() == lignes
    assert statuts() == ["deposee", "deposee"]


def test_un_lot_propose_puis_un_autre_valide(bureau: Bureau) -> None:
    commandes = bureau.deposer(3)
    agent, valideur = client(bureau.gestionnaire), client(bureau.valideur)
    page = agent.get(LOT, cochees(commandes, geste="proposer")).content.decode()
    envoi = cochees(commandes, geste="proposer", cle="lot-1", **remarques(page))

    assert agent.post(LOT, envoi).status_code == 422  # the check-list is not ticked
    assert statuts() == ["deposee"] * 3
    rapport = agent.post(LOT, {**envoi, "controles": "on"}).content.decode()
    assert "3 faites, 0 refusée" in rapport
    assert statuts() == ["controlee"] * 3

    assert "3 faites" in valideur.post(LOT, cochees(commandes, geste="valider", cle="lot-2")).content.decode()
    assert statuts() == ["validee"] * 3


def test_un_constat_a_verifier_sans_remarque_est_refuse(bureau: Bureau) -> None:
    commandes = bureau.deposer(2)
    reponse = client(bureau.gestionnaire).post(LOT, cochees(commandes, geste="proposer", controles="on"))
    assert reponse.status_code == 422
    assert "dites ce qu’il en est" in reponse.content.decode()


def test_le_meme_lot_deux_fois_ne_fait_rien_de_plus(bureau: Bureau) -> None:
    commandes = bureau.deposer(2)
    agent = client(bureau.gestionnaire)
    envoi = cochees(commandes, geste="modifier", cle="lot-m", point="piece:bon", raison="La copie est illisible.")
    envoi["a_rendre_le"] = "2099-01-01"

    premiere, seconde = agent.post(LOT, envoi), agent.post(LOT, envoi)

    assert premiere.content.count(b"<li>") == seconde.content.count(b"<li>")
    assert "2 faites, 0 refusée" in seconde.content.decode()
    assert EntreeJournal.objects.filter(action="commande.demander_des_modifications").count() == 2


@pytest.mark.exigence("AV-05")
def test_un_seul_message_par_demande(bureau: Bureau) -> None:
    commandes = bureau.deposer(3)
    agent = client(bureau.gestionnaire)
    envoi = cochees(commandes, geste="modifier", cle="lot-m", point="piece:bon", raison="La copie est illisible.")
    agent.post(LOT, envoi | {"a_rendre_le": "2099-01-01"})

    recus = Notification.objects.de(bureau.dossier.mandataire.personne).filter(sujet__contains="à modifier")
    (message,) = recus
    assert message.corps.count("La copie est illisible.") == 3


def test_un_refus_n_arrete_pas_les_autres(bureau: Bureau) -> None:
    commandes = bureau.deposer(3)
    double = collegue(Role.GESTIONNAIRE, aussi=(Role.VALIDEUR,))
    bureau.proposer(commandes[0])
    bureau.proposer(commandes[2])
    bureau.gestionnaire = double
    bureau.proposer(commandes[1])

    rapport = executer_le_lot(GESTES["valider"], commandes, bureau.demande(double, cle="v"))

    assert [c.pk for c in rapport.faites] == [commandes[0].pk, commandes[2].pk]
    ((refusee, verdict),) = rapport.refusees
    assert (refusee.pk, [m.code for m in verdict.obstacles]) == (commandes[1].pk, ["personnes"])


def test_le_contenu_change_est_dit_et_le_controle_tombe_dans_un_lot(bureau: Bureau) -> None:
    commandes = bureau.deposer(2)
    for commande in commandes:
        bureau.proposer(commande)
    bureau.joindre(Commande.objects.get(pk=commandes[0].pk), b"%PDF-1.4\nautre\n%%EOF\n")
    executer_le_lot(GESTES["valider"], commandes, bureau.par_le_valideur("v"))
    assert statuts() == ["deposee", "validee"]


def test_toutes_celles_du_filtre_ou_d_une_demande(bureau: Bureau) -> None:
    premiere, autre = bureau.deposer(2)[0], bureau.demande_de_financement()
    bureau.ajouter(autre, 3)
    agent = client(bureau.gestionnaire)
    tout = agent.get(LOT, {"geste": "prendre", "tout": "1", "filtre": "a=personne"}).content.decode()
    assert "3 commandes sur 3" in tout
    une = agent.get(LOT, {"geste": "prendre", "demande": str(premiere.demande_id)}).content.decode()
    assert "2 commandes sur 2" in une
    assert agent.get(LOT, {"geste": "prendre", "demande": "0" * 40}).status_code == 404


@pytest.mark.parametrize(
    "parametres", [{"geste": "inconnu"}, {"geste": "prendre"}, {"geste": "prendre", "commande": "x"}]
)
def test_un_lot_vide_ou_inconnu_revient_a_la_file(bureau: Bureau, parametres: dict[str, str]) -> None:
    assert client(bureau.gestionnaire).get(LOT, parametres)["Location"] == FILE


def test_les_gestes_sont_a_leurs_roles(bureau: Bureau) -> None:
    (commande,) = bureau.deposer()
    assert client(bureau.gestionnaire).get(LOT, cochees([commande], geste="valider")).status_code == 403
    assert client(bureau.valideur).get(LOT, cochees([commande], geste="proposer")).status_code == 403
    assert client(collegue(Role.PAYEUR)).get(LOT, cochees([commande], geste="valider")).status_code == 403
    assert client(bureau.dossier.mandataire).get(LOT, cochees([commande], geste="prendre")).status_code == 403


# ---- saved filters --------------------------------------------------------------------------------------------------


def test_un_filtre_se_garde_par_personne_et_s_oublie(bureau: Bureau) -> None:
    bureau.deposer()
    agent, autre = client(bureau.gestionnaire), client(bureau.valideur)
    garde = {"nom": " Mes  urgences ", "requete": "a=moi&prediction=accepte&inconnu=1&page=3"}
    agent.post("/financement/commandes/filtres/", garde)

    (filtre,) = FiltreDeFile.objects.all()
    assert (filtre.nom, filtre.requete) == ("Mes urgences", "prediction=accepte&a=moi")
    assert "Mes urgences" in agent.get(FILE).content.decode()
    assert "Mes urgences" not in autre.get(FILE).content.decode()

    autre.post("/financement/commandes/filtres/", {"nom": "Mes urgences", "oublier": "1"})
    assert FiltreDeFile.objects.count() == 1
    agent.post("/financement/commandes/filtres/", {"nom": "Mes urgences", "oublier": "1"})
    assert FiltreDeFile.objects.count() == 0


@pytest.mark.parametrize(("nom", "requete"), [("", "a=moi"), ("Vide", ""), ("Inconnu", "page=2")])
def test_un_filtre_sans_nom_ou_sans_contenu_est_refuse(bureau: Bureau, nom: str, requete: str) -> None:
    client(bureau.gestionnaire).post("/financement/commandes/filtres/", {"nom": nom, "requete": requete})
    assert FiltreDeFile.objects.count() == 0


def test_le_nombre_de_filtres_est_borne(bureau: Bureau) -> None:
    agent = client(bureau.gestionnaire)
    for rang in range(limites().filtres_au_plus + 1):
        agent.post("/financement/commandes/filtres/", {"nom": f"Filtre {rang}", "requete": "a=moi"})
    assert FiltreDeFile.objects.count() == limites().filtres_au_plus
    agent.post("/financement/commandes/filtres/", {"nom": "Filtre 0", "requete": "a=personne"})
    assert FiltreDeFile.objects.get(nom="Filtre 0").requete == "a=personne"


def test_un_controle_deja_annule_par_un_collegue_n_arrete_pas_le_lot(bureau: Bureau) -> None:
    """Both saw that the content had changed: the second finds the order back in the queue, and goes on."""
    (commande,) = bureau.deposer()
    change = Refus(Verdict((Motif("contenu", False, "Le contenu a changé."),)))

    annuler_si_change(commande, bureau.par_le_valideur(), change)

    assert statuts() == ["deposee"]
