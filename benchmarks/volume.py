"""Fills a database with candidatures in step 3, in bulk: `volume.py --candidatures 200 --preuves 200 --sortie …`.

A second run on the same database adds what is missing. Each candidature has one chapter of that many proofs, half of
them files and half links, and ten journal entries. One in four belongs to LogiPro: loaded, not yet submitted; the
chapters of the others are submitted. `--sortie` receives, as JSON, what the measures need: sessions and addresses.
"""

import argparse
import hashlib
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.reglages")
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from candidatures.models import (  # noqa: E402
    Candidature,
    CandidatureAdministrative,
    Convention,
    Eligibilite,
    Produit,
)
from preuves.models import Chapitre, Depot, Preuve  # noqa: E402
from segur.noyau.comptes.models import Organisation, Utilisateur  # noqa: E402
from segur.noyau.dispositifs.chargement import charger_dispositifs  # noqa: E402
from segur.noyau.dispositifs.models import Amendement, Dispositif, Profil  # noqa: E402
from segur.noyau.documents.models import Document, Fichier  # noqa: E402
from segur.noyau.journal.models import EntreeJournal, Registre  # noqa: E402
from segur.noyau.recherche import normaliser  # noqa: E402
from segur.noyau.referentiel.models import (  # noqa: E402
    ChapitreRem,
    Exigence,
    PreuveAttendue,
    Scenario,
    VersionRem,
)
from segur.portail.demonstration.amendement import TITRE, proposer_un_amendement  # noqa: E402
from segur.portail.demonstration.comptes import creer_les_comptes  # noqa: E402

LGC = "MDV-LGC-Va2"
LE = datetime(2026, 7, 1, 8, tzinfo=UTC)
EDITEUR, VERIFICATEUR = "mandataire@logipro.example", "verificateur@ans.example"
PREUVES_PAR_SCENARIO, SCENARIOS_PAR_EXIGENCE = 4, 2
ENTREES = 10
PAR_LOT = 100
A_SOUMETTRE = 40
SOLUTIONS_PAR_CANDIDATURE = 5


def charger(candidatures: int, preuves: int) -> None:
    charger_dispositifs()
    creer_les_comptes()
    rem = VersionRem.objects.filter(nom_fichier="volume.xlsx").first() or creer_rem(preuves)
    deja = Candidature.objects.filter(nru=None).count()
    for debut in range(deja, candidatures, PAR_LOT):
        with transaction.atomic():
            creer_candidatures(rem, range(debut, min(debut + PAR_LOT, candidatures)))
    solutions = candidatures * SOLUTIONS_PAR_CANDIDATURE
    for debut in range(Candidature.objects.exclude(nru=None).count(), solutions, PAR_LOT):
        with transaction.atomic():
            creer_solutions(rem, range(debut, min(debut + PAR_LOT, solutions)))
    if not Amendement.objects.filter(titre=TITRE).exists():
        proposer_un_amendement(LGC, LE)
    with connection.cursor() as curseur:
        curseur.execute("VACUUM ANALYZE")


@transaction.atomic
def creer_rem(preuves: int) -> VersionRem:
    """One chapter: a requirement for eight proofs, a scenario for four, as in the published workbooks."""
    dispositif = Dispositif.objects.get(code=LGC)
    rem = VersionRem.objects.create(
        dispositif=dispositif, numero=1, empreinte="0", nom_fichier="volume.xlsx", importee_le=LE, nb_preuves=preuves
    )
    chapitre = ChapitreRem.objects.create(version=rem, titre="Dossier du patient", ordre=1)
    profil = Profil.objects.get(dispositif=dispositif, est_general=True)
    attendues: list[PreuveAttendue] = []
    for rang in range(preuves):
        par_exigence = PREUVES_PAR_SCENARIO * SCENARIOS_PAR_EXIGENCE
        if rang % par_exigence == 0:
            exigence = Exigence.objects.create(
                chapitre=chapitre,
                identifiant=f"SC.VOL/{rang // par_exigence:03}",
                titre="Gérer le dossier du patient",
                enonce="<p>Le système DOIT permettre de consulter, compléter et corriger le dossier du patient.</p>",
                perimetre="vague2",
                ordre=rang + 1,
            )
            exigence.profils.add(profil)
        if rang % PREUVES_PAR_SCENARIO == 0:
            scenario = Scenario.objects.create(
                exigence=exigence,
                identifiant=f"{exigence.identifiant}.{rang // PREUVES_PAR_SCENARIO % SCENARIOS_PAR_EXIGENCE + 1:02}",
                enonce="<ol><li>Se connecter.</li><li>Ouvrir le dossier.</li><li>Vérifier le résultat.</li></ol>",
                ordre=rang + 1,
            )
        attendues.append(
            PreuveAttendue(
                version=rem,
                scenario=scenario,
                identifiant=f"{scenario.identifiant}.{rang % PREUVES_PAR_SCENARIO + 1:02}",
                libelle="Vidéo ou captures d’écran montrant comment consulter le dossier\net ce qui y est tracé",
                ordre=rang + 1,
            )
        )
    PreuveAttendue.objects.bulk_create(attendues)
    Fichier.objects.bulk_create(
        Fichier(empreinte=hashlib.sha256(b"%d" % rang).hexdigest(), taille=90_000 + rang, type_mime="application/pdf")
        for rang in range(preuves)
    )
    return rem


