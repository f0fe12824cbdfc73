"""One person per role, in five organisations."""

from dataclasses import dataclass
from datetime import datetime

from segur.noyau.comptes.models import Appartenance, Organisation, Role, Utilisateur

MOT_DE_PASSE = "demonstration-segur"
ORGANISATIONS = {
    "LogiPro": (Organisation.Nature.EDITEUR, "732829320", "SAS", "12 rue des Lilas, 35000 Rennes"),
    "MédiSoft": (Organisation.Nature.EDITEUR, "552100554", "SA", "3 quai du Port, 13002 Marseille"),
    "DistriSanté": (Organisation.Nature.EDITEUR, "512348764", "SARL", "8 place du Marché, 69002 Lyon"),
    "ANS": (Organisation.Nature.ANS, "", "GIP", ""),
    "ASP": (Organisation.Nature.ASP, "", "EPA", ""),
}


@dataclass(frozen=True)
class Compte:
    email: str
    prenom: str
    nom: str
    appartenances: tuple[tuple[str, Role], ...]

    @property
    def roles(self) -> str:
        return ", ".join(f"{role.label} ({organisation})" for organisation, role in self.appartenances)


COMPTES = (
    Compte("mandataire@logipro.example", "Claire", "Martin", (("LogiPro", Role.MANDATAIRE),)),
    Compte("representant@logipro.example", "Hugo", "Bernard", (("LogiPro", Role.REPRESENTANT),)),
    Compte("salarie@logipro.example", "Inès", "Petit", (("LogiPro", Role.SALARIE), ("MédiSoft", Role.SALARIE))),
    Compte("mandataire@medisoft.example", "Paul", "Durand", (("MédiSoft", Role.MANDATAIRE),)),
    Compte("mandataire@distrisante.example", "Léa", "Fontaine", (("DistriSanté", Role.MANDATAIRE),)),
    Compte("verificateur@ans.example", "Amina", "Roux", (("ANS", Role.VERIFICATEUR),)),
    Compte("responsable@ans.example", "Louis", "Moreau", (("ANS", Role.RESPONSABLE),)),
    Compte("college@ans.example", "Sophie", "Girard", (("ANS", Role.COLLEGE),)),
    Compte("direction@ans.example", "Marc", "Lefèvre", (("ANS", Role.DIRECTION),)),
    Compte("pilotage@ans.example", "Nadia", "Blanc", (("ANS", Role.PILOTAGE),)),
    Compte("administrateur@ans.example", "Yves", "Faure", (("ANS", Role.ADMINISTRATEUR),)),
    Compte("gestionnaire@asp.example", "Julie", "Mercier", (("ASP", Role.GESTIONNAIRE),)),
    Compte("valideur@asp.example", "Karim", "Benali", (("ASP", Role.VALIDEUR),)),
    Compte("payeur@asp.example", "Anne", "Robert", (("ASP", Role.PAYEUR),)),
)


def creer_les_comptes(le: datetime | None = None) -> None:
    """Members since that instant, when one is given. Idempotent: what exists stays as it is."""
    organisations = {
        nom: Organisation.objects.get_or_create(
            nom=nom, defaults={"nature": nature, "siren": siren, "forme_juridique": forme, "adresse": adresse}
        )[0]
        for nom, (nature, siren, forme, adresse) in ORGANISATIONS.items()
    }
    for compte in COMPTES:
        personne = Utilisateur.objects.filter(email=compte.email).first() or Utilisateur.objects.create_user(
            compte.email, MOT_DE_PASSE, prenom=compte.prenom, nom=compte.nom, telephone="02 99 00 00 00"
        )
        for organisation, role in compte.appartenances:
            Appartenance.objects.get_or_create(
                utilisateur=personne,
                organisation=organisations[organisation],
                role=role,
                defaults={"entree_le": le},
            )
