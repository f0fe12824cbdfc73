"""Addresses that may be called, signatures, delays: pure tables."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest

from segur.noyau.webhooks import regles

LE = datetime(2031, 3, 4, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("adresse", "publique"),
    [
        ("8.8.8.8", True),
        ("2606:4700:4700::1111", True),
        ("::ffff:8.8.8.8", True),
        ("0.0.0.0", False),  # noqa: S104
        ("127.0.0.1", False),
        ("127.255.255.254", False),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("172.15.255.255", True),
        ("172.32.0.0", True),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("192.0.0.8", False),
        ("192.0.2.1", False),
        ("192.88.99.1", False),
        ("198.18.0.1", False),
        ("203.0.113.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("::127.0.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:169.254.169.254", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b:1::1", False),
        ("2002:7f00:1::", False),
        ("2001:0:7f00:1::1", False),
        ("2001:db8::1", False),
        ("fc00::1", False),
        ("fd00:ec2::254", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("ff02::1", False),
    ],
)
def test_seule_une_adresse_d_internet_est_publique(adresse: str, publique: bool) -> None:
    assert regles.adresse_publique(adresse) is publique


def test_une_demonstration_admet_cette_machine_et_rien_d_autre() -> None:
    admises = [regles.adresse_admise(adresse, locaux=True) for adresse in ("127.0.0.1", "::1", "10.0.0.1", "0.0.0.0")]  # noqa: S104
    assert admises == [True, True, False, False]


@pytest.mark.parametrize(
    ("url", "codes"),
    [
        ("https://hooks.example/segur?x=1", []),
        ("https://hooks.example:8443/", []),
        ("https://[2606:4700::1]/", []),
        ("http://hooks.example/", ["https", "port"]),
        ("https://hooks.example:22/", ["port"]),
        ("https://moi:secret@hooks.example/", ["identifiants"]),
        ("https://hooks.example/#ici", ["ancre"]),
        ("http://moi@hooks.example:22/#ici", ["https", "port", "identifiants", "ancre"]),
        ("https:///segur", ["adresse"]),
        ("ftp://hooks.example/", ["adresse"]),
        ("file:///etc/passwd", ["adresse"]),
        ("https://hooks.example/\r\nX: y", ["adresse"]),
        ("https://hooks.example\\@10.0.0.1/", ["adresse"]),
        ("https://hôte.example/", ["adresse"]),
        ("https://hooks.example:x/", ["adresse"]),
        ("https://[::1/", ["adresse"]),
        ("https://hooks.example/" + "a" * 480, ["adresse"]),
    ],
)
def test_l_adresse_se_juge_d_un_coup(url: str, codes: list[str]) -> None:
    verdict = regles.adresse_permise(url, locaux=False)
    assert [motif.code for motif in verdict.obstacles] == codes


def test_la_signature_porte_sur_l_horodatage_et_les_octets() -> None:
    signature = regles.signer(b'{"a": 1}', secrets=["nouveau", "ancien"], le=LE)

    t = int(LE.timestamp())
    attendues = [
        hmac.new(secret, f'{t}.{{"a": 1}}'.encode(), hashlib.sha256).hexdigest() for secret in (b"nouveau", b"ancien")
    ]
    assert signature == f"t={t},v1={attendues[0]},v1={attendues[1]}"


def test_les_essais_s_espacent_puis_le_webhook_est_suspendu() -> None:
    attendus = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 720)]
    assert [regles.delai_apres(echecs) for echecs in range(1, 9)] == attendus
    assert [regles.a_suspendre(echecs) for echecs in (7, 8, 9)] == [False, True, True]
    assert [regles.nombre_permis(actuels).satisfait for actuels in (9, 10)] == [True, False]