def creer_candidatures(rem: VersionRem, rangs: range) -> None:
    logipro = Organisation.objects.get(nom="LogiPro")
    mandataire = Utilisateur.objects.get(email=EDITEUR)
    autres = [Organisation.objects.get_or_create(nom=f"Éditeur {n:03}")[0] for n in {r // 10 for r in rangs}]
    produits = Produit.objects.bulk_create(
        Produit(
            editeur=autres[rang % len(autres)] if rang % 4 else logipro,
            nom=f"Logiciel {rang:05}",
            version="1.0",
            responsable=mandataire,
            description="Logiciel de gestion de cabinet.",
        )
        for rang in rangs
    )
    candidatures = Candidature.objects.bulk_create(
        Candidature(
            produit=produit,
            dispositif=rem.dispositif,
            rem=rem,
            charte_version="1",
            charte_empreinte="0" * 64,
            charte_acceptee_le=LE,
            charte_acceptee_par=mandataire,
        )
        for produit in produits
    )
    soumise = {"premiere_soumission_le": LE, "soumise_le": LE}
    CandidatureAdministrative.objects.bulk_create(
        CandidatureAdministrative(
            candidature=c, statut="validee", legal_nom="Martin", denomination="LogiPro", **soumise
        )
        for c in candidatures
    )
    Eligibilite.objects.bulk_create(Eligibilite(candidature=c, statut="eligible", **soumise) for c in candidatures)
    Convention.objects.bulk_create(Convention(candidature=c) for c in candidatures)
    deposer(rem, candidatures, mandataire, logipro)
    raconter(candidatures, mandataire, logipro)


def creer_solutions(rem: VersionRem, rangs: range) -> None:
    """Référencées, for the public registry."""
    mandataire = Utilisateur.objects.get(email=EDITEUR)
    editeurs = [Organisation.objects.get_or_create(nom=f"Éditeur {n:03}")[0] for n in {r // 50 for r in rangs}]
    produits = Produit.objects.bulk_create(
        Produit(
            editeur=editeurs[rang % len(editeurs)],
            nom=f"Solution {rang:05}",
            version="1.0",
            responsable=mandataire,
            description="Logiciel de gestion de cabinet.",
            recherche_publique=normaliser(f"Solution {rang:05} 1.0"),
        )
        for rang in rangs
    )
    candidatures = Candidature.objects.bulk_create(
        Candidature(
            produit=produit,
            dispositif=rem.dispositif,
            rem=rem,
            statut="referencee",
            nru=f"LGCV2B{rang:06}",
            referencee_le=LE,
            situation_depuis=LE,
            charte_version="1",
            charte_empreinte="0" * 64,
            charte_acceptee_le=LE,
            charte_acceptee_par=mandataire,
        )
        for rang, produit in zip(rangs, produits, strict=True)
    )
    soumise = {"premiere_soumission_le": LE, "soumise_le": LE}
    CandidatureAdministrative.objects.bulk_create(
        CandidatureAdministrative(
            candidature=c, statut="validee", legal_nom="Martin", denomination=c.produit.editeur.nom, **soumise
        )
        for c in candidatures
    )
    Eligibilite.objects.bulk_create(Eligibilite(candidature=c, statut="eligible", **soumise) for c in candidatures)
    Convention.objects.bulk_create(Convention(candidature=c) for c in candidatures)


def deposer(rem: VersionRem, candidatures: list[Candidature], mandataire: Utilisateur, logipro: Organisation) -> None:
    """The chapter of each candidature, its proofs, and one deposit for each proof."""
    chapitre_rem = rem.chapitres.get()
    fichiers = list(Fichier.objects.order_by("pk"))
    chapitres = Chapitre.objects.bulk_create(
        Chapitre(candidature=c, chapitre_rem=chapitre_rem)
        if c.produit.editeur == logipro
        else Chapitre(
            candidature=c, chapitre_rem=chapitre_rem, statut="soumis", premiere_soumission_le=LE, soumis_le=LE
        )
        for c in candidatures
    )
    attendues = list(PreuveAttendue.objects.filter(version=rem).order_by("ordre"))
    preuves = Preuve.objects.bulk_create(
        Preuve(chapitre=c, attendue=attendue, statut="soumise" if c.statut == "soumis" else "chargee")
        for c in chapitres
        for attendue in attendues
    )
    documents = Document.objects.bulk_create(
        Document(
            fichier=fichiers[rang % len(fichiers)],
            nom="captures-ecran.pdf",
            zone="preuve",
            depose_par=mandataire,
            organisation=logipro,
            depose_le=LE,
        )
        for rang in range(0, len(preuves), 2)
    )
    Depot.objects.bulk_create(
        Depot(
            preuve=preuve,
            document=None if rang % 2 else documents[rang // 2],
            lien=f"https://preuves.logipro.example/{rang}" if rang % 2 else "",
            depose_le=LE,
            depose_par=mandataire,
        )
        for rang, preuve in enumerate(preuves)
    )


def raconter(candidatures: list[Candidature], mandataire: Utilisateur, logipro: Organisation) -> None:
    """A history for each, chained as the portal does."""
    type_objet = ContentType.objects.get_for_model(Candidature)
    entrees: list[EntreeJournal] = []
    registres: list[Registre] = []
    for candidature in candidatures:
        registre = Registre(dossier=candidature.cle_dossier)
        for rang in range(1, ENTREES + 1):
            instant = LE + timedelta(minutes=rang)
            entree = EntreeJournal(
                dossier=registre.dossier,
                rang=rang,
                type_objet=type_objet,
                id_objet=candidature.pk,
                action="candidature.ouvrir",
                recit="Candidature ouverte",
                acteur=mandataire,
                organisation=logipro,
                recu_le=instant,
                inscrite_le=instant,
                precedente=registre.empreinte,
            )
            entree.empreinte = entree.calculer_empreinte()
            entrees.append(entree)
            registre.rang, registre.empreinte = rang, entree.empreinte
        registres.append(registre)
    EntreeJournal.objects.bulk_create(entrees)
    Registre.objects.bulk_create(registres)


def session(email: str) -> str:
    """An open session, written straight into the database."""
    utilisateur = Utilisateur.objects.get(email=email)
    ouverte = SessionStore()
    ouverte[SESSION_KEY] = str(utilisateur.pk)
    ouverte[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    ouverte[HASH_SESSION_KEY] = utilisateur.get_session_auth_hash()
    ouverte.save()
    return str(ouverte.session_key)


def reperes() -> dict[str, Any]:
    """Sessions and addresses for the measures: one chapter to fill, one to review, those to submit."""
    chapitres = Chapitre.objects.select_related("candidature").order_by("pk")
    a_soumettre, soumis = chapitres.filter(statut="a_completer"), chapitres.filter(statut="soumis")
    return {
        "base": os.environ["DATABASE_URL"],
        "candidatures": Candidature.objects.filter(nru=None).count(),
        "solutions": Candidature.objects.exclude(nru=None).count(),
        "preuves": Preuve.objects.count(),
        "editeur": session(EDITEUR),
        "verificateur": session(VERIFICATEUR),
        "arrete": Amendement.objects.get(origine="texte").pk,
        "amendement": Amendement.objects.get(titre=TITRE).pk,
        "numero": soumis.first().candidature.numero,
        "a_completer": [a_soumettre.last().candidature.numero, a_soumettre.last().pk],
        "soumis": [soumis.last().candidature.numero, soumis.last().pk],
        "a_soumettre": list(a_soumettre.values_list("pk", flat=True))[:-1][:A_SOUMETTRE],
    }


def main() -> None:
    lecteur = argparse.ArgumentParser(description=__doc__)
    lecteur.add_argument("--candidatures", type=int, default=200)
    lecteur.add_argument("--preuves", type=int, default=200)
    lecteur.add_argument("--sortie", type=Path, required=True)
    options = lecteur.parse_args()
    charger(options.candidatures, options.preuves)
    options.sortie.write_text(json.dumps(reperes()))


if __name__ == "__main__":
    main()
