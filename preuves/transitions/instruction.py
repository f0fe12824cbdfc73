"""The team of reviewers among themselves: notes and questions about a proof, that the vendor never reads."""

from django.db.models import QuerySet

from candidatures.transitions.annonces import prevenir
from preuves import regles
from preuves.models import NoteInterne, Preuve
from segur.noyau.comptes.models import ANS_INSTRUIT, Utilisateur
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition


def _note_lisible(preuve: Preuve, demande: Demande) -> Verdict:
    destinataire = demande.donnees.get("destinataire")
    collegue = destinataire is None or collegues().filter(pk=destinataire).exists()
    return regles.note_interne(texte=demande.donnees["texte"], collegue=collegue)


def collegues() -> QuerySet[Utilisateur]:
    return Utilisateur.objects.ayant_role(*ANS_INSTRUIT)


@transition(
    Preuve,
    de=tuple(Preuve.Statut),
    vers=None,
    roles=ANS_INSTRUIT,
    controle=_note_lisible,
    libelle="Écrire une note interne",
    recit="Note interne écrite",
    a_sa_page=False,
    interne=True,
)
def annoter(preuve: Preuve, demande: Demande) -> None:
    """The journal tells it to the ANS alone. A note with an addressee is a question, and is mailed."""
    NoteInterne.objects.create(
        preuve=preuve,
        texte=demande.donnees["texte"].strip(),
        ecrite_le=demande.recu_le,
        ecrite_par=demande.acteur.personne,
        destinataire_id=demande.donnees.get("destinataire"),
    )
    if demande.donnees.get("destinataire"):
        quoi = f"{demande.acteur.personne} vous interroge sur la preuve {preuve}"
        personne = collegues().filter(pk=demande.donnees["destinataire"])
        prevenir(personne, preuve, demande, Categorie.ATTRIBUTION, quoi, demande.donnees["texte"].strip())
