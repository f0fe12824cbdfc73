"""What reviewers have at hand: reasons used again, past decisions without names, notes that stay among them."""

from collections.abc import Callable

import pytest
from django.test import Client

from preuves.models import MotifReutilisable, NoteInterne, Preuve
from preuves.motifs import exemples_pour, motifs_pour
from preuves.transitions import preuve as transitions
from preuves.transitions.instruction import annoter
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie.models import Notification
from segur.noyau.transitions import Refus
from tests.monde import Monde, vue

pytestmark = pytest.mark.django_db


def _soumise(monde: Monde, produit: str, editeur: str = "LogiPro") -> Preuve:
    """The same proof of the REM, filed by that firm for that product."""
    scenario = monde.eligible(produit=produit, editeur=editeur)
    chapitre = scenario.chapitres()[0]
    scenario.soumettre(chapitre)
    return chapitre.preuves.all()[0]


def _refuser(monde: Monde, preuve: Preuve, motif: str, reutiliser: str = "") -> None:
    demande = monde.demande(monde.verificateur, motif=motif, vu=vue(preuve), reutiliser=reutiliser)
    transitions.demander_modification(preuve, demande)


@pytest.mark.parametrize("portee", ["preuve", "exigence", "toutes"])
def test_un_motif_sert_de_nouveau_sous_le_nom_de_l_autre_produit(monde: Monde, portee: str) -> None:
    preuve, autre = _soumise(monde, "LogiMed"), _soumise(monde, "Secret", "MédiSoft")

    _refuser(monde, preuve, f"L’écran de LogiMed ne montre pas la date ({preuve}).", portee)

    assert motifs_pour(autre) == [f"L’écran de Secret ne montre pas la date ({autre})."]
    assert MotifReutilisable.objects.get().texte == "L’écran de {produit} ne montre pas la date ({preuve})."


def test_un_motif_ne_se_propose_que_la_ou_il_a_ete_garde(monde: Monde) -> None:
    preuve = _soumise(monde, "LogiMed")
    ailleurs = Preuve.objects.exclude(attendue__scenario__exigence__scenarios__preuves=preuve.attendue_id)[0]

    _refuser(monde, preuve, "Illisible.")
    assert MotifReutilisable.objects.count() == 0
    _refuser(monde, preuve, "Illisible.", "exigence")
    _refuser(monde, preuve, "Date absente.", "toutes")
    _refuser(monde, preuve, "Date absente.", "toutes")

    assert motifs_pour(preuve) == ["Illisible.", "Date absente."]
    assert motifs_pour(ailleurs) == ["Date absente."]


def test_les_decisions_passees_se_lisent_sans_noms(monde: Monde) -> None:
    preuve, autre = _soumise(monde, "LogiMed"), _soumise(monde, "Secret", "MédiSoft")
    _refuser(monde, autre, "MédiSoft doit montrer la date dans Secret.")
    transitions.declarer_conforme(autre, monde.demande(monde.verificateur, vu=vue(autre)))

    exemples = exemples_pour(preuve)

    assert [(exemple.verdict, exemple.motif, exemple.formats) for exemple in exemples] == [
        ("conforme", "", "lien"),
        ("modification demandée", "l’éditeur doit montrer la date dans le logiciel.", "lien"),
    ]


def test_une_note_interne_reste_a_l_ans(monde: Monde, connecter: Callable[..., Client]) -> None:
    preuve = _soumise(monde, "LogiMed")

    connecter(monde.verificateur).post(f"/preuves/{preuve.pk}/annoter/", {"texte": "Même défaut que l’an passé."})

    lu = connecter(monde.responsable).get(f"/preuves/{preuve.pk}/").content.decode()
    editeur = connecter(monde.mandataire)
    pages = [
        editeur.get(adresse).content.decode()
        for adresse in (
            f"/preuves/{preuve.pk}/",
            preuve.chapitre.get_absolute_url(),
            f"/candidatures/{preuve.dossier.numero}/historique/",
            "/notifications/",
        )
    ]
    assert "Même défaut que l’an passé." in lu
    assert [page for page in pages if "défaut" in page or "interne" in page] == []
    assert EntreeJournal.objects.filter(action="preuve.annoter").count() == 1
    assert Notification.objects.filter(corps__contains="défaut").count() == 0


def test_une_question_part_au_collegue(monde: Monde, connecter: Callable[..., Client]) -> None:
    preuve = _soumise(monde, "LogiMed")
    question = {"texte": "Est-ce la bonne version ?", "destinataire": str(monde.responsable.personne.pk)}

    reponse = connecter(monde.verificateur).post(f"/preuves/{preuve.pk}/annoter/", question)

    message = Notification.objects.get(corps="Est-ce la bonne version ?")
    assert (reponse.status_code, message.adresse) == (302, "responsable@ans.example")
    assert f"vous interroge sur la preuve {preuve}" in message.sujet


@pytest.mark.parametrize(
    ("texte", "destinataire", "raison"),
    [
        ("  ", None, "Écrivez la note."),
        ("Lisez.", "mandataire", "Choisissez un vérificateur ou un responsable de l’ANS."),
        ("Lisez.", "direction", "Choisissez un vérificateur ou un responsable de l’ANS."),
    ],
)
def test_une_note_vide_ou_mal_adressee_est_refusee(
    monde: Monde, texte: str, destinataire: str | None, raison: str
) -> None:
    preuve = _soumise(monde, "LogiMed")
    a = getattr(monde, destinataire).personne.pk if destinataire else None

    with pytest.raises(Refus, match=raison):
        annoter(preuve, monde.demande(monde.verificateur, texte=texte, destinataire=a))

    assert NoteInterne.objects.count() == 0
