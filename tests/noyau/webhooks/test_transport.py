"""The network side: where a POST really goes, how long it lasts, what is said of what happens."""

import socket
from collections.abc import Callable
from typing import Any

import pytest
from django.core.checks import run_checks

from segur.noyau.webhooks.transport import CibleRefusee, poster, verifier_la_cible
from tests.noyau.webhooks.exemples import NULLE_PART, Recepteur


def envoyer(url: str) -> Any:
    return poster(url, b'{"id": "x"}', {"Content-Type": "application/json"})


@pytest.mark.parametrize("code", [200, 204, 299])
def test_un_2xx_est_une_livraison(recepteur: Recepteur, code: int) -> None:
    recepteur.attitude = code
    issue = envoyer(recepteur.url)
    assert (issue.reponse, issue.cause, issue.acceptee, recepteur.chemins) == (code, "", True, ["/segur?a=1"])


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        (500, "Le récepteur a répondu 500."),
        (404, "Le récepteur ne connaît pas cette adresse (404)."),
        (410, "Le récepteur dit que cette adresse n’existe plus (410)."),
        (302, "Le récepteur redirige (302) : les redirections ne sont pas suivies."),
        (307, "Le récepteur redirige (307) : les redirections ne sont pas suivies."),
    ],
)
def test_un_autre_code_est_un_echec_et_une_redirection_n_est_pas_suivie(
    recepteur: Recepteur, code: int, cause: str
) -> None:
    recepteur.attitude = code
    issue = envoyer(recepteur.url)
    assert (issue.reponse, issue.cause, len(recepteur.recus)) == (code, cause, 1)


def test_de_la_reponse_il_reste_un_debut_lisible(recepteur: Recepteur) -> None:
    issue = envoyer(recepteur.url)
    assert (issue.extrait[:13], len(issue.extrait), "\0" in issue.extrait) == ("re �ponse : x", 500, False)


@pytest.mark.parametrize("attitude", ["muet", "goutte"])
def test_un_recepteur_trop_lent_ne_retient_personne(recepteur: Recepteur, settings: Any, attitude: str) -> None:
    recepteur.attitude, settings.WEBHOOKS_DELAI = attitude, 0.3
    issue = envoyer(recepteur.url)
    assert (issue.cause, issue.duree_ms < 2000) == ("Pas de réponse complète en 0.3 secondes.", True)


def test_une_reponse_sans_fin_est_lue_en_partie(recepteur: Recepteur) -> None:
    recepteur.attitude = "inonde"
    issue = envoyer(recepteur.url)
    assert (issue.reponse, issue.acceptee, issue.extrait) == (200, True, "x" * 500)


def test_une_coupure_se_dit(recepteur: Recepteur) -> None:
    recepteur.attitude = "ferme"
    assert envoyer(recepteur.url).cause.startswith("La connexion a été coupée avant la réponse")


def test_un_port_ferme_se_dit(recepteur: Recepteur) -> None:
    assert envoyer(NULLE_PART).cause == "Rien n’écoute à cette adresse."


@pytest.fixture
def noms(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`noms({"hooks.example": ["10.0.0.1"]})`: what the names of the outside lead to."""

    def regler(connus: dict[str, list[str]]) -> None:
        def resoudre(hote: str, port: int, *rangs: Any, **options: Any) -> list[Any]:
            if hote not in connus:
                return vrai(hote, port, *rangs, **options)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (adresse, port)) for adresse in connus[hote]]

        vrai = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", resoudre)

    return regler


@pytest.mark.parametrize(
    "hote",
    [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:a00:1]",
        "169.254.169.254",
        "[fd00:ec2::254]",
        "10.0.0.1",
        "localhost",
        "hooks.example",
        "mixte.example",
    ],
)
def test_aucune_ecriture_ne_mene_a_une_adresse_privee(noms: Callable[..., None], hote: str) -> None:
    noms({"hooks.example": ["192.168.0.7"], "mixte.example": ["8.8.8.8", "10.0.0.1"]})
    with pytest.raises(CibleRefusee, match="mène à une adresse privée ou réservée"):
        verifier_la_cible(f"https://{hote}/")
    assert "privée ou réservée" in envoyer(f"https://{hote}/").cause


def test_une_adresse_publique_est_celle_que_l_on_joint(noms: Callable[..., None]) -> None:
    noms({"hooks.example": ["8.8.8.8"]})
    cible, adresse = verifier_la_cible("https://hooks.example:8443/a?b")
    assert (cible.hote, cible.port, cible.chemin, adresse) == ("hooks.example", 8443, "/a?b", "8.8.8.8")


def test_un_nom_inconnu_se_dit(monkeypatch: pytest.MonkeyPatch) -> None:
    def echouer(*args: Any, **options: Any) -> None:
        raise socket.gaierror("inconnu")

    monkeypatch.setattr(socket, "getaddrinfo", echouer)
    assert envoyer("https://absent.example/").cause == "Le nom « absent.example » n’est pas connu."


def test_un_nom_qui_change_entre_deux_ne_mene_nulle_part(
    recepteur: Recepteur, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: the name is asked once, and whatever it says next is never connected to."""
    reponses = iter(["8.8.8.8", "127.0.0.1"])
    joints: list[str] = []
    settings.WEBHOOKS_LOCAUX = False

    def resoudre(hote: str, port: int, **options: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(reponses), port))]

    def joindre(adresse: tuple[str, int], delai: float) -> socket.socket:
        joints.append(adresse[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resoudre)
    monkeypatch.setattr(socket, "create_connection", joindre)

    envoyer("https://hooks.example/")

    assert (joints, recepteur.recus) == (["8.8.8.8"], [])


def test_ce_qui_est_joint_est_juge_avant_le_premier_octet(
    recepteur: Recepteur, settings: Any, noms: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control of the check on the socket itself: a route that leads back here is refused, mute."""
    noms({"hooks.example": ["8.8.8.8"]})
    vrai, port = socket.create_connection, recepteur.serveur.server_address[1]
    settings.WEBHOOKS_LOCAUX = False
    monkeypatch.setattr(socket, "create_connection", lambda adresse, delai: vrai(("127.0.0.1", port), delai))

    issue = envoyer("https://hooks.example/")

    assert (issue.cause, recepteur.recus) == ("L’adresse jointe est privée ou réservée.", [])


def test_le_nom_demande_est_celui_de_l_en_tete(recepteur: Recepteur, noms: Callable[..., None]) -> None:
    noms({"hooks.example": ["127.0.0.1"]})
    port = recepteur.serveur.server_address[1]
    assert envoyer(f"http://hooks.example:{port}/").acceptee
    assert recepteur.recus[0].entetes["Host"] == f"hooks.example:{port}"


@pytest.mark.parametrize(
    ("locaux", "demo", "attendues"),
    [(False, False, set()), (True, True, {"segur.E005"}), (True, False, {"segur.E004", "segur.E005"})],
)
def test_la_verification_refuse_les_webhooks_locaux_en_production(
    settings: Any, locaux: bool, demo: bool, attendues: set[str]
) -> None:
    settings.WEBHOOKS_LOCAUX, settings.DEMO, settings.DEBUG = locaux, demo, False
    dites = {erreur.id for erreur in run_checks(tags=["security"], include_deployment_checks=True)}
    assert dites & {"segur.E004", "segur.E005"} == attendues
