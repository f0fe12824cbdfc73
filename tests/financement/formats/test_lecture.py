"""A file read order by order: what is good is kept, what is wrong is named, nothing hostile passes."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from financement.formats import FichierIllisible, exemple, lire, lire_commande
from financement.formats.erreurs import MESSAGES, traduire
from financement.formats.lecture import ANOMALIES_AU_PLUS, NOMS_AU_PLUS, ZONE
from financement.formats.modeles import CommandeV1, EnTete
from financement.formats.types import NombreIllisible
from segur.noyau.dispositifs.zones import ZONES

MEDECIN: dict[str, Any] = json.loads(exemple())["commandes"][0]
LIGNE: dict[str, Any] = MEDECIN["lignes"][0]
ENTETE = {nom: valeur for nom, valeur in json.loads(exemple()).items() if nom != "commandes"}


def fichier(*commandes: Any, **entete: Any) -> bytes:
    return json.dumps(ENTETE | entete | {"commandes": list(commandes)}).encode()


def avec(**changements: Any) -> dict[str, Any]:
    return MEDECIN | changements


def avec_ligne(**changements: Any) -> dict[str, Any]:
    return avec(lignes=[LIGNE | changements])


def sans(nom: str) -> dict[str, Any]:
    return {champ: valeur for champ, valeur in MEDECIN.items() if champ != nom}


# (code, order, path, found, expected, repair)
CAS: list[tuple[str, Any, str, str, str, str]] = [
    ("missing", sans("signe_le"), "signe_le", "rien", "jour AAAA-MM-JJ", "Ajoutez le champ « signe_le »."),
    ("extra_forbidden", avec(signee_le="2026-10-05"), "signee_le", "« 2026-10-05 »", "version 1.0", "« signe_le »"),
    ("extra_forbidden", avec(zzz=1), "zzz", "1", "aucun champ de ce nom", "Retirez ce champ."),
    ("extra_forbidden", avec_ligne(montant=1), "lignes[0].montant", "1", "version 1.0", "« montant_ht »"),
    ("string_type", avec(nom=12), "nom", "12", "un texte", "guillemets"),
    ("string_too_short", avec(nom="  "), "nom", "«    »", "1 à 200 caractères", "Renseignez « nom »."),
    (
        "string_too_long",
        avec(reference="x" * 51),
        "reference",
        "« " + "x" * 51 + " »",
        "50 caractères",
        "Raccourcissez",
    ),
    ("string_pattern_mismatch", avec(nom="a\x00b"), "nom", "« a\ufffdb »", "une seule ligne", "invisible"),
    ("string_unicode", avec(nom="a\ud800"), "nom", "« a\ufffd »", "Unicode", "coupé"),
    ("literal_error", avec(client="medecins"), "client", "« medecins »", "medecin, structure", "Écrivez « medecin »."),
    ("literal_error", avec(signature="x"), "signature", "« x »", "manuscrite, cpx", "Choisissez"),
    ("bool_type", avec(mention_etat="oui"), "mention_etat", "« oui »", "true, false ou null", "sans guillemets"),
    ("int_type", avec(patients_mt="12"), "patients_mt", "« 12 »", "nombre entier", "sans rien autour"),
    ("greater_than_equal", avec(patients_mt=-1), "patients_mt", "-1", "0 au moins", "Corrigez"),
    ("less_than_equal", avec(patients_mt=100_001), "patients_mt", "100001", "100000 au plus", "Corrigez"),
    ("list_type", avec(lignes="x"), "lignes", "« x »", "une liste", "crochets"),
    ("too_short", avec(lignes=[]), "lignes", "une liste de 0 élément", "1 à 20 lignes", "au moins une ligne"),
    ("too_long", avec(lignes=[LIGNE] * 21), "lignes", "une liste de 21 éléments", "1 à 20 lignes", "la limite"),
    ("model_type", [], "", "une liste de 0 élément", "un objet", "accolades"),
    ("model_type", avec(pieces="x"), "pieces", "« x »", "un objet", "accolades"),
    ("montant_illisible", avec_ligne(montant_ht="12,50"), "lignes[0].montant_ht", "« 12,50 »", "point", "451.50"),
    ("taux_illisible", avec(taux_tva="20 %"), "taux_tva", "« 20 % »", "pour cent", "8.5"),
    ("jour_illisible", avec(emis_le="05/10/2026"), "emis_le", "« 05/10/2026 »", "AAAA-MM-JJ", "2026-10-05"),
    ("jour_hors_bornes", avec(emis_le="0026-10-05"), "emis_le", "« 0026-10-05 »", "2000 à 2099", "année"),
    (
        "cle_du_client",
        avec(cle="10003123452"),
        "cle",
        "« 10003123452 »",
        "RPPS de 11 chiffres",
        "La clé du numéro RPPS",
    ),
    (
        "cle_du_client",
        avec(client="structure"),
        "cle",
        "« 99000000028 »",
        "FINESS géographique",
        "FINESS a 9 caractères",
    ),
    ("nom_de_piece", avec(pieces={"bon": "été.pdf"}), "pieces.bon", "« été.pdf »", "sans accent", "Renommez"),
]


@pytest.mark.exigence("ASP-02", "ASP-03")
@pytest.mark.parametrize(("code", "brut", "chemin", "trouve", "attendu", "remede"), CAS, ids=[c[0] for c in CAS])
def test_une_erreur_dit_ou_quoi_pourquoi_et_comment(
    code: str, brut: Any, chemin: str, trouve: str, attendu: str, remede: str
) -> None:
    (erreur,) = lire_commande(brut).erreurs

    assert (erreur.chemin, erreur.trouve) == (chemin, trouve)
    assert attendu in erreur.attendu
    assert remede in erreur.remede


def _codes(brut: Any, modele: Any = CommandeV1) -> set[str]:
    with pytest.raises(ValidationError) as refus:
        modele.model_validate(brut)
    assert len(traduire(refus.value, modele)) == refus.value.error_count()
    return {str(details["type"]) for details in refus.value.errors()}


def test_chaque_code_d_erreur_a_sa_phrase_et_se_produit() -> None:
    entetes = [ENTETE | {"siren": "123456789"}, ENTETE | {"nru": "LGCV2AAAAAAA"}]
    produits = {code for cas in CAS for code in _codes(cas[1])} | {c for e in entetes for c in _codes(e, EnTete)}

    assert {cas[0] for cas in CAS} <= produits
    assert produits | {"mois_illisible"} == set(MESSAGES)  # that of the journal: tests/financement/secondaire


VALEURS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False)
    | st.text(max_size=8)
    | st.sampled_from(["medecin", "2026-10-05", "12.50", NombreIllisible("1e9")]),
    lambda fils: st.lists(fils, max_size=3) | st.dictionaries(st.sampled_from(["montant_ht", "bon", "x"]), fils),
    max_leaves=4,
)


@given(st.sampled_from(sorted(CommandeV1.model_fields)), VALEURS)
def test_aucune_valeur_ne_sort_des_phrases_connues(champ: str, valeur: Any) -> None:
    ligne = lire_commande(avec(**{champ: valeur}))

    assert (ligne.bon is None) == bool(ligne.erreurs)
    assert all(erreur.chemin.startswith(champ) or champ == "client" for erreur in ligne.erreurs)


def test_toutes_les_erreurs_d_une_commande_sont_dites_et_les_autres_gardees() -> None:
    mauvaise = avec(reference="BC-2", cle="1", nom="", signature="?", inconnu=1)

    bonne, rejetee, cassee = lire(fichier(MEDECIN, mauvaise, 12))

    assert bonne.bon is not None
    assert {e.chemin for e in rejetee.erreurs} == {"cle", "nom", "signature", "inconnu"}
    assert [ligne.rang for ligne in (bonne, rejetee, cassee)] == [1, 2, 3]
    assert [e.trouve for e in cassee.erreurs] == ["12"]


def test_un_double_nomme_la_premiere_commande() -> None:
    lignes = list(lire(fichier(MEDECIN, avec(cle="990 000 000 28"), avec(reference="BC-3", cle="10003123444"))))

    assert [len(ligne.erreurs) for ligne in lignes] == [0, 2, 0]
    assert [e.chemin for e in lignes[1].erreurs] == ["reference", "cle"]
    assert "déjà à la commande n° 1" in lignes[1].erreurs[0].attendu


BOMBE = b"[" * 100_000
ILLISIBLES: list[tuple[str, bytes | Callable[[], bytes], str]] = [
    ("vide", b"  \n", "vide"),
    ("pas du JSON", b'{\n  "format" "x"}', "ligne 2, colonne 12, deux-points"),
    ("virgule de trop", fichier(MEDECIN).replace(b"]}", b"],}"), "virgule"),
    ("tronqué", fichier(MEDECIN)[:-40], "ligne 1"),
    ("suite", fichier(MEDECIN) + b"{}", "continue après sa fin"),
    ("NaN", fichier(avec(taux_tva=float("nan"))), "« NaN »"),
    ("Infinity", fichier(avec(taux_tva=float("inf"))), "« Infinity »"),
    ("trop profond", BOMBE, "imbrique trop"),
    ("trop profond dans une commande", b'{"commandes": ' + b'{"a":' * 50_000, "imbrique trop"),
    ("UTF-16", fichier(MEDECIN).decode().encode("utf-16"), "UTF-16"),
    ("latin-1", fichier(MEDECIN).replace(b"Cabinet", "Médecin".encode("latin-1")), "0xe9 à la ligne 1"),
    ("racine liste", b"[1]", "une liste de 1 élément"),
    ("racine nulle", b"null", "La racine du fichier est null"),
    ("autre version", fichier(MEDECIN, version="2.0"), "« 2.0 »"),
    ("version en nombre", fichier(MEDECIN, version=1), "Format et version inconnus"),
    ("autre format", fichier(MEDECIN, format="solde"), "« solde »"),
    ("commandes absentes", json.dumps(ENTETE).encode(), "« commandes » n’est pas une liste"),
    ("commandes objet", json.dumps(ENTETE | {"commandes": {}}).encode(), "« commandes » n’est pas une liste"),
    ("champ double", b'{"format": "a", "format": "b", "commandes": []}', "deux fois"),
    ("SIREN faux", fichier(MEDECIN, siren="123456789"), "en-tête"),
    ("champ inconnu", fichier(MEDECIN, sirenn="1"), "en-tête"),
]


@pytest.mark.exigence("ASP-03")
@pytest.mark.parametrize(("contenu", "message"), [cas[1:] for cas in ILLISIBLES], ids=[cas[0] for cas in ILLISIBLES])
def test_un_fichier_illisible_dit_pourquoi(contenu: bytes, message: str) -> None:
    with pytest.raises(FichierIllisible) as refus:
        lire(contenu)

    assert message in str(refus.value)


def test_l_en_tete_dit_toutes_ses_erreurs() -> None:
    with pytest.raises(FichierIllisible) as refus:
        lire(fichier(MEDECIN, siren="1", nru="x", dispositiff="y"))

    assert {e.chemin for e in refus.value.erreurs} == {"siren", "nru", "dispositiff"}


def test_une_marque_utf8_en_tete_est_admise() -> None:
    assert len(lire(b"\xef\xbb\xbf" + fichier(MEDECIN))) == 1


def test_le_nombre_de_commandes_est_borne() -> None:
    assert len(lire(fichier(MEDECIN, MEDECIN), commandes_au_plus=2)) == 2
    with pytest.raises(FichierIllisible, match="contient 3 commandes"):
        lire(fichier(MEDECIN, MEDECIN, MEDECIN), commandes_au_plus=2)


def large(noms: int, *, double: bool = False) -> bytes:
    """One order of many names that the format does not know; the first one twice when asked."""
    champs = ",".join(f'"k{rang}":1' for rang in [*range(noms), *([0] if double else [])])
    return fichier("@").replace(b'"@"', f"{{{champs}}}".encode())


def test_une_commande_demesuree_est_ecartee_d_une_seule_phrase() -> None:
    (ligne,) = lire(large(100_000))

    (erreur,) = ligne.erreurs
    assert (erreur.trouve, erreur.attendu) == ("un objet de 100000 champs", f"{NOMS_AU_PLUS} champs au plus")
    with pytest.raises(FichierIllisible, match="L’en-tête du fichier a 100006 champs"):
        lire(fichier(**{f"k{rang}": 1 for rang in range(100_000)}))


def test_un_nom_double_parmi_cent_mille_se_trouve_en_une_lecture() -> None:
    debut = time.process_time()

    (ligne,) = lire(large(100_000, double=True))

    assert "k0" in {erreur.chemin for erreur in ligne.erreurs}
    assert time.process_time() - debut < 20, "the comparison of each name with each other takes minutes"


def test_les_anomalies_d_une_commande_sont_bornees() -> None:
    lignes = "[" + ",".join(['{"a":1,"a":2}'] * 10_000) + "]"

    (ligne,) = lire(fichier(avec(lignes="@")).replace(b'"@"', lignes.encode()))

    assert len(ligne.erreurs) == ANOMALIES_AU_PLUS


def test_le_poids_est_borne() -> None:
    with pytest.raises(FichierIllisible, match="trop lourd"):
        lire(b" " * ZONES[ZONE].taille_max)


HOSTILES = [
    ('"montant_ht": 1e2', "lignes[0].montant_ht", "1e2"),
    ('"montant_ht": 376.255', "lignes[0].montant_ht", "376.255"),
    ('"montant_ht": ' + "9" * 5000, "lignes[0].montant_ht", "9" * 120 + "…"),
    ('"montant_ht": -1', "lignes[0].montant_ht", "-1"),
    ('"montant_ht": true', "lignes[0].montant_ht", "true"),
    ('"montant_ht": 1, "montant_ht": 2', "lignes[0].montant_ht", "plusieurs fois ce champ"),
    ('"montant_ht": ' + "[" * 300 + "]" * 300, "lignes[0].montant_ht", "une liste de 1 élément"),
]


@pytest.mark.parametrize(("ecrit", "chemin", "trouve"), HOSTILES, ids=[cas[0][:30] for cas in HOSTILES])
def test_une_valeur_hostile_est_une_erreur_de_sa_commande(ecrit: str, chemin: str, trouve: str) -> None:
    contenu = fichier(avec_ligne(), avec(reference="B", cle="10003123444")).decode()

    piegee, saine = lire(contenu.replace('"montant_ht": "376.25"', ecrit, 1).encode())

    assert [(e.chemin, e.trouve) for e in piegee.erreurs] == [(chemin, trouve)]
    assert saine.bon is not None


@pytest.mark.parametrize(("ecrit", "lu"), [("376.2", "376.20"), ("376", "376.00"), ('"0"', "0.00"), ("0.10", "0.10")])
def test_un_montant_ne_passe_jamais_par_un_flottant(ecrit: str, lu: str) -> None:
    contenu = fichier(avec_ligne()).decode().replace('"montant_ht": "376.25"', f'"montant_ht": {ecrit}')

    (ligne,) = lire(contenu.encode())

    assert ligne.bon is not None
    assert str(ligne.bon.lignes[0].montant_ht) == lu
