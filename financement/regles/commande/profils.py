"""Profiles that the solution needs for this client (AF 4.2, ELI-11)."""

from collections.abc import Collection, Mapping

from financement.regles.commande.constats import A_VERIFIER, CONFORME, NON_CONFORME, Valeurs, constat
from financement.regles.commande.faits import Bon, Client, Constat, Contexte
from financement.regles.commande.parametres import Parametres
from segur.noyau.regles import Reference, Version


def constats(bon: Bon, contexte: Contexte, textes: Parametres) -> tuple[Constat, ...]:
    obtenus = contexte.referencement.profils
    if bon.client == Client.STRUCTURE and textes.profils_structure:
        return (pour_une_structure(obtenus=obtenus, exiges=textes.profils_structure),)
    if bon.client == Client.MEDECIN and textes.profils_medecin_traitant and textes.patients:
        return (
            pour_un_medecin(
                patients=bon.patients_mt,
                au_moins=textes.patients,
                obtenus=obtenus,
                exiges=textes.profils_medecin_traitant,
            ),
        )
    return ()


def pour_une_structure(*, obtenus: Collection[str], exiges: Version[Mapping[str, str]]) -> Constat:
    """Both profiles, whatever its doctors do (REM-03)."""
    manquants = _manquants(obtenus, exiges)
    explication = f"Profils exigés pour une structure : {_noms(exiges.valeur.values())}"
    return _constat("REM-03", manquants, f"{explication}{_suite(manquants)}", exiges, ())


def pour_un_medecin(
    *,
    patients: int | None,
    au_moins: Version[int],
    obtenus: Collection[str],
    exiges: Version[Mapping[str, str]],
) -> Constat:
    """From so many declared patients on, adults or children (REM-04)."""
    manquants, seuil = _manquants(obtenus, exiges), au_moins.valeur
    valeurs = (
        ("Patients déclarés", "non déclarés" if patients is None else str(patients)),
        ("Seuil", f"{seuil} patients"),
    )
    if patients is None and manquants:
        return _patients_inconnus(seuil, manquants, exiges.reference, valeurs)
    if patients is not None and patients < seuil:
        explication = f"{_declares(patients)}, moins de {seuil} : aucun profil particulier n’est exigé."
        return constat("REM-04", "profils", CONFORME, explication, exiges.reference, valeurs=valeurs)
    debut = "Nombre de patients non déclaré" if patients is None else f"{_declares(patients)}, {seuil} au moins"
    explication = f"{debut} : profil {_noms(exiges.valeur.values())}{_suite(manquants)}"
    return _constat("REM-04", manquants, explication, exiges, valeurs)


def _declares(patients: int) -> str:
    pluriel = "s" if patients > 1 else ""
    return f"{patients} patient{pluriel} déclaré{pluriel}"


def _patients_inconnus(seuil: int, manquants: list[str], reference: Reference, valeurs: Valeurs) -> Constat:
    return constat(
        "REM-04",
        "profils",
        A_VERIFIER,
        f"Le nombre de patients déclarés n’est pas connu : à partir de {seuil}, il faut {_noms(manquants)}.",
        reference,
        champ="patients_mt",
        valeurs=valeurs,
        remede="Déclarer le nombre de patients dont ce médecin est le médecin traitant.",
    )


def _manquants(obtenus: Collection[str], exiges: Version[Mapping[str, str]]) -> list[str]:
    return [nom for code, nom in exiges.valeur.items() if code not in obtenus]


def _noms(noms: Collection[str]) -> str:
    return " et ".join(f"« {nom} »" for nom in noms)


def _suite(manquants: list[str]) -> str:
    return f" ; il manque à la solution : {_noms(manquants)}." if manquants else ", que la solution a."


def _constat(
    regle: str, manquants: list[str], explication: str, exiges: Version[Mapping[str, str]], valeurs: Valeurs
) -> Constat:
    return constat(
        regle,
        "profils",
        NON_CONFORME if manquants else CONFORME,
        explication,
        exiges.reference,
        champ="client" if regle == "REM-03" else "patients_mt",
        valeurs=(*valeurs, ("Profils manquants", _noms(manquants) or "aucun")),
        remede=f"Faire référencer la solution avec {_noms(manquants)}.",
    )
