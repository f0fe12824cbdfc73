"""The pages of undue sums: what each side reads, what they cost, what bad input is told."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from candidatures.models import Candidature
from financement import a_examiner
from financement.a_examiner import DATE_5
from financement.models import AttestationDeFin, Incapacite, Indu
from segur.noyau.comptes.models import Acteur, Role
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.temps import jour_de_paris
from tests.financement.indus.dossier import Recouvrement
from tests.monde import LGC
from tests.portail.test_requetes import BUDGET, cout

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_l_heure(recouvrement: Recouvrement, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("segur.noyau.horloge.maintenant", lambda: recouvrement.caisse.instant)


def client_de(acteur: Acteur) -> Client:
    client = Client()
    client.force_login(acteur.personne)
    return client


def _un_dossier(caisse: Any) -> Indu:
    """With an answer, a decision, money back, and a set-off under way."""
    dossier = Recouvrement(caisse).constater().mettre_en_demeure().observer().proposer().ordonner()
    return dossier.rembourser("10", f"VIR-{dossier.indu.pk}").compenser().indu


@pytest.mark.parametrize(
    ("nom", "qui"),
    [
        ("indus", "gestionnaire"),
        ("indus?format=csv", "valideur"),
        ("indus", "mandataire"),
        ("indus_a_examiner?cause=toutes", "gestionnaire"),
        ("indus_a_examiner?format=csv", "valideur"),
        ("constater_un_indu", "gestionnaire"),
        ("indu", "gestionnaire"),
        ("indu", "valideur"),
        ("indu", "mandataire"),
        ("lot", "payeur"),
        ("versements", "mandataire"),
    ],
)
def test_une_page_coute_autant_pour_trois_que_pour_un(recouvrement: Recouvrement, nom: str, qui: str) -> None:
    caisse = recouvrement.caisse
    acteur = caisse.dossiers[0].mandataire if qui == "mandataire" else caisse.asp(qui)
    premier = _un_dossier(caisse)
    lot = caisse.exporte(caisse.commande("100"))
    vues = {"indu": reverse("financement:indu", args=[premier.pk]), "lot": lot.get_absolute_url()}

    def adresse() -> str:
        if nom == "constater_un_indu":
            positions = a_examiner.sommes_recues(acteur, caisse.instant).values_list("pk", flat=True)
            return f"{reverse('financement:constater_un_indu')}?{'&'.join(f'p={pk}' for pk in positions)}"
        base, _, suite = nom.partition("?")
        return vues.get(base) or f"{reverse(f'financement:{base}')}?{suite}"

    pour_un = cout(acteur, adresse())
    for _ in range(2):
        _un_dossier(caisse)
        recouvrement.payee()
    assert cout(acteur, adresse()) == pour_un <= BUDGET


@pytest.mark.exigence("IND-02", "IND-06")
def test_les_signes_sans_rien_ouvrir(recouvrement: Recouvrement) -> None:
    caisse, commande = recouvrement.caisse, recouvrement.commande
    gestionnaire = caisse.asp(Role.GESTIONNAIRE)
    lgc, plus_tard = Dispositif.objects.get(code=LGC), caisse.instant + timedelta(days=2000)
    limite = lgc.echeance(DATE_5, au=plus_tard).valeur  # the last text known
    assert limite is not None

    def signes(le: Any = caisse.instant) -> list[list[str]]:
        return [a_examiner.signes_de(p) for p in a_examiner.a_examiner(gestionnaire, le, {})]

    assert signes() == signes(limite) == []
    apres = limite + timedelta(microseconds=1)
    assert signes(apres) == [["Prestation non réalisée à la Date 5"]]
    attestation = AttestationDeFin.objects.create(
        commande=commande,
        achevee_le=jour_de_paris(caisse.instant),
        declaree_le=caisse.instant,
        declaree_par=caisse.dossiers[0].mandataire.personne,
    )
    assert signes(apres) == []
    attestation.delete()
    Incapacite.objects.create(
        commande=commande, motif="Plus d’équipe.", declaree_le=caisse.instant, declaree_par=attestation.declaree_par
    )
    assert signes() == [["Incapacité à réaliser la prestation"]]
    Candidature.objects.filter(pk=commande.demande.candidature_id).update(statut="retiree")
    assert signes() == [["Retrait du référencement", "Incapacité à réaliser la prestation"]]
    recouvrement.constater("retrait")
    assert signes() == []
    assert Indu.objects.count() == 1


@pytest.mark.exigence("IND-01")
def test_un_constat_par_la_page_et_ses_erreurs_a_leur_place(recouvrement: Recouvrement) -> None:
    client = client_de(recouvrement.caisse.asp(Role.GESTIONNAIRE))
    position = recouvrement.position()
    adresse, champ = reverse("financement:constater_un_indu"), f"montant_{position.pk}"
    vide = client.post(adresse, {"p": position.pk, champ: "400,01"})
    assert vide.status_code == 422
    assert set(vide.context["form"].errors) == {"cause", "constat", champ}
    refuse = client.post(adresse, {"p": position.pk, champ: "400", "cause": "retrait", "constat": "Retirée."})
    assert (refuse.status_code, Indu.objects.count()) == (409, 0)
    assert "n’est pas retiré" in refuse.content.decode()
    fait = client.post(adresse, {"p": position.pk, champ: "400", "cause": "manquement", "constat": "Manquement."})
    assert fait.status_code == 302
    assert Indu.objects.get().lignes.get().montant == Decimal(400)


def exportee(client: Client) -> list[str]:
    """The one line of the export, cell by cell."""
    octets = b"".join(client.get("/financement/indus/?format=csv").streaming_content)  # type: ignore[attr-defined]
    return octets.decode("utf-8-sig").splitlines()[1].split(";")


def test_chaque_cote_lit_ce_qui_le_regarde(recouvrement: Recouvrement) -> None:
    recouvrement.constater().mettre_en_demeure().observer("Voici pourquoi.").proposer("123.45")
    adresse = recouvrement.indu.get_absolute_url()
    mandataire = client_de(recouvrement.caisse.dossiers[0].mandataire)
    lu = mandataire.get(adresse).content.decode()
    assert "pas encore décidé" in lu
    assert "pas encore décidé" in mandataire.get("/financement/indus/").content.decode()
    assert exportee(mandataire)[-5:] == ["400.00", "", "", "", ""]
    assert "Voici pourquoi." in lu
    assert "123,45" not in lu
    assert "Aucune pièce ne le montre." not in lu
    agent = client_de(recouvrement.caisse.asp(Role.VALIDEUR)).get(adresse).content.decode()
    assert "123,45" in agent
    recouvrement.ordonner()
    lu = mandataire.get(adresse).content.decode()
    assert f"INDU-{recouvrement.indu.pk}" in lu
    assert exportee(mandataire)[-5:] == ["400.00", "123.45", "0.00", "0.00", "123.45"]
    assert "Aucune pièce ne le montre." in lu
    lettre = recouvrement.indu.lettres.get(nature="ordre").document
    assert mandataire.get(lettre.get_absolute_url()).status_code == 200


def test_une_proposition_hors_bornes_ne_perd_rien(recouvrement: Recouvrement) -> None:
    recouvrement.constater().mettre_en_demeure()
    client = client_de(recouvrement.caisse.asp(Role.GESTIONNAIRE))
    adresse = reverse("financement:proposer_sur_un_indu", args=[recouvrement.indu.pk])
    saisie = {f"montant_{recouvrement.ligne.pk}": "500", "motivation": "Des motifs."}
    refus = client.post(adresse, saisie)
    assert refus.status_code == 422
    assert "Des motifs." in refus.content.decode()
    trop_tot = client.post(adresse, saisie | {f"montant_{recouvrement.ligne.pk}": "100"})
    assert trop_tot.status_code == 409
    assert Indu.objects.get().statut == "mis_en_demeure"
