"""Runs the authorisation matrix (autorisations.yaml) against the real URLs and says where they differ."""

from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any

from django.db import transaction
from django.urls import reverse

from segur.noyau.transitions import REGISTRE
from tests.terrain import ANONYME, JETON, MATRICE, METHODES, SEULEMENT_OUVERTS, VUS_AVEC, Cas, Terrain, deplier


def ecarts(terrain: Terrain, a_jouer: list[Cas]) -> list[str]:
    """Every difference between the matrix and what the portal answers. Nothing that it does is kept."""
    return [ecart for un_cas in a_jouer for ecart in _ecarts_du_cas(terrain, un_cas)]


def _ecarts_du_cas(terrain: Terrain, cas: Cas) -> Iterator[str]:
    for etat in _etats(cas):
        for role in terrain.clients:
            attendu = _attendu(cas, role, etat)
            obtenu, corps = _jouer(terrain, cas, role, etat)
            if obtenu != attendu:
                yield f"{cas} — {role}, {etat} : {attendu} attendu, {obtenu} obtenu"
            if attendu == "404" and cas.objet and role != ANONYME:
                _, absent = _jouer(terrain, cas, role, etat, absente=True)
                if corps != absent:
                    yield f"{cas} — {role}, {etat} : la page refusée se distingue d’un objet absent"


def _etats(cas: Cas) -> list[str]:
    if cas.objet == "etape":
        modele = REGISTRE[cas.action].modele.__name__
        return ["ouverte"] if modele in SEULEMENT_OUVERTS else ["brouillon", "ouverte"]
    etats = MATRICE["urls"][cas.nom].get("etats")
    return etats or (list(MATRICE["objets"][cas.objet]["voient"]) if cas.objet else ["ouverte"])


def _vu_avec(cas: Cas) -> str:
    """Whose kind of object decides who sees this one: a step is seen with its candidature, a member with the firm."""
    if cas.objet != "etape":
        return cas.objet
    return VUS_AVEC.get(REGISTRE[cas.action].modele.__name__, "candidature")


def _attendu(cas: Cas, role: str, etat: str) -> str:
    if cas.regle.get("public"):
        return "permis"
    if cas.regle.get("absente"):
        return "404"
    if cas.regle.get("jeton"):
        return "401"
    if cas.regle.get("machine"):
        return "403"
    if role == ANONYME or role in cas.regle.get("reviennent", []):
        return "connexion"
    if cas.regle.get("personne"):
        return "404"
    objet = _vu_avec(cas)
    if objet and role not in deplier(MATRICE["objets"][objet]["voient"][etat]):
        return "404"
    if role in cas.regle.get("sauf", []):
        return "404"
    return "permis" if role in deplier(cas.regle["roles"]) else "403"


def _jouer(terrain: Terrain, cas: Cas, role: str, etat: str, *, absente: bool = False) -> tuple[str, bytes]:
    adresse = terrain.adresse(cas, etat, absente=absente)
    with transaction.atomic():
        session = terrain.clients[role].cookies.copy()
        reponse = terrain.clients[role].generic(
            cas.methode,
            adresse,
            "&".join(f"{cle}={valeur}" for cle, valeur in terrain.donnees(cas, role).items()),
            content_type="application/x-www-form-urlencoded",
        )
        corps = b"" if reponse.streaming else JETON.sub(b"", reponse.content)
        verdict = _lire(reponse)
        transaction.set_rollback(True)
    terrain.clients[role].cookies = SimpleCookie({nom: biscuit.value for nom, biscuit in session.items()})
    return verdict, corps


def _lire(reponse: Any) -> str:
    if reponse.status_code == 302 and reponse["Location"].startswith(reverse("account_login")):
        return "connexion"
    if reponse.status_code in (200, 302, 409, 422, 503):
        return "permis"
    return str(reponse.status_code)


def methodes_refusees(terrain: Terrain, nom: str) -> list[str]:
    """Methods that the matrix does not list and that the address accepts all the same."""
    lignes = MATRICE["urls"].get(nom)
    if lignes is None or nom.startswith("account_"):
        return []
    un_cas = Cas(nom, "GET", lignes.get("objet", ""), {})
    role = "responsable" if nom.startswith("referentiel") else "mandataire"
    adresse = terrain.adresse(un_cas, "ouverte")
    return [
        f"{methode} {nom} : {code}"
        for methode in METHODES
        if methode not in lignes and (code := terrain.clients[role].generic(methode, adresse).status_code) != 405
    ]
