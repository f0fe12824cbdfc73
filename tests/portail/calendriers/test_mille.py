"""The arrêté of 8 June 2026 replayed on a thousand dossiers: who moves, exactly, in constant queries."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from candidatures.models import Candidature, CandidatureAdministrative, Convention, Eligibilite, Produit
from preuves.models import Chapitre
from segur.noyau import horloge
from segur.noyau.comptes.models import Organisation
from segur.noyau.dispositifs.models import Amendement, AvisDAmendement, DateAmendee, Dispositif, VersionEcheance
from segur.noyau.messagerie.models import Notification
from segur.noyau.referentiel.models import ChapitreRem
from segur.portail import tasks
from segur.portail.calendriers.transitions import avancement, ouvrir
from tests.instantane import compter_les_lignes
from tests.monde import LGC, Monde

pytestmark = pytest.mark.django_db
MILLE, BUDGET = 1000, 15
DEPOT = datetime(2025, 10, 1, 8, tzinfo=UTC)
VEILLE = datetime(2026, 6, 10, 8, tzinfo=UTC)
PARUTION = date(2026, 6, 11)


def peupler(monde: Monde, nombre: int, debut: int = 0) -> None:
    """In turn: step 3 not open; one chapter to file; all filed; step 4 open; référencée."""
    personne, lgc = monde.mandataire.personne, Dispositif.objects.get(code=LGC)
    editeurs = list(Organisation.objects.filter(nature=Organisation.Nature.EDITEUR).order_by("pk"))
    rangs = range(debut, debut + nombre)
    produits = Produit.objects.bulk_create(
        Produit(editeur=editeurs[r % 2], nom=f"Logiciel {r:04}", version="1", responsable=personne, description="d")
        for r in rangs
    )
    referencee = {"statut": "referencee", "referencee_le": DEPOT}
    charte = {"charte_version": "1", "charte_empreinte": "0" * 64, "charte_acceptee_le": DEPOT}
    candidatures = Candidature.objects.bulk_create(
        Candidature(
            produit=produit,
            dispositif=lgc,
            charte_acceptee_par=personne,
            **charte,
            **({**referencee, "nru": f"LGCV2M{rang:05}"} if rang % 5 == 4 else {}),
        )
        for rang, produit in zip(rangs, produits, strict=True)
    )
    soumise = {"premiere_soumission_le": DEPOT, "soumise_le": DEPOT}
    CandidatureAdministrative.objects.bulk_create(
        CandidatureAdministrative(candidature=c, statut="validee", **soumise) for c in candidatures
    )
    Eligibilite.objects.bulk_create(Eligibilite(candidature=c, statut="eligible", **soumise) for c in candidatures)
    Convention.objects.bulk_create(
        Convention(candidature=c, statut="a_venir" if rang % 5 == 3 else "fermee")
        for rang, c in zip(rangs, candidatures, strict=True)
    )
    un, autre = ChapitreRem.objects.filter(version__dispositif=lgc).order_by("ordre")[:2]
    Chapitre.objects.bulk_create(
        Chapitre(
            candidature=c,
            chapitre_rem=chapitre,
            **({} if rang % 5 == 1 and chapitre == autre else {"statut": "soumis", "premiere_soumission_le": DEPOT}),
        )
        for rang, c in zip(rangs, candidatures, strict=True)
        if rang % 5
        for chapitre in (un, autre)
    )
    compter_les_lignes()


def rejouer_l_arrete(monde: Monde) -> Amendement:
    """The same values, entered by hand on the eve, as if the portal had not known them yet."""
    charge = Amendement.objects.get(origine="texte")
    dates = {ligne.numero: ligne.instant for ligne in charge.dates.all()}
    VersionEcheance.objects.filter(amendement=charge).delete()
    lgc = Dispositif.objects.get(code=LGC)
    lignes = [
        DateAmendee(dispositif=lgc, numero=n, instant=instant, article="article 1") for n, instant in dates.items()
    ]
    valeurs = {"titre": charge.titre, "signe_le": charge.signe_le, "jo_le": charge.jo_le, "effet": PARUTION}
    return ouvrir(valeurs, lignes, monde.demande(monde.responsable, VEILLE))


def _lire(client: Client, adresse: str) -> tuple[int, str]:
    """Queries, page."""
    client.get(adresse)
    with CaptureQueriesContext(connection) as requetes:
        page = client.get(adresse).content.decode()
    return len(requetes), page


@pytest.mark.exigence("CAL-02", "CAL-05")
def test_l_arrete_du_8_juin_sur_mille_dossiers(monde: Monde, settings: Any, client: Client) -> None:
    settings.DEMO = True
    horloge.regler(VEILLE)
    texte = rejouer_l_arrete(monde)
    client.force_login(monde.direction.personne)
    peupler(monde, 10)
    pour_dix, _ = _lire(client, f"/amendements/{texte.pk}/")
    peupler(monde, MILLE - 10, debut=10)

    pour_mille, page = _lire(client, f"/amendements/{texte.pk}/")

    assert pour_mille == pour_dix <= BUDGET
    assert "<strong>800 dossiers</strong>" in page  # step 4 open: nothing of these Dates rules them yet
    for attendu in (
        "LGC vague 2, « En cours » : 600 ; LGC vague 2, « Candidature référencée » : 200.",
        "Date 2 (première soumission des preuves) : 400 dossiers, + 182 jours",
        "Date 3 (fin des échanges avec l’ANS) : 600 dossiers, + 174 jours",
        "Date 4 (financement) : 200 dossiers, + 212 jours",
    ):
        assert attendu in page
    lignes = client.get(f"/amendements/{texte.pk}/?format=csv").getvalue().decode("utf-8-sig").splitlines()[1:]
    assert len(lignes) == 400 + 600 + 3 * 200

    monde.publier(texte, VEILLE)
    relu = Dispositif.objects.get(code=LGC)
    minuit = datetime(2026, 6, 10, 22, tzinfo=UTC)
    assert [relu.echeance(2, au=minuit + e).depuis for e in (-timedelta(seconds=1), timedelta())] == [
        date(2025, 4, 30),
        PARUTION,
    ]
    tasks.annoncer_l_amendement(texte.pk)
    assert avancement(texte) == (AvisDAmendement.objects.count(),) * 2
    assert (
        Notification.objects.filter(sujet__startswith="Calendrier modifié").count() == AvisDAmendement.objects.count()
    )
