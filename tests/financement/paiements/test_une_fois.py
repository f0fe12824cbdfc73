"""Whatever is done in whatever order, retried, exported or imported again: money moves once."""

import os
import signal
from collections import Counter
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage
from django.db import connection, connections
from django.db import transaction as db
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from financement.models import Commande, Ecriture, LotDePaiement, Part, Position, RetourBancaire, Virement
from financement.transitions import ecritures, paiement, retour
from financement.verification import ecarts, rejouer, totaux_des_ecritures
from segur.noyau.documents.models import Document
from segur.noyau.transitions import Refus
from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.financement.conftest import validee
from tests.financement.paiements.caisse import Caisse, releve
from tests.monde import Monde, referencer
from tests.noyau.organisations.test_concurrence import monde as monde_de_course  # noqa: F401

GESTES = ("preparer", "approuver", "exporter", "annuler", "payer", "rejeter", "retourner", "rejouer")


class Jeu:
    """Plays one gesture at a time on whatever is there; a refusal is a fine answer."""

    def __init__(self, caisse: Caisse) -> None:
        self.caisse = caisse
        self.fichiers: list[bytes] = []

    def jouer(self, geste: str, rang: int) -> None:
        try:
            with db.atomic():
                getattr(self, geste)(rang)
        except (Refus, IndexError):
            pass

    def _lot(self, rang: int) -> LotDePaiement:
        lots = list(LotDePaiement.objects.order_by("pk"))
        return lots[rang % len(lots)] if lots else lots[rang]

    def _virement(self, rang: int) -> Virement:
        virements = list(Virement.objects.order_by("pk"))
        return virements[rang % len(virements)] if virements else virements[rang]

    def preparer(self, rang: int) -> None:
        """Advances and balances together."""
        positions = Position.objects.order_by("commande", "part").values_list("pk", flat=True)
        self.caisse.preparer_les(list(positions[: 2 * rang + 1]))

    def approuver(self, rang: int) -> None:
        self.caisse.approuver(self._lot(rang))

    def exporter(self, rang: int) -> None:
        lot = self.caisse.exporter(self._lot(rang))
        assert lot.fichier is not None
        assert lot.fichier.lire() == paiement.ordre_de(lot)

    def annuler(self, rang: int) -> None:
        paiement.annuler(self._lot(rang), self.caisse.demande(self.caisse.payeur, motif="Essai."))

    def payer(self, rang: int) -> None:
        virement = self._virement(rang)
        self._appliquer(releve((virement.reference, virement.montant)))

    def rejeter(self, rang: int) -> None:
        self.retourner(rang)

    def retourner(self, rang: int) -> None:
        virement = self._virement(rang)
        self._appliquer(releve(rejets={virement.reference: "AC04"}, montant=virement.montant))

    def rejouer(self, rang: int) -> None:
        self._appliquer(self.fichiers[rang % len(self.fichiers)] if self.fichiers else self.fichiers[rang])

    def _appliquer(self, contenu: bytes) -> None:
        self.fichiers.append(contenu)
        retour.appliquer(self.caisse.importer(contenu), self.caisse.demande(self.caisse.payeur))


def verifier(commandes: list[Commande]) -> None:
    assert ecarts() == []
    assert rejouer() == totaux_des_ecritures()
    envoyees = _par_part(Ecriture.objects.filter(nature__in=Part.values))
    revenues = _par_part(Ecriture.objects.filter(nature__in=["rejet", "retour"]))
    parts = [(commande.pk, part) for commande in commandes for part in Part.values]
    assert {envoyees[cle] - revenues[cle] for cle in parts} <= {0, 1}
    dehors = Virement.objects.filter(statut__in=["exporte", "paye"])
    net = Ecriture.objects.filter(nature__in=[*Part.values, "rejet", "retour"])
    assert _somme(net) == _somme(dehors)
    assert _somme(Ecriture.objects.filter(nature__in=["reglement", "retour"])) >= Decimal(0)


def _par_part(lignes: QuerySet[Ecriture]) -> Counter[tuple[int, str]]:
    return Counter(lignes.values_list("commande", "part"))


