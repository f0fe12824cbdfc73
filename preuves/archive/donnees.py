"""`dossier.json`: the candidature as its vendor reads it on the pages of the portal."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch

from candidatures.avancement import Etape, rassembler
from candidatures.models import Candidature, DemandeDeModification, Fil, Message, Mesure, Piece
from candidatures.transitions.saisie import reponses
from preuves.models import AuditIns, Chapitre, Depot, FichierDuLot, Jugement, Preuve
from segur.noyau.documents.models import Document

Donnees = dict[str, Any]


class Dossier:
    """Reads one dossier in as many queries for many proofs as for one."""

    def __init__(self, candidature: Candidature, fichiers: Mapping[str, Document]) -> None:
        self.candidature = candidature
        self.fichiers = {document.pk: _fichier(chemin, document) for chemin, document in fichiers.items()}

    def en_donnees(self) -> Donnees:
        return {
            "candidature": self._candidature(),
            "etape_1": self._etape(self.candidature.administrative),
            "etape_2": self._etape(self.candidature.eligibilite) | {"pieces": self._pieces()},
            "remarques": self._remarques(),
            "etape_3": {"chapitres": self._chapitres(), "en_attente": self._lot(), "audit_ins": self._audit_ins()},
            "etape_4": self._convention(),
            "conversation": self._conversation(),
        }

    def _candidature(self) -> Donnees:
        candidature, produit = self.candidature, self.candidature.produit
        return {
            "numero": candidature.numero,
            "statut": candidature.get_statut_display(),
            "dispositif": {"code": candidature.dispositif.code, "libelle": candidature.dispositif.libelle},
            "produit": _champs(produit, "reference", "nom", "version", "nil", "description", "certifications"),
            "editeur": _champs(produit.editeur, "nom", "siren", "siret", "forme_juridique", "adresse", "nie"),
            "charte": _champs(candidature, "charte_version", "charte_empreinte", "charte_acceptee_le"),
            "nru": candidature.nru,
            **_champs(candidature, "referencee_le", "situation_depuis"),
        }

    def _etape(self, etape: Etape) -> Donnees:
        rassembler(etape)
        dates = _champs(etape, "premiere_soumission_le", "soumise_le", "motif", "a_rendre_le")
        return {"statut": etape.get_statut_display(), **dates, "reponses": reponses(etape)}

    def _pieces(self) -> list[Donnees]:
        pieces = Piece.objects.filter(etape=self.candidature.eligibilite)
        return [_champs(piece, "zone", "retiree_le") | self._depot(piece.document_id) for piece in pieces]

    def _remarques(self) -> list[Donnees]:
        """Those that were sent: until then, they are the ANS's own."""
        champs = ("etape", "libelle", "motif", "envoyee_le", "levee_le", "valeur_avant", "valeur_apres")
        return list(self.candidature.remarques.filter(envoyee_le__isnull=False).values(*champs))

    def _chapitres(self) -> list[Donnees]:
        jugements = Prefetch("jugements", Jugement.objects.prefetch_related("depots"))
        preuves = Prefetch(
            "preuves",
            Preuve.objects.select_related("attendue__scenario__exigence", "releve_intrusion").prefetch_related(
                Prefetch("depots", Depot.objects.select_related("depose_par")), jugements
            ),
        )
        chapitres = Chapitre.objects.filter(candidature=self.candidature)
        return [
            {"titre": str(chapitre), "statut": chapitre.get_statut_display()}
            | _champs(chapitre, "premiere_soumission_le", "soumis_le", "valide_le")
            | {"preuves": [self._preuve(preuve) for preuve in chapitre.preuves.all()]}
            for chapitre in chapitres.select_related("chapitre_rem").prefetch_related(preuves)
        ]

    def _preuve(self, preuve: Preuve) -> Donnees:
        releve, attendue = getattr(preuve, "releve_intrusion", None), preuve.attendue
        return {
            "identifiant": str(preuve),
            "libelle": attendue.libelle if attendue else "",
            "exigence": attendue.scenario.exigence.identifiant if attendue else "",
            "scenario": attendue.scenario.identifiant if attendue else "",
            "etat": preuve.etat,
            "provenance": preuve.get_provenance_display(),
            **_champs(preuve, "raison", "reference", "motif", "commentaire"),
            "depots": [self._depot_de_preuve(depot) for depot in preuve.depots.all()],
            "jugements": [_jugement(jugement) for jugement in preuve.jugements.all()],
            "test_intrusion": _champs(releve, "ko_hauts", "ko_moyens", "saisi_le") if releve else None,
        }

    def _depot_de_preuve(self, depot: Depot) -> Donnees:
        return {
            "depot": depot.pk,
            **_champs(depot, "lien", "declaration", "provisoire", "depose_le", "archive_le"),
            "depose_par": str(depot.depose_par),
            **self._depot(depot.document_id),
        }

    def _lot(self) -> list[Donnees]:
        lot = FichierDuLot.objects.filter(candidature=self.candidature)
        return [_champs(ligne, "chemin", "raison") | self._depot(ligne.document_id) for ligne in lot]

    def _audit_ins(self) -> Donnees | None:
        audit = AuditIns._default_manager.filter(candidature=self.candidature).first()
        if audit is None:
            return None
        documents = {"rapport": self._depot(audit.rapport_id), "pas_a_pas": self._depot(audit.pas_a_pas_id)}
        return {"statut": audit.get_statut_display(), **_champs(audit, "visite_le", "valide_le"), **documents}

    def _convention(self) -> Donnees:
        convention = self.candidature.convention
        officiels = self.candidature.officiels.order_by("pk")
        return {
            "statut": convention.get_statut_display(),
            **_champs(convention, "envoyee_le", "signee_le", "validee_le", "avis_le", "motif"),
            **_champs(convention, "decidee_le", "motif_du_refus"),
            "mesures": self._mesures(),
            "exemplaire_signe": self._depot(convention.exemplaire_signe_id),
            "documents": [
                {"nature": officiel.get_nature_display()}
                | _champs(officiel, "version", "code", "jumeau")
                | self._depot(officiel.document_id)
                for officiel in officiels
            ],
        }

    def _mesures(self) -> list[Donnees]:
        """Those that were pronounced: what is only proposed is the ANS's own."""
        prononcees = self.candidature.mesures.filter(statut=Mesure.Statut.PRONONCEE).order_by("pk")
        return [{"mesure": str(mesure)} | _champs(mesure, "motif", "decidee_le") for mesure in prononcees]

    def _conversation(self) -> list[Donnees]:
        """Threads, messages and requests; notes of the ANS are in another table, that nothing here reads."""
        messages = Prefetch(
            "messages", Message.objects.select_related("auteur", "organisation").prefetch_related("pieces")
        )
        fils = Fil.objects.filter(candidature=self.candidature).order_by("pk").select_related("demande")
        return [
            _champs(fil, "sujet", "objet", "objet_libelle", "ouvert_le", "clos_le")
            | {
                "statut": fil.get_statut_display(),
                "messages": [self._message(message) for message in fil.messages.all()],
            }
            | {"demande": _demande(fil.demande) if hasattr(fil, "demande") else None}
            for fil in fils.prefetch_related(messages, "demande__champs")
        ]

    def _message(self, message: Message) -> Donnees:
        return {
            "auteur": str(message.auteur),
            "organisation": str(message.organisation),
            "cote": message.get_cote_display(),
            **_champs(message, "envoye_le", "texte"),
            "pieces": [self._depot(piece.document_id) for piece in message.pieces.all()],
        }

    def _depot(self, document: int | None) -> Donnees:
        return {"fichier": self.fichiers[document] if document is not None else None}


def _champs(objet: Any, *champs: str) -> Donnees:
    return {champ: getattr(objet, champ) for champ in champs}


def _fichier(chemin: str, document: Document) -> Donnees:
    return {
        "chemin": chemin,
        "nom": document.nom,
        "sha256": document.fichier.empreinte,
        "taille": document.fichier.taille,
        "depose_le": document.depose_le,
    }


def _demande(demande: DemandeDeModification) -> Donnees:
    """Without the reviewer's name, as on its page."""
    champs = ("cle", "libelle", "valeur_actuelle", "valeur_proposee")
    return {
        "nature": demande.get_nature_display(),
        "statut": demande.get_statut_display(),
        **_champs(demande, "etape", "motif", "posee_le", "reponse", "decidee_le"),
        "champs": [_champs(champ, *champs) for champ in demande.champs.all()],
    }


def _jugement(jugement: Jugement) -> Donnees:
    """Without the reviewer's name, as on the page of the proof."""
    depots = [depot.pk for depot in jugement.depots.all()]
    return {"verdict": jugement.get_verdict_display(), **_champs(jugement, "motif", "juge_le"), "depots": depots}