def _somme(lignes: object) -> Decimal:
    return sum((ligne.montant for ligne in lignes), Decimal(0))  # type: ignore[attr-defined]


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(suite=st.lists(st.tuples(st.sampled_from(GESTES), st.integers(0, 3)), min_size=4, max_size=14))
def test_aucune_suite_de_gestes_ne_paie_deux_fois(caisse: Caisse, suite: list[tuple[str, int]]) -> None:
    with db.atomic():
        commandes = [caisse.commande(montant) for montant in ("1204.55", "0.07", "999.99")]
        for commande in commandes[:2]:  # the balance of the last one is not claimed
            caisse.creance(commande)
        jeu = Jeu(caisse)
        for geste, rang in suite:
            jeu.jouer(geste, rang)
        verifier(commandes)
        db.set_rollback(True)


@pytest.mark.django_db
def test_le_jeu_va_jusqu_au_paiement(caisse: Caisse) -> None:
    """Control: played in the right order, the same gestures do pay, reject, and pay again, both parts."""
    commandes = [caisse.commande("1204.55")]
    caisse.creance(commandes[0])
    jeu = Jeu(caisse)
    for geste in ("preparer", "approuver", "exporter", "rejeter", "rejouer"):
        jeu.jouer(geste, 0)
    for geste in ("preparer", "approuver", "exporter", "payer"):
        jeu.jouer(geste, 1)
    verifier(commandes)
    assert Ecriture.objects.filter(nature="reglement").count() == 2
    assert list(Virement.objects.order_by("pk").values_list("statut", flat=True)) == ["rejete", "paye"]
    assert RetourBancaire.objects.count() == 2


@pytest.fixture(params=["avance", "solde"])
def pour_tuer(request: pytest.FixtureRequest, monde_de_course: Monde) -> Caisse:  # noqa: F811
    scenario = validee(monde_de_course)
    referencer(scenario.candidature)
    return Caisse(DossierDEnrolement("LogiPro", scenario.instant).accepte(), part=request.param)


def _tuer_pendant(geste: Callable[[], object]) -> int:
    """Runs it in a process of its own, with a connection of its own. Returns the signal that ended it."""
    connections.close_all()
    enfant = os.fork()
    if not enfant:
        try:
            geste()
        finally:
            os._exit(0)
    return os.waitpid(enfant, 0)[1]


def _mourir(*arguments: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.django_db(transaction=True)
def test_un_processus_tue_entre_le_fichier_et_la_marque_ne_paie_qu_une_fois(
    pour_tuer: Caisse, monkeypatch: pytest.MonkeyPatch
) -> None:
    pour_tuer.commande()
    lot = pour_tuer.approuver(pour_tuer.preparer())
    octets = paiement.ordre_de(lot)

    with monkeypatch.context() as mortel:
        mortel.setattr(ecritures, "verser", _mourir)  # the file is written, nothing is marked yet
        fin = _tuer_pendant(lambda: pour_tuer.exporter(lot))

    assert os.WTERMSIG(fin) == signal.SIGKILL
    lot.refresh_from_db()
    assert (lot.statut, lot.fichier) == ("approuve", None)
    assert not Ecriture.objects.filter(nature=pour_tuer.part).exists()
    assert _fichiers() == 1  # the bytes are there, and belong to nobody

    repris = pour_tuer.exporter(lot)
    assert repris.fichier is not None
    assert repris.fichier.lire() == octets
    assert (_fichiers(), Document.objects.filter(zone="fichier_bancaire").count()) == (1, 1)
    assert Ecriture.objects.filter(nature=pour_tuer.part).count() == 1
    assert ecarts() == []
    assert connection.vendor == "postgresql"


def _fichiers() -> int:
    """How many encrypted files the storage holds besides those that documents name, and the one of the batch."""
    nommes = {d.fichier.chemin for d in Document.objects.exclude(zone="fichier_bancaire").select_related("fichier")}
    return len(_parcourir("chiffres") - nommes)


def _parcourir(dossier: str) -> set[str]:
    dossiers, fichiers = default_storage.listdir(dossier)
    trouves = {f"{dossier}/{nom}" for nom in fichiers}
    return trouves.union(*(_parcourir(f"{dossier}/{nom}") for nom in dossiers))
